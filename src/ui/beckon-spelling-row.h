/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * BeckonSpellingRow:
 *
 * Whether to check spelling, with the languages for which there is a dictionary, or those for which
 * there is none.
 */
#define BECKON_TYPE_SPELLING_ROW (beckon_spelling_row_get_type ())
G_DECLARE_FINAL_TYPE (BeckonSpellingRow, beckon_spelling_row, BECKON, SPELLING_ROW, AdwActionRow)

GtkWidget *beckon_spelling_row_new (void);

G_END_DECLS
