/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-message-pipeline.h"

G_BEGIN_DECLS

/**
 * BeckonReadSync:
 *
 * How far the person has read: what the other devices of the account say is taken over, and what
 * is read here is told to them (XEP-0490) and to the contact (XEP-0333), if that may know it.
 */
#define BECKON_TYPE_READ_SYNC (beckon_read_sync_get_type ())
G_DECLARE_FINAL_TYPE (BeckonReadSync, beckon_read_sync, BECKON, READ_SYNC, BeckonModule)

BeckonReadSync *beckon_read_sync_new (BeckonAccount *account,
                                      BeckonStore *store,
                                      BeckonMessagePipeline *pipeline);

void beckon_read_sync_tell (BeckonReadSync *self);
gboolean beckon_read_sync_knows (BeckonReadSync *self, BeckonJid *peer);
void beckon_read_sync_take_archive_end (BeckonReadSync *self);

G_END_DECLS
