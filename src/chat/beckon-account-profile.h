/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"
#include "beckon-profile.h"

G_BEGIN_DECLS

/* What people tell of themselves: vCard4 (XEP-0292), else vcard-temp (XEP-0054). Asked for when
 * somebody wants to see it, and not kept. */

void beckon_account_fetch_profile_async (BeckonAccount *self,
                                         BeckonJid *jid,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
BeckonProfile *
beckon_account_fetch_profile_finish (BeckonAccount *self, GAsyncResult *result, GError **error);

void beckon_account_load_own_profile_async (BeckonAccount *self,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
BeckonProfile *beckon_account_load_own_profile_finish (BeckonAccount *self,
                                                       GAsyncResult *result,
                                                       gboolean *restricted,
                                                       GError **error);

void beckon_account_save_own_profile_async (BeckonAccount *self,
                                            BeckonProfile *profile,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean
beckon_account_save_own_profile_finish (BeckonAccount *self, GAsyncResult *result, GError **error);

G_END_DECLS
