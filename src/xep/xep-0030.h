/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-session.h"

G_BEGIN_DECLS

#define BECKON_NS_DISCO_INFO "http://jabber.org/protocol/disco#info"
#define BECKON_NS_DISCO_ITEMS "http://jabber.org/protocol/disco#items"

/**
 * BeckonDiscoInfo:
 *
 * What an entity can do, as it says itself (XEP-0030). Reference-counted, immutable.
 */
typedef struct _BeckonDiscoInfo BeckonDiscoInfo;

#define BECKON_TYPE_DISCO_INFO (beckon_disco_info_get_type ())
GType beckon_disco_info_get_type (void);

BeckonDiscoInfo *beckon_disco_info_parse (BeckonElement *query, GError **error);
BeckonDiscoInfo *beckon_disco_info_ref (BeckonDiscoInfo *self);
void beckon_disco_info_unref (BeckonDiscoInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonDiscoInfo, beckon_disco_info_unref)

gboolean beckon_disco_info_has_feature (BeckonDiscoInfo *self, const char *feature);

BeckonElement *beckon_disco_info_request_new (BeckonJid *to, const char *node);
BeckonElement *beckon_disco_client_info_new (const char *name, const char *const *features);
guint beckon_disco_answer_info (BeckonSession *session, BeckonElement *info, const char *node);
guint beckon_disco_answer_items (BeckonSession *session);

G_END_DECLS
