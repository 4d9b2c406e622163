/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-account.h"

G_BEGIN_DECLS

/**
 * BeckonDeviceGroup:
 *
 * The devices that are signed in to an account, with the way to sign them out, and to let another
 * one in. Invisible where the server has no such list.
 */
#define BECKON_TYPE_DEVICE_GROUP (beckon_device_group_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonDeviceGroup, beckon_device_group, BECKON, DEVICE_GROUP, AdwPreferencesGroup)

void beckon_device_group_set_account (BeckonDeviceGroup *self, BeckonAccount *account);

G_END_DECLS
