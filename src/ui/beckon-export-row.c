/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-export-row.h"

#include <glib/gi18n.h>

#include "beckon-error-box.h"
#include "beckon-history-export.h"

struct _BeckonExportRow
{
  AdwActionRow parent_instance;

  GtkWidget *stop_button;

  BeckonClient *client;          /* (nullable), weak */
  GtkFileChooserNative *chooser; /* (nullable) */
  GCancellable *cancellable;     /* (nullable): while it is under way */
};

G_DEFINE_FINAL_TYPE (BeckonExportRow, beckon_export_row, ADW_TYPE_ACTION_ROW)

static void
set_running (BeckonExportRow *self, gboolean running)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self),
                               running ? "" : _ ("To a text file, which any program can read"));
  gtk_widget_set_visible (self->stop_button, running);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), !running);
}

static void
progress_cb (guint n_messages, gpointer user_data)
{
  g_autofree char *text = NULL;

  /* Translators: %u is how many messages have been written to a file so far. */
  text = g_strdup_printf (ngettext ("%u message so far", "%u messages so far", n_messages),
                          n_messages);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (user_data), text);
}

static void
tell_done (BeckonExportRow *self, guint n_messages)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  /* Translators: %u is how many messages have been written to a file. */
  g_autofree char *text = g_strdup_printf (
    ngettext ("%u message was exported", "%u messages were exported", n_messages), n_messages);

  if (ADW_IS_PREFERENCES_WINDOW (root))
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (root), adw_toast_new (text));
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonExportRow) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n_messages;
  gboolean done = beckon_history_export_finish (result, &n_messages, &error);

  g_clear_object (&self->cancellable);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  set_running (self, FALSE);
  if (done)
    {
      tell_done (self, n_messages);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autoptr (BeckonErrorText) text = beckon_error_text_new (error, NULL);

      beckon_error_present (GTK_WIDGET (self), text);
    }
}

static void
file_chosen_cb (BeckonExportRow *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file
    = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;

  if (file != NULL)
    beckon_export_row_start (self, file);
  g_clear_object (&self->chooser);
}

static void
choose_file (BeckonExportRow *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "beckon-%Y-%m-%d.txt");

  g_clear_object (&self->chooser);
  self->chooser
    = gtk_file_chooser_native_new (_ ("Export All Chats"),
                                   GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   GTK_FILE_CHOOSER_ACTION_SAVE,
                                   _ ("_Export"),
                                   _ ("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (
    self->chooser, "response", G_CALLBACK (file_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
stop_cb (BeckonExportRow *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
beckon_export_row_activate (AdwActionRow *row)
{
  choose_file (BECKON_EXPORT_ROW (row));
}

static void
beckon_export_row_dispose (GObject *object)
{
  BeckonExportRow *self = BECKON_EXPORT_ROW (object);

  g_clear_object (&self->chooser);
  g_clear_weak_pointer (&self->client);
  G_OBJECT_CLASS (beckon_export_row_parent_class)->dispose (object);
}

/* What is under way holds the row. */
static void
beckon_export_row_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (BECKON_EXPORT_ROW (widget)->cancellable);
  GTK_WIDGET_CLASS (beckon_export_row_parent_class)->unroot (widget);
}

static void
beckon_export_row_class_init (BeckonExportRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_export_row_dispose;
  GTK_WIDGET_CLASS (klass)->unroot = beckon_export_row_unroot;
  ADW_ACTION_ROW_CLASS (klass)->activate = beckon_export_row_activate;
}

static void
beckon_export_row_init (BeckonExportRow *self)
{
  self->stop_button = gtk_button_new_with_mnemonic (_ ("_Stop"));
  gtk_widget_set_valign (self->stop_button, GTK_ALIGN_CENTER);
  g_signal_connect_object (
    self->stop_button, "clicked", G_CALLBACK (stop_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->stop_button);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("E_xport All Chats…"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self), TRUE);
  set_running (self, FALSE);
}

/**
 * beckon_export_row_set_client:
 * @client: whose chats; not kept alive
 */
void
beckon_export_row_set_client (BeckonExportRow *self, BeckonClient *client)
{
  g_set_weak_pointer (&self->client, client);
}

/**
 * beckon_export_row_start:
 * @file: where to
 *
 * Begins, unless it is under way.
 */
void
beckon_export_row_start (BeckonExportRow *self, GFile *file)
{
  if (self->cancellable != NULL || self->client == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  set_running (self, TRUE);
  beckon_history_export_async (self->client,
                               file,
                               /* Translators: behind the sender of a message in a text file. */
                               _ ("not sent"),
                               self->cancellable,
                               progress_cb,
                               self,
                               exported_cb,
                               g_object_ref (self));
}
