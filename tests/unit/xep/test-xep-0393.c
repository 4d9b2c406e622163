/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0393.h"
#include "xml.h"

#include <string.h>

/* What is found, as one line: B(old), I(talic), S(truck), M(ono), P(reformatted) and Q(uote) with
 * the text that is in it. */
static char *
describe (const char *text)
{
  g_autoptr (GArray) ranges = beckon_styling_parse (text);
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < ranges->len; i++)
    {
      BeckonStyleRange *range = &g_array_index (ranges, BeckonStyleRange, i);

      g_assert_cmpuint (range->start, <, range->end);
      g_assert_cmpuint (range->end, <=, strlen (text));
      g_string_append_printf (line, "%s%c[", i > 0 ? " " : "", "BISMPQ"[range->style]);
      g_string_append_len (line, text + range->start, range->end - range->start);
      g_string_append_c (line, ']');
    }
  return g_strdelimit (g_string_free (line, FALSE), "\n", '|');
}

static void
test_spans (void)
{
  static const struct
  {
    const char *text;
    const char *found;
  } cases[] = {
    /* The examples of section 6.2. */
    { "plain span", "" },
    { "*strong span*", "B[*strong span*]" },
    { "plain _emphasis_ plain", "I[_emphasis_]" },
    { "`pre` plain *strong*", "M[`pre`] B[*strong*]" },
    { "*strong*plain*", "B[*strong*]" },
    { "* plain *strong*", "B[*strong*]" },
    { "not strong*", "" },
    { "*not strong", "" },
    { "*not \n strong*", "" },
    { "*not *strong", "" },
    { "**", "" },
    { "***", "" },
    { "****", "" },
    { "Everyone ~dis~likes cake.", "S[~dis~]" },
    { "This is `*monospace*`", "M[`*monospace*`]" },
    { "This is *`monospace and bold`*", "B[*`monospace and bold`*] M[`monospace and bold`]" },
    { "There is no *formatting\nas spans* may", "" },
    /* And some that are not there. */
    { "", "" },
    { "2*3*4", "" },
    { "snake_case_name", "" },
    { "*_both_*", "B[*_both_*] I[_both_]" },
    { "*a _b* c_", "B[*a _b*]" },
    { "_a *b_ c*", "I[_a *b_]" },
    { "*a *", "" },
    { "(*a*)", "" },
    { "*\303\244* \342\200\203*x*", "B[*\303\244*] B[*x*]" },
    { "*x\302\240*", "" },
    { "<b>*x*</b> &amp; *y*", "B[*y*]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = describe (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (found, ==, cases[i].found);
    }
}

static void
test_blocks (void)
{
  static const struct
  {
    const char *text;
    const char *found;
  } cases[] = {
    { "```ignored\n(println *a*)\n```\n*b*", "P[```ignored|(println *a*)|```] B[*b*]" },
    { "```\n*a*\n``` no\n", "P[```|*a*|``` no|]" },
    { "> That that is, is.\nSaid", "Q[> That that is, is.]" },
    { ">> That that is, is.\n> Said *he*\nWho?",
      "Q[>> That that is, is.|> Said *he*] Q[> That that is, is.] B[*he*]" },
    { "> ```\n> (println)\nplain", "Q[> ```|> (println)] P[```|> (println)]" },
    { ">*a*", "Q[>*a*] B[*a*]" },
    { ">  *a*", "Q[>  *a*] B[*a*]" },
    { " > no", "" },
    { ">", "Q[>]" },
    { "a\n\n> b\n\n> c", "Q[> b] Q[> c]" },
    { "``` *a*", "P[``` *a*]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = describe (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (found, ==, cases[i].found);
    }
}

static char *
repeat (const char *unit, gsize length)
{
  GString *text = g_string_new (NULL);

  while (text->len + strlen (unit) <= length)
    g_string_append (text, unit);
  return g_string_free (text, FALSE);
}

/* Texts that would take a careless parser very long, or very deep. */
static void
test_hostile (void)
{
  static const char *const units[] = {
    "*a ", "*_~`", "> ", ">", "*a* ", "* _ ~ ", "```\n", "_*_*", "~\n", "*a\n", "\n",
  };
  const char *invalid = "*a\377*";
  g_autoptr (GArray) none = NULL;
  g_autofree char *too_long = repeat ("*a* ", 70000);

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autofree char *text = repeat (units[i], 65536);
      g_autoptr (GArray) ranges = beckon_styling_parse (text);

      g_assert_cmpuint (ranges->len, <=, 1024);
    }

  none = beckon_styling_parse (too_long);
  g_assert_cmpuint (none->len, ==, 0);
  g_clear_pointer (&none, g_array_unref);
  none = beckon_styling_parse (invalid);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_disabled (void)
{
  g_autoptr (BeckonElement) plain
    = xml ("<message><unstyled xmlns='urn:xmpp:styling:0'/></message>");
  g_autoptr (BeckonElement) styled = xml ("<message><unstyled xmlns='urn:other'/></message>");

  g_assert_true (beckon_styling_is_disabled (plain));
  g_assert_false (beckon_styling_is_disabled (styled));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xep/styling/spans", test_spans);
  g_test_add_func ("/xep/styling/blocks", test_blocks);
  g_test_add_func ("/xep/styling/hostile", test_hostile);
  g_test_add_func ("/xep/styling/disabled", test_disabled);

  return g_test_run ();
}
