/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0280.h"

#include "beckon-parse.h"
#include "xep-0297.h"

/**
 * beckon_carbons_enable_new:
 *
 * Returns: (transfer full): the request for copies of what other devices of ours send and receive
 *   (XEP-0280), where the sign-in did not enable them
 */
BeckonElement *
beckon_carbons_enable_new (void)
{
  BeckonElement *iq = beckon_iq_new ("set", NULL);

  beckon_element_add_child (iq, "enable", BECKON_NS_CARBONS);
  return iq;
}

static gboolean
is_of_account (BeckonElement *message, const char *attribute, BeckonJid *account)
{
  g_autoptr (BeckonJid) jid = beckon_parse_jid (message, attribute);

  return jid != NULL && beckon_jid_equal_bare (jid, account);
}

/**
 * beckon_carbons_unwrap:
 * @message: a message as it came
 * @account: our own address
 * @copied: (out) (transfer full) (nullable): for a copy, the message that was copied. It is to be
 *   looked at as a message, without looking for another copy in it
 * @time: (out): for a copy, when it was sent, or 0 when that is not said
 *
 * Returns: what kind of copy @message is
 */
BeckonCarbonDirection
beckon_carbons_unwrap (BeckonElement *message,
                       BeckonJid *account,
                       BeckonElement **copied,
                       gint64 *time)
{
  BeckonElement *received = beckon_element_get_child (message, "received", BECKON_NS_CARBONS);
  BeckonElement *sent = beckon_element_get_child (message, "sent", BECKON_NS_CARBONS);
  g_autoptr (BeckonElement) inner = NULL;
  gint64 sent_time;

  *copied = NULL;
  *time = 0;
  if (received == NULL && sent == NULL)
    return BECKON_CARBON_NONE;

  /* Only the account itself makes copies (section 11): anybody else's would let them speak in
   * every contact's name. */
  if (!beckon_parse_is_from_account (message, account) || (received != NULL && sent != NULL))
    return BECKON_CARBON_FORGED;
  inner = beckon_forwarded_unwrap (received != NULL ? received : sent, &sent_time);
  if (inner == NULL
      || (sent != NULL ? !is_of_account (inner, "from", account)
                       : beckon_element_get_attribute (inner, "from") == NULL))
    return BECKON_CARBON_FORGED;

  *copied = g_steal_pointer (&inner);
  *time = sent_time;
  return sent != NULL ? BECKON_CARBON_SENT : BECKON_CARBON_RECEIVED;
}
