/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-account-page.h"

#include <glib/gi18n.h>

#include "beckon-account-nickname.h"
#include "beckon-address-code-window.h"
#include "beckon-change-password-window.h"
#include "beckon-console-window.h"
#include "beckon-device-group.h"
#include "beckon-error-box.h"
#include "beckon-own-picture.h"
#include "beckon-profile-window.h"
#include "beckon-proxy-row.h"
#include "beckon-server-info-window.h"
#include "beckon-transfer-group.h"

struct _BeckonAccountPage
{
  AdwBin parent_instance;

  AdwWindowTitle *title;
  BeckonOwnPicture *picture;
  BeckonErrorBox *error_box;
  GtkEditable *nick_row;
  GtkSwitch *enabled_switch;
  BeckonProxyRow *proxy_row;
  BeckonDeviceGroup *device_group;
  GtkWidget *console_row;
  BeckonTransferGroup *transfer_group;

  AdwPreferencesWindow *window; /* (nullable), weak */
  BeckonClient *client;
  BeckonAccount *account;
};

G_DEFINE_FINAL_TYPE (BeckonAccountPage, beckon_account_page, ADW_TYPE_BIN)

static const char *
get_address (BeckonAccountPage *self)
{
  return beckon_jid_get_bare (beckon_account_get_jid (self->account));
}

static void
back_cb (BeckonAccountPage *self)
{
  if (self->window != NULL)
    adw_preferences_window_close_subpage (self->window);
}

static void
show_error (BeckonAccountPage *self, const GError *error)
{
  if (self->error_box != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    beckon_error_box_set_error (
      self->error_box, error, beckon_jid_get_domain (beckon_account_get_jid (self->account)));
}

/* The name */

static void
nick_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!beckon_account_set_nickname_finish (BECKON_ACCOUNT (source), result, &error))
    show_error (self, error);
}

static void
nick_cb (BeckonAccountPage *self)
{
  g_autofree char *nick = g_strstrip (g_strdup (gtk_editable_get_text (self->nick_row)));

  beckon_error_box_set_text (self->error_box, NULL);
  beckon_account_set_nickname_async (
    self->account, nick, NULL, nick_set_cb, g_object_ref (self));
}

static void
show_nick (BeckonAccountPage *self)
{
  const char *nick = beckon_account_get_nick (self->account);

  gtk_editable_set_text (self->nick_row, nick != NULL ? nick : "");
}

static void
edit_profile_cb (BeckonAccountPage *self)
{
  if (self->window != NULL)
    beckon_profile_window_present (self->window, self->account);
}

static void
show_code_cb (BeckonAccountPage *self)
{
  beckon_address_code_window_present (GTK_WINDOW (self->window),
                                      beckon_account_get_jid (self->account));
}

static void
show_server_cb (BeckonAccountPage *self)
{
  beckon_server_info_window_present (GTK_WINDOW (self->window), self->account);
}

/* Beside the main window: the preferences would keep all others from being used. */
static void
show_console_cb (BeckonAccountPage *self)
{
  g_autoptr (GtkWindow) preferences = g_object_ref (GTK_WINDOW (self->window));

  beckon_console_window_present (
    gtk_window_get_transient_for (preferences), self->client, self->account);
  gtk_window_close (preferences);
}

static void
change_password_cb (BeckonAccountPage *self)
{
  if (self->window != NULL)
    beckon_change_password_window_present (self->window, self->account);
}

/* Signing out and deleting */

static void
sign_out_finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (beckon_client_sign_out_finish (BECKON_CLIENT (source), result, &error))
    back_cb (self);
  else
    show_error (self, error);
}

static void
sign_out (BeckonAccountPage *self)
{
  beckon_client_sign_out_async (
    self->client, self->account, sign_out_finished_cb, g_object_ref (self));
}

static void
sign_out_response_cb (BeckonAccountPage *self, const char *response)
{
  if (g_str_equal (response, "sign-out"))
    sign_out (self);
}

static void
sign_out_cb (BeckonAccountPage *self)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
    adw_message_dialog_new (GTK_WINDOW (self->window), NULL, NULL));

  /* Translators: %s is an account's address. */
  adw_message_dialog_format_heading (dialog, _ ("Sign out %s?"), get_address (self));
  adw_message_dialog_set_body (
    dialog,
    _ ("The chats of this account are removed from this computer. The account itself and your "
       "other devices stay as they are."));
  adw_message_dialog_add_responses (
    dialog, "cancel", _ ("_Cancel"), "sign-out", _ ("_Sign Out"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "sign-out", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (
    dialog, "response", G_CALLBACK (sign_out_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error))
    sign_out (self);
  else
    show_error (self, error);
}

static void
delete_response_cb (BeckonAccountPage *self, const char *response)
{
  if (!g_str_equal (response, "delete"))
    return;
  beckon_error_box_set_text (self->error_box, NULL);
  beckon_account_delete_on_server_async (self->account, NULL, deleted_cb, g_object_ref (self));
}

static void
delete_typed_cb (AdwMessageDialog *dialog, GtkEditable *entry)
{
  const char *address = g_object_get_data (G_OBJECT (dialog), "address");

  adw_message_dialog_set_response_enabled (
    dialog, "delete", g_str_equal (gtk_editable_get_text (entry), address));
}

/* What cannot be taken back asks for more than one click: the address has to be typed. */
static void
delete_cb (BeckonAccountPage *self)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
    adw_message_dialog_new (GTK_WINDOW (self->window), _ ("Delete this account for ever?"), NULL));
  GtkWidget *entry = gtk_entry_new ();

  adw_message_dialog_format_body (
    dialog,
    /* Translators: both %s are the same address of an account. */
    _ ("The server deletes %s with its contacts and stored messages. Your contacts can no longer "
       "reach you there, somebody else may get the address, and nobody can undo it.\n\nTo go on, "
       "type %s."),
    get_address (self),
    get_address (self));
  g_object_set_data_full (
    G_OBJECT (dialog), "address", g_strdup (get_address (self)), g_free);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Address"), -1);
  g_signal_connect_object (
    entry, "changed", G_CALLBACK (delete_typed_cb), dialog, G_CONNECT_SWAPPED);
  adw_message_dialog_set_extra_child (dialog, entry);
  adw_message_dialog_add_responses (
    dialog, "cancel", _ ("_Cancel"), "delete", _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_enabled (dialog, "delete", FALSE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (
    dialog, "response", G_CALLBACK (delete_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
enabled_changed_cb (BeckonAccountPage *self)
{
  beckon_account_set_enabled (self->account, gtk_switch_get_active (self->enabled_switch));
}

static void
proxy_changed_cb (BeckonAccountPage *self)
{
  beckon_account_set_proxy (self->account, beckon_proxy_row_get_uri (self->proxy_row));
}

static void
beckon_account_page_dispose (GObject *object)
{
  BeckonAccountPage *self = BECKON_ACCOUNT_PAGE (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->client);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (beckon_account_page_parent_class)->dispose (object);
}

static void
beckon_account_page_class_init (BeckonAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_account_page_dispose;

  g_type_ensure (BECKON_TYPE_DEVICE_GROUP);
  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  g_type_ensure (BECKON_TYPE_OWN_PICTURE);
  g_type_ensure (BECKON_TYPE_PROXY_ROW);
  g_type_ensure (BECKON_TYPE_TRANSFER_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountPage, title);
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountPage, picture);
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountPage, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountPage, nick_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountPage, enabled_switch);
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountPage, proxy_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountPage, device_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountPage, console_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonAccountPage, transfer_group);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_profile_cb);
  gtk_widget_class_bind_template_callback (widget_class, nick_cb);
  gtk_widget_class_bind_template_callback (widget_class, proxy_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_error);
  gtk_widget_class_bind_template_callback (widget_class, show_code_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_server_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_console_cb);
  gtk_widget_class_bind_template_callback (widget_class, change_password_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
}

static void
beckon_account_page_init (BeckonAccountPage *self)
{
  g_autoptr (GSettings) settings = g_settings_new (APPLICATION_ID);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_settings_bind (settings, "developer", self->console_row, "visible", G_SETTINGS_BIND_GET);
}

/**
 * beckon_account_page_present:
 * @window: the preferences, which get a page more
 * @client: whose account it is
 * @account: what to show
 */
void
beckon_account_page_present (AdwPreferencesWindow *window,
                             BeckonClient *client,
                             BeckonAccount *account)
{
  BeckonAccountPage *self = g_object_new (BECKON_TYPE_ACCOUNT_PAGE, NULL);

  g_set_weak_pointer (&self->window, window);
  self->client = g_object_ref (client);
  self->account = g_object_ref (account);
  adw_window_title_set_subtitle (self->title, get_address (self));
  beckon_own_picture_set_account (self->picture, account);
  show_nick (self);
  g_signal_connect_object (
    account, "notify::nick", G_CALLBACK (show_nick), self, G_CONNECT_SWAPPED);
  beckon_proxy_row_set_uri (self->proxy_row, beckon_account_get_proxy (account));
  beckon_device_group_set_account (self->device_group, account);
  beckon_transfer_group_set_account (self->transfer_group, account);
  gtk_switch_set_active (self->enabled_switch, beckon_account_get_enabled (account));
  g_signal_connect_object (self->enabled_switch,
                           "notify::active",
                           G_CALLBACK (enabled_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  adw_preferences_window_present_subpage (window, GTK_WIDGET (self));
}
