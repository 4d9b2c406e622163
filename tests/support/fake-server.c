/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE /* memmem */

#include "fake-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

struct _FakeServer
{
  FakeServerScript script;
  gpointer user_data;
  GSocketListener *listener;
  guint16 port;
  GCancellable *stop;
  GThread *thread;
  gint n_connections;
  gint done;
};

struct _FakeConnection
{
  GSocketConnection *connection;
  GIOStream *stream;
  GString *received;
};

static gpointer
run (gpointer data)
{
  FakeServer *self = data;
  GSocketConnection *accepted;

  while ((accepted = g_socket_listener_accept (self->listener, NULL, self->stop, NULL)) != NULL)
    {
      FakeConnection connection = { accepted, g_object_ref (G_IO_STREAM (accepted)), NULL };

      g_socket_set_option (g_socket_connection_get_socket (accepted), IPPROTO_TCP, TCP_NODELAY,
                           TRUE, NULL);
      connection.received = g_string_new (NULL);
      g_atomic_int_inc (&self->n_connections);
      self->script (&connection, self->user_data);
      fake_connection_cut (&connection);
      g_object_unref (connection.stream);
      g_object_unref (accepted);
      g_string_free (connection.received, TRUE);
    }
  g_atomic_int_set (&self->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

/**
 * fake_server_new:
 * @script: what to do with each connection
 *
 * Returns: (transfer full): a server that takes connections
 */
FakeServer *
fake_server_new (FakeServerScript script, gpointer user_data)
{
  FakeServer *self = g_new0 (FakeServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->script = script;
  self->user_data = user_data;
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->stop = g_cancellable_new ();
  self->thread = g_thread_new ("fake-server", run, self);
  return self;
}

/**
 * fake_server_free:
 *
 * Takes no more connections, lets the script come to its end and runs the main loop meanwhile. A
 * script ends when what it waits for comes, or when the connection is gone.
 */
void
fake_server_free (FakeServer *self)
{
  g_cancellable_cancel (self->stop);
  while (!g_atomic_int_get (&self->done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_free (self);
}

guint16
fake_server_get_port (FakeServer *self)
{
  return self->port;
}

/**
 * fake_server_get_n_connections:
 *
 * Returns: how many connections came so far
 */
guint
fake_server_get_n_connections (FakeServer *self)
{
  return g_atomic_int_get (&self->n_connections);
}

static char *
dup_certificate_path (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".pem", NULL);

  return g_test_build_filename (G_TEST_BUILT, "support", file, NULL);
}

/**
 * fake_server_trust_certificates:
 *
 * Makes this process trust the authority that signed "good", and no other.
 */
void
fake_server_trust_certificates (void)
{
  g_autofree char *path = dup_certificate_path ("ca");
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  database = g_tls_file_database_new (path, &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
}

/**
 * fake_connection_start_tls:
 * @certificate: a name from make-certificates.sh
 *
 * Returns: whether the other side went through with the handshake
 */
gboolean
fake_connection_start_tls (FakeConnection *self, const char *certificate)
{
  static const char *const protocols[] = { "xmpp-client", NULL };
  g_autofree char *path = dup_certificate_path (certificate);
  g_autoptr (GTlsCertificate) pair = NULL;
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GError) error = NULL;

  pair = g_tls_certificate_new_from_file (path, &error);
  g_assert_no_error (error);
  tls = g_tls_server_connection_new (self->stream, pair, &error);
  g_assert_no_error (error);
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_set_object (&self->stream, tls);
  return g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL);
}

/**
 * fake_connection_get_tls:
 *
 * Returns: (transfer none): the connection, after fake_connection_start_tls()
 */
GTlsConnection *
fake_connection_get_tls (FakeConnection *self)
{
  return G_TLS_CONNECTION (self->stream);
}

static gboolean
read_some (FakeConnection *self)
{
  char buffer[4096];
  gssize length = g_input_stream_read (g_io_stream_get_input_stream (self->stream), buffer,
                                       sizeof buffer, NULL, NULL);

  if (length > 0)
    g_string_append_len (self->received, buffer, length);
  return length > 0;
}

/**
 * fake_connection_read_to:
 * @text: what to wait for
 *
 * Returns: (transfer full) (nullable): all that came up to the end of @text, or %NULL when the
 *   connection ended before
 */
char *
fake_connection_read_to (FakeConnection *self, const char *text)
{
  gsize length = strlen (text);

  while (TRUE)
    {
      const char *found = memmem (self->received->str, self->received->len, text, length);

      if (found != NULL)
        {
          gsize end = found - self->received->str + length;
          char *all = g_strndup (self->received->str, end);

          g_string_erase (self->received, 0, end);
          return all;
        }
      if (!read_some (self))
        return NULL;
    }
}

/**
 * fake_connection_expect:
 * @text: what to wait for
 *
 * Returns: whether @text came
 */
gboolean
fake_connection_expect (FakeConnection *self, const char *text)
{
  g_autofree char *all = fake_connection_read_to (self, text);

  return all != NULL;
}

/**
 * fake_connection_read_to_end:
 *
 * Waits, and says nothing, until the other side ends the connection.
 *
 * Returns: (transfer full): all that came till then
 */
char *
fake_connection_read_to_end (FakeConnection *self)
{
  while (read_some (self))
    ;
  return g_strndup (self->received->str, self->received->len);
}

/**
 * fake_connection_send_bytes:
 *
 * Sends @data.
 *
 * Returns: whether the other side is still there
 */
gboolean
fake_connection_send_bytes (FakeConnection *self, const char *data, gsize length)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (self->stream), data, length,
                                    NULL, NULL, NULL);
}

void
fake_connection_send (FakeConnection *self, const char *text)
{
  fake_connection_send_bytes (self, text, strlen (text));
}

/**
 * fake_connection_send_sliced:
 * @slice: how many bytes to send at once
 *
 * Sends @text in small pieces.
 */
void
fake_connection_send_sliced (FakeConnection *self, const char *text, gsize slice)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i += slice)
    fake_connection_send_bytes (self, text + i, MIN (slice, length - i));
}

/**
 * fake_connection_open_stream:
 * @features: XML that goes into the features
 *
 * Waits for a stream header and answers with one and with features.
 *
 * Returns: whether a header came
 */
gboolean
fake_connection_open_stream (FakeConnection *self, const char *features)
{
  g_autofree char *text
    = g_strconcat (FAKE_SERVER_HEADER, "<stream:features>", features, "</stream:features>", NULL);

  if (!fake_connection_expect (self, "<stream:stream") || !fake_connection_expect (self, ">"))
    return FALSE;
  fake_connection_send (self, text);
  return TRUE;
}

/**
 * fake_connection_cut:
 *
 * Ends the connection without a word, not even of TLS. May be called by the test, too, while the
 * script waits for something.
 */
void
fake_connection_cut (FakeConnection *self)
{
  g_socket_shutdown (g_socket_connection_get_socket (self->connection), TRUE, TRUE, NULL);
  g_socket_close (g_socket_connection_get_socket (self->connection), NULL);
}
