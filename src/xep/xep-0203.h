/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

#define BECKON_NS_DELAY "urn:xmpp:delay"

gboolean beckon_delay_get_time (BeckonElement *parent, BeckonJid *account, gint64 *time);

G_END_DECLS
