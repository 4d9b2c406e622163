/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-window.h"

G_BEGIN_DECLS

/**
 * BeckonPreferencesWindow:
 *
 * What can be set: how Beckon looks, what it tells others, and the accounts.
 */
#define BECKON_TYPE_PREFERENCES_WINDOW (beckon_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (BeckonPreferencesWindow,
                      beckon_preferences_window,
                      BECKON,
                      PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

void beckon_preferences_window_present (BeckonWindow *parent, gboolean accounts);
void beckon_preferences_window_present_account (BeckonWindow *parent, BeckonAccount *account);

G_END_DECLS
