/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account-devices.h"

G_BEGIN_DECLS

/* In the place of what asks the server for devices and approvals: it says what a test says, and
 * remembers what it was asked. */

/* The devices that are listed from now on: the first is this one. */
void fake_devices_set_names (const char *const *names);
const char *fake_devices_get_revoked (void);

/* What the next approval meets: one error, or so many wrong numbers, of which the third ends it. */
void fake_devices_refuse (GQuark domain, int code);
void fake_devices_set_network (BeckonApprovalNetwork network);
const char *fake_devices_get_code (void);
const char *fake_devices_get_decision (void);

G_END_DECLS
