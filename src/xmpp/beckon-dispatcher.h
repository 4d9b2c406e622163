/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-session.h"

G_BEGIN_DECLS

/**
 * BeckonDispatcher:
 *
 * Finds who wants a stanza. What that costs depends on how many want it, not on how many handlers
 * there are.
 */
typedef struct _BeckonDispatcher BeckonDispatcher;

BeckonDispatcher *beckon_dispatcher_new (void);
void beckon_dispatcher_free (BeckonDispatcher *self);

guint beckon_dispatcher_add (BeckonDispatcher *self,
                             const char *stanza_name,
                             const char *payload_name,
                             const char *payload_ns,
                             int priority,
                             BeckonStanzaHandler handler,
                             gpointer user_data,
                             GDestroyNotify destroy);
void beckon_dispatcher_remove (BeckonDispatcher *self, guint id);
gboolean
beckon_dispatcher_dispatch (BeckonDispatcher *self, BeckonSession *session, BeckonElement *stanza);

G_END_DECLS
