/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0292.h"

#include "beckon-card-private.h"

/* RFC 6351, appendix A; dates as in the examples of XEP-0292, which is how servers that convert
 * them want them. */
static const BeckonCardRow rows[] = {
  { BECKON_PROFILE_FULL_NAME, "fn", { "text" }, NULL, FALSE },
  { BECKON_PROFILE_NICKNAME, "nickname", { "text" }, NULL, FALSE },
  { BECKON_PROFILE_BIRTHDAY, "bday", { "date", "date-time", "text" }, NULL, FALSE },
  { BECKON_PROFILE_EMAIL, "email", { "text" }, NULL, FALSE },
  { BECKON_PROFILE_PHONE, "tel", { "uri", "text" }, "tel:", FALSE },
  { BECKON_PROFILE_URL, "url", { "uri", "text" }, NULL, FALSE },
  { BECKON_PROFILE_ORGANIZATION, "org", { "text" }, NULL, FALSE },
  { BECKON_PROFILE_TITLE, "title", { "text" }, NULL, FALSE },
  { BECKON_PROFILE_ROLE, "role", { "text" }, NULL, FALSE },
  { BECKON_PROFILE_LOCALITY, "adr", { "locality" }, NULL, TRUE },
  { BECKON_PROFILE_COUNTRY, "adr", { "country" }, NULL, TRUE },
  { BECKON_PROFILE_NOTE, "note", { "text" }, NULL, FALSE },
};

static const BeckonCardFormat format
  = { "vcard", BECKON_NS_VCARD4, "n", rows, G_N_ELEMENTS (rows) };

/**
 * beckon_vcard4_parse_profile:
 * @card: (nullable): the payload of an item
 *
 * Returns: (transfer full): what it says; what is no vCard says nothing
 */
BeckonProfile *
beckon_vcard4_parse_profile (BeckonElement *card)
{
  return beckon_card_parse (&format, card);
}

/**
 * beckon_vcard4_edit:
 * @card: (nullable): the payload that was published last
 * @profile: what it shall say from now on
 *
 * Returns: (transfer full): the payload to publish, which has all that @card has and @profile does
 *   not know
 */
BeckonElement *
beckon_vcard4_edit (BeckonElement *card, BeckonProfile *profile)
{
  return beckon_card_edit (&format, card, profile);
}
