/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "beckon-account.h"

G_BEGIN_DECLS

/**
 * BeckonOwnPicture:
 *
 * The picture by which others see the person, to be chosen and removed. Of a file only the pixels
 * are published, scaled down.
 *
 * Signal `failed` (GError): it could not be done.
 */
#define BECKON_TYPE_OWN_PICTURE (beckon_own_picture_get_type ())
G_DECLARE_FINAL_TYPE (BeckonOwnPicture, beckon_own_picture, BECKON, OWN_PICTURE, AdwBin)

void beckon_own_picture_set_account (BeckonOwnPicture *self, BeckonAccount *account);

G_END_DECLS
