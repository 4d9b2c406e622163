/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-client.h"

G_BEGIN_DECLS

/* How much room Beckon takes on the disk, and giving back what can be had again. */

void beckon_client_measure_storage_async (BeckonClient *self,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean beckon_client_measure_storage_finish (BeckonClient *self,
                                               GAsyncResult *result,
                                               guint64 *total,
                                               guint64 *cached,
                                               GError **error);
void beckon_client_clear_cache_async (BeckonClient *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
beckon_client_clear_cache_finish (BeckonClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
