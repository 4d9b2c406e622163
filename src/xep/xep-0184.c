/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0184.h"

#include "beckon-parse.h"

/**
 * beckon_receipt_add_request:
 * @message: a message to be sent, with an id
 *
 * Asks the recipient's device to say that the message arrived (XEP-0184).
 */
void
beckon_receipt_add_request (BeckonElement *message)
{
  beckon_element_add_child (message, "request", BECKON_NS_RECEIPTS);
}

/**
 * beckon_receipt_is_requested:
 *
 * Whether to answer is for the caller: strangers get no receipt, and neither do messages from an
 * archive (section 5.5).
 *
 * Returns: whether @message asks for a receipt and can get one
 */
gboolean
beckon_receipt_is_requested (BeckonElement *message)
{
  return !beckon_parse_is_error (message) && beckon_parse_id (message, "id") != NULL
         && beckon_element_get_child (message, "request", BECKON_NS_RECEIPTS) != NULL
         && beckon_element_get_child (message, "received", BECKON_NS_RECEIPTS) == NULL;
}

/**
 * beckon_receipt_get_received_id:
 *
 * The receipt counts only for a message that was sent to whom it comes from.
 *
 * Returns: (nullable): the id of the message that @message is a receipt for
 */
const char *
beckon_receipt_get_received_id (BeckonElement *message)
{
  BeckonElement *received = beckon_element_get_child (message, "received", BECKON_NS_RECEIPTS);

  return received != NULL && !beckon_parse_is_error (message) ? beckon_parse_id (received, "id")
                                                              : NULL;
}

/**
 * beckon_receipt_new:
 * @to: who sent the message
 * @received_id: the message's id
 *
 * Returns: (transfer full): a receipt, of the type of a chat
 */
BeckonElement *
beckon_receipt_new (BeckonJid *to, const char *received_id)
{
  BeckonElement *message = beckon_element_new ("message", "jabber:client");
  BeckonElement *received;

  beckon_element_set_attribute (message, "type", "chat");
  beckon_element_set_attribute (message, "to", beckon_jid_get_full (to));
  received = beckon_element_add_child (message, "received", BECKON_NS_RECEIPTS);
  beckon_element_set_attribute (received, "id", received_id);
  return message;
}
