/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gdk/gdk.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BeckonCamera:
 *
 * A camera that looks for a QR code. What it sees meanwhile is its property "picture". Only built
 * where there are GStreamer and zbar.
 */
#define BECKON_TYPE_CAMERA (beckon_camera_get_type ())
G_DECLARE_FINAL_TYPE (BeckonCamera, beckon_camera, BECKON, CAMERA, GObject)

BeckonCamera *beckon_camera_new (const char *elements, GError **error);
BeckonCamera *beckon_camera_new_for_portal (GDBusConnection *bus, GError **error);
void beckon_camera_find_async (GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
BeckonCamera *beckon_camera_find_finish (GAsyncResult *result, GError **error);

void beckon_camera_scan_async (BeckonCamera *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *beckon_camera_scan_finish (BeckonCamera *self, GAsyncResult *result, GError **error);

G_END_DECLS
