/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void beckon_starttls_negotiate_async (GIOStream *connection,
                                      const char *domain,
                                      guint timeout,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean beckon_starttls_negotiate_finish (GAsyncResult *result, GError **error);

G_END_DECLS
