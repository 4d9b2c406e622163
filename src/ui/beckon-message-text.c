/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-message-text.h"

#include "beckon-text.h"
#include "xep-0393.h"

#include <string.h>

#define MAX_LINKS 100

/* A link is shown as it is, so it ends where something could make it look like another: at white
 * space, control and bidi characters, quotes and angle brackets. */
#define LINK_PATTERN                                                                               \
  "\\b(?:https?://|xmpp:|mailto:)"                                                                 \
  "[^\\s\\p{C}<>\"\\x{2066}-\\x{2069}\\x{200e}\\x{200f}]+"

/**
 * beckon_message_text_prepare:
 * @body: a message as it came
 * @max_chars: how many characters to keep at the most
 * @cut: (out): whether some were left out at the end
 *
 * Makes of what somebody wrote a text that is safe to lay out, of bounded size.
 *
 * Returns: (transfer full): the text
 */
char *
beckon_message_text_prepare (const char *body, glong max_chars, gboolean *cut)
{
  g_autofree char *head = NULL;
  const char *end = body;

  for (glong chars = 0; *end != '\0' && chars < max_chars; chars++)
    end = g_utf8_next_char (end);
  *cut = *end != '\0';
  head = g_strndup (body, end - body);
  return beckon_text_dup_block (head);
}

/**
 * beckon_message_text_may_open:
 * @uri: a link in a message
 *
 * Returns: whether it is of a kind that opens something harmless: a page, a chat or a letter
 */
gboolean
beckon_message_text_may_open (const char *uri)
{
  static const char *const schemes[] = { "http", "https", "xmpp", "mailto", NULL };
  g_autofree char *scheme = g_uri_parse_scheme (uri);

  for (guint i = 0; scheme != NULL && schemes[i] != NULL; i++)
    if (g_ascii_strcasecmp (scheme, schemes[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Punctuation behind a link belongs to the sentence; so does a bracket that the link did not
 * open. */
static gsize
trim_link (const char *link, gsize length)
{
  while (length > 0)
    {
      char last = link[length - 1];

      if (last != '\0' && strchr (".,;:!?'*_~", last) != NULL)
        length--;
      else if (last == ')' && memchr (link, '(', length) == NULL)
        length--;
      else
        break;
    }
  return length;
}

/**
 * beckon_message_text_to_markup:
 * @text: plain text
 *
 * Turns the links in @text into links for #GtkLabel. This is the one place where what somebody
 * else wrote becomes markup: everything is escaped, and a link leads where it says.
 *
 * Returns: (transfer full): Pango markup that shows exactly @text
 */
char *
beckon_message_text_to_markup (const char *text)
{
  static GRegex *regex;
  g_autoptr (GMatchInfo) match = NULL;
  GString *markup = g_string_new (NULL);
  const char *rest = text;

  if (g_once_init_enter (&regex))
    g_once_init_leave (
      &regex, g_regex_new (LINK_PATTERN, G_REGEX_OPTIMIZE | G_REGEX_CASELESS, 0, NULL));

  g_regex_match (regex, text, 0, &match);
  for (guint links = 0; links < MAX_LINKS && g_match_info_matches (match);
       links++, g_match_info_next (match, NULL))
    {
      g_autofree char *before = NULL, *link = NULL, *escaped = NULL;
      int start, end;

      g_match_info_fetch_pos (match, 0, &start, &end);
      link = g_strndup (text + start, trim_link (text + start, end - start));
      if (!beckon_message_text_may_open (link))
        continue;
      before = g_markup_escape_text (rest, text + start - rest);
      escaped = g_markup_escape_text (link, -1);
      g_string_append_printf (markup, "%s<a href=\"%s\">%s</a>", before, escaped, escaped);
      rest = text + start + strlen (link);
    }
  if (*rest != '\0')
    {
      g_autofree char *after = g_markup_escape_text (rest, -1);

      g_string_append (markup, after);
    }
  return g_string_free (markup, FALSE);
}

static PangoAttribute *
attribute_new (BeckonStyle style)
{
  switch (style)
    {
    case BECKON_STYLE_STRONG:
      return pango_attr_weight_new (PANGO_WEIGHT_BOLD);
    case BECKON_STYLE_EMPHASIS:
      return pango_attr_style_new (PANGO_STYLE_ITALIC);
    case BECKON_STYLE_STRIKE:
      return pango_attr_strikethrough_new (TRUE);
    case BECKON_STYLE_MONO:
    case BECKON_STYLE_PREFORMATTED:
      return pango_attr_family_new ("monospace");
    case BECKON_STYLE_QUOTE:
    default:
      return pango_attr_foreground_alpha_new (G_MAXUINT16 * 2 / 3);
    }
}

/**
 * beckon_message_text_to_attributes:
 * @text: plain text
 *
 * Finds the styling in @text (XEP-0393). Attributes and not markup, so that nothing in it can be
 * mistaken for either.
 *
 * Returns: (transfer full): the styles
 */
PangoAttrList *
beckon_message_text_to_attributes (const char *text)
{
  g_autoptr (GArray) ranges = beckon_styling_parse (text);
  PangoAttrList *attributes = pango_attr_list_new ();

  /* A hyphen at the end of a line would look like a part of the word or link that it breaks. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  for (guint i = 0; i < ranges->len; i++)
    {
      const BeckonStyleRange *range = &g_array_index (ranges, BeckonStyleRange, i);
      PangoAttribute *attribute = attribute_new (range->style);

      attribute->start_index = range->start;
      attribute->end_index = range->end;
      pango_attr_list_insert (attributes, attribute);
    }
  return attributes;
}
