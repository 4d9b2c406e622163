/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-window.h"

G_BEGIN_DECLS

/* Links to an address (RFC 5122, XEP-0147) that other programs hand over. Anybody can make one, so
 * opening one only shows what it would do, with all of it filled in: the rest is the person's. */

gboolean beckon_link_open (BeckonWindow *window, const char *link);

G_END_DECLS
