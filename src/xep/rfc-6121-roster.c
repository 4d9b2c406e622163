/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "rfc-6121-roster.h"

#include "beckon-parse.h"

#include <string.h>

#define MAX_NAME 256 /* characters */
#define MAX_GROUPS 64

void
beckon_roster_item_free (BeckonRosterItem *self)
{
  g_clear_pointer (&self->jid, beckon_jid_unref);
  g_free (self->name);
  g_strfreev (self->groups);
  g_free (self);
}

static const char *
parse_subscription (const char *text)
{
  static const char *const known[] = { "none", "to", "from", "both", "remove" };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (text, known[i]) == 0)
      return known[i];
  return "none";
}

static GStrv
parse_groups (BeckonElement *item)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (BeckonElement *child = beckon_element_get_first_child (item);
       child != NULL && g_hash_table_size (seen) < MAX_GROUPS;
       child = beckon_element_get_next_sibling (child))
    {
      g_autofree char *text = NULL;
      g_autofree char *group = NULL;

      if (!beckon_element_is (child, "group", BECKON_NS_ROSTER))
        continue;
      text = beckon_element_dup_text (child);
      group = beckon_parse_line (text, MAX_NAME);
      if (group == NULL || g_hash_table_contains (seen, group))
        continue;
      g_strv_builder_add (builder, group);
      g_hash_table_add (seen, g_steal_pointer (&group));
    }
  return g_strv_builder_end (builder);
}

/**
 * beckon_roster_item_parse:
 * @element: an `item` element
 *
 * Returns: (transfer full) (nullable): what it says, or %NULL when it is of no bare address
 */
BeckonRosterItem *
beckon_roster_item_parse (BeckonElement *element)
{
  g_autoptr (BeckonJid) jid = beckon_parse_jid (element, "jid");
  BeckonRosterItem *item;

  if (jid == NULL || !beckon_jid_is_bare (jid))
    return NULL;

  item = g_new0 (BeckonRosterItem, 1);
  item->jid = g_steal_pointer (&jid);
  item->name = beckon_parse_line (beckon_element_get_attribute (element, "name"), MAX_NAME);
  item->subscription = parse_subscription (beckon_element_get_attribute (element, "subscription"));
  item->ask = g_strcmp0 (beckon_element_get_attribute (element, "ask"), "subscribe") == 0;
  item->groups = parse_groups (element);
  return item;
}

/**
 * beckon_roster_request_new:
 * @version: (nullable): what beckon_roster_parse_result() or a push last gave, the empty string to
 *   start with versions, or %NULL for a server that does not announce
 *   %BECKON_NS_ROSTER_VERSIONING
 *
 * Returns: (transfer full): the request for the contact list (RFC 6121, section 2.2)
 */
BeckonElement *
beckon_roster_request_new (const char *version)
{
  BeckonElement *iq = beckon_iq_new ("get", NULL);
  BeckonElement *query = beckon_element_add_child (iq, "query", BECKON_NS_ROSTER);

  beckon_element_set_attribute (query, "ver", version);
  return iq;
}

/**
 * beckon_roster_parse_result:
 * @iq: the result
 * @items: (out) (transfer full) (nullable): array of #BeckonRosterItem, or %NULL when the list of
 *   the version that was named still holds, but for pushes to come (section 2.6.3)
 * @version: (out) (transfer full) (nullable): the version of @items, if the server has versions
 *
 * An item that is no bare address, or comes twice, is left out: one bad entry must not cost the
 * person the others.
 *
 * Returns: %FALSE with a %BECKON_XEP_ERROR when it is no contact list
 */
gboolean
beckon_roster_parse_result (BeckonElement *iq, GPtrArray **items, char **version, GError **error)
{
  BeckonElement *query = beckon_element_get_child (iq, "query", BECKON_NS_ROSTER);
  g_autoptr (GPtrArray) array = NULL;
  g_autoptr (GHashTable) seen = NULL;

  *items = NULL;
  *version = NULL;
  if (query == NULL)
    {
      if (beckon_element_get_first_child (iq) == NULL)
        return TRUE;
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "The contact list is missing");
      return FALSE;
    }

  array = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_roster_item_free);
  seen = g_hash_table_new ((GHashFunc) beckon_jid_hash, (GEqualFunc) beckon_jid_equal);
  for (BeckonElement *child = beckon_element_get_first_child (query); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      g_autoptr (BeckonRosterItem) item = NULL;

      if (!beckon_element_is (child, "item", BECKON_NS_ROSTER))
        continue;
      if (array->len == BECKON_ROSTER_MAX_ITEMS)
        {
          g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT,
                               "The contact list is too long");
          return FALSE;
        }
      item = beckon_roster_item_parse (child);
      if (item == NULL || strcmp (item->subscription, "remove") == 0
          || !g_hash_table_add (seen, item->jid))
        continue;
      g_ptr_array_add (array, g_steal_pointer (&item));
    }

  *items = g_steal_pointer (&array);
  *version = g_strdup (beckon_parse_id (query, "ver"));
  return TRUE;
}

/**
 * beckon_roster_parse_push:
 * @query: the payload of a push, whose sender has been checked
 * @version: (out) (transfer full) (nullable): the version that the list has now
 *
 * Returns: (transfer full) (nullable): the one item that changed (RFC 6121, section 2.1.6), or
 *   %NULL with a %BECKON_XEP_ERROR
 */
BeckonRosterItem *
beckon_roster_parse_push (BeckonElement *query, char **version, GError **error)
{
  BeckonElement *child = beckon_element_get_first_child (query);
  BeckonRosterItem *item = NULL;

  *version = NULL;
  if (beckon_element_is (child, "item", BECKON_NS_ROSTER)
      && beckon_element_get_next_sibling (child) == NULL)
    item = beckon_roster_item_parse (child);
  if (item == NULL)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "A roster push has one item");
      return NULL;
    }
  *version = g_strdup (beckon_parse_id (query, "ver"));
  return item;
}

/**
 * beckon_roster_set_new:
 * @name: (nullable): the name to show
 * @groups: (nullable): all the groups that it shall be in
 *
 * Returns: (transfer full): the request that adds or changes a contact (RFC 6121, sections 2.3
 *   and 2.4)
 */
BeckonElement *
beckon_roster_set_new (BeckonJid *jid, const char *name, const char *const *groups)
{
  BeckonElement *iq = beckon_iq_new ("set", NULL);
  BeckonElement *query = beckon_element_add_child (iq, "query", BECKON_NS_ROSTER);
  BeckonElement *item = beckon_element_add_child (query, "item", BECKON_NS_ROSTER);

  beckon_element_set_attribute (item, "jid", beckon_jid_get_bare (jid));
  if (name != NULL && *name != '\0')
    beckon_element_set_attribute (item, "name", name);
  for (guint i = 0; groups != NULL && groups[i] != NULL; i++)
    beckon_element_add_text_child (item, "group", BECKON_NS_ROSTER, groups[i]);
  return iq;
}

/**
 * beckon_roster_remove_new:
 *
 * Returns: (transfer full): the request that removes a contact and ends the subscriptions in both
 *   directions (RFC 6121, section 2.5)
 */
BeckonElement *
beckon_roster_remove_new (BeckonJid *jid)
{
  BeckonElement *iq = beckon_iq_new ("set", NULL);
  BeckonElement *query = beckon_element_add_child (iq, "query", BECKON_NS_ROSTER);
  BeckonElement *item = beckon_element_add_child (query, "item", BECKON_NS_ROSTER);

  beckon_element_set_attribute (item, "jid", beckon_jid_get_bare (jid));
  beckon_element_set_attribute (item, "subscription", "remove");
  return iq;
}
