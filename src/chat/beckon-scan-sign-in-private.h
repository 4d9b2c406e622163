/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-device-flow.h"
#include "beckon-scan-sign-in.h"

G_BEGIN_DECLS

BeckonDeviceFlow *beckon_scan_sign_in_get_flow (BeckonScanSignIn *self);

/* For tests: what it asks with, and what time it is, which is to be set before it starts. */
BeckonHttp *beckon_scan_sign_in_get_http (BeckonScanSignIn *self);
void beckon_scan_sign_in_set_clock (BeckonScanSignIn *self, BeckonDeviceClock *clock);

G_END_DECLS
