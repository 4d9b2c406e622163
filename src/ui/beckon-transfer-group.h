/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-account.h"

G_BEGIN_DECLS

/**
 * BeckonTransferGroup:
 *
 * Writes an account to a file that the person chooses, or takes over another one from a file. What
 * is being written shows how far it is, can be stopped, and stops when its window is closed.
 */
#define BECKON_TYPE_TRANSFER_GROUP (beckon_transfer_group_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonTransferGroup, beckon_transfer_group, BECKON, TRANSFER_GROUP, AdwPreferencesGroup)

void beckon_transfer_group_set_account (BeckonTransferGroup *self, BeckonAccount *account);
void beckon_transfer_group_export (BeckonTransferGroup *self, GFile *file);

G_END_DECLS
