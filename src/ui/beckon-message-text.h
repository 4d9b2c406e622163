/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

/**
 * BECKON_MESSAGE_TEXT_PAGE:
 *
 * How many characters of a message are laid out at once. Laying out text costs time that grows
 * with it, and whoever writes it may be hostile.
 */
#define BECKON_MESSAGE_TEXT_PAGE 2000

char *beckon_message_text_prepare (const char *body, glong max_chars, gboolean *cut);
char *beckon_message_text_to_markup (const char *text);
PangoAttrList *beckon_message_text_to_attributes (const char *text);
gboolean beckon_message_text_may_open (const char *uri);

G_END_DECLS
