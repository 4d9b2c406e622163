/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"

G_BEGIN_DECLS

void beckon_account_set_nickname_async (BeckonAccount *self,
                                        const char *nick,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean
beckon_account_set_nickname_finish (BeckonAccount *self, GAsyncResult *result, GError **error);

G_END_DECLS
