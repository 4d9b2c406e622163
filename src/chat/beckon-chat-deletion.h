/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-chat.h"

G_BEGIN_DECLS

/**
 * BeckonChatDeletion:
 *
 * That a chat was deleted, which can be undone until it is carried out: by whoever has this, when
 * Beckon ends, or when it starts the next time. It is only deleted here: the server's archive, other
 * devices and the other person keep what they have. What waits to be sent is deleted, too, and sent
 * after all if it comes back.
 */
#define BECKON_TYPE_CHAT_DELETION (beckon_chat_deletion_get_type ())
G_DECLARE_FINAL_TYPE (BeckonChatDeletion, beckon_chat_deletion, BECKON, CHAT_DELETION, GObject)

void beckon_chat_delete_async (BeckonChat *chat,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
BeckonChatDeletion *
beckon_chat_delete_finish (BeckonChat *chat, GAsyncResult *result, GError **error);

BeckonChat *beckon_chat_deletion_get_chat (BeckonChatDeletion *self);
void beckon_chat_deletion_undo_async (BeckonChatDeletion *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
beckon_chat_deletion_undo_finish (BeckonChatDeletion *self, GAsyncResult *result, GError **error);
void beckon_chat_deletion_carry_out (BeckonChatDeletion *self);

G_END_DECLS
