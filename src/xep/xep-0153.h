/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

#define BECKON_NS_VCARD_UPDATE "vcard-temp:x:update"

/**
 * BeckonVcardUpdate:
 * @BECKON_VCARD_UPDATE_NONE: the presence says nothing of a picture
 * @BECKON_VCARD_UPDATE_NO_PICTURE: there is no picture
 * @BECKON_VCARD_UPDATE_PICTURE: there is one, in the vCard
 */
typedef enum
{
  BECKON_VCARD_UPDATE_NONE,
  BECKON_VCARD_UPDATE_NO_PICTURE,
  BECKON_VCARD_UPDATE_PICTURE,
} BeckonVcardUpdate;

BeckonVcardUpdate beckon_vcard_update_parse (BeckonElement *presence, char hash[41]);

G_END_DECLS
