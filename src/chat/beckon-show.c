/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-show.h"

/* As RFC 6121, section 4.7.2.1, writes them; plainly available has no word there. */
static const char *const names[] = {
  [BECKON_SHOW_OFFLINE] = "offline", [BECKON_SHOW_EXTENDED_AWAY] = "xa",
  [BECKON_SHOW_AWAY] = "away",       [BECKON_SHOW_BUSY] = "dnd",
  [BECKON_SHOW_ONLINE] = NULL,       [BECKON_SHOW_CHATTY] = "chat",
};

/**
 * beckon_show_to_string:
 *
 * Returns: (nullable): the word for it, %NULL for plainly available
 */
const char *
beckon_show_to_string (BeckonShow show)
{
  return names[show];
}

/**
 * beckon_show_from_string:
 * @name: (nullable): the word for it
 *
 * Returns: the availability; plainly available for what is unknown
 */
BeckonShow
beckon_show_from_string (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (names[i], name) == 0)
      return i;
  return BECKON_SHOW_ONLINE;
}
