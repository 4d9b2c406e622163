/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

/**
 * BeckonTap:
 *
 * Shows somebody what goes over a stream, without the secrets: those are gone before anybody sees
 * it. As long as nobody is connected to the signal nothing is done. One tap may serve one stream
 * after the other.
 *
 * Signal: `element` (gboolean, BeckonElement): a first-level element was sent, if %TRUE, or came
 */
#define BECKON_TYPE_TAP (beckon_tap_get_type ())
G_DECLARE_FINAL_TYPE (BeckonTap, beckon_tap, BECKON, TAP, GObject)

BeckonTap *beckon_tap_new (void);
void beckon_tap_report (BeckonTap *self, gboolean sent, BeckonElement *element);

G_END_DECLS
