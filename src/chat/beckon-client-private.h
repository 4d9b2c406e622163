/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-client.h"
#include "beckon-store.h"

G_BEGIN_DECLS

BeckonClient *beckon_client_new (BeckonStore *store, BeckonSecretStore *secrets);
BeckonStore *beckon_client_get_store (BeckonClient *self);
BeckonSecretStore *beckon_client_get_secrets (BeckonClient *self);
BeckonAccount *beckon_client_find_account (BeckonClient *self, BeckonJid *jid);
void beckon_client_add_account (BeckonClient *self, BeckonAccount *account);
void beckon_client_remove_account (BeckonClient *self, BeckonAccount *account);
void beckon_client_start (BeckonClient *self);
void beckon_client_revoke (BeckonClient *self);
void beckon_client_carry_out_deletions (BeckonClient *self);
void beckon_client_set_keyring_state (BeckonClient *self, BeckonKeyringState state);

G_END_DECLS
