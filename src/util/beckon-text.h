/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean beckon_text_is_xml_legal (gunichar c);
char *beckon_text_dup_xml_legal (const char *text, gssize length);

char *beckon_text_dup_line (const char *text, glong max_chars);
char *beckon_text_dup_snippet (const char *text, const char *words, glong max_chars);
char *beckon_text_dup_block (const char *text);
char *beckon_text_dup_isolated (const char *text);

gboolean beckon_text_looks_deceptive (const char *label);

G_END_DECLS
