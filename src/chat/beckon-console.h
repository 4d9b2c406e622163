/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"
#include "beckon-console-entry.h"

G_BEGIN_DECLS

#define BECKON_CONSOLE_ERROR (beckon_console_error_quark ())
GQuark beckon_console_error_quark (void);

/**
 * BeckonConsoleError:
 * @BECKON_CONSOLE_ERROR_XML: it is not one complete element; the message says where
 * @BECKON_CONSOLE_ERROR_STANZA: it is no stanza, or one without a type that it needs
 * @BECKON_CONSOLE_ERROR_TO: whom it is for is no address
 * @BECKON_CONSOLE_ERROR_FROM: it would be in the name of somebody else, for which servers hang up
 */
typedef enum
{
  BECKON_CONSOLE_ERROR_XML,
  BECKON_CONSOLE_ERROR_STANZA,
  BECKON_CONSOLE_ERROR_TO,
  BECKON_CONSOLE_ERROR_FROM,
} BeckonConsoleError;

/**
 * BeckonConsole:
 *
 * The newest of what an account sends and gets, as long as the console is there and not paused; a
 * #GListModel of #BeckonConsoleEntry, the oldest first. It has no secrets, is only in memory, and
 * is bounded: for each that comes too much, the oldest goes.
 *
 * Properties: `paused` (boolean).
 */
#define BECKON_TYPE_CONSOLE (beckon_console_get_type ())
G_DECLARE_FINAL_TYPE (BeckonConsole, beckon_console, BECKON, CONSOLE, GObject)

BeckonConsole *beckon_console_new (BeckonAccount *account);
gboolean beckon_console_get_paused (BeckonConsole *self);
void beckon_console_set_paused (BeckonConsole *self, gboolean paused);
void beckon_console_clear (BeckonConsole *self);
gboolean beckon_console_send (BeckonConsole *self, const char *xml, GError **error);

G_END_DECLS
