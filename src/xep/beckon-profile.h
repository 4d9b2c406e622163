/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * BeckonProfileField:
 * @BECKON_PROFILE_NICKNAME: how the person likes to be called
 * @BECKON_PROFILE_FULL_NAME: the whole name
 * @BECKON_PROFILE_BIRTHDAY: `YYYY-MM-DD`, `--MM-DD` without the year, or what else was written
 * @BECKON_PROFILE_EMAIL: addresses; as all that may be several, none is longer than it was
 * @BECKON_PROFILE_PHONE: telephone numbers
 * @BECKON_PROFILE_URL: web pages
 * @BECKON_PROFILE_ORGANIZATION: where the person works
 * @BECKON_PROFILE_TITLE: what is on the door there
 * @BECKON_PROFILE_ROLE: what the person does there
 * @BECKON_PROFILE_LOCALITY: the town
 * @BECKON_PROFILE_COUNTRY: the country
 * @BECKON_PROFILE_NOTE: anything else, in lines
 */
typedef enum
{
  BECKON_PROFILE_NICKNAME,
  BECKON_PROFILE_FULL_NAME,
  BECKON_PROFILE_BIRTHDAY,
  BECKON_PROFILE_EMAIL,
  BECKON_PROFILE_PHONE,
  BECKON_PROFILE_URL,
  BECKON_PROFILE_ORGANIZATION,
  BECKON_PROFILE_TITLE,
  BECKON_PROFILE_ROLE,
  BECKON_PROFILE_LOCALITY,
  BECKON_PROFILE_COUNTRY,
  BECKON_PROFILE_NOTE,
} BeckonProfileField;

#define BECKON_PROFILE_N_FIELDS (BECKON_PROFILE_NOTE + 1)
/* How many e-mail addresses, telephone numbers and web pages there may be, each. */
#define BECKON_PROFILE_MAX_VALUES 8

/**
 * BeckonProfile:
 *
 * What somebody tells of themselves, whichever format it came in. All texts are clean and bounded,
 * and decoration: none of it proves who somebody is.
 */
typedef struct _BeckonProfile BeckonProfile;

#define BECKON_TYPE_PROFILE (beckon_profile_get_type ())
GType beckon_profile_get_type (void);

BeckonProfile *beckon_profile_new (void);
BeckonProfile *beckon_profile_ref (BeckonProfile *self);
void beckon_profile_unref (BeckonProfile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonProfile, beckon_profile_unref)

gboolean beckon_profile_add (BeckonProfile *self, BeckonProfileField field, const char *text);
guint beckon_profile_get_n (BeckonProfile *self, BeckonProfileField field);
const char *beckon_profile_get (BeckonProfile *self, BeckonProfileField field, guint i);
gboolean
beckon_profile_find (BeckonProfile *self, BeckonProfileField field, const char *text, guint *i);
gboolean beckon_profile_is_empty (BeckonProfile *self);
gboolean beckon_profile_equal (BeckonProfile *a, BeckonProfile *b);

gboolean beckon_profile_field_is_list (BeckonProfileField field);
char *beckon_profile_field_clean (BeckonProfileField field, const char *text);

G_END_DECLS
