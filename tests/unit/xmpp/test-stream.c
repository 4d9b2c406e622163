/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "stream-fixture.h"

#include "beckon-stream-log-private.h"

#include <string.h>

#define CLOSED "closed:0 "
#define PROTOCOL "closed:1 "
#define SERVER "closed:3 "

#define SUCCESS "<success xmlns='" BECKON_NS_SASL "'/>"

static BeckonElement *
element_new (guint id)
{
  BeckonElement *element = beckon_element_new ("a", "test");
  g_autofree char *text = g_strdup_printf ("%u", id);

  beckon_element_set_attribute (element, "id", text);
  return element;
}

/* Nothing is lost, doubled or out of order between asking for elements and getting signals. */
static void
test_receive_then_start (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (BeckonElement) first = NULL;

  fixture->slice = GPOINTER_TO_SIZE (data);
  stream_fixture_serve_text (
    fixture,
    "<a xmlns='test' id='1'/><a xmlns='test' id='2'/> <a xmlns='test' id='3'/></stream:stream>");
  stream = stream_fixture_connect_well (fixture);
  first = stream_fixture_receive (fixture, stream, NULL);
  g_assert_cmpstr (beckon_element_get_attribute (first, "id"), ==, "1");
  stream_fixture_start (fixture, stream);
  g_assert_cmpstr (fixture->events->str, ==, "");
  stream_fixture_wait_for_event (fixture, "closed");
  g_assert_cmpstr (fixture->events->str, ==, "a2 a3 " CLOSED);
  g_assert_cmpstr (stream_fixture_end_server (fixture), ==, "</stream:stream>");
}

static void
resume_script (FakeConnection *connection, gpointer user_data)
{
  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_open_stream (connection, SASL_FEATURES));
  fake_connection_send (connection, "<a xmlns='test' id='1'/><a xmlns='test' id='2'/>");
  g_assert_true (fake_connection_expect (connection, "<a"));
  fake_connection_send (connection, "<a xmlns='test' id='3'/></stream:stream>");
  g_free (fake_connection_read_to_end (connection));
}

/* What waits to be received holds up reading, until it is emitted. */
static void
test_start_resumes (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (BeckonElement) first = NULL;
  g_autoptr (BeckonElement) answer = element_new (0);

  stream_fixture_serve (fixture, resume_script, TRUE);
  stream = stream_fixture_connect_well (fixture);
  first = stream_fixture_receive (fixture, stream, NULL);
  stream_fixture_start (fixture, stream);
  beckon_stream_send (stream, answer);
  stream_fixture_wait_for_event (fixture, "closed");
  g_assert_cmpstr (fixture->events->str, ==, "a2 a3 " CLOSED);
}

/* One by one, with the server far ahead: reading stops and goes on. Then comes why there is no
 * more, as often as one asks. */
static void
test_receive_many (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (BeckonStream) stream = NULL;

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (text, "<a xmlns='test' id='%u'/>", i);
  g_string_append (text, "</stream:stream>");
  stream_fixture_serve_text (fixture, text->str);
  stream = stream_fixture_connect_well (fixture);
  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (BeckonElement) element = stream_fixture_receive (fixture, stream, NULL);
      const char *id = beckon_element_get_attribute (element, "id");

      g_assert_cmpuint (g_ascii_strtoull (id, NULL, 10), ==, i);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (stream_fixture_receive (fixture, stream, &error));
      g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED);
    }
}

/* Whether it came before or comes after, an element is not lost with the one who asked for it. */
static void
test_receive_cancelled (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  guint next = 0;

  stream_fixture_serve_text (
    fixture,
    "<a xmlns='test' id='0'/><a xmlns='test' id='1'/><a xmlns='test' id='2'/></stream:stream>");
  stream = stream_fixture_connect_well (fixture);
  for (guint i = 0; next < 3; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (BeckonElement) element = NULL;
      g_autoptr (GError) error = NULL;

      if (i % 3 == 0)
        g_cancellable_cancel (cancellable);
      beckon_stream_receive_async (stream, cancellable, stream_fixture_result_cb, fixture);
      if (i % 3 == 1)
        g_cancellable_cancel (cancellable);
      result = stream_fixture_wait (fixture);
      element = beckon_stream_receive_finish (stream, result, &error);
      if (element == NULL)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          continue;
        }
      g_assert_cmpuint (g_ascii_strtoull (beckon_element_get_attribute (element, "id"), NULL, 10),
                        ==, next);
      next++;
    }
}

static void
test_receive_timeout (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  fixture->target.timeout = 500;
  stream_fixture_serve_text (fixture, "<a xmlns='test'");
  stream = stream_fixture_connect_well (fixture);
  g_assert_null (stream_fixture_receive (fixture, stream, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (stream_fixture_end_server (fixture), "<connection-timeout"));
}

static void
test_receive_twice (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  stream_fixture_serve_text (fixture, "");
  stream = stream_fixture_connect_well (fixture);
  beckon_stream_receive_async (stream, NULL, stream_fixture_result_cb, fixture);
  beckon_stream_receive_async (stream, NULL, stream_fixture_result_cb, fixture);
  first = stream_fixture_wait (fixture);
  g_assert_null (beckon_stream_receive_finish (stream, first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_clear_error (&error);
  beckon_stream_close (stream);
  second = stream_fixture_wait (fixture);
  g_assert_null (beckon_stream_receive_finish (stream, second, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED);
}

/* What is broken, forbidden or too large: the stream ends at once, and the server is told. */
typedef struct
{
  const char *name;
  const char *text;
  const char *condition;
} Broken;

static const Broken broken[] = {
  { "not-well-formed", "<a xmlns='test' id='2'></b>", "not-well-formed" },
  { "doctype", "<!DOCTYPE a [<!ENTITY b 'c'>]>", NULL },
  { "entity", "<a xmlns='test'>&b;</a>", "restricted-xml" },
  { "comment", "<!-- -->", "restricted-xml" },
  { "instruction", "<?a b?>", "restricted-xml" },
  { "text", "text", "invalid-xml" },
};

static void
test_broken (StreamFixture *fixture, gconstpointer data)
{
  const Broken *what = data;
  g_autoptr (BeckonStream) stream = NULL;
  g_autofree char *text = g_strconcat ("<a xmlns='test' id='1'/>", what->text,
                                       "<a xmlns='test' id='3'/></stream:stream>", NULL);

  stream_fixture_serve_text (fixture, text);
  stream = stream_fixture_connect_well (fixture);
  stream_fixture_start (fixture, stream);
  stream_fixture_wait_for_event (fixture, "closed");
  stream_fixture_end_server (fixture);
  g_assert_cmpstr (fixture->events->str, ==, "a1 " PROTOCOL);
  g_assert_true (g_str_has_suffix (fixture->seen, "</stream:error></stream:stream>"));
  if (what->condition != NULL)
    g_assert_nonnull (strstr (fixture->seen, what->condition));
}

static void
test_too_large (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autofree char *padding = g_strnfill (5000, 'x');
  g_autofree char *text
    = g_strconcat ("<a xmlns='test' id='1'/><a xmlns='test' id='2'>", padding, NULL);

  stream_fixture_serve_text (fixture, text);
  stream = stream_fixture_connect_well (fixture);
  beckon_stream_set_max_stanza_size (stream, 4000);
  stream_fixture_start (fixture, stream);
  /* Before its end has come. */
  stream_fixture_wait_for_event (fixture, "closed");
  g_assert_cmpstr (fixture->events->str, ==, "a1 " PROTOCOL);
  g_assert_nonnull (strstr (stream_fixture_end_server (fixture), "policy-violation"));
}

static void
cut_script (FakeConnection *connection, gpointer user_data)
{
  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_open_stream (connection, SASL_FEATURES));
  fake_connection_send (connection, "<a xmlns='test' id='1'/><a xmlns='test' id='2'>");
}

static void
test_cut (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;

  stream_fixture_serve (fixture, cut_script, TRUE);
  stream = stream_fixture_connect_well (fixture);
  stream_fixture_start (fixture, stream);
  stream_fixture_wait_for_event (fixture, "closed");
  g_assert_true (g_str_has_suffix (fixture->events->str, CLOSED));
  g_assert_null (strstr (fixture->events->str, "a2"));
  /* What comes now is for nobody. */
  beckon_stream_close (stream);
  beckon_stream_close (stream);
  g_assert_finalize_object (g_steal_pointer (&stream));
}

static void
error_cb (BeckonStream *stream, GError *error, gpointer user_data)
{
  g_propagate_error (user_data, g_error_copy (error));
}

static void
test_stream_error (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  stream_fixture_serve_text (fixture, "<stream:error><conflict xmlns='other'/>"
                                      "<conflict xmlns='" BECKON_NS_STREAM_ERRORS "'/>"
                                      "<text xmlns='" BECKON_NS_STREAM_ERRORS "'>Two of you</text>"
                                      "</stream:error><a xmlns='test'/></stream:stream>");
  stream = stream_fixture_connect_well (fixture);
  g_signal_connect (stream, "closed", G_CALLBACK (error_cb), &error);
  stream_fixture_start (fixture, stream);
  stream_fixture_wait_for_event (fixture, "closed");
  g_assert_cmpstr (fixture->events->str, ==, SERVER);
  g_assert_cmpstr (beckon_stream_error_get_condition (error), ==, "conflict");
  g_assert_cmpstr (beckon_stream_error_get_text (error), ==, "Two of you");
  g_assert_null (beckon_stream_error_get_other_host (error));
  g_assert_cmpstr (stream_fixture_end_server (fixture), ==, "</stream:stream>");
}

static void
test_empty_stream_error (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  stream_fixture_serve_text (fixture, "<stream:error/>");
  stream = stream_fixture_connect_well (fixture);
  g_assert_null (stream_fixture_receive (fixture, stream, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_SERVER);
  g_assert_cmpstr (beckon_stream_error_get_condition (error), ==, "undefined-condition");
}

/* All that was sent before goes out first, and `closed` comes when it has. */
static void
close_script (FakeConnection *connection, gpointer user_data)
{
  StreamFixture *fixture = user_data;

  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_open_stream (connection, SASL_FEATURES));
  fixture->seen = fake_connection_read_to (connection, "</stream:stream>");
  g_assert_nonnull (fixture->seen);
  fake_connection_send (connection, "<a xmlns='test' id='late'/></stream:stream>");
  g_free (fake_connection_read_to_end (connection));
}

static void
test_close (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  guint64 expected = 0;

  stream_fixture_serve (fixture, close_script, TRUE);
  stream = stream_fixture_connect_well (fixture);
  stream_fixture_start (fixture, stream);
  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (BeckonElement) element = element_new (i);

      beckon_stream_send (stream, element);
      if (i % 100 == 0)
        g_main_context_iteration (NULL, FALSE);
    }
  beckon_stream_close (stream);
  beckon_stream_close (stream);
  {
    g_autoptr (BeckonElement) late = element_new (99999);

    beckon_stream_send (stream, late);
  }
  g_assert_cmpstr (fixture->events->str, ==, "");
  stream_fixture_wait_for_event (fixture, "closed");
  g_assert_cmpstr (fixture->events->str, ==, CLOSED);
  stream_fixture_end_server (fixture);
  g_assert_cmpstr (fixture->events->str, ==, CLOSED);

  for (const char *id = strstr (fixture->seen, "id=\""); id != NULL; id = strstr (id + 1, "id=\""))
    {
      g_assert_cmpuint (g_ascii_strtoull (id + 4, NULL, 10), ==, expected);
      expected++;
    }
  g_assert_cmpuint (expected, ==, 5000);
}

/* A server that does not answer the end of the stream does not keep it. */
static void
deaf_script (FakeConnection *connection, gpointer user_data)
{
  StreamFixture *fixture = user_data;

  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_open_stream (connection, SASL_FEATURES));
  fixture->seen = fake_connection_read_to_end (connection);
}

static void
test_close_unanswered (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;

  stream_fixture_serve (fixture, deaf_script, TRUE);
  stream = stream_fixture_connect_well (fixture);
  stream_fixture_start (fixture, stream);
  beckon_stream_close (stream);
  stream_fixture_wait_for_event (fixture, "closed");
  g_assert_cmpstr (fixture->events->str, ==, CLOSED);
  g_assert_cmpstr (stream_fixture_end_server (fixture), ==, "</stream:stream>");
}

static void
close_cb (BeckonStream *stream, BeckonElement *element, gpointer user_data)
{
  beckon_stream_close (stream);
}

static void
test_close_in_handler (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;

  stream_fixture_serve_text (
    fixture, "<a xmlns='test' id='1'/><a xmlns='test' id='2'/><a xmlns='test' id='3'>");
  stream = stream_fixture_connect_well (fixture);
  g_signal_connect (stream, "element", G_CALLBACK (close_cb), NULL);
  stream_fixture_start (fixture, stream);
  stream_fixture_wait_for_event (fixture, "closed");
  g_assert_cmpstr (fixture->events->str, ==, "a1 " CLOSED);
}

static void
unref_cb (BeckonStream *stream, BeckonElement *element, gpointer user_data)
{
  BeckonStream **owned = user_data;

  g_clear_object (owned);
}

/* The last reference goes while the stream is in the middle of something. */
static void
test_unref_in_handler (StreamFixture *fixture, gconstpointer data)
{
  BeckonStream *stream;

  stream_fixture_serve_text (fixture, "<a xmlns='test' id='1'/><a xmlns='test' id='2'/>");
  stream = stream_fixture_connect_well (fixture);
  g_signal_connect (stream, "element", G_CALLBACK (unref_cb), &stream);
  stream_fixture_start (fixture, stream);
  stream_fixture_wait_for_event (fixture, "a1");
  g_assert_null (stream);
  g_assert_cmpstr (stream_fixture_end_server (fixture), ==, "</stream:stream>");
  g_assert_cmpstr (fixture->events->str, ==, "a1 ");
}

/* A new stream on the same connection, as after SASL. */
static void
restart_script (FakeConnection *connection, gpointer user_data)
{
  StreamFixture *fixture = user_data;

  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_open_stream (connection, SASL_FEATURES));
  fake_connection_send (connection, fixture->text);
  if (fake_connection_open_stream (connection, "<bind xmlns='" BECKON_NS_BIND "'/>"))
    fake_connection_send (connection, "<a xmlns='test' id='1'/>");
  fake_connection_expect (connection, "</stream:stream>");
}

static void
test_restart (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (BeckonElement) success = NULL;
  g_autoptr (BeckonElement) features = NULL;
  g_autoptr (BeckonElement) next = NULL;

  fixture->text = SUCCESS;
  stream_fixture_serve (fixture, restart_script, TRUE);
  stream = stream_fixture_connect_well (fixture);
  success = stream_fixture_receive (fixture, stream, NULL);
  features = stream_fixture_restart (fixture, stream, NULL);
  g_assert_nonnull (beckon_element_get_child (features, "bind", BECKON_NS_BIND));
  g_assert_null (
    beckon_element_get_child (beckon_stream_get_features (stream), "mechanisms", NULL));
  next = stream_fixture_receive (fixture, stream, NULL);
  g_assert_cmpstr (beckon_element_get_attribute (next, "id"), ==, "1");
}

/* What came before is not of the new stream. */
static void
test_restart_leftover (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (BeckonElement) success = NULL;
  g_autoptr (BeckonElement) features = NULL;
  g_autoptr (GError) error = NULL;

  fixture->text = SUCCESS "<stream:features/>";
  stream_fixture_serve (fixture, restart_script, TRUE);
  stream = stream_fixture_connect_well (fixture);
  success = stream_fixture_receive (fixture, stream, NULL);
  features = stream_fixture_restart (fixture, stream, &error);
  g_assert_null (features);
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL);
}

static void
test_restart_cancelled (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  stream_fixture_serve_text (fixture, "");
  stream = stream_fixture_connect_well (fixture);
  beckon_stream_restart_async (stream, cancellable, stream_fixture_result_cb, fixture);
  g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  result = stream_fixture_wait (fixture);
  g_assert_null (beckon_stream_restart_finish (stream, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (stream_fixture_receive (fixture, stream, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED);
}

/* A server that sends and sends, and never reads. It is held up by what the kernel buffers, which
 * is a few megabytes, when the client does not read all of it. */
#define FLOOD_CHUNKS 2000
#define FLOOD_ELEMENTS 1000

static int flooded;

static void
flood_script (FakeConnection *connection, gpointer user_data)
{
  g_autoptr (GString) chunk = g_string_new (NULL);

  for (guint i = 0; i < FLOOD_ELEMENTS; i++)
    g_string_append (chunk, "<a xmlns='test' id='1'/>");
  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_open_stream (connection, SASL_FEATURES));
  for (g_atomic_int_set (&flooded, 0); g_atomic_int_get (&flooded) < FLOOD_CHUNKS;
       g_atomic_int_inc (&flooded))
    if (!fake_connection_send_bytes (connection, chunk->str, chunk->len))
      return;
}

static gboolean
quiet_cb (gpointer user_data)
{
  gboolean *quiet = user_data;

  *quiet = TRUE;
  return G_SOURCE_REMOVE;
}

/* Lets the main loop run until there is nothing more to do. */
static void
wait_until_quiet (void)
{
  gboolean quiet = FALSE;

  while (!quiet)
    {
      guint id = g_timeout_add (100, quiet_cb, &quiet);

      g_main_context_iteration (NULL, TRUE);
      if (!quiet)
        g_source_remove (id);
    }
}

static void
test_flood_not_received (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (BeckonElement) element = NULL;

  stream_fixture_serve (fixture, flood_script, TRUE);
  stream = stream_fixture_connect_well (fixture);
  element = stream_fixture_receive (fixture, stream, NULL);
  wait_until_quiet ();
  g_assert_cmpint (g_atomic_int_get (&flooded), <, FLOOD_CHUNKS);
}

static void
reply_cb (BeckonStream *stream, BeckonElement *element, gpointer user_data)
{
  beckon_stream_send (stream, user_data);
}

/* Who asks for answers and does not take them does not fill our memory with them. */
static void
test_flood_of_requests (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (BeckonElement) reply = beckon_element_new ("a", "test");
  g_autofree char *text = g_strnfill (4096, 'x');

  beckon_element_add_text (reply, text, -1);
  stream_fixture_serve (fixture, flood_script, TRUE);
  stream = stream_fixture_connect_well (fixture);
  g_signal_connect (stream, "element", G_CALLBACK (reply_cb), reply);
  beckon_stream_start (stream);
  wait_until_quiet ();
  g_assert_cmpint (g_atomic_int_get (&flooded), <, FLOOD_CHUNKS);
}

static void
keepalive_script (FakeConnection *connection, gpointer user_data)
{
  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_open_stream (connection, SASL_FEATURES));
  g_assert_true (fake_connection_expect (connection, " "));
  fake_connection_send (connection, "<a xmlns='test' id='1'/>");
  g_free (fake_connection_read_to_end (connection));
}

static void
test_keepalive (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (BeckonElement) element = NULL;

  stream_fixture_serve (fixture, keepalive_script, TRUE);
  stream = stream_fixture_connect_well (fixture);
  beckon_stream_set_keepalive (stream, 1);
  element = stream_fixture_receive (fixture, stream, NULL);
  g_assert_nonnull (element);
}

static void
assert_log (const char *xml, gboolean secret)
{
  g_autoptr (BeckonElement) element = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  element = beckon_element_parse (xml, -1, &error);
  g_assert_no_error (error);
  text = beckon_stream_log_describe (element);
  g_assert_true (secret == (strstr (text, "hunter2") == NULL));
}

static void
test_log (StreamFixture *fixture, gconstpointer data)
{
  assert_log ("<message><body>hunter2</body></message>", FALSE);
  assert_log ("<auth xmlns='" BECKON_NS_SASL "'>hunter2</auth>", TRUE);
  assert_log ("<challenge xmlns='" BECKON_NS_SASL "' a='hunter2'/>", TRUE);
  assert_log ("<authenticate xmlns='urn:xmpp:sasl:2'><initial-response>hunter2</initial-response>"
              "</authenticate>",
              TRUE);
  assert_log ("<success xmlns='urn:xmpp:sasl:2'><token xmlns='urn:xmpp:fast:0' token='hunter2'/>"
              "</success>",
              TRUE);
  assert_log ("<iq type='set'><query xmlns='jabber:iq:register'><password>hunter2</password>"
              "</query></iq>",
              TRUE);
  /* However deep it hides, and whoever sent it. */
  assert_log (
    "<message><a xmlns='b'><query xmlns='jabber:iq:register'>hunter2</query></a></message>", TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

#define ADD(name, data, function)                                                                  \
  g_test_add ("/stream/" name, StreamFixture, data, stream_fixture_set_up, function,               \
              stream_fixture_tear_down)

  ADD ("receive-then-start", GSIZE_TO_POINTER (4096), test_receive_then_start);
  ADD ("receive-then-start/sliced", GSIZE_TO_POINTER (3), test_receive_then_start);
  ADD ("start-resumes", NULL, test_start_resumes);
  ADD ("receive/many", NULL, test_receive_many);
  ADD ("receive/cancelled", NULL, test_receive_cancelled);
  ADD ("receive/timeout", NULL, test_receive_timeout);
  ADD ("receive/twice", NULL, test_receive_twice);
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *path = g_strconcat ("/stream/broken/", broken[i].name, NULL);

      g_test_add (path, StreamFixture, &broken[i], stream_fixture_set_up, test_broken,
                  stream_fixture_tear_down);
    }
  ADD ("too-large", NULL, test_too_large);
  ADD ("cut", NULL, test_cut);
  ADD ("error", NULL, test_stream_error);
  ADD ("error/empty", NULL, test_empty_stream_error);
  ADD ("close", NULL, test_close);
  ADD ("close/unanswered", NULL, test_close_unanswered);
  ADD ("close/in-handler", NULL, test_close_in_handler);
  ADD ("close/unref-in-handler", NULL, test_unref_in_handler);
  ADD ("restart", NULL, test_restart);
  ADD ("restart/leftover", NULL, test_restart_leftover);
  ADD ("restart/cancelled", NULL, test_restart_cancelled);
  ADD ("flood/not-received", NULL, test_flood_not_received);
  ADD ("flood/of-requests", NULL, test_flood_of_requests);
  ADD ("keepalive", NULL, test_keepalive);
  ADD ("log", NULL, test_log);

  return g_test_run ();
}
