/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BeckonComposer:
 *
 * Where a message is written: Enter sends it, Shift and Enter starts a new line.
 *
 * Properties: `text` (string): what is written.
 *
 * Signals:
 * - `send`: the person wants it sent. The text stays until who sends it clears it
 * - `too-long`: something was pasted that no message can hold; nothing was changed
 */
#define BECKON_TYPE_COMPOSER (beckon_composer_get_type ())
G_DECLARE_FINAL_TYPE (BeckonComposer, beckon_composer, BECKON, COMPOSER, GtkWidget)

/**
 * BECKON_COMPOSER_MAX_CHARS:
 *
 * More than anybody types, and in any script well within what servers take in one stanza.
 */
#define BECKON_COMPOSER_MAX_CHARS 20000

char *beckon_composer_dup_text (BeckonComposer *self);
void beckon_composer_set_text (BeckonComposer *self, const char *text);
void beckon_composer_add_text (BeckonComposer *self, const char *text);

G_END_DECLS
