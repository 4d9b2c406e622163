/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-test.h"

#define ALICE "alice@example.org"
#define BOB "bob@example.net"

static gint64
set_up_chat (Fixture *fixture)
{
  return add_chat (fixture, add_account (fixture, ALICE), BOB);
}

static BeckonMessageRecord *
make_own (gint64 chat_id, const char *origin_id, const char *body, BeckonMessageState state)
{
  BeckonMessageRecord *message = make_message (chat_id, ALICE, origin_id, body);

  message->outgoing = TRUE;
  message->state = state;
  return message;
}

static BeckonMessageRecord *
set_state (Fixture *fixture, gint64 id, BeckonMessageState state, const char *condition)
{
  g_autoptr (GError) error = NULL;
  BeckonMessageRecord *message
    = CALL (beckon_store_set_message_state, &error, fixture->store, id, state, condition);

  g_assert_no_error (error);
  return message;
}

/* All of a message is there after a restart. */
static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  gint64 chat = set_up_chat (fixture);
  g_autoptr (BeckonMessageRecord) given = make_message (chat, BOB, "o-1", "Hello\nthere");
  g_autoptr (BeckonMessageRecord) stored = NULL;
  g_autoptr (GPtrArray) page = NULL;
  BeckonMessageRecord *loaded;
  gboolean is_new;

  given->resource = g_strdup ("phone");
  given->archive_id = g_strdup ("a-1");
  given->time = 1234567890123456;
  given->replaces_id = g_strdup ("o-0");
  stored = add_message (fixture, beckon_message_record_ref (given), &is_new);
  g_assert_true (is_new);
  g_assert_cmpint (given->id, ==, 0);

  reopen_store (fixture);
  page = load_messages (fixture, chat, G_MAXINT64, TRUE, 10);
  g_assert_cmpuint (page->len, ==, 1);
  loaded = g_ptr_array_index (page, 0);
  g_assert_cmpint (loaded->id, ==, stored->id);
  g_assert_cmpint (loaded->sort_key, ==, stored->sort_key);
  g_assert_cmpint (loaded->chat_id, ==, chat);
  g_assert_cmpstr (loaded->sender, ==, BOB);
  g_assert_cmpstr (loaded->resource, ==, "phone");
  g_assert_false (loaded->outgoing);
  g_assert_cmpstr (loaded->origin_id, ==, "o-1");
  g_assert_cmpstr (loaded->archive_id, ==, "a-1");
  g_assert_cmpint (loaded->time, ==, 1234567890123456);
  g_assert_cmpstr (loaded->body, ==, "Hello\nthere");
  g_assert_cmpint (loaded->state, ==, BECKON_MESSAGE_RECEIVED);
  g_assert_null (loaded->error);
  g_assert_cmpstr (loaded->replaces_id, ==, "o-0");
  g_assert_false (loaded->edited);
}

/* The order is that of the calls, whatever the times say; pages meet without a gap. */
static void
test_order_and_pages (Fixture *fixture, gconstpointer data)
{
  gint64 chat = set_up_chat (fixture);
  g_autoptr (GPtrArray) messages = message_list ();
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GPtrArray) newest = NULL;
  g_autoptr (GPtrArray) older = NULL;
  g_autoptr (GPtrArray) oldest = NULL;
  g_autoptr (GPtrArray) newer = NULL;
  g_autofree char *newest_text = NULL;
  g_autofree char *older_text = NULL;
  g_autofree char *oldest_text = NULL;
  g_autofree char *newer_text = NULL;

  for (int i = 0; i < 9; i++)
    {
      g_autofree char *body = g_strdup_printf ("%d", i);

      g_ptr_array_add (messages, make_message (chat, BOB, NULL, body));
      ((BeckonMessageRecord *) g_ptr_array_index (messages, i))->time = 1000000 * (i % 3);
    }
  stored = add_messages (fixture, messages, NULL, NULL);
  g_assert_cmpuint (stored->len, ==, 9);

  newest = load_messages (fixture, chat, G_MAXINT64, TRUE, 4);
  newest_text = join_bodies (newest);
  g_assert_cmpstr (newest_text, ==, "5 6 7 8");
  older
    = load_messages (fixture, chat, ((BeckonMessageRecord *) newest->pdata[0])->sort_key, TRUE, 4);
  older_text = join_bodies (older);
  g_assert_cmpstr (older_text, ==, "1 2 3 4");
  oldest = load_messages (fixture, chat, 0, FALSE, 4);
  oldest_text = join_bodies (oldest);
  g_assert_cmpstr (oldest_text, ==, "0 1 2 3");
  newer = load_messages (fixture, chat, ((BeckonMessageRecord *) oldest->pdata[3])->sort_key, FALSE,
                         100);
  newer_text = join_bodies (newer);
  g_assert_cmpstr (newer_text, ==, "4 5 6 7 8");
}

static void
test_duplicates (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  gint64 other_chat = add_chat (fixture, account, "carol@example.net");
  g_autoptr (BeckonMessageRecord) first = NULL;
  gboolean is_new;

#define ADD(expect_new, chat_id, sender, origin, archive, text)                                    \
  ({                                                                                               \
    BeckonMessageRecord *given_ = make_message (chat_id, sender, origin, text);                    \
    given_->archive_id = g_strdup (archive);                                                       \
    BeckonMessageRecord *stored_ = add_message (fixture, given_, &is_new);                         \
    g_assert_cmpint (is_new, ==, expect_new);                                                      \
    stored_;                                                                                       \
  })
#define ADD_SAME(known, ...)                                                                       \
  {                                                                                                \
    g_autoptr (BeckonMessageRecord) stored_same_ = ADD (FALSE, __VA_ARGS__);                       \
    g_assert_cmpint (stored_same_->id, ==, known->id);                                             \
    g_assert_cmpint (stored_same_->sort_key, ==, known->sort_key);                                 \
  }
#define ADD_OTHER(...)                                                                             \
  {                                                                                                \
    g_autoptr (BeckonMessageRecord) stored_other_ = ADD (TRUE, __VA_ARGS__);                       \
  }

  first = ADD (TRUE, chat, BOB, "1", NULL, "hi");
  /* By carbon, then from the archive, then a page of it again, in which the id is what counts. */
  ADD_SAME (first, chat, BOB, "1", NULL, "hi");
  ADD_SAME (first, chat, BOB, "1", "a1", "hi");
  ADD_SAME (first, chat, BOB, NULL, "a1", "changed on the way");
  /* Sent twice by its writer. */
  ADD_SAME (first, chat, BOB, "1", "a2", "hi");

  /* The same text, but nothing else. */
  ADD_OTHER (chat, BOB, "2", NULL, "hi");
  ADD_OTHER (chat, BOB, NULL, NULL, "hi");
  ADD_OTHER (chat, BOB, NULL, NULL, "hi");
  ADD_OTHER (chat, BOB, NULL, "a3", "hi");
  /* Somebody else's, or another chat's. */
  ADD_OTHER (chat, "mallory@example.net", "1", NULL, "hi");
  ADD_OTHER (other_chat, BOB, "1", NULL, "hi");
  ADD_OTHER (other_chat, BOB, NULL, "a1", "hi");
  /* A writer who counts from one again. */
  ADD_OTHER (chat, BOB, "1", "a9", "something else");
#undef ADD
#undef ADD_SAME
#undef ADD_OTHER
}

/* What somebody else claims in our name or with our ids does not touch our row. */
static void
test_merge (Fixture *fixture, gconstpointer data)
{
  gint64 chat = set_up_chat (fixture);
  g_autoptr (BeckonMessageRecord) own
    = add_message (fixture, make_own (chat, "x", "a\r\nb", BECKON_MESSAGE_WRITTEN), NULL);
  g_autoptr (BeckonMessageRecord) echo = make_own (chat, "x", "a\nb", BECKON_MESSAGE_SENT);
  g_autoptr (BeckonMessageRecord) merged = NULL;
  g_autoptr (BeckonMessageRecord) again = NULL;
  g_autoptr (BeckonMessageRecord) forged = NULL;
  gboolean is_new;

  echo->archive_id = g_strdup ("a1");
  echo->resource = g_strdup ("desk");
  merged = add_message (fixture, beckon_message_record_ref (echo), &is_new);
  g_assert_false (is_new);
  g_assert_cmpint (merged->id, ==, own->id);
  g_assert_cmpstr (merged->body, ==, "a\r\nb");
  g_assert_cmpstr (merged->archive_id, ==, "a1");
  g_assert_cmpstr (merged->resource, ==, "desk");
  g_assert_cmpint (merged->state, ==, BECKON_MESSAGE_SENT);

  again = add_message (fixture, make_own (chat, "x", "a\nb", BECKON_MESSAGE_QUEUED), &is_new);
  g_assert_false (is_new);
  g_assert_cmpint (again->state, ==, BECKON_MESSAGE_SENT);
  g_assert_cmpstr (again->archive_id, ==, "a1");

  forged = add_message (fixture, make_message (chat, BOB, "x", "a\r\nb"), &is_new);
  g_assert_true (is_new);
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  enum
  {
    R = BECKON_MESSAGE_RECEIVED,
    Q = BECKON_MESSAGE_QUEUED,
    W = BECKON_MESSAGE_WRITTEN,
    S = BECKON_MESSAGE_SENT,
    D = BECKON_MESSAGE_DELIVERED,
    E = BECKON_MESSAGE_READ,
    F = BECKON_MESSAGE_FAILED,
  };
  /* For each state, what it becomes when it is set to R, Q, W, S, D, E, F. */
  const int becomes[7][7] = {
    { R, R, R, R, R, R, R }, { Q, Q, W, S, D, E, F }, { W, W, W, S, D, E, F },
    { S, S, S, S, D, E, F }, { D, D, D, D, D, E, D }, { E, E, E, E, E, E, E },
    { F, Q, F, F, D, E, F },
  };
  gint64 chat = set_up_chat (fixture);

  for (int from = 0; from < 7; from++)
    for (int to = 0; to < 7; to++)
      {
        g_autofree char *id = g_strdup_printf ("%d-%d", from, to);
        g_autoptr (BeckonMessageRecord) message = NULL;
        g_autoptr (BeckonMessageRecord) changed = NULL;

        message = add_message (fixture, make_own (chat, id, "text", from), NULL);
        changed = set_state (fixture, message->id, to, "item-not-found");
        g_assert_cmpint (changed->state, ==, becomes[from][to]);
        g_assert_cmpstr (changed->error, ==,
                         from != F && becomes[from][to] == F ? "item-not-found" : NULL);
        g_assert_cmpstr (changed->body, ==, "text");
      }
}

static void
test_state_of_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonMessageRecord) message
    = CALL (beckon_store_set_message_state, &error, fixture->store, 77, BECKON_MESSAGE_SENT, NULL);

  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_NOT_FOUND);
  g_assert_null (message);
}

static BeckonMessageRecord *
find (Fixture *fixture, gint64 chat, const char *sender, const char *origin_id)
{
  g_autoptr (GError) error = NULL;
  BeckonMessageRecord *message
    = CALL (beckon_store_find_message, &error, fixture->store, chat, sender, origin_id);

  g_assert_no_error (error);
  return message;
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  gint64 chat = set_up_chat (fixture);
  g_autoptr (BeckonMessageRecord) message
    = add_message (fixture, make_message (chat, BOB, "1", "text"), NULL);
  g_autoptr (BeckonMessageRecord) found = find (fixture, chat, BOB, "1");

  g_assert_cmpint (found->id, ==, message->id);
  g_assert_null (find (fixture, chat, BOB, "2"));
  g_assert_null (find (fixture, chat, ALICE, "1"));
  g_assert_null (find (fixture, chat + 1, BOB, "1"));
}

static void
test_correct (Fixture *fixture, gconstpointer data)
{
  gint64 chat = set_up_chat (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonMessageRecord) message
    = add_message (fixture, make_message (chat, BOB, "1", "helo"), NULL);
  g_autoptr (BeckonMessageRecord) corrected = NULL;
  g_autoptr (BeckonMessageRecord) known = NULL;
  g_autoptr (BeckonMessageRecord) other = NULL;
  g_autoptr (GPtrArray) old_word = NULL;
  g_autoptr (GPtrArray) new_word = NULL;
  gboolean is_new;

  for (int i = 0; i < 2; i++)
    {
      g_clear_pointer (&corrected, beckon_message_record_unref);
      corrected = correct_message (fixture, message, "hello", &error);
      g_assert_no_error (error);
      g_assert_cmpint (corrected->id, ==, message->id);
      g_assert_cmpint (corrected->sort_key, ==, message->sort_key);
      g_assert_cmpstr (corrected->body, ==, "hello");
      g_assert_true (corrected->edited);
    }

  /* The archive has the first text: it is still that message, and does not undo the correction. */
  known = add_message (fixture, make_message (chat, BOB, "1", "helo"), &is_new);
  g_assert_false (is_new);
  g_assert_cmpstr (known->body, ==, "hello");

  /* One who counts from one again means another. */
  other = add_message (fixture, make_message (chat, BOB, "1", "other"), &is_new);
  g_assert_true (is_new);

  old_word = CALL (beckon_store_search_messages, &error, fixture->store, "helo", 0, 10);
  g_assert_cmpuint (old_word->len, ==, 0);
  new_word = CALL (beckon_store_search_messages, &error, fixture->store, "hello", 0, 10);
  g_assert_cmpuint (new_word->len, ==, 1);
}

static void
test_unsent (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 other_account = add_account (fixture, "alice@example.com");
  gint64 bob = add_chat (fixture, account, BOB);
  gint64 carol = add_chat (fixture, account, "carol@example.net");
  gint64 other = add_chat (fixture, other_account, BOB);
  g_autoptr (GPtrArray) messages = message_list ();
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GPtrArray) unsent = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_ptr_array_add (messages, make_own (bob, "1", "1", BECKON_MESSAGE_SENT));
  g_ptr_array_add (messages, make_own (bob, "2", "2", BECKON_MESSAGE_WRITTEN));
  g_ptr_array_add (messages, make_own (carol, "3", "3", BECKON_MESSAGE_QUEUED));
  g_ptr_array_add (messages, make_message (bob, BOB, "4", "4"));
  g_ptr_array_add (messages, make_own (bob, "5", "5", BECKON_MESSAGE_QUEUED));
  g_ptr_array_add (messages, make_own (bob, "6", "6", BECKON_MESSAGE_FAILED));
  g_ptr_array_add (messages, make_own (other, "7", "7", BECKON_MESSAGE_QUEUED));
  stored = add_messages (fixture, messages, NULL, &error);
  g_assert_no_error (error);

  reopen_store (fixture);
  unsent = CALL (beckon_store_load_unsent, &error, fixture->store, account);
  g_assert_no_error (error);
  text = join_bodies (unsent);
  g_assert_cmpstr (text, ==, "2 3 5");
}

/* One bad message takes its whole batch with it, and nothing else. */
static void
test_batch_is_one (Fixture *fixture, gconstpointer data)
{
  gint64 chat = set_up_chat (fixture);
  g_autoptr (GPtrArray) messages = message_list ();
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonMessageRecord) good
    = add_message (fixture, make_message (chat, BOB, NULL, "before"), NULL);
  g_autofree char *text = NULL;

  g_ptr_array_add (messages, make_message (chat, BOB, NULL, "good"));
  g_ptr_array_add (messages, make_message (chat + 1, BOB, NULL, "of no chat"));
  stored = add_messages (fixture, messages, NULL, &error);
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_FAILED);
  g_assert_null (stored);

  page = load_messages (fixture, chat, G_MAXINT64, TRUE, 10);
  text = join_bodies (page);
  g_assert_cmpstr (text, ==, "before");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(name, function)                                                                       \
  g_test_add ("/store/messages/" name, Fixture, NULL, set_up, function, check_and_tear_down)
  TEST ("round-trip", test_round_trip);
  TEST ("order-and-pages", test_order_and_pages);
  TEST ("duplicates", test_duplicates);
  TEST ("merge", test_merge);
  TEST ("states", test_states);
  TEST ("state-of-nothing", test_state_of_nothing);
  TEST ("find", test_find);
  TEST ("correct", test_correct);
  TEST ("unsent", test_unsent);
  TEST ("batch-is-one", test_batch_is_one);
  return g_test_run ();
}
