/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-window.h"

G_BEGIN_DECLS

void beckon_device_notice_watch (BeckonWindow *window, BeckonClient *client);

G_END_DECLS
