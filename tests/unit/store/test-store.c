/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-archive.h"
#include "beckon-store-blobs.h"
#include "beckon-store-contacts.h"
#include "beckon-store-schema-private.h"
#include "store-test.h"

#include <sys/stat.h>

#define ALICE "alice@example.org"
#define BOB "bob@example.net"

static void
assert_refused (Fixture *fixture, BeckonStoreError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before;
  gsize length_after;

  g_assert_true (g_file_get_contents (fixture->path, &before, &length_before, NULL));
  g_assert_false (try_open (fixture, &error));
  g_assert_error (error, BECKON_STORE_ERROR, (int) code);
  g_assert_true (g_file_get_contents (fixture->path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
}

static void
run_sql (Fixture *fixture, const char *sql)
{
  sqlite3 *database;

  g_assert_cmpint (sqlite3_open (fixture->path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (database), ==, SQLITE_OK);
}

/* Messages are nobody else's business. */
static void
test_private (Fixture *fixture, gconstpointer data)
{
  g_autofree char *journal = g_strconcat (fixture->path, "-wal", NULL);
  struct stat status;

  add_account (fixture, ALICE);
  g_assert_cmpint (stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (stat (journal, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

/* On the first start there is no folder yet. */
static void
test_first_start (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "missing", NULL);
  struct stat status;

  g_free (fixture->path);
  fixture->path = g_build_filename (folder, "beckon.sqlite", NULL);
  open_store (fixture);
  g_assert_cmpint (stat (folder, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);

  close_store (fixture);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_free (fixture->path);
  fixture->path = g_build_filename (file, "beckon.sqlite", NULL);
  g_assert_false (try_open (fixture, &error));
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_IO);
}

static void
test_random_bytes (Fixture *fixture, gconstpointer data)
{
  char bytes[8192];

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = g_test_rand_int_range (0, 256);
  g_assert_true (g_file_set_contents (fixture->path, bytes, sizeof bytes, NULL));
  assert_refused (fixture, BECKON_STORE_ERROR_DAMAGED);
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  open_store (fixture);
  add_chat (fixture, add_account (fixture, ALICE), BOB);
  close_store (fixture);
  g_assert_cmpint (truncate (fixture->path, 5 * 4096 + 100), ==, 0);
  assert_refused (fixture, BECKON_STORE_ERROR_DAMAGED);
}

/* Damage further inside is found when it is read, and never taken for an empty chat. */
static void
test_damaged_inside (Fixture *fixture, gconstpointer data)
{
  gint64 chat;
  gsize length;
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = message_list ();
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GPtrArray) page = NULL;

  open_store (fixture);
  chat = add_chat (fixture, add_account (fixture, ALICE), BOB);
  for (int i = 0; i < 1000; i++)
    g_ptr_array_add (messages, make_message (chat, BOB, NULL, "a text of some length"));
  stored = add_messages (fixture, messages, NULL, &error);
  g_assert_no_error (error);
  close_store (fixture);

  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
  memset (bytes + 30 * 4096, 0x5a, length - 30 * 4096);
  g_assert_true (g_file_set_contents (fixture->path, bytes, length, NULL));
  open_store (fixture);
  page = CALL (beckon_store_load_messages, &error, fixture->store, chat, G_MAXINT64, TRUE, 1000);
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_DAMAGED);
  g_assert_null (page);
}

static void
test_not_ours (Fixture *fixture, gconstpointer data)
{
  run_sql (fixture, "CREATE TABLE t (a); INSERT INTO t VALUES (1);");
  assert_refused (fixture, BECKON_STORE_ERROR_DAMAGED);
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sql
    = g_strdup_printf ("PRAGMA user_version = %u", beckon_store_schema_n_steps + 1);

  open_store (fixture);
  close_store (fixture);
  run_sql (fixture, sql);
  assert_refused (fixture, BECKON_STORE_ERROR_NEWER);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  Fixture second = { .path = fixture->path };
  g_autoptr (GError) error = NULL;

  add_account (fixture, ALICE);
  g_assert_false (try_open (&second, &error));
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_BUSY);
}

static void
write_file (const char *path, const char *content)
{
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static void
assert_file (const char *path, const char *content)
{
  g_autofree char *found = NULL;

  g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, content);
}

/* All that belongs to a file that cannot be used is kept as it is, nothing is written over, and
 * nothing of it gets into the new one. */
static void
test_set_aside (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *taken = g_strconcat (fixture->path, ".damaged-1-wal", NULL);
  g_autofree char *expected = g_strconcat (fixture->path, ".damaged-2", NULL);
  g_autofree char *expected_wal = g_strconcat (expected, "-wal", NULL);
  g_autofree char *name = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  write_file (fixture->path, "not a database, but somebody's");
  write_file (wal, "what was to come into it");
  write_file (taken, "of another time");
  beckon_store_set_aside_async (fixture->path, keep_result, &result);
  name = beckon_store_set_aside_finish (wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, expected);
  assert_file (expected, "not a database, but somebody's");
  assert_file (expected_wal, "what was to come into it");
  assert_file (taken, "of another time");
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));

  open_store (fixture);
  add_account (fixture, ALICE);
  assert_file (expected, "not a database, but somebody's");
  close_store (fixture);
  g_unlink (expected);
  g_unlink (expected_wal);
  g_unlink (taken);
}

/* Where it cannot be moved it stays, with all that belongs to it. */
static void
test_set_aside_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->path, "beckon.db", NULL);

  write_file (fixture->path, "a file where a folder should be");
  beckon_store_set_aside_async (path, keep_result, &result);
  g_assert_null (beckon_store_set_aside_finish (wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  assert_file (fixture->path, "a file where a folder should be");
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonStore) store = g_object_ref (fixture->store);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GAsyncResult) third = NULL;
  g_autoptr (GError) error = NULL;

  beckon_store_close_async (store, keep_result, &first);
  beckon_store_close_async (store, keep_result, &second);
  beckon_store_load_accounts_async (store, NULL, keep_result, &third);
  g_assert_true (beckon_store_close_finish (store, wait_for (&first), &error));
  g_assert_no_error (error);
  g_assert_false (beckon_store_close_finish (store, wait_for (&second), &error));
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_null (beckon_store_load_accounts_finish (store, wait_for (&third), &error));
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_CLOSED);
  g_clear_object (&fixture->store);
}

typedef struct
{
  BeckonStore *store;
  guint expected; /* the number of the next answer */
  gint64 last_sort_key;
} Answers;

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answers *answers = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) stored
    = beckon_store_add_messages_finish (BECKON_STORE (source), result, NULL, &error);
  g_autofree char *expected = g_strdup_printf ("%u", answers->expected++);
  BeckonMessageRecord *message;

  g_assert_no_error (error);
  message = g_ptr_array_index (stored, 0);
  g_assert_cmpstr (message->body, ==, expected);
  g_assert_cmpint (message->sort_key, >, answers->last_sort_key);
  answers->last_sort_key = message->sort_key;
}

/* Everything that was asked for before is done and answered, in order, before it is closed. */
static void
test_close_finishes (Fixture *fixture, gconstpointer data)
{
  const guint n = 1000;
  gint64 chat = add_chat (fixture, add_account (fixture, ALICE), BOB);
  Answers answers = { 0 };
  g_autoptr (GPtrArray) page = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GPtrArray) messages = message_list ();
      g_autofree char *body = g_strdup_printf ("%u", i);

      g_ptr_array_add (messages, make_message (chat, BOB, NULL, body));
      beckon_store_add_messages_async (fixture->store, messages, NULL, added_cb, &answers);
    }
  close_store (fixture);
  g_assert_cmpuint (answers.expected, ==, n);

  open_store (fixture);
  page = load_messages (fixture, chat, G_MAXINT64, TRUE, 2 * n);
  g_assert_cmpuint (page->len, ==, n);
}

/* Nobody closes it, and still nothing is lost. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  gint64 chat = add_chat (fixture, add_account (fixture, ALICE), BOB);
  g_autoptr (GPtrArray) messages = message_list ();
  g_autoptr (GPtrArray) page = NULL;
  Answers answers = { 0 };

  g_ptr_array_add (messages, make_message (chat, BOB, NULL, "0"));
  beckon_store_add_messages_async (fixture->store, messages, NULL, added_cb, &answers);
  g_clear_object (&fixture->store);
  while (answers.expected == 0)
    g_main_context_iteration (NULL, TRUE);

  open_store (fixture);
  page = load_messages (fixture, chat, G_MAXINT64, TRUE, 10);
  g_assert_cmpuint (page->len, ==, 1);
}

/* A call that is cancelled does nothing, and says so; one that is through says that. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  gint64 chat = add_chat (fixture, add_account (fixture, ALICE), BOB);
  g_autoptr (GPtrArray) page = NULL;
  guint n_stored = 0;

  for (int when = 0; when < 3; when++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GPtrArray) messages = message_list ();
      g_autoptr (GPtrArray) stored = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (messages, make_message (chat, BOB, NULL, "text"));
      if (when == 0)
        g_cancellable_cancel (cancellable);
      beckon_store_add_messages_async (fixture->store, messages, cancellable, keep_result, &result);
      if (when == 1)
        g_cancellable_cancel (cancellable);
      wait_for (&result);
      if (when == 2)
        g_cancellable_cancel (cancellable);

      stored = beckon_store_add_messages_finish (fixture->store, result, NULL, &error);
      if (stored != NULL)
        n_stored++;
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_true (when != 0 || stored == NULL);
      g_assert_true (when != 2 || stored != NULL);
    }
  page = load_messages (fixture, chat, G_MAXINT64, TRUE, 10);
  g_assert_cmpuint (page->len, ==, n_stored);
}

static gboolean
migrate (Fixture *fixture, const char *const *steps, guint n_steps, GError **error)
{
  g_autoptr (BeckonDatabase) database = beckon_database_open (fixture->path, error);

  return database != NULL && beckon_store_schema_check (database, n_steps, error)
         && beckon_database_configure (database, error)
         && beckon_store_schema_migrate (database, fixture->path, steps, n_steps, error);
}

static gint64
read_number (const char *path, const char *sql)
{
  sqlite3 *database;
  sqlite3_stmt *statement;
  gint64 number;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (database);
  return number;
}

/* A step that fails leaves nothing of it, and the copy of the file as it was before all of them;
 * with the mistake mended the rest is done, and the copy goes. */
static void
test_migrate (Fixture *fixture, gconstpointer data)
{
  const char *steps[] = {
    "CREATE TABLE t (a); INSERT INTO t VALUES (1);",
    "ALTER TABLE t ADD COLUMN b; UPDATE t SET b = 2;",
    "UPDATE t SET b = 3; UPDATE missing SET b = 3;",
    "UPDATE t SET b = b + 1;",
  };
  g_autofree char *copy = g_strconcat (fixture->path, ".before-v4", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (migrate (fixture, steps, 1, &error));
  g_assert_no_error (error);

  for (int i = 0; i < 2; i++)
    {
      g_assert_false (migrate (fixture, steps, 4, &error));
      g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_FAILED);
      g_clear_error (&error);
      g_assert_cmpint (read_number (fixture->path, "PRAGMA user_version"), ==, 2);
      g_assert_cmpint (read_number (fixture->path, "SELECT b FROM t"), ==, 2);
      g_assert_cmpint (read_number (copy, "PRAGMA user_version"), ==, 1 + i);
      g_assert_cmpint (read_number (copy, "SELECT a FROM t"), ==, 1);
    }

  steps[2] = "UPDATE t SET b = 3;";
  g_assert_true (migrate (fixture, steps, 4, &error));
  g_assert_no_error (error);
  g_assert_cmpint (read_number (fixture->path, "SELECT b FROM t"), ==, 4);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
}

/* One of everything, for the databases in tests/data; what test_frozen() looks for. */
static void
fill (Fixture *fixture)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 gone = add_account (fixture, "gone@example.org");
  gint64 chat = add_chat (fixture, account, BOB);
  BeckonContactRecord *contact = beckon_contact_record_new ();
  g_autoptr (GPtrArray) contacts
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_contact_record_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonMessageRecord) message
    = add_message (fixture, make_message (chat, BOB, "1", "helo"), NULL);
  g_autoptr (BeckonMessageRecord) corrected
    = correct_message (fixture, message, "hello 天气", &error);
  g_autoptr (BeckonGapRecord) gap
    = CALL (beckon_store_open_gap, &error, fixture->store, account, ALICE, "a1");
  g_autoptr (BeckonMessageRecord) own = NULL;
  BeckonMessageRecord *queued = make_message (chat, ALICE, "2", "queued");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("avatar", 6);

  queued->outgoing = TRUE;
  queued->state = BECKON_MESSAGE_QUEUED;
  own = add_message (fixture, queued, NULL);
  contact->jid = g_strdup (BOB);
  contact->subscription = g_strdup ("both");
  g_ptr_array_add (contacts, contact);
  g_assert_true (
    WRITE (beckon_store_save_roster, &error, fixture->store, account, contacts, TRUE, "v1"));
  g_assert_true (WRITE (beckon_store_set_chat_draft, &error, fixture->store, chat, "draft"));
  g_assert_true (
    WRITE (beckon_store_save_blob, &error, fixture->store, BECKON_STORE_BLOB_AVATAR, "key", bytes));
  g_assert_true (WRITE (beckon_store_remove_account, &error, fixture->store, gone, TRUE));
  g_assert_no_error (error);
}

/* The file of each earlier version is brought to this one with all that is in it. */
static void
test_frozen (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("store-v%d.sqlite", GPOINTER_TO_INT (data));
  g_autofree char *frozen = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autofree char *bytes = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GPtrArray) revocations = NULL;
  g_autoptr (GPtrArray) contacts = NULL;
  g_autoptr (GPtrArray) chats = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) gaps = NULL;
  g_autoptr (GBytes) blob = NULL;
  g_autofree char *text = NULL;
  BeckonAccountRecord *account;
  BeckonChatRecord *chat;

  g_file_get_contents (frozen, &bytes, &length, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (fixture->path, bytes, length, NULL));
  g_assert_cmpint (read_number (fixture->path, "PRAGMA user_version"), ==, GPOINTER_TO_INT (data));
  open_store (fixture);

  accounts = CALL (beckon_store_load_accounts, &error, fixture->store);
  g_assert_cmpuint (accounts->len, ==, 1);
  account = g_ptr_array_index (accounts, 0);
  g_assert_cmpstr (account->jid, ==, ALICE);
  g_assert_cmpstr (account->roster_version, ==, "v1");
  revocations = CALL (beckon_store_load_revocations, &error, fixture->store);
  g_assert_cmpuint (revocations->len, ==, 1);
  contacts = CALL (beckon_store_load_contacts, &error, fixture->store, account->id);
  g_assert_cmpuint (contacts->len, ==, 1);
  chats = CALL (beckon_store_load_chats, &error, fixture->store, account->id);
  g_assert_cmpuint (chats->len, ==, 1);
  chat = g_ptr_array_index (chats, 0);
  g_assert_cmpstr (chat->draft, ==, "draft");
  g_assert_cmpuint (chat->unread, ==, 1);
  messages = load_messages (fixture, chat->id, 0, FALSE, 10);
  text = join_bodies (messages);
  g_assert_cmpstr (text, ==, "hello 天气 queued");
  found = CALL (beckon_store_search_messages, &error, fixture->store, "气", 0, 10);
  g_assert_cmpuint (found->len, ==, 1);
  gaps = CALL (beckon_store_load_gaps, &error, fixture->store, account->id, ALICE);
  g_assert_cmpuint (gaps->len, ==, 1);
  blob = CALL (beckon_store_load_blob, &error, fixture->store, BECKON_STORE_BLOB_AVATAR, "key");
  g_assert_cmpuint (g_bytes_get_size (blob), ==, 6);
  g_assert_no_error (error);
  close_store (fixture);
  g_assert_cmpint (read_number (fixture->path, "PRAGMA user_version"), ==,
                   beckon_store_schema_n_steps);
}

int
main (int argc, char *argv[])
{
  /* Makes a database of the present version, for tests/data: test-store --freeze FILE */
  if (argc == 3 && g_str_equal (argv[1], "--freeze"))
    {
      Fixture frozen = { .path = argv[2] };

      open_store (&frozen);
      fill (&frozen);
      close_store (&frozen);
      return 0;
    }

  g_test_init (&argc, &argv, NULL);

#define TEST(name, set_up, function)                                                               \
  g_test_add ("/store/" name, Fixture, NULL, set_up, function, tear_down)
  TEST ("private", set_up, test_private);
  TEST ("first-start", set_up_folder, test_first_start);
  TEST ("no-folder", set_up_folder, test_no_folder);
  TEST ("random-bytes", set_up_folder, test_random_bytes);
  TEST ("truncated", set_up_folder, test_truncated);
  TEST ("damaged-inside", set_up_folder, test_damaged_inside);
  TEST ("set-aside", set_up_folder, test_set_aside);
  TEST ("set-aside/refused", set_up_folder, test_set_aside_refused);
  TEST ("not-ours", set_up_folder, test_not_ours);
  TEST ("newer", set_up_folder, test_newer);
  TEST ("busy", set_up, test_busy);
  TEST ("closed", set_up, test_closed);
  TEST ("close-finishes", set_up, test_close_finishes);
  TEST ("dropped", set_up, test_dropped);
  TEST ("cancel", set_up, test_cancel);
  TEST ("migrate", set_up_folder, test_migrate);
  for (guint version = 1; version < beckon_store_schema_n_steps; version++)
    {
      g_autofree char *name = g_strdup_printf ("/store/frozen/v%u", version);

      g_test_add (name, Fixture, GUINT_TO_POINTER (version), set_up_folder, test_frozen, tear_down);
    }
  return g_test_run ();
}
