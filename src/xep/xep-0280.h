/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

#define BECKON_NS_CARBONS "urn:xmpp:carbons:2"

/**
 * BeckonCarbonDirection:
 * @BECKON_CARBON_NONE: not a copy
 * @BECKON_CARBON_RECEIVED: another device of ours received the message
 * @BECKON_CARBON_SENT: another device of ours sent it
 * @BECKON_CARBON_FORGED: it claims to be a copy but does not come from our own account, or not in
 *   order: to be dropped
 */
typedef enum
{
  BECKON_CARBON_NONE,
  BECKON_CARBON_RECEIVED,
  BECKON_CARBON_SENT,
  BECKON_CARBON_FORGED,
} BeckonCarbonDirection;

BeckonElement *beckon_carbons_enable_new (void);
BeckonCarbonDirection beckon_carbons_unwrap (BeckonElement *message,
                                             BeckonJid *account,
                                             BeckonElement **copied,
                                             gint64 *time);

G_END_DECLS
