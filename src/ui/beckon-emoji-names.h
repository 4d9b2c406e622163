/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More characters than any name of an emoji has. */
#define BECKON_EMOJI_NAME_MAX 32

const char *beckon_emoji_names_look_up (const char *name);

G_END_DECLS
