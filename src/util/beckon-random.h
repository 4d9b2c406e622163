/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void beckon_random_bytes (guint8 *buffer, gsize length);
char *beckon_random_id (void);

G_END_DECLS
