/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account-devices.h"
#include "beckon-window.h"

G_BEGIN_DECLS

char *beckon_device_notice_dup_text (const BeckonDevice *device, BeckonAccount *account);
void beckon_device_notice_watch (BeckonWindow *window, BeckonClient *client);

G_END_DECLS
