/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * BeckonConsoleKind:
 * @BECKON_CONSOLE_OTHER: what is no stanza: signing in, and stream management
 */
typedef enum
{
  BECKON_CONSOLE_IQ,
  BECKON_CONSOLE_MESSAGE,
  BECKON_CONSOLE_PRESENCE,
  BECKON_CONSOLE_OTHER,
} BeckonConsoleKind;

/**
 * BeckonConsoleEntry:
 *
 * Something that was sent or that came, for people to read. It never changes.
 */
#define BECKON_TYPE_CONSOLE_ENTRY (beckon_console_entry_get_type ())
G_DECLARE_FINAL_TYPE (BeckonConsoleEntry, beckon_console_entry, BECKON, CONSOLE_ENTRY, GObject)

gboolean beckon_console_entry_get_sent (BeckonConsoleEntry *self);
gint64 beckon_console_entry_get_time (BeckonConsoleEntry *self);
BeckonConsoleKind beckon_console_entry_get_kind (BeckonConsoleEntry *self);
const char *beckon_console_entry_get_xml (BeckonConsoleEntry *self, gboolean with_texts);

G_END_DECLS
