/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-chat-private.h"

G_BEGIN_DECLS

/**
 * BeckonChatBook:
 *
 * The chats of an account, one object for each address. In the list are those that are not deleted.
 */
#define BECKON_TYPE_CHAT_BOOK (beckon_chat_book_get_type ())
G_DECLARE_FINAL_TYPE (BeckonChatBook, beckon_chat_book, BECKON, CHAT_BOOK, GObject)

BeckonChatBook *beckon_chat_book_new (void);

BeckonChat *beckon_chat_book_find (BeckonChatBook *self, BeckonJid *jid);
BeckonChat *beckon_chat_book_find_by_id (BeckonChatBook *self, gint64 id);
void beckon_chat_book_add (BeckonChatBook *self, BeckonChat *chat);
void beckon_chat_book_save (BeckonChatBook *self);
void beckon_chat_book_clear (BeckonChatBook *self);

GListModel *beckon_chat_book_get_chats (BeckonChatBook *self);

G_END_DECLS
