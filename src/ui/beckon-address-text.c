/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-address-text.h"

#include <glib/gi18n.h>

#include "xep-0147.h"
#include "xep-0401.h"

/**
 * beckon_address_text_parse:
 * @text: what somebody typed or pasted: an address, with spaces around it, or an `xmpp:` link
 * @error: return location
 *
 * Returns: (transfer full): the bare address of a person, or %NULL with @error set
 */
BeckonJid *
beckon_address_text_parse (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (BeckonJid) jid = NULL;

  if (g_ascii_strncasecmp (stripped, "xmpp:", strlen ("xmpp:")) == 0)
    {
      g_autoptr (BeckonXmppUri) uri = beckon_xmpp_uri_parse (stripped, error);

      if (uri == NULL)
        return NULL;
      jid = beckon_jid_ref (uri->jid);
    }
  else
    {
      jid = beckon_jid_new (stripped, error);
      if (jid == NULL)
        return NULL;
    }

  if (beckon_jid_get_local (jid) == NULL)
    {
      g_set_error_literal (error, BECKON_JID_ERROR, BECKON_JID_ERROR_LOCAL, "No local part");
      return NULL;
    }
  return beckon_jid_dup_bare (jid);
}

/**
 * beckon_address_text_dup_token:
 * @text: what beckon_address_text_parse() took
 *
 * Returns: (transfer full) (nullable): when it is an invitation from there (XEP-0379), the token
 *   that proves it
 */
char *
beckon_address_text_dup_token (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (BeckonInvitation) invitation = beckon_invitation_parse (stripped, NULL);

  return invitation != NULL && invitation->inviter != NULL ? g_strdup (invitation->token) : NULL;
}

/**
 * beckon_address_text_get_warning:
 * @jid: an address
 *
 * Returns: (transfer none) (nullable): what to say where an address is trusted for the first time,
 *   when it may have been made to be taken for another
 */
const char *
beckon_address_text_get_warning (BeckonJid *jid)
{
  if (!beckon_jid_looks_deceptive (jid))
    return NULL;
  return _ ("Careful: some letters of this address only look like the usual ones. It may imitate "
            "somebody you know.");
}

/**
 * beckon_address_text_dup_warning:
 * @jid: an address
 * @account: (nullable): whose contacts the person knows
 *
 * Returns: (transfer full) (nullable): as beckon_address_text_get_warning(), and when it is easily
 *   taken for the address of a contact
 */
char *
beckon_address_text_dup_warning (BeckonJid *jid, BeckonAccount *account)
{
  GListModel *contacts = account != NULL ? beckon_account_get_contacts (account) : NULL;
  const guint n_contacts = contacts != NULL ? g_list_model_get_n_items (contacts) : 0;

  if (beckon_jid_looks_deceptive (jid))
    return g_strdup (beckon_address_text_get_warning (jid));
  for (guint i = 0; i < n_contacts; i++)
    {
      g_autoptr (BeckonContact) contact = g_list_model_get_item (contacts, i);
      BeckonJid *known = beckon_contact_get_jid (contact);

      if (beckon_jid_resembles (jid, known))
        /* Translators: %s is the address of a contact. */
        return g_strdup_printf (_ ("Careful: this is not your contact %s, only an address that looks "
                                   "much the same."),
                                beckon_jid_get_bare (known));
    }
  return NULL;
}
