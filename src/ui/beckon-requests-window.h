/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-window.h"

G_BEGIN_DECLS

/**
 * BeckonRequestsWindow:
 *
 * Those who ask to see the person's presence: each can be accepted, declined or blocked.
 */
#define BECKON_TYPE_REQUESTS_WINDOW (beckon_requests_window_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonRequestsWindow, beckon_requests_window, BECKON, REQUESTS_WINDOW, AdwWindow)

void beckon_requests_window_present (BeckonWindow *parent);

G_END_DECLS
