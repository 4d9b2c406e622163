/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-window.h"

G_BEGIN_DECLS

void beckon_chat_removal_start (BeckonWindow *window, BeckonChat *chat);

G_END_DECLS
