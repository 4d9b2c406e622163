/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where the menu is, for the icon to say. */
#define BECKON_STATUS_MENU_PATH "/StatusNotifierItem/Menu"

/**
 * BeckonStatusMenu:
 *
 * The menu of the status icon, as com.canonical.dbusmenu on the session's bus: the desktop draws it.
 */
#define BECKON_TYPE_STATUS_MENU (beckon_status_menu_get_type ())
G_DECLARE_FINAL_TYPE (BeckonStatusMenu, beckon_status_menu, BECKON, STATUS_MENU, GObject)

BeckonStatusMenu *beckon_status_menu_new (GApplication *application, GDBusConnection *bus);

G_END_DECLS
