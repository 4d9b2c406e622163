/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-spelling-words.h"

#include <pango/pango.h>
#include <string.h>

#include "xep-0393.h"

/* A longer line was not typed. In characters. */
#define MAX_LINE 4096

static gboolean
is_code (GArray *styles, gsize offset)
{
  for (guint i = 0; i < styles->len; i++)
    {
      const BeckonStyleRange *range = &g_array_index (styles, BeckonStyleRange, i);

      if ((range->style == BECKON_STYLE_MONO || range->style == BECKON_STYLE_PREFORMATTED)
          && offset >= range->start && offset < range->end)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_space_at (const char *text)
{
  return g_unichar_isspace (g_utf8_get_char (text));
}

/* Whether a point stands between letters, as in the names of computers and files. */
static gboolean
has_inner_point (const char *token, const char *end)
{
  for (const char *p = token; p < end; p = g_utf8_next_char (p))
    if (*p == '.' && p > token && p + 1 < end
        && g_unichar_isalnum (g_utf8_get_char (g_utf8_find_prev_char (token, p)))
        && g_unichar_isalnum (g_utf8_get_char (p + 1)))
      return TRUE;
  return FALSE;
}

/* Looks at what stands around a word, up to white space. Returns: whether that is prose */
static gboolean
is_prose (const char *line, const char *word, const char *word_end)
{
  const char *start = word, *end = word_end, *before;

  while ((before = g_utf8_find_prev_char (line, start)) != NULL && !is_space_at (before))
    start = before;
  while (*end != '\0' && !is_space_at (end))
    end = g_utf8_next_char (end);
  if (*start == '/' || *start == '#' || g_str_has_prefix (start, "~/"))
    return FALSE; /* a command, a tag, or a path */
  if (has_inner_point (start, end))
    return FALSE;
  if (word > line && word[-1] == ':' && *word_end == ':')
    return FALSE; /* an emoji */
  for (const char *p = start; p < end; p++)
    if (strchr ("@_\\", *p) != NULL || g_str_has_prefix (p, "://"))
      return FALSE;
  return TRUE;
}

static gboolean
is_word (const char *word)
{
  gboolean letters = FALSE;

  for (; *word != '\0'; word = g_utf8_next_char (word))
    {
      if (g_unichar_isdigit (g_utf8_get_char (word)))
        return FALSE;
      letters |= g_unichar_isalpha (g_utf8_get_char (word));
    }
  return letters;
}

static void
word_clear (BeckonSpellingWord *word)
{
  g_free (word->text);
}

/**
 * beckon_spelling_words_find:
 * @line: one line, outside of a block of code
 *
 * Returns: (transfer full) (element-type BeckonSpellingWord): the words that can be right or wrong
 */
GArray *
beckon_spelling_words_find (const char *line)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (BeckonSpellingWord));
  const int n = g_utf8_strlen (line, -1);
  g_autofree PangoLogAttr *attrs = g_new0 (PangoLogAttr, n + 1);
  g_autoptr (GArray) styles = NULL;
  const char *p = line, *start = NULL;
  int start_offset = 0;

  g_array_set_clear_func (words, (GDestroyNotify) word_clear);
  if (n == 0 || n > MAX_LINE)
    return words;
  styles = beckon_styling_parse (line);
  pango_get_log_attrs (line, -1, -1, pango_language_get_default (), attrs, n + 1);
  for (int i = 0; i <= n; i++)
    {
      if (attrs[i].is_word_end && start != NULL)
        {
          BeckonSpellingWord word = { start_offset, i, g_strndup (start, p - start) };

          if (is_word (word.text) && is_prose (line, start, p) && !is_code (styles, start - line))
            g_array_append_val (words, word);
          else
            word_clear (&word);
          start = NULL;
        }
      if (attrs[i].is_word_start)
        {
          start = p;
          start_offset = i;
        }
      if (i < n)
        p = g_utf8_next_char (p);
    }
  return words;
}
