/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0334.h"

static const char *const names[] = {
  [BECKON_HINT_NO_PERMANENT_STORE] = "no-permanent-store",
  [BECKON_HINT_NO_STORE] = "no-store",
  [BECKON_HINT_NO_COPY] = "no-copy",
  [BECKON_HINT_STORE] = "store",
};

/**
 * beckon_hint_add:
 * @message: a message to be sent
 */
void
beckon_hint_add (BeckonElement *message, BeckonHint hint)
{
  beckon_element_add_child (message, names[hint], BECKON_NS_HINTS);
}
