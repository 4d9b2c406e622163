/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-account.h"

G_BEGIN_DECLS

/**
 * BeckonProfileWindow:
 *
 * What the person tells of themselves, to be edited. Nothing is sent before it is saved, and what
 * was typed stays when that fails.
 */
#define BECKON_TYPE_PROFILE_WINDOW (beckon_profile_window_get_type ())
G_DECLARE_FINAL_TYPE (BeckonProfileWindow, beckon_profile_window, BECKON, PROFILE_WINDOW, AdwWindow)

void beckon_profile_window_present (AdwPreferencesWindow *parent, BeckonAccount *account);

G_END_DECLS
