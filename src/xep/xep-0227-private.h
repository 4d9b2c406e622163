/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-profile.h"

G_BEGIN_DECLS

#define NS_PIE "urn:xmpp:pie:0"
#define NS_ARCHIVE "urn:xmpp:pie:0#mam"

/**
 * BeckonPiePerson:
 *
 * What a file says of the person themselves, which is in several places of it, in any order.
 */
typedef struct _BeckonPiePerson BeckonPiePerson;

BeckonPiePerson *beckon_pie_person_new (void);
void beckon_pie_person_free (BeckonPiePerson *self);

gboolean beckon_pie_person_wants_node (const char *node);
void beckon_pie_person_take_setup (BeckonPiePerson *self, BeckonElement *configure);
void beckon_pie_person_take_item (BeckonPiePerson *self, const char *node, BeckonElement *item);
void beckon_pie_person_take_property (BeckonPiePerson *self, BeckonElement *property);

BeckonProfile *beckon_pie_person_get_profile (BeckonPiePerson *self);
GBytes *beckon_pie_person_get_picture (BeckonPiePerson *self);

G_END_DECLS
