/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions that could be resumed, until their time is over; attempts that take theirs; and messages
 * that are sent late. */

#include "beckon-connection.h"
#include "beckon-session.h"
#include "ledger-clock.h"
#include "talk-server.h"

#include <string.h>

#define BOB "bob@" FAKE_SERVER_DOMAIN
#define ROSTER "<item jid='" BOB "' name='Bob' subscription='both'/>"
#define CONFLICT                                                                                   \
  "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"           \
  "</stream:stream>"

/* How much faster the ten minutes pass for which the server keeps a session. */
#define SPEED 1000

static void
set_up (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  server->resumed = "0";
  talk_server_sign_in (server);
  talk_server_answer_start (server, ROSTER);
}

static void
closed_cb (BeckonSession *session, const GError *error, gboolean *closed)
{
  *closed = TRUE;
}

static BeckonAccountState
get_state (TalkServer *server)
{
  return beckon_account_get_state (server->account);
}

/* Another program has taken our place. What was on its way is kept, also when it is too late to
 * resume, and is sent when the person wants to go on here. */
static void
test_conflict (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonSession) session = g_object_ref (beckon_account_get_session (server->account));
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) message = talk_server_write (server, chat, "Hello");
  gboolean closed = FALSE;

  g_free (talk_server_get (server, "Hello</body>"));
  g_signal_connect (session, "closed", G_CALLBACK (closed_cb), &closed);
  talk_server_send (server, CONFLICT);
  wait_until (get_state (server) == BECKON_ACCOUNT_NEEDS_ACTION);
  ledger_clock_hurry (SPEED);
  wait_until (closed);
  ledger_clock_hurry (1);
  g_assert_cmpint (get_state (server), ==, BECKON_ACCOUNT_NEEDS_ACTION);
  g_assert_cmpint (beckon_message_get_state (message), ==, BECKON_MESSAGE_WRITTEN);

  g_mutex_lock (&server->lock);
  server->acknowledges = TRUE;
  g_mutex_unlock (&server->lock);
  beckon_account_try_now (server->account);
  talk_server_answer (server, "urn:xmpp:mam:2",
                      "<fin xmlns='urn:xmpp:mam:2' complete='true'>"
                      "<set xmlns='http://jabber.org/protocol/rsm'/></fin>");
  wait_until (beckon_message_get_state (message) == BECKON_MESSAGE_SENT);
}

static void
set_ignore (TalkServer *server, gboolean ignore)
{
  g_mutex_lock (&server->lock);
  server->ignore = ignore;
  g_mutex_unlock (&server->lock);
}

static void
state_cb (BeckonAccount *account, GParamSpec *pspec, gboolean *waited)
{
  *waited |= beckon_account_get_state (account) == BECKON_ACCOUNT_WAITING;
}

/* Another network comes while an attempt hangs in the one of before: neither is that waited for, nor
 * the pause that would follow. */
static void
test_other_network (TalkServer *server, gconstpointer data)
{
  guint before = fake_server_get_n_connections (server->server);
  gboolean waited = FALSE;

  set_ignore (server, TRUE);
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  wait_until (fake_server_get_n_connections (server->server) == before + 1);
  set_ignore (server, FALSE);
  g_signal_connect (server->account, "notify::state", G_CALLBACK (state_cb), &waited);
  beckon_connection_network_changed (beckon_account_get_connection (server->account), TRUE);
  ledger_clock_hurry (10);
  wait_until (fake_server_get_n_connections (server->server) == before + 2);
  ledger_clock_hurry (1);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  g_assert_false (waited);
  g_signal_handlers_disconnect_by_data (server->account, &waited);
}

static void
set_refuse (TalkServer *server, gboolean refuse)
{
  g_mutex_lock (&server->lock);
  server->refuse = refuse;
  g_mutex_unlock (&server->lock);
}

/* Nothing is said by either side, and nothing is heard when we ask: the link is dead, also that of a
 * session that was resumed. */
static void
test_silence (TalkServer *server, gconstpointer data)
{
  g_autofree char *h = NULL;

  g_mutex_lock (&server->lock);
  server->acknowledges = TRUE;
  g_mutex_unlock (&server->lock);
  for (guint i = 0; i < 2; i++)
    {
      g_free (talk_server_settle (server));
      set_refuse (server, TRUE);
      ledger_clock_hurry (50);
      wait_until (get_state (server) == BECKON_ACCOUNT_WAITING);
      ledger_clock_hurry (1);
      g_mutex_lock (&server->lock);
      g_free (h);
      h = g_strdup_printf ("%u", server->n_got);
      server->resumed = h;
      server->refuse = FALSE;
      g_mutex_unlock (&server->lock);
      beckon_account_try_now (server->account);
      wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
    }
}

/* What is sent late says when it was written (XEP-0203); what is sent at once does not, nor what was
 * written in what is the future by now. */
static void
test_written_before (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) one = NULL;
  g_autoptr (BeckonMessage) two = NULL;
  g_autoptr (BeckonMessage) three = talk_server_write (server, chat, "At once");
  g_autofree char *at_once = talk_server_get (server, "</message>");
  g_autofree char *late = NULL;
  g_autofree char *future = NULL;
  g_autofree char *h = NULL;

  g_assert_null (strstr (at_once, "urn:xmpp:delay"));
  set_refuse (server, TRUE);
  talk_server_cut (server);
  one = talk_server_write (server, chat, "Late");
  ledger_clock_set (3600);
  two = talk_server_write (server, chat, "Future");
  ledger_clock_set (60);
  set_refuse (server, FALSE);
  g_mutex_lock (&server->lock);
  h = g_strdup_printf ("%u", server->n_got);
  server->resumed = h;
  g_mutex_unlock (&server->lock);
  beckon_account_try_now (server->account);
  g_free (talk_server_get (server, "Late</body>"));
  late = talk_server_get (server, "</message>");
  future = talk_server_get (server, "</message>");
  g_assert_nonnull (strstr (late, "<delay xmlns=\"urn:xmpp:delay\" stamp=\""));
  g_assert_nonnull (strstr (future, "<body>Future</body>"));
  g_assert_null (strstr (future, "urn:xmpp:delay"));
}

static void
tear_down (TalkServer *server, gconstpointer data)
{
  ledger_clock_hurry (1);
  ledger_clock_set (0);
  talk_server_tear_down (server, data);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();
  g_test_add ("/expiry/conflict", TalkServer, NULL, set_up, test_conflict, tear_down);
  g_test_add ("/expiry/other-network", TalkServer, NULL, set_up, test_other_network, tear_down);
  g_test_add ("/expiry/silence", TalkServer, NULL, set_up, test_silence, tear_down);
  g_test_add ("/expiry/written-before", TalkServer, NULL, set_up, test_written_before, tear_down);
  return g_test_run ();
}
