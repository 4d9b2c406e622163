/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void beckon_wipe (gpointer memory, gsize length);
void beckon_wipe_string (char *secret);
GBytes *beckon_wiped_bytes_new_take (gpointer memory, gsize length);

G_END_DECLS
