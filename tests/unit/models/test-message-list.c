/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-test.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-message-list.h"

#define PAGE BECKON_MESSAGE_LIST_PAGE
#define HISTORY 1000

typedef struct
{
  Fixture store;
  gint64 chat_id;
  BeckonAccount *account;
  BeckonChat *chat;
  BeckonMessageList *list;
  guint changes; /* of the model */
  gboolean wordy;
} ListFixture;

static BeckonMessageRecord *
make_text (ListFixture *f, guint number)
{
  g_autofree char *id = g_strdup_printf ("o-%u", number);
  g_autofree char *words = g_strnfill (f->wordy ? 5000 : 0, 'x');
  g_autofree char *body = g_strdup_printf ("%u %s", number, words);

  return make_message (f->chat_id, "bob@example.net", id, body);
}

/* As when they arrive: stored, then announced. */
static void
receive (ListFixture *f, guint first, guint n)
{
  Fixture *fixture = &f->store;
  g_autoptr (GPtrArray) messages = message_list (), stored = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (messages, make_text (f, first + i));
  beckon_store_add_messages_async (fixture->store, messages, NULL, keep_result, &result);
  stored = beckon_store_add_messages_finish (fixture->store, wait_for (&result), NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; f->chat != NULL && i < stored->len; i++)
    beckon_chat_take_stored (f->chat, stored->pdata[i], TRUE);
}

static void
settle (ListFixture *f)
{
  while (beckon_message_list_get_loading (f->list))
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
count_change (ListFixture *f)
{
  f->changes++;
}

static void
set_up_list (ListFixture *f, gconstpointer data)
{
  Fixture *fixture = &f->store;
  g_autoptr (BeckonAccountRecord) account = beckon_account_record_new ();
  g_autoptr (BeckonChatRecord) chat = beckon_chat_record_new ();

  f->wordy = data != NULL;
  set_up (fixture, NULL);
  account->id = add_account (fixture, "alice@example.org");
  account->jid = g_strdup ("alice@example.org");
  f->chat_id = add_chat (fixture, account->id, "bob@example.net");
  receive (f, 0, HISTORY);

  f->account = beckon_account_new (fixture->store, account);
  chat->id = f->chat_id;
  chat->account_id = account->id;
  chat->peer = g_strdup ("bob@example.net");
  f->chat = beckon_account_add_chat (f->account, chat);
  f->list = beckon_message_list_new (f->chat);
  g_signal_connect_swapped (f->list, "items-changed", G_CALLBACK (count_change), f);
  settle (f);
}

static void
tear_down_list (ListFixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->list);
  g_assert_finalize_object (f->account);
  tear_down (&f->store, NULL);
}

static guint
number_at (ListFixture *f, guint position)
{
  g_autoptr (BeckonMessage) message = g_list_model_get_item (G_LIST_MODEL (f->list), position);

  g_assert_nonnull (message);
  return strtoul (beckon_message_get_body (message), NULL, 10);
}

/* The window is a run of the history without a hole. */
static void
assert_window (ListFixture *f, guint first, guint last)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->list));

  g_assert_cmpuint (n, ==, last - first + 1);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (number_at (f, i), ==, first + i);
}

static void
test_opens_at_newest (ListFixture *f, gconstpointer data)
{
  assert_window (f, HISTORY - PAGE, HISTORY - 1);
  g_assert_cmpuint (f->changes, ==, 1);
  g_assert_true (beckon_message_list_get_has_older (f->list));
  g_assert_false (beckon_message_list_get_has_newer (f->list));
}

/* Back to the first message and forth to the last, never holding more than the bound. */
static void
test_there_and_back (ListFixture *f, gconstpointer data)
{
  while (beckon_message_list_get_has_older (f->list))
    {
      guint before = number_at (f, 0);

      beckon_message_list_load_older (f->list);
      settle (f);
      g_assert_cmpuint (number_at (f, 0), <=, before);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->list)), <=,
                        BECKON_MESSAGE_LIST_MAX);
    }
  assert_window (f, 0, BECKON_MESSAGE_LIST_MAX - 1);
  g_assert_true (beckon_message_list_get_has_newer (f->list));
  while (beckon_message_list_get_has_newer (f->list))
    {
      beckon_message_list_load_newer (f->list);
      settle (f);
    }
  assert_window (f, HISTORY - BECKON_MESSAGE_LIST_MAX, HISTORY - 1);
}

static void
test_burst_is_one_change (ListFixture *f, gconstpointer data)
{
  f->changes = 0;
  receive (f, HISTORY, 100);
  settle (f);
  assert_window (f, HISTORY - PAGE, HISTORY + 99);
  g_assert_cmpuint (f->changes, ==, 1);
}

/* What arrives while the window is elsewhere is counted, and found on the way back. */
static void
test_arrives_elsewhere (ListFixture *f, gconstpointer data)
{
  for (guint i = 0; i < BECKON_MESSAGE_LIST_MAX / PAGE; i++)
    {
      beckon_message_list_load_older (f->list);
      settle (f);
    }
  g_assert_true (beckon_message_list_get_has_newer (f->list));
  receive (f, HISTORY, 3);
  settle (f);
  g_assert_cmpuint (beckon_message_list_get_newer_count (f->list), ==, 3);
  beckon_message_list_load_newest (f->list);
  settle (f);
  assert_window (f, HISTORY + 3 - PAGE, HISTORY + 2);
  g_assert_cmpuint (beckon_message_list_get_newer_count (f->list), ==, 0);
}

/* To a message anywhere, with what is before and behind it. */
static void
test_around (ListFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) all = load_messages (&f->store, f->chat_id, G_MAXINT64, TRUE, HISTORY);
  const gint64 middle = ((BeckonMessageRecord *) all->pdata[500])->sort_key;

  beckon_message_list_load_around (f->list, middle);
  receive (f, HISTORY, 1);
  settle (f);
  assert_window (f, 501 - PAGE, 500 + PAGE);
  g_assert_true (beckon_message_list_get_has_older (f->list));
  g_assert_true (beckon_message_list_get_has_newer (f->list));
  g_assert_cmpuint (beckon_message_list_get_newer_count (f->list), ==, 1);

  /* What is there already is not loaded again. */
  f->changes = 0;
  beckon_message_list_load_around (f->list, ((BeckonMessageRecord *) all->pdata[501])->sort_key);
  g_assert_false (beckon_message_list_get_loading (f->list));

  beckon_message_list_load_around (f->list, ((BeckonMessageRecord *) all->pdata[10])->sort_key);
  settle (f);
  assert_window (f, 0, 10 + PAGE);
  g_assert_false (beckon_message_list_get_has_older (f->list));
  beckon_message_list_load_around (f->list, ((BeckonMessageRecord *) all->pdata[990])->sort_key);
  settle (f);
  assert_window (f, 991 - PAGE, HISTORY);
  g_assert_false (beckon_message_list_get_has_newer (f->list));
  g_assert_cmpuint (beckon_message_list_get_newer_count (f->list), ==, 0);

  /* A window that is about to move to its newest messages goes there all the same. */
  beckon_message_list_load_newest (f->list);
  beckon_message_list_load_around (f->list, middle);
  settle (f);
  assert_window (f, 501 - PAGE, 500 + PAGE);
  beckon_message_list_load_around (f->list, 1);
  beckon_message_list_load_newest (f->list);
  settle (f);
  assert_window (f, HISTORY + 1 - PAGE, HISTORY);
}

/* As many as there is time to lay out come at once, whichever way, and none is left out. */
static void
test_wordy (ListFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) all = load_messages (&f->store, f->chat_id, G_MAXINT64, TRUE, HISTORY);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->list));

  g_assert_cmpuint (n, >, 1);
  g_assert_cmpuint (n, <, 10);
  assert_window (f, HISTORY - n, HISTORY - 1);
  g_assert_true (beckon_message_list_get_has_older (f->list));
  while (g_list_model_get_n_items (G_LIST_MODEL (f->list)) < 5 * n)
    {
      beckon_message_list_load_older (f->list);
      settle (f);
    }
  assert_window (f, HISTORY - 5 * n, HISTORY - 1);
  g_assert_cmpuint (f->changes, ==, 5);

  beckon_message_list_load_around (f->list, ((BeckonMessageRecord *) all->pdata[900])->sort_key);
  settle (f);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->list)), <, 10);
  g_assert_cmpuint (number_at (f, 0), <, 901);
  g_assert_true (beckon_message_list_get_has_older (f->list));
  while (beckon_message_list_get_has_newer (f->list))
    {
      beckon_message_list_load_newer (f->list);
      settle (f);
    }
  assert_window (f, number_at (f, 0), HISTORY - 1);
}

/* A message that arrives while the page that holds it is being read is there once. */
static void
test_arrives_while_loading (ListFixture *f, gconstpointer data)
{
  beckon_message_list_load_newest (f->list);
  receive (f, HISTORY, 2);
  settle (f);
  assert_window (f, number_at (f, 0), HISTORY + 1);
}

/* The list may go while its page is on the way. */
static void
test_goes_while_loading (ListFixture *f, gconstpointer data)
{
  BeckonMessageList *list = beckon_message_list_new (f->chat);
  GWeakRef weak;

  g_weak_ref_init (&weak, list);
  g_object_run_dispose (G_OBJECT (list));
  g_object_unref (list);
  for (gpointer still; (still = g_weak_ref_get (&weak)) != NULL;)
    {
      g_object_unref (still);
      g_main_context_iteration (NULL, TRUE);
    }
  g_weak_ref_clear (&weak);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, ListFixture, NULL, set_up_list, func, tear_down_list)
  ADD ("/message-list/opens-at-newest", test_opens_at_newest);
  ADD ("/message-list/there-and-back", test_there_and_back);
  ADD ("/message-list/burst-is-one-change", test_burst_is_one_change);
  ADD ("/message-list/arrives-elsewhere", test_arrives_elsewhere);
  ADD ("/message-list/around", test_around);
  g_test_add ("/message-list/wordy", ListFixture, "wordy", set_up_list, test_wordy, tear_down_list);
  ADD ("/message-list/arrives-while-loading", test_arrives_while_loading);
  ADD ("/message-list/goes-while-loading", test_goes_while_loading);
  return g_test_run ();
}
