/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BECKON_PICTURE_MAX_SIDE:
 *
 * A picture with more pixels on a side than this is not decoded: it would take memory and time
 * that a picture of somebody does not need.
 */
#define BECKON_PICTURE_MAX_SIDE 4096

void beckon_picture_decode_async (GBytes *data,
                                  int max_side,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GdkTexture *beckon_picture_decode_finish (GAsyncResult *result, GError **error);

G_END_DECLS
