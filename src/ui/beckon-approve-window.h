/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-account.h"
#include "beckon-camera.h"

G_BEGIN_DECLS

/**
 * BeckonApproveWindow:
 *
 * Lets another device sign in to an account: takes its code, shows what the server says of it, and
 * asks for the number that it shows.
 */
#define BECKON_TYPE_APPROVE_WINDOW (beckon_approve_window_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonApproveWindow, beckon_approve_window, BECKON, APPROVE_WINDOW, AdwWindow)

GtkWindow *beckon_approve_window_present (GtkWindow *parent, BeckonAccount *account);
void beckon_approve_window_set_camera (BeckonApproveWindow *self, BeckonCamera *camera);

G_END_DECLS
