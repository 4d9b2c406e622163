/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-scan-sign-in.h"
#include "beckon-server-choice.h"

G_BEGIN_DECLS

/**
 * BeckonScanPage:
 *
 * Signing in by a code that a phone scans: asks for the server where none is chosen, shows the
 * code, and says what the phone does. What is left behind is cancelled.
 *
 * Signals:
 * - `done` (BeckonAccount *account): the account is signed in, now or already before
 */
#define BECKON_TYPE_SCAN_PAGE (beckon_scan_page_get_type ())
G_DECLARE_FINAL_TYPE (BeckonScanPage, beckon_scan_page, BECKON, SCAN_PAGE, AdwBin)

GtkWidget *beckon_scan_page_new (BeckonClient *client, const BeckonServerChoice *server);
GtkWidget *beckon_scan_page_new_again (BeckonClient *client, BeckonAccount *account);
const char *beckon_scan_page_get_proxy (BeckonScanPage *self);

G_END_DECLS
