/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"
#include "beckon-incoming.h"
#include "beckon-store.h"

G_BEGIN_DECLS

/* What speaks of other messages: receipts (XEP-0184), markers (XEP-0333) and errors. */

void beckon_message_marks_apply_async (BeckonAccount *account,
                                       BeckonStore *store,
                                       GPtrArray *incoming,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean beckon_message_marks_apply_finish (GAsyncResult *result, GError **error);

G_END_DECLS
