/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-service.h"

#include <libsoup/soup.h>

typedef struct
{
  guint status;
  char *body;
  GHashTable *headers;
  gboolean hold;
  char *only_name; /* (nullable): of a parameter: who posts it so gets another answer */
  char *only_value;
  char *only_body;

  guint count;
  GHashTable *form;            /* of the last request */
  GHashTable *request_headers; /* and its headers */
} Path;

struct _FakeService
{
  SoupServer *server;
  guint16 port;
  char *origin;
  GHashTable *paths;
  GPtrArray *held;
};

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
path_free (gpointer data)
{
  Path *path = data;

  g_free (path->body);
  g_free (path->only_name);
  g_free (path->only_value);
  g_free (path->only_body);
  g_hash_table_unref (path->headers);
  g_clear_pointer (&path->form, g_hash_table_unref);
  g_clear_pointer (&path->request_headers, g_hash_table_unref);
  g_free (path);
}

static Path *
get_path (FakeService *self, const char *name)
{
  Path *path = g_hash_table_lookup (self->paths, name);

  if (path != NULL)
    return path;
  path = g_new0 (Path, 1);
  path->status = 404;
  path->headers = new_table ();
  g_hash_table_insert (self->paths, g_strdup (name), path);
  return path;
}

static void
add_header (const char *name, const char *value, gpointer table)
{
  g_hash_table_insert (table, g_ascii_strdown (name, -1), g_strdup (value));
}

static void
answer (Path *path, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *type = g_hash_table_lookup (path->headers, "content-type");
  const char *body = path->body;
  GHashTableIter iter;
  gpointer key, value;

  soup_server_message_set_status (message, path->status, NULL);
  g_hash_table_iter_init (&iter, path->headers);
  while (g_hash_table_iter_next (&iter, &key, &value))
    soup_message_headers_replace (headers, key, value);
  if (path->only_name != NULL
      && g_strcmp0 (g_hash_table_lookup (path->form, path->only_name), path->only_value) == 0)
    body = path->only_body;
  if (body != NULL)
    soup_server_message_set_response (message, type != NULL ? type : "application/json",
                                      SOUP_MEMORY_COPY, body, strlen (body));
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *name,
            GHashTable *query,
            gpointer user_data)
{
  FakeService *self = user_data;
  Path *path = get_path (self, name);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  path->count++;
  g_clear_pointer (&path->form, g_hash_table_unref);
  path->form = soup_form_decode (text);
  g_clear_pointer (&path->request_headers, g_hash_table_unref);
  path->request_headers = new_table ();
  soup_message_headers_foreach (soup_server_message_get_request_headers (message), add_header,
                                path->request_headers);

  if (path->hold)
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->held, g_object_ref (message));
    }
  else
    answer (path, message);
}

static void
listen_on (FakeService *self)
{
  g_autoptr (GSocketAddress) address
    = g_inet_socket_address_new_from_string ("127.0.0.1", self->port);
  g_autoptr (GError) error = NULL;

  soup_server_listen (self->server, address, SOUP_SERVER_LISTEN_HTTPS, &error);
  g_assert_no_error (error);
}

/**
 * fake_service_new:
 * @certificate: the name of what it shows, see make-certificates.sh
 */
FakeService *
fake_service_new (const char *certificate)
{
  FakeService *self = g_new0 (FakeService, 1);
  g_autofree char *name = g_strconcat (certificate, ".pem", NULL);
  g_autofree char *file = g_test_build_filename (G_TEST_BUILT, "support", name, NULL);
  g_autoptr (GTlsCertificate) shown = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  shown = g_tls_certificate_new_from_file (file, &error);
  g_assert_no_error (error);
  self->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, path_free);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->server = soup_server_new ("tls-certificate", shown, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  listen_on (self);
  uris = soup_server_get_uris (self->server);
  self->port = g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->origin = g_strdup_printf ("https://127.0.0.1:%u", self->port);
  return self;
}

void
fake_service_free (FakeService *self)
{
  soup_server_disconnect (self->server);
  g_ptr_array_unref (self->held);
  g_object_unref (self->server);
  g_hash_table_unref (self->paths);
  g_free (self->origin);
  g_free (self);
}

const char *
fake_service_get_origin (FakeService *self)
{
  return self->origin;
}

static char *
complete (FakeService *self, const char *text)
{
  g_autoptr (GString) string = g_string_new (text);

  g_string_replace (string, "~", self->origin, 0);
  return g_strdup (string->str);
}

/**
 * fake_service_say:
 *
 * The answer from now on, as JSON and without a header that was set before.
 */
void
fake_service_say (FakeService *self, const char *path, guint status, const char *body)
{
  Path *p = get_path (self, path);

  p->status = status;
  p->hold = FALSE;
  g_clear_pointer (&p->only_name, g_free);
  g_free (p->body);
  p->body = complete (self, body);
  g_hash_table_remove_all (p->headers);
}

void
fake_service_say_to (
  FakeService *self, const char *path, const char *name, const char *value, const char *body)
{
  Path *p = get_path (self, path);

  g_free (p->only_name);
  p->only_name = g_strdup (name);
  g_free (p->only_value);
  p->only_value = g_strdup (value);
  g_free (p->only_body);
  p->only_body = complete (self, body);
}

void
fake_service_set_header (FakeService *self, const char *path, const char *name, const char *value)
{
  g_hash_table_insert (get_path (self, path)->headers, g_ascii_strdown (name, -1),
                       complete (self, value));
}

/**
 * fake_service_hold:
 *
 * From now on it takes requests for this path and does not answer them.
 */
void
fake_service_hold (FakeService *self, const char *path)
{
  get_path (self, path)->hold = TRUE;
}

/**
 * fake_service_release:
 *
 * Answers what it has held, with what is to be said by now.
 */
void
fake_service_release (FakeService *self)
{
  for (guint i = 0; i < self->held->len; i++)
    {
      SoupServerMessage *message = g_ptr_array_index (self->held, i);

      answer (get_path (self, g_uri_get_path (soup_server_message_get_uri (message))), message);
      soup_server_message_unpause (message);
    }
  g_ptr_array_set_size (self->held, 0);
}

void
fake_service_disappear (FakeService *self)
{
  soup_server_disconnect (self->server);
}

void
fake_service_reappear (FakeService *self)
{
  listen_on (self);
}

guint
fake_service_count (FakeService *self, const char *path)
{
  return get_path (self, path)->count;
}

const char *
fake_service_get_parameter (FakeService *self, const char *path, const char *name)
{
  GHashTable *form = get_path (self, path)->form;

  return form != NULL ? g_hash_table_lookup (form, name) : NULL;
}

const char *
fake_service_get_request_header (FakeService *self, const char *path, const char *name)
{
  GHashTable *headers = get_path (self, path)->request_headers;
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return headers != NULL ? g_hash_table_lookup (headers, lower) : NULL;
}
