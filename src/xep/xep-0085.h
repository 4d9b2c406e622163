/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

#define BECKON_NS_CHAT_STATES "http://jabber.org/protocol/chatstates"

/**
 * BeckonChatState:
 *
 * What somebody does with a chat (XEP-0085).
 */
typedef enum
{
  BECKON_CHAT_STATE_NONE,
  BECKON_CHAT_STATE_ACTIVE,
  BECKON_CHAT_STATE_COMPOSING,
  BECKON_CHAT_STATE_PAUSED,
  BECKON_CHAT_STATE_INACTIVE,
  BECKON_CHAT_STATE_GONE,
} BeckonChatState;

BeckonChatState beckon_chat_state_get (BeckonElement *message);
void beckon_chat_state_add (BeckonElement *message, BeckonChatState state);

G_END_DECLS
