/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BeckonStatusIcon:
 *
 * An icon among those of the desktop (org.kde.StatusNotifierItem), as long as Beckon may run without
 * a window. Nothing at all where the desktop shows no such icons, or the sandbox does not let us
 * know: no permission is asked for it.
 */
#define BECKON_TYPE_STATUS_ICON (beckon_status_icon_get_type ())
G_DECLARE_FINAL_TYPE (BeckonStatusIcon, beckon_status_icon, BECKON, STATUS_ICON, GObject)

BeckonStatusIcon *beckon_status_icon_new (GtkApplication *application, GDBusConnection *bus);
void beckon_status_icon_set_in_background (BeckonStatusIcon *self, gboolean in_background);
void beckon_status_icon_set_unread (BeckonStatusIcon *self, guint unread);

G_END_DECLS
