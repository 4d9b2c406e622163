/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-tokenizer-private.h"
#include "faulty-vfs.h"
#include "store-test.h"

#include <errno.h>
#include <sqlite3.h>

#define ALICE "alice@example.org"
#define BOB "bob@example.net"
#define BATCH 5

/* Whether a step of the story has succeeded, by what it was told. */
typedef struct
{
  gboolean account;
  gboolean chat;
  gboolean batch;
  gboolean draft;
  gboolean corrected;
} Told;

typedef struct
{
  FaultyOperation operation;
  guint n_times;
  int code;
  int number;
  BeckonStoreError expected;
} Fault;

static void
check_error (GError **error, const Fault *fault)
{
  if (*error == NULL)
    return;
  if (fault == NULL)
    g_assert_no_error (*error);
  g_assert_error (*error, BECKON_STORE_ERROR, (int) fault->expected);
  g_clear_error (error);
}

/* Goes as far as it can. */
static void
tell_story (Fixture *fixture, Told *told, const Fault *fault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonAccountRecord) account = beckon_account_record_new ();
  g_autoptr (BeckonAccountRecord) stored_account = NULL;
  g_autoptr (BeckonChatRecord) chat = NULL;
  g_autoptr (GPtrArray) messages = message_list ();
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (BeckonMessageRecord) corrected = NULL;

  if (!try_open (fixture, &error))
    {
      check_error (&error, fault);
      return;
    }

  account->jid = g_strdup (ALICE);
  stored_account = CALL (beckon_store_save_account, &error, fixture->store, account);
  check_error (&error, fault);
  if (stored_account == NULL)
    return;
  told->account = TRUE;

  chat = CALL (beckon_store_open_chat, &error, fixture->store, stored_account->id, BOB);
  check_error (&error, fault);
  if (chat == NULL)
    return;
  told->chat = TRUE;

  for (int i = 0; i < BATCH; i++)
    {
      g_autofree char *body = g_strnfill (3000, 'a' + i); /* some pages */

      g_ptr_array_add (messages, make_message (chat->id, BOB, i == 0 ? "1" : NULL, body));
    }
  stored = add_messages (fixture, messages, NULL, &error);
  check_error (&error, fault);
  told->batch = stored != NULL;

  told->draft = WRITE (beckon_store_set_chat_draft, &error, fixture->store, chat->id, "draft");
  check_error (&error, fault);

  if (stored == NULL)
    return;
  corrected = correct_message (fixture, g_ptr_array_index (stored, 0), "corrected", &error);
  check_error (&error, fault);
  told->corrected = corrected != NULL;
}

static void
check_integrity (Fixture *fixture)
{
  sqlite3 *database;
  sqlite3_stmt *statement;

  g_assert_cmpint (sqlite3_open (fixture->path, &database), ==, SQLITE_OK);
  /* From SQLite 3.44 on the full-text index is checked, too. */
  g_assert_cmpint (beckon_tokenizer_register (database), ==, SQLITE_OK);
  sqlite3_exec (database, "PRAGMA locking_mode = EXCLUSIVE", NULL, NULL, NULL);
  g_assert_cmpint (sqlite3_prepare_v2 (database, "PRAGMA integrity_check", -1, &statement, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
  sqlite3_finalize (statement);
  sqlite3_close (database);
}

/* What was told to be written is there; of the rest, nothing is half there. */
static void
check_story (Fixture *fixture, const Told *told)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GPtrArray) chats = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) found = NULL;
  BeckonChatRecord *chat;
  BeckonMessageRecord *first;

  open_store (fixture);
  accounts = CALL (beckon_store_load_accounts, &error, fixture->store);
  g_assert_no_error (error);
  g_assert_cmpuint (accounts->len, >=, told->account ? 1 : 0);
  chats = CALL (beckon_store_load_chats, &error, fixture->store, 0);
  g_assert_no_error (error);
  g_assert_cmpuint (chats->len, >=, told->chat ? 1 : 0);
  if (chats->len == 0)
    return;

  chat = g_ptr_array_index (chats, 0);
  if (told->draft)
    g_assert_cmpstr (chat->draft, ==, "draft");
  messages = load_messages (fixture, chat->id, G_MAXINT64, TRUE, 100);
  g_assert_true (messages->len == BATCH || (!told->batch && messages->len == 0));
  g_assert_cmpuint (chat->unread, ==, messages->len);
  found = CALL (beckon_store_search_messages, &error, fixture->store, "corrected", 0, 10);
  g_assert_no_error (error);
  if (messages->len == 0)
    return;

  first = g_ptr_array_index (messages, 0);
  if (told->corrected)
    g_assert_true (first->edited);
  g_assert_cmpuint (found->len, ==, first->edited ? 1 : 0);
  g_assert_cmpint (g_strcmp0 (first->body, "corrected") == 0, ==, first->edited);
}

static void
remove_files (Fixture *fixture)
{
  const char *suffixes[] = { "", "-wal", "-journal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (fixture->path, suffixes[i], NULL);

      g_unlink (path);
    }
}

/* Each operation on the files fails once, in turn, until the story comes to its end without. */
static void
test_fault (Fixture *fixture, gconstpointer data)
{
  const Fault *fault = data;
  guint n_failed = 1;
  guint first;

  for (first = 1; n_failed > 0; first++)
    {
      Told told = { FALSE };

      faulty_vfs_fail (fault->operation, first, fault->n_times, fault->code, fault->number);
      tell_story (fixture, &told, fault);
      if (fixture->store != NULL)
        close_store (fixture);
      n_failed = faulty_vfs_heal ();

      check_story (fixture, &told);
      close_store (fixture);
      check_integrity (fixture);
      remove_files (fixture);
      if (n_failed == 0)
        g_assert_true (told.corrected);
    }
  g_test_message ("%u operations", first - 1);
  g_assert_cmpuint (first, >, 10);
}

/* A store that was full goes on when there is room again. */
static void
test_full_for_a_while (Fixture *fixture, gconstpointer data)
{
  gint64 chat;
  g_autoptr (GPtrArray) messages = message_list ();
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GError) error = NULL;

  open_store (fixture);
  chat = add_chat (fixture, add_account (fixture, ALICE), BOB);
  g_ptr_array_add (messages, make_message (chat, BOB, "1", "once"));

  faulty_vfs_fail (FAULTY_WRITE, 1, G_MAXUINT, SQLITE_FULL, ENOSPC);
  for (int i = 0; i < 3; i++)
    {
      g_assert_null (add_messages (fixture, messages, NULL, &error));
      g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_FULL);
      g_clear_error (&error);
      page = load_messages (fixture, chat, G_MAXINT64, TRUE, 10);
      g_assert_cmpuint (page->len, ==, 0);
      g_clear_pointer (&page, g_ptr_array_unref);
    }
  faulty_vfs_heal ();

  stored = add_messages (fixture, messages, NULL, &error);
  g_assert_no_error (error);
  reopen_store (fixture);
  page = load_messages (fixture, chat, G_MAXINT64, TRUE, 10);
  g_assert_cmpuint (page->len, ==, 1);
}

/* Calls that share a transaction with others hear the same when it cannot be committed. */
static void
test_full_for_many (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *results[50] = { NULL };
  gint64 chat;
  guint n_good = 0;
  g_autoptr (GPtrArray) page = NULL;

  open_store (fixture);
  chat = add_chat (fixture, add_account (fixture, ALICE), BOB);
  faulty_vfs_fail (FAULTY_WRITE, 20, G_MAXUINT, SQLITE_FULL, ENOSPC);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GPtrArray) messages = message_list ();
      g_autofree char *body = g_strnfill (3000, 'a' + i % 26);

      g_ptr_array_add (messages, make_message (chat, BOB, NULL, body));
      beckon_store_add_messages_async (fixture->store, messages, NULL, keep_result, &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) stored = NULL;

      wait_for (&results[i]);
      stored = beckon_store_add_messages_finish (fixture->store, results[i], NULL, &error);
      if (stored != NULL)
        n_good++;
      else
        g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_FULL);
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (faulty_vfs_heal (), >, 0);
  g_assert_cmpuint (n_good, <, G_N_ELEMENTS (results));

  reopen_store (fixture);
  page = load_messages (fixture, chat, G_MAXINT64, TRUE, 100);
  g_assert_cmpuint (page->len, ==, n_good);
}

/* Who only reads hears nothing of what its neighbours could not write, and sees nothing of it. */
static void
test_full_next_to_readers (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *written[10] = { NULL };
  GAsyncResult *read[G_N_ELEMENTS (written)] = { NULL };
  gint64 chat;

  open_store (fixture);
  chat = add_chat (fixture, add_account (fixture, ALICE), BOB);
  faulty_vfs_fail (FAULTY_WRITE, 1, G_MAXUINT, SQLITE_FULL, ENOSPC);
  for (guint i = 0; i < G_N_ELEMENTS (written); i++)
    {
      g_autoptr (GPtrArray) messages = message_list ();

      g_ptr_array_add (messages, make_message (chat, BOB, NULL, "Lost"));
      beckon_store_add_messages_async (fixture->store, messages, NULL, keep_result, &written[i]);
      beckon_store_load_messages_async (fixture->store, chat, G_MAXINT64, TRUE, 100, NULL,
                                        keep_result, &read[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (written); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) page = NULL;

      wait_for (&written[i]);
      g_assert_null (beckon_store_add_messages_finish (fixture->store, written[i], NULL, &error));
      g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_FULL);
      g_clear_error (&error);
      wait_for (&read[i]);
      page = beckon_store_load_messages_finish (fixture->store, read[i], &error);
      g_assert_no_error (error);
      g_assert_cmpuint (page->len, ==, 0);
      g_object_unref (written[i]);
      g_object_unref (read[i]);
    }
  faulty_vfs_heal ();
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  gboolean file_is_there = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before = 0;
  gsize length_after = 0;

  if (file_is_there)
    {
      open_store (fixture);
      add_account (fixture, ALICE);
      close_store (fixture);
      g_assert_true (g_file_get_contents (fixture->path, &before, &length_before, NULL));
    }
  else
    {
      g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
    }

  faulty_vfs_set_read_only (TRUE);
  g_assert_false (try_open (fixture, &error));
  faulty_vfs_set_read_only (FALSE);
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_READ_ONLY);
  g_assert_true (g_file_get_contents (fixture->path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
}

/* The file can be written, but none can be made next to it. */
static void
test_read_only_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  open_store (fixture);
  close_store (fixture);
  faulty_vfs_fail (FAULTY_WRITE, 2, G_MAXUINT, SQLITE_CANTOPEN, EACCES);
  g_assert_false (try_open (fixture, &error));
  g_assert_cmpuint (faulty_vfs_heal (), >, 0);
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_READ_ONLY);
}

int
main (int argc, char *argv[])
{
  static const Fault full = { FAULTY_WRITE, 1, SQLITE_FULL, ENOSPC, BECKON_STORE_ERROR_FULL };
  static const Fault stays_full
    = { FAULTY_WRITE, G_MAXUINT, SQLITE_FULL, ENOSPC, BECKON_STORE_ERROR_FULL };
  static const Fault bad_write
    = { FAULTY_WRITE, 1, SQLITE_IOERR_WRITE, EIO, BECKON_STORE_ERROR_IO };
  static const Fault dead = { FAULTY_WRITE, G_MAXUINT, SQLITE_IOERR, EIO, BECKON_STORE_ERROR_IO };
  static const Fault bad_read = { FAULTY_READ, 1, SQLITE_IOERR_READ, EIO, BECKON_STORE_ERROR_IO };

  g_test_init (&argc, &argv, NULL);
  faulty_vfs_install ();

#define TEST(name, data, function)                                                                 \
  g_test_add ("/store/faults/" name, Fixture, data, set_up_folder, function, tear_down)
  TEST ("full", &full, test_fault);
  TEST ("stays-full", &stays_full, test_fault);
  TEST ("bad-write", &bad_write, test_fault);
  TEST ("dead", &dead, test_fault);
  TEST ("bad-read", &bad_read, test_fault);
  TEST ("full-for-a-while", NULL, test_full_for_a_while);
  TEST ("full-for-many", NULL, test_full_for_many);
  TEST ("full-next-to-readers", NULL, test_full_next_to_readers);
  TEST ("read-only", GINT_TO_POINTER (TRUE), test_read_only);
  TEST ("read-only/new", GINT_TO_POINTER (FALSE), test_read_only);
  TEST ("read-only/folder", NULL, test_read_only_folder);
  return g_test_run ();
}
