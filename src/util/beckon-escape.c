/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-escape.h"

/* What looks like nothing, or like an ordinary space, or moves what is around it. */
static gboolean
is_unseen (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
      return c != '\n' && c != '\t';
    case G_UNICODE_SPACE_SEPARATOR:
      return c != ' ';
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_UNASSIGNED:
      return TRUE;
    default:
      /* Joiners and fillers, selectors of variants, and the Braille pattern without a dot. */
      return c == 0x34f || c == 0x115f || c == 0x1160 || c == 0x17b4 || c == 0x17b5
             || (c >= 0x180b && c <= 0x180f) || c == 0x2800 || c == 0x3164
             || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xffa0 || (c >= 0xe0100 && c <= 0xe01ef);
    }
}

/**
 * beckon_escape_unseen:
 * @xml: XML, maybe on several lines
 *
 * Makes of XML what shows all that is in it: nothing is hidden by characters that are not seen, or
 * that change the direction of the text. It means the same as before.
 *
 * Returns: (transfer full): @xml with character references instead of them
 */
char *
beckon_escape_unseen (const char *xml)
{
  GString *escaped = g_string_new (NULL);

  for (; *xml != '\0'; xml = g_utf8_next_char (xml))
    {
      const gunichar c = g_utf8_get_char (xml);

      if (is_unseen (c))
        g_string_append_printf (escaped, "&#x%X;", c);
      else
        g_string_append_unichar (escaped, c);
    }
  return g_string_free (escaped, FALSE);
}
