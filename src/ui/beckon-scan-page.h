/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * BeckonScanPage:
 *
 * Where signing in by scanning a code has its place; for now it says so.
 */
#define BECKON_TYPE_SCAN_PAGE (beckon_scan_page_get_type ())
G_DECLARE_FINAL_TYPE (BeckonScanPage, beckon_scan_page, BECKON, SCAN_PAGE, AdwBin)

G_END_DECLS
