/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0060.h"

#include "beckon-parse.h"

#define NS_DATA_FORMS "jabber:x:data"

/**
 * beckon_pubsub_items_request_new:
 * @to: (nullable): whose node, %NULL for our own
 * @id: (nullable): the item, %NULL for the newest one
 *
 * Returns: (transfer full): the request for one item (XEP-0060, section 6.5)
 */
BeckonElement *
beckon_pubsub_items_request_new (BeckonJid *to, const char *node, const char *id)
{
  BeckonElement *iq = beckon_iq_new ("get", to);
  BeckonElement *pubsub = beckon_element_add_child (iq, "pubsub", BECKON_NS_PUBSUB);
  BeckonElement *items = beckon_element_add_child (pubsub, "items", BECKON_NS_PUBSUB);

  beckon_element_set_attribute (items, "node", node);
  if (id == NULL)
    beckon_element_set_attribute (items, "max_items", "1");
  else
    beckon_element_set_attribute (beckon_element_add_child (items, "item", BECKON_NS_PUBSUB), "id",
                                  id);
  return iq;
}

/**
 * beckon_pubsub_items_parse:
 * @iq: the result
 * @node: the node that was asked for
 * @newest: (out caller-allocates): the item, or the last of several
 *
 * Returns: whether there is an item
 */
gboolean
beckon_pubsub_items_parse (BeckonElement *iq, const char *node, BeckonPubsubItem *newest)
{
  BeckonElement *pubsub = beckon_element_get_child (iq, "pubsub", BECKON_NS_PUBSUB);
  BeckonElement *items = NULL;
  gboolean found = FALSE;

  if (pubsub != NULL)
    items = beckon_element_get_child (pubsub, "items", BECKON_NS_PUBSUB);
  if (items == NULL || g_strcmp0 (beckon_element_get_attribute (items, "node"), node) != 0)
    return FALSE;
  for (BeckonElement *child = beckon_element_get_first_child (items); child != NULL;
       child = beckon_element_get_next_sibling (child))
    if (beckon_element_is (child, "item", BECKON_NS_PUBSUB))
      {
        newest->id = beckon_parse_id (child, "id");
        newest->payload = beckon_element_get_first_child (child);
        found = TRUE;
      }
  return found;
}

static void
add_option (BeckonElement *form, const char *var, const char *type, const char *value)
{
  BeckonElement *field = beckon_element_add_child (form, "field", NS_DATA_FORMS);

  beckon_element_set_attribute (field, "var", var);
  beckon_element_set_attribute (field, "type", type);
  beckon_element_add_text_child (field, "value", NS_DATA_FORMS, value);
}

/**
 * beckon_pubsub_publish_new:
 * @node: one of our own nodes
 * @id: (nullable): the item's id, `current` for a node that has one item
 * @access_model: (nullable): who may read, as `presence`, `open` or `whitelist`; the server makes
 *   the node so, or refuses when it is otherwise (section 7.1.5)
 * @payload: what to publish; must have no parent
 *
 * Returns: (transfer full): the request to publish
 */
BeckonElement *
beckon_pubsub_publish_new (const char *node,
                           const char *id,
                           const char *access_model,
                           BeckonElement *payload)
{
  BeckonElement *iq = beckon_iq_new ("set", NULL);
  BeckonElement *pubsub = beckon_element_add_child (iq, "pubsub", BECKON_NS_PUBSUB);
  BeckonElement *publish = beckon_element_add_child (pubsub, "publish", BECKON_NS_PUBSUB);
  BeckonElement *item = beckon_element_add_child (publish, "item", BECKON_NS_PUBSUB);

  beckon_element_set_attribute (publish, "node", node);
  beckon_element_set_attribute (item, "id", id);
  beckon_element_append (item, payload);
  if (access_model != NULL)
    {
      BeckonElement *options
        = beckon_element_add_child (pubsub, "publish-options", BECKON_NS_PUBSUB);
      BeckonElement *form = beckon_element_add_child (options, "x", NS_DATA_FORMS);

      beckon_element_set_attribute (form, "type", "submit");
      add_option (form, "FORM_TYPE", "hidden", "http://jabber.org/protocol/pubsub#publish-options");
      add_option (form, "pubsub#access_model", "list-single", access_model);
    }
  return iq;
}
