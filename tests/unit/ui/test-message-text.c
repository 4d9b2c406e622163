/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-message-text.h"

#include <glib.h>
#include <string.h>

static void
assert_markup (const char *text, const char *expected)
{
  g_autofree char *markup = beckon_message_text_to_markup (text);

  g_assert_cmpstr (markup, ==, expected);
}

static void
test_escapes (void)
{
  assert_markup ("", "");
  assert_markup ("<b>a & b</b>", "&lt;b&gt;a &amp; b&lt;/b&gt;");
  assert_markup ("<a href=\"https://evil.example\">https://bank.example</a>",
                 "&lt;a href=&quot;<a href=\"https://evil.example\">https://evil.example</a>"
                 "&quot;&gt;<a href=\"https://bank.example\">https://bank.example</a>"
                 "&lt;/a&gt;");
}

static void
test_links (void)
{
  assert_markup ("see https://example.org/a?b=1&c=(2).",
                 "see <a href=\"https://example.org/a?b=1&amp;c=(2)\">"
                 "https://example.org/a?b=1&amp;c=(2)</a>.");
  assert_markup ("(https://example.org)", "(<a href=\"https://example.org\">https://example.org</a>)");
  assert_markup ("xmpp:bob@example.org?message",
                 "<a href=\"xmpp:bob@example.org?message\">xmpp:bob@example.org?message</a>");
  assert_markup ("javascript:alert(1) file:///etc/passwd", "javascript:alert(1) file:///etc/passwd");
  /* What turns the direction around does not belong to a link. */
  assert_markup ("https://a.example/\xe2\x80\xaetxt.exe",
                 "<a href=\"https://a.example/\">https://a.example/</a>\xe2\x80\xaetxt.exe");
}

static void
test_kinds_to_open (void)
{
  g_assert_true (beckon_message_text_may_open ("https://example.org"));
  g_assert_true (beckon_message_text_may_open ("HTTPS://example.org"));
  g_assert_false (beckon_message_text_may_open ("file:///etc/passwd"));
  g_assert_false (beckon_message_text_may_open ("javascript:alert(1)"));
  g_assert_false (beckon_message_text_may_open ("example.org"));
}

static void
test_bounds (void)
{
  g_autofree char *body = g_strnfill (100000, 'a'), *text = NULL, *all = NULL;
  gboolean cut;

  text = beckon_message_text_prepare (body, 2000, &cut);
  g_assert_cmpuint (strlen (text), ==, 2000);
  g_assert_true (cut);
  all = beckon_message_text_prepare ("short", 5, &cut);
  g_assert_cmpstr (all, ==, "short");
  g_assert_false (cut);
}

/* A link for each of very many addresses would make a label slow. */
static void
test_many_links (void)
{
  GString *text = g_string_new (NULL);
  g_autofree char *markup = NULL;
  guint links = 0;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "http://a ");
  markup = beckon_message_text_to_markup (text->str);
  for (const char *p = markup; (p = strstr (p, "<a ")) != NULL; p++)
    links++;
  g_assert_cmpuint (links, ==, 100);
  g_string_free (text, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message-text/escapes", test_escapes);
  g_test_add_func ("/message-text/links", test_links);
  g_test_add_func ("/message-text/kinds-to-open", test_kinds_to_open);
  g_test_add_func ("/message-text/bounds", test_bounds);
  g_test_add_func ("/message-text/many-links", test_many_links);
  return g_test_run ();
}
