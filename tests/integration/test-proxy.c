/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An account that goes through a SOCKS 5 proxy of its own (RFC 1928), to a real server. */

#include "talk.h"

#include <string.h>

typedef struct
{
  GSocketService *service;
  char *uri;
  GMutex mutex;
  GPtrArray *names; /* what the proxy was asked for */
  gint open;        /* whether it does its work */
} Proxy;

static gpointer
carry_cb (gpointer data)
{
  GIOStream **pair = data;

  g_output_stream_splice (g_io_stream_get_output_stream (pair[1]),
                          g_io_stream_get_input_stream (pair[0]),
                          G_OUTPUT_STREAM_SPLICE_NONE, NULL, NULL);
  g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (pair[1])), FALSE, TRUE,
                     NULL);
  return NULL;
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  Proxy *self = user_data;
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) server = NULL;
  guint8 bytes[256];
  gsize n;

  if (!g_input_stream_read_all (in, bytes, 2, &n, NULL, NULL) || n < 2
      || !g_input_stream_read_all (in, bytes, bytes[1], &n, NULL, NULL))
    return TRUE;
  g_output_stream_write_all (out, "\5\0", 2, NULL, NULL, NULL);
  if (!g_input_stream_read_all (in, bytes, 5, &n, NULL, NULL) || n < 5)
    return TRUE;
  g_assert_cmpuint (bytes[3], ==, 3); /* a name, not an address */
  {
    guint8 length = bytes[4];
    char *name;

    g_assert_true (g_input_stream_read_all (in, bytes, length + 2u, &n, NULL, NULL));
    name = g_strdup_printf ("%.*s:%u", length, (char *) bytes, bytes[length] << 8 | bytes[length + 1]);
    g_mutex_lock (&self->mutex);
    g_ptr_array_add (self->names, name);
    g_mutex_unlock (&self->mutex);
  }
  if (!g_atomic_int_get (&self->open))
    {
      g_output_stream_write_all (out, "\5\2\0\1\0\0\0\0\0\0", 10, NULL, NULL, NULL);
      return TRUE;
    }
  g_socket_client_set_enable_proxy (client, FALSE);
  server = g_socket_client_connect_to_host (client, g_getenv ("BECKON_TEST_HOST"),
                                            atoi (g_getenv ("BECKON_TEST_PORT")), NULL, NULL);
  g_assert_nonnull (server);
  g_output_stream_write_all (out, "\5\0\0\1\0\0\0\0\0\0", 10, NULL, NULL, NULL);
  {
    GIOStream *there[] = { G_IO_STREAM (connection), G_IO_STREAM (server) };
    GIOStream *back[] = { G_IO_STREAM (server), G_IO_STREAM (connection) };
    GThread *thread = g_thread_new ("back", carry_cb, back);

    carry_cb (there);
    g_thread_join (thread);
  }
  return TRUE;
}

static Proxy *
proxy_new (void)
{
  Proxy *self = g_new0 (Proxy, 1);
  guint16 port;

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->open = TRUE;
  self->service = g_threaded_socket_service_new (-1);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, NULL);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  self->uri = g_strdup_printf ("socks5://127.0.0.1:%u", port);
  return self;
}

static void
proxy_free (Proxy *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_ptr_array_unref (self->names);
  g_free (self->uri);
  g_free (self);
}

static guint
get_n_names (Proxy *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->names->len;
  g_mutex_unlock (&self->mutex);
  return n;
}

static void
test_socks (void)
{
  g_autofree char *folder = g_dir_make_tmp ("beckon-XXXXXX", NULL);
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();
  BeckonClient *client = talk_open (folder, secrets);
  Proxy *proxy = proxy_new ();
  g_autoptr (BeckonJid) jid = talk_jid ("alice");
  g_autoptr (BeckonAccount) account = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BeckonSignIn sign_in = { .jid = jid, .password = g_getenv ("BECKON_TEST_ALICE_PASSWORD") };
  guint n;

  sign_in.proxy = proxy->uri;
  beckon_client_sign_in_async (client, &sign_in, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  account = beckon_client_sign_in_finish (client, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  /* The proxy looks the name up, and nobody was asked for services before. */
  g_assert_cmpstr (g_ptr_array_index (proxy->names, 0), ==, "localhost:5222");
  g_assert_cmpstr (beckon_account_get_proxy (account), ==, proxy->uri);

  /* Without the proxy there is no other way. */
  g_atomic_int_set (&proxy->open, FALSE);
  beckon_account_set_enabled (account, FALSE);
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_OFFLINE);
  beckon_account_set_enabled (account, TRUE);
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_WAITING);
  g_atomic_int_set (&proxy->open, TRUE);
  g_clear_object (&account);
  talk_close (client);

  /* It is still the way at the next start. */
  n = get_n_names (proxy);
  client = talk_open (folder, secrets);
  account = talk_get_account (client);
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_ONLINE);
  g_assert_cmpuint (get_n_names (proxy), ==, n + 1);

  /* Another one is taken at once. */
  beckon_account_set_proxy (account, "socks5://127.0.0.1:1");
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_WAITING);
  beckon_account_set_proxy (account, proxy->uri);
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_ONLINE);
  g_clear_object (&account);
  talk_close (client);
  talk_remove_folder (folder);
  proxy_free (proxy);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  talk_trust_server ();
  g_test_add_func ("/proxy/socks", test_socks);
  return g_test_run ();
}
