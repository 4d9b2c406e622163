/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-session.h"

G_BEGIN_DECLS

/**
 * BeckonKeepalive:
 *
 * Asks the server of an idle session for a sign of life from time to time (XEP-0199), and ends the
 * stream of one that gives none, so that the session learns that it is interrupted.
 */
#define BECKON_TYPE_KEEPALIVE (beckon_keepalive_get_type ())
G_DECLARE_FINAL_TYPE (BeckonKeepalive, beckon_keepalive, BECKON, KEEPALIVE, GObject)

BeckonKeepalive *
beckon_keepalive_new (BeckonSession *session, guint interval, guint timeout);
void beckon_keepalive_check (BeckonKeepalive *self, guint timeout);

G_END_DECLS
