/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-account.h"

G_BEGIN_DECLS

/**
 * BeckonChangePasswordWindow:
 *
 * Asks for a new password, until the server takes one.
 */
#define BECKON_TYPE_CHANGE_PASSWORD_WINDOW (beckon_change_password_window_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonChangePasswordWindow, beckon_change_password_window, BECKON, CHANGE_PASSWORD_WINDOW, AdwWindow)

void beckon_change_password_window_present (AdwPreferencesWindow *parent, BeckonAccount *account);

G_END_DECLS
