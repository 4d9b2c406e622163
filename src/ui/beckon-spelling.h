/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BeckonSpelling:
 *
 * Underlines in a #GtkTextView what no dictionary of the person's languages knows, and puts into its
 * menu what may have been meant. It leaves out the word that is being typed, addresses, links, names
 * of emoji and code. Nothing is loaded before there is something to check.
 *
 * Properties: `enabled` (boolean).
 */
#define BECKON_TYPE_SPELLING (beckon_spelling_get_type ())
G_DECLARE_FINAL_TYPE (BeckonSpelling, beckon_spelling, BECKON, SPELLING, GObject)

BeckonSpelling *beckon_spelling_new (GtkTextView *view);

G_END_DECLS
