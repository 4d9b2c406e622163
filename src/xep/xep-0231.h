/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

#define BECKON_NS_BOB "urn:xmpp:bob"

#define BECKON_BOB_MAX_BYTES (256 * 1024)

gboolean beckon_bob_is_cid (const char *cid);
BeckonElement *beckon_bob_find (BeckonElement *parent, const char *cid);
BeckonElement *beckon_bob_request_new (BeckonJid *to, const char *cid);
GBytes *beckon_bob_parse (BeckonElement *data, const char *cid, const char **type, GError **error);

G_END_DECLS
