/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-session.h"

#include "beckon-ns.h"
#include "beckon-stream-management.h"
#include "fake-server.h"

#include <string.h>

#define ALICE "alice@" FAKE_SERVER_DOMAIN
#define R "<r xmlns='" BECKON_NS_SM "'/>"
#define R_SENT "<r xmlns=\"" BECKON_NS_SM "\"/>"
#define A(h) "<a xmlns='" BECKON_NS_SM "' h='" h "'/>"

/* A session on one side; on the other the test itself, that says what the server sends and waits
 * for what it gets. */
typedef struct
{
  FakeServer *server;
  BeckonSession *session;

  GMutex lock;
  FakeConnection *connection;
  GString *sent; /* by us, since the test last looked */

  GAsyncResult *result;
  GString *log;
} Fixture;

static void
relay_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (!fake_connection_start_tls (connection, "good")
      || !fake_connection_open_stream (connection, ""))
    return;

  g_mutex_lock (&fixture->lock);
  fixture->connection = connection;
  g_mutex_unlock (&fixture->lock);
  g_main_context_wakeup (NULL);
  while (TRUE)
    {
      g_autofree char *text = fake_connection_read_to (connection, ">");
      gboolean end = text == NULL || g_str_has_suffix (text, "</stream:stream>");

      g_mutex_lock (&fixture->lock);
      if (end)
        fixture->connection = NULL;
      else
        g_string_append (fixture->sent, text);
      g_mutex_unlock (&fixture->lock);
      g_main_context_wakeup (NULL);
      if (end)
        return;
    }
}

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

static gboolean
has_connection (Fixture *fixture)
{
  gboolean has;

  g_mutex_lock (&fixture->lock);
  has = fixture->connection != NULL;
  g_mutex_unlock (&fixture->lock);
  return has;
}

static void
server_sends (Fixture *fixture, const char *xml)
{
  g_mutex_lock (&fixture->lock);
  g_assert_nonnull (fixture->connection);
  fake_connection_send (fixture->connection, xml);
  g_mutex_unlock (&fixture->lock);
}

/* Waits until we have sent text. Returns: all that we sent up to its end */
static char *
server_gets (Fixture *fixture, const char *text)
{
  while (TRUE)
    {
      const char *found;

      g_mutex_lock (&fixture->lock);
      found = strstr (fixture->sent->str, text);
      if (found != NULL)
        {
          gsize length = found - fixture->sent->str + strlen (text);
          char *all = g_strndup (fixture->sent->str, length);

          g_string_erase (fixture->sent, 0, length);
          g_mutex_unlock (&fixture->lock);
          return all;
        }
      g_mutex_unlock (&fixture->lock);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* Until everything that the server has sent is dealt with. Returns: what we sent meanwhile. */
static char *
settle (Fixture *fixture)
{
  char *before, *end;

  server_sends (fixture, "<iq type='get' id='settle'><nothing xmlns='urn:nothing'/></iq>");
  before = server_gets (fixture, "id=\"settle\"");
  end = server_gets (fixture, "</iq>");
  *strrchr (before, '<') = '\0';
  g_free (end);
  return before;
}

static void
settle_quietly (Fixture *fixture)
{
  g_autofree char *meanwhile = settle (fixture);

  g_assert_cmpstr (meanwhile, ==, "");
}

/* Waits until the log has it. */
static void
wait_for_log (Fixture *fixture, const char *text)
{
  while (strstr (fixture->log->str, text) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

#define assert_log(fixture, expected)                                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr ((fixture)->log->str, ==, (expected));                                         \
    g_string_truncate ((fixture)->log, 0);                                                         \
  }                                                                                                \
  G_STMT_END

static void
log_end_cb (BeckonSession *session, GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_nonnull (error);
  g_string_append (fixture->log, "interrupted ");
}

static void
log_closed_cb (BeckonSession *session, GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_nonnull (error);
  g_string_append (fixture->log, "closed ");
}

static BeckonStream *
connect_stream (Fixture *fixture)
{
  const BeckonStreamTarget target = { .domain = FAKE_SERVER_DOMAIN,
                                      .host = "127.0.0.1",
                                      .port = fake_server_get_port (fixture->server),
                                      .direct_tls = TRUE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BeckonStream *stream;

  beckon_stream_connect_async (&target, NULL, result_cb, fixture);
  result = wait_for_result (fixture);
  stream = beckon_stream_connect_finish (result, &error);
  g_assert_no_error (error);
  while (!has_connection (fixture))
    g_main_context_iteration (NULL, TRUE);
  return stream;
}

static void
set_up_with (Fixture *fixture, const char *jid_text)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (BeckonJid) jid = jid_text != NULL ? beckon_jid_new (jid_text, NULL) : NULL;

  g_mutex_init (&fixture->lock);
  fixture->sent = g_string_new (NULL);
  fixture->log = g_string_new (NULL);
  fixture->server = fake_server_new (relay_script, fixture);
  stream = connect_stream (fixture);
  fixture->session = beckon_session_new (stream, jid);
  g_signal_connect (fixture->session, "interrupted", G_CALLBACK (log_end_cb), fixture);
  g_signal_connect (fixture->session, "closed", G_CALLBACK (log_closed_cb), fixture);
}

static gboolean
ignore_cb (BeckonSession *session,
           BeckonElement *stanza,
           BeckonElement *payload,
           gpointer user_data)
{
  return FALSE;
}

/* Signed in, with a handler, so that settle() is answered. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  set_up_with (fixture, ALICE "/desk");
  beckon_session_add_handler (fixture->session, "iq", "none", "urn:none", 0, ignore_cb, NULL, NULL);
}

static void
set_up_sm (Fixture *fixture, gconstpointer data)
{
  set_up (fixture, data);
  beckon_session_enable_sm (fixture->session, "previous", 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->session != NULL)
    {
      beckon_session_close (fixture->session);
      g_assert_finalize_object (fixture->session);
    }
  g_assert_null (fixture->result);
  fake_server_free (fixture->server);
  g_string_free (fixture->sent, TRUE);
  g_string_free (fixture->log, TRUE);
  g_mutex_clear (&fixture->lock);
}

/* Sends a request. Returns: its id */
static char *
send_request (Fixture *fixture, const char *to, GCancellable *cancellable)
{
  g_autoptr (BeckonElement) iq = beckon_element_new ("iq", BECKON_NS_CLIENT);
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  beckon_element_set_attribute (iq, "type", "get");
  beckon_element_set_attribute (iq, "to", to);
  beckon_element_add_child (iq, "query", "urn:q");
  beckon_session_send_iq_async (fixture->session, iq, cancellable, result_cb, fixture);
  end = server_gets (fixture, "</iq>");
  g_assert_nonnull (strstr (end, "urn:q"));
  return g_strdup (beckon_element_get_attribute (iq, "id"));
}

static BeckonElement *
finish_request (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = wait_for_result (fixture);

  return beckon_session_send_iq_finish (fixture->session, result, error);
}

static void
server_replies (Fixture *fixture, const char *type, const char *id, const char *from)
{
  g_autofree char *sender = from != NULL ? g_strdup_printf ("from='%s'", from) : NULL;
  g_autofree char *xml = g_strdup_printf ("<iq type='%s' id='%s' %s><ok/></iq>", type, id,
                                          sender != NULL ? sender : "");

  server_sends (fixture, xml);
}

typedef struct
{
  const char *to;
  const char *right[6];
  const char *wrong[8];
} Senders;

#define NOBODY ""

static const Senders senders[] = {
  { NULL,
    { NOBODY, ALICE, "ALICE@" FAKE_SERVER_DOMAIN },
    { FAKE_SERVER_DOMAIN, ALICE "/desk", ALICE "/other", "bob@" FAKE_SERVER_DOMAIN, "alice@beckon",
      "not valid@" } },
  { ALICE, { NOBODY, ALICE }, { FAKE_SERVER_DOMAIN, ALICE "/desk", "bob@b.example" } },
  { FAKE_SERVER_DOMAIN,
    { FAKE_SERVER_DOMAIN, NOBODY },
    { ALICE, FAKE_SERVER_DOMAIN "/x", "x." FAKE_SERVER_DOMAIN, "bob@" FAKE_SERVER_DOMAIN } },
  { "bob@b.example/Phone",
    { "bob@b.example/Phone", "BOB@B.example/Phone" },
    { NOBODY, "bob@b.example", "bob@b.example/phone", "b.example", ALICE, FAKE_SERVER_DOMAIN,
      "eve@b.example/Phone" } },
  { "room.b.example", { "room.b.example" }, { NOBODY, "b.example", "x@room.b.example" } },
};

static void
test_senders (Fixture *fixture, gconstpointer data)
{
  const Senders *s = data;

  for (guint i = 0; s->right[i] != NULL; i++)
    {
      g_autofree char *id = send_request (fixture, s->to, NULL);
      g_autoptr (BeckonElement) reply = NULL;
      g_autoptr (GError) error = NULL;

      for (guint j = 0; s->wrong[j] != NULL; j++)
        server_replies (fixture, j % 2 ? "result" : "error", id,
                        s->wrong[j][0] != '\0' ? s->wrong[j] : NULL);
      settle_quietly (fixture);
      g_assert_null (fixture->result);

      server_replies (fixture, "result", id, s->right[i][0] != '\0' ? s->right[i] : NULL);
      reply = finish_request (fixture, &error);
      g_assert_no_error (error);
      g_assert_nonnull (beckon_element_get_child (reply, "ok", BECKON_NS_CLIENT));
    }
}

static void
test_forged_sender (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = send_request (fixture, "bob@b.example/x", NULL);
  g_autofree char *forged = g_strdup_printf (
    "<iq type='result' id='%s' from='eve@b.example/x' e:from='bob@b.example/x' xmlns:e='urn:e'/>"
    "<iq type='result' id='x' e:id='%s' from='bob@b.example/x' xmlns:e='urn:e'/>"
    "<iq type='get' e:type='result' id='%s' from='bob@b.example/x' xmlns:e='urn:e'><a/></iq>",
    id, id, id);
  g_autofree char *meanwhile = NULL;
  g_autoptr (BeckonElement) reply = NULL;

  server_sends (fixture, forged);
  meanwhile = settle (fixture);
  g_assert_null (fixture->result);
  g_assert_nonnull (strstr (meanwhile, "service-unavailable"));
  server_replies (fixture, "result", id, "bob@b.example/x");
  reply = finish_request (fixture, NULL);
  g_assert_nonnull (reply);
  /* Once is enough. */
  server_replies (fixture, "result", id, "bob@b.example/x");
  settle_quietly (fixture);
}

static void
test_wrong_id (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = send_request (fixture, NULL, NULL);
  g_autoptr (BeckonElement) reply = NULL;

  server_sends (fixture, "<iq type='result' id='1'/><iq type='result'/><iq type='error' id=''/>");
  server_replies (fixture, "set", id, NULL);
  server_replies (fixture, "nonsense", id, NULL);
  g_free (settle (fixture));
  g_assert_null (fixture->result);
  server_replies (fixture, "result", id, NULL);
  reply = finish_request (fixture, NULL);
  g_assert_nonnull (reply);
}

static void
test_error_reply (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = send_request (fixture, NULL, NULL);
  g_autofree char *xml
    = g_strdup_printf ("<iq type='error' id='%s'><query xmlns='urn:q'/><error type='auth'>"
                       "<forbidden xmlns='" BECKON_NS_STANZA_ERRORS "'/>"
                       "<text xmlns='" BECKON_NS_STANZA_ERRORS "'>Go\n away</text></error></iq>",
                       id);
  g_autoptr (GError) error = NULL;

  server_sends (fixture, xml);
  g_assert_null (finish_request (fixture, &error));
  g_assert_error (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_FORBIDDEN);
  g_assert_cmpstr (error->message, ==, "Go away");
}

static void
test_strange_error_reply (Fixture *fixture, gconstpointer data)
{
  static const char *const errors[]
    = { "", "<error/>", "<error><forbidden/></error>",
        "<error xmlns='urn:x'><forbidden xmlns='" BECKON_NS_STANZA_ERRORS "'/></error>" };

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autofree char *id = send_request (fixture, NULL, NULL);
      g_autofree char *xml = g_strdup_printf ("<iq type='error' id='%s'>%s</iq>", id, errors[i]);
      g_autoptr (GError) error = NULL;

      server_sends (fixture, xml);
      g_assert_null (finish_request (fixture, &error));
      g_assert_error (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_UNDEFINED_CONDITION);
    }
}

static void
test_timeout (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  beckon_session_set_timeout (fixture->session, 1);
  id = send_request (fixture, NULL, NULL);
  g_assert_null (finish_request (fixture, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT);
  server_replies (fixture, "result", id, NULL);
  settle_quietly (fixture);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *id = send_request (fixture, NULL, cancellable);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (finish_request (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  server_replies (fixture, "result", id, NULL);
  settle_quietly (fixture);

  /* Before. */
  g_free (send_request (fixture, NULL, cancellable));
  g_assert_null (finish_request (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* After, when the answer is on its way to us. */
static void
test_cancel_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *id = send_request (fixture, NULL, cancellable);
  g_autoptr (BeckonElement) reply = NULL;

  server_replies (fixture, "result", id, NULL);
  reply = finish_request (fixture, NULL);
  g_assert_nonnull (reply);
  g_cancellable_cancel (cancellable);
  settle_quietly (fixture);
}

static void
test_request_without_stream (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = send_request (fixture, NULL, NULL);
  g_autoptr (BeckonElement) iq = beckon_element_new ("iq", BECKON_NS_CLIENT);
  g_autoptr (GError) error = NULL;

  server_sends (fixture, "</stream:stream>");
  g_assert_null (finish_request (fixture, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED);
  g_clear_error (&error);
  wait_for_log (fixture, "closed");
  assert_log (fixture, "interrupted closed ");

  beckon_session_send_iq_async (fixture->session, iq, NULL, result_cb, fixture);
  g_assert_null (finish_request (fixture, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED);
  beckon_session_send (fixture->session, iq);
}

static void
test_request_to_nowhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonElement) iq = beckon_element_new ("iq", BECKON_NS_CLIENT);
  g_autoptr (GError) error = NULL;

  beckon_element_set_attribute (iq, "to", "no body@");
  beckon_session_send_iq_async (fixture->session, iq, NULL, result_cb, fixture);
  g_assert_null (finish_request (fixture, &error));
  g_assert_error (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_JID_MALFORMED);
}

static void
test_unhandled (Fixture *fixture, gconstpointer data)
{
  g_autofree char *replies = NULL;

  server_sends (fixture, "<iq type='get' id='1' from='bob@b.example/x'><a xmlns='urn:a'/></iq>");
  replies = settle (fixture);
  g_assert_nonnull (strstr (replies, "id=\"1\""));
  g_assert_nonnull (strstr (replies, "to=\"bob@b.example/x\""));
  g_assert_nonnull (strstr (replies, "type=\"error\""));
  g_assert_nonnull (strstr (replies, "<service-unavailable xmlns=\"" BECKON_NS_STANZA_ERRORS));

  g_free (replies);
  server_sends (fixture, "<iq type='set' id='2'/><iq type='get' id='3'><a/><b/></iq>");
  replies = settle (fixture);
  g_assert_nonnull (strstr (replies, "id=\"2\""));
  g_assert_nonnull (strstr (replies, "id=\"3\""));
  g_assert_nonnull (strstr (replies, "bad-request"));
  g_assert_null (strstr (replies, "service-unavailable"));

  /* To these there is no answer. */
  server_sends (fixture,
                "<iq type='result' id='4'/><iq type='error' id='5'><a/></iq>"
                "<iq id='6'><a/></iq><iq type='get'><a/></iq>"
                "<iq type='get' id='7' from='no body@'><a/></iq>"
                "<message type='error'/><presence/><iq xmlns='urn:iq' type='get' id='8'/>");
  settle_quietly (fixture);
}

typedef struct
{
  Fixture *fixture;
  const char *name;
  gboolean done;
  guint remove;
} Handler;

static gboolean
handler_cb (BeckonSession *session,
            BeckonElement *stanza,
            BeckonElement *payload,
            gpointer user_data)
{
  Handler *handler = user_data;

  g_string_append_printf (handler->fixture->log, "%s:%s ", handler->name,
                          beckon_element_get_name (payload));
  if (handler->remove != 0)
    beckon_session_remove_handler (session, handler->remove);
  handler->remove = 0;
  return handler->done;
}

static void
destroy_cb (gpointer user_data)
{
  Handler *handler = user_data;

  g_string_append_printf (handler->fixture->log, "~%s ", handler->name);
}

static void
test_handlers (Fixture *fixture, gconstpointer data)
{
  BeckonSession *session = fixture->session;
  Handler any = { fixture, "any" }, low = { fixture, "low" }, high = { fixture, "high" },
          second = { fixture, "second" }, ns = { fixture, "ns" }, other = { fixture, "other" };
  guint high_id, low_id;

  low_id = beckon_session_add_handler (session, "message", "x", "urn:x", -1, handler_cb, &low,
                                       destroy_cb);
  beckon_session_add_handler (session, "message", NULL, NULL, 0, handler_cb, &any, destroy_cb);
  high_id = beckon_session_add_handler (session, "message", "x", "urn:x", 9, handler_cb, &high,
                                        destroy_cb);
  beckon_session_add_handler (session, "message", "x", "urn:x", 9, handler_cb, &second, destroy_cb);
  beckon_session_add_handler (session, "message", NULL, "urn:y", 5, handler_cb, &ns, destroy_cb);
  beckon_session_add_handler (session, "presence", "x", "urn:x", 5, handler_cb, &other, destroy_cb);

  server_sends (fixture, "<message><x xmlns='urn:x'/></message>");
  settle_quietly (fixture);
  assert_log (fixture, "high:x second:x any:message low:x ");
  server_sends (fixture, "<message><a/><z xmlns='urn:y'/><x xmlns='urn:z'/><w xmlns='urn:y'/>"
                         "<b><x xmlns='urn:x'/></b></message>");
  settle_quietly (fixture);
  assert_log (fixture, "ns:z any:message ");
  server_sends (fixture, "<message from='no body@'><x xmlns='urn:x'/></message>");
  server_sends (fixture, "<message xmlns='urn:m'><x xmlns='urn:x'/></message>");
  settle_quietly (fixture);
  assert_log (fixture, "");

  /* One that is removed while the stanza is on its way to it. */
  high.remove = low_id;
  server_sends (fixture, "<message><x xmlns='urn:x'/></message>");
  settle_quietly (fixture);
  assert_log (fixture, "high:x ~low second:x any:message ");
  /* One that removes itself. */
  high.remove = high_id;
  server_sends (fixture, "<message><x xmlns='urn:x'/></message>");
  settle_quietly (fixture);
  assert_log (fixture, "high:x ~high second:x any:message ");

  second.done = TRUE;
  server_sends (fixture, "<message><x xmlns='urn:x'/></message>");
  settle_quietly (fixture);
  assert_log (fixture, "second:x ");

  beckon_session_close (fixture->session);
  g_string_truncate (fixture->log, 0);
  g_assert_finalize_object (g_steal_pointer (&fixture->session));
  g_assert_nonnull (strstr (fixture->log->str, "~other"));
}

static void
test_answered (Fixture *fixture, gconstpointer data)
{
  Handler handler = { fixture, "h", TRUE };

  beckon_session_add_handler (fixture->session, "iq", "x", "urn:x", 0, handler_cb, &handler, NULL);
  server_sends (fixture, "<iq type='get' id='1'><x xmlns='urn:x'/></iq>"
                         "<iq type='result' id='1'><x xmlns='urn:x'/></iq>");
  settle_quietly (fixture);
  assert_log (fixture, "h:x ");
}

/* What comes before somebody listens is not lost and keeps its order; replies do not wait. */
static void
test_early (void)
{
  Fixture fixture = { 0 };
  Handler handler = { &fixture, "h" };
  g_autofree char *id = NULL;
  g_autoptr (BeckonElement) reply = NULL;

  set_up_with (&fixture, ALICE "/desk");
  beckon_session_enable_sm (fixture.session, "previous", 0);
  server_sends (&fixture, "<message><a xmlns='urn:a'/></message>");
  id = send_request (&fixture, NULL, NULL);
  server_sends (&fixture, "<message><b xmlns='urn:a'/></message>");
  server_replies (&fixture, "result", id, NULL);
  server_sends (&fixture, "<message><c xmlns='urn:a'/></message>" R);
  reply = finish_request (&fixture, NULL);
  g_assert_nonnull (reply);
  g_free (server_gets (&fixture, "h=\"0\""));
  assert_log (&fixture, "");

  beckon_session_add_handler (fixture.session, "message", NULL, "urn:a", 0, handler_cb, &handler,
                              NULL);
  assert_log (&fixture, "");
  g_free (server_gets (&fixture, "h=\"4\""));
  assert_log (&fixture, "h:a h:b h:c ");
  tear_down (&fixture, NULL);
}

/* What nobody has listened to yet comes again after a resumption. */
static void
test_early_resumed (void)
{
  Fixture fixture = { 0 };
  Handler handler = { &fixture, "h" };
  g_autoptr (BeckonStream) stream = NULL;

  set_up_with (&fixture, ALICE "/desk");
  beckon_session_enable_sm (fixture.session, "previous", 0);
  server_sends (&fixture, "<message><a xmlns='urn:a'/></message></stream:stream>");
  wait_for_log (&fixture, "interrupted");
  g_string_truncate (fixture.log, 0);
  g_assert_cmpuint (beckon_session_get_handled_count (fixture.session), ==, 0);

  stream = connect_stream (&fixture);
  g_assert_true (beckon_session_resume (fixture.session, stream, 0, NULL));
  beckon_session_add_handler (fixture.session, "message", NULL, "urn:a", 0, handler_cb, &handler,
                              NULL);
  server_sends (&fixture, "<message><a xmlns='urn:a'/></message>");
  settle_quietly (&fixture);
  assert_log (&fixture, "h:a ");
  tear_down (&fixture, NULL);
}

static void
test_early_flood (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GString) xml = g_string_new (NULL);

  for (guint i = 0; i < 1001; i++)
    g_string_append (xml, "<message/>");
  set_up_with (&fixture, ALICE "/desk");
  server_sends (&fixture, xml->str);
  wait_for_log (&fixture, "closed");
  tear_down (&fixture, NULL);
}

static void
test_own_account (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *from;
    gboolean own;
  } cases[] = { { NULL, TRUE },
                { ALICE, TRUE },
                { "Alice@" FAKE_SERVER_DOMAIN, TRUE },
                { ALICE "/desk", FALSE },
                { ALICE "/x", FALSE },
                { FAKE_SERVER_DOMAIN, FALSE },
                { "alice@beckon.test.example", FALSE },
                { "not valid@", FALSE },
                { "", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonElement) message = beckon_element_new ("message", BECKON_NS_CLIENT);

      beckon_element_set_attribute (message, "from", cases[i].from);
      g_assert_true (beckon_session_is_from_own_account (fixture->session, message)
                     == cases[i].own);
    }
}

/* Before sign-in: the server answers as itself or as nobody. */
static void
test_no_account (void)
{
  Fixture fixture = { 0 };
  g_autoptr (BeckonElement) message = beckon_element_new ("message", BECKON_NS_CLIENT);

  set_up_with (&fixture, NULL);
  g_assert_false (beckon_session_is_from_own_account (fixture.session, message));
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *id = send_request (&fixture, NULL, NULL);
      g_autoptr (BeckonElement) reply = NULL;

      server_replies (&fixture, "error", id, "evil.example");
      server_replies (&fixture, "result", id, i == 0 ? NULL : FAKE_SERVER_DOMAIN);
      reply = finish_request (&fixture, NULL);
      g_assert_nonnull (reply);
    }
  tear_down (&fixture, NULL);
}

static BeckonElement *
message_new (const char *id)
{
  BeckonElement *message = beckon_element_new ("message", BECKON_NS_CLIENT);

  beckon_element_set_attribute (message, "id", id);
  return message;
}

static void
acked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Handler *handler = user_data;
  g_autoptr (GError) error = NULL;

  if (beckon_session_send_acked_finish (BECKON_SESSION (source), result, &error))
    g_string_append_printf (handler->fixture->log, "%s ", handler->name);
  else
    g_string_append_printf (handler->fixture->log, "%s:%s:%d ", handler->name,
                            g_quark_to_string (error->domain), error->code);
}

static void
send_acked (Handler *handler, GCancellable *cancellable)
{
  g_autoptr (BeckonElement) message = message_new (handler->name);

  beckon_session_send_acked_async (handler->fixture->session, message, cancellable, acked_cb,
                                   handler);
}

static void
test_acked (Fixture *fixture, gconstpointer data)
{
  Handler a = { fixture, "a" }, b = { fixture, "b" }, c = { fixture, "c" };
  g_autofree char *sent = NULL;

  send_acked (&a, NULL);
  send_acked (&b, NULL);
  send_acked (&c, NULL);
  /* Asked once for all three. */
  sent = server_gets (fixture, "<r xmlns=\"urn:xmpp:sm:3\"/>");
  g_assert_nonnull (strstr (sent, "id=\"c\""));
  server_sends (fixture, A ("2"));
  wait_for_log (fixture, "b");
  assert_log (fixture, "a b ");
  server_sends (fixture, A ("2"));
  settle_quietly (fixture);
  assert_log (fixture, "");
  server_sends (fixture, A ("3"));
  wait_for_log (fixture, "c");
}

/* What is sent while the server is being asked is asked for as soon as it has answered. */
static void
test_acked_meanwhile (Fixture *fixture, gconstpointer data)
{
  Handler a = { fixture, "a" }, b = { fixture, "b" };
  g_autofree char *meanwhile = NULL;

  send_acked (&a, NULL);
  g_free (server_gets (fixture, R_SENT));
  send_acked (&b, NULL);
  meanwhile = settle (fixture);
  g_assert_null (strstr (meanwhile, "<r "));
  /* Without anything else that would make us ask. */
  server_sends (fixture, A ("1"));
  g_free (server_gets (fixture, "<r "));
  server_sends (fixture, A ("2"));
  wait_for_log (fixture, "b");
}

static void
test_acked_cancelled (Fixture *fixture, gconstpointer data)
{
  Handler a = { fixture, "a" }, b = { fixture, "b" };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  send_acked (&a, cancellable);
  send_acked (&b, NULL);
  g_cancellable_cancel (cancellable);
  wait_for_log (fixture, "a");
  g_string_truncate (fixture->log, 0);
  server_sends (fixture, A ("2"));
  wait_for_log (fixture, "b");
  assert_log (fixture, "b ");
}

/* What only has the names of stream management says nothing. */
static void
test_other_namespace (Fixture *fixture, gconstpointer data)
{
  Handler a = { fixture, "a" };
  g_autofree char *answer = NULL;

  send_acked (&a, NULL);
  g_free (server_gets (fixture, R_SENT));
  server_sends (fixture, "<a xmlns='urn:other' h='1'/><a xmlns='urn:xmpp:sm:2' h='1'/>"
                         "<r xmlns='urn:other'/><r xmlns='urn:xmpp:sm:2'/>");
  answer = settle (fixture);
  g_assert_null (strstr (answer, "<a "));
  assert_log (fixture, "");
  server_sends (fixture, A ("1"));
  wait_for_log (fixture, "a");
}

#define CLOSED_AS(name) name ":BeckonStreamError:0 "

static void
test_impossible_ack (Fixture *fixture, gconstpointer data)
{
  Handler a = { fixture, "a" };

  send_acked (&a, NULL);
  server_sends (fixture, data);
  wait_for_log (fixture, "closed");
  assert_log (fixture, "interrupted " CLOSED_AS ("a") "closed ");
  g_assert_false (beckon_session_can_resume (fixture->session));
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  Handler a = { fixture, "a" };

  server_sends (fixture, "<message/>");
  settle_quietly (fixture);
  send_acked (&a, NULL);
  beckon_session_close (fixture->session);
  wait_for_log (fixture, "a");
  wait_for_log (fixture, "closed");
  g_assert_null (beckon_session_get_stream (fixture->session));
  g_free (server_gets (fixture, "h=\"2\""));
  g_string_truncate (fixture->log, 0);
  send_acked (&a, NULL);
  wait_for_log (fixture, CLOSED_AS ("a"));
}

/* Without stream management a ping shows that the server has got what was before it. */
static void
test_proven_by_ping (Fixture *fixture, gconstpointer data)
{
  Handler a = { fixture, "a" }, b = { fixture, "b" }, c = { fixture, "c" };
  const char *types[] = { "result", "error" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *sent = NULL;
      g_autoptr (BeckonElement) iq = NULL;

      send_acked (&a, NULL);
      send_acked (&b, NULL);
      sent = server_gets (fixture, "</iq>");
      g_assert_true (strstr (sent, "id=\"b\"") < strstr (sent, "<iq"));
      g_assert_nonnull (strstr (sent, "<ping xmlns=\"urn:xmpp:ping\"/>"));
      settle_quietly (fixture);
      assert_log (fixture, "");
      iq = beckon_element_parse (strstr (sent, "<iq"), -1, NULL);
      server_replies (fixture, types[i], beckon_element_get_attribute (iq, "id"),
                      FAKE_SERVER_DOMAIN);
      wait_for_log (fixture, "b");
      assert_log (fixture, "a b ");
    }

  send_acked (&c, NULL);
  g_free (server_gets (fixture, "</iq>"));
  server_sends (fixture, "</stream:stream>");
  wait_for_log (fixture, "closed");
  assert_log (fixture, CLOSED_AS ("c") "interrupted closed ");
}

/* A server that does not answer that ping has gone, or is mistaken: who is told so asks the archive of
 * the next session. */
static void
test_unproven (Fixture *fixture, gconstpointer data)
{
  Handler a = { fixture, "a" };

  beckon_session_set_timeout (fixture->session, 1);
  send_acked (&a, NULL);
  wait_for_log (fixture, "a:");
  wait_for_log (fixture, "closed ");
  g_assert_null (beckon_session_get_stream (fixture->session));
}

static gboolean
hold_cb (BeckonSession *session, BeckonElement *stanza, BeckonElement *payload, gpointer user_data)
{
  g_ptr_array_add (user_data, beckon_session_hold_ack (session));
  return FALSE;
}

static void
server_hears (Fixture *fixture, const char *h)
{
  g_autofree char *a = server_gets (fixture, "/>");
  g_autofree char *expected = g_strdup_printf ("h=\"%s\"", h);

  g_assert_true (g_str_has_prefix (a, "<a "));
  g_assert_nonnull (strstr (a, expected));
}

static void
server_asks (Fixture *fixture, const char *h)
{
  server_sends (fixture, R);
  server_hears (fixture, h);
}

/* The server hears of a stanza only when that and all before it are stored. */
static void
test_holds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) holds = g_ptr_array_new ();

  beckon_session_add_handler (fixture->session, "message", NULL, NULL, 0, hold_cb, holds, NULL);
  server_asks (fixture, "0");
  server_sends (fixture, "<presence/><message/><presence/><message/>");
  server_asks (fixture, "1");
  g_assert_cmpuint (holds->len, ==, 2);
  g_assert_cmpuint (beckon_session_get_handled_count (fixture->session), ==, 1);

  /* The later one first: nothing to say yet. */
  beckon_ack_hold_release (holds->pdata[1]);
  server_asks (fixture, "1");
  beckon_ack_hold_release (holds->pdata[0]);
  /* As it asked before, it is told without asking. */
  server_hears (fixture, "4");
  server_asks (fixture, "4");
}

static void
interrupt (Fixture *fixture)
{
  server_sends (fixture, "</stream:stream>");
  wait_for_log (fixture, "interrupted");
  assert_log (fixture, "interrupted ");
}

static void
test_resume (Fixture *fixture, gconstpointer data)
{
  Handler a = { fixture, "a" }, b = { fixture, "b" }, c = { fixture, "c" }, d = { fixture, "d" };
  g_autoptr (BeckonStream) stream = NULL;
  g_autofree char *id = NULL;
  g_autofree char *sent = NULL;
  g_autoptr (GError) error = NULL;
  const char *p, *q;

  server_sends (fixture, "<presence/><presence/>");
  send_acked (&a, NULL);
  send_acked (&b, NULL);
  id = send_request (fixture, NULL, NULL);
  send_acked (&c, NULL);
  g_free (server_gets (fixture, "id=\"c\""));
  interrupt (fixture);
  g_assert_null (finish_request (fixture, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_true (beckon_session_can_resume (fixture->session));
  g_assert_cmpstr (beckon_session_get_resume_id (fixture->session), ==, "previous");
  g_assert_cmpuint (beckon_session_get_handled_count (fixture->session), ==, 2);
  send_acked (&d, NULL);
  g_string_truncate (fixture->sent, 0);

  stream = connect_stream (fixture);
  g_assert_true (beckon_session_resume (fixture->session, stream, 1, &error));
  g_assert_no_error (error);
  wait_for_log (fixture, "a");
  assert_log (fixture, "a ");
  sent = server_gets (fixture, "<r xmlns");
  g_assert_null (strstr (sent, "id=\"a\""));
  g_assert_null (strstr (sent, id)); /* it has failed, and may have been made again */
  p = strstr (sent, "id=\"b\"");
  q = strstr (sent, "id=\"c\"");
  g_assert_true (p != NULL && p < q && q < strstr (sent, "id=\"d\""));
  server_sends (fixture, A ("4"));
  wait_for_log (fixture, "d");
  assert_log (fixture, "b c d ");

  server_sends (fixture, "<presence/>");
  g_string_truncate (fixture->sent, 0);
  server_sends (fixture, R);
  g_free (server_gets (fixture, "h=\"3\""));
}

/* What was held back comes again, and is counted then, whenever the old promise is kept. */
static void
test_resume_with_holds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) holds = g_ptr_array_new ();
  g_autoptr (BeckonStream) stream = NULL;

  beckon_session_add_handler (fixture->session, "message", NULL, NULL, 0, hold_cb, holds, NULL);
  server_sends (fixture, "<presence/><message/><presence/>");
  server_asks (fixture, "1");
  interrupt (fixture);
  beckon_ack_hold_release (holds->pdata[0]);
  g_assert_cmpuint (beckon_session_get_handled_count (fixture->session), ==, 1);

  stream = connect_stream (fixture);
  g_string_truncate (fixture->sent, 0);
  g_assert_true (beckon_session_resume (fixture->session, stream, 0, NULL));
  server_sends (fixture, "<message/><presence/>");
  server_asks (fixture, "1");
  g_assert_cmpuint (holds->len, ==, 2);
  beckon_ack_hold_release (holds->pdata[1]);
  server_hears (fixture, "3");
}

/* A server that does not acknowledge has gone, but may come back. */
static void
test_silence (Fixture *fixture, gconstpointer data)
{
  Handler a = { fixture, "a" };
  g_autoptr (BeckonStream) stream = NULL;

  beckon_session_set_timeout (fixture->session, 1);
  send_acked (&a, NULL);
  wait_for_log (fixture, "interrupted");
  assert_log (fixture, "interrupted ");

  beckon_session_set_timeout (fixture->session, 30000);
  while (has_connection (fixture))
    g_main_context_iteration (NULL, TRUE);
  stream = connect_stream (fixture);
  g_assert_true (beckon_session_resume (fixture->session, stream, 0, NULL));
  server_sends (fixture, A ("1"));
  wait_for_log (fixture, "a");
}

/* The server keeps the session for a second, and so do we. */
static void
test_expiry (void)
{
  Fixture fixture = { 0 };
  Handler a = { &fixture, "a" };

  set_up_with (&fixture, ALICE "/desk");
  beckon_session_enable_sm (fixture.session, "previous", 1);
  send_acked (&a, NULL);
  interrupt (&fixture);
  wait_for_log (&fixture, "closed");
  wait_for_log (&fixture, CLOSED_AS ("a"));
  g_assert_false (beckon_session_can_resume (fixture.session));
  tear_down (&fixture, NULL);
}

static void
test_resume_impossible (Fixture *fixture, gconstpointer data)
{
  Handler a = { fixture, "a" };
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  send_acked (&a, NULL);
  g_free (server_gets (fixture, "id=\"a\""));
  interrupt (fixture);
  stream = connect_stream (fixture);
  g_assert_false (beckon_session_resume (fixture->session, stream, 2, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL);
  wait_for_log (fixture, "a:");
  g_assert_nonnull (strstr (fixture->log->str, "closed "));
  g_assert_nonnull (strstr (fixture->log->str, CLOSED_AS ("a")));
}

static void
test_not_resumed (Fixture *fixture, gconstpointer data)
{
  Handler a = { fixture, "a" };
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  send_acked (&a, NULL);
  g_free (server_gets (fixture, "id=\"a\""));
  interrupt (fixture);
  beckon_session_close (fixture->session);
  wait_for_log (fixture, CLOSED_AS ("a"));
  g_assert_false (beckon_session_can_resume (fixture->session));

  /* Too late. */
  stream = connect_stream (fixture);
  g_assert_false (beckon_session_resume (fixture->session, stream, 0, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED);
}

/* Who waits is told in the order of sending; a session may be closed from within. */
static void
close_session_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  acked_cb (source, result, user_data);
  beckon_session_close (BECKON_SESSION (source));
}

static void
test_close_when_acked (Fixture *fixture, gconstpointer data)
{
  Handler a = { fixture, "a" }, b = { fixture, "b" }, c = { fixture, "c" };
  g_autoptr (BeckonElement) message = message_new ("a");

  beckon_session_send_acked_async (fixture->session, message, NULL, close_session_cb, &a);
  send_acked (&b, NULL);
  send_acked (&c, NULL);
  g_free (server_gets (fixture, "id=\"c\""));
  server_sends (fixture, A ("2"));
  wait_for_log (fixture, "c:");
  wait_for_log (fixture, "b ");
  g_assert_nonnull (strstr (fixture->log->str, CLOSED_AS ("c")));
}

static void
count_return_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n = user_data;

  if (g_task_propagate_boolean (G_TASK (result), NULL))
    ++*n;
}

/* The counters go over 2^32, and say no to what is behind or before what can be. */
static void
test_counters (void)
{
  g_autoptr (BeckonStreamManagement) sm = beckon_stream_management_new ();
  g_autoptr (BeckonElement) stanza = message_new ("1");
  g_autoptr (GError) error = NULL;
  guint n = 0;

  for (guint i = 0; i < 3; i++)
    beckon_stream_management_add_sent (sm, stanza,
                                       beckon_waiter_new (
                                         g_task_new (NULL, NULL, count_return_cb, &n)));
  g_assert_false (beckon_stream_management_acknowledge (sm, 4, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL);
  g_assert_false (beckon_stream_management_acknowledge (sm, G_MAXUINT32, NULL));
  g_assert_cmpuint (beckon_stream_management_get_n_unacked (sm), ==, 3);
  g_assert_true (beckon_stream_management_acknowledge (sm, 2, NULL));
  g_assert_false (beckon_stream_management_acknowledge (sm, 1, NULL));
  g_assert_cmpuint (beckon_stream_management_get_n_unacked (sm), ==, 1);
  while (n < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (beckon_stream_management_acknowledge (sm, 3, NULL));
  while (n < 3)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

#define ADD(name, function)                                                                        \
  g_test_add ("/session/" name, Fixture, NULL, set_up, function, tear_down)
#define ADD_SM(name, function)                                                                     \
  g_test_add ("/session/sm/" name, Fixture, NULL, set_up_sm, function, tear_down)
  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      g_autofree char *path = g_strdup_printf ("/session/senders/%u", i);

      g_test_add (path, Fixture, &senders[i], set_up, test_senders, tear_down);
    }
  ADD ("forged-sender", test_forged_sender);
  ADD ("wrong-id", test_wrong_id);
  ADD ("error-reply", test_error_reply);
  ADD ("strange-error-reply", test_strange_error_reply);
  ADD ("timeout", test_timeout);
  ADD ("cancel", test_cancel);
  ADD ("cancel-late", test_cancel_late);
  ADD ("request-without-stream", test_request_without_stream);
  ADD ("request-to-nowhere", test_request_to_nowhere);
  ADD ("unhandled", test_unhandled);
  ADD ("handlers", test_handlers);
  ADD ("answered", test_answered);
  g_test_add_func ("/session/early", test_early);
  g_test_add_func ("/session/early-resumed", test_early_resumed);
  g_test_add_func ("/session/early-flood", test_early_flood);
  ADD ("own-account", test_own_account);
  g_test_add_func ("/session/no-account", test_no_account);
  ADD ("proven-by-ping", test_proven_by_ping);
  ADD ("unproven", test_unproven);
  ADD_SM ("acked", test_acked);
  ADD_SM ("acked-meanwhile", test_acked_meanwhile);
  ADD_SM ("acked-cancelled", test_acked_cancelled);
  ADD_SM ("other-namespace", test_other_namespace);
  g_test_add ("/session/sm/impossible-ack", Fixture, A ("2"), set_up_sm, test_impossible_ack,
              tear_down);
  g_test_add ("/session/sm/ack-backwards", Fixture, A ("4294967295"), set_up_sm,
              test_impossible_ack, tear_down);
  g_test_add ("/session/sm/ack-without-number", Fixture, "<a xmlns='" BECKON_NS_SM "'/>", set_up_sm,
              test_impossible_ack, tear_down);
  g_test_add ("/session/sm/ack-of-nonsense", Fixture, A ("-1"), set_up_sm, test_impossible_ack,
              tear_down);
  ADD_SM ("close", test_close);
  ADD_SM ("close-when-acked", test_close_when_acked);
  ADD_SM ("holds", test_holds);
  ADD_SM ("resume", test_resume);
  ADD_SM ("resume-with-holds", test_resume_with_holds);
  ADD_SM ("silence", test_silence);
  g_test_add_func ("/session/sm/expiry", test_expiry);
  ADD_SM ("resume-impossible", test_resume_impossible);
  ADD_SM ("not-resumed", test_not_resumed);
  g_test_add_func ("/session/sm/counters", test_counters);

  return g_test_run ();
}
