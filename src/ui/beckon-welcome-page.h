/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * BeckonWelcomePage:
 *
 * What Beckon is, and the ways to begin.
 */
#define BECKON_TYPE_WELCOME_PAGE (beckon_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (BeckonWelcomePage, beckon_welcome_page, BECKON, WELCOME_PAGE, AdwBin)

void beckon_welcome_page_set_can_cancel (BeckonWelcomePage *self, gboolean can_cancel);

G_END_DECLS
