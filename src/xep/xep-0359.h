/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

#define BECKON_NS_STANZA_ID "urn:xmpp:sid:0"

void beckon_origin_id_add (BeckonElement *message, const char *id);
const char *beckon_origin_id_get (BeckonElement *message);
const char *beckon_stanza_id_get (BeckonElement *message, BeckonJid *by);

G_END_DECLS
