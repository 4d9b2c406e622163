/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

#define BECKON_NS_NICK "http://jabber.org/protocol/nick"
#define BECKON_NS_NICK_NOTIFY BECKON_NS_NICK "+notify"

char *beckon_nick_dup_from_child (BeckonElement *stanza);
char *beckon_nick_parse (BeckonElement *nick);
BeckonElement *beckon_nick_new (const char *nick);

G_END_DECLS
