/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-client.h"

G_BEGIN_DECLS

/**
 * BeckonConsoleWindow:
 *
 * What goes over an account's stream, for developers: to watch, to search, to copy, and to send
 * something by hand. One for each account, and open beside the main window.
 */
#define BECKON_TYPE_CONSOLE_WINDOW (beckon_console_window_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonConsoleWindow, beckon_console_window, BECKON, CONSOLE_WINDOW, AdwWindow)

void beckon_console_window_present (GtkWindow *parent,
                                    BeckonClient *client,
                                    BeckonAccount *account);
void beckon_console_window_save (BeckonConsoleWindow *self, GFile *file);

G_END_DECLS
