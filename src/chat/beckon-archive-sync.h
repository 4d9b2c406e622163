/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-message-pipeline.h"
#include "beckon-outbox.h"

G_BEGIN_DECLS

/**
 * BeckonArchiveSync:
 *
 * Fetches from our archive (XEP-0313) what came while we were away, a page at a time and the
 * newest first, while live messages go on. What is missing is known to the store as gaps, so that
 * nothing is skipped when it is interrupted. The whole past is never fetched: a new device starts
 * with the newest messages.
 *
 * Signals:
 * - `finished`: what came since the session before is fetched, or there is no archive
 */
#define BECKON_TYPE_ARCHIVE_SYNC (beckon_archive_sync_get_type ())
G_DECLARE_FINAL_TYPE (BeckonArchiveSync, beckon_archive_sync, BECKON, ARCHIVE_SYNC, BeckonModule)

BeckonArchiveSync *beckon_archive_sync_new (BeckonAccount *account,
                                            BeckonStore *store,
                                            BeckonMessagePipeline *pipeline,
                                            BeckonOutbox *outbox,
                                            const char *archive_id);
void beckon_archive_sync_set_has_copies (BeckonArchiveSync *self, gboolean has_copies);
void beckon_archive_sync_save (BeckonArchiveSync *self);

G_END_DECLS
