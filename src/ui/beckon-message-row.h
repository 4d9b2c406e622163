/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-chat.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BeckonMessageRow:
 *
 * A message in its place in the history: the bubble on its side, above it the day or the unread
 * divider where one begins, below it why it failed.
 */
#define BECKON_TYPE_MESSAGE_ROW (beckon_message_row_get_type ())
G_DECLARE_FINAL_TYPE (BeckonMessageRow, beckon_message_row, BECKON, MESSAGE_ROW, GtkWidget)

BeckonMessageRow *beckon_message_row_new (BeckonChat *chat, BeckonMessage *message);
BeckonMessage *beckon_message_row_get_message (BeckonMessageRow *self);
void beckon_message_row_set_previous (BeckonMessageRow *self,
                                      BeckonMessage *previous,
                                      gint64 unread_after);

G_END_DECLS
