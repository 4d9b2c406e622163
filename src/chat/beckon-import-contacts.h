/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account-export.h"
#include "rfc-6121-roster.h"

G_BEGIN_DECLS

guint beckon_import_contacts_count_new (BeckonAccount *account, GPtrArray *items);
guint beckon_import_blocked_count_new (BeckonAccount *account, GPtrArray *jids);

void beckon_import_contacts_async (BeckonAccount *account,
                                   GPtrArray *items,
                                   GPtrArray *blocked,
                                   GCancellable *cancellable,
                                   BeckonTransferProgress progress,
                                   gpointer progress_data,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean beckon_import_contacts_finish (BeckonAccount *account,
                                        GAsyncResult *result,
                                        guint *n_refused,
                                        GError **error);

G_END_DECLS
