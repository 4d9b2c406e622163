/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-password-dialog.h"

#include <glib/gi18n.h>

#include "beckon-error-text.h"
#include "beckon-window.h"

static void
text_changed_cb (AdwMessageDialog *dialog, GtkEditable *entry)
{
  adw_message_dialog_set_response_enabled (
    dialog, "sign-in", *gtk_editable_get_text (entry) != '\0');
}

static void
response_cb (BeckonAccount *account, const char *response, AdwMessageDialog *dialog)
{
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), "password");
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  /* GTK 4.8: a password field that has the focus when its window ends is used after its own end. */
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  if (g_str_equal (response, "sign-in"))
    beckon_account_sign_in_again (account, gtk_editable_get_text (entry));
  else if (g_str_equal (response, "scan") && BECKON_IS_WINDOW (window))
    beckon_window_scan_again (BECKON_WINDOW (window), account);
}

/**
 * beckon_password_dialog_present:
 * @parent: a widget of the window to stand over
 * @account: an account that cannot go online without its password
 *
 * Asks for the password and signs in with it, or leads to a code that a phone scans.
 */
void
beckon_password_dialog_present (GtkWidget *parent, BeckonAccount *account)
{
  const GError *error = beckon_account_get_error (account);
  g_autoptr (BeckonErrorText) text = NULL;
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_password_entry_row_new ();
  AdwMessageDialog *dialog;

  dialog = ADW_MESSAGE_DIALOG (
    adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (parent)), NULL, NULL));
  adw_message_dialog_format_heading (
    dialog,
    /* Translators: %s is an account's address. */
    _ ("Sign in as %s"),
    beckon_jid_get_bare (beckon_account_get_jid (account)));
  if (error != NULL)
    {
      text = beckon_error_text_new (
        error, beckon_jid_get_domain (beckon_account_get_jid (account)));
      adw_message_dialog_set_body (dialog, text->body);
    }

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Password"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  adw_message_dialog_set_extra_child (dialog, group);
  g_object_set_data (G_OBJECT (dialog), "password", row);

  adw_message_dialog_add_responses (
    dialog, "cancel", _ ("_Cancel"), "scan", _ ("Scan a _Code"), "sign-in", _ ("_Sign In"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "sign-in", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (dialog, "sign-in", FALSE);
  adw_message_dialog_set_default_response (dialog, "sign-in");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (
    row, "changed", G_CALLBACK (text_changed_cb), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    dialog, "response", G_CALLBACK (response_cb), account, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
keep_response_cb (BeckonAccount *account, const char *response)
{
  if (g_str_equal (response, "keep"))
    beckon_account_set_keep_password (account, TRUE);
}

/**
 * beckon_password_dialog_offer_to_keep:
 * @parent: a widget of the window to stand over
 * @account: an account that has just signed in
 *
 * Where the server gave a token there is nothing to decide. Otherwise asks whether to keep the
 * password, which Beckon else asks for at each start.
 */
void
beckon_password_dialog_offer_to_keep (GtkWidget *parent, BeckonAccount *account)
{
  AdwMessageDialog *dialog;

  if (beckon_account_get_has_token (account))
    return;
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
    GTK_WINDOW (gtk_widget_get_root (parent)), _ ("Keep the password?"), NULL));
  adw_message_dialog_format_body (
    dialog,
    /* Translators: %s is a server's name. */
    _ ("“%s” gives Beckon no key of its own, so each start needs the password. Beckon can keep it "
       "in the keyring of this computer, or ask you each time."),
    beckon_jid_get_domain (beckon_account_get_jid (account)));
  adw_message_dialog_add_responses (
    dialog, "ask", _ ("_Ask Each Time"), "keep", _ ("_Keep in the Keyring"), NULL);
  adw_message_dialog_set_close_response (dialog, "ask");
  g_signal_connect_object (
    dialog, "response", G_CALLBACK (keep_response_cb), account, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
