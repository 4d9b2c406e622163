/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Starting with the session, and staying when there is no window: by a file outside of a sandbox,
 * by leave of the Background portal inside. */

gboolean beckon_autostart_is_sandboxed (void);
gboolean beckon_autostart_get_at_login (void);
void beckon_autostart_request_async (GDBusConnection *bus,
                                     gboolean sandboxed,
                                     gboolean at_login,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean beckon_autostart_request_finish (GAsyncResult *result, GError **error);

G_END_DECLS
