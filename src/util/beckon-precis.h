/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *beckon_precis_username (const char *text);
char *beckon_precis_opaque (const char *text);

G_END_DECLS
