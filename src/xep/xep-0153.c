/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0153.h"

#include "xep-0084.h"

/**
 * beckon_vcard_update_parse:
 * @hash: (out): SHA-1 of the picture, in lower-case hexadecimal
 *
 * What a presence says of the picture in its sender's vCard (XEP-0153).
 */
BeckonVcardUpdate
beckon_vcard_update_parse (BeckonElement *presence, char hash[41])
{
  BeckonElement *x = beckon_element_get_child (presence, "x", BECKON_NS_VCARD_UPDATE);
  g_autofree char *photo = NULL;

  if (x != NULL)
    photo = beckon_element_dup_child_text (x, "photo", BECKON_NS_VCARD_UPDATE);
  if (photo == NULL)
    return BECKON_VCARD_UPDATE_NONE;
  g_strstrip (photo);
  if (*photo == '\0')
    return BECKON_VCARD_UPDATE_NO_PICTURE;
  return beckon_avatar_parse_hash (photo, hash) ? BECKON_VCARD_UPDATE_PICTURE
                                                : BECKON_VCARD_UPDATE_NONE;
}
