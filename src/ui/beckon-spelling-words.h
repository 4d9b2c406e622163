/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BeckonSpellingWord:
 * @start: in characters
 * @end: behind the last character
 */
typedef struct
{
  int start;
  int end;
  char *text;
} BeckonSpellingWord;

GArray *beckon_spelling_words_find (const char *line);

G_END_DECLS
