/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reading the QR code in a picture. Only built where there is zbar. */

void beckon_qr_reader_read_async (GBytes *picture,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
char *beckon_qr_reader_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
