/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-profile.h"

G_BEGIN_DECLS

/* vCard4 over XMPP (XEP-0292): a node of its owner, who alone may publish there. */

#define BECKON_NODE_VCARD4 "urn:xmpp:vcard4"
#define BECKON_NS_VCARD4 "urn:ietf:params:xml:ns:vcard-4.0"

BeckonProfile *beckon_vcard4_parse_profile (BeckonElement *card);
BeckonElement *beckon_vcard4_edit (BeckonElement *card, BeckonProfile *profile);

G_END_DECLS
