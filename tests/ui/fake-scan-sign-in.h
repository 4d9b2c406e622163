/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-scan-sign-in.h"

G_BEGIN_DECLS

/* In the place of the true BeckonScanSignIn, which the linker then leaves out: one that does what
 * a test says. */

BeckonScanSignIn *fake_scan_sign_in_get_last (void);
guint fake_scan_sign_in_get_n_cancelled (void);
guint fake_scan_sign_in_get_n_renewed (BeckonScanSignIn *self);
const char *fake_scan_sign_in_get_domain (BeckonScanSignIn *self);
const char *fake_scan_sign_in_get_set_host (BeckonScanSignIn *self);
const char *fake_scan_sign_in_get_proxy (BeckonScanSignIn *self);
BeckonAccount *fake_scan_sign_in_get_again (BeckonScanSignIn *self);

void fake_scan_sign_in_set_state (BeckonScanSignIn *self, BeckonScanState state);
void fake_scan_sign_in_fail (BeckonScanSignIn *self, BeckonScanState state, const GError *error);
void fake_scan_sign_in_show_code (BeckonScanSignIn *self, const char *id, int seconds);
void fake_scan_sign_in_scan (BeckonScanSignIn *self, const char *address, const char *name);
void fake_scan_sign_in_set_no_network (BeckonScanSignIn *self, gboolean no_network);
void fake_scan_sign_in_set_other_scanned (BeckonScanSignIn *self);
void fake_scan_sign_in_set_picture (BeckonScanSignIn *self, GBytes *picture);
void fake_scan_sign_in_end (BeckonScanSignIn *self, BeckonScanState state, BeckonAccount *account);

G_END_DECLS
