/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"
#include "beckon-profile.h"

G_BEGIN_DECLS

#define BECKON_NS_VCARD "vcard-temp"

/**
 * BeckonVcard:
 * @name: (nullable): the nick, else the full name, that it gives
 * @photo: (nullable): the picture file, of a size and type that we show
 */
typedef struct
{
  char *name;
  GBytes *photo;
} BeckonVcard;

BeckonElement *beckon_vcard_request_new (BeckonJid *to);
gboolean beckon_vcard_parse (BeckonElement *iq, BeckonVcard *vcard);
void beckon_vcard_clear (BeckonVcard *vcard);
BeckonProfile *beckon_vcard_parse_profile (BeckonElement *card);
BeckonElement *beckon_vcard_edit_new (BeckonElement *card, BeckonProfile *profile);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BeckonVcard, beckon_vcard_clear)

G_END_DECLS
