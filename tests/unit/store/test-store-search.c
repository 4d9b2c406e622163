/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-test.h"

#define ALICE "alice@example.org"
#define BOB "bob@example.net"

/* What is found, newest first, as numbers of the texts. */
static char *
search (Fixture *fixture, const char *words, gint64 chat, guint limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found
    = CALL (beckon_store_search_messages, &error, fixture->store, words, chat, limit);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < found->len; i++)
    {
      BeckonMessageRecord *message = g_ptr_array_index (found, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", message->origin_id);
    }
  return g_string_free (text, FALSE);
}

#define ASSERT_FOUND(words, expected)                                                              \
  {                                                                                                \
    g_autofree char *found_ = search (fixture, words, 0, 100);                                     \
    g_assert_cmpstr (found_, ==, expected);                                                        \
  }

static void
test_words (Fixture *fixture, gconstpointer data)
{
  const char *texts[] = {
    /* 0 */ "The quick brown fox",
    /* 1 */ "Ärger im Café um CRÈME BRÛLÉE",
    /* 2 */ "今天天气很好,我们去公园吧",
    /* 3 */ "東京タワーに行きました",
    /* 4 */ "안녕하세요 여러분",
    /* 5 */ "ไปเที่ยวทะเลกันไหม",
    /* 6 */ "foxes AND \"quotes\" OR NOT near* ^body:x",
    /* 7 */ "version2.0 mixed中文and latin",
    /* 8 */ "\xf0\x9f\x98\x80 100% off_ \\o/",
    /* 9 */ "Привет, мир",
    /* 10 */ "",
  };
  gint64 chat = add_chat (fixture, add_account (fixture, ALICE), BOB);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autoptr (BeckonMessageRecord) stored
        = add_message (fixture, make_message (chat, BOB, id, texts[i]), NULL);
    }

  ASSERT_FOUND ("fox", "6 0");
  ASSERT_FOUND ("FOX quick", "0");
  ASSERT_FOUND ("qu", "6 0");
  ASSERT_FOUND ("uick", "");
  ASSERT_FOUND ("arger cafe", "1");
  ASSERT_FOUND ("Crème brûl", "1");
  ASSERT_FOUND ("天气", "2");
  ASSERT_FOUND ("园", "2");
  ASSERT_FOUND ("天公", "");
  ASSERT_FOUND ("我们 天气", "2");
  ASSERT_FOUND ("京", "3");
  ASSERT_FOUND ("タワー", "3");
  ASSERT_FOUND ("녕하", "4");
  ASSERT_FOUND ("ทะเล", "5");
  ASSERT_FOUND ("中文", "7");
  ASSERT_FOUND ("mixed", "7");
  ASSERT_FOUND ("latin mixed中", "7");
  ASSERT_FOUND ("ПРИВЕТ", "9");

  /* The index's own language is nothing but words here. */
  ASSERT_FOUND ("AND", "7 6");
  ASSERT_FOUND ("\"quotes\"", "6");
  ASSERT_FOUND ("\"", "6");
  ASSERT_FOUND ("fox NOT quick", "");
  ASSERT_FOUND ("body:x", "6");
  ASSERT_FOUND ("near*", "6");
  ASSERT_FOUND ("(fox", "6 0");
  ASSERT_FOUND ("^fox", "6 0");
  ASSERT_FOUND ("fox -", "6 0");

  /* What has no letters is looked for as it is. */
  ASSERT_FOUND ("\xf0\x9f\x98\x80", "8");
  ASSERT_FOUND ("%", "8");
  ASSERT_FOUND ("_ \\", "8");
  ASSERT_FOUND ("", "");
  ASSERT_FOUND ("  \n ", "");
}

static void
test_where (Fixture *fixture, gconstpointer data)
{
  gint64 account = add_account (fixture, ALICE);
  gint64 chats[2]
    = { add_chat (fixture, account, BOB), add_chat (fixture, account, "c@example.net") };
  g_autofree char *all = NULL;
  g_autofree char *one = NULL;
  g_autofree char *few = NULL;

  for (int i = 0; i < 6; i++)
    {
      g_autofree char *id = g_strdup_printf ("%d", i);
      g_autoptr (BeckonMessageRecord) stored
        = add_message (fixture, make_message (chats[i % 2], BOB, id, "word"), NULL);
    }
  all = search (fixture, "word", 0, 100);
  g_assert_cmpstr (all, ==, "5 4 3 2 1 0");
  one = search (fixture, "word", chats[1], 100);
  g_assert_cmpstr (one, ==, "5 3 1");
  few = search (fixture, "word", 0, 2);
  g_assert_cmpstr (few, ==, "5 4");
}

/* Anything may be asked for; nothing of it is an error. */
static void
test_any_words (Fixture *fixture, gconstpointer data)
{
  const char *pieces[]
    = { "\"",  "*", "'", "(", ")",  "AND",    "OR", "NEAR(", "^", ":",
        "-",   "+", "{", "a", "中", "\u0301", " ",  "\\",    "%", "\xf0\x9f\x98\x80",
        "\x01" };

  for (int i = 0; i < 500; i++)
    {
      g_autoptr (GString) words = g_string_new (NULL);
      g_autofree char *found = NULL;

      for (int n = g_test_rand_int_range (0, 80); n > 0; n--)
        g_string_append (words, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      found = search (fixture, words->str, 0, 10);
      g_assert_cmpstr (found, ==, "");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(name, function)                                                                       \
  g_test_add ("/store/search/" name, Fixture, NULL, set_up, function, check_and_tear_down)
  TEST ("words", test_words);
  TEST ("where", test_where);
  TEST ("any-words", test_any_words);
  return g_test_run ();
}
