/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-module.h"
#include "beckon-presence-tracker.h"
#include "xep-0030.h"

G_BEGIN_DECLS

/**
 * BeckonDiscovery:
 *
 * What we can do, for whoever asks (XEP-0030, XEP-0115), and what our account's server can do.
 *
 * Signals:
 * - `account-info` (BeckonDiscoInfo): what the server does for our account
 */
#define BECKON_TYPE_DISCOVERY (beckon_discovery_get_type ())
G_DECLARE_FINAL_TYPE (BeckonDiscovery, beckon_discovery, BECKON, DISCOVERY, BeckonModule)

BeckonDiscovery *beckon_discovery_new (BeckonAccount *account, BeckonPresenceTracker *presence);

G_END_DECLS
