/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-chat.h"

G_BEGIN_DECLS

/**
 * BeckonTyping:
 *
 * Who types in a chat (XEP-0085), in both directions. A notice that is not renewed runs out.
 *
 * Signals:
 * - `peer-changed` (boolean): whether the peer types
 */
#define BECKON_TYPE_TYPING (beckon_typing_get_type ())
G_DECLARE_FINAL_TYPE (BeckonTyping, beckon_typing, BECKON, TYPING, GObject)

BeckonTyping *beckon_typing_new (BeckonChat *chat);

void beckon_typing_set_own (BeckonTyping *self, gboolean typing);
void beckon_typing_forget_own (BeckonTyping *self);
void beckon_typing_take_peer (BeckonTyping *self, gboolean typing);

G_END_DECLS
