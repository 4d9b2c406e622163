/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-contact-book.h"
#include "beckon-module.h"

G_BEGIN_DECLS

/**
 * BeckonBlocklist:
 *
 * Who is blocked, as the server has it (XEP-0191).
 */
#define BECKON_TYPE_BLOCKLIST (beckon_blocklist_get_type ())
G_DECLARE_FINAL_TYPE (BeckonBlocklist, beckon_blocklist, BECKON, BLOCKLIST, BeckonModule)

BeckonBlocklist *beckon_blocklist_new (BeckonAccount *account, BeckonContactBook *book);

void beckon_blocklist_set_async (BeckonBlocklist *self,
                                 BeckonJid *jid,
                                 gboolean blocked,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean beckon_blocklist_set_finish (BeckonBlocklist *self, GAsyncResult *result, GError **error);

G_END_DECLS
