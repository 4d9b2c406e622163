/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-console.h"
#include "beckon-element.h"

G_BEGIN_DECLS

/* How much of one entry is kept, and how much of all. */
#define BECKON_CONSOLE_ENTRY_MAX_BYTES (32 * 1024)
#define BECKON_CONSOLE_MAX_BYTES (4 * 1024 * 1024)
#define BECKON_CONSOLE_MAX_ENTRIES 2000
/* How long a stanza may be that is sent by hand: more than servers take is no use. */
#define BECKON_CONSOLE_MAX_SENT (64 * 1024)

BeckonConsoleEntry *beckon_console_entry_new (gboolean sent, BeckonElement *element);
gsize beckon_console_entry_get_size (BeckonConsoleEntry *self);

G_END_DECLS
