/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"
#include "xep-0054.h"
#include "xep-0292.h"

/* A vCard of either format. To write what it says anyway changes nothing of that. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (BeckonElement) card = beckon_element_parse ((const char *) data, size, NULL);
  g_autoptr (BeckonProfile) nothing = beckon_profile_new ();
  g_autoptr (BeckonProfile) old = NULL;
  g_autoptr (BeckonProfile) new = NULL;
  g_autoptr (BeckonProfile) old_again = NULL;
  g_autoptr (BeckonProfile) new_again = NULL;
  g_autoptr (BeckonElement) old_iq = NULL;
  g_autoptr (BeckonElement) new_card = NULL;
  g_autoptr (BeckonElement) cleared = NULL;

  if (card == NULL)
    return 0;
  old = beckon_vcard_parse_profile (card);
  old_iq = beckon_vcard_edit_new (card, old);
  old_again = beckon_vcard_parse_profile (beckon_element_get_first_child (old_iq));
  g_assert_true (beckon_profile_equal (old, old_again));

  new = beckon_vcard4_parse_profile (card);
  new_card = beckon_vcard4_edit (card, new);
  new_again = beckon_vcard4_parse_profile (new_card);
  g_assert_true (beckon_profile_equal (new, new_again));
  cleared = beckon_vcard4_edit (card, nothing);
  return 0;
}
