/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0203.h"

#include "beckon-parse.h"
#include "xep-0082.h"

static gboolean
is_by_account (BeckonElement *delay, BeckonJid *account)
{
  g_autoptr (BeckonJid) from = beckon_parse_jid (delay, "from");

  if (from == NULL || !beckon_jid_is_bare (from))
    return FALSE;
  return beckon_jid_equal_bare (from, account)
         || (beckon_jid_get_local (from) == NULL
             && g_str_equal (beckon_jid_get_domain (from), beckon_jid_get_domain (account)));
}

/**
 * beckon_delay_get_time:
 * @parent: a stanza, or the wrapper that an archive put around one
 * @account: (nullable): believe only a delay that names this account or its server; %NULL when
 *   @parent itself comes from who is believed
 * @time: (out): when the stanza was sent, in microseconds since 1970, UTC
 *
 * Delayed delivery (XEP-0203). Anybody can write anybody's name there, so a time is a time to
 * show, never an order; one that is still to come is not believed.
 *
 * Returns: whether there is such a time
 */
gboolean
beckon_delay_get_time (BeckonElement *parent, BeckonJid *account, gint64 *time)
{
  for (BeckonElement *child = beckon_element_get_first_child (parent); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      gint64 stamp;

      if (!beckon_element_is (child, "delay", BECKON_NS_DELAY)
          || (account != NULL && !is_by_account (child, account))
          || !beckon_datetime_parse (beckon_element_get_attribute (child, "stamp"), &stamp)
          || stamp > g_get_real_time () + G_TIME_SPAN_DAY)
        continue;
      *time = stamp;
      return TRUE;
    }
  return FALSE;
}
