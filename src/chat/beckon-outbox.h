/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-module.h"
#include "beckon-store.h"

G_BEGIN_DECLS

/**
 * BeckonOutbox:
 *
 * Our messages that the server does not have yet, in their order. A message is stored before its
 * first byte is sent, keeps its id for life, and counts as sent when the server has acknowledged
 * it (XEP-0198). What was on its way when a session ended is sent again with the next one, after
 * the archive has been asked what of it had arrived.
 */
#define BECKON_TYPE_OUTBOX (beckon_outbox_get_type ())
G_DECLARE_FINAL_TYPE (BeckonOutbox, beckon_outbox, BECKON, OUTBOX, BeckonModule)

BeckonOutbox *beckon_outbox_new (BeckonAccount *account, BeckonStore *store);

void beckon_outbox_load (BeckonOutbox *self, GPtrArray *records);
void beckon_outbox_open (BeckonOutbox *self);
gboolean beckon_outbox_is_uncertain (BeckonOutbox *self);

void beckon_outbox_send_async (BeckonOutbox *self,
                               BeckonChat *chat,
                               const char *body,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
BeckonMessageRecord *
beckon_outbox_send_finish (BeckonOutbox *self, GAsyncResult *result, GError **error);
void beckon_outbox_retry (BeckonOutbox *self, BeckonMessageRecord *record);
void beckon_outbox_settle (BeckonOutbox *self, BeckonMessageRecord *record);

G_END_DECLS
