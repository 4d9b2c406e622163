/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-transfer-group.h"

#include <glib/gi18n.h>

#include "beckon-account-export.h"
#include "beckon-error-box.h"
#include "beckon-import-window.h"

struct _BeckonTransferGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *export_row;
  GtkWidget *stop_button;

  BeckonAccount *account;
  GtkFileChooserNative *chooser; /* (nullable) */
  GCancellable *cancellable;     /* (nullable): while it is being written */
};

G_DEFINE_FINAL_TYPE (BeckonTransferGroup, beckon_transfer_group, ADW_TYPE_PREFERENCES_GROUP)

static void
set_running (BeckonTransferGroup *self, gboolean running)
{
  adw_action_row_set_subtitle (
    self->export_row,
    running ? "" : _ ("Contacts and messages in one file, as a backup or for another server"));
  gtk_widget_set_visible (self->stop_button, running);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->export_row), !running);
}

static void
progress_cb (guint n_done, guint n_total, gpointer user_data)
{
  BeckonTransferGroup *self = user_data;
  g_autofree char *text = NULL;

  /* Translators: the first %u is how many messages have been written so far, the second one how many
   * there are. */
  text = g_strdup_printf (
    ngettext ("%u of %u message", "%u of %u messages", n_total), n_done, n_total);
  adw_action_row_set_subtitle (self->export_row, text);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonTransferGroup) self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GError) error = NULL;
  gboolean done
    = beckon_account_export_finish (BECKON_ACCOUNT (source), result, NULL, NULL, &error);

  g_clear_object (&self->cancellable);
  if (root == NULL)
    return;
  set_running (self, FALSE);
  if (done && ADW_IS_PREFERENCES_WINDOW (root))
    {
      adw_preferences_window_add_toast (
        ADW_PREFERENCES_WINDOW (root),
        adw_toast_new (_ ("Exported. Everybody who has the file can read your messages.")));
    }
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autoptr (BeckonErrorText) text = beckon_error_text_new (error, NULL);

      beckon_error_present (GTK_WIDGET (self), text);
    }
}

static void
choose_file (BeckonTransferGroup *self,
             const char *title,
             GtkFileChooserAction action,
             const char *accept,
             GCallback callback)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (title,
                                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               action,
                                               accept,
                                               _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", callback, self, G_CONNECT_SWAPPED);
}

static void
export_chosen_cb (BeckonTransferGroup *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file
    = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;

  if (file != NULL)
    beckon_transfer_group_export (self, file);
  g_clear_object (&self->chooser);
}

static void
export_cb (BeckonTransferGroup *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *name = g_strdup_printf (
    "%s-%s.xml", beckon_jid_get_bare (beckon_account_get_jid (self->account)), date);

  choose_file (self,
               _ ("Export the Account"),
               GTK_FILE_CHOOSER_ACTION_SAVE,
               _ ("_Export"),
               G_CALLBACK (export_chosen_cb));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
import_chosen_cb (BeckonTransferGroup *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file
    = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;

  if (file != NULL)
    beckon_import_window_present (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->account, file);
  g_clear_object (&self->chooser);
}

static void
import_cb (BeckonTransferGroup *self)
{
  choose_file (self,
               _ ("Import an Account"),
               GTK_FILE_CHOOSER_ACTION_OPEN,
               _ ("_Open"),
               G_CALLBACK (import_chosen_cb));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
stop_cb (BeckonTransferGroup *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
beckon_transfer_group_dispose (GObject *object)
{
  BeckonTransferGroup *self = BECKON_TRANSFER_GROUP (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (beckon_transfer_group_parent_class)->dispose (object);
}

/* What is under way holds the group. */
static void
beckon_transfer_group_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (BECKON_TRANSFER_GROUP (widget)->cancellable);
  GTK_WIDGET_CLASS (beckon_transfer_group_parent_class)->unroot (widget);
}

static void
beckon_transfer_group_class_init (BeckonTransferGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_transfer_group_dispose;
  widget_class->unroot = beckon_transfer_group_unroot;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-transfer-group.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonTransferGroup, export_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonTransferGroup, stop_button);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
}

static void
beckon_transfer_group_init (BeckonTransferGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  set_running (self, FALSE);
}

/**
 * beckon_transfer_group_set_account:
 * @account: which account
 */
void
beckon_transfer_group_set_account (BeckonTransferGroup *self, BeckonAccount *account)
{
  g_set_object (&self->account, account);
}

/**
 * beckon_transfer_group_export:
 * @file: where to
 *
 * Begins, unless it is under way.
 */
void
beckon_transfer_group_export (BeckonTransferGroup *self, GFile *file)
{
  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  set_running (self, TRUE);
  beckon_account_export_async (self->account,
                               file,
                               self->cancellable,
                               progress_cb,
                               self,
                               exported_cb,
                               g_object_ref (self));
}
