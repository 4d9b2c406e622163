/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-jid.h"

G_BEGIN_DECLS

/**
 * BeckonShow:
 *
 * Availability (RFC 6121, section 4.7.2.1), from the least to the most reachable.
 */
typedef enum
{
  BECKON_SHOW_OFFLINE,
  BECKON_SHOW_EXTENDED_AWAY,
  BECKON_SHOW_AWAY,
  BECKON_SHOW_BUSY,
  BECKON_SHOW_ONLINE,
  BECKON_SHOW_CHATTY,
} BeckonShow;

/**
 * BeckonSubscription:
 *
 * Who may see whose presence (RFC 6121, section 2.1.2.5).
 */
typedef enum
{
  BECKON_SUBSCRIPTION_NONE,
  BECKON_SUBSCRIPTION_TO,
  BECKON_SUBSCRIPTION_FROM,
  BECKON_SUBSCRIPTION_BOTH,
} BeckonSubscription;

#define BECKON_TYPE_SHOW (beckon_show_get_type ())
GType beckon_show_get_type (void);

typedef struct _BeckonAccount BeckonAccount;

/**
 * BeckonContact:
 *
 * Somebody with an address, in the contact list or not. One object per account and bare address.
 *
 * Properties, all read-only: `account` (BeckonAccount), `jid` (BeckonJid, bare), `name` (string:
 * the name that the person gave, else the contact's own nick, else the local part; never empty,
 * safe to show as text), `in-roster` (boolean), `subscription` (uint), `asked` (boolean: our
 * request for its presence is open), `blocked` (boolean), `show` (BeckonShow as enum), `status`
 * (string, nullable), `avatar` (GBytes, nullable: a picture file, checked for size and type),
 * `groups` (GStrv).
 */
#define BECKON_TYPE_CONTACT (beckon_contact_get_type ())
G_DECLARE_FINAL_TYPE (BeckonContact, beckon_contact, BECKON, CONTACT, GObject)

BeckonAccount *beckon_contact_get_account (BeckonContact *self);
BeckonJid *beckon_contact_get_jid (BeckonContact *self);
const char *beckon_contact_get_name (BeckonContact *self);
gboolean beckon_contact_get_in_roster (BeckonContact *self);
BeckonSubscription beckon_contact_get_subscription (BeckonContact *self);
gboolean beckon_contact_get_asked (BeckonContact *self);
gboolean beckon_contact_get_blocked (BeckonContact *self);
BeckonShow beckon_contact_get_show (BeckonContact *self);
const char *beckon_contact_get_status (BeckonContact *self);
GBytes *beckon_contact_get_avatar (BeckonContact *self);
const char *const *beckon_contact_get_groups (BeckonContact *self);

G_END_DECLS
