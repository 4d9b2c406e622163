/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-jid.h"

G_BEGIN_DECLS

/**
 * BeckonAddressCodeWindow:
 *
 * An own address as a code that others scan, an `xmpp:` link. It holds nothing secret.
 */
#define BECKON_TYPE_ADDRESS_CODE_WINDOW (beckon_address_code_window_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonAddressCodeWindow, beckon_address_code_window, BECKON, ADDRESS_CODE_WINDOW, AdwWindow)

void beckon_address_code_window_present (GtkWindow *parent, BeckonJid *jid);

G_END_DECLS
