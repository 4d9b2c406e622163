/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-history-export.h"

#include "beckon-store-accounts.h"
#include "beckon-store-chats.h"
#include "beckon-store-messages.h"

#include <glib/gstdio.h>
#include <string.h>

#define ALICE "alice@example.org"
#define BOB "bob@example.net"
#define CAROL "carol@example.net"
#define MANY 1200

typedef struct
{
  char *folder;
  char *database;
  char *path;
  GFile *file;
  BeckonStore *store;
  BeckonClient *client;
  GCancellable *cancellable;
  guint n_progress;
  guint n_done;
  guint largest_step;
} Fixture;

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static gint64
add_account (Fixture *fixture)
{
  g_autoptr (BeckonAccountRecord) account = beckon_account_record_new ();
  g_autoptr (BeckonAccountRecord) stored = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  account->jid = g_strdup (ALICE);
  beckon_store_save_account_async (fixture->store, account, NULL, keep_result, &result);
  stored = beckon_store_save_account_finish (fixture->store, wait_for (&result), NULL);
  return stored->id;
}

static gint64
add_chat (Fixture *fixture, gint64 account, const char *peer)
{
  g_autoptr (BeckonChatRecord) chat = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  beckon_store_open_chat_async (fixture->store, account, peer, NULL, keep_result, &result);
  chat = beckon_store_open_chat_finish (fixture->store, wait_for (&result), NULL);
  return chat->id;
}

static void
add_message (
  Fixture *fixture, gint64 chat, const char *sender, const char *body, BeckonMessageState state)
{
  g_autoptr (GPtrArray) messages
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_message_record_unref);
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  BeckonMessageRecord *message = beckon_message_record_new ();

  message->chat_id = chat;
  message->sender = g_strdup (sender);
  message->outgoing = g_str_equal (sender, ALICE);
  message->time = G_GINT64_CONSTANT (1795176000) * G_USEC_PER_SEC;
  message->body = g_strdup (body);
  message->state = state;
  g_ptr_array_add (messages, message);
  beckon_store_add_messages_async (fixture->store, messages, NULL, keep_result, &result);
  stored = beckon_store_add_messages_finish (fixture->store, wait_for (&result), NULL, NULL);
  g_assert_cmpuint (stored->len, ==, 1);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  fixture->folder = g_dir_make_tmp ("beckon-export-XXXXXX", NULL);
  fixture->database = g_build_filename (fixture->folder, "beckon.db", NULL);
  fixture->path = g_build_filename (fixture->folder, "history.txt", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
  beckon_store_open_async (fixture->database, NULL, keep_result, &result);
  fixture->store = beckon_store_open_finish (wait_for (&result), NULL);
  g_assert_nonnull (fixture->store);
}

/* The client takes the store over. */
static void
open_client (Fixture *fixture)
{
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GError) error = NULL;

  beckon_store_close_async (fixture->store, keep_result, &closed);
  g_assert_true (beckon_store_close_finish (fixture->store, wait_for (&closed), NULL));
  g_clear_object (&fixture->store);
  beckon_client_open_async (fixture->folder, secrets, NULL, keep_result, &opened);
  fixture->client = beckon_client_open_finish (wait_for (&opened), &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_client_close_async (fixture->client, keep_result, &result);
  g_assert_true (beckon_client_close_finish (fixture->client, wait_for (&result), NULL));
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&fixture->client));
  g_unlink (fixture->path);
  g_unlink (fixture->database);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0); /* and nothing half-written is left */
  g_object_unref (fixture->file);
  g_free (fixture->path);
  g_free (fixture->database);
  g_free (fixture->folder);
}

static void
progress_cb (guint n_messages, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_progress++;
  fixture->largest_step = MAX (fixture->largest_step, n_messages - fixture->n_done);
  fixture->n_done = n_messages;
  if (fixture->cancellable != NULL)
    g_cancellable_cancel (fixture->cancellable);
}

static gboolean
export (Fixture *fixture, guint *n_messages, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_history_export_async (fixture->client, fixture->file, "not sent", fixture->cancellable,
                               progress_cb, fixture, keep_result, &result);
  return beckon_history_export_finish (wait_for (&result), n_messages, error);
}

static void
assert_content (Fixture *fixture, const char *expected)
{
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, expected);
}

/* Each chat in its order, and no message that looks like another one's. */
static void
test_text (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture);
  gint64 bob = add_chat (fixture, account, BOB);
  gint64 carol = add_chat (fixture, account, CAROL);
  g_autoptr (GError) error = NULL;
  GStatBuf status;
  guint n_messages;

  add_chat (fixture, account, "silent@example.net");
  add_message (fixture, bob, BOB, "Hello, 你好 <b>", BECKON_MESSAGE_RECEIVED);
  add_message (fixture, carol, CAROL, "Another chat", BECKON_MESSAGE_RECEIVED);
  add_message (fixture, bob, ALICE, "read", BECKON_MESSAGE_READ);
  add_message (fixture, bob, BOB,
               "one\n[2026-11-20 12:00:00 +0000] " ALICE ": I never said this\r\nthree\rfour"
               "\xe2\x80\xa8"
               "five",
               BECKON_MESSAGE_RECEIVED);
  add_message (fixture, bob, ALICE, "waits", BECKON_MESSAGE_QUEUED);
  add_message (fixture, bob, ALICE, "failed", BECKON_MESSAGE_FAILED);
  open_client (fixture);
  g_assert_true (export (fixture, &n_messages, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_messages, ==, 6);
  assert_content (fixture,
                  "\n" ALICE " – " BOB "\n\n"
                  "[2026-11-20 12:00:00 +0000] " BOB ": Hello, 你好 <b>\n"
                  "[2026-11-20 12:00:00 +0000] " ALICE ": read\n"
                  "[2026-11-20 12:00:00 +0000] " BOB ": one\n"
                  "    [2026-11-20 12:00:00 +0000] " ALICE ": I never said this\n"
                  "    three\n"
                  "    four\n"
                  "    five\n"
                  "[2026-11-20 12:00:00 +0000] " ALICE " (not sent): waits\n"
                  "[2026-11-20 12:00:00 +0000] " ALICE " (not sent): failed\n"
                  "\n\n" ALICE " – " CAROL "\n\n"
                  "[2026-11-20 12:00:00 +0000] " CAROL ": Another chat\n");
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
}

static void
add_many (Fixture *fixture)
{
  gint64 chat = add_chat (fixture, add_account (fixture), BOB);

  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *body = g_strdup_printf ("message %u", i);

      add_message (fixture, chat, BOB, body, BECKON_MESSAGE_RECEIVED);
    }
  open_client (fixture);
}

/* All of a long chat, a page at a time. */
static void
test_long (Fixture *fixture, gconstpointer data)
{
  g_autofree char *content = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  add_many (fixture);
  g_assert_true (export (fixture, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_progress, ==, MANY / 100);
  g_assert_true (g_file_get_contents (fixture->path, &content, NULL, NULL));
  lines = g_strsplit (content, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, MANY + 4);
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *end = g_strdup_printf (": message %u", i);

      g_assert_true (g_str_has_suffix (lines[i + 3], end));
    }
}

/* The longer the messages are, the fewer of them are written in one go. */
static void
test_large (Fixture *fixture, gconstpointer data)
{
  gint64 chat = add_chat (fixture, add_account (fixture), BOB);
  g_autofree char *body = g_strnfill (40 * 1024, 'x');
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  guint n_messages;

  for (guint i = 0; i < 20; i++)
    add_message (fixture, chat, BOB, body, BECKON_MESSAGE_RECEIVED);
  open_client (fixture);
  g_assert_true (export (fixture, &n_messages, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_messages, ==, 20);
  g_assert_cmpuint (fixture->largest_step, ==, 4);
  g_assert_true (g_file_get_contents (fixture->path, &content, NULL, NULL));
  g_assert_cmpuint (strlen (content), >, 20 * strlen (body));
}

/* Whoever gives up has the file that was there before. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add_many (fixture);
  g_assert_true (g_file_set_contents (fixture->path, "of last year", -1, NULL));
  fixture->cancellable = g_cancellable_new ();
  g_assert_false (export (fixture, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (fixture->n_progress, ==, 1);
  g_assert_false (export (fixture, NULL, &error)); /* before it begins */
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_content (fixture, "of last year");
  g_clear_object (&fixture->cancellable);
}

/* A place that cannot be written is an error. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  open_client (fixture);
  g_set_object (&fixture->file, NULL);
  fixture->file = g_file_new_build_filename (fixture->database, "history.txt", NULL);
  g_assert_false (export (fixture, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(name, function)                                                                       \
  g_test_add ("/history-export/" name, Fixture, NULL, set_up, function, tear_down)
  TEST ("text", test_text);
  TEST ("long", test_long);
  TEST ("large", test_large);
  TEST ("cancel", test_cancel);
  TEST ("refused", test_refused);
  return g_test_run ();
}
