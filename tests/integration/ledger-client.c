/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Beckon without a window, for the ledger (ledger.py): alice, who talks with bob.
 *
 *   ledger-client FOLDER SPEED CLOCK DISK
 *
 * SPEED is how much faster time passes for it, CLOCK by how many seconds its time of day is wrong,
 * DISK how many milliseconds its disk takes at most.
 *
 * Lines that it reads: "send NUMBER", "try", "clock SECONDS", "load", "quit". Lines that it writes:
 * "state NAME [ERROR]", "in NUMBER" and "out NUMBER STATE" for each message that is new or has changed,
 * "stored NUMBER" for what it has taken to be sent, "refused NUMBER" for what it has not, as the
 * disk is full, and at its start and after "load" the whole history, a "row DIRECTION NUMBER STATE"
 * for each message, and "loaded". */

#include "beckon-store-error.h"
#include "ledger-clock.h"
#include "ledger-disk.h"
#include "talk.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE 200

static GMainLoop *loop;
static BeckonAccount *account;
static BeckonChat *chat;

G_GNUC_PRINTF (1, 2)
static void
say (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

static void
say_message (const char *prefix, BeckonMessage *message)
{
  say ("%s%s %s %d", prefix, beckon_message_get_outgoing (message) ? "out" : "in",
       beckon_message_get_body (message), beckon_message_get_state (message));
}

static void
message_cb (BeckonChat *source, BeckonMessage *message)
{
  say_message ("", message);
}

static void
state_cb (void)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (BECKON_TYPE_ACCOUNT_STATE);
  const GError *error = beckon_account_get_error (account);

  say ("state %s %s", g_enum_get_value (states, beckon_account_get_state (account))->value_nick,
       error != NULL ? error->message : "");
}

static void
say_history (const char *prefix)
{
  g_autoptr (GPtrArray) history = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 before = G_MAXINT64;

  while (TRUE)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GPtrArray) page = NULL;

      beckon_chat_load_async (chat, before, TRUE, PAGE, NULL, talk_result_cb, &result);
      wait_until (result != NULL);
      page = beckon_chat_load_finish (chat, result, NULL);
      g_assert_nonnull (page);
      if (page->len == 0)
        break;
      before = beckon_message_get_sort_key (g_ptr_array_index (page, 0));
      for (guint i = page->len; i > 0; i--)
        g_ptr_array_add (history, g_object_ref (g_ptr_array_index (page, i - 1)));
    }
  for (guint i = history->len; i > 0; i--)
    say_message (prefix, g_ptr_array_index (history, i - 1));
}

static gboolean
say_all_cb (gpointer user_data)
{
  say_history ("");
  return G_SOURCE_REMOVE;
}

/* So many are new that they are not told one by one. */
static void
reset_cb (void)
{
  g_idle_add (say_all_cb, NULL);
}

static void
load (void)
{
  say_history ("row ");
  say ("loaded");
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *number = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonMessage) message = beckon_chat_send_finish (chat, result, &error);

  if (message != NULL)
    {
      say ("stored %s", number);
      return;
    }
  g_assert_true (beckon_store_error_may_pass (error));
  say ("refused %s", number);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDataInputStream *input = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish (input, result, NULL, NULL);

  if (line == NULL || g_str_equal (line, "quit"))
    {
      g_main_loop_quit (loop);
      return;
    }
  if (g_str_has_prefix (line, "send "))
    beckon_chat_send_async (chat, line + strlen ("send "), NULL, sent_cb,
                            g_strdup (line + strlen ("send ")));
  else if (g_str_has_prefix (line, "clock "))
    ledger_clock_set (atoi (line + strlen ("clock ")));
  else if (g_str_equal (line, "try"))
    beckon_account_try_now (account);
  else if (g_str_equal (line, "load"))
    load ();
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, NULL);
}

/* The password is given once, and is kept where the server gives no token. */
static BeckonAccount *
sign_in (BeckonClient *client)
{
  g_autoptr (GError) error = NULL;
  BeckonAccount *signed_in
    = talk_try_sign_in (client, "alice", g_getenv ("BECKON_TEST_ALICE_PASSWORD"), TRUE, &error);

  g_assert_no_error (error);
  return signed_in;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GInputStream) standard_input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (standard_input);
  g_autoptr (BeckonSecretStore) secrets = NULL;
  BeckonClient *client;

  ledger_clock_hurry (atoi (argv[2]));
  ledger_clock_set (atoi (argv[3]));
  ledger_disk_slow_down (atoi (argv[4]));
  talk_trust_server ();
  secrets = beckon_secret_store_new_keyring ();
  client = talk_open (argv[1], secrets);
  if (g_list_model_get_n_items (beckon_client_get_accounts (client)) == 0)
    account = sign_in (client);
  else
    account = talk_get_account (client);
  chat = talk_open_chat (account, "bob");
  g_signal_connect (chat, "message-added", G_CALLBACK (message_cb), NULL);
  g_signal_connect (chat, "message-changed", G_CALLBACK (message_cb), NULL);
  g_signal_connect (chat, "history-reset", G_CALLBACK (reset_cb), NULL);
  g_signal_connect (account, "notify::state", G_CALLBACK (state_cb), NULL);
  load ();
  state_cb ();

  loop = g_main_loop_new (NULL, FALSE);
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, NULL);
  g_main_loop_run (loop);

  g_main_loop_unref (loop);
  g_signal_handlers_disconnect_by_func (account, state_cb, NULL);
  g_signal_handlers_disconnect_by_func (chat, message_cb, NULL);
  g_signal_handlers_disconnect_by_func (chat, reset_cb, NULL);
  g_object_unref (chat);
  g_object_unref (account);
  talk_close (client);
  return 0;
}
