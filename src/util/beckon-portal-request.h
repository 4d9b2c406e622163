/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What a portal has to ask somebody for (org.freedesktop.portal.Request): its answer is a signal that
 * comes after the call, when it comes.
 */

#define BECKON_PORTAL "org.freedesktop.portal.Desktop"
#define BECKON_PORTAL_PATH "/org/freedesktop/portal/desktop"

void beckon_portal_request_async (GDBusConnection *bus,
                                  const char *interface,
                                  const char *method,
                                  const char *window,
                                  GVariant *options,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GVariant *beckon_portal_request_finish (GAsyncResult *result, GError **error);

G_END_DECLS
