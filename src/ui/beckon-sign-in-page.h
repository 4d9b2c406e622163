/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-client.h"
#include "beckon-server-choice.h"

G_BEGIN_DECLS

/**
 * BeckonSignInPage:
 *
 * Signing in with an address and a password.
 *
 * Signals:
 * - `done` (BeckonAccount): the account is online
 */
#define BECKON_TYPE_SIGN_IN_PAGE (beckon_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (BeckonSignInPage, beckon_sign_in_page, BECKON, SIGN_IN_PAGE, AdwBin)

GtkWidget *beckon_sign_in_page_new (BeckonClient *client, const BeckonServerChoice *server);

void beckon_sign_in_page_show_error (BeckonSignInPage *self, const GError *error);
void beckon_sign_in_page_set_proxy (BeckonSignInPage *self, const char *uri);

G_END_DECLS
