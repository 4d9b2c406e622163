/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-console-window.h"

#include <glib/gi18n.h>

#include "beckon-console-view.h"
#include "beckon-console.h"
#include "beckon-error-box.h"

struct _BeckonConsoleWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkToggleButton *pause_button;
  AdwToastOverlay *toasts;
  GtkEditable *search_entry;
  GtkCheckButton *hide_check;
  BeckonConsoleView *view;
  GtkLabel *empty_label;
  BeckonErrorBox *error_box;
  GtkTextBuffer *stanza;

  BeckonAccount *account;
  BeckonConsole *console;
  GtkFilter *filter;
  GtkFilterListModel *shown;
  GSimpleActionGroup *choices;
  char *search; /* casefolded, or empty */
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (BeckonConsoleWindow, beckon_console_window, ADW_TYPE_WINDOW)

/* What is shown */

static gboolean
is_chosen (BeckonConsoleWindow *self, const char *action, const char *all, const char *what)
{
  g_autoptr (GVariant) state
    = g_action_group_get_action_state (G_ACTION_GROUP (self->choices), action);
  const char *chosen = g_variant_get_string (state, NULL);

  return g_str_equal (chosen, all) || g_str_equal (chosen, what);
}

static gboolean
is_wanted (gpointer item, gpointer user_data)
{
  BeckonConsoleWindow *self = user_data;
  BeckonConsoleEntry *entry = item;
  static const char *const kinds[] = { "iq", "message", "presence", "other" };
  g_autofree char *xml = NULL;

  if (!is_chosen (self, "kind", "all", kinds[beckon_console_entry_get_kind (entry)])
      || !is_chosen (self,
                     "direction",
                     "both",
                     beckon_console_entry_get_sent (entry) ? "sent" : "received"))
    return FALSE;
  if (*self->search == '\0')
    return TRUE;
  xml = g_utf8_casefold (
    beckon_console_entry_get_xml (entry, !gtk_check_button_get_active (self->hide_check)), -1);
  return strstr (xml, self->search) != NULL;
}

static void
update_empty (BeckonConsoleWindow *self)
{
  const gboolean nothing = g_list_model_get_n_items (G_LIST_MODEL (self->console)) == 0;

  gtk_label_set_label (self->empty_label,
                       nothing
                         ? _ ("What is sent and received from now on appears here.")
                         : _ ("Nothing of this kind was found."));
  gtk_widget_set_visible (GTK_WIDGET (self->empty_label),
                          g_list_model_get_n_items (G_LIST_MODEL (self->shown)) == 0);
}

static void
choice_changed_cb (BeckonConsoleWindow *self)
{
  if (self->filter != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

/* Without a handler the action takes the state that it is asked for. */
static void
add_choice (BeckonConsoleWindow *self, const char *name, const char *all)
{
  g_autoptr (GSimpleAction) action
    = g_simple_action_new_stateful (name, G_VARIANT_TYPE_STRING, g_variant_new_string (all));

  g_signal_connect_object (
    action, "notify::state", G_CALLBACK (choice_changed_cb), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (self->choices), G_ACTION (action));
}

static void
search_changed_cb (BeckonConsoleWindow *self)
{
  g_free (self->search);
  self->search = g_utf8_casefold (gtk_editable_get_text (self->search_entry), -1);
  choice_changed_cb (self);
}

static void
hide_toggled_cb (BeckonConsoleWindow *self)
{
  /* What is hidden is not found, either. */
  choice_changed_cb (self);
  beckon_console_view_set_with_texts (self->view, !gtk_check_button_get_active (self->hide_check));
}

static void
clear_cb (BeckonConsoleWindow *self)
{
  beckon_console_clear (self->console);
}

/* Taking it along */

static void
copy_cb (BeckonConsoleWindow *self)
{
  g_autofree char *text = beckon_console_view_dup_text (self->view);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Copied")));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonConsoleWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);
  if (self->toasts == NULL)
    return;
  if (error != NULL)
    {
      g_autoptr (BeckonErrorText) text = beckon_error_text_new (error, NULL);

      beckon_error_present (GTK_WIDGET (self), text);
    }
  else
    {
      adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Saved")));
    }
}

static void
file_chosen_cb (BeckonConsoleWindow *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file
    = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;

  if (file != NULL)
    beckon_console_window_save (self, file);
  g_clear_object (&self->chooser);
}

static void
save_cb (BeckonConsoleWindow *self)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (
    _ ("Save"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), "beckon-xml.txt");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (
    self->chooser, "response", G_CALLBACK (file_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Sending */

static char *
dup_stanza (BeckonConsoleWindow *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->stanza, &start, &end);
  return gtk_text_buffer_get_text (self->stanza, &start, &end, FALSE);
}

static void
stanza_changed_cb (BeckonConsoleWindow *self)
{
  g_autofree char *xml = dup_stanza (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "console.send", *g_strstrip (xml) != '\0');
}

/* What was sent stays, so that it can be changed and sent again. */
static void
send (GtkWidget *widget, const char *action, GVariant *parameter)
{
  BeckonConsoleWindow *self = BECKON_CONSOLE_WINDOW (widget);
  g_autofree char *xml = dup_stanza (self);
  g_autoptr (GError) error = NULL;

  if (beckon_console_send (self->console, xml, &error))
    beckon_error_box_set_text (self->error_box, NULL);
  else
    beckon_error_box_set_error (
      self->error_box, error, beckon_jid_get_domain (beckon_account_get_jid (self->account)));
}

static void
accounts_changed_cb (BeckonConsoleWindow *self,
                     guint position,
                     guint removed,
                     guint added,
                     GListModel *accounts)
{
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (accounts, i);

      if (account == self->account)
        return;
    }
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
beckon_console_window_dispose (GObject *object)
{
  BeckonConsoleWindow *self = BECKON_CONSOLE_WINDOW (object);

  self->toasts = NULL;
  g_clear_object (&self->filter);
  g_clear_object (&self->choices);
  g_clear_object (&self->shown);
  g_clear_object (&self->console);
  g_clear_object (&self->account);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->search, g_free);
  G_OBJECT_CLASS (beckon_console_window_parent_class)->dispose (object);
}

static void
beckon_console_window_class_init (BeckonConsoleWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_console_window_dispose;

  g_type_ensure (BECKON_TYPE_CONSOLE_VIEW);
  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-console-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonConsoleWindow, title);
  gtk_widget_class_bind_template_child (widget_class, BeckonConsoleWindow, pause_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonConsoleWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BeckonConsoleWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, BeckonConsoleWindow, hide_check);
  gtk_widget_class_bind_template_child (widget_class, BeckonConsoleWindow, view);
  gtk_widget_class_bind_template_child (widget_class, BeckonConsoleWindow, empty_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonConsoleWindow, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonConsoleWindow, stanza);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, hide_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, stanza_changed_cb);
  gtk_widget_class_install_action (widget_class, "console.send", NULL, send);
  gtk_widget_class_add_binding_action (
    widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "console.send", NULL);
  gtk_widget_class_add_binding_action (
    widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
beckon_console_window_init (BeckonConsoleWindow *self)
{
  self->search = g_strdup ("");
  self->choices = g_simple_action_group_new ();
  add_choice (self, "kind", "all");
  add_choice (self, "direction", "both");
  gtk_widget_insert_action_group (GTK_WIDGET (self), "filter", G_ACTION_GROUP (self->choices));
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Large text takes several lines. */
  gtk_label_set_wrap (GTK_LABEL (gtk_widget_get_last_child (GTK_WIDGET (self->hide_check))), TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "console.send", FALSE);
}

static void
watch (BeckonConsoleWindow *self, BeckonClient *client, BeckonAccount *account)
{
  self->account = g_object_ref (account);
  self->console = beckon_console_new (account);
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_wanted, self, NULL));
  self->shown = gtk_filter_list_model_new (
    G_LIST_MODEL (g_object_ref (self->console)), g_object_ref (self->filter));
  beckon_console_view_set_entries (self->view, G_LIST_MODEL (self->shown));
  g_object_bind_property (self->console,
                          "paused",
                          self->pause_button,
                          "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (
    self->console, "items-changed", G_CALLBACK (update_empty), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    self->shown, "items-changed", G_CALLBACK (update_empty), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (beckon_client_get_accounts (client),
                           "items-changed",
                           G_CALLBACK (accounts_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  update_empty (self);
  adw_window_title_set_subtitle (self->title,
                                 beckon_jid_get_bare (beckon_account_get_jid (account)));
}

static BeckonConsoleWindow *
find (BeckonAccount *account)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (BECKON_IS_CONSOLE_WINDOW (window) && BECKON_CONSOLE_WINDOW (window)->account == account)
        return BECKON_CONSOLE_WINDOW (window);
    }
  return NULL;
}

/**
 * beckon_console_window_present:
 * @parent: the window with which it closes
 * @client: whose account it is
 * @account: whose stream to show
 */
void
beckon_console_window_present (GtkWindow *parent, BeckonClient *client, BeckonAccount *account)
{
  BeckonConsoleWindow *self = find (account);

  if (self == NULL)
    {
      self = g_object_new (BECKON_TYPE_CONSOLE_WINDOW,
                           "transient-for",
                           parent,
                           "destroy-with-parent",
                           TRUE,
                           NULL);
      watch (self, client, account);
    }
  gtk_window_present (GTK_WINDOW (self));
}

/**
 * beckon_console_window_save:
 * @file: where to
 *
 * Writes what is shown to a file.
 */
void
beckon_console_window_save (BeckonConsoleWindow *self, GFile *file)
{
  char *text = beckon_console_view_dup_text (self->view);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  g_file_replace_contents_bytes_async (
    file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, saved_cb, g_object_ref (self));
}
