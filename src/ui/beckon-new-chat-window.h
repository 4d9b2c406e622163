/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-window.h"

G_BEGIN_DECLS

/**
 * BeckonNewChatWindow:
 *
 * Choosing whom to talk to: one of the contacts, or anybody by address.
 */
#define BECKON_TYPE_NEW_CHAT_WINDOW (beckon_new_chat_window_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonNewChatWindow, beckon_new_chat_window, BECKON, NEW_CHAT_WINDOW, AdwWindow)

void beckon_new_chat_window_present (BeckonWindow *parent);

G_END_DECLS
