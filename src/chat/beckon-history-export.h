/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-client.h"

G_BEGIN_DECLS

/**
 * BeckonHistoryProgress:
 * @n_messages: how many have been written so far
 */
typedef void (*BeckonHistoryProgress) (guint n_messages, gpointer user_data);

void beckon_history_export_async (BeckonClient *client,
                                  GFile *file,
                                  const char *unsent,
                                  GCancellable *cancellable,
                                  BeckonHistoryProgress progress,
                                  gpointer progress_data,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean
beckon_history_export_finish (GAsyncResult *result, guint *n_messages, GError **error);

G_END_DECLS
