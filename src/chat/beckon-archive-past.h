/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-message-pipeline.h"

G_BEGIN_DECLS

/**
 * BeckonArchivePast:
 *
 * What our archive (XEP-0313) has of a chat from before all that is stored, page by page and only
 * for who wants to see it.
 */
#define BECKON_TYPE_ARCHIVE_PAST (beckon_archive_past_get_type ())
G_DECLARE_FINAL_TYPE (BeckonArchivePast, beckon_archive_past, BECKON, ARCHIVE_PAST, BeckonModule)

BeckonArchivePast *beckon_archive_past_new (BeckonAccount *account,
                                            BeckonStore *store,
                                            BeckonMessagePipeline *pipeline);

void beckon_archive_past_want (BeckonArchivePast *self, BeckonChat *chat);

G_END_DECLS
