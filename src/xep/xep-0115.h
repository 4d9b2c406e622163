/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

#define BECKON_NS_CAPS "http://jabber.org/protocol/caps"

/**
 * BeckonCaps:
 * @node: the software, as a URI
 * @ver: what it can do, hashed
 * @hash: how it was hashed, as `sha-1`
 *
 * Entity capabilities as they come with a presence (XEP-0115). All belong to the presence.
 */
typedef struct
{
  const char *node;
  const char *ver;
  const char *hash;
} BeckonCaps;

gboolean beckon_caps_parse (BeckonElement *presence, BeckonCaps *caps);
void beckon_caps_add (BeckonElement *presence, const char *node, const char *ver);
char *beckon_caps_dup_query_node (const BeckonCaps *caps);

char *beckon_caps_compute (BeckonElement *query, const char *hash);
gboolean beckon_caps_can_verify (const BeckonCaps *caps);
gboolean beckon_caps_verify (const BeckonCaps *caps, BeckonElement *query);

G_END_DECLS
