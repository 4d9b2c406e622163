/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-waiter.h"

G_BEGIN_DECLS

#define BECKON_NS_SM "urn:xmpp:sm:3"

/**
 * BeckonStreamManagement:
 *
 * What both sides of a stream have acknowledged (XEP-0198), without the stream: the stanzas that
 * the server may not have got, in order, and how many of its stanzas we can answer for.
 */
typedef struct _BeckonStreamManagement BeckonStreamManagement;

BeckonStreamManagement *beckon_stream_management_new (void);
void beckon_stream_management_free (BeckonStreamManagement *self);

/* What we send */
void beckon_stream_management_add_sent (BeckonStreamManagement *self,
                                        BeckonElement *stanza,
                                        BeckonWaiter *waiter);
gboolean
beckon_stream_management_acknowledge (BeckonStreamManagement *self, guint32 h, GError **error);
guint beckon_stream_management_get_n_unacked (BeckonStreamManagement *self);
GPtrArray *beckon_stream_management_prepare_resend (BeckonStreamManagement *self);
void beckon_stream_management_fail (BeckonStreamManagement *self, const GError *error);

/* What the server sends */
void beckon_stream_management_add_handled (BeckonStreamManagement *self);
guint32 beckon_stream_management_get_handled_count (BeckonStreamManagement *self);
gboolean beckon_stream_management_is_held (BeckonStreamManagement *self);
guint64 beckon_stream_management_hold (BeckonStreamManagement *self);
void beckon_stream_management_release (BeckonStreamManagement *self, guint64 hold);
void beckon_stream_management_interrupt (BeckonStreamManagement *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonStreamManagement, beckon_stream_management_free)

G_END_DECLS
