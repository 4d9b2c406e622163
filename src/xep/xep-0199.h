/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-session.h"

G_BEGIN_DECLS

#define BECKON_NS_PING "urn:xmpp:ping"

BeckonElement *beckon_ping_new (BeckonJid *to);
guint beckon_ping_answer (BeckonSession *session);

G_END_DECLS
