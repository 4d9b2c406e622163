/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

#define BECKON_NS_MARKERS "urn:xmpp:chat-markers:0"

void beckon_marker_add_markable (BeckonElement *message);
gboolean beckon_marker_is_markable (BeckonElement *message);
const char *beckon_marker_get_displayed_id (BeckonElement *message);
BeckonElement *beckon_marker_displayed_new (BeckonJid *to, const char *displayed_id);

G_END_DECLS
