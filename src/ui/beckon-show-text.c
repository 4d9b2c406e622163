/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-show-text.h"

#include <glib/gi18n.h>

/**
 * beckon_show_text_describe:
 *
 * Returns: an availability in words
 */
const char *
beckon_show_text_describe (BeckonShow show)
{
  switch (show)
    {
    case BECKON_SHOW_CHATTY:
      return _("Free to chat");
    case BECKON_SHOW_ONLINE:
      return _("Online");
    case BECKON_SHOW_AWAY:
      return _("Away");
    case BECKON_SHOW_EXTENDED_AWAY:
      return _("Away for longer");
    case BECKON_SHOW_BUSY:
      return _("Busy");
    case BECKON_SHOW_OFFLINE:
    default:
      return _("Offline");
    }
}

/**
 * beckon_show_text_describe_contact:
 *
 * Returns: (transfer full): what is known of somebody's presence, on one line: what they wrote
 *   about it, or else their availability, or nothing where we may not know
 */
char *
beckon_show_text_describe_contact (BeckonContact *contact)
{
  BeckonShow show = beckon_contact_get_show (contact);
  const char *status = beckon_contact_get_status (contact);
  char *text;

  if (status == NULL || status[0] == '\0')
    {
      if (show == BECKON_SHOW_OFFLINE
          && beckon_contact_get_subscription (contact) != BECKON_SUBSCRIPTION_BOTH
          && beckon_contact_get_subscription (contact) != BECKON_SUBSCRIPTION_TO)
        return g_strdup ("");
      return g_strdup (beckon_show_text_describe (show));
    }
  /* Translators: somebody's availability, then what they wrote about it: "Away · at lunch". */
  text = g_strdup_printf (_("%s · %s"), beckon_show_text_describe (show), status);
  return g_strdelimit (text, "\n\r", ' ');
}

/**
 * beckon_show_text_is_current:
 * @account: (nullable): whose contacts
 *
 * Returns: whether what is known of their presence is how it is now: not while the connection is
 *   broken
 */
gboolean
beckon_show_text_is_current (BeckonAccount *account)
{
  BeckonAccountState state
    = account != NULL ? beckon_account_get_state (account) : BECKON_ACCOUNT_OFFLINE;

  return state == BECKON_ACCOUNT_ONLINE || state == BECKON_ACCOUNT_OFFLINE;
}
