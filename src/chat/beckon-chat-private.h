/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-chat.h"
#include "beckon-store.h"

G_BEGIN_DECLS

BeckonChat *beckon_chat_new (BeckonAccount *account,
                             BeckonStore *store,
                             BeckonContact *contact,
                             BeckonChatRecord *record);

void beckon_chat_take_stored (BeckonChat *self, BeckonMessageRecord *record, gboolean is_new);
void beckon_chat_take_batch (BeckonChat *self, GPtrArray *stored, GArray *is_new, gboolean read);
void beckon_chat_take_changed (BeckonChat *self, BeckonMessageRecord *record);
void beckon_chat_take_read (BeckonChat *self, BeckonChatRecord *record);
void beckon_chat_take_peer_state (BeckonChat *self, gboolean typing);
void beckon_chat_set_peer_typing (BeckonChat *self, gboolean typing);
void beckon_chat_forget_typing (BeckonChat *self);
void beckon_chat_save (BeckonChat *self);

BeckonMessage *beckon_chat_dup_message (BeckonChat *self, BeckonMessageRecord *record);
BeckonStore *beckon_chat_get_store (BeckonChat *self);

G_END_DECLS
