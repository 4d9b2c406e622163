/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The windows and dialogs of the gallery. */

#include "gallery.h"

#include "beckon-account-private.h"
#include "beckon-add-contact-window.h"
#include "beckon-address-code-window.h"
#include "beckon-approve-window.h"
#include "beckon-connection.h"
#include "beckon-change-password-window.h"
#include "beckon-console-window.h"
#include "beckon-contact-window.h"
#include "beckon-import-window.h"
#include "beckon-new-chat-window.h"
#include "beckon-password-dialog.h"
#include "beckon-preferences-window.h"
#include "beckon-profile-window.h"
#include "beckon-requests-window.h"
#include "beckon-server-info-window.h"
#include "fake-devices.h"

#include <glib/gi18n.h>

static const char *const devices[] = { "Desk", "Tablet", "Laptop", NULL };

static GtkWidget *
wait_for_window (GType type)
{
  GtkWidget *window;

  WAIT_FOR ((window = ui_find_window (type)) != NULL && gtk_widget_get_mapped (window));
  return window;
}

static GtkWidget *
open_window (Gallery *self, const char *action, GType type)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), action, NULL);
  return wait_for_window (type);
}

/* To the end of the first scrolled window. */
static void
scroll_down (GtkWidget *window)
{
  GtkAdjustment *adjustment;
  GtkWidget *scroller = NULL;

  ui_fixture_settle (window);
  scroller = gallery_find_type (window, GTK_TYPE_SCROLLED_WINDOW);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
}

static GtkWidget *
show_new_chat (Gallery *self)
{
  return open_window (self, "win.new-chat", BECKON_TYPE_NEW_CHAT_WINDOW);
}

static GtkWidget *
show_new_chat_warning (Gallery *self)
{
  GtkWidget *window = open_window (self, "win.new-chat", BECKON_TYPE_NEW_CHAT_WINDOW);

  gtk_editable_set_text (GTK_EDITABLE (ui_get (window, "search_entry")), "rnercutio@example.org");
  return window;
}

static GtkWidget *
show_add_contact (Gallery *self)
{
  return open_window (self, "win.add-contact", BECKON_TYPE_ADD_CONTACT_WINDOW);
}

static GtkWidget *
show_contact (Gallery *self)
{
  gallery_open_chat (self, 0);
  return open_window (self, "win.contact-details", BECKON_TYPE_CONTACT_WINDOW);
}

/* With what they tell of themselves. */
static GtkWidget *
show_contact_end (Gallery *self)
{
  GtkWidget *window = show_contact (self);

  scroll_down (window);
  return window;
}

static GtkWidget *
show_stranger (Gallery *self)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new ("r0meo@example.org", NULL);

  beckon_contact_window_present (self->window, beckon_account_ensure_contact (self->account, jid));
  return wait_for_window (BECKON_TYPE_CONTACT_WINDOW);
}

static GtkWidget *
show_requests (Gallery *self)
{
  g_autoptr (BeckonJid) stranger = beckon_jid_new ("stranger@example.net", NULL);
  g_autoptr (BeckonJid) other = beckon_jid_new ("somebody-else@chat.example.net", NULL);

  beckon_account_add_request (self->account, beckon_account_ensure_contact (self->account, stranger));
  beckon_account_add_request (self->account, beckon_account_ensure_contact (self->account, other));
  return open_window (self, "win.requests", BECKON_TYPE_REQUESTS_WINDOW);
}

static GtkWidget *
show_preferences (Gallery *self)
{
  return open_window (self, "win.preferences", BECKON_TYPE_PREFERENCES_WINDOW);
}

static GtkWidget *
show_preferences_end (Gallery *self)
{
  GtkWidget *window = show_preferences (self);

  scroll_down (window);
  return window;
}

static GtkWidget *
show_accounts (Gallery *self)
{
  return open_window (self, "win.accounts", BECKON_TYPE_PREFERENCES_WINDOW);
}

static GtkWidget *
show_account (Gallery *self)
{
  GtkWidget *window;

  fake_devices_set_names (devices);
  beckon_preferences_window_present_account (self->window, self->account);
  window = wait_for_window (BECKON_TYPE_PREFERENCES_WINDOW);
  WAIT_FOR (ui_find_label (window, "Laptop") != NULL);
  return window;
}

/* The page in the middle and at its end. */
static GtkWidget *
show_account_part (Gallery *self, double part)
{
  GtkWidget *window = show_account (self);
  GtkAdjustment *adjustment;
  GtkWidget *row = ui_get (window, "nick_row");

  ui_fixture_settle (window);
  adjustment = gtk_scrolled_window_get_vadjustment (
    GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW)));
  gtk_adjustment_set_value (
    adjustment,
    part * (gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment)));
  return window;
}

static GtkWidget *
show_account_middle (Gallery *self)
{
  return show_account_part (self, 0.5);
}

static GtkWidget *
show_account_end (Gallery *self)
{
  return show_account_part (self, 1);
}

/* What a row of the account's page opens. The title is the English one. */
static GtkWidget *
show_question (Gallery *self, const char *title, GType type)
{
  g_auto (GStrv) parts = g_strsplit (gettext (title), "_", -1);
  g_autofree char *text = g_strjoinv ("", parts);
  GtkWidget *label = ui_find_label (show_account (self), text);

  if (label == NULL)
    g_error ("No row %s", text);
  gtk_widget_activate (gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX_ROW));
  return wait_for_window (type);
}

static GtkWidget *
show_change_password (Gallery *self)
{
  return show_question (self, "Change _Password…", BECKON_TYPE_CHANGE_PASSWORD_WINDOW);
}

static GtkWidget *
show_sign_out (Gallery *self)
{
  return show_question (self, "_Sign Out…", ADW_TYPE_MESSAGE_DIALOG);
}

static GtkWidget *
show_sign_out_others (Gallery *self)
{
  return show_question (self, "Sign Out All _Others…", ADW_TYPE_MESSAGE_DIALOG);
}

static GtkWidget *
show_delete_account (Gallery *self)
{
  return show_question (self, "_Delete the Account on the Server…", ADW_TYPE_MESSAGE_DIALOG);
}

static void
report (BeckonTap *tap, gboolean sent, const char *xml)
{
  g_autoptr (BeckonElement) element = beckon_element_parse (xml, -1, NULL);

  beckon_tap_report (tap, sent, element);
}

static GtkWidget *
show_console (Gallery *self)
{
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();
  g_autoptr (BeckonCredentials) credentials = beckon_credentials_new (secrets, "alice@example.org");
  g_autoptr (BeckonConnection) connection
    = beckon_connection_new (beckon_account_get_jid (self->account), credentials);
  BeckonTap *tap = beckon_connection_get_tap (connection);
  GtkWidget *window;

  beckon_account_set_connection (self->account, connection, credentials);
  beckon_console_window_present (GTK_WINDOW (self->window), self->client, self->account);
  window = wait_for_window (BECKON_TYPE_CONSOLE_WINDOW);
  report (tap, TRUE, "<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>");
  report (tap, FALSE, "<iq type='result' id='1'/>");
  report (tap, FALSE, "<presence from='bob@example.org/a'><status>نعم</status></presence>");
  report (tap, FALSE, "<message from='bob@example.org/a'><body>Hello there</body></message>");
  return window;
}

static GtkWidget *
show_import (Gallery *self)
{
  static const char xml[]
    = "<server-data xmlns='urn:xmpp:pie:0'><host jid='example.org'><user name='alice'>"
      "<query xmlns='jabber:iq:roster'><item jid='nurse@example.org' subscription='both'/>"
      "<item jid='paris@example.org' name='Paris' subscription='both'/></query>"
      "</user></host></server-data>";
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "account.xml", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  GtkWidget *window;

  if (!g_file_set_contents (path, xml, -1, &error))
    g_error ("%s", error->message);
  beckon_import_window_present (GTK_WINDOW (self->window), self->account, file);
  window = wait_for_window (BECKON_TYPE_IMPORT_WINDOW);
  WAIT_FOR (gtk_widget_get_mapped (ui_get (window, "import_button")));
  return window;
}

static GtkWidget *
show_profile (Gallery *self)
{
  GtkWidget *window;

  beckon_profile_window_present (ADW_PREFERENCES_WINDOW (show_accounts (self)), self->account);
  window = wait_for_window (BECKON_TYPE_PROFILE_WINDOW);
  WAIT_FOR (gtk_widget_get_mapped (ui_get (window, "note_view")));
  return window;
}

static GtkWidget *
show_profile_end (Gallery *self)
{
  GtkWidget *window = show_profile (self);
  GtkAdjustment *adjustment;

  ui_fixture_settle (window);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (
    gtk_widget_get_ancestor (ui_get (window, "name_group"), GTK_TYPE_SCROLLED_WINDOW)));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return window;
}

static GtkWidget *
show_server_info (Gallery *self)
{
  beckon_server_info_window_present (GTK_WINDOW (self->window), self->account);
  return wait_for_window (BECKON_TYPE_SERVER_INFO_WINDOW);
}

static GtkWidget *
show_address_code (Gallery *self)
{
  beckon_address_code_window_present (
    GTK_WINDOW (self->window), beckon_account_get_jid (self->account));
  return wait_for_window (BECKON_TYPE_ADDRESS_CODE_WINDOW);
}

static GtkWidget *
show_password (Gallery *self)
{
  beckon_password_dialog_present (GTK_WIDGET (self->window), self->account);
  return wait_for_window (ADW_TYPE_MESSAGE_DIALOG);
}

/* Being the phone */

static GtkWidget *
show_approve (Gallery *self)
{
  beckon_approve_window_present (GTK_WINDOW (self->window), self->account);
  return wait_for_window (BECKON_TYPE_APPROVE_WINDOW);
}

static GtkWidget *
show_approve_details (Gallery *self)
{
  GtkWidget *window = show_approve (self);

  fake_devices_set_network (BECKON_APPROVAL_NETWORK_OTHER);
  gtk_editable_set_text (GTK_EDITABLE (ui_get (window, "code_row")), "BCDF-GHJK");
  g_signal_emit_by_name (ui_get (window, "continue_button"), "clicked");
  WAIT_FOR (gtk_widget_get_mapped (ui_get (window, "number_row")));
  gtk_editable_set_text (GTK_EDITABLE (ui_get (window, "number_row")), "42");
  return window;
}

static GtkWidget *
show_approve_wrong_number (Gallery *self)
{
  GtkWidget *window = show_approve_details (self);

  gtk_editable_set_text (GTK_EDITABLE (ui_get (window, "number_row")), "41");
  g_signal_emit_by_name (ui_get (window, "confirm_button"), "clicked");
  WAIT_FOR (gtk_widget_has_css_class (ui_get (window, "number_row"), "error"));
  return window;
}

static GtkWidget *
show_approved (Gallery *self)
{
  GtkWidget *window = show_approve_details (self);

  g_signal_emit_by_name (ui_get (window, "confirm_button"), "clicked");
  WAIT_FOR (gtk_widget_get_mapped (ui_get (window, "result_page")));
  return window;
}

/* Links */

static GtkWidget *
show_link (Gallery *self, const char *link, GType type)
{
  beckon_window_open_link (self->window, link);
  return wait_for_window (type);
}

static GtkWidget *
show_link_message (Gallery *self)
{
  return show_link (self, "xmpp:mercutio@example.org?message;body=Wherefore%0Aart%20thou?",
                    ADW_TYPE_MESSAGE_DIALOG);
}

static GtkWidget *
show_link_warning (Gallery *self)
{
  return show_link (self, "xmpp:r%D0%BEmeo@example.org", ADW_TYPE_MESSAGE_DIALOG);
}

static GtkWidget *
show_link_remove (Gallery *self)
{
  return show_link (self, "xmpp:mercutio@example.org?remove", ADW_TYPE_MESSAGE_DIALOG);
}

static GtkWidget *
show_link_roster (Gallery *self)
{
  return show_link (
    self, "xmpp:somebody@example.net?roster;name=Somebody", BECKON_TYPE_ADD_CONTACT_WINDOW);
}

static GtkWidget *
show_link_register (Gallery *self)
{
  return show_link (self, "xmpp:example.net?register;preauth=abc", ADW_TYPE_MESSAGE_DIALOG);
}

static GtkWidget *
show_link_broken (Gallery *self)
{
  return show_link (self, "xmpp:", ADW_TYPE_MESSAGE_DIALOG);
}

/* Of the program */

static GtkWidget *
show_shortcuts (Gallery *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->application), "shortcuts", NULL);
  return wait_for_window (GTK_TYPE_SHORTCUTS_WINDOW);
}

static GtkWidget *
show_about (Gallery *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->application), "about", NULL);
  return wait_for_window (ADW_TYPE_ABOUT_WINDOW);
}

const GalleryPage gallery_window_pages[] = {
  { "new-chat", TRUE, show_new_chat },
  { "new-chat-warning", TRUE, show_new_chat_warning },
  { "add-contact", TRUE, show_add_contact },
  { "contact", TRUE, show_contact },
  { "contact-end", TRUE, show_contact_end },
  { "contact-stranger", TRUE, show_stranger },
  { "requests", TRUE, show_requests },
  { "preferences", TRUE, show_preferences },
  { "preferences-end", TRUE, show_preferences_end },
  { "preferences-accounts", TRUE, show_accounts },
  { "account", TRUE, show_account },
  { "account-middle", TRUE, show_account_middle },
  { "account-end", TRUE, show_account_end },
  { "change-password", TRUE, show_change_password },
  { "sign-out", TRUE, show_sign_out },
  { "sign-out-others", TRUE, show_sign_out_others },
  { "delete-account", TRUE, show_delete_account },
  { "console", TRUE, show_console },
  { "import", TRUE, show_import },
  { "profile", TRUE, show_profile },
  { "profile-end", TRUE, show_profile_end },
  { "server-info", TRUE, show_server_info },
  { "address-code", TRUE, show_address_code },
  { "password", TRUE, show_password },
  { "approve", TRUE, show_approve },
  { "approve-details", TRUE, show_approve_details },
  { "approve-wrong-number", TRUE, show_approve_wrong_number },
  { "approve-done", TRUE, show_approved },
  { "link-message", TRUE, show_link_message },
  { "link-warning", TRUE, show_link_warning },
  { "link-remove", TRUE, show_link_remove },
  { "link-roster", TRUE, show_link_roster },
  { "link-register", TRUE, show_link_register },
  { "link-broken", TRUE, show_link_broken },
  { "shortcuts", TRUE, show_shortcuts },
  { "about", TRUE, show_about },
  { NULL },
};
