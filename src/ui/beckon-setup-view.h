/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-client.h"
#include "beckon-server-choice.h"

G_BEGIN_DECLS

/**
 * BeckonSetupView:
 *
 * The way to an account: the welcome page and what follows it. Pages are made when the person gets
 * there.
 *
 * Signals:
 * - `done`: there is one more account, and it is online
 * - `cancelled`: the person wants back to where the view was opened
 */
#define BECKON_TYPE_SETUP_VIEW (beckon_setup_view_get_type ())
G_DECLARE_FINAL_TYPE (BeckonSetupView, beckon_setup_view, BECKON, SETUP_VIEW, AdwBin)

GtkWidget *beckon_setup_view_new (BeckonClient *client, const BeckonServerChoice *server);
void beckon_setup_view_start (BeckonSetupView *self, gboolean can_cancel);
void beckon_setup_view_scan_again (BeckonSetupView *self, BeckonAccount *account);
void beckon_setup_view_register (BeckonSetupView *self, const char *link);

G_END_DECLS
