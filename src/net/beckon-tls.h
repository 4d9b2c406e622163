/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void beckon_tls_handshake_async (GIOStream *base,
                                 const char *domain,
                                 const char *alpn,
                                 const char *where,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GTlsConnection *beckon_tls_handshake_finish (GAsyncResult *result, GError **error);

GBytes *
beckon_tls_dup_channel_binding (GTlsConnection *connection, const char *type, GError **error);

G_END_DECLS
