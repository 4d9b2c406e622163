/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-contact.h"

G_BEGIN_DECLS

/**
 * BeckonProfileGroup:
 *
 * What a contact tells of themselves. It is fetched when it is shown; of who is no contact, only
 * when the person asks for it, as their server learns of it.
 */
#define BECKON_TYPE_PROFILE_GROUP (beckon_profile_group_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonProfileGroup, beckon_profile_group, BECKON, PROFILE_GROUP, AdwPreferencesGroup)

void beckon_profile_group_set_contact (BeckonProfileGroup *self, BeckonContact *contact);

G_END_DECLS
