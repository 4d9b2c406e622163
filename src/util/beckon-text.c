/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-text.h"

#include <string.h>

#define FIRST_STRONG_ISOLATE 0x2068
#define POP_DIRECTIONAL_ISOLATE 0x2069
#define POP_DIRECTIONAL_FORMATTING 0x202c
/* More marks on one letter than any language has are there to paint over other lines. */
#define MAX_MARKS 6
/* Of a text that is longer, what is found behind this many characters is not shown. */
#define MAX_SNIPPET_SOURCE 4000
#define SNIPPET_BEFORE 12
/* UAX #9, BD2 */
#define MAX_BIDI_DEPTH 125

/**
 * beckon_text_is_xml_legal:
 *
 * Returns: whether XML 1.0 allows the character, escaped or not
 */
gboolean
beckon_text_is_xml_legal (gunichar c)
{
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xd7ff)
         || (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
}

/**
 * beckon_text_dup_xml_legal:
 * @text: anything
 * @length: in bytes, or -1 when it ends with a NUL
 *
 * Returns: (transfer full): @text without what is not UTF-8 and without the characters that XML
 *   does not allow
 */
char *
beckon_text_dup_xml_legal (const char *text, gssize length)
{
  const char *end = text + (length < 0 ? (gssize) strlen (text) : length);
  GString *legal = g_string_sized_new (end - text);

  while (text < end)
    {
      gunichar c = g_utf8_get_char_validated (text, end - text);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          text++;
          continue;
        }
      if (beckon_text_is_xml_legal (c))
        g_string_append_len (legal, text, g_utf8_next_char (text) - text);
      text = g_utf8_next_char (text);
    }
  return g_string_free (legal, FALSE);
}

/* Goes on behind the next character that XML allows. Returns: it, or 0 at the end */
static gunichar
next_legal (const char **text)
{
  while (**text != '\0')
    {
      gunichar c = g_utf8_get_char_validated (*text, -1);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          (*text)++;
          continue;
        }
      *text = g_utf8_next_char (*text);
      if (beckon_text_is_xml_legal (c))
        return c;
    }
  return 0;
}

static gboolean
is_bidi_control (gunichar c)
{
  return c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2066 && c <= 0x2069);
}

/* What is not seen, and is no part of an emoji or of a word in any script. */
static gboolean
is_invisible (gunichar c)
{
  switch (c)
    {
    case 0xad:
    case 0x34f:
    case 0x115f:
    case 0x1160:
    case 0x17b4:
    case 0x17b5:
    case 0x200b:
    case 0x2800:
    case 0x3164:
    case 0xfeff:
    case 0xffa0:
      return TRUE;
    default:
      return c >= 0x2060 && c <= 0x206f;
    }
}

/* Counts the marks on one letter, of those characters that are kept. Returns: whether this is one
 * too many */
static gboolean
is_surplus_mark (gunichar c, guint *marks)
{
  GUnicodeType type = g_unichar_type (c);

  if (type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK)
    return ++*marks > MAX_MARKS;
  if (type != G_UNICODE_FORMAT)
    *marks = 0;
  return FALSE;
}

/**
 * beckon_text_dup_line:
 * @text: (nullable): text from somebody else
 * @max_chars: how many characters to keep
 *
 * Makes of a name, a subject or the like what can be shown in one line among our own words:
 * white space and line breaks become single spaces, and what is not seen or changes the
 * direction of the text around it is left out. A text that is too long ends with an ellipsis.
 *
 * Returns: (transfer full) (nullable): the line, or %NULL when nothing is left. Where it becomes
 *   part of a sentence, put beckon_text_dup_isolated() around it
 */
char *
beckon_text_dup_line (const char *text, glong max_chars)
{
  g_autoptr (GString) line = g_string_new (NULL);
  const char *rest = text != NULL ? text : "";
  gboolean space = FALSE;
  guint marks = 0;
  gunichar c;
  glong n = 0;

  /* Of a long text only the beginning is looked at. */
  while ((c = next_legal (&rest)) != 0)
    {
      if (g_unichar_isspace (c) || c == 0x85 || c == 0x2028 || c == 0x2029)
        {
          space = TRUE;
          continue;
        }
      if (g_unichar_iscntrl (c) || is_bidi_control (c) || is_invisible (c))
        continue;
      if (is_surplus_mark (c, &marks))
        continue;
      space = space && line->len > 0;
      if (n + space >= max_chars)
        {
          g_string_append (line, "…");
          break;
        }
      if (space)
        g_string_append_c (line, ' ');
      n += space;
      space = FALSE;
      g_string_append_unichar (line, c);
      n++;
    }
  return line->len > 0 ? g_string_free (g_steal_pointer (&line), FALSE) : NULL;
}

/* Where @word begins in @text, whatever its case. */
static const char *
find_word (const char *text, const char *word)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      const char *t = text, *w = word;

      while (*w != '\0'
             && g_unichar_tolower (g_utf8_get_char (t)) == g_unichar_tolower (g_utf8_get_char (w)))
        {
          t = g_utf8_next_char (t);
          w = g_utf8_next_char (w);
        }
      if (*w == '\0')
        return text;
    }
  return NULL;
}

/**
 * beckon_text_dup_snippet:
 * @text: text from somebody else
 * @words: what was looked for in it
 * @max_chars: how many characters to keep
 *
 * As beckon_text_dup_line(), from a little before the first of @words on.
 *
 * Returns: (transfer full) (nullable): the line, or %NULL when nothing is left
 */
char *
beckon_text_dup_snippet (const char *text, const char *words, glong max_chars)
{
  g_auto (GStrv) parts = g_strsplit_set (words, " \t\r\n", -1);
  g_autofree char *line = beckon_text_dup_line (text, MAX_SNIPPET_SOURCE);
  const char *found = NULL;

  for (guint i = 0; line != NULL && found == NULL && parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      found = find_word (line, parts[i]);
  if (found != NULL && g_utf8_pointer_to_offset (line, found) > SNIPPET_BEFORE)
    {
      const char *start = g_utf8_offset_to_pointer (found, -SNIPPET_BEFORE);
      g_autofree char *rest = beckon_text_dup_line (start, max_chars);

      return g_strconcat ("…", rest, NULL);
    }
  return beckon_text_dup_line (line, max_chars);
}

static void
close_directions (GString *text, GArray *open)
{
  for (guint i = open->len; i > 0; i--)
    g_string_append_unichar (text, g_array_index (open, gunichar, i - 1));
  g_array_set_size (open, 0);
}

/* Adds a character that opens or closes a direction, as far as it has a partner. */
static void
add_direction (GString *text, GArray *open, gunichar c)
{
  gunichar end;

  switch (c)
    {
    case 0x2066:
    case 0x2067:
    case FIRST_STRONG_ISOLATE:
      end = POP_DIRECTIONAL_ISOLATE;
      break;
    case 0x202a:
    case 0x202b:
    case 0x202d:
    case 0x202e:
      end = POP_DIRECTIONAL_FORMATTING;
      break;
    default:
      if (open->len == 0 || g_array_index (open, gunichar, open->len - 1) != c)
        return;
      g_array_set_size (open, open->len - 1);
      g_string_append_unichar (text, c);
      return;
    }
  if (open->len == MAX_BIDI_DEPTH)
    return;
  g_array_append_val (open, end);
  g_string_append_unichar (text, c);
}

/**
 * beckon_text_dup_block:
 * @text: text from somebody else
 *
 * Makes of a message what can be shown as lines of its own: line breaks are `\n`, control
 * characters are left out, and a direction that is opened in a line ends with it.
 *
 * Returns: (transfer full): the text, maybe empty
 */
char *
beckon_text_dup_block (const char *text)
{
  g_autofree char *legal = beckon_text_dup_xml_legal (text, -1);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (gunichar));
  GString *block = g_string_new (NULL);
  guint marks = 0;

  for (const char *p = legal; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\r' && p[1] == '\n')
        continue;
      if (c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
        {
          close_directions (block, open);
          g_string_append_c (block, '\n');
          marks = 0;
        }
      else if (is_bidi_control (c) && c != 0x61c && c != 0x200e && c != 0x200f)
        add_direction (block, open, c);
      else if ((c == '\t' || !g_unichar_iscntrl (c)) && !is_surplus_mark (c, &marks))
        g_string_append_unichar (block, c);
    }
  close_directions (block, open);
  return g_string_free (block, FALSE);
}

/**
 * beckon_text_dup_isolated:
 * @text: one line, as beckon_text_dup_line() or beckon_text_dup_block() made it, or an address
 *
 * Returns: (transfer full): @text in a pair of isolates (UAX #9), so that its direction does not
 *   change the sentence that it is put into
 */
char *
beckon_text_dup_isolated (const char *text)
{
  return g_strconcat ("\xe2\x81\xa8", text, "\xe2\x81\xa9", NULL);
}

typedef enum
{
  SET_HAN = 1 << 0,
  SET_KANA = 1 << 1,
  SET_BOPOMOFO = 1 << 2,
  SET_HANGUL = 1 << 3,
  SET_LATIN = 1 << 4,
  SET_OTHER = 1 << 5,
} ScriptSet;

/* Letters of other scripts, as they are in prepared addresses (in lower case), that look like
 * those of the Latin alphabet. */
static gboolean
looks_latin (gunichar c)
{
  static const gunichar letters[] = {
    /* Greek */
    0x3b1, 0x3b3, 0x3b9, 0x3ba, 0x3bd, 0x3bf, 0x3c1, 0x3c3, 0x3c5, 0x3c7, 0x3f2, 0x3f3,
    /* Cyrillic */
    0x430, 0x432, 0x433, 0x435, 0x437, 0x43a, 0x43c, 0x43d, 0x43e, 0x43f, 0x440, 0x441, 0x442,
    0x443, 0x445, 0x44c, 0x455, 0x456, 0x457, 0x458, 0x461, 0x475, 0x491, 0x493, 0x49b, 0x4ab,
    0x4af, 0x4b1, 0x4bb, 0x4bd, 0x4cf, 0x4d1, 0x4d3, 0x4d7, 0x4e7, 0x501, 0x51b, 0x51d,
    /* Armenian */
    0x561, 0x563, 0x566, 0x570, 0x578, 0x57c, 0x57d, 0x581, 0x584, 0x585,
    /* Cherokee, Georgian, Hebrew, Arabic */
    0xab75, 0xab81, 0xab83, 0xab93, 0xaba9, 0xabaa, 0x10e7, 0x5d5, 0x5d8, 0x5df, 0x5e1, 0x627, 0x647
  };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    if (letters[i] == c)
      return TRUE;
  return FALSE;
}

/**
 * beckon_text_looks_deceptive:
 * @label: a prepared local part, or one label of a prepared domain
 *
 * Finds what may have been chosen to be taken for another address: letters of scripts that are
 * not written together (Unicode TR #39, the "highly restrictive" level), and words of
 * another script in which every letter looks like a Latin one.
 *
 * Returns: whether it is so
 */
gboolean
beckon_text_looks_deceptive (const char *label)
{
  static const guint together[]
    = { SET_LATIN | SET_HAN | SET_KANA, SET_LATIN | SET_HAN | SET_BOPOMOFO,
        SET_LATIN | SET_HAN | SET_HANGUL, SET_OTHER };
  GUnicodeScript other = G_UNICODE_SCRIPT_COMMON;
  gboolean all_look_latin = TRUE;
  guint sets = 0;

  for (const char *p = label; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeScript script = g_unichar_get_script (c);

      switch (script)
        {
        case G_UNICODE_SCRIPT_COMMON:
        case G_UNICODE_SCRIPT_INHERITED:
          continue;
        case G_UNICODE_SCRIPT_LATIN:
          sets |= SET_LATIN;
          continue;
        case G_UNICODE_SCRIPT_HAN:
          sets |= SET_HAN;
          break;
        case G_UNICODE_SCRIPT_HIRAGANA:
        case G_UNICODE_SCRIPT_KATAKANA:
          sets |= SET_KANA;
          break;
        case G_UNICODE_SCRIPT_BOPOMOFO:
          sets |= SET_BOPOMOFO;
          break;
        case G_UNICODE_SCRIPT_HANGUL:
          sets |= SET_HANGUL;
          break;
        default:
          if (other != G_UNICODE_SCRIPT_COMMON && other != script)
            return TRUE;
          other = script;
          sets |= SET_OTHER;
        }
      all_look_latin &= looks_latin (c);
    }

  if (sets == 0 || sets == SET_LATIN)
    return FALSE;
  if (sets == SET_OTHER && all_look_latin)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (together); i++)
    if ((sets & ~together[i]) == 0)
      return FALSE;
  return TRUE;
}
