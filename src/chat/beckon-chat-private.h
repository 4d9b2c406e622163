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
void beckon_chat_set_peer_typing (BeckonChat *self, gboolean typing);

G_END_DECLS
