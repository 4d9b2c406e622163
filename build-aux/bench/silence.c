/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* For how long the window hears nothing while Beckon works on very much: 200,000 messages in a chat,
 * 500 chats, 2,000 contacts, and 500 messages as long as any. It prints the longest turn of the main loop
 * beside that of opening a chat with ten messages, which is as little as a window can do. */

#include "bench-wait.h"

#include "beckon-account-export.h"
#include "beckon-account-private.h"
#include "beckon-chat-deletion.h"
#include "beckon-client-private.h"
#include "beckon-history-export.h"
#include "beckon-import.h"
#include "beckon-store-accounts.h"
#include "beckon-store-chats.h"
#include "beckon-store-contacts.h"
#include "beckon-store-messages.h"
#include "beckon-window.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#define N_CONTACTS 2000
#define N_CHATS 500
#define N_LONG 500
#define LONG (64 * 1000)
#define N_SMALL 10
#define N_MESSAGES (200 * 1000)
#define BATCH 5000

static GPollFunc poll_for;
static gint64 turn_began, longest;
static double floor_ms;

static int
poll_cb (GPollFD *fds, guint n_fds, int timeout)
{
  int n;

  if (turn_began != 0)
    longest = MAX (longest, g_get_monotonic_time () - turn_began);
  n = poll_for (fds, n_fds, timeout);
  turn_began = g_get_monotonic_time ();
  return n;
}

static gboolean
over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Until what was begun is on the screen, too. */
static void
settle (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
begin (void)
{
  settle (500);
  longest = 0;
}

static double
end (void)
{
  settle (1000);
  return longest / 1000.0;
}

static void
report (const char *name)
{
  g_print ("silence: %s\t%.1f\t%.1f\tms\n", name, end (), floor_ms);
}

/* What there is */

static char *
make_body (guint number, gsize length)
{
  GString *body = g_string_new (NULL);

  g_string_append_printf (body, "%u", number);
  while (body->len < length)
    g_string_append (body, " lorem ipsum <dolor> & sit amet");
  return g_string_free (body, FALSE);
}

static gint64
add_chat (BeckonStore *store, gint64 account, guint number)
{
  g_autofree char *peer = g_strdup_printf ("friend%u@example.net", number);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BeckonChatRecord) chat = NULL;

  beckon_store_open_chat_async (store, account, peer, NULL, keep_result, &result);
  chat = beckon_store_open_chat_finish (store, wait_for (&result), NULL);
  return chat->id;
}

static void
add_messages (BeckonStore *store, gint64 chat, guint number, guint n_messages, gsize length)
{
  for (guint first = 0; first < n_messages; first += BATCH)
    {
      g_autoptr (GPtrArray) messages
        = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_message_record_unref);
      g_autoptr (GAsyncResult) result = NULL;

      for (guint i = first; i < MIN (first + BATCH, n_messages); i++)
        {
          BeckonMessageRecord *message = beckon_message_record_new ();

          message->chat_id = chat;
          message->outgoing = i % 3 == 0;
          message->state = message->outgoing ? BECKON_MESSAGE_DELIVERED : BECKON_MESSAGE_RECEIVED;
          message->sender = message->outgoing ? g_strdup ("alice@example.org")
                                              : g_strdup_printf ("friend%u@example.net", number);
          message->origin_id = g_strdup_printf ("o-%u-%u", number, i);
          message->time = g_get_real_time () - (N_MESSAGES - i) * G_TIME_SPAN_MINUTE;
          message->body = make_body (i, length);
          g_ptr_array_add (messages, message);
        }
      beckon_store_add_messages_async (store, messages, NULL, keep_result, &result);
      g_ptr_array_unref (
        beckon_store_add_messages_finish (store, wait_for (&result), NULL, NULL));
    }
}

static void
add_contacts (BeckonStore *store, gint64 account)
{
  g_autoptr (GPtrArray) contacts
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_contact_record_unref);
  g_autoptr (GAsyncResult) result = NULL;

  for (guint i = 0; i < N_CONTACTS; i++)
    {
      BeckonContactRecord *contact = beckon_contact_record_new ();

      contact->account_id = account;
      contact->jid = g_strdup_printf ("friend%u@example.net", i);
      contact->name = g_strdup_printf ("Friend %u", i);
      contact->subscription = g_strdup ("both");
      g_ptr_array_add (contacts, contact);
    }
  beckon_store_save_roster_async (store, account, contacts, TRUE, NULL, NULL, keep_result, &result);
  g_assert_true (beckon_store_write_finish (store, wait_for (&result), NULL));
}

static gint64
add_account (BeckonStore *store, const char *address)
{
  g_autoptr (BeckonAccountRecord) account = beckon_account_record_new (), stored = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  account->jid = g_strdup (address);
  beckon_store_save_account_async (store, account, NULL, keep_result, &result);
  stored = beckon_store_save_account_finish (store, wait_for (&result), NULL);
  return stored->id;
}

/* Neither account is enabled: nobody connects. */
static void
fill (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "beckon.db", NULL);
  g_autoptr (GAsyncResult) opened = NULL, closed = NULL;
  g_autoptr (BeckonStore) store = NULL;
  gint64 alice;

  beckon_store_open_async (path, NULL, keep_result, &opened);
  store = beckon_store_open_finish (wait_for (&opened), NULL);
  alice = add_account (store, "alice@example.org");
  add_account (store, "carol@example.org");
  add_contacts (store, alice);
  add_messages (store, add_chat (store, alice, 0), 0, N_MESSAGES, 70);
  add_messages (store, add_chat (store, alice, 1), 1, N_LONG, LONG);
  for (guint i = 2; i < N_CHATS; i++)
    add_messages (store, add_chat (store, alice, i), i, N_SMALL, 70);
  beckon_store_close_async (store, keep_result, &closed);
  beckon_store_close_finish (store, wait_for (&closed), NULL);
}

/* What is done */

static BeckonClient *
start (const char *folder, BeckonWindow **window)
{
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();
  g_autoptr (GAsyncResult) result = NULL;
  BeckonClient *client;

  *window = beckon_window_new (NULL, NULL);
  gtk_window_present (GTK_WINDOW (*window));
  begin ();
  beckon_client_open_async (folder, secrets, NULL, keep_result, &result);
  client = beckon_client_open_finish (wait_for (&result), NULL);
  beckon_window_set_client (*window, client);
  return client;
}

static BeckonChat *
find_chat (BeckonAccount *account, guint number)
{
  g_autofree char *address = g_strdup_printf ("friend%u@example.net", number);
  g_autoptr (BeckonJid) jid = beckon_jid_new (address, NULL);

  return beckon_account_find_chat (account, jid);
}

static GtkEditable *
find_search (GtkWidget *root)
{
  if (GTK_IS_SEARCH_ENTRY (root))
    return GTK_EDITABLE (root);
  for (GtkWidget *c = gtk_widget_get_first_child (root); c; c = gtk_widget_get_next_sibling (c))
    {
      GtkEditable *found = find_search (c);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
search (BeckonWindow *window)
{
  GtkEditable *entry = find_search (GTK_WIDGET (window));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.search", NULL);
  gtk_editable_set_text (entry, "lorem");
  settle (8000);
  report ("a search with 200,000 hits");
  begin ();
  gtk_editable_set_text (entry, "");
  report ("the end of that search");
}

static void
export_history (BeckonClient *client, GFile *file)
{
  g_autoptr (GAsyncResult) result = NULL;

  begin ();
  beckon_history_export_async (client, file, "unsent", NULL, NULL, NULL, keep_result, &result);
  g_assert_true (beckon_history_export_finish (wait_for (&result), NULL, NULL));
  g_clear_object (&result);
  report ("the export of the history");
}

static void
export_account (BeckonAccount *account, GFile *file)
{
  g_autoptr (GAsyncResult) result = NULL;

  begin ();
  beckon_account_export_async (account, file, NULL, NULL, NULL, keep_result, &result);
  g_assert_true (
    beckon_account_export_finish (account, wait_for (&result), NULL, NULL, NULL));
  g_clear_object (&result);
  report ("the export of an account");
}

/* It ends at the contacts, which need a server. */
static void
import_account (BeckonAccount *account, GFile *file)
{
  g_autoptr (GAsyncResult) opened = NULL, result = NULL;
  g_autoptr (BeckonImport) import = NULL;
  g_autoptr (GError) error = NULL;
  guint n_new, n_refused;

  begin ();
  beckon_import_open_async (account, file, NULL, keep_result, &opened);
  import = beckon_import_open_finish (wait_for (&opened), NULL);
  g_clear_object (&opened);
  report ("a look at a file to import");
  begin ();
  beckon_import_run_async (import, NULL, NULL, NULL, keep_result, &result);
  beckon_import_run_finish (import, wait_for (&result), &n_new, &n_refused, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  g_assert_cmpuint (n_new, >, N_MESSAGES);
  g_clear_object (&result);
  report ("the import of an account");
}

static void
delete_chat (BeckonChat *chat)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BeckonChatDeletion) deletion = NULL;

  begin ();
  beckon_chat_delete_async (chat, NULL, keep_result, &result);
  deletion = beckon_chat_delete_finish (chat, wait_for (&result), NULL);
  beckon_chat_deletion_carry_out (deletion);
  settle (10000);
  report ("a chat is deleted");
}

static void
sign_out (BeckonClient *client, BeckonAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;

  begin ();
  beckon_client_sign_out_async (client, account, keep_result, &result);
  beckon_client_sign_out_finish (client, wait_for (&result), NULL);
  settle (10000);
  report ("an account is removed");
}

static void
measure (const char *folder)
{
  g_autofree char *text = g_build_filename (folder, "history.txt", NULL);
  g_autofree char *xml = g_build_filename (folder, "account.xml", NULL);
  g_autoptr (GFile) history = g_file_new_for_path (text), file = g_file_new_for_path (xml);
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (BeckonAccount) alice = NULL, carol = NULL;
  g_autoptr (BeckonClient) client = NULL;
  BeckonWindow *window;
  double starting;

  client = start (folder, &window);
  starting = end ();
  alice = g_list_model_get_item (beckon_client_get_accounts (client), 0);
  carol = g_list_model_get_item (beckon_client_get_accounts (client), 1);
  /* The first one makes what each chat is shown in. */
  beckon_window_open_chat (window, find_chat (alice, 2));
  begin ();
  beckon_window_open_chat (window, find_chat (alice, 3));
  floor_ms = end ();
  g_print ("silence: a start with 500 chats\t%.1f\t%.1f\tms\n", starting,
           floor_ms);

  begin ();
  beckon_window_open_chat (window, find_chat (alice, 0));
  report ("a chat of 200,000 messages");
  begin ();
  beckon_window_open_chat (window, find_chat (alice, 1));
  report ("a chat of very long messages");
  beckon_window_open_chat (window, find_chat (alice, 0));
  begin ();
  search (window);
  export_history (client, history);
  export_account (alice, file);
  import_account (carol, file);
  delete_chat (find_chat (carol, 0));
  sign_out (client, alice);

  gtk_window_destroy (GTK_WINDOW (window));
  beckon_client_close_async (client, keep_result, &closed);
  beckon_client_close_finish (client, wait_for (&closed), NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (GApplication) application = NULL; /* for the style */

  if (argc != 3)
    {
      g_printerr ("silence fill|measure FOLDER\n");
      return 2;
    }
  if (g_str_equal (argv[1], "fill"))
    {
      fill (argv[2]);
      return 0;
    }
  poll_for = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, poll_cb);
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "im.beckon.Beckon", "flags",
                              G_APPLICATION_NON_UNIQUE, NULL);
  g_assert_true (g_application_register (application, NULL, NULL));
  measure (argv[2]);
  return 0;
}
