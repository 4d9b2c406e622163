/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *beckon_time_format_clock (GDateTime *time);
char *beckon_time_format_day (GDateTime *time, GDateTime *now);
gboolean beckon_time_same_day (GDateTime *a, GDateTime *b);

G_END_DECLS
