/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-account.h"

G_BEGIN_DECLS

/**
 * BeckonImportWindow:
 *
 * Shows what is in a file with an account, and takes it over when the person says so. Closing the
 * window stops that.
 */
#define BECKON_TYPE_IMPORT_WINDOW (beckon_import_window_get_type ())
G_DECLARE_FINAL_TYPE (BeckonImportWindow, beckon_import_window, BECKON, IMPORT_WINDOW, AdwWindow)

void beckon_import_window_present (GtkWindow *parent, BeckonAccount *account, GFile *file);

G_END_DECLS
