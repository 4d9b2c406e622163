/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-contact.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BeckonAvatar:
 *
 * A contact's picture in a circle, or its initials on a colour that every client gives the same
 * address (XEP-0392). Decoration: the name is always written beside it.
 *
 * Properties: `contact` (BeckonContact, nullable), `size` (int, pixels), `show-presence`
 * (boolean): a dot for the contact's availability.
 */
#define BECKON_TYPE_AVATAR (beckon_avatar_get_type ())
G_DECLARE_FINAL_TYPE (BeckonAvatar, beckon_avatar, BECKON, AVATAR, GtkWidget)

GtkWidget *beckon_avatar_new (int size);
void beckon_avatar_set_contact (BeckonAvatar *self, BeckonContact *contact);

G_END_DECLS
