/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-emoji-names.h"

#include <gio/gio.h>
#include <string.h>

/* Read when it is first needed. One line for each: its name, a space, and itself. */
static GHashTable *
get_names (void)
{
  static GHashTable *names;
  g_autoptr (GBytes) bytes = NULL;
  g_auto (GStrv) lines = NULL;

  if (names != NULL)
    return names;
  bytes = g_resources_lookup_data (
    "/im/beckon/Beckon/emoji-names.txt", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  lines = g_strsplit (g_bytes_get_data (bytes, NULL), "\n", -1);
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *space = strchr (lines[i], ' ');

      if (space != NULL && lines[i][0] != '#')
        g_hash_table_insert (names, g_strndup (lines[i], space - lines[i]), g_strdup (space + 1));
    }
  return names;
}

/**
 * beckon_emoji_names_look_up:
 * @name: what was typed between colons
 *
 * Returns: (nullable): the emoji
 */
const char *
beckon_emoji_names_look_up (const char *name)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (get_names (), folded);
}
