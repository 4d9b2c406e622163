/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-add-contact-window.h"

#include <glib/gi18n.h>

#include "beckon-address-text.h"
#include "beckon-error-box.h"

struct _BeckonAddContactWindow
{
  AdwWindow parent_instance;

  GtkWidget *add_button;
  GtkSpinner *spinner;
  BeckonErrorBox *error_box;
  GtkWidget *form;
  AdwComboRow *account_row;
  GtkEditable *address_row;
  GtkEditable *name_row;
  GtkLabel *warning_label;

  GListModel *accounts;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BeckonAddContactWindow, beckon_add_contact_window, ADW_TYPE_WINDOW)

static void
changed_cb (BeckonAddContactWindow *self)
{
  g_autoptr (BeckonJid) jid
    = beckon_address_text_parse (gtk_editable_get_text (self->address_row), NULL);
  g_autoptr (BeckonAccount) account
    = g_list_model_get_item (self->accounts, adw_combo_row_get_selected (self->account_row));
  g_autofree char *warning
    = jid != NULL ? beckon_address_text_dup_warning (jid, account) : NULL;

  gtk_widget_set_sensitive (self->add_button, jid != NULL);
  gtk_label_set_label (self->warning_label, warning != NULL ? warning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->warning_label), warning != NULL);
}

static void
set_busy (BeckonAddContactWindow *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->form, !busy);
  gtk_widget_set_sensitive (self->add_button, !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
add_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonAddContactWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  beckon_error_box_set_error (
    self->error_box,
    error,
    beckon_jid_get_domain (beckon_account_get_jid (BECKON_ACCOUNT (source))));
}

static void
submit (BeckonAddContactWindow *self)
{
  g_autoptr (BeckonAccount) account
    = g_list_model_get_item (self->accounts, adw_combo_row_get_selected (self->account_row));
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
  g_autoptr (GError) error = NULL;
  const char *address = gtk_editable_get_text (self->address_row);
  g_autoptr (BeckonJid) jid = beckon_address_text_parse (address, &error);
  g_autofree char *token = beckon_address_text_dup_token (address);

  beckon_error_box_set_error (self->error_box, error, NULL);
  if (jid == NULL || account == NULL)
    return;
  set_busy (self, TRUE);
  beckon_account_accept_invitation_async (account,
                                          jid,
                                          *name != '\0' ? name : NULL,
                                          token,
                                          self->cancellable,
                                          add_cb,
                                          g_object_ref (self));
}

static gboolean
beckon_add_contact_window_close_request (GtkWindow *window)
{
  g_cancellable_cancel (BECKON_ADD_CONTACT_WINDOW (window)->cancellable);
  return GTK_WINDOW_CLASS (beckon_add_contact_window_parent_class)->close_request (window);
}

static void
beckon_add_contact_window_dispose (GObject *object)
{
  BeckonAddContactWindow *self = BECKON_ADD_CONTACT_WINDOW (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (beckon_add_contact_window_parent_class)->dispose (object);
}

static void
beckon_add_contact_window_class_init (BeckonAddContactWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_add_contact_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = beckon_add_contact_window_close_request;

  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/im/beckon/Beckon/ui/beckon-add-contact-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonAddContactWindow, add_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonAddContactWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, BeckonAddContactWindow, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonAddContactWindow, form);
  gtk_widget_class_bind_template_child (widget_class, BeckonAddContactWindow, account_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonAddContactWindow, address_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonAddContactWindow, name_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonAddContactWindow, warning_label);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, submit);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
beckon_add_contact_window_init (BeckonAddContactWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * beckon_add_contact_window_present:
 * @parent: the window to stand over
 * @account: (nullable): the account to preselect
 * @address: (nullable): an address to fill in
 * @name: (nullable): a name to fill in
 *
 * Returns: (transfer none): the window
 */
GtkWindow *
beckon_add_contact_window_present (BeckonWindow *parent,
                                   BeckonAccount *account,
                                   const char *address,
                                   const char *name)
{
  BeckonAddContactWindow *self
    = g_object_new (BECKON_TYPE_ADD_CONTACT_WINDOW, "transient-for", parent, NULL);
  g_autoptr (GtkStringList) addresses = gtk_string_list_new (NULL);
  guint selected = 0;

  self->accounts = g_object_ref (beckon_client_get_accounts (beckon_window_get_client (parent)));
  for (guint i = 0; i < g_list_model_get_n_items (self->accounts); i++)
    {
      g_autoptr (BeckonAccount) item = g_list_model_get_item (self->accounts, i);

      gtk_string_list_append (addresses, beckon_jid_get_bare (beckon_account_get_jid (item)));
      if (item == account)
        selected = i;
    }
  adw_combo_row_set_model (self->account_row, G_LIST_MODEL (addresses));
  adw_combo_row_set_selected (self->account_row, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->account_row),
                          g_list_model_get_n_items (self->accounts) > 1);
  if (address != NULL)
    gtk_editable_set_text (self->address_row, address);
  if (name != NULL)
    gtk_editable_set_text (self->name_row, name);
  changed_cb (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
  return GTK_WINDOW (self);
}
