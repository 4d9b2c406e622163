/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-client.h"

G_BEGIN_DECLS

/**
 * BeckonStorageGroup:
 *
 * How much room Beckon takes, and the way to give some of it back.
 */
#define BECKON_TYPE_STORAGE_GROUP (beckon_storage_group_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonStorageGroup, beckon_storage_group, BECKON, STORAGE_GROUP, AdwPreferencesGroup)

void beckon_storage_group_set_client (BeckonStorageGroup *self, BeckonClient *client);

G_END_DECLS
