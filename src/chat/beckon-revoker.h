/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-secret-store.h"
#include "beckon-store.h"

G_BEGIN_DECLS

/**
 * BeckonRevoker:
 *
 * Invalidates on their servers the tokens of accounts that were signed out here (XEP-0484,
 * section 3.5): now, or whenever the server can be reached again.
 */
#define BECKON_TYPE_REVOKER (beckon_revoker_get_type ())
G_DECLARE_FINAL_TYPE (BeckonRevoker, beckon_revoker, BECKON, REVOKER, GObject)

BeckonRevoker *beckon_revoker_new (BeckonStore *store, BeckonSecretStore *secrets);
void beckon_revoker_run (BeckonRevoker *self);
void beckon_revoker_stop (BeckonRevoker *self);

G_END_DECLS
