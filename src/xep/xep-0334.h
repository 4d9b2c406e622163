/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

#define BECKON_NS_HINTS "urn:xmpp:hints"

/**
 * BeckonHint:
 *
 * How servers shall treat a message (XEP-0334).
 */
typedef enum
{
  BECKON_HINT_NO_PERMANENT_STORE,
  BECKON_HINT_NO_STORE,
  BECKON_HINT_NO_COPY,
  BECKON_HINT_STORE,
} BeckonHint;

void beckon_hint_add (BeckonElement *message, BeckonHint hint);

G_END_DECLS
