/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-transfer.h"

#include "beckon-store-archive.h"
#include "beckon-store-deletion.h"
#include "store-test.h"

#define ALICE "alice@example.org"
#define BOB "bob@example.net"
#define CAROL "carol@example.net"

/* A message whose text is its time. */
static BeckonMessageRecord *
make_timed (gint64 chat, const char *sender, int time)
{
  g_autofree char *text = g_strdup_printf ("%d", time);
  g_autofree char *id = g_strdup_printf ("id-%d", time);
  BeckonMessageRecord *message = make_message (chat, sender, id, text);

  message->time = time;
  message->outgoing = g_str_equal (sender, ALICE);
  message->state = message->outgoing ? BECKON_MESSAGE_SENT : BECKON_MESSAGE_RECEIVED;
  return message;
}

static void
add_timed (Fixture *fixture, gint64 chat, const char *sender, int time)
{
  beckon_message_record_unref (add_message (fixture, make_timed (chat, sender, time), NULL));
}

/* Times from first to last. */
static GPtrArray *
make_list (gint64 chat, int first, int last, int step)
{
  GPtrArray *messages = message_list ();

  for (int time = first; time <= last; time += step)
    g_ptr_array_add (messages, make_timed (chat, BOB, time));
  return messages;
}

static guint
import_with (Fixture *fixture, BeckonStoreImport *import, GPtrArray *messages)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_new;

  beckon_store_import_messages_async (fixture->store, import, messages, NULL, keep_result, &result);
  beckon_store_import_messages_finish (fixture->store, wait_for (&result), &n_new, &error);
  g_assert_no_error (error);
  return n_new;
}

static guint
import_list (Fixture *fixture, GPtrArray *messages)
{
  g_autoptr (BeckonStoreImport) import = beckon_store_import_new (messages->len);

  return import_with (fixture, import, messages);
}

static guint
import_times (Fixture *fixture, gint64 chat, int first, int last, int step)
{
  g_autoptr (GPtrArray) messages = make_list (chat, first, last, step);

  return import_list (fixture, messages);
}

static void
assert_history (Fixture *fixture, gint64 chat, const char *expected)
{
  g_autoptr (GPtrArray) messages = load_messages (fixture, chat, G_MAXINT64, TRUE, 1000);
  g_autofree char *text = join_bodies (messages);

  g_assert_cmpstr (text, ==, expected);
}

static guint
get_unread (Fixture *fixture, gint64 account, gint64 chat)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) chats = CALL (beckon_store_load_chats, &error, fixture->store, account);

  g_assert_no_error (error);
  for (guint i = 0; i < chats->len; i++)
    {
      BeckonChatRecord *record = g_ptr_array_index (chats, i);

      if (record->id == chat)
        return record->unread;
    }
  g_assert_not_reached ();
}

static guint
count_untold (Fixture *fixture, gint64 account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) untold
    = CALL (beckon_store_load_untold, &error, fixture->store, account, (gint64) 0);

  g_assert_no_error (error);
  return untold->len;
}

static char *
list_all (Fixture *fixture, gint64 account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = CALL (beckon_store_list_messages, &error, fixture->store, account);
  g_autoptr (GPtrArray) messages = NULL;
  gint64 gone = 12345;

  g_assert_no_error (error);
  g_array_append_val (ids, gone);
  messages = CALL (beckon_store_get_messages, &error, fixture->store, (gint64 *) (void *) ids->data,
                   ids->len);
  g_assert_no_error (error);
  return join_bodies (messages);
}

static void
add_page (Fixture *fixture, gint64 gap, GPtrArray *messages, gboolean complete)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) stored = NULL;

  beckon_store_add_page_async (fixture->store, gap, messages, NULL, complete, NULL, keep_result,
                               &result);
  stored = beckon_store_add_page_finish (fixture->store, wait_for (&result), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* As they were written; but a clock that is wrong does not change the order in a chat. */
static void
test_list (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 other = add_chat (fixture, add_account (fixture, CAROL), BOB);
  gint64 bob = add_chat (fixture, account, BOB);
  gint64 carol = add_chat (fixture, account, CAROL);
  BeckonMessageRecord *unsent;
  g_autofree char *empty = list_all (fixture, account);
  g_autofree char *all = NULL;

  g_assert_cmpstr (empty, ==, "");
  add_timed (fixture, bob, BOB, 1);
  add_timed (fixture, carol, CAROL, 2);
  add_timed (fixture, other, BOB, 3);
  add_timed (fixture, bob, ALICE, 4);
  add_timed (fixture, carol, CAROL, 8);
  add_timed (fixture, carol, ALICE, 5);
  add_timed (fixture, bob, BOB, 6);
  unsent = make_timed (bob, ALICE, 7);
  unsent->state = BECKON_MESSAGE_QUEUED;
  beckon_message_record_unref (add_message (fixture, unsent, NULL));
  unsent = make_timed (bob, ALICE, 9);
  unsent->state = BECKON_MESSAGE_FAILED;
  beckon_message_record_unref (add_message (fixture, unsent, NULL));
  all = list_all (fixture, account);
  g_assert_cmpstr (all, ==, "1 2 4 6 8 5");
}

/* Into chats that were empty, in several calls; nothing of it is news. The second time, nothing
 * happens. */
static void
test_empty (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 bob = add_chat (fixture, account, BOB);
  gint64 carol = add_chat (fixture, account, CAROL);

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (BeckonStoreImport) import = beckon_store_import_new (6);
      g_autoptr (GPtrArray) first = make_list (bob, 1, 3, 1);
      g_autoptr (GPtrArray) second = make_list (bob, 4, 5, 1);
      guint expected = i == 0 ? 3 : 0;

      g_ptr_array_add (second, make_timed (carol, ALICE, 6));
      g_assert_cmpuint (import_with (fixture, import, first), ==, expected);
      g_assert_cmpuint (import_with (fixture, import, second), ==, expected);
      assert_history (fixture, bob, "1 2 3 4 5");
      assert_history (fixture, carol, "6");
      g_assert_cmpuint (get_unread (fixture, account, bob), ==, 0);
      g_assert_cmpuint (count_untold (fixture, account), ==, 0);
    }

  /* What arrives comes behind, and is news. */
  add_timed (fixture, bob, BOB, 0);
  assert_history (fixture, bob, "1 2 3 4 5 0");
  g_assert_cmpuint (get_unread (fixture, account, bob), ==, 1);
}

/* Among what is there, by the times; what was unread stays so. */
static void
test_among (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 bob = add_chat (fixture, account, BOB);
  g_autoptr (BeckonMessageRecord) seen = add_message (fixture, make_timed (bob, BOB, 10), NULL);
  g_autoptr (GError) error = NULL;

  beckon_chat_record_unref (
    CALL (beckon_store_set_chat_read, &error, fixture->store, bob, seen->sort_key, TRUE));
  add_timed (fixture, bob, BOB, 20);
  add_timed (fixture, bob, BOB, 30);
  g_assert_cmpuint (get_unread (fixture, account, bob), ==, 2);
  g_assert_cmpuint (count_untold (fixture, account), ==, 1);
  g_assert_cmpuint (import_times (fixture, bob, 2, 17, 5), ==, 4);
  assert_history (fixture, bob, "2 7 10 12 17 20 30");
  g_assert_cmpuint (get_unread (fixture, account, bob), ==, 2);
  g_assert_cmpuint (count_untold (fixture, account), ==, 1);
  /* With some that are known. */
  g_assert_cmpuint (import_times (fixture, bob, 20, 40, 5), ==, 3);
  assert_history (fixture, bob, "2 7 10 12 17 20 25 30 35 40");
  add_timed (fixture, bob, BOB, 50);
  assert_history (fixture, bob, "2 7 10 12 17 20 25 30 35 40 50");
}

/* What has no id is known by its time and text; what has one, by that alone. */
static void
test_without_id (Fixture *fixture, gconstpointer data)
{
  gint64 bob = add_chat (fixture, add_account (fixture, ALICE), BOB);
  g_autoptr (GPtrArray) messages = message_list ();

  for (int i = 0; i < 4; i++)
    g_ptr_array_add (messages, make_message (bob, BOB, NULL, i % 2 == 0 ? "ok" : "really"));
  for (int i = 0; i < 4; i++)
    ((BeckonMessageRecord *) g_ptr_array_index (messages, i))->time = i / 2;
  g_ptr_array_add (messages, make_message (bob, BOB, "a", "same"));
  g_ptr_array_add (messages, make_message (bob, BOB, "b", "same"));
  for (guint i = 4; i < 6; i++)
    ((BeckonMessageRecord *) g_ptr_array_index (messages, i))->time = 5;
  g_assert_cmpuint (import_list (fixture, messages), ==, 6);
  g_assert_cmpuint (import_list (fixture, messages), ==, 0);
  assert_history (fixture, bob, "ok really ok really same same");
}

/* What still comes from the archive is newer than the file. */
static void
test_gap (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 bob = add_chat (fixture, account, BOB);
  gint64 carol = add_chat (fixture, account, CAROL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page = make_list (bob, 100, 200, 1);
  g_autoptr (GPtrArray) older = make_list (carol, 1, 30, 1);
  g_autoptr (GPtrArray) history = NULL;
  g_autoptr (BeckonGapRecord) gap
    = CALL (beckon_store_open_gap, &error, fixture->store, account, ALICE, NULL);

  g_assert_no_error (error);
  add_timed (fixture, bob, BOB, 900);
  g_assert_cmpuint (import_times (fixture, bob, 10, 40, 10), ==, 4);
  g_assert_cmpuint (import_times (fixture, carol, 50, 60, 10), ==, 2);
  for (guint i = 0; i < page->len; i++)
    ((BeckonMessageRecord *) g_ptr_array_index (page, i))->archive_id = g_strdup_printf ("a%u", i);
  add_page (fixture, gap->id, page, TRUE);
  history = load_messages (fixture, bob, 0, FALSE, 1000);
  g_assert_cmpuint (history->len, ==, 106);
  for (guint i = 1; i < history->len; i++)
    g_assert_cmpint (((BeckonMessageRecord *) g_ptr_array_index (history, i))->time, >,
                     ((BeckonMessageRecord *) g_ptr_array_index (history, i - 1))->time);
  /* And there is room for what is older than that. */
  add_page (fixture, 0, older, FALSE);
  assert_history (fixture, carol,
                  "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 "
                  "30 50 60");
}

/* What the person has deleted is not exported; and when it is imported, it is there again. */
static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 bob = add_chat (fixture, account, BOB);
  g_autoptr (BeckonChatRecord) deleted = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *none = NULL;
  g_autofree char *all = NULL;

  add_timed (fixture, bob, BOB, 1);
  add_timed (fixture, bob, ALICE, 2);
  deleted = CALL (beckon_store_delete_chat, &error, fixture->store, bob);
  g_assert_no_error (error);
  none = list_all (fixture, account);
  g_assert_cmpstr (none, ==, "");
  add_timed (fixture, bob, BOB, 9);
  for (int i = 0; i < 2; i++)
    {
      g_assert_cmpuint (import_times (fixture, bob, 1, 3, 1), ==, i == 0 ? 3 : 0);
      assert_history (fixture, bob, "1 2 3 9");
      g_assert_true (WRITE (beckon_store_remove_deleted, &error, fixture->store, bob,
                            deleted->deleted_sort_key));
      g_assert_cmpuint (get_unread (fixture, account, bob), ==, 1);
    }
  all = list_all (fixture, account);
  g_assert_cmpstr (all, ==, "1 2 3 9");
}

/* Where there is no room between two, none is lost, and those of the file keep their order. */
static void
test_no_room (Fixture *fixture, gconstpointer data)
{
  gint64 bob = add_chat (fixture, add_account (fixture, ALICE), BOB);
  g_autoptr (GPtrArray) page = message_list ();
  g_autoptr (GPtrArray) history = NULL;
  gint64 last = 0;

  g_ptr_array_add (page, make_timed (bob, CAROL, 10));
  g_ptr_array_add (page, make_timed (bob, CAROL, 1000));
  add_page (fixture, 0, page, FALSE);
  g_assert_cmpuint (import_times (fixture, bob, 11, 99, 1), ==, 89);
  history = load_messages (fixture, bob, 0, FALSE, 1000);
  g_assert_cmpuint (history->len, ==, 91);
  for (guint i = 0; i < history->len; i++)
    {
      BeckonMessageRecord *message = g_ptr_array_index (history, i);

      if (g_str_equal (message->sender, CAROL))
        continue;
      g_assert_cmpint (message->time, >, last);
      last = message->time;
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(name, function)                                                                       \
  g_test_add ("/store-transfer/" name, Fixture, NULL, set_up, function, check_and_tear_down)
  TEST ("list", test_list);
  TEST ("empty", test_empty);
  TEST ("among", test_among);
  TEST ("without-id", test_without_id);
  TEST ("gap", test_gap);
  TEST ("deleted", test_deleted);
  TEST ("no-room", test_no_room);
  return g_test_run ();
}
