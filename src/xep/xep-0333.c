/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0333.h"

#include "beckon-parse.h"

/**
 * beckon_marker_add_markable:
 * @message: a message to be sent, with an id
 *
 * Asks the recipient to say when the message was displayed (XEP-0333).
 */
void
beckon_marker_add_markable (BeckonElement *message)
{
  beckon_element_add_child (message, "markable", BECKON_NS_MARKERS);
}

/**
 * beckon_marker_is_markable:
 *
 * Whether to answer is for the caller: only who may see our presence learns what we have read
 * (section 8).
 *
 * Returns: whether @message asks for a marker and can get one
 */
gboolean
beckon_marker_is_markable (BeckonElement *message)
{
  return !beckon_parse_is_error (message) && beckon_parse_id (message, "id") != NULL
         && beckon_element_get_child (message, "markable", BECKON_NS_MARKERS) != NULL
         && beckon_element_get_child (message, "displayed", BECKON_NS_MARKERS) == NULL;
}

/**
 * beckon_marker_get_displayed_id:
 *
 * The marker counts only for a message that was sent to whom it comes from.
 *
 * Returns: (nullable): the id of the newest message that the sender of @message has seen
 */
const char *
beckon_marker_get_displayed_id (BeckonElement *message)
{
  BeckonElement *displayed = beckon_element_get_child (message, "displayed", BECKON_NS_MARKERS);

  return displayed != NULL && !beckon_parse_is_error (message) ? beckon_parse_id (displayed, "id")
                                                               : NULL;
}

/**
 * beckon_marker_displayed_new:
 * @to: who sent the message
 * @displayed_id: the message's id
 *
 * Returns: (transfer full): a marker for all of their devices
 */
BeckonElement *
beckon_marker_displayed_new (BeckonJid *to, const char *displayed_id)
{
  BeckonElement *message = beckon_element_new ("message", "jabber:client");
  BeckonElement *displayed;

  beckon_element_set_attribute (message, "type", "chat");
  beckon_element_set_attribute (message, "to", beckon_jid_get_bare (to));
  displayed = beckon_element_add_child (message, "displayed", BECKON_NS_MARKERS);
  beckon_element_set_attribute (displayed, "id", displayed_id);
  return message;
}
