/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The first sign-in of an account, where the link is lost while its row is being stored. */

#include "ledger-clock.h"
#include "store-stop.h"
#include "talk-server.h"

#define BOB "bob@" FAKE_SERVER_DOMAIN
#define ROSTER "<item jid='" BOB "' name='Bob' subscription='both'/>"

/* How much faster the pause before the next attempt passes. */
#define SPEED 20

static StoreStop disk;

static guint
get_n_connections (TalkServer *server)
{
  return fake_server_get_n_connections (server->server);
}

/* Until whoever has signed in has nothing more to do but to wait for the disk. */
static void
wait_for_session (TalkServer *server)
{
  talk_server_send (server, "<r xmlns='urn:xmpp:sm:3'/>");
  g_free (talk_server_get (server, "<a "));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
cut (TalkServer *server)
{
  g_mutex_lock (&server->lock);
  fake_connection_cut (server->connection);
  g_mutex_unlock (&server->lock);
}

/* Signs in up to the disk, which is slow. */
static void
begin (TalkServer *server, GAsyncResult **result)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (ALICE, NULL);
  BeckonSignIn with = { .jid = jid,
                        .password = PASSWORD,
                        .host = "127.0.0.1",
                        .port = fake_server_get_port (server->server),
                        .direct_tls = TRUE };

  disk = (StoreStop){ .busy = FALSE };
  store_stop_start_behind (beckon_client_get_store (server->client), &disk);
  beckon_client_sign_in_async (server->client, &with, NULL, talk_server_result_cb, result);
  wait_for_session (server);
  ledger_clock_hurry (SPEED);
}

static void
end (TalkServer *server, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (*result);
  ledger_clock_hurry (1);
  store_stop_release (&disk);
  wait_until (*result != NULL);
  server->account = beckon_client_sign_in_finish (server->client, *result, &error);
  g_assert_no_error (error);
}

/* The account has the session, and what comes in it: nobody is online and deaf. */
static void
assert_listens (TalkServer *server)
{
  talk_server_answer_start (server, ROSTER);
  g_free (talk_server_settle (server));
  g_assert_cmpint (beckon_account_get_state (server->account), ==, BECKON_ACCOUNT_ONLINE);
  g_assert_cmpuint (g_list_model_get_n_items (beckon_account_get_contacts (server->account)), ==,
                    1);
}

static void
test_replaced (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  begin (server, &result);
  cut (server);
  wait_until (get_n_connections (server) == 2);
  wait_for_session (server);
  end (server, &result);
  assert_listens (server);
}

static void
set_refuse (TalkServer *server, gboolean refuse)
{
  g_mutex_lock (&server->lock);
  server->refuse = refuse;
  g_mutex_unlock (&server->lock);
}

static void
test_resumed (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  server->resumed = "0";
  begin (server, &result);
  set_refuse (server, TRUE);
  cut (server);
  wait_until (get_n_connections (server) == 2);
  end (server, &result);
  set_refuse (server, FALSE);
  beckon_account_try_now (server->account);
  assert_listens (server);
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
  fake_server_trust_certificates ();
  g_test_add ("/sign-in/replaced", TalkServer, NULL, talk_server_set_up, test_replaced, tear_down);
  g_test_add ("/sign-in/resumed", TalkServer, NULL, talk_server_set_up, test_resumed, tear_down);
  return g_test_run ();
}
