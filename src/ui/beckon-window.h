/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-server-choice.h"

G_BEGIN_DECLS

/**
 * BeckonWindow:
 *
 * The window: the way to an account where there is none, the chats otherwise.
 */
#define BECKON_TYPE_WINDOW (beckon_window_get_type ())
G_DECLARE_FINAL_TYPE (BeckonWindow, beckon_window, BECKON, WINDOW, AdwApplicationWindow)

BeckonWindow *beckon_window_new (GtkApplication *application, const BeckonServerChoice *server);

G_END_DECLS
