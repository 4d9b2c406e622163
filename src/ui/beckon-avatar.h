/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BeckonAvatar:
 *
 * The round picture of a contact or of an own account; without one, initials on the address's
 * colour (XEP-0392). A mark at its edge shows the availability, by shape as well as by colour.
 *
 * To a screen reader it is decoration: what it shows must stand beside it in words.
 *
 * Properties: `person` (GObject, nullable: a #BeckonContact or a #BeckonAccount, followed), `size`
 * (int: its width and height), `show-presence` (boolean).
 */
#define BECKON_TYPE_AVATAR (beckon_avatar_get_type ())
G_DECLARE_FINAL_TYPE (BeckonAvatar, beckon_avatar, BECKON, AVATAR, GtkWidget)

GtkWidget *beckon_avatar_new (int size);
void beckon_avatar_set_person (BeckonAvatar *self, GObject *person);

char *beckon_avatar_make_initials (const char *name);

G_END_DECLS
