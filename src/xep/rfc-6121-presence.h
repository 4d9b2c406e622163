/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

/**
 * BeckonPresenceType:
 *
 * RFC 6121, section 4.7.1.
 */
typedef enum
{
  BECKON_PRESENCE_AVAILABLE,
  BECKON_PRESENCE_UNAVAILABLE,
  BECKON_PRESENCE_SUBSCRIBE,
  BECKON_PRESENCE_SUBSCRIBED,
  BECKON_PRESENCE_UNSUBSCRIBE,
  BECKON_PRESENCE_UNSUBSCRIBED,
  BECKON_PRESENCE_PROBE,
  BECKON_PRESENCE_ERROR,
} BeckonPresenceType;

/**
 * BeckonPresence:
 * @from: the sender, a full address or a bare one
 * @show: (nullable): `away`, `chat`, `dnd` or `xa`, a static string; %NULL for simply available
 * @status: (nullable): the sender's words, maybe of several lines
 */
typedef struct
{
  BeckonPresenceType type;
  BeckonJid *from;
  const char *show;
  char *status;
  int priority;
} BeckonPresence;

BeckonPresence *beckon_presence_parse (BeckonElement *stanza, const char *lang);
void beckon_presence_free (BeckonPresence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonPresence, beckon_presence_free)

BeckonElement *beckon_presence_new (const char *show, const char *status);
BeckonElement *beckon_presence_new_subscription (BeckonPresenceType type, BeckonJid *to);

G_END_DECLS
