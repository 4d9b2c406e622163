/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-http.h"

#include "beckon-net-error.h"
#include "beckon-time-limit.h"
#include "beckon-wipe.h"

#include <libsoup/soup.h>
#include <string.h>

#define TIMEOUT 15000
#define IDLE_TIMEOUT 60
#define MAX_ADDRESS_LENGTH 2048
#define MAX_RETRY_AFTER 3600

/* Enough for what is secret not to be copied about. */
#define CHUNK 8192

/* A service is asked about two codes at once, and a new one meanwhile. */
#define MAX_CONNECTIONS 6

struct _BeckonHttp
{
  GObject parent_instance;

  SoupSession *session;
  char *proxy; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BeckonHttp, beckon_http, G_TYPE_OBJECT)
G_DEFINE_QUARK (beckon - http - error, beckon_http_error)

static void
beckon_http_dispose (GObject *object)
{
  BeckonHttp *self = BECKON_HTTP (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (beckon_http_parent_class)->dispose (object);
}

static void
beckon_http_finalize (GObject *object)
{
  g_free (BECKON_HTTP (object)->proxy);
  G_OBJECT_CLASS (beckon_http_parent_class)->finalize (object);
}

static void
beckon_http_class_init (BeckonHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_http_dispose;
  G_OBJECT_CLASS (klass)->finalize = beckon_http_finalize;
}

static void
beckon_http_init (BeckonHttp *self)
{
  self->session
    = soup_session_new_with_options ("user-agent", "Beckon", "timeout", 0, "idle-timeout",
                                     IDLE_TIMEOUT, "max-conns-per-host", MAX_CONNECTIONS, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
}

/**
 * beckon_http_new:
 *
 * Returns: (transfer full): a client with connections of its own
 */
BeckonHttp *
beckon_http_new (void)
{
  return g_object_new (BECKON_TYPE_HTTP, NULL);
}

/**
 * beckon_http_set_proxy:
 * @uri: (nullable): a proxy, such as `socks5://host:port` or `http://host:port`; %NULL for what the
 *   system says
 *
 * Sets by hand what all goes through. The proxy looks names up.
 */
void
beckon_http_set_proxy (BeckonHttp *self, const char *uri)
{
  g_autoptr (GProxyResolver) proxies
    = uri != NULL ? g_simple_proxy_resolver_new (uri, NULL)
                  : g_object_ref (g_proxy_resolver_get_default ());

  soup_session_set_proxy_resolver (self->session, proxies);
  g_free (self->proxy);
  self->proxy = g_strdup (uri);
}

void
beckon_http_response_free (BeckonHttpResponse *self)
{
  g_free (self->type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

/**
 * beckon_http_uri_parse:
 * @text: what should be an `https` address
 *
 * Takes only what names a host, and nobody to sign in there: visible ASCII, an `https` scheme, no
 * user, no fragment, no longer than 2048 bytes.
 *
 * Returns: (transfer full) (nullable): the address, or a %BECKON_HTTP_ERROR_ADDRESS
 */
GUri *
beckon_http_uri_parse (const char *text, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  gsize length = strnlen (text, MAX_ADDRESS_LENGTH + 1);
  gboolean visible = length <= MAX_ADDRESS_LENGTH;

  for (gsize i = 0; visible && i < length; i++)
    visible = text[i] > 0x20 && text[i] < 0x7f && text[i] != '\\';
  if (visible)
    uri = g_uri_parse (text, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0
      || g_uri_get_userinfo (uri) != NULL || g_uri_get_fragment (uri) != NULL
      || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    {
      g_set_error_literal (error, BECKON_HTTP_ERROR, BECKON_HTTP_ERROR_ADDRESS,
                           "That is not an https address to ask");
      return NULL;
    }
  return g_steal_pointer (&uri);
}

static int
get_port (GUri *uri)
{
  return g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : 443;
}

/**
 * beckon_http_uri_same_origin:
 *
 * Returns: whether both `https` addresses are on the same host and port
 */
gboolean
beckon_http_uri_same_origin (GUri *a, GUri *b)
{
  return g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0
         && get_port (a) == get_port (b);
}

/**
 * beckon_http_uri_dup_host:
 *
 * Returns: (transfer full): the host in lower case, with the port where it is not the usual one
 */
char *
beckon_http_uri_dup_host (GUri *uri)
{
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);

  if (get_port (uri) == 443)
    return g_steal_pointer (&host);
  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%d" : "%s:%d", host, get_port (uri));
}

/* One request */

typedef struct
{
  SoupMessage *message;
  BeckonTimeLimit *limit;
  GInputStream *stream;
  GByteArray *body;
  BeckonCertificateInfo *refused;
  char *proxy;       /* (nullable): that was set */
  gboolean at_proxy; /* it is not reached, or has not connected us yet */
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_clear_pointer (&exchange->limit, beckon_time_limit_free);
  g_signal_handlers_disconnect_by_data (exchange->message, exchange);
  g_clear_object (&exchange->message);
  g_clear_object (&exchange->stream);
  beckon_wipe (exchange->body->data, exchange->body->len);
  g_byte_array_unref (exchange->body);
  g_clear_pointer (&exchange->refused, beckon_certificate_info_unref);
  g_free (exchange->proxy);
  g_free (exchange);
}

static GCancellable *
get_limit (Exchange *exchange)
{
  return beckon_time_limit_get_cancellable (exchange->limit);
}

/* Emitted for a certificate that GIO does not trust. All this does is look: the answer is no. */
static gboolean
accept_certificate_cb (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  Exchange *exchange = user_data;

  g_clear_pointer (&exchange->refused, beckon_certificate_info_unref);
  exchange->refused = beckon_certificate_info_new (certificate, errors,
                                                   g_uri_get_host (soup_message_get_uri (message)));
  return FALSE;
}

/* The first that is connected to is the proxy. What a SOCKS proxy cannot reach GIO says; the answer
 * of another is read by libsoup as if it were the service's. */
static void
network_event_cb (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *connection,
                  gpointer user_data)
{
  Exchange *exchange = user_data;

  if (event == G_SOCKET_CLIENT_CONNECTING)
    exchange->at_proxy = exchange->proxy != NULL;
  else if (event == G_SOCKET_CLIENT_PROXY_NEGOTIATED
           || (event == G_SOCKET_CLIENT_PROXY_NEGOTIATING && exchange->proxy != NULL
               && g_str_has_prefix (exchange->proxy, "socks")))
    exchange->at_proxy = FALSE;
}

static void
fail (GTask *task, const GError *error)
{
  Exchange *exchange = g_task_get_task_data (task);
  g_autofree char *where = beckon_http_uri_dup_host (soup_message_get_uri (exchange->message));

  if (exchange->refused != NULL)
    g_task_return_error (task, beckon_net_error_new_for_certificate (exchange->refused, where));
  else if (beckon_time_limit_is_over (exchange->limit))
    g_task_return_new_error (task, BECKON_NET_ERROR, BECKON_NET_ERROR_TIMEOUT,
                             "%s: no answer in time", where);
  else
    {
      GError *failure = beckon_net_error_new_from (error, where);

      if (exchange->at_proxy)
        beckon_net_error_blame_proxy (&failure);
      g_task_return_error (task, failure);
    }
}

static guint
parse_seconds (const char *text)
{
  guint64 seconds;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, MAX_RETRY_AFTER, &seconds, NULL))
    return 0;
  return seconds;
}

static BeckonHttpResponse *
take_response (Exchange *exchange)
{
  BeckonHttpResponse *response = g_new0 (BeckonHttpResponse, 1);
  SoupMessageHeaders *headers = soup_message_get_response_headers (exchange->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  const char *applied = soup_message_headers_get_list (headers, "Preference-Applied");
  gsize length = exchange->body->len;

  response->status = soup_message_get_status (exchange->message);
  response->type = type != NULL ? g_ascii_strdown (type, -1) : NULL;
  response->retry_after = parse_seconds (soup_message_headers_get_one (headers, "Retry-After"));
  response->waited = applied != NULL && strstr (applied, "wait") != NULL;
  response->body = beckon_wiped_bytes_new_take (g_memdup2 (exchange->body->data, length), length);
  return response;
}

static void read_more (GTask *task);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (bytes == NULL)
    fail (task, error);
  else if (g_bytes_get_size (bytes) == 0)
    g_task_return_pointer (task, take_response (exchange),
                           (GDestroyNotify) beckon_http_response_free);
  else if (exchange->body->len + g_bytes_get_size (bytes) > BECKON_HTTP_MAX_SIZE)
    {
      g_cancellable_cancel (get_limit (exchange));
      g_task_return_new_error (task, BECKON_HTTP_ERROR, BECKON_HTTP_ERROR_TOO_LARGE,
                               "The answer is too large");
    }
  else
    {
      g_byte_array_append (exchange->body, g_bytes_get_data (bytes, NULL),
                           g_bytes_get_size (bytes));
      read_more (g_steal_pointer (&task));
    }
}

static void
read_more (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (exchange->stream, CHUNK, G_PRIORITY_DEFAULT,
                                   get_limit (exchange), read_cb, task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  exchange->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (exchange->stream == NULL)
    fail (task, error);
  /* A proxy that does not connect us is no service, whatever it says (RFC 9110, section 9.3.6). */
  else if (soup_message_get_tls_peer_certificate (exchange->message) == NULL)
    g_task_return_new_error (task, BECKON_NET_ERROR, BECKON_NET_ERROR_PROXY,
                             "The proxy says %u to CONNECT",
                             soup_message_get_status (exchange->message));
  else
    read_more (g_steal_pointer (&task));
}

static GBytes *
encode_form (const char *const *form)
{
  g_autoptr (GString) text = g_string_sized_new (CHUNK);
  char *copy;
  gsize length;

  for (guint i = 0; form[i] != NULL; i += 2)
    {
      if (text->len > 0)
        g_string_append_c (text, '&');
      g_string_append_uri_escaped (text, form[i], NULL, FALSE);
      g_string_append_c (text, '=');
      g_string_append_uri_escaped (text, form[i + 1], NULL, FALSE);
    }
  length = text->len;
  copy = g_strdup (text->str);
  beckon_wipe (text->str, text->len);
  return beckon_wiped_bytes_new_take (copy, length);
}

/* The two are encoded as in a form before that, RFC 6749, section 2.3.1. */
static void
set_authorization (SoupMessageHeaders *headers, const char *user, const char *password)
{
  g_autofree char *escaped_user = g_uri_escape_string (user, NULL, FALSE);
  char *escaped_password = g_uri_escape_string (password, NULL, FALSE);
  char *pair = g_strconcat (escaped_user, ":", escaped_password, NULL);
  char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  char *value = g_strconcat ("Basic ", encoded, NULL);

  soup_message_headers_replace (headers, "Authorization", value);
  beckon_wipe_string (value);
  beckon_wipe_string (encoded);
  beckon_wipe_string (pair);
  beckon_wipe_string (escaped_password);
}

static SoupMessage *
make_message (const BeckonHttpRequest *request, GUri *uri)
{
  gboolean post = request->form != NULL || request->json != NULL;
  SoupMessage *message = soup_message_new_from_uri (post ? "POST" : "GET", uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autoptr (GBytes) body = NULL;

  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  soup_message_headers_replace (headers, "Accept", "application/json, application/xrd+xml;q=0.5");
  if (request->user != NULL && request->password != NULL)
    set_authorization (headers, request->user, request->password);
  if (request->wait > 0)
    {
      g_autofree char *prefer = g_strdup_printf ("wait=%u", request->wait);

      soup_message_headers_replace (headers, "Prefer", prefer);
    }
  if (request->form != NULL)
    {
      body = encode_form (request->form);
      soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", body);
    }
  else if (request->json != NULL)
    {
      body = g_bytes_new (request->json, strlen (request->json));
      soup_message_set_request_body_from_bytes (message, "application/json", body);
    }
  return message;
}

/**
 * beckon_http_send_async:
 * @request: what to ask; copied
 *
 * Sends a `GET`, or a `POST` if there is something to post, and reads the whole answer.
 *
 * Errors: those of #BeckonHttpError and of #BeckonNetError; %G_IO_ERROR_CANCELLED.
 */
void
beckon_http_send_async (BeckonHttp *self,
                        const BeckonHttpRequest *request,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GUri) uri = NULL;
  Exchange *exchange;
  GError *error = NULL;

  g_task_set_source_tag (task, beckon_http_send_async);
  uri = beckon_http_uri_parse (request->uri, &error);
  if (uri == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  exchange = g_new0 (Exchange, 1);
  exchange->message = make_message (request, uri);
  exchange->proxy = g_strdup (self->proxy);
  exchange->body = g_byte_array_sized_new (CHUNK);
  exchange->limit
    = beckon_time_limit_new (cancellable, (request->timeout > 0 ? request->timeout : TIMEOUT)
                                            + request->wait * 1000);
  g_task_set_task_data (task, exchange, exchange_free);
  g_signal_connect (exchange->message, "accept-certificate", G_CALLBACK (accept_certificate_cb),
                    exchange);
  g_signal_connect (exchange->message, "network-event", G_CALLBACK (network_event_cb), exchange);
  soup_session_send_async (self->session, exchange->message, G_PRIORITY_DEFAULT,
                           get_limit (exchange), sent_cb, g_steal_pointer (&task));
}

/**
 * beckon_http_send_finish:
 *
 * Returns: (transfer full) (nullable): the answer
 */
BeckonHttpResponse *
beckon_http_send_finish (BeckonHttp *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
