/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

#define BECKON_NS_PREAUTH "urn:xmpp:pars:0"
#define BECKON_NS_PREAUTH_FEATURE "urn:xmpp:ibr-token:0"

/**
 * BeckonInvitation:
 * @domain: the server on which to make an account
 * @username: (nullable): the name that the account is to have
 * @inviter: (nullable): who invites, and becomes a contact
 * @token: (nullable): what lets us in
 * @can_register: whether the invitation is good for an account, or only for a contact
 *
 * An invitation (XEP-0379, 0401 and 0445).
 */
typedef struct
{
  char *domain;
  char *username;
  BeckonJid *inviter;
  char *token;
  gboolean can_register;
} BeckonInvitation;

BeckonInvitation *beckon_invitation_parse (const char *uri, GError **error);
void beckon_invitation_free (BeckonInvitation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonInvitation, beckon_invitation_free)

BeckonElement *beckon_preauth_new (BeckonJid *server, const char *token);
void beckon_preauth_add (BeckonElement *presence, const char *token);

G_END_DECLS
