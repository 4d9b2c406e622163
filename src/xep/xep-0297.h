/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

#define BECKON_NS_FORWARD "urn:xmpp:forward:0"

BeckonElement *beckon_forwarded_unwrap (BeckonElement *parent, gint64 *time);

G_END_DECLS
