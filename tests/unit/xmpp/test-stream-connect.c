/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "stream-fixture.h"

#include "beckon-net-error.h"
#include "fake-resolver.h"

#include <string.h>

#define PROCEED "<proceed xmlns='" BECKON_NS_STARTTLS "'/>"
#define HEADER_AND_STARTTLS                                                                        \
  FAKE_SERVER_HEADER "<stream:features>" STARTTLS_FEATURES SASL_FEATURES "</stream:features>"

static FakeResolver *resolver;

static void
assert_fails (StreamFixture *fixture, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (stream_fixture_connect (fixture, &error));
  g_assert_error (error, domain, code);
}

static void
direct_script (FakeConnection *connection, gpointer user_data)
{
  g_autofree char *header = NULL;

  g_assert_true (fake_connection_start_tls (connection, "good"));
  header = fake_connection_read_to (connection, "xml:lang='de'>");
  g_assert_nonnull (strstr (header, " to='" FAKE_SERVER_DOMAIN "'"));
  g_assert_nonnull (strstr (header, " from='alice@" FAKE_SERVER_DOMAIN "'"));
  fake_connection_send (connection,
                        FAKE_SERVER_HEADER "<stream:features>" SASL_FEATURES "</stream:features>");
  fake_connection_expect (connection, "</stream:stream>");
}

static void
test_direct_tls (StreamFixture *fixture, gconstpointer data)
{
  BeckonStream *stream;
  BeckonElement *features;

  stream_fixture_serve (fixture, direct_script, TRUE);
  stream = stream_fixture_connect_well (fixture);
  features = beckon_stream_get_features (stream);
  g_assert_nonnull (beckon_element_get_child (features, "mechanisms", BECKON_NS_SASL));
  g_assert_cmpstr (beckon_stream_get_domain (stream), ==, FAKE_SERVER_DOMAIN);
  g_assert_finalize_object (stream);
}

/* In the clear the client says no more than this. */
static void
read_plain (FakeConnection *connection)
{
  g_autofree char *header = fake_connection_read_to (connection, ">");
  g_autofree char *rest = fake_connection_read_to (connection, ">");

  g_assert_cmpstr (header, ==, "<?xml version='1.0'?>");
  g_assert_cmpstr (rest, ==,
                   "<stream:stream xmlns='jabber:client' "
                   "xmlns:stream='http://etherx.jabber.org/streams' version='1.0' "
                   "to='" FAKE_SERVER_DOMAIN "'>");
}

static void
read_starttls (FakeConnection *connection)
{
  g_autofree char *starttls = fake_connection_read_to (connection, ">");

  g_assert_cmpstr (starttls, ==, "<starttls xmlns=\"" BECKON_NS_STARTTLS "\"/>");
}

static void
starttls_script (FakeConnection *connection, gpointer user_data)
{
  StreamFixture *fixture = user_data;

  read_plain (connection);
  fake_connection_send_sliced (connection, HEADER_AND_STARTTLS, fixture->slice);
  read_starttls (connection);
  fake_connection_send_sliced (connection, PROCEED, fixture->slice);
  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_expect (connection, " from='alice@" FAKE_SERVER_DOMAIN "'"));
  fake_connection_send (connection, FAKE_SERVER_HEADER
                        "<stream:features><after-tls xmlns='test'/></stream:features>");
  fake_connection_expect (connection, "</stream:stream>");
}

static void
test_starttls (StreamFixture *fixture, gconstpointer data)
{
  BeckonStream *stream;
  BeckonElement *features;

  fixture->slice = GPOINTER_TO_SIZE (data);
  stream_fixture_serve (fixture, starttls_script, FALSE);
  stream = stream_fixture_connect_well (fixture);
  features = beckon_stream_get_features (stream);
  /* What was offered in the clear is forgotten. */
  g_assert_null (beckon_element_get_child (features, "mechanisms", NULL));
  g_assert_nonnull (beckon_element_get_child (features, "after-tls", "test"));
  g_assert_finalize_object (stream);
}

/* Answers the plain header with what the test says. */
static void
plain_script (FakeConnection *connection, gpointer user_data)
{
  StreamFixture *fixture = user_data;

  read_plain (connection);
  fake_connection_send (connection, fixture->text);
  fixture->seen = fake_connection_read_to_end (connection);
}

static void
test_no_starttls (StreamFixture *fixture, gconstpointer data)
{
  fixture->text = FAKE_SERVER_HEADER "<stream:features>" SASL_FEATURES "</stream:features>";
  stream_fixture_serve (fixture, plain_script, FALSE);
  assert_fails (fixture, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_NO_TLS);
  g_assert_cmpstr (stream_fixture_end_server (fixture), ==, "</stream:stream>");
}

/* An element of that name, but from elsewhere; and one that is not a direct child. */
static void
test_false_starttls (StreamFixture *fixture, gconstpointer data)
{
  fixture->text = FAKE_SERVER_HEADER
    "<stream:features><starttls xmlns='other'/><a xmlns='other'>" STARTTLS_FEATURES
    "</a></stream:features>";
  stream_fixture_serve (fixture, plain_script, FALSE);
  assert_fails (fixture, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_NO_TLS);
}

/* Whoever is on the way wants to be told the password. */
static void
test_features_skipped (StreamFixture *fixture, gconstpointer data)
{
  fixture->text = FAKE_SERVER_HEADER PROCEED;
  stream_fixture_serve (fixture, plain_script, FALSE);
  assert_fails (fixture, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL);
  g_assert_null (strstr (stream_fixture_end_server (fixture), "alice"));
}

static void
test_plain_stream_error (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->text = FAKE_SERVER_HEADER "<stream:error><host-unknown xmlns='" BECKON_NS_STREAM_ERRORS
                                     "'/></stream:error>";
  stream_fixture_serve (fixture, plain_script, FALSE);
  g_assert_null (stream_fixture_connect (fixture, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_SERVER);
  g_assert_cmpstr (beckon_stream_error_get_condition (error), ==, "host-unknown");
}

/* Answers <starttls/> with what the test says. */
static void
answer_script (FakeConnection *connection, gpointer user_data)
{
  StreamFixture *fixture = user_data;

  read_plain (connection);
  fake_connection_send (connection, HEADER_AND_STARTTLS);
  read_starttls (connection);
  fake_connection_send (connection, fixture->text);
  fixture->seen = fake_connection_read_to_end (connection);
}

static void
test_starttls_refused (StreamFixture *fixture, gconstpointer data)
{
  fixture->text = "<failure xmlns='" BECKON_NS_STARTTLS "'/></stream:stream>";
  stream_fixture_serve (fixture, answer_script, FALSE);
  assert_fails (fixture, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_NO_TLS);
}

/* Plaintext behind <proceed/> is in the buffer when TLS starts, and must not be taken for what came
 * over TLS. There is no handshake then: nothing but the end of the stream is seen. */
static void
test_injected (StreamFixture *fixture, gconstpointer data)
{
  fixture->text = data;
  stream_fixture_serve (fixture, answer_script, FALSE);
  assert_fails (fixture, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL);
  g_assert_cmpstr (stream_fixture_end_server (fixture), ==, "");
}

/* In a segment of its own it gets in the way of the handshake. */
static void
late_script (FakeConnection *connection, gpointer user_data)
{
  StreamFixture *fixture = user_data;

  read_plain (connection);
  fake_connection_send (connection, HEADER_AND_STARTTLS);
  read_starttls (connection);
  fake_connection_send (connection, PROCEED);
  /* The client's hello shows that it is past reading XML. */
  g_assert_true (fake_connection_expect (connection, "\x16\x03"));
  fake_connection_send (connection, fixture->text);
  g_free (fake_connection_read_to_end (connection));
}

static void
test_injected_late (StreamFixture *fixture, gconstpointer data)
{
  fixture->text = HEADER_AND_STARTTLS;
  stream_fixture_serve (fixture, late_script, FALSE);
  assert_fails (fixture, BECKON_NET_ERROR, BECKON_NET_ERROR_TLS);
}

static void
bad_certificate_script (FakeConnection *connection, gpointer user_data)
{
  StreamFixture *fixture = user_data;

  if (!fixture->target.direct_tls)
    {
      read_plain (connection);
      fake_connection_send (connection, HEADER_AND_STARTTLS);
      read_starttls (connection);
      fake_connection_send (connection, PROCEED);
    }
  if (fake_connection_start_tls (connection, fixture->text))
    fixture->seen = fake_connection_read_to_end (connection);
}

static void
test_bad_certificate (StreamFixture *fixture, gconstpointer data)
{
  static const char *const certificates[]
    = { "expired", "other-host", "unknown-issuer", "self-signed" };

  for (guint i = 0; i < G_N_ELEMENTS (certificates) * 2; i++)
    {
      g_autoptr (GError) error = NULL;

      fixture->text = certificates[i / 2];
      stream_fixture_serve (fixture, bad_certificate_script, i % 2);
      g_assert_null (stream_fixture_connect (fixture, &error));
      g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_CERTIFICATE);
      g_assert_nonnull (beckon_net_error_get_certificate (error));
      /* With TLS 1.3 the server may think that all is well, but it gets nothing to read. */
      stream_fixture_end_server (fixture);
      g_assert_true (fixture->seen == NULL || *fixture->seen == '\0');
      g_clear_pointer (&fixture->seen, g_free);
    }
}

/* A server that stops at a stage, by cutting the connection or by saying nothing more. */
typedef enum
{
  STAGE_CONNECTED,
  STAGE_HEADER,
  STAGE_FEATURES,
  STAGE_PROCEED,
  STAGE_TLS,
  STAGE_TLS_HEADER,
  STAGE_TLS_HALF,
  N_STAGES,
} Stage;

static void
stop_script (FakeConnection *connection, gpointer user_data)
{
  StreamFixture *fixture = user_data;
  gsize stage = fixture->slice;

  /* When the client is faster with its time limit than this, all the better. */
  if (stage >= STAGE_HEADER && !fake_connection_expect (connection, "<stream:stream"))
    return;
  if (stage >= STAGE_FEATURES)
    fake_connection_send (connection, HEADER_AND_STARTTLS);
  if (stage >= STAGE_FEATURES && !fake_connection_expect (connection, "<starttls"))
    return;
  if (stage >= STAGE_PROCEED)
    fake_connection_send (connection, PROCEED);
  if (stage >= STAGE_TLS && !fake_connection_start_tls (connection, "good"))
    return;
  if (stage >= STAGE_TLS_HEADER && !fake_connection_expect (connection, "<stream:stream"))
    return;
  if (stage >= STAGE_TLS_HALF)
    fake_connection_send (connection, FAKE_SERVER_HEADER "<stream:features><a");
  if (fixture->text != NULL) /* stall */
    g_free (fake_connection_read_to_end (connection));
}

static void
test_cut (StreamFixture *fixture, gconstpointer data)
{
  for (fixture->slice = 0; fixture->slice < N_STAGES; fixture->slice++)
    {
      g_autoptr (GError) error = NULL;

      stream_fixture_serve (fixture, stop_script, FALSE);
      g_assert_null (stream_fixture_connect (fixture, &error));
      if (fixture->slice == STAGE_PROCEED)
        g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_TLS);
      else
        g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED);
      stream_fixture_end_server (fixture);
    }
}

static void
test_stall (StreamFixture *fixture, gconstpointer data)
{
  fixture->text = "stall";
  for (fixture->slice = 0; fixture->slice < N_STAGES; fixture->slice++)
    {
      g_autoptr (GError) error = NULL;

      fixture->target.timeout = 50;
      stream_fixture_serve (fixture, stop_script, FALSE);
      g_assert_null (stream_fixture_connect (fixture, &error));
      if (error->domain == BECKON_NET_ERROR)
        g_assert_cmpint (error->code, ==, BECKON_NET_ERROR_TIMEOUT);
      else
        g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT);
      stream_fixture_end_server (fixture);
    }
}

/* Answers the header over TLS with what the test says. */
static void
tls_script (FakeConnection *connection, gpointer user_data)
{
  StreamFixture *fixture = user_data;

  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_expect (connection, "<stream:stream"));
  g_assert_true (fake_connection_expect (connection, ">"));
  fake_connection_send (connection, fixture->text);
  fixture->seen = fake_connection_read_to_end (connection);
}

static void
test_not_xmpp (StreamFixture *fixture, gconstpointer data)
{
  static const char *const answers[] = {
    "HTTP/1.1 400 Bad Request\r\n\r\n",
    "<html/>",
    "<stream:stream xmlns:stream='other' version='1.0'>",
    /* Of before RFC 3920. */
    "<stream:stream xmlns='jabber:client' xmlns:stream='" BECKON_NS_STREAM "'>",
    FAKE_SERVER_HEADER "<message/>",
    FAKE_SERVER_HEADER "<features/>",
    FAKE_SERVER_HEADER "<success xmlns='" BECKON_NS_SASL "'/>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      fixture->text = answers[i];
      stream_fixture_serve (fixture, tls_script, TRUE);
      assert_fails (fixture, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL);
      g_assert_true (
        g_str_has_suffix (stream_fixture_end_server (fixture), "</stream:error></stream:stream>"));
      g_clear_pointer (&fixture->seen, g_free);
    }
}

/* The verified server has the last word: no other place is tried. */
static void
test_server_error (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->text = FAKE_SERVER_HEADER
    "<stream:error><text xmlns='" BECKON_NS_STREAM_ERRORS "'>There</text>"
    "<see-other-host xmlns='" BECKON_NS_STREAM_ERRORS "'>other.test:9999</see-other-host>"
    "</stream:error></stream:stream>";
  stream_fixture_serve (fixture, tls_script, TRUE);
  fixture->target.host = NULL;
  fixture->target.port = 0;
  fake_resolver_clear (resolver);
  fake_resolver_add_host (resolver, "a.test", "127.0.0.1");
  for (guint i = 0; i < 2; i++)
    fake_resolver_add_service (resolver, "_xmpps-client._tcp." FAKE_SERVER_DOMAIN, "a.test",
                               fake_server_get_port (fixture->server), i, 1);
  g_assert_null (stream_fixture_connect (fixture, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_SERVER);
  g_assert_cmpstr (beckon_stream_error_get_condition (error), ==, "see-other-host");
  g_assert_cmpstr (beckon_stream_error_get_other_host (error), ==, "other.test:9999");
  g_assert_cmpstr (beckon_stream_error_get_text (error), ==, "There");
  g_assert_cmpuint (fake_server_get_n_connections (fixture->server), ==, 1);
}

/* When STARTTLS fails at one place, the next one is tried. */
static void
test_next_place (StreamFixture *fixture, gconstpointer data)
{
  StreamFixture first = { NULL };
  BeckonStream *stream;

  stream_fixture_set_up (&first, NULL);
  first.text = FAKE_SERVER_HEADER "<stream:features/>";
  stream_fixture_serve (&first, plain_script, FALSE);
  stream_fixture_serve (fixture, starttls_script, FALSE);
  fixture->target.host = NULL;
  fixture->target.port = 0;
  fake_resolver_clear (resolver);
  fake_resolver_add_host (resolver, "a.test", "127.0.0.1");
  fake_resolver_add_service (resolver, "_xmpp-client._tcp." FAKE_SERVER_DOMAIN, "a.test",
                             fake_server_get_port (first.server), 1, 1);
  fake_resolver_add_service (resolver, "_xmpp-client._tcp." FAKE_SERVER_DOMAIN, "a.test",
                             fake_server_get_port (fixture->server), 2, 1);
  stream = stream_fixture_connect_well (fixture);
  g_assert_cmpuint (fake_server_get_n_connections (first.server), ==, 1);
  g_assert_finalize_object (stream);
  stream_fixture_tear_down (&first, NULL);
}

/* The header and the element behind it come before the server says a word. */
static void
pipeline_script (FakeConnection *connection, gpointer user_data)
{
  StreamFixture *fixture = user_data;

  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_expect (connection, "<stream:stream"));
  g_assert_true (fake_connection_expect (connection, "<authenticate"));
  fake_connection_send (connection,
                        FAKE_SERVER_HEADER "<stream:features>" SASL_FEATURES "</stream:features>"
                                           "<success xmlns='urn:xmpp:sasl:2'/>"
                                           "<stream:features><later xmlns='t'/></stream:features>");
  fixture->seen = fake_connection_read_to_end (connection);
}

static BeckonElement *
pipeline (BeckonStream *stream, gpointer user_data)
{
  g_autoptr (GBytes) binding = NULL;

  binding = beckon_stream_dup_channel_binding (stream, "tls-exporter", NULL);
  g_assert_nonnull (binding);
  return beckon_element_new ("authenticate", "urn:xmpp:sasl:2");
}

static void
test_pipeline (StreamFixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (BeckonElement) success = NULL;
  g_autoptr (BeckonElement) features = NULL;

  stream_fixture_serve (fixture, pipeline_script, TRUE);
  fixture->target.pipeline = pipeline;
  stream = stream_fixture_connect_well (fixture);
  success = stream_fixture_receive (fixture, stream, NULL);
  g_assert_true (beckon_element_is (success, "success", "urn:xmpp:sasl:2"));
  features = stream_fixture_receive (fixture, stream, NULL);
  g_assert_true (beckon_element_is (features, "features", BECKON_NS_STREAM));
  g_assert_true (beckon_stream_get_features (stream) == features);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* Before, and after any number of turns of the main loop: there is one callback, and nothing is
 * left behind. */
static void
cancellable_script (FakeConnection *connection, gpointer user_data)
{
  if (!fake_connection_open_stream (connection, STARTTLS_FEATURES)
      || !fake_connection_expect (connection, "<starttls"))
    return;
  fake_connection_send (connection, PROCEED);
  if (fake_connection_start_tls (connection, "good")
      && fake_connection_open_stream (connection, SASL_FEATURES))
    g_free (fake_connection_read_to_end (connection));
}

static void
test_cancel (StreamFixture *fixture, gconstpointer data)
{
  gboolean finished = FALSE;

  for (guint turns = 0; !finished; turns++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      BeckonStream *stream;

      stream_fixture_serve (fixture, cancellable_script, FALSE);
      if (turns == 0)
        g_cancellable_cancel (cancellable);
      beckon_stream_connect_async (&fixture->target, cancellable, stream_fixture_result_cb,
                                   fixture);
      for (guint i = 0; i < turns && fixture->result == NULL; i++)
        g_main_context_iteration (NULL, TRUE);
      finished = fixture->result != NULL;
      g_idle_add_full (G_PRIORITY_HIGH, cancel_cb, g_object_ref (cancellable), g_object_unref);
      result = stream_fixture_wait (fixture);
      stream = beckon_stream_connect_finish (result, &error);
      if (stream == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        {
          g_clear_object (&result);
          g_assert_finalize_object (stream);
        }
      stream_fixture_end_server (fixture);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  resolver = fake_resolver_install ();
  fake_server_trust_certificates ();

#define ADD(name, data, function)                                                                  \
  g_test_add ("/stream-connect/" name, StreamFixture, data, stream_fixture_set_up, function,       \
              stream_fixture_tear_down)

  ADD ("direct-tls", NULL, test_direct_tls);
  ADD ("starttls", GSIZE_TO_POINTER (4096), test_starttls);
  ADD ("starttls/sliced", GSIZE_TO_POINTER (1), test_starttls);
  ADD ("starttls/missing", NULL, test_no_starttls);
  ADD ("starttls/false", NULL, test_false_starttls);
  ADD ("starttls/features-skipped", NULL, test_features_skipped);
  ADD ("starttls/stream-error", NULL, test_plain_stream_error);
  ADD ("starttls/refused", NULL, test_starttls_refused);
  ADD ("starttls/injected/header", PROCEED HEADER_AND_STARTTLS, test_injected);
  ADD ("starttls/injected/stanza", PROCEED "<message/>", test_injected);
  ADD ("starttls/injected/half", PROCEED "<mess", test_injected);
  ADD ("starttls/injected/space", PROCEED " ", test_injected);
  ADD ("starttls/injected/late", NULL, test_injected_late);
  ADD ("bad-certificate", NULL, test_bad_certificate);
  ADD ("cut", NULL, test_cut);
  ADD ("stall", NULL, test_stall);
  ADD ("not-xmpp", NULL, test_not_xmpp);
  ADD ("server-error", NULL, test_server_error);
  ADD ("next-place", NULL, test_next_place);
  ADD ("pipeline", NULL, test_pipeline);
  ADD ("cancel", NULL, test_cancel);

  return g_test_run ();
}
