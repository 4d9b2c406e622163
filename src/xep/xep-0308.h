/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

#define BECKON_NS_CORRECTION "urn:xmpp:message-correct:0"

const char *beckon_correction_get_replaced_id (BeckonElement *message);

G_END_DECLS
