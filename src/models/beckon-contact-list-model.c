/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-contact-list-model.h"

struct _BeckonContactListModel
{
  BeckonSortedList parent_instance;

  gboolean available_first;
};

G_DEFINE_FINAL_TYPE (BeckonContactListModel, beckon_contact_list_model, BECKON_TYPE_SORTED_LIST)

enum
{
  PROP_0,
  PROP_AVAILABLE_FIRST,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
beckon_contact_list_model_take_key (BeckonSortedList *list, gpointer item, BeckonSortKey *key)
{
  BeckonContactListModel *self = BECKON_CONTACT_LIST_MODEL (list);
  g_autofree char *folded = g_utf8_casefold (beckon_contact_get_name (item), -1);

  key->group
    = self->available_first && beckon_contact_get_show (item) == BECKON_SHOW_OFFLINE ? 1 : 0;
  key->text = g_utf8_collate_key (folded, -1);
}

static gboolean
beckon_contact_list_model_matches (BeckonSortedList *list, gpointer item, const char *search)
{
  return beckon_search_matches (search, beckon_contact_get_name (item))
         || beckon_search_matches (search, beckon_jid_get_bare (beckon_contact_get_jid (item)));
}

static void
beckon_contact_list_model_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_AVAILABLE_FIRST:
      g_value_set_boolean (value, BECKON_CONTACT_LIST_MODEL (object)->available_first);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_contact_list_model_set_property (GObject *object,
                                        guint id,
                                        const GValue *value,
                                        GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_AVAILABLE_FIRST:
      beckon_contact_list_model_set_available_first (BECKON_CONTACT_LIST_MODEL (object),
                                                     g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_contact_list_model_class_init (BeckonContactListModelClass *klass)
{
  static const char *const watched[] = { "name", "show", NULL };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BeckonSortedListClass *list_class = BECKON_SORTED_LIST_CLASS (klass);

  object_class->get_property = beckon_contact_list_model_get_property;
  object_class->set_property = beckon_contact_list_model_set_property;
  list_class->item_type = BECKON_TYPE_CONTACT;
  list_class->watched = watched;
  list_class->get_list = beckon_account_get_contacts;
  list_class->take_key = beckon_contact_list_model_take_key;
  list_class->matches = beckon_contact_list_model_matches;

  properties[PROP_AVAILABLE_FIRST]
    = g_param_spec_boolean ("available-first", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beckon_contact_list_model_init (BeckonContactListModel *self)
{
}

/**
 * beckon_contact_list_model_new:
 * @accounts: (nullable): a list of #BeckonAccount
 *
 * Returns: (transfer full): their contacts
 */
BeckonContactListModel *
beckon_contact_list_model_new (GListModel *accounts)
{
  BeckonContactListModel *self = g_object_new (BECKON_TYPE_CONTACT_LIST_MODEL, NULL);

  beckon_sorted_list_set_accounts (BECKON_SORTED_LIST (self), accounts);
  return self;
}

void
beckon_contact_list_model_set_available_first (BeckonContactListModel *self,
                                               gboolean available_first)
{
  if (self->available_first == available_first)
    return;
  self->available_first = available_first;
  beckon_sorted_list_resort (BECKON_SORTED_LIST (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE_FIRST]);
}
