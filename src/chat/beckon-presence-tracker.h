/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-contact-book.h"
#include "beckon-module.h"

G_BEGIN_DECLS

/**
 * BeckonPresenceTracker:
 *
 * Who is there (RFC 6121, section 4), who asks to see us (section 3), and our own presence.
 *
 * Signals:
 * - `prepare` (BeckonElement): our own presence is about to be sent: what belongs to it can be
 *   added
 */
#define BECKON_TYPE_PRESENCE_TRACKER (beckon_presence_tracker_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonPresenceTracker, beckon_presence_tracker, BECKON, PRESENCE_TRACKER, BeckonModule)

BeckonPresenceTracker *beckon_presence_tracker_new (BeckonAccount *account,
                                                    BeckonContactBook *book);

void beckon_presence_tracker_announce (BeckonPresenceTracker *self);
void beckon_presence_tracker_ask (BeckonPresenceTracker *self, BeckonJid *jid, const char *token);
void beckon_presence_tracker_allow (BeckonPresenceTracker *self, BeckonJid *jid);
void beckon_presence_tracker_answer (BeckonPresenceTracker *self, BeckonJid *jid, gboolean accept);

G_END_DECLS
