/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0401.h"

#include "beckon-parse.h"
#include "xep-0147.h"

#include <string.h>

/**
 * beckon_invitation_parse:
 * @uri: an `xmpp:` address with `register` or `roster`
 *
 * Returns: (transfer full) (nullable): the invitation, or %NULL with a %BECKON_XEP_ERROR when the
 *   address is none
 */
BeckonInvitation *
beckon_invitation_parse (const char *uri, GError **error)
{
  g_autoptr (BeckonXmppUri) parsed = beckon_xmpp_uri_parse (uri, error);
  const char *token;
  BeckonInvitation *self;
  gboolean registers;

  if (parsed == NULL)
    return NULL;
  token = beckon_xmpp_uri_get_parameter (parsed, "preauth");
  registers = g_strcmp0 (parsed->action, "register") == 0;
  if ((!registers && g_strcmp0 (parsed->action, "roster") != 0)
      || (!registers && beckon_jid_get_local (parsed->jid) == NULL)
      || beckon_jid_get_resource (parsed->jid) != NULL
      || (token != NULL && strlen (token) > BECKON_PARSE_MAX_ID))
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "This is no invitation");
      return NULL;
    }

  self = g_new0 (BeckonInvitation, 1);
  self->domain = g_strdup (beckon_jid_get_domain (parsed->jid));
  self->token = token != NULL && *token != '\0' ? g_strdup (token) : NULL;
  if (registers)
    {
      self->can_register = TRUE;
      self->username = g_strdup (beckon_jid_get_local (parsed->jid));
    }
  else
    {
      self->can_register = g_strcmp0 (beckon_xmpp_uri_get_parameter (parsed, "ibr"), "y") == 0;
      self->inviter = beckon_jid_ref (parsed->jid);
    }
  return self;
}

void
beckon_invitation_free (BeckonInvitation *self)
{
  g_free (self->domain);
  g_free (self->username);
  g_clear_pointer (&self->inviter, beckon_jid_unref);
  g_free (self->token);
  g_free (self);
}

/**
 * beckon_preauth_new:
 * @server: where to register
 * @token: the invitation's
 *
 * Returns: (transfer full): what shows an invitation to a server before registering there
 *   (XEP-0445, section 4)
 */
BeckonElement *
beckon_preauth_new (BeckonJid *server, const char *token)
{
  BeckonElement *iq = beckon_iq_new ("set", server);

  beckon_element_set_attribute (beckon_element_add_child (iq, "preauth", BECKON_NS_PREAUTH),
                                "token", token);
  return iq;
}

/**
 * beckon_preauth_add:
 * @presence: a request for the presence of who invites
 * @token: the invitation's
 *
 * Shows an invitation to the inviter, who then need not be asked (XEP-0379, section 3.3).
 */
void
beckon_preauth_add (BeckonElement *presence, const char *token)
{
  beckon_element_set_attribute (beckon_element_add_child (presence, "preauth", BECKON_NS_PREAUTH),
                                "token", token);
}
