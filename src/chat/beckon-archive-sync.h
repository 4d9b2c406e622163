/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-message-pipeline.h"

G_BEGIN_DECLS

/**
 * BeckonArchiveSync:
 *
 * Fetches from our archive (XEP-0313) what came while we were away, a page at a time: everything
 * after the last message that is known, or the newest messages where nothing is known yet.
 *
 * Signals:
 * - `finished`: everything is fetched, or there is no archive
 */
#define BECKON_TYPE_ARCHIVE_SYNC (beckon_archive_sync_get_type ())
G_DECLARE_FINAL_TYPE (BeckonArchiveSync, beckon_archive_sync, BECKON, ARCHIVE_SYNC, BeckonModule)

BeckonArchiveSync *beckon_archive_sync_new (BeckonAccount *account,
                                            BeckonStore *store,
                                            BeckonMessagePipeline *pipeline,
                                            const char *archive_id);
void beckon_archive_sync_save (BeckonArchiveSync *self);

G_END_DECLS
