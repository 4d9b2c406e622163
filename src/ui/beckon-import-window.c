/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-import-window.h"

#include <glib/gi18n.h>

#include "beckon-error-box.h"
#include "beckon-import.h"

struct _BeckonImportWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  BeckonErrorBox *error_box;
  GtkWidget *spinner;
  GtkWidget *content_group;
  AdwActionRow *address_row;
  AdwActionRow *contacts_row;
  AdwActionRow *blocked_row;
  AdwActionRow *messages_row;
  GtkWidget *explanation_label;
  GtkLabel *done_label;
  GtkProgressBar *progress_bar;
  GtkWidget *import_button;
  GtkWidget *stop_button;
  GtkWidget *close_button;

  BeckonAccount *account;
  BeckonImport *import;      /* (nullable): when it has been looked at */
  GCancellable *cancellable; /* of what is under way */
};

G_DEFINE_FINAL_TYPE (BeckonImportWindow, beckon_import_window, ADW_TYPE_WINDOW)

typedef enum
{
  LOOKING,
  READY,
  RUNNING,
  ENDED,
} State;

static void
set_state (BeckonImportWindow *self, State state)
{
  gtk_widget_set_visible (self->spinner, state == LOOKING);
  gtk_widget_set_visible (self->content_group, self->import != NULL);
  gtk_widget_set_visible (self->explanation_label, state == READY);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), state == RUNNING);
  gtk_widget_set_visible (self->import_button, state == READY);
  gtk_widget_set_visible (self->stop_button, state == RUNNING);
  gtk_widget_set_visible (self->close_button, state == ENDED);
  if (state == READY)
    gtk_window_set_default_widget (GTK_WINDOW (self), self->import_button);
}

static void
show_error (BeckonImportWindow *self, const GError *error)
{
  beckon_error_box_set_error (
    self->error_box, error, beckon_jid_get_domain (beckon_account_get_jid (self->account)));
}

/* What there is, and how much of it is new. */
static void
fill_row (AdwActionRow *row, char *title, guint n, guint n_new)
{
  g_autofree char *owned = title;
  g_autofree char *news = NULL;

  /* Translators: %u is how many contacts, or how many blocked people. */
  news = g_strdup_printf (ngettext ("%u of them is new here", "%u of them are new here", n_new),
                          n_new);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, n_new > 0 ? news : n > 0 ? _ ("All of them are here already") : "");
}

static void
show_content (BeckonImportWindow *self)
{
  guint n_contacts = beckon_import_get_n_contacts (self->import);
  guint n_blocked = beckon_import_get_n_blocked (self->import);
  guint n_messages = beckon_import_get_n_messages (self->import);
  g_autofree char *messages = NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->address_row),
                                 beckon_jid_get_bare (beckon_import_get_jid (self->import)));
  fill_row (self->contacts_row,
            g_strdup_printf (ngettext ("%u contact", "%u contacts", n_contacts), n_contacts),
            n_contacts,
            beckon_import_count_new_contacts (self->import));
  fill_row (
    self->blocked_row,
    g_strdup_printf (ngettext ("%u blocked person", "%u blocked people", n_blocked), n_blocked),
    n_blocked,
    beckon_import_count_new_blocked (self->import));
  gtk_widget_set_visible (GTK_WIDGET (self->blocked_row), n_blocked > 0);
  messages = g_strdup_printf (ngettext ("%u message", "%u messages", n_messages), n_messages);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->messages_row), messages);
  gtk_widget_set_visible (GTK_WIDGET (self->messages_row), n_messages > 0);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonImportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonImport) import = beckon_import_open_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_set_object (&self->import, import);
  if (import != NULL)
    show_content (self);
  else
    show_error (self, error);
  set_state (self, import != NULL ? READY : ENDED);
  gtk_widget_grab_focus (import != NULL ? self->import_button : self->close_button);
}

static void
progress_cb (guint n_done, guint n_total, gpointer user_data)
{
  BeckonImportWindow *self = user_data;

  if (self->account != NULL && n_total > 0)
    gtk_progress_bar_set_fraction (self->progress_bar, MIN (1.0, (double) n_done / n_total));
}

static void
show_done (BeckonImportWindow *self, guint n_new, guint n_refused, gboolean complete)
{
  /* Translators: %u is how many messages of a file were stored. */
  g_autofree char *messages = g_strdup_printf (
    ngettext ("%u message was added.", "%u messages were added.", n_new), n_new);
  /* Translators: %u is how many contacts of a file the server refused. */
  g_autofree char *refused = g_strdup_printf (
    ngettext (
      "The server did not take %u contact.", "The server did not take %u contacts.", n_refused),
    n_refused);
  g_autofree char *text = g_strdup_printf (
    "%s%s%s%s%s",
    messages,
    n_refused > 0 ? "\n" : "",
    n_refused > 0 ? refused : "",
    complete ? "" : "\n",
    complete ? "" : _ ("Import again to go on with the rest: nothing is added twice."));

  gtk_label_set_label (self->done_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->done_label), TRUE);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonImportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n_new, n_refused;
  gboolean complete
    = beckon_import_run_finish (BECKON_IMPORT (source), result, &n_new, &n_refused, &error);

  if (self->account == NULL) /* the window is closed */
    return;
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error);
  show_done (self, n_new, n_refused, complete);
  show_content (self);
  set_state (self, complete ? ENDED : READY);
  gtk_widget_grab_focus (complete ? self->close_button : self->import_button);
}

static void
import_cb (BeckonImportWindow *self)
{
  show_error (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->done_label), FALSE);
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  set_state (self, RUNNING);
  gtk_widget_grab_focus (self->stop_button);
  beckon_import_run_async (
    self->import, self->cancellable, progress_cb, self, ran_cb, g_object_ref (self));
}

static void
stop_cb (BeckonImportWindow *self)
{
  g_cancellable_cancel (self->cancellable);
}

/* What is under way holds the window. */
static gboolean
beckon_import_window_close_request (GtkWindow *window)
{
  g_cancellable_cancel (BECKON_IMPORT_WINDOW (window)->cancellable);
  return GTK_WINDOW_CLASS (beckon_import_window_parent_class)->close_request (window);
}

static void
beckon_import_window_dispose (GObject *object)
{
  BeckonImportWindow *self = BECKON_IMPORT_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->import);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (beckon_import_window_parent_class)->dispose (object);
}

static void
beckon_import_window_class_init (BeckonImportWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_import_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = beckon_import_window_close_request;

  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-import-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, title);
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, content_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, address_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, contacts_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, blocked_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, messages_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, explanation_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, done_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, import_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, stop_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonImportWindow, close_button);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
beckon_import_window_init (BeckonImportWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * beckon_import_window_present:
 * @parent: the window to stand over
 * @account: where to
 * @file: what to look at
 */
void
beckon_import_window_present (GtkWindow *parent, BeckonAccount *account, GFile *file)
{
  BeckonImportWindow *self
    = g_object_new (BECKON_TYPE_IMPORT_WINDOW, "transient-for", parent, NULL);

  self->account = g_object_ref (account);
  adw_window_title_set_subtitle (self->title,
                                 beckon_jid_get_bare (beckon_account_get_jid (account)));
  set_state (self, LOOKING);
  beckon_import_open_async (account, file, self->cancellable, opened_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
}
