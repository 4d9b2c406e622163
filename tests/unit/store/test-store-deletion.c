/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE /* for memmem() */

#include "beckon-store-archive.h"
#include "beckon-store-deletion.h"
#include "store-test.h"

#define ALICE "alice@example.org"
#define BOB "bob@example.net"

/* An id that does not tell the text. */
static char *
make_id (const char *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_MD5, text, -1);
}

/* A message of Bob's, as the archive has it. */
static BeckonMessageRecord *
make_archived (gint64 chat, const char *text)
{
  g_autofree char *id = make_id (text);
  BeckonMessageRecord *message = make_message (chat, BOB, id, text);

  message->archive_id = g_strdup (id);
  return message;
}

static void
add_live (Fixture *fixture, gint64 chat, const char *text)
{
  g_autoptr (BeckonMessageRecord) stored = add_message (fixture, make_archived (chat, text), NULL);
}

static gint64
add_unsent (Fixture *fixture, gint64 chat, const char *text)
{
  g_autofree char *id = make_id (text);
  BeckonMessageRecord *message = make_message (chat, ALICE, id, text);
  g_autoptr (BeckonMessageRecord) stored = NULL;

  message->outgoing = TRUE;
  message->state = BECKON_MESSAGE_QUEUED;
  stored = add_message (fixture, message, NULL);
  return stored->id;
}

static BeckonChatRecord *
delete_chat (Fixture *fixture, gint64 chat)
{
  g_autoptr (GError) error = NULL;
  BeckonChatRecord *record = CALL (beckon_store_delete_chat, &error, fixture->store, chat);

  g_assert_no_error (error);
  return record;
}

static void
remove_deleted (Fixture *fixture, gint64 chat, gint64 sort_key)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (WRITE (beckon_store_remove_deleted, &error, fixture->store, chat, sort_key));
  g_assert_no_error (error);
}

/* Deletes a chat for good. */
static void
delete_and_remove (Fixture *fixture, gint64 chat)
{
  g_autoptr (BeckonChatRecord) record = delete_chat (fixture, chat);

  remove_deleted (fixture, chat, record->deleted_sort_key);
}

/* A page of texts with spaces between, oldest first. Returns what of it was new, the same way. */
static char *
add_page (Fixture *fixture, gint64 gap, gint64 chat, const char *texts)
{
  g_auto (GStrv) parts = g_strsplit (texts, " ", -1);
  g_autoptr (GPtrArray) messages = message_list ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) is_new = NULL;
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GPtrArray) new = g_ptr_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    g_ptr_array_add (messages, make_archived (chat, parts[i]));
  beckon_store_add_page_async (fixture->store, gap, messages, "before", FALSE, NULL, keep_result,
                               &result);
  stored = beckon_store_add_page_finish (fixture->store, wait_for (&result), &is_new, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stored->len, ==, is_new->len);
  for (guint i = 0; i < stored->len; i++)
    if (g_array_index (is_new, gboolean, i))
      g_ptr_array_add (new, g_ptr_array_index (stored, i));
  return join_bodies (new);
}

static gint64
open_gap (Fixture *fixture, gint64 account, const char *after_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonGapRecord) gap
    = CALL (beckon_store_open_gap, &error, fixture->store, account, ALICE, after_id);

  g_assert_no_error (error);
  return gap->id;
}

static void
check_texts (Fixture *fixture, gint64 chat, const char *expected)
{
  g_autoptr (GPtrArray) forwards = load_messages (fixture, chat, 0, FALSE, 200);
  g_autoptr (GPtrArray) backwards = load_messages (fixture, chat, G_MAXINT64, TRUE, 200);
  g_autofree char *first = join_bodies (forwards);
  g_autofree char *second = join_bodies (backwards);

  g_assert_cmpstr (first, ==, expected);
  g_assert_cmpstr (second, ==, expected);
}

static guint
count_found (Fixture *fixture, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found
    = CALL (beckon_store_search_messages, &error, fixture->store, words, 0, 10);

  g_assert_no_error (error);
  return found->len;
}

static guint
count_unsent (Fixture *fixture, gint64 account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) unsent = CALL (beckon_store_load_unsent, &error, fixture->store, account);

  g_assert_no_error (error);
  return unsent->len;
}

/* Whether the bytes are anywhere in the file. */
static gboolean
is_in_file (Fixture *fixture, const char *text)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
  return memmem (bytes, length, text, strlen (text)) != NULL;
}

/* Nothing of it is seen any more, and all of it after undo. */
static void
test_undo (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  gint64 unsent;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonChatRecord) deleted = NULL;
  g_autoptr (BeckonChatRecord) restored = NULL;
  g_autoptr (BeckonMessageRecord) written = NULL;

  add_live (fixture, chat, "one");
  add_live (fixture, chat, ":-)");
  unsent = add_unsent (fixture, chat, "two");
  g_assert_true (WRITE (beckon_store_set_chat_draft, &error, fixture->store, chat, "draft"));

  deleted = delete_chat (fixture, chat);
  g_assert_cmpint (deleted->deleted_sort_key, >, 0);
  g_assert_null (deleted->last_message);
  g_assert_null (deleted->draft);
  g_assert_cmpuint (deleted->unread, ==, 0);
  check_texts (fixture, chat, "");
  g_assert_cmpuint (count_found (fixture, "one"), ==, 0);
  g_assert_cmpuint (count_found (fixture, ":-)"), ==, 0);
  g_assert_cmpuint (count_unsent (fixture, account), ==, 0);
  written = CALL (beckon_store_set_message_state, &error, fixture->store, unsent,
                  BECKON_MESSAGE_WRITTEN, NULL);
  g_assert_null (written);
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  restored = CALL (beckon_store_restore_chat, &error, fixture->store, chat,
                   deleted->deleted_sort_key, "draft");
  g_assert_no_error (error);
  g_assert_cmpint (restored->deleted_sort_key, ==, 0);
  g_assert_cmpstr (restored->last_message->body, ==, "two");
  g_assert_cmpstr (restored->draft, ==, "draft");
  g_assert_cmpuint (restored->unread, ==, 2);
  check_texts (fixture, chat, "one :-) two");
  g_assert_cmpuint (count_found (fixture, "one"), ==, 1);
  g_assert_cmpuint (count_unsent (fixture, account), ==, 1);

  /* Then there is nothing to carry out. */
  remove_deleted (fixture, chat, deleted->deleted_sort_key);
  remove_deleted (fixture, 0, 0);
  check_texts (fixture, chat, "one :-) two");
}

/* It is gone from the file, and what came afterwards is not. */
static void
test_remove (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  gint64 other = add_chat (fixture, account, "carol@example.net");
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonChatRecord) deleted = NULL;
  g_autoptr (BeckonChatRecord) restored = NULL;

  add_live (fixture, chat, "xylophone");
  add_unsent (fixture, chat, "yellowhammer");
  add_live (fixture, other, "other");
  deleted = delete_chat (fixture, chat);
  add_live (fixture, chat, "new");
  check_texts (fixture, chat, "new");
  remove_deleted (fixture, chat, deleted->deleted_sort_key);
  check_texts (fixture, chat, "new");
  check_texts (fixture, other, "other");
  g_assert_cmpuint (count_found (fixture, "xylo"), ==, 0);
  g_assert_cmpuint (count_found (fixture, "new"), ==, 1);

  restored = CALL (beckon_store_restore_chat, &error, fixture->store, chat,
                   deleted->deleted_sort_key, "draft");
  g_assert_no_error (error);
  g_assert_cmpint (restored->deleted_sort_key, ==, deleted->deleted_sort_key);
  g_assert_null (restored->draft);
  check_texts (fixture, chat, "new");

  reopen_store (fixture);
  check_texts (fixture, chat, "new");
  g_assert_cmpuint (count_unsent (fixture, account), ==, 0);
  close_store (fixture);
  g_assert_false (is_in_file (fixture, "xylophone"));
  g_assert_false (is_in_file (fixture, "yellowhammer"));
  g_assert_true (is_in_file (fixture, "other"));
}

/* As at the next start, whatever chats they are. */
static void
test_carry_out (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 first = add_chat (fixture, account, BOB);
  gint64 second = add_chat (fixture, account, "carol@example.net");
  g_autoptr (BeckonChatRecord) deleted = NULL;
  g_autoptr (BeckonChatRecord) also = NULL;

  add_live (fixture, first, "one");
  add_live (fixture, second, "two");
  deleted = delete_chat (fixture, first);
  also = delete_chat (fixture, second);
  reopen_store (fixture);
  check_texts (fixture, first, "");
  remove_deleted (fixture, 0, 0);
  close_store (fixture);
  g_assert_false (is_in_file (fixture, "one"));
  open_store (fixture);
  check_texts (fixture, first, "");
  check_texts (fixture, second, "");
}

/* The first deletion is final when there is a second one. */
static void
test_twice (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonChatRecord) first = NULL;
  g_autoptr (BeckonChatRecord) second = NULL;
  g_autoptr (BeckonChatRecord) unchanged = NULL;
  g_autoptr (BeckonChatRecord) restored = NULL;

  add_live (fixture, chat, "one");
  first = delete_chat (fixture, chat);
  add_live (fixture, chat, "two");
  second = delete_chat (fixture, chat);
  g_assert_cmpint (second->deleted_sort_key, >, first->deleted_sort_key);

  unchanged
    = CALL (beckon_store_restore_chat, &error, fixture->store, chat, first->deleted_sort_key, NULL);
  g_assert_cmpint (unchanged->deleted_sort_key, ==, second->deleted_sort_key);
  remove_deleted (fixture, chat, first->deleted_sort_key);
  restored = CALL (beckon_store_restore_chat, &error, fixture->store, chat,
                   second->deleted_sort_key, NULL);
  g_assert_no_error (error);
  check_texts (fixture, chat, "two");
  delete_and_remove (fixture, chat);
  check_texts (fixture, chat, "");
}

/* What is fetched again from the archive, since it is not known where it ended, does not come back;
 * what is newer comes. */
static void
test_overlap (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gint64 gap;

  add_live (fixture, chat, "one");
  add_live (fixture, chat, "two");
  add_live (fixture, chat, "three");
  delete_and_remove (fixture, chat);
  gap = open_gap (fixture, account, "after");
  add_live (fixture, chat, "six");
  first = add_page (fixture, gap, chat, "three four five six");
  g_assert_cmpstr (first, ==, "four five");
  second = add_page (fixture, gap, chat, "minus zero one two three");
  g_assert_cmpstr (second, ==, "");
  check_texts (fixture, chat, "four five six");
}

/* Nor does what is older than it, wherever it was that it was fetched for. */
static void
test_past (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  gint64 gap = open_gap (fixture, account, NULL);
  g_autofree char *first = add_page (fixture, gap, chat, "three four");
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  delete_and_remove (fixture, chat);
  second = add_page (fixture, gap, chat, "one two");
  g_assert_cmpstr (second, ==, "");
  add_live (fixture, chat, "five");
  third = add_page (fixture, 0, chat, "minus zero one two three");
  g_assert_cmpstr (third, ==, "");
  check_texts (fixture, chat, "five");
}

/* What comes for a deleted chat while it can be brought back, comes back with it. */
static void
test_past_meanwhile (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonChatRecord) deleted = NULL;
  g_autoptr (BeckonChatRecord) restored = NULL;
  g_autofree char *older = NULL;

  add_live (fixture, chat, "three");
  deleted = delete_chat (fixture, chat);
  older = add_page (fixture, 0, chat, "one two");
  check_texts (fixture, chat, "");
  restored = CALL (beckon_store_restore_chat, &error, fixture->store, chat,
                   deleted->deleted_sort_key, NULL);
  check_texts (fixture, chat, "one two three");
}

/* An empty chat, of which the archive has more. */
static void
test_empty (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonChatRecord) deleted = delete_chat (fixture, chat);
  g_autoptr (BeckonChatRecord) restored = NULL;
  g_autofree char *nothing = add_page (fixture, 0, chat, "one");
  g_autofree char *past = NULL;

  g_assert_cmpint (deleted->deleted_sort_key, >, 0);
  g_assert_cmpstr (nothing, ==, "");
  restored = CALL (beckon_store_restore_chat, &error, fixture->store, chat,
                   deleted->deleted_sort_key, NULL);
  g_assert_cmpint (restored->deleted_sort_key, ==, 0);
  past = add_page (fixture, 0, chat, "one");
  g_assert_cmpstr (past, ==, "one");
}

/* Ids do not pile up; somebody who uses one again is heard; a correction brings no text back. */
static void
test_ids (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  gboolean is_new;
  g_autofree char *id = make_id ("n149");
  g_autofree char *own_id = make_id ("own");
  g_autoptr (BeckonMessageRecord) own = make_message (chat, ALICE, own_id, "own");
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonMessageRecord) again = NULL;
  g_autoptr (BeckonMessageRecord) corrected = NULL;

  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *text = g_strdup_printf ("n%u", i);

      add_live (fixture, chat, text);
    }
  add_unsent (fixture, chat, "own");
  delete_and_remove (fixture, chat);

  again = add_message (fixture, make_message (chat, BOB, id, "n149"), &is_new);
  g_assert_true (is_new);
  corrected = correct_message (fixture, own, "zebrafish", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_found (fixture, "zebra"), ==, 0);
  check_texts (fixture, chat, "n149");
  close_store (fixture);
  {
    BeckonDatabase *database = beckon_database_open (fixture->path, &error);
    gint64 n_rows;

    g_assert_true (
      beckon_database_get_int64 (database, "SELECT count(*) FROM messages", &n_rows, &error));
    g_assert_cmpint (n_rows, ==, 101);
    beckon_database_close (database);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(name, function)                                                                       \
  g_test_add ("/store/deletion/" name, Fixture, NULL, set_up, function, check_and_tear_down)
  TEST ("undo", test_undo);
  TEST ("remove", test_remove);
  TEST ("carry-out", test_carry_out);
  TEST ("twice", test_twice);
  TEST ("overlap", test_overlap);
  TEST ("past", test_past);
  TEST ("past-meanwhile", test_past_meanwhile);
  TEST ("empty", test_empty);
  TEST ("ids", test_ids);
  return g_test_run ();
}
