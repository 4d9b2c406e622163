/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "talk-server.h"

#include "beckon-server-info.h"

#include <string.h>

#define DISCO(features) "<query xmlns='http://jabber.org/protocol/disco#info'>" features "</query>"
#define FEATURE(name) "<feature var='" name "'/>"
#define VERSION_NS "jabber:iq:version"

static void
set_up (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  talk_server_sign_in (server);
  talk_server_answer_start (server, "");
}

static BeckonServerInfo *
ask (TalkServer *server, const char *own, const char *account, const char *version)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BeckonServerInfo *info;

  g_free (talk_server_settle (server));
  beckon_account_get_server_info_async (server->account, NULL, talk_server_result_cb, &result);
  talk_server_answer (server, "disco#info", own);
  talk_server_answer (server, "disco#info", account);
  talk_server_answer (server, VERSION_NS, version);
  wait_until (result != NULL);
  info = beckon_account_get_server_info_finish (server->account, result, &error);
  g_assert_no_error (error);
  return info;
}

static void
test_all (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonServerInfo) info
    = ask (server,
           DISCO (FEATURE ("urn:xmpp:carbons:2") FEATURE ("urn:xmpp:blocking")
                    FEATURE ("jabber:iq:register")),
           DISCO (FEATURE ("urn:xmpp:mam:2") FEATURE ("http://jabber.org/protocol/pubsub#publish")),
           "<query xmlns='" VERSION_NS "'><name>Prosody</name><version>13.0.1</version></query>");

  g_assert_cmpstr (info->software, ==, "Prosody 13.0.1");
  g_assert_cmpuint (info->features & ~BECKON_SERVER_RESUMES, ==,
                    BECKON_SERVER_ARCHIVE | BECKON_SERVER_COPIES | BECKON_SERVER_BLOCKING
                      | BECKON_SERVER_PROFILES | BECKON_SERVER_CHANGES);
}

/* What makes no sense says nothing. */
static void
test_hostile (TalkServer *server, gconstpointer data)
{
  g_autofree char *as = g_strnfill (5000, 'a');
  g_autofree char *version
    = g_strdup_printf ("<query xmlns='" VERSION_NS "'><name>A\n&#x9;B %s</name>"
                       "<version xmlns='urn:other'>1</version></query>",
                       as);
  g_autoptr (BeckonServerInfo) info
    = ask (server, "<query xmlns='urn:other'>" FEATURE ("urn:xmpp:carbons:2") "</query>",
           DISCO ("<feature/><feature var=''/><x>" FEATURE ("urn:xmpp:mam:2") "</x>"), version);

  g_assert_cmpuint (info->features & ~BECKON_SERVER_RESUMES, ==, 0);
  g_assert_true (g_str_has_prefix (info->software, "A B aaaa"));
  g_assert_cmpuint (strlen (info->software), <=, 60);
}

static void
test_offline (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  /* In the middle of it. */
  beckon_account_get_server_info_async (server->account, NULL, talk_server_result_cb, &result);
  beckon_account_set_enabled (server->account, FALSE);
  wait_until (result != NULL);
  g_assert_null (beckon_account_get_server_info_finish (server->account, result, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_clear_object (&result);

  wait_until (beckon_account_get_state (server->account) == BECKON_ACCOUNT_OFFLINE);
  beckon_account_get_server_info_async (server->account, NULL, talk_server_result_cb, &result);
  wait_until (result != NULL);
  g_assert_null (beckon_account_get_server_info_finish (server->account, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
}

static void
test_cancel (TalkServer *server, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_account_get_server_info_async (
    server->account, cancellable, talk_server_result_cb, &result);
  g_cancellable_cancel (cancellable);
  wait_until (result != NULL);
  g_assert_null (beckon_account_get_server_info_finish (server->account, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

#define ADD(name, function)                                                                        \
  g_test_add ("/server-info/" name, TalkServer, NULL, set_up, function, talk_server_tear_down)
  ADD ("all", test_all);
  ADD ("hostile", test_hostile);
  ADD ("offline", test_offline);
  ADD ("cancel", test_cancel);
  return g_test_run ();
}
