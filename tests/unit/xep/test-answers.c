/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers to the questions of others: XEP-0030, 0092, 0199 and 0202. */

#include "fake-server.h"
#include "xep-0030.h"
#include "xep-0092.h"
#include "xep-0199.h"
#include "xep-0202.h"

#include <string.h>

#define ALICE "alice@" FAKE_SERVER_DOMAIN

typedef struct
{
  FakeServer *server;
  BeckonSession *session;
  const char *text; /* for the script to send */
  char *seen;       /* by the script, until it is done */
  gint done;
  GAsyncResult *result;
} Fixture;

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->result);
  fixture->result = g_object_ref (result);
}

static GAsyncResult *
wait_for_result (Fixture *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&fixture->result);
}

static void
start (Fixture *fixture, FakeServerScript script)
{
  BeckonStreamTarget target
    = { .domain = FAKE_SERVER_DOMAIN, .host = "127.0.0.1", .direct_tls = TRUE };
  g_autoptr (BeckonJid) jid = beckon_jid_new (ALICE "/pc", NULL);
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->server = fake_server_new (script, fixture);
  target.port = fake_server_get_port (fixture->server);
  beckon_stream_connect_async (&target, NULL, result_cb, fixture);
  result = wait_for_result (fixture);
  stream = beckon_stream_connect_finish (result, &error);
  g_assert_no_error (error);
  fixture->session = beckon_session_new (stream, jid);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  beckon_session_close (fixture->session);
  g_assert_finalize_object (fixture->session);
  fake_server_free (fixture->server);
  g_free (fixture->seen);
}

/* Sends the test's questions and a last one that nobody answers but with an error. */
static void
ask_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_open_stream (connection, ""));
  fake_connection_send (connection, fixture->text);
  fake_connection_send (connection,
                        "<iq type='get' id='last' from='x@beckon.test'><q xmlns='urn:x'/></iq>");
  fixture->seen = fake_connection_read_to (connection, "id=\"last\"");
  g_atomic_int_set (&fixture->done, TRUE);
  g_main_context_wakeup (NULL);
}

static void
ask (Fixture *fixture, const char *text)
{
  static const char *const features[] = { "urn:feature", NULL };
  g_autoptr (BeckonElement) info = beckon_disco_client_info_new ("Beckon", features);

  fixture->text = text;
  start (fixture, ask_script);
  beckon_ping_answer (fixture->session);
  beckon_version_answer (fixture->session, "Beckon", "1.2");
  beckon_time_answer (fixture->session);
  beckon_disco_answer_info (fixture->session, info, "https://example.com#ver");
  beckon_disco_answer_items (fixture->session);
  while (!g_atomic_int_get (&fixture->done))
    g_main_context_iteration (NULL, TRUE);
}

#define GET(id, payload)                                                                           \
  "<iq type='get' id='" id "' from='bob@example.com/pc' to='" ALICE "/pc'>" payload "</iq>"

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[] = {
    "urn:feature",
    "client",
    "<name>Beckon</name><version>1.2</version></query>",
    "<tzo>+00:00</tzo>",
    "id=\"5\"",
    "id=\"1\"",
    "to=\"bob@example.com/pc\"",
  };

  ask (fixture,
       GET ("1", "<ping xmlns='urn:xmpp:ping'/>") GET ("2", "<query xmlns='jabber:iq:version'/>")
         GET ("3", "<time xmlns='urn:xmpp:time'/>")
           GET ("4", "<query xmlns='http://jabber.org/protocol/disco#info' "
                     "node='https://example.com#ver'/>")
             GET ("5", "<query xmlns='http://jabber.org/protocol/disco#items'/>"));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_test_message ("%s", expected[i]);
      g_assert_nonnull (strstr (fixture->seen, expected[i]));
    }
  g_assert_null (strstr (fixture->seen, "error"));
  g_assert_null (strstr (fixture->seen, "<os"));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  ask (fixture, GET ("1", "<query xmlns='http://jabber.org/protocol/disco#info' node='urn:other'/>")
                  GET ("2", "<query xmlns='http://jabber.org/protocol/disco#items' "
                            "node='urn:other'/>") "<iq type='set' id='3' "
                                                  "from='bob@example.com/pc'><ping "
                                                  "xmlns='urn:xmpp:ping'/></iq>"
                                                  "<iq type='set' id='4' from='bob@example.com/pc'>"
                                                  "<query xmlns='jabber:iq:version'/></iq>"
                                                  "<iq type='set' id='5' from='bob@example.com/pc'>"
                                                  "<query "
                                                  "xmlns='http://jabber.org/protocol/disco#info'/"
                                                  "></iq>");
  g_assert_nonnull (strstr (fixture->seen, "item-not-found"));
  g_assert_nonnull (strstr (fixture->seen, "service-unavailable"));
  g_assert_null (strstr (fixture->seen, "type=\"result\""));
  g_assert_null (strstr (fixture->seen, "urn:feature"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

#define ADD(name, data, function)                                                                  \
  g_test_add ("/xep/answers/" name, Fixture, data, set_up, function, tear_down)

  ADD ("given", NULL, test_answers);
  ADD ("refused", NULL, test_refused);

  return g_test_run ();
}
