/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

#define BECKON_NS_RECEIPTS "urn:xmpp:receipts"

void beckon_receipt_add_request (BeckonElement *message);
gboolean beckon_receipt_is_requested (BeckonElement *message);
const char *beckon_receipt_get_received_id (BeckonElement *message);
BeckonElement *beckon_receipt_new (BeckonJid *to, const char *received_id);

G_END_DECLS
