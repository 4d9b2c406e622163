/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-test.h"

#include <sqlite3.h>

#define ALICE "alice@example.org"
#define BOB "bob@example.net"
#define CAROL "carol@example.net"

static GPtrArray *
load_chats (Fixture *fixture, gint64 account)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *chats = CALL (beckon_store_load_chats, &error, fixture->store, account);

  g_assert_no_error (error);
  return chats;
}

static BeckonChatRecord *
load_chat (Fixture *fixture, gint64 id)
{
  g_autoptr (GPtrArray) chats = load_chats (fixture, 0);

  for (guint i = 0; i < chats->len; i++)
    {
      BeckonChatRecord *chat = g_ptr_array_index (chats, i);

      if (chat->id == id)
        return beckon_chat_record_ref (chat);
    }
  return NULL;
}

static BeckonMessageRecord *
make_own (gint64 chat, const char *body)
{
  BeckonMessageRecord *message = make_message (chat, ALICE, NULL, body);

  message->outgoing = TRUE;
  message->state = BECKON_MESSAGE_SENT;
  return message;
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 other_account = add_account (fixture, "alice@example.com");
  gint64 bob = add_chat (fixture, account, BOB);
  gint64 other_bob = add_chat (fixture, other_account, BOB);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonChatRecord) of_nobody = NULL;
  g_autoptr (BeckonChatRecord) chat = NULL;
  g_autoptr (GPtrArray) all = load_chats (fixture, 0);
  g_autoptr (GPtrArray) own = load_chats (fixture, account);

  g_assert_cmpint (bob, !=, other_bob);
  g_assert_cmpint (add_chat (fixture, account, BOB), ==, bob);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpuint (own->len, ==, 1);

  chat = load_chat (fixture, bob);
  g_assert_cmpint (chat->account_id, ==, account);
  g_assert_cmpstr (chat->peer, ==, BOB);
  g_assert_false (chat->pinned);
  g_assert_false (chat->archived);
  g_assert_null (chat->draft);
  g_assert_cmpint (chat->read_sort_key, ==, 0);
  g_assert_cmpuint (chat->unread, ==, 0);
  g_assert_null (chat->last_message);

  of_nobody = CALL (beckon_store_open_chat, &error, fixture->store, 77, BOB);
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_FAILED);
  g_assert_null (of_nobody);
}

static void
test_last_and_unread (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 bob = add_chat (fixture, account, BOB);
  gint64 carol = add_chat (fixture, account, CAROL);
  g_autoptr (GPtrArray) messages = message_list ();
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonChatRecord) chat = NULL;
  g_autoptr (BeckonChatRecord) other = NULL;
  g_autoptr (BeckonChatRecord) read = NULL;
  g_autoptr (BeckonChatRecord) not_less = NULL;
  BeckonMessageRecord *second;

  g_ptr_array_add (messages, make_message (bob, BOB, NULL, "1"));
  g_ptr_array_add (messages, make_message (bob, BOB, NULL, "2"));
  g_ptr_array_add (messages, make_message (carol, CAROL, NULL, "3"));
  g_ptr_array_add (messages, make_message (bob, BOB, NULL, "4"));
  g_ptr_array_add (messages, make_own (bob, "5"));
  stored = add_messages (fixture, messages, NULL, &error);
  g_assert_no_error (error);

  chat = load_chat (fixture, bob);
  g_assert_cmpuint (chat->unread, ==, 3);
  g_assert_cmpstr (chat->last_message->body, ==, "5");
  g_assert_true (chat->last_message->outgoing);
  other = load_chat (fixture, carol);
  g_assert_cmpuint (other->unread, ==, 1);
  g_assert_cmpstr (other->last_message->body, ==, "3");

  second = g_ptr_array_index (stored, 1);
  read = CALL (beckon_store_set_chat_read, &error, fixture->store, bob, second->sort_key, TRUE);
  g_assert_no_error (error);
  g_assert_cmpuint (read->unread, ==, 1);
  g_assert_cmpint (read->read_sort_key, ==, second->sort_key);

  /* Never backwards: another device's older mark may come later. */
  not_less = CALL (beckon_store_set_chat_read, &error, fixture->store, bob, 1, TRUE);
  g_assert_no_error (error);
  g_assert_cmpint (not_less->read_sort_key, ==, second->sort_key);
  g_assert_cmpuint (not_less->unread, ==, 1);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  gint64 bob = add_chat (fixture, add_account (fixture, ALICE), BOB);
  g_autoptr (GError) error = NULL;

  for (int on = 1; on >= 0; on--)
    {
      const gint64 muted = on ? G_MAXINT64 : 0;
      const char *draft = on ? "half a thou\u2026\n" : NULL;
      g_autoptr (BeckonChatRecord) chat = NULL;

      g_assert_true (WRITE (beckon_store_set_chat_pinned, &error, fixture->store, bob, on));
      g_assert_true (WRITE (beckon_store_set_chat_archived, &error, fixture->store, bob, on));
      g_assert_true (WRITE (beckon_store_set_chat_draft, &error, fixture->store, bob, draft));
      g_assert_true (WRITE (beckon_store_set_chat_muted, &error, fixture->store, bob, muted));
      g_assert_no_error (error);
      reopen_store (fixture);
      chat = load_chat (fixture, bob);
      g_assert_cmpint (chat->pinned, ==, on);
      g_assert_cmpint (chat->archived, ==, on);
      g_assert_cmpstr (chat->draft, ==, draft);
      g_assert_cmpint (chat->muted_until, ==, muted);
    }
}

/* The list of chats needs neither a scan nor a sort of the messages. */
static void
test_plan (Fixture *fixture, gconstpointer data)
{
  sqlite3 *database;
  sqlite3_stmt *statement;
  const char *sql = "EXPLAIN QUERY PLAN SELECT (SELECT count(*) FROM messages WHERE chat_id = c.id"
                    " AND sort_key > c.read_sort_key AND outgoing = 0), (SELECT id FROM messages"
                    " WHERE chat_id = c.id ORDER BY sort_key DESC LIMIT 1) FROM chats AS c";
  guint n_searches = 0;

  close_store (fixture);
  g_assert_cmpint (sqlite3_open (fixture->path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      const char *detail = (const char *) sqlite3_column_text (statement, 3);

      g_assert_null (strstr (detail, "B-TREE"));
      g_assert_false (strstr (detail, "SCAN messages") != NULL);
      if (g_str_has_prefix (detail, "SEARCH messages USING COVERING INDEX messages_order"))
        n_searches++;
    }
  g_assert_cmpuint (n_searches, ==, 2);
  sqlite3_finalize (statement);
  sqlite3_close (database);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(name, function)                                                                       \
  g_test_add ("/store/chats/" name, Fixture, NULL, set_up, function, check_and_tear_down)
  TEST ("open", test_open);
  TEST ("last-and-unread", test_last_and_unread);
  TEST ("kept", test_kept);
  TEST ("plan", test_plan);
  return g_test_run ();
}
