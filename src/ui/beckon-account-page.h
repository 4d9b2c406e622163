/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-client.h"

G_BEGIN_DECLS

/**
 * BeckonAccountPage:
 *
 * One of the person's accounts: name and picture, password, signing out, deleting it. A page
 * inside of the preferences.
 */
#define BECKON_TYPE_ACCOUNT_PAGE (beckon_account_page_get_type ())
G_DECLARE_FINAL_TYPE (BeckonAccountPage, beckon_account_page, BECKON, ACCOUNT_PAGE, AdwBin)

void beckon_account_page_present (AdwPreferencesWindow *window,
                                  BeckonClient *client,
                                  BeckonAccount *account);

G_END_DECLS
