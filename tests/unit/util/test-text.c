/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-random.h"
#include "beckon-text.h"

#include <string.h>

#define assert_gives(expression, expected)                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *gives_ = (expression);                                                        \
    g_assert_cmpstr (gives_, ==, (expected));                                                      \
  }                                                                                                \
  G_STMT_END

static void
test_xml_legal (void)
{
  assert_gives (beckon_text_dup_xml_legal ("a\tb\r\nc", -1), "a\tb\r\nc");
  assert_gives (beckon_text_dup_xml_legal ("\x01"
                                           "a\x1b[31m\x7f",
                                           -1),
                "a[31m\x7f");
  assert_gives (beckon_text_dup_xml_legal ("a\0b", 3), "ab");
  assert_gives (beckon_text_dup_xml_legal ("a\xff\xc0\xaf\xe2\x82", -1), "a");
  assert_gives (beckon_text_dup_xml_legal ("\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd", -1),
                "\xef\xbf\xbd");
  assert_gives (beckon_text_dup_xml_legal ("\xed\xa0\x80😀", -1), "😀");
  assert_gives (beckon_text_dup_xml_legal ("€uro", 3), "€");
}

static void
test_line (void)
{
  assert_gives (beckon_text_dup_line ("  Juliet\n\t Capulet\r\n", 40), "Juliet Capulet");
  assert_gives (beckon_text_dup_line ("a\xe2\x80\xa8"
                                      "b\xc2\x85"
                                      "c",
                                      40),
                "a b c");
  assert_gives (beckon_text_dup_line ("a\xe2\x80\xae"
                                      "b\xe2\x81\xa9\xe2\x80\x8f",
                                      40),
                "ab");
  assert_gives (beckon_text_dup_line ("a\xe2\x80\x8b\xef\xbb\xbf\x07"
                                      "b",
                                      40),
                "ab");
  assert_gives (beckon_text_dup_line ("0123456789", 10), "0123456789");
  assert_gives (beckon_text_dup_line ("0123456789a", 10), "0123456789…");
  assert_gives (beckon_text_dup_line ("012345678 9", 10), "012345678…");
  assert_gives (beckon_text_dup_line ("👩‍🚀 ❤️", 40), "👩‍🚀 ❤️");
  assert_gives (beckon_text_dup_line ("e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81x",
                                      40),
                "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81x");
  assert_gives (beckon_text_dup_line (" \n\xe2\x80\x8b", 40), NULL);
  assert_gives (beckon_text_dup_line (NULL, 40), NULL);
}

#define RLO "\xe2\x80\xae"
#define PDF "\xe2\x80\xac"
#define FSI "\xe2\x81\xa8"
#define PDI "\xe2\x81\xa9"

static void
test_block (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autofree char *block = NULL;

  assert_gives (beckon_text_dup_block ("a\r\nb\rc\n\td\x07"), "a\nb\nc\n\td");
  assert_gives (beckon_text_dup_block ("x" RLO "a\nb"), "x" RLO "a" PDF "\nb");
  assert_gives (beckon_text_dup_block ("x" PDI PDF "y"), "xy");
  assert_gives (beckon_text_dup_block (FSI RLO "y"), FSI RLO "y" PDF PDI);
  assert_gives (beckon_text_dup_block (FSI "y" PDI), FSI "y" PDI);
  assert_gives (beckon_text_dup_block (FSI RLO "y" PDI), FSI RLO "y" PDF PDI);

  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, RLO);
  block = beckon_text_dup_block (deep->str);
  g_assert_cmpuint (strlen (block), <, 1000);
}

static void
test_snippet (void)
{
  assert_gives (beckon_text_dup_snippet ("Some\nwords", "words", 80), "Some words");
  assert_gives (beckon_text_dup_snippet ("Long before it comes, there is the Word itself", "no wORD", 80),
                "…here is the Word itself");
  assert_gives (beckon_text_dup_snippet ("Long before it comes, there is the word itself", "word", 16),
                "…here is the word…");
  assert_gives (beckon_text_dup_snippet ("Nothing of it", "else", 7), "Nothing…");
  assert_gives (beckon_text_dup_snippet ("Nothing of it", "  ", 80), "Nothing of it");
  assert_gives (beckon_text_dup_snippet ("", "else", 80), NULL);
}

static void
test_isolated (void)
{
  assert_gives (beckon_text_dup_isolated ("שלום"), FSI "שלום" PDI);
}

static void
test_random_id (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      char *id = beckon_random_id ();

      g_assert_cmpuint (strlen (id), ==, 22);
      for (const char *p = id; *p != '\0'; p++)
        g_assert_true (g_ascii_isalnum (*p) || *p == '-' || *p == '_');
      g_assert_true (g_hash_table_add (seen, id));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/xml-legal", test_xml_legal);
  g_test_add_func ("/text/line", test_line);
  g_test_add_func ("/text/block", test_block);
  g_test_add_func ("/text/snippet", test_snippet);
  g_test_add_func ("/text/isolated", test_isolated);
  g_test_add_func ("/random/id", test_random_id);

  return g_test_run ();
}
