/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"
#include "beckon-waiter.h"

G_BEGIN_DECLS

/**
 * BeckonRequests:
 *
 * The requests (RFC 6120, section 8.2.3) of a session that wait for a reply.
 */
typedef struct _BeckonRequests BeckonRequests;

BeckonRequests *beckon_requests_new (BeckonJid *jid, const char *domain);
void beckon_requests_free (BeckonRequests *self);

const char *
beckon_requests_add (BeckonRequests *self, BeckonJid *to, guint timeout, BeckonWaiter *waiter);
gboolean beckon_requests_take_reply (BeckonRequests *self, BeckonElement *stanza, BeckonJid *from);
void beckon_requests_fail (BeckonRequests *self, const GError *error);

G_END_DECLS
