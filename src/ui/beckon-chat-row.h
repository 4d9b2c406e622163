/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-chat.h"

G_BEGIN_DECLS

/**
 * BeckonChatRow:
 *
 * A row of the list at the side: a chat with its last message, a contact with whom there is no
 * chat yet, or a message that was found.
 *
 * Properties: `item` (GObject, nullable: a #BeckonChat or a #BeckonContact, followed, or a
 * #BeckonFoundMessage).
 */
#define BECKON_TYPE_CHAT_ROW (beckon_chat_row_get_type ())
G_DECLARE_FINAL_TYPE (BeckonChatRow, beckon_chat_row, BECKON, CHAT_ROW, AdwBin)

GtkWidget *beckon_chat_row_new (void);
void beckon_chat_row_set_item (BeckonChatRow *self, GObject *item);
GObject *beckon_chat_row_get_item (BeckonChatRow *self);

char *beckon_chat_row_format_time (GDateTime *time, GDateTime *now);

G_END_DECLS
