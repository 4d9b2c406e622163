/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-archive.h"
#include "store-test.h"

#define ALICE "alice@example.org"
#define BOB "bob@example.net"

/* Message number n as the archive has it. */
static BeckonMessageRecord *
make_archived (gint64 chat, int n)
{
  g_autofree char *text = g_strdup_printf ("%d", n);
  BeckonMessageRecord *message = make_message (chat, BOB, NULL, text);

  message->archive_id = g_strdup_printf ("a%d", n);
  return message;
}

static void
add_live (Fixture *fixture, gint64 chat, int n)
{
  g_autoptr (BeckonMessageRecord) stored = add_message (fixture, make_archived (chat, n), NULL);
}

static BeckonGapRecord *
open_gap (Fixture *fixture, gint64 account, const char *after_id)
{
  g_autoptr (GError) error = NULL;
  BeckonGapRecord *gap
    = CALL (beckon_store_open_gap, &error, fixture->store, account, ALICE, after_id);

  g_assert_no_error (error);
  return gap;
}

static GPtrArray *
load_gaps (Fixture *fixture, gint64 account)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *gaps = CALL (beckon_store_load_gaps, &error, fixture->store, account, ALICE);

  g_assert_no_error (error);
  return gaps;
}

/* Adds the page, and tells how many messages of it were new. */
static guint
add_page (
  Fixture *fixture, gint64 gap, GPtrArray *messages, const char *before_id, gboolean complete)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) is_new = NULL;
  g_autoptr (GPtrArray) stored = NULL;
  guint n_new = 0;

  beckon_store_add_page_async (fixture->store, gap, messages, before_id, complete, NULL,
                               keep_result, &result);
  stored = beckon_store_add_page_finish (fixture->store, wait_for (&result), &is_new, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stored->len, ==, messages->len);
  g_assert_cmpuint (is_new->len, ==, messages->len);
  for (guint i = 0; i < stored->len; i++)
    {
      BeckonMessageRecord *given = g_ptr_array_index (messages, i);
      BeckonMessageRecord *row = g_ptr_array_index (stored, i);

      g_assert_cmpstr (row->archive_id, ==, given->archive_id);
      n_new += g_array_index (is_new, gboolean, i);
    }
  return n_new;
}

/* Numbers from first to last, of one chat. */
static guint
add_numbers (Fixture *fixture, gint64 gap, gint64 chat, int first, int last, gboolean complete)
{
  g_autoptr (GPtrArray) messages = message_list ();
  g_autofree char *before_id = g_strdup_printf ("a%d", first);

  for (int n = first; n <= last; n++)
    g_ptr_array_add (messages, make_archived (chat, n));
  return add_page (fixture, gap, messages, before_id, complete);
}

static void
assert_chat (Fixture *fixture, gint64 chat, const char *expected)
{
  g_autoptr (GPtrArray) messages = load_messages (fixture, chat, 0, FALSE, 10000);
  g_autofree char *text = join_bodies (messages);

  g_assert_cmpstr (text, ==, expected);
}

/* What was missed gets between what was there before, with what was written without a connection,
 * and what came since. */
static void
test_fill (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  gint64 other = add_chat (fixture, account, "carol@example.net");
  BeckonMessageRecord *own = make_message (chat, ALICE, "q", "q");
  g_autoptr (BeckonMessageRecord) queued = NULL;
  g_autoptr (BeckonMessageRecord) sent = NULL;
  g_autoptr (BeckonGapRecord) gap = NULL;
  g_autoptr (GPtrArray) gaps = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;
  BeckonGapRecord *kept;

  add_live (fixture, chat, 1);
  add_live (fixture, chat, 2);
  own->outgoing = TRUE;
  own->state = BECKON_MESSAGE_QUEUED;
  queued = add_message (fixture, own, NULL);

  gap = open_gap (fixture, account, "a2");
  g_assert_cmpint (gap->account_id, ==, account);
  g_assert_cmpstr (gap->archive, ==, ALICE);
  g_assert_cmpstr (gap->after_id, ==, "a2");
  g_assert_null (gap->before_id);
  add_live (fixture, chat, 9);
  add_live (fixture, other, 100);
  g_assert_cmpuint (add_numbers (fixture, gap->id, chat, 7, 8, FALSE), ==, 2);
  assert_chat (fixture, chat, "1 2 q 7 8 9");

  /* The rest of it after a restart. */
  reopen_store (fixture);
  gaps = load_gaps (fixture, account);
  g_assert_cmpuint (gaps->len, ==, 1);
  kept = g_ptr_array_index (gaps, 0);
  g_assert_cmpint (kept->id, ==, gap->id);
  g_assert_cmpstr (kept->after_id, ==, "a2");
  g_assert_cmpstr (kept->before_id, ==, "a7");

  sent = CALL (beckon_store_set_message_state, &error, fixture->store, queued->id,
               BECKON_MESSAGE_SENT, NULL);
  add_live (fixture, chat, 10);
  g_assert_cmpuint (add_numbers (fixture, gap->id, chat, 3, 6, FALSE), ==, 4);
  assert_chat (fixture, chat, "1 2 q 3 4 5 6 7 8 9 10");
  g_assert_cmpuint (add_numbers (fixture, gap->id, other, 97, 99, TRUE), ==, 3);
  assert_chat (fixture, other, "97 98 99 100");
  none = load_gaps (fixture, account);
  g_assert_cmpuint (none->len, ==, 0);
}

/* Pages that overlap or come again, and messages that come twice in one. */
static void
test_repeat (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autoptr (BeckonGapRecord) gap = NULL;
  g_autoptr (GPtrArray) twice = message_list ();

  add_live (fixture, chat, 1);
  gap = open_gap (fixture, account, "a1");
  add_live (fixture, chat, 9);
  g_assert_cmpuint (add_numbers (fixture, gap->id, chat, 6, 8, FALSE), ==, 3);
  g_assert_cmpuint (add_numbers (fixture, gap->id, chat, 6, 8, FALSE), ==, 0);
  g_assert_cmpuint (add_numbers (fixture, gap->id, chat, 4, 9, FALSE), ==, 2);
  assert_chat (fixture, chat, "1 4 5 6 7 8 9");
  g_ptr_array_add (twice, make_archived (chat, 1));
  g_ptr_array_add (twice, make_archived (chat, 3));
  g_ptr_array_add (twice, make_archived (chat, 3));
  g_assert_cmpuint (add_page (fixture, gap->id, twice, "a1", TRUE), ==, 1);
  assert_chat (fixture, chat, "1 3 4 5 6 7 8 9");
}

/* A gap that nobody came to fill before the next one. */
static void
test_grow (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autoptr (BeckonGapRecord) gap = NULL;
  g_autoptr (BeckonGapRecord) grown = NULL;
  g_autoptr (BeckonGapRecord) second = NULL;
  g_autoptr (GPtrArray) gaps = NULL;

  add_live (fixture, chat, 1);
  gap = open_gap (fixture, account, "a1");
  add_live (fixture, chat, 4);
  grown = open_gap (fixture, account, "a4");
  g_assert_cmpint (grown->id, !=, gap->id);
  g_assert_cmpstr (grown->after_id, ==, "a1");
  add_live (fixture, chat, 7);
  g_assert_cmpuint (add_numbers (fixture, grown->id, chat, 3, 6, FALSE), ==, 3);
  assert_chat (fixture, chat, "1 3 4 5 6 7");

  /* Its end is known now, so the next one is another, and comes first. */
  second = open_gap (fixture, account, "a7");
  g_assert_cmpint (second->id, !=, grown->id);
  gaps = load_gaps (fixture, account);
  g_assert_cmpuint (gaps->len, ==, 2);
  g_assert_cmpint (((BeckonGapRecord *) gaps->pdata[0])->id, ==, second->id);
  g_assert_cmpuint (add_numbers (fixture, second->id, chat, 8, 9, TRUE), ==, 2);
  g_assert_cmpuint (add_numbers (fixture, grown->id, chat, 2, 2, TRUE), ==, 1);
  add_live (fixture, chat, 10);
  assert_chat (fixture, chat, "1 2 3 4 5 6 7 8 9 10");
}

/* History that the person scrolls up for, in a chat with messages and in one without. */
static void
test_history (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  gint64 empty = add_chat (fixture, account, "carol@example.net");
  g_autoptr (BeckonGapRecord) gap = open_gap (fixture, account, NULL);

  add_live (fixture, chat, 9);
  g_assert_cmpuint (add_numbers (fixture, 0, chat, 6, 8, FALSE), ==, 3);
  g_assert_cmpuint (add_numbers (fixture, 0, chat, 3, 6, FALSE), ==, 3);
  assert_chat (fixture, chat, "3 4 5 6 7 8 9");
  g_assert_cmpuint (add_numbers (fixture, 0, empty, 1, 2, FALSE), ==, 2);
  add_live (fixture, empty, 3);
  assert_chat (fixture, empty, "1 2 3");

  /* The whole archive, meanwhile, comes to the same place. */
  g_assert_cmpuint (add_numbers (fixture, gap->id, chat, 7, 8, FALSE), ==, 0);
  g_assert_cmpuint (add_numbers (fixture, gap->id, chat, 1, 6, TRUE), ==, 2);
  assert_chat (fixture, chat, "1 2 3 4 5 6 7 8 9");
}

/* What was written long before it was sent does not pull down what is around it in the archive,
 * whether the page reaches back to what was received since or begins behind it. */
static void
check_sent_late (Fixture *fixture, gboolean reaches_back)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  BeckonMessageRecord *own = make_message (chat, ALICE, "q", "q");
  BeckonMessageRecord *echo = make_message (chat, ALICE, "q", "q");
  g_autoptr (BeckonMessageRecord) stored = NULL;
  g_autoptr (BeckonGapRecord) gap = NULL;
  g_autoptr (GPtrArray) page = message_list ();

  own->outgoing = echo->outgoing = TRUE;
  own->state = BECKON_MESSAGE_FAILED;
  echo->state = BECKON_MESSAGE_SENT;
  echo->archive_id = g_strdup ("a4");
  stored = add_message (fixture, own, NULL);
  add_live (fixture, chat, 1);
  add_live (fixture, chat, 2);

  gap = open_gap (fixture, account, "a1");
  if (reaches_back)
    g_ptr_array_add (page, make_archived (chat, 2));
  g_ptr_array_add (page, make_archived (chat, 3));
  g_ptr_array_add (page, echo);
  g_ptr_array_add (page, make_archived (chat, 5));
  g_assert_cmpuint (add_page (fixture, gap->id, page, "a2", TRUE), ==, 2);
  assert_chat (fixture, chat, "q 1 2 3 5");
}

static void
test_sent_late (Fixture *fixture, gconstpointer data)
{
  check_sent_late (fixture, TRUE);
}

static void
test_sent_late_behind (Fixture *fixture, gconstpointer data)
{
  check_sent_late (fixture, FALSE);
}

/* A page asked for at the beginning of a session may have what came in it: something new that is
 * behind that in the archive is behind it here. */
static void
test_overtaken (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autoptr (BeckonGapRecord) gap = NULL;

  add_live (fixture, chat, 1);
  gap = open_gap (fixture, account, "a1");
  add_live (fixture, chat, 4);
  g_assert_cmpuint (add_numbers (fixture, gap->id, chat, 3, 6, FALSE), ==, 3);
  assert_chat (fixture, chat, "1 3 4 5 6");
  g_assert_cmpuint (add_numbers (fixture, gap->id, chat, 2, 2, TRUE), ==, 1);
  add_live (fixture, chat, 7);
  assert_chat (fixture, chat, "1 2 3 4 5 6 7");
}

/* Who scrolls up in one chat, while much that was missed is still coming, mixes up no other. */
static void
test_history_meanwhile (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  gint64 other = add_chat (fixture, account, "carol@example.net");
  g_autoptr (BeckonGapRecord) gap = NULL;
  g_autoptr (GPtrArray) newest = message_list ();
  g_autoptr (GPtrArray) middle = message_list ();

  add_live (fixture, chat, 1);
  gap = open_gap (fixture, account, "a1");
  g_ptr_array_add (newest, make_archived (chat, 101));
  g_ptr_array_add (newest, make_archived (chat, 102));
  g_ptr_array_add (newest, make_archived (other, 103));
  g_ptr_array_add (newest, make_archived (chat, 104));
  add_page (fixture, gap->id, newest, "a101", FALSE);
  add_numbers (fixture, 0, other, 50, 51, FALSE);

  for (int n = 30; n < 50; n++)
    g_ptr_array_add (middle, make_archived (chat, n));
  g_ptr_array_add (middle, make_archived (other, 50));
  g_ptr_array_add (middle, make_archived (other, 51));
  for (int n = 52; n < 60; n++)
    g_ptr_array_add (middle, make_archived (chat, n));
  add_page (fixture, gap->id, middle, "a30", FALSE);
  add_numbers (fixture, gap->id, other, 20, 21, TRUE);
  assert_chat (fixture, chat, "1 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49"
                              " 52 53 54 55 56 57 58 59 101 102 104");
  assert_chat (fixture, other, "20 21 50 51 103");
}

static void
take_page (Fixture *fixture, gint64 gap, GPtrArray *messages, const char *before_id, gboolean complete)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) stored = NULL;

  beckon_store_add_page_async (fixture->store, gap, messages, before_id, complete, NULL,
                               keep_result, &result);
  stored = beckon_store_add_page_finish (fixture->store, wait_for (&result), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* What its writer has sent twice is one message, at the place of the one or the other, and those
 * around it are at theirs. */
static void
test_sent_twice (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autoptr (BeckonGapRecord) gap = NULL;
  g_autoptr (GPtrArray) newest = message_list ();
  g_autoptr (GPtrArray) oldest = message_list ();
  BeckonMessageRecord *first = make_archived (chat, 3);
  BeckonMessageRecord *second = make_archived (chat, 6);

  first->origin_id = g_strdup ("x");
  second->origin_id = g_strdup ("x");
  g_free (first->body);
  first->body = g_strdup (second->body);
  add_live (fixture, chat, 1);
  gap = open_gap (fixture, account, "a1");
  g_ptr_array_add (newest, make_archived (chat, 5));
  g_ptr_array_add (newest, second);
  g_ptr_array_add (newest, make_archived (chat, 7));
  add_page (fixture, gap->id, newest, "a5", FALSE);
  g_ptr_array_add (oldest, make_archived (chat, 2));
  g_ptr_array_add (oldest, first);
  g_ptr_array_add (oldest, make_archived (chat, 4));
  take_page (fixture, gap->id, oldest, "a2", TRUE);
  assert_chat (fixture, chat, "1 2 4 5 6 7");
}

/* As message number n, what replaces message number m. */
static BeckonMessageRecord *
make_correction (gint64 chat, int n, int m, const char *text)
{
  g_autofree char *origin_id = g_strdup_printf ("m%d", n);
  BeckonMessageRecord *message = make_message (chat, BOB, origin_id, text);

  message->archive_id = g_strdup_printf ("a%d", n);
  message->replaces_id = g_strdup_printf ("m%d", m);
  return message;
}

static BeckonMessageRecord *
make_with_id (gint64 chat, int n)
{
  BeckonMessageRecord *message = make_archived (chat, n);

  message->origin_id = g_strdup_printf ("m%d", n);
  return message;
}

/* A correction whose message comes only with a later page, or not at all, is the message. */
static void
test_corrected_before (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autoptr (BeckonGapRecord) gap = NULL;
  g_autoptr (GPtrArray) newest = message_list ();
  g_autoptr (GPtrArray) oldest = message_list ();

  add_live (fixture, chat, 1);
  gap = open_gap (fixture, account, "a1");
  g_ptr_array_add (newest, make_correction (chat, 7, 4, "first"));
  g_ptr_array_add (newest, make_with_id (chat, 8));
  g_ptr_array_add (newest, make_correction (chat, 9, 4, "last"));
  g_ptr_array_add (newest, make_with_id (chat, 10));
  take_page (fixture, gap->id, newest, "a7", FALSE);
  assert_chat (fixture, chat, "1 last 8 10");
  g_ptr_array_add (oldest, make_with_id (chat, 3));
  g_ptr_array_add (oldest, make_with_id (chat, 4));
  g_ptr_array_add (oldest, make_with_id (chat, 5));
  g_ptr_array_add (oldest, make_correction (chat, 6, 4, "too early"));
  take_page (fixture, gap->id, oldest, "a3", FALSE);
  assert_chat (fixture, chat, "1 3 5 last 8 10");
  /* Once more, as after an interruption. */
  take_page (fixture, gap->id, oldest, "a3", FALSE);
  take_page (fixture, gap->id, newest, "a3", TRUE);
  assert_chat (fixture, chat, "1 3 5 last 8 10");
}

/* The last correction counts, not the one that has come last. */
static void
test_corrected_after (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autoptr (BeckonMessageRecord) known = add_message (fixture, make_with_id (chat, 1), NULL);
  g_autoptr (BeckonMessageRecord) live = NULL;
  g_autoptr (BeckonGapRecord) gap = NULL;
  g_autoptr (GPtrArray) newest = message_list ();
  g_autoptr (GPtrArray) oldest = message_list ();
  g_autoptr (GError) error = NULL;

  gap = open_gap (fixture, account, "a1");
  g_ptr_array_add (newest, make_with_id (chat, 7));
  g_ptr_array_add (newest, make_correction (chat, 8, 1, "eight"));
  take_page (fixture, gap->id, newest, "a7", FALSE);
  assert_chat (fixture, chat, "eight 7");
  g_ptr_array_add (oldest, make_correction (chat, 2, 1, "two"));
  g_ptr_array_add (oldest, make_with_id (chat, 3));
  g_ptr_array_add (oldest, make_correction (chat, 4, 3, "four"));
  g_ptr_array_add (oldest, make_correction (chat, 5, 3, "five"));
  take_page (fixture, gap->id, oldest, "a2", FALSE);
  assert_chat (fixture, chat, "eight five 7");

  live = correct_message (fixture, known, "now", &error);
  take_page (fixture, gap->id, oldest, "a2", FALSE);
  take_page (fixture, gap->id, newest, "a2", TRUE);
  assert_chat (fixture, chat, "now five 7");
}

/* A page that an earlier session has asked for says nothing of what the gap is now. */
static void
test_stale (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autoptr (BeckonGapRecord) gap = NULL;
  g_autoptr (BeckonGapRecord) grown = NULL;
  g_autoptr (GPtrArray) stale = message_list ();
  g_autoptr (GPtrArray) gaps = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  add_live (fixture, chat, 1);
  gap = open_gap (fixture, account, "a1");
  add_live (fixture, chat, 4);
  grown = open_gap (fixture, account, "a4");
  g_ptr_array_add (stale, make_archived (chat, 2));
  g_ptr_array_add (stale, make_archived (chat, 3));
  beckon_store_add_page_async (fixture->store, gap->id, stale, "a2", TRUE, NULL, keep_result,
                               &result);
  g_assert_null (beckon_store_add_page_finish (fixture->store, wait_for (&result), NULL, NULL, &error));
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_NOT_FOUND);
  gaps = load_gaps (fixture, account);
  g_assert_cmpuint (gaps->len, ==, 1);
  add_numbers (fixture, grown->id, chat, 2, 6, TRUE);
  assert_chat (fixture, chat, "1 2 3 4 5 6");
}

/* Where the oldest of what was missed was kept for us elsewhere, too, and came by itself. */
static void
test_kept_elsewhere (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autoptr (BeckonGapRecord) gap = NULL;

  add_live (fixture, chat, 1);
  gap = open_gap (fixture, account, "a1");
  add_live (fixture, chat, 2);
  add_live (fixture, chat, 3);
  add_numbers (fixture, gap->id, chat, 6, 7, FALSE);
  add_numbers (fixture, gap->id, chat, 4, 5, FALSE);
  add_numbers (fixture, gap->id, chat, 2, 3, TRUE);
  assert_chat (fixture, chat, "1 2 3 4 5 6 7");
}

/* The unread count has what was missed, too. */
static void
test_unread (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonMessageRecord) seen = add_message (fixture, make_archived (chat, 1), NULL);
  g_autoptr (BeckonChatRecord) read
    = CALL (beckon_store_set_chat_read, &error, fixture->store, chat, seen->sort_key, TRUE);
  g_autoptr (BeckonGapRecord) gap = open_gap (fixture, account, "a1");
  g_autoptr (GPtrArray) chats = NULL;

  add_live (fixture, chat, 5);
  add_numbers (fixture, gap->id, chat, 2, 4, TRUE);
  chats = CALL (beckon_store_load_chats, &error, fixture->store, account);
  g_assert_cmpuint (((BeckonChatRecord *) chats->pdata[0])->unread, ==, 4);
  g_assert_cmpstr (((BeckonChatRecord *) chats->pdata[0])->last_message->body, ==, "5");
}

static void
test_of_nothing (Fixture *fixture, gconstpointer data)
{
  gint64 chat = add_chat (fixture, add_account (fixture, ALICE), BOB);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = message_list ();

  g_ptr_array_add (messages, make_archived (chat, 1));
  beckon_store_add_page_async (fixture->store, 77, messages, "a1", FALSE, NULL, keep_result,
                               &result);
  g_assert_null (beckon_store_add_page_finish (fixture->store, wait_for (&result), NULL, NULL, &error));
  g_assert_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_NOT_FOUND);
  assert_chat (fixture, chat, "");
}

#define N_CHATS 3
#define N_MESSAGES 400

/* Sessions of any length, between which any number of messages is missed; gaps filled by pages of
 * any size, interrupted anywhere: in the end each chat has the archive's order. */
static void
test_any_sessions (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chats[N_CHATS];
  int chat_of[N_MESSAGES];
  int n = 0;
  int newest_known;
  g_autoptr (GPtrArray) gaps = NULL;

  for (int i = 0; i < N_CHATS; i++)
    {
      g_autofree char *peer = g_strdup_printf ("%d@example.net", i);

      chats[i] = add_chat (fixture, account, peer);
    }
  for (int i = 0; i < N_MESSAGES; i++)
    chat_of[i] = g_test_rand_int_range (0, N_CHATS);
  /* What is older than all that is known is not missed, but the past. */
  add_live (fixture, chats[chat_of[0]], 0);
  newest_known = n++;

  do
    {
      g_autofree char *after_id = g_strdup_printf ("a%d", newest_known);
      g_autoptr (BeckonGapRecord) opened = NULL;
      int archive_end;

      n += g_test_rand_int_range (0, 40);
      n = MIN (N_MESSAGES, n);
      archive_end = n;
      opened = open_gap (fixture, account, after_id);

      for (int steps = g_test_rand_int_range (0, 30); steps > 0; steps--)
        {
          g_clear_pointer (&gaps, g_ptr_array_unref);
          gaps = load_gaps (fixture, account);
          /* What came live before the first page would make all that is older the past, which is
           * asked for only by who scrolls up to it. */
          if (n < N_MESSAGES && (gaps->len == 0 || (newest_known >= 0 && g_test_rand_bit ())))
            {
              add_live (fixture, chats[chat_of[n]], n);
              newest_known = n++;
            }
          else if (gaps->len > 0)
            {
              BeckonGapRecord *gap = g_ptr_array_index (gaps, 0);
              int first = atoi (gap->after_id + 1) + 1;
              int end = gap->before_id != NULL ? atoi (gap->before_id + 1) : archive_end;
              int size = g_test_rand_int_range (1, 20);
              int begin = MAX (first, end - size);
              g_autofree char *before_id = g_strdup_printf ("a%d", begin);
              g_autoptr (GPtrArray) page = message_list ();

              for (int i = begin; i < end; i++)
                g_ptr_array_add (page, make_archived (chats[chat_of[i]], i));
              add_page (fixture, gap->id, page, before_id, begin <= first);
              newest_known = MAX (newest_known, end - 1);
            }
        }
      g_clear_pointer (&gaps, g_ptr_array_unref);
      gaps = load_gaps (fixture, account);
    }
  while (n < N_MESSAGES || gaps->len > 0);

  for (int i = 0; i < N_CHATS; i++)
    {
      g_autoptr (GString) expected = g_string_new (NULL);

      for (int m = 0; m < N_MESSAGES; m++)
        if (chat_of[m] == i)
          g_string_append_printf (expected, "%s%d", expected->len > 0 ? " " : "", m);
      assert_chat (fixture, chats[i], expected->str);
    }
}

/* A long gap, page by page, has room. */
static void
test_long (Fixture *fixture, gconstpointer data)
{
  const int size = 100;
  const int n_pages = 50;
  gint64 account = add_account (fixture, ALICE);
  gint64 chat = add_chat (fixture, account, BOB);
  g_autoptr (BeckonGapRecord) gap = NULL;
  g_autoptr (GPtrArray) messages = NULL;

  add_live (fixture, chat, -1);
  gap = open_gap (fixture, account, "a-1");
  add_live (fixture, chat, n_pages * size);
  for (int i = n_pages - 1; i >= 0; i--)
    add_numbers (fixture, gap->id, chat, i * size, i * size + size - 1, i == 0);
  messages = load_messages (fixture, chat, 0, FALSE, G_MAXUINT);
  g_assert_cmpuint (messages->len, ==, n_pages * size + 2);
  for (guint i = 0; i < messages->len; i++)
    g_assert_cmpint (atoi (((BeckonMessageRecord *) messages->pdata[i])->body), ==, (int) i - 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(name, function)                                                                       \
  g_test_add ("/store/archive/" name, Fixture, NULL, set_up, function, check_and_tear_down)
  TEST ("fill", test_fill);
  TEST ("repeat", test_repeat);
  TEST ("grow", test_grow);
  TEST ("history", test_history);
  TEST ("sent-late", test_sent_late);
  TEST ("sent-late-behind", test_sent_late_behind);
  TEST ("overtaken", test_overtaken);
  TEST ("history-meanwhile", test_history_meanwhile);
  TEST ("sent-twice", test_sent_twice);
  TEST ("corrected-before", test_corrected_before);
  TEST ("corrected-after", test_corrected_after);
  TEST ("stale", test_stale);
  TEST ("kept-elsewhere", test_kept_elsewhere);
  TEST ("unread", test_unread);
  TEST ("of-nothing", test_of_nothing);
  TEST ("any-sessions", test_any_sessions);
  TEST ("long", test_long);
  return g_test_run ();
}
