/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean beckon_datetime_parse (const char *text, gint64 *time);
char *beckon_datetime_format (gint64 time);

G_END_DECLS
