/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0054.h"

#include "beckon-card-private.h"
#include "beckon-parse.h"
#include "xep-0084.h"

#define MAX_NAME 256 /* characters */

/* The DTD in section 8, and what section 7 says of it. A note is in either of two places. */
static const BeckonCardRow rows[] = {
  { BECKON_PROFILE_FULL_NAME, "FN", { NULL }, NULL, FALSE },
  { BECKON_PROFILE_NICKNAME, "NICKNAME", { NULL }, NULL, FALSE },
  { BECKON_PROFILE_BIRTHDAY, "BDAY", { NULL }, NULL, FALSE },
  { BECKON_PROFILE_EMAIL, "EMAIL", { "USERID" }, NULL, FALSE },
  { BECKON_PROFILE_PHONE, "TEL", { "NUMBER" }, NULL, FALSE },
  { BECKON_PROFILE_URL, "URL", { NULL }, NULL, FALSE },
  { BECKON_PROFILE_ORGANIZATION, "ORG", { "ORGNAME" }, NULL, FALSE },
  { BECKON_PROFILE_TITLE, "TITLE", { NULL }, NULL, FALSE },
  { BECKON_PROFILE_ROLE, "ROLE", { NULL }, NULL, FALSE },
  { BECKON_PROFILE_LOCALITY, "ADR", { "LOCALITY" }, NULL, TRUE },
  { BECKON_PROFILE_COUNTRY, "ADR", { "CTRY" }, NULL, TRUE },
  { BECKON_PROFILE_NOTE, "DESC", { NULL }, NULL, FALSE },
  { BECKON_PROFILE_NOTE, "NOTE", { NULL }, NULL, FALSE },
};

static const BeckonCardFormat format
  = { "vCard", BECKON_NS_VCARD, "N", rows, G_N_ELEMENTS (rows) };

/**
 * beckon_vcard_request_new:
 * @to: (nullable): whose; the bare address is asked. %NULL for our own
 *
 * Returns: (transfer full): the request for a vCard (XEP-0054)
 */
BeckonElement *
beckon_vcard_request_new (BeckonJid *to)
{
  g_autoptr (BeckonJid) bare = to != NULL ? beckon_jid_dup_bare (to) : NULL;
  BeckonElement *iq = beckon_iq_new ("get", bare);

  beckon_element_add_child (iq, "vCard", BECKON_NS_VCARD);
  return iq;
}

static char *
dup_line (BeckonElement *card, const char *name)
{
  g_autofree char *text = beckon_element_dup_child_text (card, name, BECKON_NS_VCARD);

  return beckon_parse_line (text, MAX_NAME);
}

/**
 * beckon_vcard_parse:
 * @iq: the result
 * @vcard: (out caller-allocates): what of it is of use; beckon_vcard_clear() frees that
 *
 * A picture that is too large, broken or elsewhere is as none.
 *
 * Returns: whether there is a vCard
 */
gboolean
beckon_vcard_parse (BeckonElement *iq, BeckonVcard *vcard)
{
  BeckonElement *card = beckon_element_get_child (iq, "vCard", BECKON_NS_VCARD);
  BeckonElement *photo;

  *vcard = (BeckonVcard){ NULL, NULL };
  if (card == NULL)
    return FALSE;
  vcard->name = dup_line (card, "NICKNAME");
  if (vcard->name == NULL)
    vcard->name = dup_line (card, "FN");

  photo = beckon_element_get_child (card, "PHOTO", BECKON_NS_VCARD);
  if (photo != NULL)
    {
      g_autofree char *text = beckon_element_dup_child_text (photo, "BINVAL", BECKON_NS_VCARD);

      if (text != NULL)
        vcard->photo = beckon_parse_base64 (text, BECKON_AVATAR_MAX_BYTES, NULL);
      if (vcard->photo != NULL && beckon_avatar_find_type (vcard->photo) == NULL)
        g_clear_pointer (&vcard->photo, g_bytes_unref);
    }
  return TRUE;
}

void
beckon_vcard_clear (BeckonVcard *vcard)
{
  g_clear_pointer (&vcard->name, g_free);
  g_clear_pointer (&vcard->photo, g_bytes_unref);
}

/**
 * beckon_vcard_parse_profile:
 * @card: (nullable): a vCard element
 *
 * Returns: (transfer full): what it says; what is no vCard says nothing
 */
BeckonProfile *
beckon_vcard_parse_profile (BeckonElement *card)
{
  return beckon_card_parse (&format, card);
}

/**
 * beckon_vcard_edit_new:
 * @card: (nullable): our vCard as the server has it
 * @profile: what it shall say from now on
 *
 * Returns: (transfer full): the request to store a vCard which has all that @card has and @profile
 *   does not know, such as the picture
 */
BeckonElement *
beckon_vcard_edit_new (BeckonElement *card, BeckonProfile *profile)
{
  BeckonElement *iq = beckon_iq_new ("set", NULL);
  g_autoptr (BeckonElement) edited = beckon_card_edit (&format, card, profile);

  beckon_element_append (iq, edited);
  return iq;
}
