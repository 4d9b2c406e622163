/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-connector.h"

#include "beckon-endpoints.h"
#include "beckon-net-error.h"
#include "beckon-time-limit.h"
#include "beckon-tls.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

/* For each step (DNS, connecting, the handshake) at one place. */
#define DEFAULT_TIMEOUT_MS 10000
/* No new place is tried when that many steps' time has passed. */
#define MAX_TIMEOUTS 6

/* Seconds. A connection that died in silence is noticed within a minute by what is written and
 * within two where nothing is. */
#define KEEPALIVE_IDLE 60
#define KEEPALIVE_INTERVAL 15
#define USER_TIMEOUT_MS 60000

struct _BeckonConnector
{
  GObject parent_instance;

  char *domain;
  GProxyResolver *proxies;
  guint timeout;
  GPtrArray *endpoints;
  guint next;
  gint64 deadline;
  GError *failure;
};

G_DEFINE_FINAL_TYPE (BeckonConnector, beckon_connector, G_TYPE_OBJECT)

static void
beckon_connector_finalize (GObject *object)
{
  BeckonConnector *self = BECKON_CONNECTOR (object);

  g_free (self->domain);
  g_clear_object (&self->proxies);
  g_clear_pointer (&self->endpoints, g_ptr_array_unref);
  g_clear_error (&self->failure);
  G_OBJECT_CLASS (beckon_connector_parent_class)->finalize (object);
}

static void
beckon_connector_class_init (BeckonConnectorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_connector_finalize;
}

static void
beckon_connector_init (BeckonConnector *self)
{
  self->timeout = DEFAULT_TIMEOUT_MS;
}

/* The form in which DNS, TLS and GIO know a host. */
static char *
normalize_host (const char *host)
{
  gsize length = strlen (host);
  char *ascii;

  if (length > 2 && host[0] == '[' && host[length - 1] == ']')
    return g_strndup (host + 1, length - 2);

  /* What IDNA cannot take is no host name: looking it up will say so. */
  ascii = g_hostname_to_ascii (host);
  return ascii != NULL ? ascii : g_strdup (host);
}

/**
 * beckon_connector_new:
 * @domain: an XMPP domain: a host name, in Unicode or in ASCII, or an IP address (IPv6 in brackets)
 *
 * Returns: (transfer full): a new connector
 */
BeckonConnector *
beckon_connector_new (const char *domain)
{
  BeckonConnector *self = g_object_new (BECKON_TYPE_CONNECTOR, NULL);

  self->domain = normalize_host (domain);
  return self;
}

/**
 * beckon_connector_set_host:
 * @host: (nullable): the only host to try, or %NULL for the domain itself
 * @port: the port, or 0 for the usual one
 * @direct_tls: TLS from the first byte, else STARTTLS
 *
 * Sets by hand where to connect, so that DNS is not asked for services. The certificate still has
 * to be for the domain.
 */
void
beckon_connector_set_host (BeckonConnector *self,
                           const char *host,
                           guint16 port,
                           gboolean direct_tls)
{
  g_autofree char *name = normalize_host (host != NULL ? host : self->domain);

  if (port == 0)
    port = direct_tls ? 5223 : 5222;
  g_clear_pointer (&self->endpoints, g_ptr_array_unref);
  self->endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_endpoint_free);
  g_ptr_array_add (self->endpoints, beckon_endpoint_new (name, port, direct_tls));
}

/**
 * beckon_connector_set_timeout:
 * @milliseconds: how long each step may take: asking DNS, connecting to one place, its handshake
 */
void
beckon_connector_set_timeout (BeckonConnector *self, guint milliseconds)
{
  self->timeout = milliseconds;
}

guint
beckon_connector_get_timeout (BeckonConnector *self)
{
  return self->timeout;
}

/**
 * beckon_connector_set_proxy:
 * @uri: (nullable): a proxy, such as `socks5://host:port` or `http://host:port`; %NULL for what the
 *   system says
 *
 * Sets by hand what all goes through. The proxy looks names up: not even DNS hears from here whom
 * we talk to, so that services are not looked for either.
 */
void
beckon_connector_set_proxy (BeckonConnector *self, const char *uri)
{
  g_clear_object (&self->proxies);
  if (uri != NULL)
    self->proxies = g_simple_proxy_resolver_new (uri, NULL);
}

/* How much an error helps, of several from several places: one from a place that was reached says
 * more than one from a place that was not. */
static guint
get_weight (const GError *error)
{
  if (error->domain != BECKON_NET_ERROR)
    return 7;
  switch ((BeckonNetError) error->code)
    {
    case BECKON_NET_ERROR_CERTIFICATE:
      return 8;
    case BECKON_NET_ERROR_TLS:
      return 6;
    case BECKON_NET_ERROR_PROXY:
      return 5;
    case BECKON_NET_ERROR_UNREACHABLE:
      return 4;
    case BECKON_NET_ERROR_TIMEOUT:
      return 3;
    case BECKON_NET_ERROR_NO_NETWORK:
      return 2;
    case BECKON_NET_ERROR_HOST_NOT_FOUND:
    case BECKON_NET_ERROR_NOT_OFFERED:
      return 1;
    }
  g_assert_not_reached ();
}

/**
 * beckon_connector_add_failure:
 * @error: why the last connection did not serve
 *
 * To be called before asking for the next connection; the most telling of all failures is what
 * beckon_connector_next_finish() reports when there is no other place left.
 */
void
beckon_connector_add_failure (BeckonConnector *self, const GError *error)
{
  if (self->failure != NULL && get_weight (self->failure) >= get_weight (error))
    return;
  g_clear_error (&self->failure);
  self->failure = g_error_copy (error);
}

typedef struct
{
  const BeckonEndpoint *endpoint;
  char *where;
  gboolean at_proxy; /* a proxy that was set is not reached yet */
  BeckonTimeLimit *limit;
} Attempt;

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  g_free (attempt->where);
  g_clear_pointer (&attempt->limit, beckon_time_limit_free);
  g_free (attempt);
}

/* Begins the time of the next step. */
static GCancellable *
limit_step (GTask *task)
{
  BeckonConnector *self = g_task_get_source_object (task);
  Attempt *attempt = g_task_get_task_data (task);

  g_clear_pointer (&attempt->limit, beckon_time_limit_free);
  attempt->limit = beckon_time_limit_new (g_task_get_cancellable (task), self->timeout);
  return beckon_time_limit_get_cancellable (attempt->limit);
}

/* What to report for @error: of the limit that cancelled the step or of the step. */
static GError *
describe_failure (Attempt *attempt, const GError *error)
{
  GError *failure;

  if (beckon_time_limit_is_over (attempt->limit)
      && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_new (BECKON_NET_ERROR, BECKON_NET_ERROR_TIMEOUT, "%s: no answer in time",
                        attempt->where);
  failure = beckon_net_error_new_from (error, attempt->where);
  if (attempt->at_proxy)
    beckon_net_error_blame_proxy (&failure);
  return failure;
}

static void try_next (GTask *task);

static void
give_up_place (GTask *task, const GError *error)
{
  BeckonConnector *self = g_task_get_source_object (task);
  g_autoptr (GError) failure = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  failure = describe_failure (g_task_get_task_data (task), error);
  beckon_connector_add_failure (self, failure);
  try_next (task);
}

static void
set_socket_options (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);

  /* Each only makes things better: nothing is lost where the system does not know it. */
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT, USER_TIMEOUT_MS, NULL);
}

static void
direct_tls_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GTlsConnection *connection = beckon_tls_handshake_finish (result, &error);

  if (connection == NULL)
    give_up_place (task, error);
  else
    g_task_return_pointer (task, connection, g_object_unref);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonConnector *self = g_task_get_source_object (task);
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (connection == NULL)
    {
      give_up_place (task, error);
      return;
    }

  set_socket_options (connection);
  if (attempt->endpoint->direct_tls)
    beckon_tls_handshake_async (G_IO_STREAM (connection), self->domain, "xmpp-client",
                                attempt->where, limit_step (task), direct_tls_cb,
                                g_object_ref (task));
  else
    g_task_return_pointer (task, g_steal_pointer (&connection), g_object_unref);
}

static void
event_cb (GTask *task, GSocketClientEvent event)
{
  if (event == G_SOCKET_CLIENT_PROXY_NEGOTIATING)
    ((Attempt *) g_task_get_task_data (task))->at_proxy = FALSE;
}

static void
try_next (GTask *task)
{
  BeckonConnector *self = g_task_get_source_object (task);
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr (GSocketConnectable) address = NULL;
  g_autoptr (GSocketClient) client = NULL;

  if (self->next >= self->endpoints->len || g_get_monotonic_time () > self->deadline)
    {
      g_task_return_error (task, g_error_copy (self->failure));
      return;
    }

  attempt->endpoint = self->endpoints->pdata[self->next++];
  g_free (attempt->where);
  attempt->where = g_strdup_printf ("%s:%u", attempt->endpoint->host, attempt->endpoint->port);

  /* A name, not an address: so GIO races IPv4 and IPv6 (RFC 8305), and gives the name to a proxy
   * that can resolve it. */
  address = g_network_address_new (attempt->endpoint->host, attempt->endpoint->port);
  client = g_socket_client_new ();
  g_socket_client_set_proxy_resolver (client, self->proxies);
  attempt->at_proxy = self->proxies != NULL;
  g_signal_connect_object (client, "event", G_CALLBACK (event_cb), task, G_CONNECT_SWAPPED);
  g_socket_client_connect_async (client, address, limit_step (task), connected_cb,
                                 g_object_ref (task));
}

static void
look_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonConnector *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->endpoints = beckon_endpoints_look_up_finish (result, &error);
  if (self->endpoints == NULL)
    g_task_return_error (task, error);
  else
    try_next (task);
}

/**
 * beckon_connector_next_async:
 *
 * Connects to the first place that can be reached and has not been tried yet, by the proxy that was
 * set or that the system says, if there is one. Where TLS comes first it is done: see beckon_tls_handshake_async().
 */
void
beckon_connector_next_async (BeckonConnector *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_connector_next_async);
  g_task_set_task_data (task, g_new0 (Attempt, 1), attempt_free);
  if (self->deadline == 0)
    self->deadline
      = g_get_monotonic_time () + G_GINT64_CONSTANT (1000) * MAX_TIMEOUTS * self->timeout;

  if (self->endpoints == NULL && self->proxies != NULL)
    self->endpoints = beckon_endpoints_new_default (self->domain);
  if (self->endpoints == NULL)
    beckon_endpoints_look_up_async (self->domain, self->timeout, cancellable, look_up_cb,
                                    g_steal_pointer (&task));
  else
    try_next (task);
}

/**
 * beckon_connector_next_finish:
 *
 * Returns: (transfer full) (nullable): a #GTlsConnection to the verified server; or another
 *   connection, on which nothing but the negotiation of STARTTLS may go before
 *   beckon_connector_start_tls_async(); or %NULL with the most telling #BeckonNetError of all
 *   places, an error that was given to beckon_connector_add_failure(), or %G_IO_ERROR_CANCELLED
 */
GIOStream *
beckon_connector_next_finish (BeckonConnector *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
start_tls_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GTlsConnection *connection = beckon_tls_handshake_finish (result, &error);

  if (connection != NULL)
    g_task_return_pointer (task, connection, g_object_unref);
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_error (task, describe_failure (g_task_get_task_data (task), error));
}

/**
 * beckon_connector_start_tls_async:
 * @connection: what beckon_connector_next_finish() gave, when the server agreed to STARTTLS
 *
 * Starts TLS on @connection, as beckon_tls_handshake_async() does.
 */
void
beckon_connector_start_tls_async (BeckonConnector *self,
                                  GIOStream *connection,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Attempt *attempt = g_new0 (Attempt, 1);

  g_task_set_source_tag (task, beckon_connector_start_tls_async);
  g_task_set_task_data (task, attempt, attempt_free);
  attempt->endpoint = self->endpoints->pdata[self->next - 1];
  attempt->where = g_strdup_printf ("%s:%u", attempt->endpoint->host, attempt->endpoint->port);
  beckon_tls_handshake_async (connection, self->domain, NULL, attempt->where, limit_step (task),
                              start_tls_cb, g_object_ref (task));
}

GTlsConnection *
beckon_connector_start_tls_finish (BeckonConnector *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
