/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-http.h"

#include "beckon-json.h"
#include "beckon-net-error.h"
#include "fake-proxy.h"
#include "fake-server.h"
#include "fake-service.h"

#include <string.h>

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  g_assert_null (*out);
  *out = g_object_ref (result);
}

static BeckonHttpResponse *
try_send_by (const char *proxy, const BeckonHttpRequest *request, GError **error)
{
  g_autoptr (BeckonHttp) http = beckon_http_new ();
  g_autoptr (GAsyncResult) result = NULL;

  beckon_http_set_proxy (http, proxy);
  beckon_http_send_async (http, request, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return beckon_http_send_finish (http, result, error);
}

static BeckonHttpResponse *
try_send (const BeckonHttpRequest *request, GError **error)
{
  return try_send_by (NULL, request, error);
}

static BeckonHttpResponse *
get (FakeService *service, const char *path, GError **error)
{
  g_autofree char *uri = g_strconcat (fake_service_get_origin (service), path, NULL);
  BeckonHttpRequest request = { .uri = uri, .timeout = 5000 };

  return try_send (&request, error);
}

static void
test_get (void)
{
  g_autoptr (FakeService) service = fake_service_new ("good");
  g_autoptr (BeckonHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_say (service, "/a", 418, "{}");
  fake_service_set_header (service, "/a", "Content-Type", "Application/JSON; charset=utf-8");
  fake_service_set_header (service, "/a", "Retry-After", "17");
  fake_service_set_header (service, "/a", "Set-Cookie", "a=b");
  response = get (service, "/a", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 418);
  g_assert_cmpstr (response->type, ==, "application/json");
  g_assert_cmpmem (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body), "{}",
                   2);
  g_assert_cmpuint (response->retry_after, ==, 17);
  g_assert_false (response->waited);
  g_assert_cmpstr (fake_service_get_request_header (service, "/a", "User-Agent"), ==, "Beckon");
  g_assert_null (fake_service_get_request_header (service, "/a", "Authorization"));
  g_assert_null (fake_service_get_request_header (service, "/a", "Accept-Language"));
}

static void
test_post (void)
{
  g_autoptr (FakeService) service = fake_service_new ("good");
  g_autofree char *uri = g_strconcat (fake_service_get_origin (service), "/a", NULL);
  const char *const form[] = { "name", "Käthe & Söhne=+", "empty", "", NULL };
  BeckonHttpRequest request
    = { .uri = uri, .form = form, .user = "id:1", .password = "ge heim", .wait = 9 };
  g_autoptr (BeckonHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_say (service, "/a", 200, "{}");
  fake_service_set_header (service, "/a", "Preference-Applied", "wait=9");
  response = try_send (&request, &error);
  g_assert_no_error (error);
  g_assert_true (response->waited);
  g_assert_cmpstr (fake_service_get_parameter (service, "/a", "name"), ==, "Käthe & Söhne=+");
  g_assert_cmpstr (fake_service_get_parameter (service, "/a", "empty"), ==, "");
  g_assert_cmpstr (fake_service_get_request_header (service, "/a", "Prefer"), ==, "wait=9");
  /* "id%3A1:ge%20heim" */
  g_assert_cmpstr (fake_service_get_request_header (service, "/a", "Authorization"), ==,
                   "Basic aWQlM0ExOmdlJTIwaGVpbQ==");
}

static void
test_redirect (void)
{
  g_autoptr (FakeService) service = fake_service_new ("good");
  g_autoptr (BeckonHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_say (service, "/a", 302, "");
  fake_service_set_header (service, "/a", "Location", "~/b");
  response = get (service, "/a", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 302);
  g_assert_cmpuint (fake_service_count (service, "/b"), ==, 0);
}

static void
test_huge (void)
{
  g_autoptr (FakeService) service = fake_service_new ("good");
  g_autofree char *body = g_strnfill (BECKON_HTTP_MAX_SIZE + 1, ' ');
  g_autoptr (BeckonHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_say (service, "/a", 200, body + 1);
  response = get (service, "/a", &error);
  g_assert_no_error (error);
  g_clear_pointer (&response, beckon_http_response_free);

  fake_service_say (service, "/a", 200, body);
  response = get (service, "/a", &error);
  g_assert_error (error, BECKON_HTTP_ERROR, BECKON_HTTP_ERROR_TOO_LARGE);
}

static void
test_late (void)
{
  g_autoptr (FakeService) service = fake_service_new ("good");
  g_autofree char *uri = g_strconcat (fake_service_get_origin (service), "/a", NULL);
  BeckonHttpRequest request = { .uri = uri, .timeout = 100 };
  g_autoptr (BeckonHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_say (service, "/a", 200, "{}");
  fake_service_hold (service, "/a");
  response = try_send (&request, &error);
  g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_TIMEOUT);
}

static void
test_cancel (void)
{
  g_autoptr (FakeService) service = fake_service_new ("good");
  g_autofree char *uri = g_strconcat (fake_service_get_origin (service), "/a", NULL);
  BeckonHttpRequest request = { .uri = uri };
  g_autoptr (BeckonHttp) http = beckon_http_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_hold (service, "/a");
  beckon_http_send_async (http, &request, cancellable, result_cb, &result);
  while (fake_service_count (service, "/a") == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (beckon_http_send_finish (http, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The proxy is told a name, which means nothing here. */
static BeckonHttpResponse *
get_by (FakeProxy *proxy, GError **error)
{
  BeckonHttpRequest request = { .uri = "https://beckon.test/a", .timeout = 5000 };

  return try_send_by (fake_proxy_get_uri (proxy), &request, error);
}

static void
test_proxy (gconstpointer scheme)
{
  g_autoptr (FakeService) service = fake_service_new ("good");
  g_autoptr (GUri) origin = g_uri_parse (fake_service_get_origin (service), G_URI_FLAGS_NONE, NULL);
  g_autoptr (FakeProxy) proxy = fake_proxy_new (scheme);
  g_autoptr (BeckonHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  fake_proxy_set_target (proxy, "127.0.0.1", g_uri_get_port (origin));
  fake_service_say (service, "/a", 418, "{}");
  response = get_by (proxy, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 418);
  g_assert_cmpuint (fake_proxy_get_n_names (proxy), ==, 1);
  g_assert_cmpstr (fake_proxy_get_name (proxy, 0), ==, "beckon.test:443");

  /* There is no other way. */
  fake_proxy_set_open (proxy, FALSE);
  g_assert_null (get_by (proxy, &error));
  g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_PROXY);
  g_assert_cmpuint (fake_service_count (service, "/a"), ==, 1);
}

/* That nobody is there is said of the proxy, not of the service. */
static void
test_proxy_away (gconstpointer scheme)
{
  g_autoptr (FakeService) service = fake_service_new ("good");
  g_autofree char *address = g_strconcat (fake_service_get_origin (service), "/a", NULL);
  BeckonHttpRequest request = { .uri = address, .timeout = 5000 };
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *uri = g_strdup_printf ("%s://127.0.0.1:%u", (const char *) scheme, port);
  g_autoptr (GError) error = NULL;

  g_socket_listener_close (listener);
  g_assert_null (try_send_by (uri, &request, &error));
  g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_PROXY);
  g_assert_cmpuint (fake_service_count (service, "/a"), ==, 0);
}

/* What the proxy says is not what the service says. */
static void
test_proxy_refuses (gconstpointer answer)
{
  g_autoptr (FakeProxy) proxy = fake_proxy_new ("http");
  g_autoptr (BeckonHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  fake_proxy_set_answer (proxy, answer);
  response = get_by (proxy, &error);
  g_test_message ("%s", error != NULL ? error->message : "-");
  g_assert_null (response);
  g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_PROXY);
}

static void
test_away (void)
{
  g_autoptr (FakeService) service = fake_service_new ("good");
  g_autoptr (GError) error = NULL;

  fake_service_disappear (service);
  g_assert_null (get (service, "/a", &error));
  g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_UNREACHABLE);
}

/* Not a FakeService: libsoup 3.6's server stumbles over a client that ends the handshake. */
static void
read_request (FakeConnection *connection, gpointer certificate)
{
  g_autofree char *request = NULL;

  if (fake_connection_start_tls (connection, certificate))
    request = fake_connection_read_to_end (connection);
  g_assert_true (request == NULL || *request == '\0');
}

static void
test_certificate (gconstpointer certificate)
{
  g_autoptr (FakeServer) server = fake_server_new (read_request, (gpointer) certificate);
  g_autofree char *uri = g_strdup_printf ("https://127.0.0.1:%u/a", fake_server_get_port (server));
  BeckonHttpRequest request = { .uri = uri, .timeout = 5000 };
  g_autoptr (GError) error = NULL;

  g_assert_null (try_send (&request, &error));
  g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_CERTIFICATE);
  g_assert_nonnull (beckon_net_error_get_certificate (error));
}

static void
test_bad_addresses (void)
{
  static const char *const addresses[] = {
    "",
    "http://127.0.0.1/",
    "ftp://127.0.0.1/",
    "//127.0.0.1/",
    "https://",
    "https:///a",
    "https://user@127.0.0.1/",
    "https://127.0.0.1/#a",
    "https://127.0.0.1/a b",
    "https://127.0.0.1/a\nb",
    "https://127.0.0.1\\@example.net/",
    "https://b\303\274cher.test/",
    "javascript:alert(1)",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      BeckonHttpRequest request = { .uri = addresses[i] };
      g_autoptr (GError) error = NULL;

      g_assert_null (try_send (&request, &error));
      g_assert_error (error, BECKON_HTTP_ERROR, BECKON_HTTP_ERROR_ADDRESS);
    }
}

static BeckonJson *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return beckon_json_parse (bytes, error);
}

static void
test_json (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonJson) json = parse (
    "{\"s\":\"text\",\"u\":\"\303\244 b\",\"e\":\"\",\"n\":null,\"i\":-7,\"d\":1.5,\"t\":true,"
    "\"l\":[\"a\",1,{\"x\":2},\"b\"],\"o\":{\"x\":1},\"b\":\"[[[[[[[[[[[[[[[[[[[[[[[[[\\\"\"}",
    &error);
  g_autoptr (BeckonJson) object = NULL;
  g_autoptr (GPtrArray) objects = NULL;
  gint64 number = 0;

  g_assert_no_error (error);
  g_assert_cmpstr (beckon_json_get_string (json, "s", 4), ==, "text");
  g_assert_null (beckon_json_get_string (json, "s", 3));
  g_assert_null (beckon_json_get_string (json, "e", 3));
  g_assert_null (beckon_json_get_string (json, "i", 3));
  g_assert_null (beckon_json_get_string (json, "n", 3));
  g_assert_null (beckon_json_get_string (json, "o", 3));
  g_assert_null (beckon_json_get_string (json, "none", 3));
  g_assert_nonnull (beckon_json_get_string (json, "u", 9));
  g_assert_null (beckon_json_get_visible (json, "u", 9));
  g_assert_nonnull (beckon_json_get_visible (json, "b", 99));
  g_assert_true (beckon_json_get_integer (json, "i", &number));
  g_assert_cmpint (number, ==, -7);
  g_assert_false (beckon_json_get_integer (json, "d", &number));
  g_assert_false (beckon_json_get_integer (json, "s", &number));
  g_assert_true (beckon_json_get_boolean (json, "t"));
  g_assert_false (beckon_json_get_boolean (json, "i"));
  g_assert_true (beckon_json_has (json, "t"));
  g_assert_false (beckon_json_has (json, "n"));
  g_assert_true (beckon_json_list_has (json, "l", "b"));
  g_assert_false (beckon_json_list_has (json, "l", "c"));
  g_assert_false (beckon_json_list_has (json, "s", "text"));
  g_assert_null (beckon_json_get_object (json, "l"));
  object = beckon_json_get_object (json, "o");
  g_assert_true (beckon_json_get_integer (object, "x", &number));
  objects = beckon_json_get_objects (json, "l", 9);
  g_assert_cmpuint (objects->len, ==, 1);
}

static void
test_bad_json (void)
{
  static const char *const texts[] = {
    "", "x", "[]", "1", "null", "\"a\"", "{", "{\"a\":1", "{\"a\":\"\377\"}", "{\"a\":/* \" */1}",
  };
  g_autofree char *open = g_strnfill (1000, '[');
  g_autofree char *closed = g_strnfill (1000, ']');
  g_autofree char *deep = g_strconcat ("{\"a\":", open, closed, "}", NULL);
  g_autofree char *hidden = g_strconcat ("{\"a\":/*\"*/", open, closed, "/*\"*/}", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (texts[i], &error));
      g_assert_error (error, BECKON_HTTP_ERROR, BECKON_HTTP_ERROR_CONTENT);
    }
  g_assert_null (parse (deep, NULL));
  g_assert_null (parse (hidden, NULL));
}

static void
test_not_json (void)
{
  g_autoptr (FakeService) service = fake_service_new ("good");
  g_autoptr (BeckonHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_say (service, "/a", 200, "{}");
  fake_service_set_header (service, "/a", "Content-Type", "text/html");
  response = get (service, "/a", &error);
  g_assert_no_error (error);
  g_assert_null (beckon_json_parse_response (response, &error));
  g_assert_error (error, BECKON_HTTP_ERROR, BECKON_HTTP_ERROR_CONTENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

  g_test_add_func ("/http/get", test_get);
  g_test_add_func ("/http/post", test_post);
  g_test_add_func ("/http/redirect", test_redirect);
  g_test_add_func ("/http/huge", test_huge);
  g_test_add_func ("/http/late", test_late);
  g_test_add_func ("/http/cancel", test_cancel);
  g_test_add_data_func ("/http/proxy/socks", "socks5", test_proxy);
  g_test_add_data_func ("/http/proxy/connect", "http", test_proxy);
  g_test_add_data_func ("/http/proxy/away/socks", "socks5", test_proxy_away);
  g_test_add_data_func ("/http/proxy/away/connect", "http", test_proxy_away);
  g_test_add_data_func ("/http/proxy/password",
                        "HTTP/1.1 407 Proxy Authentication Required\r\n"
                        "Proxy-Authenticate: Basic realm=\"a\"\r\nContent-Length: 0\r\n\r\n",
                        test_proxy_refuses);
  g_test_add_data_func ("/http/proxy/forbidden",
                        "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n"
                        "Content-Length: 25\r\n\r\n{\"error\":\"access_denied\"}",
                        test_proxy_refuses);
  g_test_add_data_func ("/http/proxy/redirect",
                        "HTTP/1.1 302 Found\r\nLocation: https://other.test/\r\n"
                        "Content-Length: 0\r\n\r\n",
                        test_proxy_refuses);
  g_test_add_data_func ("/http/proxy/garbage", "220 mail.example.org ESMTP\r\n\r\n",
                        test_proxy_refuses);
  g_test_add_data_func ("/http/proxy/endless", "HTTP/1.1 200 OK\r\nx: y\r\n~", test_proxy_refuses);
  g_test_add_data_func ("/http/proxy/nothing", "", test_proxy_refuses);
  g_test_add_func ("/http/away", test_away);
  g_test_add_data_func ("/http/certificate/expired", "expired", test_certificate);
  g_test_add_data_func ("/http/certificate/other-host", "other-host", test_certificate);
  g_test_add_data_func ("/http/certificate/self-signed", "self-signed", test_certificate);
  g_test_add_func ("/http/bad-addresses", test_bad_addresses);
  g_test_add_func ("/json/good", test_json);
  g_test_add_func ("/json/bad", test_bad_json);
  g_test_add_func ("/json/not-json", test_not_json);
  return g_test_run ();
}
