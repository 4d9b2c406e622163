/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-tls.h"

#include "beckon-net-error.h"

typedef struct
{
  char *domain;
  char *where;
  BeckonCertificateInfo *refused;
} Handshake;

static void
handshake_free (gpointer data)
{
  Handshake *handshake = data;

  g_free (handshake->domain);
  g_free (handshake->where);
  g_clear_pointer (&handshake->refused, beckon_certificate_info_unref);
  g_free (handshake);
}

/* Emitted for a certificate that GIO does not trust. All this does is look: the answer is no. */
static gboolean
accept_certificate_cb (GTlsConnection *connection,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  Handshake *handshake = user_data;

  g_clear_pointer (&handshake->refused, beckon_certificate_info_unref);
  handshake->refused = beckon_certificate_info_new (certificate, errors, handshake->domain);
  return FALSE;
}

static void
handshake_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTlsConnection *connection = G_TLS_CONNECTION (source);
  g_autoptr (GTask) task = user_data;
  Handshake *handshake = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean done = g_tls_connection_handshake_finish (connection, result, &error);

  g_signal_handlers_disconnect_by_func (connection, accept_certificate_cb, handshake);
  if (done && handshake->refused == NULL)
    g_task_return_pointer (task, g_object_ref (connection), g_object_unref);
  else if (handshake->refused != NULL)
    g_task_return_error (task, beckon_net_error_new_for_certificate (handshake->refused,
                                                                     handshake->where));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, BECKON_NET_ERROR, BECKON_NET_ERROR_TLS, "%s: %s",
                             handshake->where, error->message);
}

/* An address must not be in SNI (RFC 6066, section 3), where GIO would put every name. */
static GSocketConnectable *
new_identity (const char *domain)
{
  if (g_hostname_is_ip_address (domain))
    return G_SOCKET_CONNECTABLE (g_inet_socket_address_new_from_string (domain, 0));
  return g_network_address_new (domain, 0);
}

/**
 * beckon_tls_handshake_async:
 * @base: a connection to a server
 * @domain: whom the server has to prove to be: a name in ASCII, also sent as server name (SNI), or
 * an IP address
 * @alpn: (nullable): the protocol to ask for (RFC 7301)
 * @where: host and port, for the messages of errors
 *
 * Starts TLS on @base. The certificate has to be for @domain and from an authority that the system
 * trusts; there is no way around that.
 *
 * Errors: %BECKON_NET_ERROR_CERTIFICATE, %BECKON_NET_ERROR_TLS, %G_IO_ERROR_CANCELLED.
 */
void
beckon_tls_handshake_async (GIOStream *base,
                            const char *domain,
                            const char *alpn,
                            const char *where,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GSocketConnectable) identity = new_identity (domain);
  g_autoptr (GIOStream) connection = NULL;
  const char *protocols[] = { alpn, NULL };
  Handshake *handshake = g_new0 (Handshake, 1);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, beckon_tls_handshake_async);
  handshake->domain = g_strdup (domain);
  handshake->where = g_strdup (where);
  g_task_set_task_data (task, handshake, handshake_free);

  connection = g_tls_client_connection_new (base, identity, &error);
  if (connection == NULL)
    {
      g_task_return_new_error (task, BECKON_NET_ERROR, BECKON_NET_ERROR_TLS, "%s: %s", where,
                               error->message);
      return;
    }

  if (alpn != NULL)
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
  g_signal_connect (connection, "accept-certificate", G_CALLBACK (accept_certificate_cb),
                    handshake);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (connection), G_PRIORITY_DEFAULT, cancellable,
                                    handshake_cb, g_steal_pointer (&task));
}

/**
 * beckon_tls_handshake_finish:
 *
 * Returns: (transfer full) (nullable): the encrypted connection to the verified server
 */
GTlsConnection *
beckon_tls_handshake_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * beckon_tls_dup_channel_binding:
 * @connection: a connection after its handshake
 * @type: a name of the IANA registry: `tls-exporter`, `tls-server-end-point` or `tls-unique`
 *
 * What ties an authentication to exactly this connection (RFC 5056). Only where the type is safe:
 * `tls-exporter` (RFC 9266) with TLS 1.3, `tls-unique` (RFC 5929) with TLS 1.2.
 *
 * Returns: (transfer full) (nullable): the data, or %NULL with a #GTlsChannelBindingError
 */
GBytes *
beckon_tls_dup_channel_binding (GTlsConnection *connection, const char *type, GError **error)
{
  GTlsProtocolVersion version = g_tls_connection_get_protocol_version (connection);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  GTlsChannelBindingType binding;

  if (g_str_equal (type, "tls-exporter") && version == G_TLS_PROTOCOL_VERSION_TLS_1_3)
    binding = G_TLS_CHANNEL_BINDING_TLS_EXPORTER;
  else if (g_str_equal (type, "tls-unique") && version == G_TLS_PROTOCOL_VERSION_TLS_1_2)
    binding = G_TLS_CHANNEL_BINDING_TLS_UNIQUE;
  else if (g_str_equal (type, "tls-server-end-point"))
    binding = G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT;
  else
    {
      g_set_error (error, G_TLS_CHANNEL_BINDING_ERROR, G_TLS_CHANNEL_BINDING_ERROR_NOT_SUPPORTED,
                   "No channel binding %s with this version of TLS", type);
      return NULL;
    }

  if (!g_tls_connection_get_channel_binding_data (connection, binding, data, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&data));
}
