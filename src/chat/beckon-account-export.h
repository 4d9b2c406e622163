/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"

G_BEGIN_DECLS

/**
 * BeckonTransferProgress:
 * @n_done: how much has been done so far
 * @n_total: of how much
 */
typedef void (*BeckonTransferProgress) (guint n_done, guint n_total, gpointer user_data);

void beckon_account_export_async (BeckonAccount *account,
                                  GFile *file,
                                  GCancellable *cancellable,
                                  BeckonTransferProgress progress,
                                  gpointer progress_data,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean beckon_account_export_finish (BeckonAccount *account,
                                       GAsyncResult *result,
                                       guint *n_contacts,
                                       guint *n_messages,
                                       GError **error);

G_END_DECLS
