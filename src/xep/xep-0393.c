/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0393.h"

#include "beckon-element.h"

#include <string.h>

/* Longer texts are shown plain. */
#define MAX_LENGTH 65536
#define MAX_QUOTE_DEPTH 16
#define MAX_RANGES 1024

typedef struct
{
  const char *start;
  const char *end;
} Line;

typedef struct
{
  const char *text;
  Line *lines;
  GArray *ranges;
} Parser;

static void
add_range (Parser *parser, BeckonStyle style, const char *start, const char *end)
{
  BeckonStyleRange range = { style, start - parser->text, end - parser->text };

  if (parser->ranges->len < MAX_RANGES)
    g_array_append_val (parser->ranges, range);
}

static gboolean
is_space (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR
         || g_unichar_type (c) == G_UNICODE_LINE_SEPARATOR
         || g_unichar_type (c) == G_UNICODE_PARAGRAPH_SEPARATOR;
}

static gboolean
is_space_before (const char *p)
{
  return is_space (g_utf8_get_char (g_utf8_prev_char (p)));
}

/* The style that a character calls for, or -1. */
static int
find_style (char c)
{
  switch (c)
    {
    case '*':
      return BECKON_STYLE_STRONG;
    case '_':
      return BECKON_STYLE_EMPHASIS;
    case '~':
      return BECKON_STYLE_STRIKE;
    case '`':
      return BECKON_STYLE_MONO;
    default:
      return -1;
    }
}

static const char *
find_closing (const char *opening, const char *end)
{
  for (const char *p = opening + 1; p < end; p++)
    if (*p == *opening && !is_space_before (p))
      return p;
  return NULL;
}

/* The spans in a line or in another span (section 6.2). */
static void
parse_spans (Parser *parser, const char *start, const char *end)
{
  /* Where there is no closing character for one, there is none for a later one, and no need to
   * look again. */
  gboolean unclosed[BECKON_STYLE_MONO + 1] = { FALSE };
  const char *p = start;

  while (p < end)
    {
      int style = find_style (*p);
      const char *closing = NULL;

      if (style >= 0 && !unclosed[style] && (p == start || is_space_before (p)) && p + 1 < end
          && !is_space (g_utf8_get_char (p + 1)))
        {
          closing = find_closing (p, end);
          unclosed[style] = closing == NULL;
        }
      if (closing == NULL)
        {
          p = g_utf8_next_char (p);
          continue;
        }
      if (closing > p + 1)
        {
          add_range (parser, style, p, closing + 1);
          if (style != BECKON_STYLE_MONO)
            parse_spans (parser, p + 1, closing);
        }
      p = closing + 1;
    }
}

static gboolean
is_fence (const Line *line)
{
  return line->end - line->start == 3 && memcmp (line->start, "```", 3) == 0;
}

/* Takes the mark of a quotation from a line, and one space behind it. */
static void
strip_quote (Line *line)
{
  line->start++;
  if (line->start < line->end && is_space (g_utf8_get_char (line->start)))
    line->start = g_utf8_next_char (line->start);
}

/* The blocks in the text or in a quotation (section 6.1). */
static void
parse_blocks (Parser *parser, guint first, guint last, guint depth)
{
  Line *lines = parser->lines;

  while (first < last)
    {
      const char *start = lines[first].start;
      guint next = first + 1;

      if (lines[first].end - start >= 3 && memcmp (start, "```", 3) == 0)
        {
          while (next < last && !is_fence (&lines[next]))
            next++;
          next = MIN (next + 1, last);
          add_range (parser, BECKON_STYLE_PREFORMATTED, start, lines[next - 1].end);
        }
      else if (start < lines[first].end && *start == '>' && depth < MAX_QUOTE_DEPTH)
        {
          while (next < last && lines[next].start < lines[next].end && *lines[next].start == '>')
            next++;
          add_range (parser, BECKON_STYLE_QUOTE, start, lines[next - 1].end);
          for (guint i = first; i < next; i++)
            strip_quote (&lines[i]);
          parse_blocks (parser, first, next, depth + 1);
        }
      else
        parse_spans (parser, start, lines[first].end);
      first = next;
    }
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const BeckonStyleRange *one = a, *other = b;

  if (one->start != other->start)
    return one->start < other->start ? -1 : 1;
  return one->end > other->end ? -1 : one->end < other->end;
}

/**
 * beckon_styling_parse:
 * @text: the text of a message, UTF-8
 *
 * Finds what a message wants bold, quoted and so on (XEP-0393). Nothing is ever markup: the text
 * stays as it is.
 *
 * Returns: (transfer full): array of #BeckonStyleRange by start, outer ones first; they nest and
 *   do not cross. Empty for a text of an unreasonable length
 */
GArray *
beckon_styling_parse (const char *text)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (BeckonStyleRange));
  g_autoptr (GArray) lines = NULL;
  const char *p = text;
  Parser parser;

  if (strlen (text) > MAX_LENGTH || !g_utf8_validate (text, -1, NULL))
    return ranges;

  lines = g_array_new (FALSE, FALSE, sizeof (Line));
  while (TRUE)
    {
      Line line = { p, p + strcspn (p, "\n") };

      g_array_append_val (lines, line);
      if (*line.end == '\0')
        break;
      p = line.end + 1;
    }

  parser = (Parser){ text, (Line *) lines->data, ranges };
  parse_blocks (&parser, 0, lines->len, 0);
  g_array_sort (ranges, compare_ranges);
  return ranges;
}

/**
 * beckon_styling_is_disabled:
 *
 * Returns: whether the sender of @message wants it shown as it is
 */
gboolean
beckon_styling_is_disabled (BeckonElement *message)
{
  return beckon_element_get_child (message, "unstyled", BECKON_NS_STYLING) != NULL;
}
