/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-escape.h"

static void
assert_escaped (const char *xml, const char *expected)
{
  g_autofree char *escaped = beckon_escape_unseen (xml);

  g_assert_cmpstr (escaped, ==, expected);
}

/* What can be seen stays what it is, in any script. */
static void
test_seen (void)
{
  static const char *const texts[] = {
    "", "<a b=\"c &amp; d\">\n\t<e/>\n</a>", "Straße é e\xcc\x81", "你好、世界", "こんにちは 한국어", "नमस्ते",
    "نعم", "😀 €…•",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_escaped (texts[i], texts[i]);
}

static void
test_unseen (void)
{
  assert_escaped ("a\rb\x7f", "a&#xD;b&#x7F;");
  assert_escaped ("\xc2\x85\xc2\x9b", "&#x85;&#x9B;");
  /* Directions: an override, an isolate, a mark */
  assert_escaped ("<a>\xe2\x80\xaegnp.exe\xe2\x80\xac</a>", "<a>&#x202E;gnp.exe&#x202C;</a>");
  assert_escaped ("\xe2\x81\xa7x\xe2\x81\xa9", "&#x2067;x&#x2069;");
  assert_escaped ("\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c", "&#x200E;&#x200F;&#x61C;");
  /* Without a width: space, joiner, byte order mark, soft hyphen, tag, selector of a variant */
  assert_escaped ("a\xe2\x80\x8b"
                  "b\xe2\x80\x8d"
                  "c\xef\xbb\xbf"
                  "d\xc2\xad"
                  "e",
                  "a&#x200B;b&#x200D;c&#xFEFF;d&#xAD;e");
  assert_escaped ("\xf3\xa0\x81\xa1\xf3\xa0\x84\x80\xef\xb8\x8f", "&#xE0061;&#xE0100;&#xFE0F;");
  /* Fillers, other spaces and ends of lines */
  assert_escaped ("\xe1\x85\x9f\xe3\x85\xa4\xe2\xa0\x80\xcd\x8f", "&#x115F;&#x3164;&#x2800;&#x34F;");
  assert_escaped ("\xc2\xa0\xe3\x80\x80\xe2\x80\xa8\xe2\x80\xa9", "&#xA0;&#x3000;&#x2028;&#x2029;");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/escape/seen", test_seen);
  g_test_add_func ("/escape/unseen", test_unseen);
  return g_test_run ();
}
