/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

#define BECKON_NS_ROSTER "jabber:iq:roster"
#define BECKON_NS_ROSTER_VERSIONING "urn:xmpp:features:rosterver"

/* More items than this are not a contact list. */
#define BECKON_ROSTER_MAX_ITEMS 50000

/**
 * BeckonRosterItem:
 * @jid: the bare address
 * @name: (nullable): the name that the person gave
 * @subscription: `none`, `to`, `from`, `both` or, in a push, `remove`; a static string
 * @ask: whether our request for its presence is still open
 * @groups: the groups' names, maybe none
 */
typedef struct
{
  BeckonJid *jid;
  char *name;
  const char *subscription;
  gboolean ask;
  GStrv groups;
} BeckonRosterItem;

void beckon_roster_item_free (BeckonRosterItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonRosterItem, beckon_roster_item_free)

BeckonRosterItem *beckon_roster_item_parse (BeckonElement *element);
BeckonElement *beckon_roster_request_new (const char *version);
gboolean
beckon_roster_parse_result (BeckonElement *iq, GPtrArray **items, char **version, GError **error);
BeckonRosterItem *beckon_roster_parse_push (BeckonElement *query, char **version, GError **error);
BeckonElement *beckon_roster_set_new (BeckonJid *jid, const char *name, const char *const *groups);
BeckonElement *beckon_roster_remove_new (BeckonJid *jid);

G_END_DECLS
