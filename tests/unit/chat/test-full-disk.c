/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ledger-clock.h"
#include "talk-server.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#define BOB "bob@" FAKE_SERVER_DOMAIN
#define ROSTER "<item jid='" BOB "' name='Bob' subscription='both'/>"

/* How much faster time passes once there is room again: what failed is tried again. */
#define SPEED 20

static guint n_failures;

/* That something is not stored is in the log, and nowhere else. */
static void
log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if (strstr (message, "not stored") != NULL)
    n_failures++;
}

/* As if the disk had room for no file that is larger. */
static void
limit_files (rlim_t size)
{
  struct rlimit limit = { size, RLIM_INFINITY };

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
set_up (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  talk_server_sign_in (server);
  talk_server_answer_start (server, ROSTER);
  g_free (talk_server_settle (server));
  n_failures = 0;
}

static void
set_refuse (TalkServer *server, gboolean refuse)
{
  g_mutex_lock (&server->lock);
  server->refuse = refuse;
  g_mutex_unlock (&server->lock);
}

/* What cannot be marked as written is not written, and is without anybody's doing when it can. */
static void
test_sending (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) one = NULL;
  g_autoptr (BeckonMessage) two = NULL;
  g_autofree char *sent = NULL;

  set_refuse (server, TRUE);
  talk_server_cut (server);
  one = talk_server_write (server, chat, "one");
  two = talk_server_write (server, chat, "two");
  limit_files (1);
  set_refuse (server, FALSE);
  beckon_account_try_now (server->account);
  wait_until (n_failures > 0 && beckon_account_get_state (server->account) == BECKON_ACCOUNT_ONLINE);
  g_assert_false (talk_server_has_got (server, "<body>one"));
  g_assert_cmpint (beckon_message_get_state (one), ==, BECKON_MESSAGE_QUEUED);

  limit_files (RLIM_INFINITY);
  ledger_clock_hurry (SPEED);
  sent = talk_server_get (server, "<body>two</body>");
  g_assert_nonnull (strstr (sent, "<body>one</body>"));
}

/* That the server has a message is not forgotten. */
static void
test_acknowledged (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) message = talk_server_write (server, chat, "one");
  g_autofree char *sent = talk_server_get (server, "</message>");
  g_autofree char *ack = NULL;

  limit_files (1);
  g_mutex_lock (&server->lock);
  ack = g_strdup_printf ("<a xmlns='urn:xmpp:sm:3' h='%u'/>", server->n_got);
  g_mutex_unlock (&server->lock);
  talk_server_send (server, ack);
  wait_until (n_failures > 0);
  g_assert_cmpint (beckon_message_get_state (message), ==, BECKON_MESSAGE_WRITTEN);

  limit_files (RLIM_INFINITY);
  ledger_clock_hurry (SPEED);
  wait_until (beckon_message_get_state (message) == BECKON_MESSAGE_SENT);
}

/* How much of what the server has sent is acknowledged, as it hears next. */
static int
get_acknowledged (TalkServer *server)
{
  g_autofree char *before = talk_server_get (server, "<a ");
  g_autofree char *a = talk_server_get (server, ">");

  return atoi (strstr (a, "h=\"") + strlen ("h=\""));
}

/* What cannot be stored is not acknowledged, and is stored once when it can. */
static void
test_receiving (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (GPtrArray) messages = NULL;
  int before;

  talk_server_send (server, "<r xmlns='urn:xmpp:sm:3'/>");
  before = get_acknowledged (server);
  limit_files (1);
  talk_server_send (server, "<message from='" BOB "/b' type='chat' id='m1'><body>one</body></message>"
                            "<r xmlns='urn:xmpp:sm:3'/>");
  wait_until (n_failures > 0);
  g_assert_null (beckon_chat_get_last_message (chat));
  g_assert_cmpint (get_acknowledged (server), ==, before);

  limit_files (RLIM_INFINITY);
  ledger_clock_hurry (SPEED);
  g_assert_cmpint (get_acknowledged (server), ==, before + 1);
  g_assert_nonnull (beckon_chat_get_last_message (chat));
  messages = talk_server_load (server, chat);
  g_assert_cmpuint (messages->len, ==, 1);
}

static void
receive_two (TalkServer *server)
{
  talk_server_send (server, "<message from='" BOB "/b' type='chat' id='m1'><body>one</body>"
                            "<stanza-id xmlns='urn:xmpp:sid:0' by='" ALICE "' id='a1'/></message>"
                            "<message from='" BOB "/b' type='chat' id='m2'><body>two</body>"
                            "<stanza-id xmlns='urn:xmpp:sid:0' by='" ALICE "' id='a2'/></message>");
  g_free (talk_server_settle (server));
}

/* What was read is so, for other devices too, when there is room to write it. */
static void
test_reading (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);

  receive_two (server);
  limit_files (1);
  beckon_chat_mark_read (chat, beckon_chat_get_last_message (chat));
  wait_until (n_failures > 0);
  limit_files (RLIM_INFINITY);
  ledger_clock_hurry (SPEED);
  g_free (talk_server_get (server, "id=\"a2\""));
  ledger_clock_hurry (1);
  g_clear_object (&chat);
  talk_server_reopen (server);
  chat = talk_server_open_chat (server, BOB);
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 0);
}

/* What another device has read is not forgotten. */
static void
test_read_elsewhere (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);

  receive_two (server);
  limit_files (1);
  talk_server_send (server, "<message from='" ALICE "'>"
                            "<event xmlns='http://jabber.org/protocol/pubsub#event'>"
                            "<items node='urn:xmpp:mds:displayed:0'><item id='" BOB "'>"
                            "<displayed xmlns='urn:xmpp:mds:displayed:0'>"
                            "<stanza-id xmlns='urn:xmpp:sid:0' by='" ALICE "' id='a1'/>"
                            "</displayed></item></items></event></message>");
  wait_until (n_failures > 0);
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 2);
  limit_files (RLIM_INFINITY);
  ledger_clock_hurry (SPEED);
  wait_until (beckon_chat_get_unread (chat) == 1);
}

static void
tear_down (TalkServer *server, gconstpointer data)
{
  ledger_clock_hurry (1);
  talk_server_tear_down (server, data);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_log_set_default_handler (log_cb, NULL);
  fake_server_trust_certificates ();
  signal (SIGXFSZ, SIG_IGN); /* writing too much shall be an error */

#define TEST(name, function)                                                                       \
  g_test_add ("/full-disk/" name, TalkServer, NULL, set_up, function, tear_down)
  TEST ("sending", test_sending);
  TEST ("acknowledged", test_acknowledged);
  TEST ("receiving", test_receiving);
  TEST ("reading", test_reading);
  TEST ("read-elsewhere", test_read_elsewhere);
  return g_test_run ();
}
