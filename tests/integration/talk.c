/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "talk.h"

#include <glib/gstdio.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void read_line (Peer *self);

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *self = user_data;
  char *line
    = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL)
    {
      g_clear_object (&self->output);
      return;
    }
  if (g_test_verbose ())
    g_test_message ("peer: %s", line);
  g_ptr_array_add (self->lines, line);
  read_line (self);
}

static void
read_line (Peer *self)
{
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, NULL, line_cb, self);
}

Peer *
peer_new (const char *name)
{
  Peer *self = g_new0 (Peer, 1);
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "support", "peer.py", NULL);
  g_autoptr (GError) error = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                    &error, "/usr/bin/python3", script, name, NULL);
  g_assert_no_error (error);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  read_line (self);
  peer_expect (self, "ready");
  return self;
}

void
peer_free (Peer *self)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  wait_until (self->output == NULL);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->process);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

void
peer_send (Peer *self, const char *format, ...)
{
  GOutputStream *input = g_subprocess_get_stdin_pipe (self->process);
  g_autofree char *line = NULL;
  va_list args;
  g_autoptr (GError) error = NULL;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  g_output_stream_printf (input, NULL, NULL, &error, "%s\n", line);
  g_assert_no_error (error);
}

static const char *
find_line (Peer *self, const char *text)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (strstr (g_ptr_array_index (self->lines, i), text) != NULL)
      return g_ptr_array_index (self->lines, i);
  return NULL;
}

/* The first line with that text, waiting for it. */
const char *
peer_expect (Peer *self, const char *text)
{
  wait_until (find_line (self, text) != NULL || self->output == NULL);
  g_assert_nonnull (find_line (self, text));
  return find_line (self, text);
}

gboolean
peer_got (Peer *self, const char *text)
{
  return find_line (self, text) != NULL;
}

void
peer_forget (Peer *self)
{
  g_ptr_array_set_size (self->lines, 0);
}

void
talk_trust_server (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (g_getenv ("BECKON_TEST_CA"), &error);

  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
}

void
talk_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

BeckonClient *
talk_open (const char *folder, BeckonSecretStore *secrets)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BeckonClient *client;

  beckon_client_open_async (folder, secrets, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  client = beckon_client_open_finish (result, &error);
  g_assert_no_error (error);
  return client;
}

void
talk_close (BeckonClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_client_close_async (client, talk_result_cb, &result);
  wait_until (result != NULL);
  beckon_client_close_finish (client, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (client);
}

BeckonJid *
talk_jid (const char *name)
{
  g_autofree char *text = g_strdup_printf ("%s@%s", name, g_getenv ("BECKON_TEST_DOMAIN"));

  return beckon_jid_new (text, NULL);
}

BeckonAccount *
talk_try_sign_in (BeckonClient *client,
                  const char *name,
                  const char *password,
                  gboolean keep_password,
                  GError **error)
{
  g_autoptr (BeckonJid) jid = talk_jid (name);
  BeckonSignIn sign_in = {
    .jid = jid,
    .password = password,
    .host = g_getenv ("BECKON_TEST_HOST"),
    .port = atoi (g_getenv ("BECKON_TEST_TLS_PORT")),
    .direct_tls = TRUE,
    .keep_password = keep_password,
  };
  g_autoptr (GAsyncResult) result = NULL;

  beckon_client_sign_in_async (client, &sign_in, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  return beckon_client_sign_in_finish (client, result, error);
}

BeckonAccount *
talk_sign_in (BeckonClient *client, const char *name)
{
  g_autofree char *upper = g_ascii_strup (name, -1);
  g_autofree char *variable = g_strdup_printf ("BECKON_TEST_%s_PASSWORD", upper);
  g_autoptr (GError) error = NULL;
  BeckonAccount *account = talk_try_sign_in (client, name, g_getenv (variable), FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpint (beckon_account_get_state (account), ==, BECKON_ACCOUNT_ONLINE);
  return account;
}

/* The only account. */
BeckonAccount *
talk_get_account (BeckonClient *client)
{
  GListModel *accounts = beckon_client_get_accounts (client);

  g_assert_cmpuint (g_list_model_get_n_items (accounts), ==, 1);
  return g_list_model_get_item (accounts, 0);
}

BeckonContact *
talk_find_contact (GListModel *contacts, const char *name)
{
  g_autoptr (BeckonJid) jid = talk_jid (name);

  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (BeckonContact) contact = g_list_model_get_item (contacts, i);

      if (beckon_jid_equal (beckon_contact_get_jid (contact), jid))
        return contact;
    }
  return NULL;
}

BeckonChat *
talk_open_chat (BeckonAccount *account, const char *name)
{
  g_autoptr (BeckonJid) jid = talk_jid (name);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BeckonChat *chat;

  beckon_account_open_chat_async (account, jid, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  chat = beckon_account_open_chat_finish (account, result, &error);
  g_assert_no_error (error);
  return chat;
}

BeckonMessage *
talk_send (BeckonChat *chat, const char *body)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BeckonMessage *message;

  beckon_chat_send_async (chat, body, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  message = beckon_chat_send_finish (chat, result, &error);
  g_assert_no_error (error);
  return message;
}

/* All of the history, oldest first. */
GPtrArray *
talk_load (BeckonChat *chat)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *messages;

  beckon_chat_load_async (chat, G_MAXINT64, TRUE, 1000, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  messages = beckon_chat_load_finish (chat, result, &error);
  g_assert_no_error (error);
  return messages;
}

static gboolean
contains (const char *content, gsize length, const char *text)
{
  gsize size = strlen (text);

  for (gsize i = 0; i + size <= length; i++)
    if (memcmp (content + i, text, size) == 0)
      return TRUE;
  return FALSE;
}

/* Nothing that could be used to sign in is anywhere on the disk. */
void
talk_assert_no_secret (const char *folder, const char *secret)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *content = NULL;
      gsize length;

      if (g_file_get_contents (path, &content, &length, NULL))
        g_assert_false (contains (content, length, secret));
    }
}

void
talk_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

void
talk_set_up (Talk *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("beckon-XXXXXX", &error);
  g_assert_no_error (error);
  self->secrets = beckon_secret_store_new_memory ();
  self->client = talk_open (self->folder, self->secrets);
}

void
talk_tear_down (Talk *self, gconstpointer data)
{
  talk_close (self->client);
  talk_remove_folder (self->folder);
  g_assert_finalize_object (self->secrets);
  g_free (self->folder);
}
