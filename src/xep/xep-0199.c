/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0199.h"

#include "beckon-parse.h"

/**
 * beckon_ping_new:
 * @to: (nullable): whom to ask, %NULL for our own account
 *
 * Returns: (transfer full): the question whether @to is there (XEP-0199). An error from @to itself
 *   says yes as well
 */
BeckonElement *
beckon_ping_new (BeckonJid *to)
{
  BeckonElement *iq = beckon_iq_new ("get", to);

  beckon_element_add_child (iq, "ping", BECKON_NS_PING);
  return iq;
}

static gboolean
ping_cb (BeckonSession *session, BeckonElement *iq, BeckonElement *ping, gpointer user_data)
{
  g_autoptr (BeckonElement) reply = NULL;

  if (g_strcmp0 (beckon_element_get_attribute (iq, "type"), "get") != 0)
    return FALSE;
  reply = beckon_session_reply_new (iq);
  beckon_session_send (session, reply);
  return TRUE;
}

/**
 * beckon_ping_answer:
 *
 * Answers pings.
 *
 * Returns: the id of the handler
 */
guint
beckon_ping_answer (BeckonSession *session)
{
  return beckon_session_add_handler (session, "iq", "ping", BECKON_NS_PING, 0, ping_cb, NULL, NULL);
}
