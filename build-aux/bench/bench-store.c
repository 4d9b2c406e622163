/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench-wait.h"

#include "beckon-store-accounts.h"
#include "beckon-store-chats.h"
#include "beckon-store-messages.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

/* What the store needs, next to what SQLite alone needs for the least that could do the same: one
 * table without index (or with the one index that the query needs), no second thread. Prints lines
 * of: name, value, floor, unit; see build-aux/bench/run. */

#define N_SINGLE 300
#define N_MESSAGES 100000
#define N_CHATS 2000
#define BATCH 500
#define PAGE 50
#define N_READS 100

static BeckonStore *store;
static sqlite3 *bare;
static GPtrArray *bodies;

static double
now_ms (void)
{
  return g_get_monotonic_time () / 1000.0;
}

static void
report (const char *name, double value, double floor, const char *unit)
{
  g_print ("%s\t%.3f\t%.3f\t%s\n", name, value, floor, unit);
}

static void
check (int code)
{
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
    g_error ("SQLite: %s", sqlite3_errmsg (bare));
}

static void
run (const char *sql)
{
  check (sqlite3_exec (bare, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *
prepare (const char *sql)
{
  sqlite3_stmt *statement;

  check (sqlite3_prepare_v2 (bare, sql, -1, &statement, NULL));
  return statement;
}

/* The result of a call, which must succeed. */
#define CALL(name, ...)                                                                            \
  ({                                                                                               \
    g_autoptr (GAsyncResult) result_ = NULL;                                                       \
    g_autoptr (GError) error_ = NULL;                                                              \
    name##_async (__VA_ARGS__, NULL, keep_result, &result_);                                       \
    typeof (name##_finish (store, result_, &error_)) value_                                        \
      = name##_finish (store, wait_for (&result_), &error_);                                       \
    g_assert_no_error (error_);                                                                    \
    value_;                                                                                        \
  })

/* Sentences of words of which some are common and most are rare. */
static void
make_bodies (void)
{
  GRand *random = g_rand_new_with_seed (1);

  bodies = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < N_MESSAGES; i++)
    {
      GString *body = g_string_new ("the");

      for (int n = g_rand_int_range (random, 3, 20); n > 0; n--)
        {
          double u = g_rand_double (random);

          g_string_append_printf (body, " w%d", (int) (20000 * u * u * u));
        }
      if (i % 10000 == 0)
        g_string_append (body, " needle 天气");
      g_ptr_array_add (bodies, g_string_free (body, FALSE));
    }
  g_rand_free (random);
}

static BeckonMessageRecord *
make_message (gint64 chat, int n)
{
  BeckonMessageRecord *message = beckon_message_record_new ();

  message->chat_id = chat;
  message->sender = g_strdup ("bob@example.net");
  message->resource = g_strdup ("phone");
  message->origin_id = g_strdup_printf ("origin-%d", n);
  message->archive_id = g_strdup_printf ("archive-%d", n);
  message->time = g_get_real_time ();
  message->body = g_strdup (g_ptr_array_index (bodies, n % N_MESSAGES));
  return message;
}

static void
add (gint64 chat, int first, int n)
{
  g_autoptr (GPtrArray) messages
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_message_record_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < n; i++)
    g_ptr_array_add (messages, make_message (chat, first + i));
  beckon_store_add_messages_async (store, messages, NULL, keep_result, &result);
  stored = beckon_store_add_messages_finish (store, wait_for (&result), NULL, &error);
  g_assert_no_error (error);
}

static void
add_bare (gint64 chat, int first, int n)
{
  static sqlite3_stmt *statement;

  if (statement == NULL)
    statement
      = prepare ("INSERT INTO messages (chat, sender, resource, origin, archive, time, body)"
                 " VALUES (?, 'bob@example.net', 'phone', ?, ?, ?, ?)");
  run ("BEGIN");
  for (int i = 0; i < n; i++)
    {
      g_autofree char *origin = g_strdup_printf ("origin-%d", first + i);
      g_autofree char *archive = g_strdup_printf ("archive-%d", first + i);

      sqlite3_bind_int64 (statement, 1, chat);
      sqlite3_bind_text (statement, 2, origin, -1, SQLITE_STATIC);
      sqlite3_bind_text (statement, 3, archive, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (statement, 4, g_get_real_time ());
      sqlite3_bind_text (statement, 5, g_ptr_array_index (bodies, (first + i) % N_MESSAGES), -1,
                         SQLITE_STATIC);
      check (sqlite3_step (statement));
      sqlite3_reset (statement);
    }
  run ("COMMIT");
}

static void
bench_single (gint64 chat)
{
  double start = now_ms ();
  double floor;

  for (int i = 0; i < N_SINGLE; i++)
    add_bare (0, N_MESSAGES + i, 1);
  floor = (now_ms () - start) / N_SINGLE;

  start = now_ms ();
  for (int i = 0; i < N_SINGLE; i++)
    add (chat, N_MESSAGES + i, 1);
  report ("insert one message, on the disk", (now_ms () - start) / N_SINGLE, floor, "ms");
}

static guint n_answered;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) stored
    = beckon_store_add_messages_finish (BECKON_STORE (source), result, NULL, &error);

  g_assert_no_error (error);
  n_answered++;
}

/* As when many messages come at once, each being a call of its own. */
static void
bench_burst (gint64 chat)
{
  const guint n = 2000;
  double start = now_ms ();
  double floor;

  add_bare (0, 2 * N_MESSAGES, n);
  floor = now_ms () - start;

  start = now_ms ();
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GPtrArray) messages
        = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_message_record_unref);

      g_ptr_array_add (messages, make_message (chat, 2 * N_MESSAGES + i));
      beckon_store_add_messages_async (store, messages, NULL, answered_cb, NULL);
    }
  while (n_answered < n)
    g_main_context_iteration (NULL, TRUE);
  report ("insert 2,000 messages, one call each", now_ms () - start, floor, "ms");
}

static void
bench_batch (gint64 chat)
{
  double start = now_ms ();
  double floor;

  for (int i = 0; i < N_MESSAGES; i += BATCH)
    add_bare (1, i, BATCH);
  floor = now_ms () - start;

  start = now_ms ();
  for (int i = 0; i < N_MESSAGES; i += BATCH)
    add (chat, i, BATCH);
  report ("insert 100,000 messages, by 500", now_ms () - start, floor, "ms");
}

static void
bench_open (gint64 chat)
{
  sqlite3_stmt *statement
    = prepare ("SELECT * FROM messages WHERE chat = 1 ORDER BY id DESC LIMIT 50");
  double start;
  double floor;

  run ("CREATE INDEX by_chat ON messages (chat, id)");
  sqlite3_finalize (statement);
  statement = prepare ("SELECT * FROM messages WHERE chat = 1 ORDER BY id DESC LIMIT 50");
  start = now_ms ();
  for (int i = 0; i < N_READS; i++)
    {
      while (sqlite3_step (statement) == SQLITE_ROW)
        for (int column = 0; column < sqlite3_column_count (statement); column++)
          sqlite3_column_text (statement, column);
      sqlite3_reset (statement);
    }
  floor = (now_ms () - start) / N_READS;
  sqlite3_finalize (statement);

  start = now_ms ();
  for (int i = 0; i < N_READS; i++)
    {
      g_autoptr (GPtrArray) page
        = CALL (beckon_store_load_messages, store, chat, G_MAXINT64, TRUE, PAGE);

      g_assert_cmpuint (page->len, ==, PAGE);
    }
  report ("open a chat of 100,000 messages", (now_ms () - start) / N_READS, floor, "ms");
}

static void
bench_chats (gint64 account)
{
  sqlite3_stmt *statement
    = prepare ("SELECT * FROM messages WHERE chat = ? ORDER BY id DESC LIMIT 1");
  double start;
  double floor;

  for (int i = 0; i < N_CHATS; i++)
    {
      g_autofree char *peer = g_strdup_printf ("%d@example.net", i);
      g_autoptr (BeckonChatRecord) chat = CALL (beckon_store_open_chat, store, account, peer);

      add (chat->id, i, 3);
      add_bare (chat->id + 10, i, 3);
    }

  start = now_ms ();
  for (int i = 0; i < N_CHATS; i++)
    {
      sqlite3_bind_int64 (statement, 1, i + 12);
      check (sqlite3_step (statement));
      for (int column = 0; column < sqlite3_column_count (statement); column++)
        sqlite3_column_text (statement, column);
      sqlite3_reset (statement);
    }
  floor = now_ms () - start;
  sqlite3_finalize (statement);

  start = now_ms ();
  {
    g_autoptr (GPtrArray) chats = CALL (beckon_store_load_chats, store, 0);

    g_assert_cmpuint (chats->len, ==, N_CHATS + 1);
  }
  report ("list of 2,000 chats, 100,000 unread", now_ms () - start, floor, "ms");
}

static void
bench_search (const char *name, const char *words, const char *query)
{
  sqlite3_stmt *statement = prepare ("SELECT messages.* FROM found JOIN messages ON messages.id ="
                                     " found.rowid WHERE found MATCH ?"
                                     " ORDER BY found.rowid DESC LIMIT 50");
  const int n = N_READS / 10;
  double start = now_ms ();
  double floor;

  for (int i = 0; i < n; i++)
    {
      sqlite3_bind_text (statement, 1, query, -1, SQLITE_STATIC);
      while (sqlite3_step (statement) == SQLITE_ROW)
        sqlite3_column_text (statement, 7);
      sqlite3_reset (statement);
    }
  floor = (now_ms () - start) / n;
  sqlite3_finalize (statement);

  start = now_ms ();
  for (int i = 0; i < n; i++)
    {
      g_autoptr (GPtrArray) found
        = CALL (beckon_store_search_messages, store, words, (gint64) 0, PAGE);

      g_assert_cmpuint (found->len, >, 0);
    }
  report (name, (now_ms () - start) / n, floor, "ms");
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_strdup ("bench-store-XXXXXX");
  g_autofree char *path = NULL;
  g_autofree char *bare_path = NULL;
  g_autoptr (BeckonAccountRecord) account = beckon_account_record_new ();
  g_autoptr (BeckonAccountRecord) stored = NULL;
  g_autoptr (BeckonChatRecord) chat = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  /* Here, and not in the folder for temporary files, which may be in memory. */
  g_assert_nonnull (g_mkdtemp (folder));
  path = g_build_filename (folder, "beckon.sqlite", NULL);
  bare_path = g_build_filename (folder, "bare.sqlite", NULL);
  make_bodies ();

  check (sqlite3_open (bare_path, &bare));
  run ("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
       "CREATE TABLE messages (id INTEGER PRIMARY KEY, chat INTEGER, sender TEXT, resource TEXT,"
       " origin TEXT, archive TEXT, time INTEGER, body TEXT)");

  beckon_store_open_async (path, NULL, keep_result, &opened);
  store = beckon_store_open_finish (wait_for (&opened), &error);
  g_assert_no_error (error);
  account->jid = g_strdup ("alice@example.org");
  stored = CALL (beckon_store_save_account, store, account);
  chat = CALL (beckon_store_open_chat, store, stored->id, "bob@example.net");

  bench_single (chat->id);
  bench_burst (chat->id);
  bench_batch (chat->id);
  bench_open (chat->id);
  bench_chats (stored->id);
  run ("CREATE VIRTUAL TABLE found USING fts5 (body, content = messages, content_rowid = id);"
       "INSERT INTO found (found) VALUES ('rebuild')");
  bench_search ("search a rare word", "needle", "\"needle\" *");
  bench_search ("search a word that is in all messages", "the", "\"the\" *");
  bench_search ("search in Chinese", "天气", "\"天气\" *");

  beckon_store_close_async (store, keep_result, &closed);
  beckon_store_close_finish (store, wait_for (&closed), &error);
  g_assert_no_error (error);
  g_object_unref (store);
  sqlite3_close_v2 (bare);
  g_ptr_array_unref (bodies);
  remove_folder (folder);
  return 0;
}
