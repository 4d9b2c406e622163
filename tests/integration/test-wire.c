/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Streams to a real server. */

#include "beckon-net-error.h"
#include "beckon-ns.h"
#include "beckon-stream.h"

#include <string.h>

static void
trust_server (void)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  database = g_tls_file_database_new (g_getenv ("BECKON_TEST_CA"), &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (result);
}

static BeckonStream *
connect_to (const char *domain, gboolean direct_tls, GError **error)
{
  const char *port = g_getenv (direct_tls ? "BECKON_TEST_TLS_PORT" : "BECKON_TEST_PORT");
  BeckonStreamTarget target = {
    .domain = domain,
    .host = g_getenv ("BECKON_TEST_HOST"),
    .port = g_ascii_strtoull (port, NULL, 10),
    .direct_tls = direct_tls,
    .from = g_getenv ("BECKON_TEST_ALICE"),
    .lang = "en",
  };
  GAsyncResult *waiting = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  beckon_stream_connect_async (&target, NULL, result_cb, &waiting);
  result = wait_for (&waiting);
  return beckon_stream_connect_finish (result, error);
}

static BeckonElement *
receive (BeckonStream *stream)
{
  GAsyncResult *waiting = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BeckonElement *element;

  beckon_stream_receive_async (stream, NULL, result_cb, &waiting);
  result = wait_for (&waiting);
  element = beckon_stream_receive_finish (stream, result, &error);
  g_assert_no_error (error);
  return element;
}

static void
closed_cb (BeckonStream *stream, GError *error, gpointer user_data)
{
  gboolean *closed = user_data;

  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED);
  g_assert_false (*closed);
  *closed = TRUE;
}

/* Signs in as RFC 6120 has it, with a restart, and leaves in order. */
static void
test_session (gconstpointer data)
{
  const char *name = g_getenv ("BECKON_TEST_ALICE");
  g_autoptr (GString) plain = g_string_new (NULL);
  g_autofree char *base64 = NULL;
  g_autoptr (BeckonStream) stream = NULL;
  g_autoptr (BeckonElement) auth = NULL;
  g_autoptr (BeckonElement) success = NULL;
  g_autoptr (BeckonElement) features = NULL;
  g_autoptr (BeckonElement) iq = NULL;
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) binding = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *waiting = NULL;
  gboolean closed = FALSE;

  stream = connect_to (g_getenv ("BECKON_TEST_DOMAIN"), GPOINTER_TO_INT (data), &error);
  g_assert_no_error (error);
  g_assert_nonnull (
    beckon_element_get_child (beckon_stream_get_features (stream), "mechanisms", BECKON_NS_SASL));
  binding = beckon_stream_dup_channel_binding (stream, "tls-exporter", &error);
  g_assert_no_error (error);

  g_string_append_c (plain, '\0');
  g_string_append_len (plain, name, strchr (name, '@') - name);
  g_string_append_c (plain, '\0');
  g_string_append (plain, g_getenv ("BECKON_TEST_ALICE_PASSWORD"));
  base64 = g_base64_encode ((const guchar *) plain->str, plain->len);
  auth = beckon_element_new ("auth", BECKON_NS_SASL);
  beckon_element_set_attribute (auth, "mechanism", "PLAIN");
  beckon_element_add_text (auth, base64, -1);
  beckon_stream_send (stream, auth);
  success = receive (stream);
  g_assert_true (beckon_element_is (success, "success", BECKON_NS_SASL));

  beckon_stream_restart_async (stream, NULL, result_cb, &waiting);
  result = wait_for (&waiting);
  features = beckon_stream_restart_finish (stream, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (beckon_element_get_child (features, "bind", BECKON_NS_BIND));

  iq = beckon_element_new ("iq", BECKON_NS_CLIENT);
  beckon_element_set_attribute (iq, "type", "set");
  beckon_element_set_attribute (iq, "id", "bind");
  beckon_element_add_child (iq, "bind", BECKON_NS_BIND);
  beckon_stream_send (stream, iq);
  reply = receive (stream);
  g_assert_cmpstr (beckon_element_get_attribute (reply, "type"), ==, "result");

  g_signal_connect (stream, "closed", G_CALLBACK (closed_cb), &closed);
  beckon_stream_start (stream);
  beckon_stream_close (stream);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
}

/* A server that knows that it is not the right one says so: by an alert of TLS, or by a stream
 * error as long as nothing is encrypted. */
static void
test_wrong_domain (gconstpointer data)
{
  gboolean direct_tls = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;

  g_assert_null (connect_to ("elsewhere.test", direct_tls, &error));
  if (direct_tls)
    g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_TLS);
  else
    {
      g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_SERVER);
      g_assert_cmpstr (beckon_stream_error_get_condition (error), ==, "host-unknown");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  trust_server ();

  g_test_add_data_func ("/wire/session/direct-tls", GINT_TO_POINTER (TRUE), test_session);
  g_test_add_data_func ("/wire/session/starttls", GINT_TO_POINTER (FALSE), test_session);
  g_test_add_data_func ("/wire/wrong-domain/direct-tls", GINT_TO_POINTER (TRUE), test_wrong_domain);
  g_test_add_data_func ("/wire/wrong-domain/starttls", GINT_TO_POINTER (FALSE), test_wrong_domain);

  return g_test_run ();
}
