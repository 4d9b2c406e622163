/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-secret-store.h"

G_BEGIN_DECLS

void
beckon_keyring_secret_store_set_limits (BeckonSecretStore *self, guint silent_ms, guint prompt_ms);

G_END_DECLS
