/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The window over a client that is nowhere but in memory. */

#include "ui-fixture.h"

#include "beckon-account-devices.h"
#include "beckon-account-private.h"
#include "beckon-add-contact-window.h"
#include "beckon-attention.h"
#include "beckon-chat-private.h"
#include "beckon-contact-private.h"
#include "beckon-contact-window.h"
#include "beckon-export-row.h"
#include "beckon-login-error.h"
#include "beckon-main-view.h"
#include "beckon-net-error.h"
#include "beckon-new-chat-window.h"
#include "beckon-preferences-window.h"
#include "beckon-requests-window.h"
#include "beckon-server-info-window.h"
#include "beckon-setup-view.h"
#include "beckon-sidebar.h"
#include "beckon-window.h"

#include <glib/gstdio.h>

#define MANY 300

typedef struct
{
  BeckonClient *client;
  BeckonAccount *account;
  BeckonWindow *window;
} Fixture;

typedef struct
{
  gboolean empty;
  int width;
} Setup;

static const Setup empty = { .empty = TRUE };
static const Setup wide = { .width = 960 };
static const Setup narrow = { .width = 360 };

static void
set_up (Fixture *f, gconstpointer data)
{
  const Setup *setup = data;

  f->client = ui_fixture_client_new ();
  if (!setup->empty)
    f->account = ui_fixture_add_people (f->client);
  f->window = beckon_window_new (NULL, NULL);
  if (setup->width != 0)
    gtk_window_set_default_size (GTK_WINDOW (f->window), setup->width, 640);
  beckon_window_set_client (f->window, f->client);
  gtk_window_present (GTK_WINDOW (f->window));
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (f->window)));
  ui_fixture_settle (GTK_WIDGET (f->window));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *name = g_strdelimit (g_strdup (g_test_get_path () + 1), "/", '-');

  ui_fixture_keep_picture (GTK_WIDGET (f->window), name);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  WAIT_FOR (f->window == NULL);
  g_object_add_weak_pointer (G_OBJECT (f->client), (gpointer *) &f->client);
  g_object_unref (f->client);
  WAIT_FOR (f->client == NULL); /* a call may be about to end */
}

static void
open_chat (Fixture *f, guint position)
{
  g_signal_emit_by_name (ui_get (f->window, "list_view"), "activate", position);
}

static void
test_welcome (Fixture *f, gconstpointer data)
{
  g_assert_nonnull (ui_find_label (GTK_WIDGET (f->window), "Scan a Code"));
  g_assert_nonnull (ui_find_label (GTK_WIDGET (f->window), "Create an Account"));
  gtk_widget_activate (ui_get (f->window, "sign_in_button"));
  WAIT_FOR (ui_find_id (GTK_WIDGET (f->window), "address_row") != NULL);
}

static void
test_scan (Fixture *f, gconstpointer data)
{
  gtk_widget_activate (ui_get (f->window, "scan_button"));
  WAIT_FOR (ui_find_id (GTK_WIDGET (f->window), "domain_row") != NULL
            && gtk_widget_get_mapped (ui_get (f->window, "domain_row")));
}

static void
test_servers (Fixture *f, gconstpointer data)
{
  GtkWidget *list;
  GtkListBoxRow *typed;

  gtk_widget_activate (ui_get (f->window, "register_button"));
  WAIT_FOR (ui_find_label (GTK_WIDGET (f->window), "yax.im") != NULL);
  list = ui_get (f->window, "list_box");
  typed = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0);
  g_assert_false (gtk_widget_get_child_visible (GTK_WIDGET (typed)));

  /* Any other server can be typed. */
  gtk_editable_set_text (GTK_EDITABLE (ui_get (f->window, "search_entry")), "chat.example.org");
  WAIT_FOR (gtk_widget_get_child_visible (GTK_WIDGET (typed)));
  g_assert_cmpstr (
    adw_preferences_row_get_title (ADW_PREFERENCES_ROW (typed)), ==, "chat.example.org");
  g_assert_null (ui_find_label (list, "yax.im"));

  /* What is no invitation is said to be none. */
  gtk_editable_set_text (GTK_EDITABLE (ui_get (f->window, "invitation_row")), "https://example.org");
  g_signal_emit_by_name (ui_get (f->window, "invitation_row"), "apply");
  g_assert_true (gtk_widget_get_visible (ui_get (f->window, "invitation_error_label")));
  gtk_editable_set_text (GTK_EDITABLE (ui_get (f->window, "search_entry")), "");
}

static void
test_chats (Fixture *f, gconstpointer data)
{
  GtkWidget *list = ui_get (f->window, "list_view");

  WAIT_FOR (ui_find_label (list, "Romeo Montague") != NULL);
  g_assert_nonnull (ui_find_label (list, "Did my heart love till now?"));
  g_assert_nonnull (ui_find_label (list, "Benvolio sighs"));
  open_chat (f, 1);
  WAIT_FOR (ui_find_label (GTK_WIDGET (f->window), "Juliet Capulet") != NULL);
}

static guint
count_rows (Fixture *f)
{
  return g_list_model_get_n_items (
    G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (ui_get (f->window, "list_view")))));
}

/* No frame waits for all of a long list. */
static void
test_many_chats (Fixture *f, gconstpointer data)
{
  GtkEditable *entry = GTK_EDITABLE (ui_get (ui_get (f->window, "sidebar"), "search_entry"));
  guint n_people = count_rows (f);

  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *address = g_strdup_printf ("friend%u@example.org", i);

      ui_fixture_add_chat (f->account, address);
    }
  WAIT_FOR (count_rows (f) == n_people + MANY);
  gtk_editable_set_text (entry, "friend1");
  gtk_editable_set_text (entry, "");
  g_assert_cmpuint (count_rows (f), <=, 50);
  WAIT_FOR (count_rows (f) == n_people + MANY);
}

static void
test_row_is_text (Fixture *f, gconstpointer data)
{
  GtkWidget *list = ui_get (f->window, "list_view");
  BeckonChat *chat;

  /* Markup, line breaks and marks that turn the text around are shown as text or not at all. */
  ui_fixture_add_contact (
    f->account, "eve@example.org", "<b>Eve</b> \xe2\x80\xae" "evil", BECKON_SHOW_ONLINE, NULL);
  chat = ui_fixture_add_chat (f->account, "eve@example.org");
  beckon_message_record_unref (ui_fixture_add_message (
    chat, "<span size='999999'>&amp;\nnext", FALSE, 0, BECKON_MESSAGE_RECEIVED));
  WAIT_FOR (ui_find_label (list, "<b>Eve</b> evil") != NULL);
  g_assert_nonnull (ui_find_label (list, "<span size='999999'>&amp; next"));
}

static gboolean
is_first (GListModel *model, gpointer item)
{
  g_autoptr (GObject) first = g_list_model_get_item (model, 0);

  return first == item;
}

static void
test_row_changes (Fixture *f, gconstpointer data)
{
  GtkWidget *list = ui_get (f->window, "list_view");
  g_autoptr (BeckonChat) chat
    = g_list_model_get_item (beckon_account_get_chats (f->account), 2);
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)));

  beckon_message_record_unref (
    ui_fixture_add_message (chat, "News", FALSE, 0, BECKON_MESSAGE_RECEIVED));
  WAIT_FOR (ui_find_label (list, "News") != NULL);
  /* The newest is on top. */
  WAIT_FOR (is_first (model, chat));

  /* Oneself is called as everybody else is. */
  beckon_message_record_unref (
    ui_fixture_add_message (chat, "/me waves", TRUE, 0, BECKON_MESSAGE_SENT));
  WAIT_FOR (ui_find_label (list, "alice waves") != NULL);
  beckon_account_set_nick (f->account, "Alice L.");
  beckon_message_record_unref (
    ui_fixture_add_message (chat, "/me leaves", TRUE, 0, BECKON_MESSAGE_SENT));
  WAIT_FOR (ui_find_label (list, "Alice L. leaves") != NULL);

  beckon_chat_set_draft (chat, "Not sent yet");
  WAIT_FOR (ui_find_label (list, "Draft:") != NULL);
  g_assert_nonnull (ui_find_label (list, "Not sent yet"));
  beckon_chat_set_peer_typing (chat, TRUE);
  WAIT_FOR (ui_find_label (list, "Writing…") != NULL);
}

static void
test_search (Fixture *f, gconstpointer data)
{
  GtkWidget *list = ui_get (f->window, "list_view");
  GtkWidget *entry = ui_get (ui_get (f->window, "sidebar"), "search_entry");

  gtk_editable_set_text (GTK_EDITABLE (entry), "merc");
  WAIT_FOR (ui_find_label (list, "Romeo Montague") == NULL);
  g_assert_nonnull (ui_find_label (list, "Mercutio"));

  /* A contact without a chat is found, and one with a chat only once. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "example.org");
  WAIT_FOR (ui_find_label (list, "Friar Laurence") != NULL);
  g_assert_cmpuint (
    g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)))), ==, 7);

  gtk_editable_set_text (GTK_EDITABLE (entry), "nobody at all");
  WAIT_FOR (ui_find_label (GTK_WIDGET (f->window), "Nothing Found") != NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  WAIT_FOR (ui_find_label (list, "Romeo Montague") != NULL);
  g_assert_cmpuint (
    g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)))), ==, 6);
}

static void
test_archive (Fixture *f, gconstpointer data)
{
  GtkWidget *list = ui_get (f->window, "list_view");
  GtkWidget *sidebar = ui_get (f->window, "sidebar");

  open_chat (f, 0);
  gtk_widget_activate_action (ui_get (f->window, "composer"), "conversation.archive", NULL);
  WAIT_FOR (ui_find_label (list, "Romeo Montague") == NULL);
  WAIT_FOR (ui_find_label (GTK_WIDGET (f->window), "Chat archived") != NULL);
  gtk_widget_activate (gtk_widget_get_ancestor (ui_find_label (GTK_WIDGET (f->window), "Undo"),
                                                GTK_TYPE_BUTTON));
  WAIT_FOR (ui_find_label (list, "Romeo Montague") != NULL);

  /* Out of the way, it is still to be found, and can be brought back. */
  open_chat (f, 0);
  gtk_widget_activate_action (ui_get (f->window, "composer"), "conversation.archive", NULL);
  gtk_widget_activate_action (list, "sidebar.show-archived", NULL);
  WAIT_FOR (ui_find_label (list, "Juliet Capulet") == NULL);
  g_assert_nonnull (ui_find_label (list, "Romeo Montague"));
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "window-archived");
  open_chat (f, 0);
  gtk_widget_activate_action (ui_get (f->window, "composer"), "conversation.unarchive", NULL);
  WAIT_FOR (ui_find_label (GTK_WIDGET (f->window), "No Archived Chats") != NULL);
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "window-none-archived");
  gtk_widget_activate (ui_get (sidebar, "archived_button"));
  WAIT_FOR (ui_find_label (list, "Romeo Montague") != NULL);
  g_assert_nonnull (ui_find_label (list, "Juliet Capulet"));
}

static void
test_narrow (Fixture *f, gconstpointer data)
{
  GtkWidget *leaflet = ui_get (f->window, "leaflet");

  g_assert_true (adw_leaflet_get_folded (ADW_LEAFLET (leaflet)));
  open_chat (f, 0);
  WAIT_FOR (adw_leaflet_get_visible_child (ADW_LEAFLET (leaflet)) != ui_get (f->window, "sidebar"));
  ui_fixture_settle (GTK_WIDGET (f->window));
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "window-narrow-chat");

  /* Escape leads back, and the chat is no longer open. */
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.close-chat", NULL);
  WAIT_FOR (adw_leaflet_get_visible_child (ADW_LEAFLET (leaflet)) == ui_get (f->window, "sidebar"));
  g_assert_null (beckon_sidebar_get_selected (BECKON_SIDEBAR (ui_get (f->window, "sidebar"))));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (f->window)), <=, 360);
}

static void
test_connection (Fixture *f, gconstpointer data)
{
  GtkWidget *sidebar = ui_get (f->window, "sidebar");
  GtkWidget *bar = gtk_widget_get_first_child (ui_get (sidebar, "bars"));
  GtkWidget *dialog;
  g_autoptr (GError) network
    = g_error_new_literal (BECKON_NET_ERROR, BECKON_NET_ERROR_NO_NETWORK, "");
  g_autoptr (GError) password
    = g_error_new_literal (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED, "");

  g_assert_false (gtk_widget_get_visible (bar));

  beckon_account_set_state (f->account,
                            BECKON_ACCOUNT_WAITING,
                            network,
                            g_get_monotonic_time () + 42 * G_USEC_PER_SEC - 1000);
  g_assert_true (gtk_widget_get_visible (bar));
  g_assert_cmpstr (ui_text (bar, "label"), ==, "No network. Trying again in 42 seconds");
  g_assert_cmpstr (
    gtk_button_get_label (GTK_BUTTON (ui_get (bar, "action_button"))), ==, "_Try Now");
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "window-waiting");
  /* It counts. */
  WAIT_FOR (g_str_equal (ui_text (bar, "label"), "No network. Trying again in 41 seconds"));

  beckon_account_set_state (f->account, BECKON_ACCOUNT_SIGNING_IN, NULL, 0);
  g_assert_cmpstr (ui_text (bar, "label"), ==, "Signing in…");
  g_assert_false (gtk_widget_get_visible (ui_get (bar, "action_button")));

  beckon_account_set_state (f->account, BECKON_ACCOUNT_NEEDS_ACTION, password, 0);
  g_assert_cmpstr (ui_text (bar, "label"), ==, "Wrong address or password");
  g_signal_emit_by_name (ui_get (bar, "action_button"), "clicked");
  dialog = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  WAIT_FOR (gtk_widget_get_mapped (dialog));
  ui_fixture_keep_picture (dialog, "password");
  gtk_window_close (GTK_WINDOW (dialog));
  WAIT_FOR (ui_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);

  beckon_account_set_state (f->account, BECKON_ACCOUNT_ONLINE, NULL, 0);
  g_assert_false (gtk_widget_get_visible (bar));
}

static void
test_requests (Fixture *f, gconstpointer data)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new ("stranger@example.net", NULL);
  GtkWidget *button = ui_get (f->window, "requests_button");
  GtkWidget *dialog;

  g_assert_false (gtk_widget_get_visible (button));
  beckon_account_add_request (f->account, beckon_account_ensure_contact (f->account, jid));
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_cmpstr (
    ui_text (f->window, "requests_label"), ==, "stranger@example.net wants to be your contact");
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "window-request");
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.requests", NULL);
  dialog = ui_find_window (BECKON_TYPE_REQUESTS_WINDOW);
  g_assert_nonnull (dialog);
  WAIT_FOR (ui_find_label (dialog, "stranger@example.net") != NULL);
  ui_fixture_keep_picture (dialog, "requests");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_new_chat (Fixture *f, gconstpointer data)
{
  GtkWidget *dialog;
  GtkWidget *button;

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.new-chat", NULL);
  dialog = ui_find_window (BECKON_TYPE_NEW_CHAT_WINDOW);
  g_assert_nonnull (dialog);
  WAIT_FOR (ui_find_label (dialog, "Friar Laurence") != NULL);
  button = ui_get (dialog, "address_button");
  g_assert_false (gtk_widget_get_visible (button));
  ui_fixture_keep_picture (dialog, "new-chat");

  gtk_editable_set_text (GTK_EDITABLE (ui_get (dialog, "search_entry")), "somebody@example.net");
  WAIT_FOR (gtk_widget_get_visible (button));
  g_assert_cmpstr (ui_text (dialog, "address_label"), ==, "Start a chat with somebody@example.net");
  g_assert_false (gtk_widget_get_visible (ui_get (dialog, "warning_label")));

  /* One of the contacts needs no such button; one that imitates it gets a warning. */
  gtk_editable_set_text (GTK_EDITABLE (ui_get (dialog, "search_entry")), "nurse@example.org");
  WAIT_FOR (!gtk_widget_get_visible (button));
  gtk_editable_set_text (GTK_EDITABLE (ui_get (dialog, "search_entry")),
                         "r\xd0\xbem\xd0\xb5\xd0\xbe@example.org");
  WAIT_FOR (gtk_widget_get_visible (button));
  g_assert_true (gtk_widget_get_visible (ui_get (dialog, "warning_label")));
  gtk_editable_set_text (GTK_EDITABLE (ui_get (dialog, "search_entry")), "rnercutio@example.org");
  WAIT_FOR (ui_find_label (dialog, "Careful: this is not your contact mercutio@example.org, only an "
                                   "address that looks much the same.")
            != NULL);
  ui_fixture_keep_picture (dialog, "new-chat-warning");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Who is no contact may want to be taken for one. */
static void
test_imitation (Fixture *f, gconstpointer data)
{
  GListModel *chats = G_LIST_MODEL (
    gtk_list_view_get_model (GTK_LIST_VIEW (ui_get (f->window, "list_view"))));
  BeckonChat *chat = ui_fixture_add_chat (f->account, "r0meo@example.org");

  beckon_message_record_unref (ui_fixture_add_message (chat, "It is me", FALSE, 0, 0));
  WAIT_FOR (is_first (chats, chat));
  open_chat (f, 0);
  WAIT_FOR (gtk_widget_get_visible (ui_get (f->window, "warning_image")));
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "window-imitation");
  open_chat (f, 1);
  WAIT_FOR (!gtk_widget_get_visible (ui_get (f->window, "warning_image")));
}

/* It can be as narrow as the window, whatever the language: lines break rather than widen it. */
static void
test_add_contact_narrow (Fixture *f, gconstpointer data)
{
  GtkWidget *dialog;
  int minimum;

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.add-contact", NULL);
  dialog = ui_find_window (BECKON_TYPE_ADD_CONTACT_WINDOW);
  g_assert_nonnull (dialog);
  adw_preferences_group_set_description (
    ADW_PREFERENCES_GROUP (ui_get (dialog, "form")),
    "A sentence so long that a window which wanted it in three lines would be much wider than a "
    "phone, as the same sentence is in some languages, and then it goes on for a little more.");
  gtk_window_set_default_size (GTK_WINDOW (dialog), 360, -1);
  WAIT_FOR (gtk_widget_get_mapped (dialog));
  ui_fixture_settle (dialog);
  ui_fixture_keep_picture (dialog, "add-contact-narrow");
  gtk_widget_measure (dialog, GTK_ORIENTATION_HORIZONTAL, gtk_widget_get_height (dialog), &minimum,
                      NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  g_assert_cmpint (gtk_widget_get_width (dialog), <=, 360);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_contact (Fixture *f, gconstpointer data)
{
  GtkWidget *dialog;
  g_auto (GStrv) groups = NULL;

  open_chat (f, 1);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.contact-details", NULL);
  dialog = ui_find_window (BECKON_TYPE_CONTACT_WINDOW);
  g_assert_nonnull (dialog);
  WAIT_FOR (gtk_widget_get_mapped (dialog));
  g_assert_cmpstr (ui_text (dialog, "name_label"), ==, "Juliet Capulet");
  g_assert_cmpstr (ui_text (dialog, "address_label"), ==, "juliet@example.org");
  g_assert_true (gtk_widget_get_visible (ui_get (dialog, "remove_button")));
  g_assert_false (gtk_widget_get_visible (ui_get (dialog, "add_button")));
  ui_fixture_keep_picture (dialog, "contact");
  gtk_window_destroy (GTK_WINDOW (dialog));

  groups = beckon_contact_window_split_groups (" Friends,, Verona ,");
  g_assert_cmpuint (g_strv_length (groups), ==, 2);
  g_assert_cmpstr (groups[0], ==, "Friends");
  g_assert_cmpstr (groups[1], ==, "Verona");
}

static void
test_preferences (Fixture *f, gconstpointer data)
{
  g_autoptr (GSettings) settings = g_settings_new ("im.beckon.Beckon");
  GtkWidget *dialog;
  GtkWidget *row;
  GtkWidget *question;

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.preferences", NULL);
  dialog = ui_find_window (BECKON_TYPE_PREFERENCES_WINDOW);
  g_assert_nonnull (dialog);
  WAIT_FOR (gtk_widget_get_mapped (dialog));
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (ui_get (dialog, "typing_switch"))));
  gtk_switch_set_active (GTK_SWITCH (ui_get (dialog, "typing_switch")), FALSE);
  g_assert_false (g_settings_get_boolean (settings, "send-typing"));
  g_settings_reset (settings, "send-typing");
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_get (dialog, "color_scheme_row")), 2);
  g_assert_cmpint (g_settings_get_enum (settings, "color-scheme"), ==, 2);
  g_settings_reset (settings, "color-scheme");
  ui_fixture_keep_picture (dialog, "preferences");
  gtk_window_destroy (GTK_WINDOW (dialog));

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.accounts", NULL);
  dialog = ui_find_window (BECKON_TYPE_PREFERENCES_WINDOW);
  WAIT_FOR (ui_find_label (dialog, "alice@example.org") != NULL);
  ui_fixture_keep_picture (dialog, "accounts");
  row = gtk_widget_get_ancestor (ui_find_label (dialog, "alice@example.org"), ADW_TYPE_ACTION_ROW);
  g_signal_emit_by_name (row, "activated");
  WAIT_FOR (ui_find_id (dialog, "nick_row") != NULL
            && gtk_widget_get_mapped (ui_get (dialog, "nick_row")));
  ui_fixture_settle (dialog);
  ui_fixture_keep_picture (dialog, "account");

  /* The account is deleted only by who types its address. */
  row = gtk_widget_get_ancestor (
    ui_find_label (dialog, "Delete the Account on the Server…"), ADW_TYPE_ACTION_ROW);
  g_signal_emit_by_name (row, "activated");
  question = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (question);
  WAIT_FOR (gtk_widget_get_mapped (question));
  g_assert_false (
    adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (question), "delete"));
  gtk_editable_set_text (
    GTK_EDITABLE (adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (question))),
    "alice@example.org");
  g_assert_true (
    adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (question), "delete"));
  ui_fixture_keep_picture (question, "delete");
  gtk_window_close (GTK_WINDOW (question));
  WAIT_FOR (ui_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_status (Fixture *f, gconstpointer data)
{
  GtkMenuButton *button = GTK_MENU_BUTTON (ui_get (f->window, "status_button"));
  GtkWidget *popover;

  gtk_menu_button_popup (button);
  popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
  g_assert_nonnull (popover);
  WAIT_FOR (gtk_widget_get_mapped (popover));
  g_assert_true (
    gtk_check_button_get_active (GTK_CHECK_BUTTON (ui_get (popover, "online_button"))));
  ui_fixture_keep_picture (popover, "status");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_get (popover, "away_button")), TRUE);
  g_assert_cmpint (beckon_account_get_show (f->account), ==, BECKON_SHOW_AWAY);
  gtk_editable_set_text (GTK_EDITABLE (ui_get (popover, "status_entry")), "At lunch");
  gtk_menu_button_popdown (button);
  WAIT_FOR (g_strcmp0 (beckon_account_get_status (f->account), "At lunch") == 0);
}

static void
test_keyring (Fixture *f, gconstpointer data)
{
  GtkWidget *bar = ui_get (f->window, "keyring_bar");

  g_assert_false (gtk_widget_get_visible (bar));
  beckon_client_set_keyring_state (f->client, BECKON_KEYRING_LOCKED);
  g_assert_true (gtk_widget_get_visible (bar));
  beckon_client_set_keyring_state (f->client, BECKON_KEYRING_OK);
  g_assert_false (gtk_widget_get_visible (bar));
}

/* What is exported is a file, and what cannot be is an error. */
static void
test_export (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("beckon-export-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "history.txt", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) below = g_file_get_child (file, "history.txt");
  GtkWidget *preferences, *dialog;
  BeckonExportRow *row;

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.accounts", NULL);
  preferences = ui_find_window (BECKON_TYPE_PREFERENCES_WINDOW);
  WAIT_FOR (gtk_widget_get_mapped (preferences));
  row = BECKON_EXPORT_ROW (ui_get (preferences, "export_row"));
  beckon_export_row_start (row, file);
  g_assert_false (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)));
  WAIT_FOR (ui_find_label (preferences, "0 messages were exported") != NULL);
  g_assert_true (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  beckon_export_row_start (row, below);
  WAIT_FOR ((dialog = ui_find_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL
            && gtk_widget_get_mapped (dialog));
  ui_fixture_settle (dialog);
  ui_fixture_keep_picture (preferences, "export");
  gtk_window_close (GTK_WINDOW (dialog));
  WAIT_FOR (ui_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  gtk_window_destroy (GTK_WINDOW (preferences));
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* It is said until somebody has seen it, and leads to where one can undo it. */
static void
test_new_device (Fixture *f, gconstpointer data)
{
  BeckonDevice device = { .id = (char *) "d1", .name = (char *) "<b>Desk</b>" };
  GtkWidget *preferences, *label;

  g_signal_emit_by_name (f->account, "new-device", &device);
  WAIT_FOR (
    ui_find_label (GTK_WIDGET (f->window),
                   "New device: \xe2\x81\xa8<b>Desk</b>\xe2\x81\xa9")
    != NULL);
  ui_fixture_settle (GTK_WIDGET (f->window));
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "window-new-device");
  label = ui_find_label (GTK_WIDGET (f->window), "Show Devices");
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
  WAIT_FOR ((preferences = ui_find_window (BECKON_TYPE_PREFERENCES_WINDOW)) != NULL
            && ui_find_label (preferences, "alice@example.org") != NULL);
  gtk_window_destroy (GTK_WINDOW (preferences));
}

static void
test_new_device_without_name (Fixture *f, gconstpointer data)
{
  BeckonDevice device = { .id = (char *) "d1" };

  g_signal_emit_by_name (f->account, "new-device", &device);
  WAIT_FOR (ui_find_label (GTK_WIDGET (f->window),
                           "New device")
            != NULL);
}

/* While no window of ours is looked at, nobody looks. */
static void
test_attention (Fixture *f, gconstpointer data)
{
  GtkWindow *other = GTK_WINDOW (gtk_window_new ());

  gtk_window_present (other);
  WAIT_FOR (gtk_window_is_active (other));
  beckon_attention_watch (other, f->client, 0);
  gtk_window_minimize (GTK_WINDOW (f->window));
  gtk_window_minimize (other);
  WAIT_FOR (!beckon_client_get_active (f->client));

  gtk_window_present (GTK_WINDOW (f->window));
  WAIT_FOR (beckon_client_get_active (f->client));
  gtk_window_destroy (other);
}

static void
test_server_info (Fixture *f, gconstpointer data)
{
  GtkWidget *window;

  /* Nobody is there to answer. */
  beckon_server_info_window_present (GTK_WINDOW (f->window), f->account);
  window = ui_find_window (BECKON_TYPE_SERVER_INFO_WINDOW);
  g_assert_nonnull (window);
  WAIT_FOR (gtk_widget_get_visible (ui_get (window, "error_box")));
  g_assert_false (gtk_widget_get_visible (ui_get (window, "spinner")));
  g_assert_false (gtk_widget_get_visible (ui_get (window, "features_group")));
  gtk_window_close (GTK_WINDOW (window));

  /* Closed before an answer. */
  beckon_server_info_window_present (GTK_WINDOW (f->window), f->account);
  gtk_window_close (GTK_WINDOW (ui_find_window (BECKON_TYPE_SERVER_INFO_WINDOW)));
  WAIT_FOR (ui_find_window (BECKON_TYPE_SERVER_INFO_WINDOW) == NULL);
}

static void
test_last_chat (Fixture *f, gconstpointer data)
{
  g_autoptr (GSettings) settings = g_settings_new ("im.beckon.Beckon");
  BeckonChat *chat;

  open_chat (f, 1);
  chat = beckon_window_get_chat (f->window);
  g_assert_nonnull (chat);
  for (guint i = 0; i < 2; i++)
    {
      gtk_window_close (GTK_WINDOW (f->window));
      f->window = beckon_window_new (NULL, NULL);
      beckon_window_set_client (f->window, f->client);
      gtk_window_present (GTK_WINDOW (f->window));
      WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (f->window)));
      ui_fixture_settle (GTK_WIDGET (f->window));
      /* The second time none was open. */
      g_assert_true (beckon_window_get_chat (f->window) == (i == 0 ? chat : NULL));
      gtk_widget_activate_action (GTK_WIDGET (f->window), "win.close-chat", NULL);
    }
  g_settings_reset (settings, "last-chat");
}

static void
test_mute (Fixture *f, gconstpointer data)
{
  GtkWidget *list = ui_get (f->window, "list_view");
  GtkWidget *composer;

  open_chat (f, 0);
  WAIT_FOR (ui_find_label (list, "Romeo Montague") != NULL);
  composer = ui_get (f->window, "composer");
  g_assert_false (gtk_widget_get_visible (ui_get (list, "mute_icon")));
  g_assert_true (gtk_widget_activate_action (composer, "conversation.mute", "x", (gint64) 3600));
  g_assert_true (gtk_widget_get_visible (ui_get (list, "mute_icon")));
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "window-muted");
  g_assert_true (gtk_widget_activate_action (composer, "conversation.unmute", NULL));
  g_assert_false (gtk_widget_get_visible (ui_get (list, "mute_icon")));
}

static void
test_dark (Fixture *f, gconstpointer data)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  open_chat (f, 0);
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "window-dark-chat");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

static void
test_right_to_left (Fixture *f, gconstpointer data)
{
  GtkIconTheme *icons = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  g_autoptr (GtkIconPaintable) send = gtk_icon_theme_lookup_icon (
    icons, "beckon-send-symbolic", NULL, 16, 1, GTK_TEXT_DIR_RTL, 0);
  g_autoptr (GFile) file = gtk_icon_paintable_get_file (send);
  g_autofree char *name = g_file_get_basename (file);

  g_assert_cmpstr (name, ==, "beckon-send-symbolic-rtl.symbolic.png");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  open_chat (f, 0);
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "window-rtl-chat");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_fixture_init_style ();

#define ADD(path, setup, function) g_test_add (path, Fixture, setup, set_up, function, tear_down)
  ADD ("/window/welcome", &empty, test_welcome);
  ADD ("/window/scan", &empty, test_scan);
  ADD ("/window/servers", &empty, test_servers);
  ADD ("/window/chats", &wide, test_chats);
  ADD ("/window/many-chats", &wide, test_many_chats);
  ADD ("/window/row-is-text", &wide, test_row_is_text);
  ADD ("/window/row-changes", &wide, test_row_changes);
  ADD ("/window/search", &wide, test_search);
  ADD ("/window/archive", &wide, test_archive);
  ADD ("/window/narrow", &narrow, test_narrow);
  ADD ("/window/connection", &wide, test_connection);
  ADD ("/window/requests", &wide, test_requests);
  ADD ("/window/new-chat", &wide, test_new_chat);
  ADD ("/window/add-contact-narrow", &narrow, test_add_contact_narrow);
  ADD ("/window/imitation", &wide, test_imitation);
  ADD ("/window/contact", &wide, test_contact);
  ADD ("/window/preferences", &wide, test_preferences);
  ADD ("/window/export", &wide, test_export);
  ADD ("/window/status", &wide, test_status);
  ADD ("/window/keyring", &wide, test_keyring);
  ADD ("/window/new-device", &wide, test_new_device);
  ADD ("/window/new-device-without-name", &narrow, test_new_device_without_name);
  ADD ("/window/attention", &wide, test_attention);
  ADD ("/window/server-info", &wide, test_server_info);
  ADD ("/window/last-chat", &wide, test_last_chat);
  ADD ("/window/mute", &wide, test_mute);
  ADD ("/window/dark", &wide, test_dark);
  ADD ("/window/right-to-left", &wide, test_right_to_left);
  return g_test_run ();
}
