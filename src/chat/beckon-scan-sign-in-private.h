/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-device-clock.h"
#include "beckon-scan-sign-in.h"

G_BEGIN_DECLS

/* What time it is, when a test says so; before it starts. */
void beckon_scan_sign_in_set_clock (BeckonScanSignIn *self, BeckonDeviceClock *clock);

G_END_DECLS
