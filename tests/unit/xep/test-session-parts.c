/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What lives on a session: answers to questions (XEP-0030, 0092, 0199, 0202) and a page of an
 * archive (XEP-0313). */

#include "beckon-parse.h"
#include "fake-server.h"
#include "xep-0030.h"
#include "xep-0092.h"
#include "xep-0199.h"
#include "xep-0202.h"
#include "xep-0313.h"

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

static char *
read_attribute (const char *text, const char *name)
{
  g_autofree char *start = g_strdup_printf (" %s=\"", name);
  const char *value = strstr (text, start);

  g_assert_nonnull (value);
  value += strlen (start);
  return g_strndup (value, strcspn (value, "\""));
}

static void
send_item (FakeConnection *connection, const char *from, const char *query_id, const char *id)
{
  g_autofree char *text = g_strdup_printf (
    "<message from='%s' to='" ALICE "/pc'><result xmlns='urn:xmpp:mam:2' queryid='%s' id='%s'>"
    "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' "
    "stamp='2020-01-01T00:00:00Z'/><message xmlns='jabber:client' from='bob@example.com' "
    "type='chat'><body>%s</body></message></forwarded></result></message>",
    from, query_id, id, id);

  fake_connection_send (connection, text);
}

/* An archive of two messages, among what others send. What the test's text is stands for how it
 * ends. */
static void
archive_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *query = NULL;
  g_autofree char *id = NULL;
  g_autofree char *query_id = NULL;
  g_autofree char *fin = NULL;

  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_open_stream (connection, ""));
  query = fake_connection_read_to (connection, "</iq>");
  id = read_attribute (strstr (query, "<iq"), "id");
  query_id = read_attribute (query, "queryid");

  send_item (connection, ALICE, query_id, "one");
  send_item (connection, "mallory@example.com", query_id, "forged");
  send_item (connection, ALICE, "guess", "unasked");
  send_item (connection, ALICE, query_id, "two");
  if (g_str_equal (fixture->text, "too many"))
    send_item (connection, ALICE, query_id, "three");
  if (g_str_equal (fixture->text, "not found"))
    fin = g_strdup_printf ("<iq type='error' id='%s'><error type='cancel'><item-not-found "
                           "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
                           id);
  else if (g_str_equal (fixture->text, "no end"))
    fin = g_strdup_printf ("<iq type='result' id='%s'/>", id);
  else if (!g_str_equal (fixture->text, "cut"))
    fin = g_strdup_printf ("<iq type='result' id='%s'><fin xmlns='urn:xmpp:mam:2' complete='true'>"
                           "<set xmlns='http://jabber.org/protocol/rsm'><first>one</first>"
                           "<last>two</last></set></fin></iq>",
                           id);
  if (fin == NULL)
    return;
  fake_connection_send (connection, fin);
  fixture->seen = fake_connection_read_to (connection, "</stream:stream>");
}

static BeckonMamPage *
query_archive (Fixture *fixture, const char *text, GCancellable *cancellable, GError **error)
{
  const BeckonMamQuery query = { .before = "", .max = 2 };
  g_autoptr (GAsyncResult) result = NULL;

  fixture->text = text;
  start (fixture, archive_script);
  beckon_mam_query_async (fixture->session, &query, cancellable, result_cb, fixture);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  result = wait_for_result (fixture);
  return beckon_mam_query_finish (fixture->session, result, error);
}

static void
test_archive (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonMamPage) page = query_archive (fixture, "well", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (page->items->len, ==, 2);
  g_assert_cmpstr (((BeckonMamItem *) page->items->pdata[0])->archive_id, ==, "one");
  g_assert_cmpstr (((BeckonMamItem *) page->items->pdata[1])->archive_id, ==, "two");
  g_assert_cmpstr (page->first, ==, "one");
  g_assert_cmpstr (page->last, ==, "two");
  g_assert_true (page->complete);
}

static void
test_archive_bad (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    int code;
  } cases[] = {
    { "not found", BECKON_STANZA_ERROR_ITEM_NOT_FOUND },
    { "too many", BECKON_XEP_ERROR_LIMIT },
    { "no end", BECKON_XEP_ERROR_MALFORMED },
    { "cut", BECKON_STREAM_ERROR_CLOSED },
  };
  guint i = GPOINTER_TO_UINT (data);
  const GQuark domains[]
    = { BECKON_STANZA_ERROR, BECKON_XEP_ERROR, BECKON_XEP_ERROR, BECKON_STREAM_ERROR };
  g_autoptr (GError) error = NULL;

  g_assert_null (query_archive (fixture, cases[i].text, NULL, &error));
  g_assert_error (error, domains[i], cases[i].code);
}

static void
test_archive_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (query_archive (fixture, "well", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

#define ADD(name, data, function)                                                                  \
  g_test_add ("/xep/session/" name, Fixture, data, set_up, function, tear_down)

  ADD ("answers", NULL, test_answers);
  ADD ("refused", NULL, test_refused);
  ADD ("archive", NULL, test_archive);
  ADD ("archive-not-found", GUINT_TO_POINTER (0), test_archive_bad);
  ADD ("archive-too-many", GUINT_TO_POINTER (1), test_archive_bad);
  ADD ("archive-no-end", GUINT_TO_POINTER (2), test_archive_bad);
  ADD ("archive-cut", GUINT_TO_POINTER (3), test_archive_bad);
  ADD ("archive-cancelled", NULL, test_archive_cancelled);

  return g_test_run ();
}
