/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-contact-book.h"
#include "beckon-module.h"
#include "beckon-store.h"

G_BEGIN_DECLS

/**
 * BeckonRoster:
 *
 * Keeps the contact list as the server has it (RFC 6121, section 2), and changes it there.
 */
#define BECKON_TYPE_ROSTER (beckon_roster_get_type ())
G_DECLARE_FINAL_TYPE (BeckonRoster, beckon_roster, BECKON, ROSTER, BeckonModule)

BeckonRoster *beckon_roster_new (BeckonAccount *account,
                                 gint64 account_id,
                                 BeckonStore *store,
                                 BeckonContactBook *book,
                                 const char *version);

void beckon_roster_set_async (BeckonRoster *self,
                              BeckonJid *jid,
                              const char *name,
                              const char *const *groups,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void beckon_roster_remove_async (BeckonRoster *self,
                                 BeckonJid *jid,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean beckon_roster_call_finish (BeckonRoster *self, GAsyncResult *result, GError **error);

G_END_DECLS
