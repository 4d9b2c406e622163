/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"
#include "beckon-profile.h"

G_BEGIN_DECLS

/* How the person wants to be seen, of an import: what the server has already stays. */

void beckon_import_person_async (BeckonAccount *account,
                                 const char *nick,
                                 BeckonProfile *profile,
                                 GBytes *picture,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean
beckon_import_person_finish (BeckonAccount *account, GAsyncResult *result, GError **error);

G_END_DECLS
