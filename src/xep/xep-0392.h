/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

double beckon_color_hue (const char *text);
void beckon_color_from_text (
  const char *text, double saturation, double lightness, double *red, double *green, double *blue);

G_END_DECLS
