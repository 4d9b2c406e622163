/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-contact.h"
#include "beckon-store-records.h"

G_BEGIN_DECLS

typedef struct _BeckonDiscoInfo BeckonDiscoInfo;

BeckonContact *beckon_contact_new (BeckonAccount *account, BeckonJid *jid);

void beckon_contact_set_record (BeckonContact *self, BeckonContactRecord *record);
BeckonContactRecord *beckon_contact_get_record (BeckonContact *self);
void beckon_contact_set_leaving (BeckonContact *self, gboolean leaving);
void beckon_contact_set_blocked (BeckonContact *self, gboolean blocked);
void beckon_contact_set_avatar (BeckonContact *self, GBytes *avatar);

void beckon_contact_set_presence (
  BeckonContact *self, const char *resource, BeckonShow show, int priority, const char *status);
void beckon_contact_clear_presence (BeckonContact *self);
gboolean beckon_contact_has_resource (BeckonContact *self, const char *resource);

void beckon_contact_set_info (BeckonContact *self, const char *resource, BeckonDiscoInfo *info);
gboolean beckon_contact_may_understand (BeckonContact *self, const char *feature);

gboolean beckon_contact_may_see_us (BeckonContact *self);

BeckonSubscription beckon_subscription_from_string (const char *subscription);

G_END_DECLS
