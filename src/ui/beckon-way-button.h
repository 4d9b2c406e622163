/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * BeckonWayButton:
 *
 * A wide button that leads to the next page: an icon, a title and a line that says more.
 *
 * Properties, write-only: `icon` (icon name), `title`, `subtitle` (strings).
 */
#define BECKON_TYPE_WAY_BUTTON (beckon_way_button_get_type ())
G_DECLARE_FINAL_TYPE (BeckonWayButton, beckon_way_button, BECKON, WAY_BUTTON, GtkButton)

G_END_DECLS
