/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-account.h"

G_BEGIN_DECLS

/**
 * BeckonAccountBar:
 *
 * A slim bar that says why an account is not online, and what can be done. Invisible while it is.
 *
 * Properties: `account` (BeckonAccount, nullable), `show-address` (boolean: to tell several
 * accounts apart).
 */
#define BECKON_TYPE_ACCOUNT_BAR (beckon_account_bar_get_type ())
G_DECLARE_FINAL_TYPE (BeckonAccountBar, beckon_account_bar, BECKON, ACCOUNT_BAR, AdwBin)

GtkWidget *beckon_account_bar_new (void);
void beckon_account_bar_set_account (BeckonAccountBar *self, BeckonAccount *account);
void beckon_account_bar_set_show_address (BeckonAccountBar *self, gboolean show_address);

char *beckon_account_bar_format_wait (gint64 remaining_us, guint *next_change_ms);

G_END_DECLS
