/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0085.h"

#include "beckon-parse.h"

static const char *const names[] = {
  [BECKON_CHAT_STATE_ACTIVE] = "active", [BECKON_CHAT_STATE_COMPOSING] = "composing",
  [BECKON_CHAT_STATE_PAUSED] = "paused", [BECKON_CHAT_STATE_INACTIVE] = "inactive",
  [BECKON_CHAT_STATE_GONE] = "gone",
};

/**
 * beckon_chat_state_get:
 *
 * Returns: the chat state that @message carries; that of an error is our own come back, so none
 */
BeckonChatState
beckon_chat_state_get (BeckonElement *message)
{
  if (beckon_parse_is_error (message))
    return BECKON_CHAT_STATE_NONE;
  for (guint state = BECKON_CHAT_STATE_ACTIVE; state < G_N_ELEMENTS (names); state++)
    if (beckon_element_get_child (message, names[state], BECKON_NS_CHAT_STATES) != NULL)
      return state;
  return BECKON_CHAT_STATE_NONE;
}

/**
 * beckon_chat_state_add:
 * @message: a message to be sent. One that carries nothing else should also have
 *   %BECKON_HINT_NO_STORE
 * @state: any but %BECKON_CHAT_STATE_NONE
 */
void
beckon_chat_state_add (BeckonElement *message, BeckonChatState state)
{
  g_return_if_fail (state >= BECKON_CHAT_STATE_ACTIVE && state <= BECKON_CHAT_STATE_GONE);

  beckon_element_add_child (message, names[state], BECKON_NS_CHAT_STATES);
}
