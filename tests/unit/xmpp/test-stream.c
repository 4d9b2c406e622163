/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-stream.h"

#include "beckon-net-error.h"
#include "beckon-ns.h"
#include "fake-server.h"

#define SASL_FEATURES                                                                              \
  "<mechanisms xmlns='" BECKON_NS_SASL "'><mechanism>PLAIN</mechanism></mechanisms>"
#define STARTTLS_FEATURES "<starttls xmlns='" BECKON_NS_STARTTLS "'><required/></starttls>"
#define PROCEED "<proceed xmlns='" BECKON_NS_STARTTLS "'/>"

/* A test: a script, what came of it, and what the signals said. */
typedef struct
{
  FakeServer *server;
  BeckonStreamTarget target;
  const char *text; /* for the script */
  gsize slice;
  char *seen; /* by the script */

  GAsyncResult *result;
  GString *events;
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
start_server (Fixture *fixture, FakeServerScript script, gboolean direct_tls)
{
  fixture->server = fake_server_new (script, fixture);
  fixture->target.domain = FAKE_SERVER_DOMAIN;
  fixture->target.host = "127.0.0.1";
  fixture->target.port = fake_server_get_port (fixture->server);
  fixture->target.direct_tls = direct_tls;
  fixture->target.from = "alice@" FAKE_SERVER_DOMAIN;
  fixture->target.lang = "de";
}

static BeckonStream *
connect_stream (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_stream_connect_async (&fixture->target, NULL, result_cb, fixture);
  result = wait_for_result (fixture);
  return beckon_stream_connect_finish (result, error);
}

static BeckonStream *
connect_well (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  BeckonStream *stream = connect_stream (fixture, &error);

  g_assert_no_error (error);
  return stream;
}

static BeckonElement *
receive (Fixture *fixture, BeckonStream *stream, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_stream_receive_async (stream, NULL, result_cb, fixture);
  result = wait_for_result (fixture);
  return beckon_stream_receive_finish (stream, result, error);
}

static void
element_cb (BeckonStream *stream, BeckonElement *element, gpointer user_data)
{
  Fixture *fixture = user_data;
  const char *id = beckon_element_get_attribute (element, "id");

  g_string_append_printf (fixture->events, "%s%s ", beckon_element_get_name (element),
                          id != NULL ? id : "");
}

static void
closed_cb (BeckonStream *stream, GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (error->domain == BECKON_STREAM_ERROR);
  g_string_append_printf (fixture->events, "closed:%d ", error->code);
}

static void
start (Fixture *fixture, BeckonStream *stream)
{
  g_signal_connect (stream, "element", G_CALLBACK (element_cb), fixture);
  g_signal_connect (stream, "closed", G_CALLBACK (closed_cb), fixture);
  beckon_stream_start (stream);
}

static void
wait_for_event (Fixture *fixture, const char *event)
{
  while (strstr (fixture->events->str, event) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->events = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->server != NULL)
    fake_server_free (fixture->server);
  g_free (fixture->seen);
  g_string_free (fixture->events, TRUE);
}

static void
direct_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *header = NULL;

  g_assert_true (fake_connection_start_tls (connection, "good"));
  header
    = fake_connection_read_to (connection, "from='alice@" FAKE_SERVER_DOMAIN "' xml:lang='de'>");
  g_assert_nonnull (header);
  g_assert_nonnull (strstr (header, " to='" FAKE_SERVER_DOMAIN "'"));
  fake_connection_send (connection,
                        FAKE_SERVER_HEADER "<stream:features>" SASL_FEATURES "</stream:features>");
  fixture->seen = fake_connection_read_to_end (connection);
}

static void
test_direct_tls (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  BeckonElement *features;

  start_server (fixture, direct_script, TRUE);
  stream = connect_well (fixture);
  features = beckon_stream_get_features (stream);
  g_assert_nonnull (beckon_element_get_child (features, "mechanisms", BECKON_NS_SASL));
  g_assert_cmpstr (beckon_stream_get_domain (stream), ==, FAKE_SERVER_DOMAIN);
}

static void
starttls_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *plain = NULL;

  plain = fake_connection_read_to (connection, ">");
  fake_connection_send_sliced (connection,
                               FAKE_SERVER_HEADER
                               "<stream:features>" STARTTLS_FEATURES SASL_FEATURES
                               "</stream:features>",
                               fixture->slice);
  fixture->seen = fake_connection_read_to (connection, "<starttls");
  g_assert_true (fake_connection_expect (connection, ">"));
  fake_connection_send_sliced (connection, PROCEED, fixture->slice);
  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_open_stream (connection, "<after-tls xmlns='test'/>"));
  fake_connection_expect (connection, "</stream:stream>");
}

static void
test_starttls (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  BeckonElement *features;

  fixture->slice = GPOINTER_TO_SIZE (data);
  start_server (fixture, starttls_script, FALSE);
  stream = connect_well (fixture);
  features = beckon_stream_get_features (stream);
  /* What was offered in the clear is forgotten. */
  g_assert_null (beckon_element_get_child (features, "mechanisms", NULL));
  g_assert_nonnull (beckon_element_get_child (features, "after-tls", "test"));
}

/* Sends what the test says on an open stream, and notes what comes back. */
static void
text_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_open_stream (connection, SASL_FEATURES));
  fake_connection_send_sliced (connection, fixture->text, fixture->slice);
  fixture->seen = fake_connection_read_to_end (connection);
}

static void
start_text_server (Fixture *fixture, const char *text)
{
  fixture->text = text;
  fixture->slice = fixture->slice != 0 ? fixture->slice : 4096;
  start_server (fixture, text_script, TRUE);
}

/* Nothing is lost, doubled or out of order between asking for elements and getting signals. */
static void
test_receive_then_start (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (BeckonElement) first = NULL;

  fixture->slice = GPOINTER_TO_SIZE (data);
  start_text_server (
    fixture,
    "<a xmlns='test' id='1'/><a xmlns='test' id='2'/> <a xmlns='test' id='3'/></stream:stream>");
  stream = connect_well (fixture);
  first = receive (fixture, stream, NULL);
  g_assert_cmpstr (beckon_element_get_attribute (first, "id"), ==, "1");
  start (fixture, stream);
  g_assert_cmpstr (fixture->events->str, ==, "");
  wait_for_event (fixture, "closed");
  g_assert_cmpstr (fixture->events->str, ==, "a2 a3 closed:0 ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

#define ADD(name, data, function)                                                                  \
  g_test_add ("/stream/" name, Fixture, data, set_up, function, tear_down)

  ADD ("direct-tls", NULL, test_direct_tls);
  ADD ("starttls", GSIZE_TO_POINTER (4096), test_starttls);
  ADD ("starttls-sliced", GSIZE_TO_POINTER (1), test_starttls);
  ADD ("receive-then-start", GSIZE_TO_POINTER (4096), test_receive_then_start);
  ADD ("receive-then-start-sliced", GSIZE_TO_POINTER (3), test_receive_then_start);

  return g_test_run ();
}
