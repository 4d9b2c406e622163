/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-account.h"

G_BEGIN_DECLS

/**
 * BeckonServerInfoWindow:
 *
 * What an account's server does, and what that means for the person.
 */
#define BECKON_TYPE_SERVER_INFO_WINDOW (beckon_server_info_window_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonServerInfoWindow, beckon_server_info_window, BECKON, SERVER_INFO_WINDOW, AdwWindow)

void beckon_server_info_window_present (GtkWindow *parent, BeckonAccount *account);

G_END_DECLS
