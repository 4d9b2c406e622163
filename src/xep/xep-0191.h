/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

#define BECKON_NS_BLOCKING "urn:xmpp:blocking"

BeckonElement *beckon_blocking_list_request_new (void);
GPtrArray *beckon_blocking_parse_list (BeckonElement *iq, GError **error);
BeckonElement *beckon_blocking_set_new (BeckonJid *jid, gboolean blocked);

/**
 * BeckonBlockingPush:
 * @blocked: whether @jids are blocked or unblocked now
 * @jids: array of #BeckonJid; when @blocked is %FALSE and this is empty, all are unblocked
 */
typedef struct
{
  gboolean blocked;
  GPtrArray *jids;
} BeckonBlockingPush;

gboolean
beckon_blocking_parse_push (BeckonElement *payload, BeckonBlockingPush *push, GError **error);
void beckon_blocking_push_clear (BeckonBlockingPush *push);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BeckonBlockingPush, beckon_blocking_push_clear)

G_END_DECLS
