/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-jid.h"

G_BEGIN_DECLS

/**
 * BeckonXmppUri:
 * @jid: the address
 * @action: (nullable): what to do with it, as `message`, `roster`, `register` or `join`
 * @parameters: name to value, decoded
 *
 * An `xmpp:` address (RFC 5122) with what XEP-0147 adds.
 */
typedef struct
{
  BeckonJid *jid;
  char *action;
  GHashTable *parameters;
} BeckonXmppUri;

BeckonXmppUri *beckon_xmpp_uri_parse (const char *text, GError **error);
char *beckon_xmpp_uri_format (BeckonJid *jid);
const char *beckon_xmpp_uri_get_parameter (BeckonXmppUri *self, const char *name);
void beckon_xmpp_uri_free (BeckonXmppUri *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonXmppUri, beckon_xmpp_uri_free)

G_END_DECLS
