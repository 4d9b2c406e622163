/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-jid.h"

G_BEGIN_DECLS

/**
 * BeckonScanServer:
 *
 * Asks for the server whose code is to be scanned, and for the way there.
 *
 * Signals:
 * - `chosen` (BeckonJid): its domain
 */
#define BECKON_TYPE_SCAN_SERVER (beckon_scan_server_get_type ())
G_DECLARE_FINAL_TYPE (BeckonScanServer, beckon_scan_server, BECKON, SCAN_SERVER, AdwBin)

const char *beckon_scan_server_get_proxy (BeckonScanServer *self);

G_END_DECLS
