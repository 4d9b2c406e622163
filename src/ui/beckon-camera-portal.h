/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The way to the cameras without a permission for devices (org.freedesktop.portal.Camera): the portal asks
 * the person, and opens a connection to PipeWire over which there are cameras and nothing else.
 */

void beckon_camera_portal_find_async (GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GDBusConnection *beckon_camera_portal_find_finish (GAsyncResult *result, GError **error);

void beckon_camera_portal_open_async (GDBusConnection *bus,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
int beckon_camera_portal_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
