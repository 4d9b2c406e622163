/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-session.h"
#include "beckon-store-records.h"
#include "rfc-6121-message.h"
#include "xep-0313.h"

G_BEGIN_DECLS

/* The longest text of a message that is kept or sent, in bytes. */
#define BECKON_MAX_BODY (64 * 1024)

/**
 * BeckonIncomingSource:
 * @BECKON_INCOMING_LIVE: it came to us just now, or was kept for us while we were offline
 * @BECKON_INCOMING_CARBON: it came to or from another device of ours
 * @BECKON_INCOMING_ARCHIVE: it comes from our archive
 */
typedef enum
{
  BECKON_INCOMING_LIVE,
  BECKON_INCOMING_CARBON,
  BECKON_INCOMING_ARCHIVE,
} BeckonIncomingSource;

/**
 * BeckonIncoming:
 * @source: the way it came
 * @element: the message itself, out of whatever carried it
 * @message: what it says
 * @outgoing: whether we wrote it, here or on another device
 * @peer: the other side, a bare address
 * @archive_id: (nullable): its id in our archive
 * @time: when it was written, by the best knowledge
 * @delayed: whether that was before now
 *
 * A message on its way into the store, after all that can be known from the stanza alone.
 */
typedef struct
{
  BeckonIncomingSource source;
  BeckonElement *element;
  BeckonMessageStanza *message;
  gboolean outgoing;
  BeckonJid *peer;
  char *archive_id;
  gint64 time;
  gboolean delayed;
} BeckonIncoming;

BeckonIncoming *beckon_incoming_new (BeckonElement *stanza, BeckonJid *account, gboolean has_ids);
BeckonIncoming *beckon_incoming_new_archived (BeckonMamItem *item, BeckonJid *account);
void beckon_incoming_free (BeckonIncoming *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonIncoming, beckon_incoming_free)

gboolean beckon_incoming_has_text (BeckonIncoming *self);
BeckonMessageRecord *
beckon_incoming_to_record (BeckonIncoming *self, BeckonJid *account, gint64 chat_id);

G_END_DECLS
