/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-language.h"

#include <string.h>

/**
 * beckon_language_dup_tag:
 *
 * GLib has names like `de_AT.UTF-8`, XML wants tags like `de-AT` (RFC 6120, section 4.7.4).
 *
 * Returns: (transfer full): the tag of the language that the person reads first
 */
char *
beckon_language_dup_tag (void)
{
  const char *name = g_get_language_names ()[0];
  g_autofree char *tag = g_strndup (name, strcspn (name, ".@"));

  if (g_str_equal (tag, "C") || g_str_equal (tag, "POSIX"))
    return g_strdup ("en");
  return g_strdelimit (g_steal_pointer (&tag), "_", '-');
}
