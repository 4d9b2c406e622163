/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-text.h"

/* Characters that change the direction of the text around them (Unicode, UAX #9): in a name they
 * serve only to make it look like another. */
static gboolean
is_direction_control (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f
         || c == 0x061c;
}

/**
 * beckon_text_dup_line:
 * @text: (nullable): a text from somebody else
 * @max_chars: how many characters to keep
 *
 * Makes of @text one line that can stand between other text: white space becomes single spaces,
 * control characters and direction marks go, what is too long is cut.
 *
 * Returns: (transfer full) (nullable): the line, or %NULL when nothing is left
 */
char *
beckon_text_dup_line (const char *text, glong max_chars)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gboolean space = FALSE;
  glong chars = 0;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return NULL;

  for (; *text != '\0' && chars < max_chars; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (g_unichar_isspace (c))
        {
          space = line->len > 0;
          continue;
        }
      if (g_unichar_iscntrl (c) || is_direction_control (c))
        continue;
      if (space && ++chars < max_chars)
        g_string_append_c (line, ' ');
      space = FALSE;
      if (chars++ < max_chars)
        g_string_append_unichar (line, c);
    }
  return line->len > 0 ? g_string_free (g_steal_pointer (&line), FALSE) : NULL;
}
