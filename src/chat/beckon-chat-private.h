/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-chat.h"
#include "beckon-store.h"

G_BEGIN_DECLS

/**
 * BeckonChatTimers:
 * @draft: until the draft is written, or 0
 * @mute: until it is looked whether the chat is still muted, or 0
 * @read: until it is written once more how far the chat is read, or 0
 * @read_here: whether that was read here
 */
typedef struct
{
  guint draft;
  guint mute;
  guint read;
  gboolean read_here;
} BeckonChatTimers;

BeckonChat *beckon_chat_new (BeckonAccount *account,
                             BeckonStore *store,
                             BeckonContact *contact,
                             BeckonChatRecord *record);

void beckon_chat_take_stored (BeckonChat *self, BeckonMessageRecord *record, gboolean is_new);
void beckon_chat_take_batch (BeckonChat *self, GPtrArray *stored, GArray *is_new, gboolean read);
void beckon_chat_take_past (BeckonChat *self, BeckonChatRecord *record);
void beckon_chat_take_order (BeckonChat *self, BeckonChatRecord *record);
void beckon_chat_take_changed (BeckonChat *self, BeckonMessageRecord *record);
void beckon_chat_take_read (BeckonChat *self, BeckonChatRecord *record);
void beckon_chat_take_peer_state (BeckonChat *self, gboolean typing);
void beckon_chat_set_peer_typing (BeckonChat *self, gboolean typing);
void beckon_chat_forget_typing (BeckonChat *self);
void beckon_chat_take_deletion (BeckonChat *self, BeckonChatRecord *record, gboolean deleted);
void beckon_chat_take_draft (BeckonChat *self, const char *draft, gboolean replace);
void beckon_chat_set_last_message (BeckonChat *self, BeckonMessage *message);
void beckon_chat_set_deleted (BeckonChat *self, gboolean deleted);
gboolean beckon_chat_get_deleted (BeckonChat *self);
void beckon_chat_save (BeckonChat *self);
void beckon_chat_watch_mute (BeckonChat *self);
void beckon_chat_set_unread (BeckonChat *self, guint unread);
void beckon_chat_read_up_to (BeckonChat *self, gint64 sort_key, gboolean here);

BeckonMessage *beckon_chat_dup_message (BeckonChat *self, BeckonMessageRecord *record);
BeckonChatRecord *beckon_chat_get_record (BeckonChat *self);
BeckonChatTimers *beckon_chat_get_timers (BeckonChat *self);
BeckonStore *beckon_chat_get_store (BeckonChat *self);

G_END_DECLS
