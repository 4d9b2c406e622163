/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* Reading the QR code in a picture. Only built where there is zbar. */

void beckon_qr_reader_read_async (GBytes *picture,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
char *beckon_qr_reader_read_finish (GAsyncResult *result, GError **error);

char *beckon_qr_reader_read_texture (GdkTexture *texture);

G_END_DECLS
