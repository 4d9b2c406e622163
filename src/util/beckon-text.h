/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *beckon_text_dup_line (const char *text, glong max_chars);

G_END_DECLS
