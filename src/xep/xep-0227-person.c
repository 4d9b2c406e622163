/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0227-private.h"

#include "beckon-ns.h"
#include "xep-0054.h"
#include "xep-0060.h"
#include "xep-0084.h"
#include "xep-0292.h"

#include <string.h>

struct _BeckonPiePerson
{
  BeckonProfile *vcard;  /* vcard-temp (XEP-0054), which is for everyone */
  BeckonProfile *vcard4; /* (nullable): its node (XEP-0292) */
  gboolean vcard4_open;  /* which is for everyone, too */
  GBytes *photo;         /* (nullable): in vcard-temp */
  GBytes *picture;       /* (nullable): in its node (XEP-0084) */
  char picture_id[41];
  gboolean announced; /* which picture it is; nothing where there is none any more: */
  char announced_id[41];
};

BeckonPiePerson *
beckon_pie_person_new (void)
{
  BeckonPiePerson *self = g_new0 (BeckonPiePerson, 1);

  self->vcard = beckon_profile_new ();
  return self;
}

void
beckon_pie_person_free (BeckonPiePerson *self)
{
  beckon_profile_unref (self->vcard);
  g_clear_pointer (&self->vcard4, beckon_profile_unref);
  g_clear_pointer (&self->photo, g_bytes_unref);
  g_clear_pointer (&self->picture, g_bytes_unref);
  g_free (self);
}

gboolean
beckon_pie_person_wants_node (const char *node)
{
  return g_strcmp0 (node, BECKON_NODE_VCARD4) == 0
         || g_strcmp0 (node, BECKON_NS_AVATAR_DATA) == 0
         || g_strcmp0 (node, BECKON_NS_AVATAR_METADATA) == 0;
}

/**
 * beckon_pie_person_take_setup:
 * @configure: how a node is set up
 */
void
beckon_pie_person_take_setup (BeckonPiePerson *self, BeckonElement *configure)
{
  g_autofree char *model = NULL;

  if (g_strcmp0 (beckon_element_get_attribute (configure, "node"), BECKON_NODE_VCARD4) != 0)
    return;
  model = beckon_pubsub_configure_dup_value (configure, "pubsub#access_model");
  self->vcard4_open = g_strcmp0 (model, "open") == 0;
}

/**
 * beckon_pie_person_take_item:
 * @node: one that is wanted
 * @item: what it has
 */
void
beckon_pie_person_take_item (BeckonPiePerson *self, const char *node, BeckonElement *item)
{
  BeckonElement *payload = beckon_element_get_first_child (item);
  BeckonAvatarInfo info = { .bytes = 0 };

  if (strcmp (node, BECKON_NODE_VCARD4) == 0)
    {
      g_clear_pointer (&self->vcard4, beckon_profile_unref);
      self->vcard4 = beckon_vcard4_parse_profile (payload);
    }
  else if (strcmp (node, BECKON_NS_AVATAR_METADATA) == 0)
    {
      self->announced = TRUE;
      beckon_avatar_metadata_parse (payload, &info);
      g_strlcpy (self->announced_id, info.id, sizeof self->announced_id);
    }
  else if (beckon_avatar_parse_hash (beckon_element_get_attribute (item, "id"), info.id))
    {
      GBytes *picture = beckon_avatar_data_parse (payload, &info, NULL);

      if (picture == NULL)
        return;
      g_clear_pointer (&self->picture, g_bytes_unref);
      self->picture = picture;
      g_strlcpy (self->picture_id, info.id, sizeof self->picture_id);
    }
}

/**
 * beckon_pie_person_take_property:
 * @property: a part of a vcard-temp, without a parent
 */
void
beckon_pie_person_take_property (BeckonPiePerson *self, BeckonElement *property)
{
  g_autoptr (BeckonElement) iq = beckon_element_new ("iq", BECKON_NS_CLIENT);
  BeckonElement *card = beckon_element_add_child (iq, "vCard", BECKON_NS_VCARD);
  g_auto (BeckonVcard) vcard = { NULL, NULL };
  g_autoptr (BeckonProfile) part = NULL;

  beckon_element_append (card, property);
  part = beckon_vcard_parse_profile (card);
  for (guint field = 0; field < BECKON_PROFILE_N_FIELDS; field++)
    for (guint i = 0; i < beckon_profile_get_n (part, field); i++)
      beckon_profile_add (self->vcard, field, beckon_profile_get (part, field, i));
  if (self->photo == NULL && beckon_vcard_parse (iq, &vcard))
    self->photo = g_steal_pointer (&vcard.photo);
}

/**
 * beckon_pie_person_get_profile:
 *
 * Returns: (transfer none) (nullable): what everyone may see, or %NULL when that is nothing. What
 *   only some may see might be seen by others where it is taken to
 */
BeckonProfile *
beckon_pie_person_get_profile (BeckonPiePerson *self)
{
  if (self->vcard4 != NULL && !beckon_profile_is_empty (self->vcard4))
    return self->vcard4_open ? self->vcard4 : NULL;
  return beckon_profile_is_empty (self->vcard) ? NULL : self->vcard;
}

/**
 * beckon_pie_person_get_picture:
 *
 * Returns: (transfer none) (nullable): the picture file, of a size and type that we show
 */
GBytes *
beckon_pie_person_get_picture (BeckonPiePerson *self)
{
  if (self->announced)
    return strcmp (self->announced_id, self->picture_id) == 0 ? self->picture : NULL;
  return self->picture != NULL ? self->picture : self->photo;
}
