/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-incoming.h"
#include "beckon-module.h"
#include "beckon-store.h"

G_BEGIN_DECLS

/**
 * BeckonMessagePipeline:
 *
 * The one way of all messages into the store, however they come: live, as copies, from the
 * archive. Each is looked at, those that came together are stored together, and then told of.
 * What came is acknowledged to the server (XEP-0198) when it is stored.
 *
 * Signals:
 * - `stored` (BeckonIncoming): a message that has an archive id is stored
 */
#define BECKON_TYPE_MESSAGE_PIPELINE (beckon_message_pipeline_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonMessagePipeline, beckon_message_pipeline, BECKON, MESSAGE_PIPELINE, BeckonModule)

BeckonMessagePipeline *beckon_message_pipeline_new (BeckonAccount *account, BeckonStore *store);

void beckon_message_pipeline_set_trusts_ids (BeckonMessagePipeline *self, gboolean trusts);

void beckon_message_pipeline_add_archived_async (BeckonMessagePipeline *self,
                                                 GPtrArray *items,
                                                 gint64 gap_id,
                                                 const char *before_id,
                                                 gboolean complete,
                                                 gboolean read,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);
gboolean beckon_message_pipeline_add_archived_finish (BeckonMessagePipeline *self,
                                                      GAsyncResult *result,
                                                      GError **error);

G_END_DECLS
