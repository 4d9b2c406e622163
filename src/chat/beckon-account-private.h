/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"
#include "beckon-store.h"

G_BEGIN_DECLS

BeckonAccount *beckon_account_new (BeckonStore *store, BeckonAccountRecord *record);

void beckon_account_set_state (BeckonAccount *self,
                               BeckonAccountState state,
                               const GError *error,
                               gint64 retry_time);

BeckonContact *beckon_account_ensure_contact (BeckonAccount *self, BeckonJid *jid);
void beckon_account_add_to_roster (BeckonAccount *self, GPtrArray *contacts);
BeckonChat *beckon_account_add_chat (BeckonAccount *self, BeckonChatRecord *record);
void beckon_account_add_request (BeckonAccount *self, BeckonContact *contact);

G_END_DECLS
