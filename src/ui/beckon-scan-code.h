/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-scan-sign-in.h"

G_BEGIN_DECLS

/**
 * BeckonScanCode:
 *
 * The code that a phone is to scan, what is to be done with it, and how long it is good.
 *
 * Signals:
 * - `copied`: the short code is in the clipboard
 */
#define BECKON_TYPE_SCAN_CODE (beckon_scan_code_get_type ())
G_DECLARE_FINAL_TYPE (BeckonScanCode, beckon_scan_code, BECKON, SCAN_CODE, AdwBin)

void beckon_scan_code_update (BeckonScanCode *self, BeckonScanSignIn *sign_in);
void beckon_scan_code_set_fraction (BeckonScanCode *self, double fraction);

G_END_DECLS
