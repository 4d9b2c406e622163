/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-error-text.h"

G_BEGIN_DECLS

/**
 * BeckonErrorBox:
 *
 * An error on a page: what happened, what to do, and the details behind an expander. Invisible
 * while there is none.
 */
#define BECKON_TYPE_ERROR_BOX (beckon_error_box_get_type ())
G_DECLARE_FINAL_TYPE (BeckonErrorBox, beckon_error_box, BECKON, ERROR_BOX, AdwBin)

void beckon_error_box_set_text (BeckonErrorBox *self, const BeckonErrorText *text);
void beckon_error_box_set_error (BeckonErrorBox *self, const GError *error, const char *server);

void beckon_error_present (GtkWidget *parent, const BeckonErrorText *text);

G_END_DECLS
