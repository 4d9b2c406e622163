/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-connector.h"

#include "beckon-net-error.h"
#include "beckon-tls.h"
#include "fake-resolver.h"
#include "fake-server.h"

#include <string.h>

#define STARTTLS "_xmpp-client._tcp." FAKE_SERVER_DOMAIN
#define DIRECT "_xmpps-client._tcp." FAKE_SERVER_DOMAIN

static FakeResolver *resolver;

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  g_assert_null (*out);
  *out = g_object_ref (result);
}

static GIOStream *
get_next (BeckonConnector *connector, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_connector_next_async (connector, cancellable, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return beckon_connector_next_finish (connector, result, error);
}

/* A port on which nobody listens. */
static guint16
get_dead_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  return port;
}

static BeckonConnector *
new_by_hand (FakeServer *server, gboolean direct_tls)
{
  BeckonConnector *connector = beckon_connector_new (FAKE_SERVER_DOMAIN);

  beckon_connector_set_host (connector, "127.0.0.1", fake_server_get_port (server), direct_tls);
  return connector;
}

/* The server of the TLS tests: shows the certificate that the test names and notes what it agreed
 * on. */
typedef struct
{
  const char *certificate;
  const char *protocol;
  GBytes *binding;
  const char *binding_type;
} Tls;

static void
tls_script (FakeConnection *connection, gpointer user_data)
{
  Tls *tls = user_data;
  g_autofree char *rest = NULL;

  if (!fake_connection_start_tls (connection, tls->certificate))
    return;
  tls->protocol = g_intern_string (
    g_tls_connection_get_negotiated_protocol (fake_connection_get_tls (connection)));
  if (tls->binding_type != NULL)
    tls->binding = beckon_tls_dup_channel_binding (fake_connection_get_tls (connection),
                                                   tls->binding_type, NULL);
  rest = fake_connection_read_to_end (connection);
  g_assert_cmpstr (rest, ==, "");
}

static void
wait_script (FakeConnection *connection, gpointer user_data)
{
  g_autofree char *rest = fake_connection_read_to_end (connection);

  g_assert_cmpstr (rest, ==, "");
}

static void
test_direct_tls (void)
{
  Tls tls = { "good" };
  FakeServer *server = fake_server_new (tls_script, &tls);
  BeckonConnector *connector = new_by_hand (server, TRUE);
  GError *error = NULL;
  GIOStream *connection = get_next (connector, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (G_IS_TLS_CONNECTION (connection));
  g_object_unref (connection);
  g_assert_finalize_object (connector);
  fake_server_free (server);
  g_assert_cmpstr (tls.protocol, ==, "xmpp-client");
}

/* On what is not encrypted the connector itself says nothing, and STARTTLS is told to be for the
 * same domain. */
static void
starttls_script (FakeConnection *connection, gpointer user_data)
{
  Tls *tls = user_data;

  fake_connection_send (connection, "now");
  tls_script (connection, user_data);
  g_assert_null (tls->protocol);
}

static void
test_starttls (void)
{
  Tls tls = { "good" };
  g_autoptr (FakeServer) server = fake_server_new (starttls_script, &tls);
  g_autoptr (BeckonConnector) connector = new_by_hand (server, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) plain = get_next (connector, NULL, &error);
  g_autoptr (GTlsConnection) connection = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  char word[4] = "";

  g_assert_no_error (error);
  g_assert_false (G_IS_TLS_CONNECTION (plain));
  g_assert_true (
    g_input_stream_read_all (g_io_stream_get_input_stream (plain), word, 3, NULL, NULL, NULL));
  g_assert_cmpstr (word, ==, "now");
  beckon_connector_start_tls_async (connector, plain, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  connection = beckon_connector_start_tls_finish (connector, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (connection);
}

/* The socket is set up to notice a dead link. */
static void
test_socket_options (void)
{
  g_autoptr (FakeServer) server = fake_server_new (wait_script, NULL);
  g_autoptr (BeckonConnector) connector = new_by_hand (server, FALSE);
  g_autoptr (GIOStream) connection = get_next (connector, NULL, NULL);
  GSocket *socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection));

  g_assert_true (g_socket_get_keepalive (socket));
  /* The time for connecting is not the time for everything after it. */
  g_assert_cmpuint (g_socket_get_timeout (socket), ==, 0);
}

static void
assert_refused (const char *certificate, GTlsCertificateFlags errors)
{
  Tls tls = { certificate };
  g_autoptr (FakeServer) server = fake_server_new (tls_script, &tls);
  g_autoptr (BeckonConnector) connector = new_by_hand (server, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;
  BeckonCertificateInfo *info;

  g_assert_null (get_next (connector, NULL, &error));
  g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_CERTIFICATE);
  copy = g_error_copy (error);
  info = beckon_net_error_get_certificate (copy);
  g_assert_cmpint (info->errors, ==, errors);
  g_assert_cmpstr (info->domain, ==, FAKE_SERVER_DOMAIN);
  g_assert_cmpuint (strlen (info->fingerprint), ==, 32 * 3 - 1);
  g_assert_nonnull (info->subject);
  g_assert_nonnull (info->issuer);
}

static void
test_expired (void)
{
  Tls tls = { "expired" };
  g_autoptr (FakeServer) server = fake_server_new (tls_script, &tls);
  g_autoptr (BeckonConnector) connector = new_by_hand (server, TRUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *end = NULL;

  assert_refused ("expired", G_TLS_CERTIFICATE_EXPIRED);
  g_assert_null (get_next (connector, NULL, &error));
  end = g_date_time_format_iso8601 (beckon_net_error_get_certificate (error)->not_after);
  g_assert_cmpstr (end, ==, "2021-01-01T00:00:00Z");
}

/* The certificate has to be for the XMPP domain, and for nothing that DNS said. */
static void
test_other_host (void)
{
  Tls tls = { "other-host" };
  g_autoptr (FakeServer) server = fake_server_new (tls_script, &tls);
  g_autoptr (BeckonConnector) connector = beckon_connector_new (FAKE_SERVER_DOMAIN);
  g_autoptr (GError) error = NULL;
  BeckonCertificateInfo *info;

  fake_resolver_clear (resolver);
  fake_resolver_add_host (resolver, "example.net", "127.0.0.1");
  fake_resolver_add_service (resolver, DIRECT, "example.net", fake_server_get_port (server), 1, 1);
  g_assert_null (get_next (connector, NULL, &error));
  g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_CERTIFICATE);
  info = beckon_net_error_get_certificate (error);
  g_assert_cmpint (info->errors, ==, G_TLS_CERTIFICATE_BAD_IDENTITY);
  g_assert_cmpstrv (info->dns_names, ((const char *[]){ "example.net", "www.example.net", NULL }));
}

static void
test_unknown_issuer (void)
{
  assert_refused ("unknown-issuer", G_TLS_CERTIFICATE_UNKNOWN_CA);
  assert_refused ("self-signed", G_TLS_CERTIFICATE_UNKNOWN_CA);
}

/* SNI and ALPN are in the first bytes, which are not encrypted. */
static void
hello_script (FakeConnection *connection, gpointer user_data)
{
  g_assert_true (fake_connection_expect (connection, user_data));
}

static void
assert_hello_has (const char *domain, const char *text)
{
  g_autoptr (FakeServer) server = fake_server_new (hello_script, (gpointer) text);
  g_autoptr (BeckonConnector) connector = beckon_connector_new (domain);
  g_autoptr (GError) error = NULL;

  beckon_connector_set_host (connector, "127.0.0.1", fake_server_get_port (server), TRUE);
  g_assert_null (get_next (connector, NULL, &error));
  g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_TLS);
}

static void
test_hello (void)
{
  assert_hello_has (FAKE_SERVER_DOMAIN, FAKE_SERVER_DOMAIN);
  assert_hello_has (FAKE_SERVER_DOMAIN, "xmpp-client");
  assert_hello_has ("bücher.test", "xn--bcher-kva.test");
}

static void
test_idna (void)
{
  Tls tls = { "good" };
  g_autoptr (FakeServer) server = fake_server_new (tls_script, &tls);
  g_autoptr (BeckonConnector) connector = beckon_connector_new ("bücher.test");
  g_autoptr (GIOStream) connection = NULL;
  g_autoptr (GError) error = NULL;

  fake_resolver_clear (resolver);
  fake_resolver_add_host (resolver, "xmpp.test", "127.0.0.1");
  fake_resolver_add_service (resolver, "_xmpps-client._tcp.xn--bcher-kva.test", "xmpp.test",
                             fake_server_get_port (server), 1, 1);
  connection = get_next (connector, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&connection);
}

/* An account at an address: that is what the certificate has to be for. */
static void
test_ip_address (void)
{
  Tls tls = { "good" };
  FakeServer *server = fake_server_new (tls_script, &tls);
  g_autoptr (BeckonConnector) connector = beckon_connector_new ("127.0.0.1");
  g_autoptr (BeckonConnector) other = beckon_connector_new ("[::1]");
  g_autoptr (GError) error = NULL;
  GIOStream *connection;

  beckon_connector_set_host (connector, NULL, fake_server_get_port (server), TRUE);
  connection = get_next (connector, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (connection);

  beckon_connector_set_host (other, "127.0.0.1", fake_server_get_port (server), TRUE);
  g_assert_null (get_next (other, NULL, &error));
  g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_CERTIFICATE);
  g_assert_cmpstr (beckon_net_error_get_certificate (error)->domain, ==, "::1");
  fake_server_free (server);
}

/* One place after the other, until one works. */
static void
test_next_place (void)
{
  Tls expired = { "expired" };
  Tls good = { "good" };
  FakeServer *first = fake_server_new (tls_script, &expired);
  FakeServer *last = fake_server_new (tls_script, &good);
  g_autoptr (BeckonConnector) connector = beckon_connector_new (FAKE_SERVER_DOMAIN);
  GIOStream *connection;
  g_autoptr (GError) error = NULL;

  fake_resolver_clear (resolver);
  fake_resolver_add_host (resolver, "a.test", "127.0.0.1");
  fake_resolver_add_service (resolver, DIRECT, "a.test", fake_server_get_port (first), 1, 1);
  fake_resolver_add_service (resolver, STARTTLS, "a.test", get_dead_port (), 2, 1);
  fake_resolver_add_service (resolver, DIRECT, "missing.test", 5223, 3, 1);
  fake_resolver_add_service (resolver, DIRECT, "a.test", fake_server_get_port (last), 4, 1);
  connection = get_next (connector, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (connection);
  g_assert_cmpuint (fake_server_get_n_connections (first), ==, 1);
  fake_server_free (first);
  fake_server_free (last);
}

static void
assert_error (const char *text, int code, const char *certificate)
{
  Tls tls = { certificate };
  FakeServer *server = fake_server_new (tls_script, &tls);
  g_autoptr (BeckonConnector) connector = beckon_connector_new (FAKE_SERVER_DOMAIN);
  g_autoptr (GError) error = NULL;

  fake_resolver_clear (resolver);
  fake_resolver_add_host (resolver, "a.test", "127.0.0.1");
  for (guint i = 0; text[i] != '\0'; i++)
    switch (text[i])
      {
      case 'm': /* missing */
        fake_resolver_add_service (resolver, DIRECT, "missing.test", 5223, i, 1);
        break;
      case 'r': /* refused */
        fake_resolver_add_service (resolver, DIRECT, "a.test", get_dead_port (), i, 1);
        break;
      case 's': /* the server */
        fake_resolver_add_service (resolver, DIRECT, "a.test", fake_server_get_port (server), i, 1);
        break;
      }
  g_assert_null (get_next (connector, NULL, &error));
  g_assert_error (error, BECKON_NET_ERROR, code);
  fake_server_free (server);
}

/* Whatever the order, the error that says most is the one that is reported. */
static void
test_most_telling_error (void)
{
  assert_error ("m", BECKON_NET_ERROR_HOST_NOT_FOUND, NULL);
  assert_error ("mr", BECKON_NET_ERROR_UNREACHABLE, NULL);
  assert_error ("rm", BECKON_NET_ERROR_UNREACHABLE, NULL);
  assert_error ("msr", BECKON_NET_ERROR_CERTIFICATE, "expired");
  assert_error ("srm", BECKON_NET_ERROR_CERTIFICATE, "expired");
}

/* What the caller found wrong with a place counts too. */
static void
test_add_failure (void)
{
  g_autoptr (FakeServer) server = fake_server_new (wait_script, NULL);
  g_autoptr (BeckonConnector) connector = new_by_hand (server, FALSE);
  g_autoptr (GIOStream) connection = get_next (connector, NULL, NULL);
  g_autoptr (GError) failure = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "Not this one");
  g_autoptr (GError) error = NULL;

  beckon_connector_add_failure (connector, failure);
  g_assert_null (get_next (connector, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

/* A server that takes the connection and then says nothing. */
static void
silent_script (FakeConnection *connection, gpointer user_data)
{
  g_free (fake_connection_read_to_end (connection));
}

static void
test_silent_server (void)
{
  g_autoptr (FakeServer) server = fake_server_new (silent_script, NULL);
  g_autoptr (BeckonConnector) connector = new_by_hand (server, TRUE);
  g_autoptr (GError) error = NULL;

  beckon_connector_set_timeout (connector, 50);
  g_assert_null (get_next (connector, NULL, &error));
  g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_TIMEOUT);
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
test_cancel (void)
{
  for (guint turns = 0; turns < 40; turns++)
    {
      Tls tls = { "good" };
      FakeServer *server = fake_server_new (tls_script, &tls);
      BeckonConnector *connector = beckon_connector_new (FAKE_SERVER_DOMAIN);
      GCancellable *cancellable = g_cancellable_new ();
      GAsyncResult *result = NULL;
      GError *error = NULL;
      GIOStream *connection;

      fake_resolver_clear (resolver);
      fake_resolver_add_host (resolver, "a.test", "127.0.0.1");
      fake_resolver_add_service (resolver, DIRECT, "a.test", fake_server_get_port (server), 1, 1);
      if (turns == 0)
        g_cancellable_cancel (cancellable);
      beckon_connector_next_async (connector, cancellable, result_cb, &result);
      for (guint i = 0; i < turns && result == NULL; i++)
        g_main_context_iteration (NULL, TRUE);
      g_idle_add_full (G_PRIORITY_HIGH, cancel_cb, g_object_ref (cancellable), g_object_unref);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      connection = beckon_connector_next_finish (connector, result, &error);
      if (connection == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_clear_object (&connection);
      g_object_unref (result);
      fake_server_free (server);
      g_object_unref (cancellable);
      g_assert_finalize_object (connector);
    }
}

static void
assert_binding (const char *type, gsize length)
{
  Tls tls = { "good", .binding_type = type };
  FakeServer *server = fake_server_new (tls_script, &tls);
  g_autoptr (BeckonConnector) connector = new_by_hand (server, TRUE);
  GIOStream *connection = get_next (connector, NULL, NULL);
  g_autoptr (GBytes) binding = NULL;
  g_autoptr (GError) error = NULL;

  binding = beckon_tls_dup_channel_binding (G_TLS_CONNECTION (connection), type, &error);
  g_object_unref (connection);
  fake_server_free (server);
  if (length > 0)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (binding), ==, length);
      g_assert_true (g_bytes_equal (binding, tls.binding));
      g_bytes_unref (tls.binding);
    }
  else
    {
      g_assert_null (binding);
      g_assert_error (error, G_TLS_CHANNEL_BINDING_ERROR,
                      G_TLS_CHANNEL_BINDING_ERROR_NOT_SUPPORTED);
    }
}

static void
test_channel_binding (void)
{
  assert_binding ("tls-exporter", 32);
  assert_binding ("tls-server-end-point", 32);
  assert_binding ("tls-unique", 0); /* this is TLS 1.3 */
  assert_binding ("tls-nonsense", 0);
}

/* A server that knows no TLS 1.3; only read when GIO sets TLS up, so in a process of its own. */
static void
test_channel_binding_tls12 (void)
{
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  g_setenv ("G_TLS_GNUTLS_PRIORITY", "NORMAL:-VERS-TLS1.3", TRUE);
  assert_binding ("tls-exporter", 0);
  assert_binding ("tls-server-end-point", 32);
  assert_binding ("tls-unique", 12);
}

/* A SOCKS 5 proxy gets the name, for it may know more than we do. */
static void
socks_script (FakeConnection *connection, gpointer user_data)
{
  gboolean *asked = user_data;

  if (!fake_connection_expect (connection, "\5\1"))
    return;
  fake_connection_send_bytes (connection, "\5\0", 2);
  *asked = fake_connection_expect (connection, "only-the-proxy-knows.test");
  fake_connection_send_bytes (connection, "\5\1\0\1\0\0\0\0\0\0", 10); /* it failed */
  g_free (fake_connection_read_to_end (connection));
}

static void
test_proxy (void)
{
  gboolean asked = FALSE;
  FakeServer *server = fake_server_new (socks_script, &asked);
  g_autofree char *uri = g_strdup_printf ("socks5://127.0.0.1:%u", fake_server_get_port (server));
  g_autoptr (BeckonConnector) connector = beckon_connector_new (FAKE_SERVER_DOMAIN);
  g_autoptr (GError) error = NULL;

  beckon_connector_set_proxy (connector, uri);
  beckon_connector_set_host (connector, "only-the-proxy-knows.test", 5223, TRUE);
  g_assert_null (get_next (connector, NULL, &error));
  g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_PROXY);
  fake_server_free (server);
  g_assert_true (asked);
}

/* That nobody is there is said of the proxy, not of the server. */
static void
test_proxy_away (gconstpointer scheme)
{
  g_autofree char *uri = g_strdup_printf ("%s://127.0.0.1:%u", (const char *) scheme,
                                          get_dead_port ());
  g_autoptr (BeckonConnector) connector = beckon_connector_new (FAKE_SERVER_DOMAIN);
  g_autoptr (GError) error = NULL;

  beckon_connector_set_proxy (connector, uri);
  g_assert_null (get_next (connector, NULL, &error));
  g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_PROXY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  resolver = fake_resolver_install ();
  fake_server_trust_certificates ();

  g_test_add_func ("/connector/direct-tls", test_direct_tls);
  g_test_add_func ("/connector/starttls", test_starttls);
  g_test_add_func ("/connector/socket-options", test_socket_options);
  g_test_add_func ("/connector/certificate/expired", test_expired);
  g_test_add_func ("/connector/certificate/other-host", test_other_host);
  g_test_add_func ("/connector/certificate/unknown-issuer", test_unknown_issuer);
  g_test_add_func ("/connector/hello", test_hello);
  g_test_add_func ("/connector/idna", test_idna);
  g_test_add_func ("/connector/next-place", test_next_place);
  g_test_add_func ("/connector/most-telling-error", test_most_telling_error);
  g_test_add_func ("/connector/add-failure", test_add_failure);
  g_test_add_func ("/connector/silent-server", test_silent_server);
  g_test_add_func ("/connector/cancel", test_cancel);
  g_test_add_func ("/connector/channel-binding", test_channel_binding);
  g_test_add_func ("/connector/channel-binding-tls12", test_channel_binding_tls12);
  g_test_add_func ("/connector/ip-address", test_ip_address);
  g_test_add_func ("/connector/proxy", test_proxy);
  g_test_add_data_func ("/connector/proxy-away/socks", "socks5", test_proxy_away);
  g_test_add_data_func ("/connector/proxy-away/connect", "http", test_proxy_away);

  return g_test_run ();
}
