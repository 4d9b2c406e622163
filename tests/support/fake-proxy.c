/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-proxy.h"

#include <string.h>

#define MAX_REQUEST 4096

/* What is asked for (RFC 1928, section 5). */
#define SOCKS_IPV4 1
#define SOCKS_NAME 3

struct _FakeProxy
{
  GSocketService *service;
  GCancellable *end; /* of what it carries */
  char *uri;

  GMutex mutex;
  GCond idle;
  guint n_running;
  GPtrArray *names;
  gboolean open;
  char *answer;
  char *host;   /* (nullable) */
  guint16 port; /* or 0 */
};

typedef struct
{
  GIOStream *from;
  GIOStream *to;
  GCancellable *end;
} Way;

static gpointer
carry_cb (gpointer data)
{
  Way *way = data;

  g_output_stream_splice (g_io_stream_get_output_stream (way->to),
                          g_io_stream_get_input_stream (way->from), G_OUTPUT_STREAM_SPLICE_NONE,
                          way->end, NULL);
  g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (way->to)), FALSE, TRUE,
                     NULL);
  return NULL;
}

static void
carry (FakeProxy *self, GIOStream *client, GIOStream *server)
{
  Way there = { client, server, self->end };
  Way back = { server, client, self->end };
  GThread *thread = g_thread_new ("back", carry_cb, &back);

  carry_cb (&there);
  g_thread_join (thread);
}

static gboolean
is_open (FakeProxy *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->open;
}

static char *
dup_answer (FakeProxy *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_strdup (self->answer);
}

static GIOStream *
connect_to (FakeProxy *self, const char *name)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *host = NULL;
  guint16 port;

  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->names, g_strdup (name));
  host = g_strdup (self->host != NULL ? self->host : "127.0.0.1");
  port = self->port != 0 ? self->port : atoi (strrchr (name, ':') + 1);
  g_mutex_unlock (&self->mutex);
  g_socket_client_set_enable_proxy (client, FALSE);
  return is_open (self)
           ? G_IO_STREAM (g_socket_client_connect_to_host (client, host, port, self->end, NULL))
           : NULL;
}

static gboolean
read_all (FakeProxy *self, GIOStream *client, gpointer buffer, gsize length)
{
  gsize n;

  return g_input_stream_read_all (g_io_stream_get_input_stream (client), buffer, length, &n,
                                  self->end, NULL)
         && n == length;
}

static gboolean
write_all (FakeProxy *self, GIOStream *client, const char *data, gsize length)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (client), data, length, NULL,
                                    self->end, NULL);
}

static void
run_socks (FakeProxy *self, GIOStream *client)
{
  g_autoptr (GIOStream) server = NULL;
  g_autofree char *name = NULL;
  guint8 bytes[512];

  if (!read_all (self, client, bytes, 2) || !read_all (self, client, bytes, bytes[1])
      || !write_all (self, client, "\5\0", 2) || !read_all (self, client, bytes, 5))
    return;
  if (bytes[3] == SOCKS_NAME)
    {
      const guint8 length = bytes[4];

      if (!read_all (self, client, bytes, length + 2u))
        return;
      name = g_strdup_printf ("%.*s:%u", length, (char *) bytes,
                              bytes[length] << 8 | bytes[length + 1]);
    }
  else if (bytes[3] == SOCKS_IPV4 && read_all (self, client, bytes + 5, 5))
    name = g_strdup_printf ("%u.%u.%u.%u:%u", bytes[4], bytes[5], bytes[6], bytes[7],
                            bytes[8] << 8 | bytes[9]);
  else
    return;
  server = connect_to (self, name);
  if (server == NULL)
    write_all (self, client, "\5\2\0\1\0\0\0\0\0\0", 10);
  else if (write_all (self, client, "\5\0\0\1\0\0\0\0\0\0", 10))
    carry (self, client, server);
}

static void
refuse (FakeProxy *self, GIOStream *client)
{
  g_autofree char *answer = dup_answer (self);
  gsize length = strlen (answer);

  if (g_str_has_suffix (answer, "~"))
    {
      const char *last;

      answer[length - 1] = '\0';
      last = g_strrstr_len (answer, length - 3, "\n") + 1;
      if (write_all (self, client, answer, length - 1))
        while (write_all (self, client, last, strlen (last)))
          ;
    }
  else
    write_all (self, client, answer, length);
}

static void
run_http (FakeProxy *self, GIOStream *client)
{
  g_autoptr (GString) request = g_string_new (NULL);
  g_autoptr (GIOStream) server = NULL;
  g_auto (GStrv) words = NULL;

  while (strstr (request->str, "\r\n\r\n") == NULL)
    {
      char byte;

      if (request->len == MAX_REQUEST || !read_all (self, client, &byte, 1))
        return;
      g_string_append_c (request, byte);
    }
  words = g_strsplit (request->str, " ", 3);
  g_assert_cmpstr (words[0], ==, "CONNECT");
  server = connect_to (self, words[1]);
  if (server == NULL)
    refuse (self, client);
  else if (write_all (self, client, "HTTP/1.1 200 Connection established\r\n\r\n", 39))
    carry (self, client, server);
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  FakeProxy *self = user_data;

  g_mutex_lock (&self->mutex);
  self->n_running++;
  g_mutex_unlock (&self->mutex);
  if (g_str_has_prefix (self->uri, "http:"))
    run_http (self, G_IO_STREAM (connection));
  else
    run_socks (self, G_IO_STREAM (connection));
  g_mutex_lock (&self->mutex);
  self->n_running--;
  g_cond_signal (&self->idle);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

FakeProxy *
fake_proxy_new (const char *scheme)
{
  FakeProxy *self = g_new0 (FakeProxy, 1);
  guint16 port;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->idle);
  self->end = g_cancellable_new ();
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->open = TRUE;
  self->answer = g_strdup ("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n{}");
  self->service = g_threaded_socket_service_new (-1);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, NULL);
  self->uri = g_strdup_printf ("%s://127.0.0.1:%u", scheme, port);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  return self;
}

void
fake_proxy_free (FakeProxy *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_cancellable_cancel (self->end);
  g_mutex_lock (&self->mutex);
  while (self->n_running > 0)
    g_cond_wait (&self->idle, &self->mutex);
  g_mutex_unlock (&self->mutex);
  g_object_unref (self->end);
  g_ptr_array_unref (self->names);
  g_free (self->uri);
  g_free (self->answer);
  g_free (self->host);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->idle);
  g_free (self);
}

const char *
fake_proxy_get_uri (FakeProxy *self)
{
  return self->uri;
}

void
fake_proxy_set_target (FakeProxy *self, const char *host, guint16 port)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_free (self->host);
  self->host = g_strdup (host);
  self->port = port;
}

void
fake_proxy_set_open (FakeProxy *self, gboolean open)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->open = open;
}

void
fake_proxy_set_answer (FakeProxy *self, const char *answer)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_free (self->answer);
  self->answer = g_strdup (answer);
  self->open = FALSE;
}

guint
fake_proxy_get_n_names (FakeProxy *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->names->len;
}

/* It stays as long as the proxy does. */
const char *
fake_proxy_get_name (FakeProxy *self, guint i)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_ptr_array_index (self->names, i);
}
