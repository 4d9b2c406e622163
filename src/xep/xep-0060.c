/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0060.h"

#include "beckon-parse.h"

#define NS_DATA_FORMS "jabber:x:data"

/* More items than these are not read from one answer. */
#define MAX_ITEMS 10000

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
 * beckon_pubsub_all_items_request_new:
 *
 * Returns: (transfer full): the request for all items of one of our own nodes
 */
BeckonElement *
beckon_pubsub_all_items_request_new (const char *node)
{
  BeckonElement *iq = beckon_iq_new ("get", NULL);
  BeckonElement *pubsub = beckon_element_add_child (iq, "pubsub", BECKON_NS_PUBSUB);
  BeckonElement *items = beckon_element_add_child (pubsub, "items", BECKON_NS_PUBSUB);

  beckon_element_set_attribute (items, "node", node);
  return iq;
}

static BeckonElement *
get_items (BeckonElement *iq, const char *node)
{
  BeckonElement *pubsub = beckon_element_get_child (iq, "pubsub", BECKON_NS_PUBSUB);
  BeckonElement *items = NULL;

  if (pubsub != NULL)
    items = beckon_element_get_child (pubsub, "items", BECKON_NS_PUBSUB);
  return items != NULL && g_strcmp0 (beckon_element_get_attribute (items, "node"), node) == 0
           ? items
           : NULL;
}

/**
 * beckon_pubsub_items_parse_all:
 * @iq: the result
 * @node: the node that was asked for
 *
 * Returns: (transfer full): array of #BeckonPubsubItem, to be used before @iq goes
 */
GArray *
beckon_pubsub_items_parse_all (BeckonElement *iq, const char *node)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (BeckonPubsubItem));
  BeckonElement *items = get_items (iq, node);

  for (BeckonElement *child = items != NULL ? beckon_element_get_first_child (items) : NULL;
       child != NULL && all->len < MAX_ITEMS; child = beckon_element_get_next_sibling (child))
    if (beckon_element_is (child, "item", BECKON_NS_PUBSUB))
      {
        BeckonPubsubItem item
          = { beckon_parse_id (child, "id"), beckon_element_get_first_child (child) };

        g_array_append_val (all, item);
      }
  return all;
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
  BeckonElement *items = get_items (iq, node);
  gboolean found = FALSE;

  if (items == NULL)
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

static BeckonElement *
add_field (BeckonElement *form, const char *var, const char *value)
{
  BeckonElement *field = beckon_element_add_child (form, "field", NS_DATA_FORMS);

  beckon_element_set_attribute (field, "var", var);
  beckon_element_add_text_child (field, "value", NS_DATA_FORMS, value);
  return field;
}

static void
add_form (BeckonElement *parent,
          const char *form_type,
          const BeckonPubsubOption *options,
          guint n_options)
{
  BeckonElement *form = beckon_element_add_child (parent, "x", NS_DATA_FORMS);

  beckon_element_set_attribute (form, "type", "submit");
  beckon_element_set_attribute (add_field (form, "FORM_TYPE", form_type), "type", "hidden");
  for (guint i = 0; i < n_options; i++)
    add_field (form, options[i].var, options[i].value);
}

/**
 * beckon_pubsub_add_publish_options:
 * @publish: a request to publish
 * @options: how the node has to be: the server makes it so, or refuses when it is otherwise
 *   (section 7.1.5)
 */
void
beckon_pubsub_add_publish_options (BeckonElement *publish,
                                   const BeckonPubsubOption *options,
                                   guint n_options)
{
  BeckonElement *pubsub = beckon_element_get_child (publish, "pubsub", BECKON_NS_PUBSUB);

  add_form (beckon_element_add_child (pubsub, "publish-options", BECKON_NS_PUBSUB),
            "http://jabber.org/protocol/pubsub#publish-options", options, n_options);
}

/**
 * beckon_pubsub_configure_new:
 * @node: one of our own nodes
 * @options: how it is to be from now on
 *
 * Returns: (transfer full): the request (section 8.2)
 */
BeckonElement *
beckon_pubsub_configure_new (const char *node, const BeckonPubsubOption *options, guint n_options)
{
  BeckonElement *iq = beckon_iq_new ("set", NULL);
  BeckonElement *pubsub = beckon_element_add_child (iq, "pubsub", BECKON_NS_PUBSUB_OWNER);
  BeckonElement *configure = beckon_element_add_child (pubsub, "configure", BECKON_NS_PUBSUB_OWNER);

  beckon_element_set_attribute (configure, "node", node);
  add_form (configure, "http://jabber.org/protocol/pubsub#node_config", options, n_options);
  return iq;
}

/**
 * beckon_pubsub_config_request_new:
 * @node: one of our own nodes
 *
 * Returns: (transfer full): the request for how it is (section 8.2.1)
 */
BeckonElement *
beckon_pubsub_config_request_new (const char *node)
{
  BeckonElement *iq = beckon_iq_new ("get", NULL);
  BeckonElement *pubsub = beckon_element_add_child (iq, "pubsub", BECKON_NS_PUBSUB_OWNER);
  BeckonElement *configure = beckon_element_add_child (pubsub, "configure", BECKON_NS_PUBSUB_OWNER);

  beckon_element_set_attribute (configure, "node", node);
  return iq;
}

/**
 * beckon_pubsub_configure_dup_value:
 * @configure: how a node is set up
 * @var: the name of an option
 *
 * Returns: (transfer full) (nullable): how that option is
 */
char *
beckon_pubsub_configure_dup_value (BeckonElement *configure, const char *var)
{
  BeckonElement *form = beckon_element_get_child (configure, "x", NS_DATA_FORMS);

  for (BeckonElement *field = form != NULL ? beckon_element_get_first_child (form) : NULL;
       field != NULL; field = beckon_element_get_next_sibling (field))
    if (beckon_element_is (field, "field", NS_DATA_FORMS)
        && g_strcmp0 (beckon_element_get_attribute (field, "var"), var) == 0)
      return beckon_element_dup_child_text (field, "value", NS_DATA_FORMS);
  return NULL;
}

/**
 * beckon_pubsub_config_dup_value:
 * @iq: the result
 * @node: the node that was asked for
 * @var: the name of an option
 *
 * Returns: (transfer full) (nullable): how that option is
 */
char *
beckon_pubsub_config_dup_value (BeckonElement *iq, const char *node, const char *var)
{
  BeckonElement *pubsub = beckon_element_get_child (iq, "pubsub", BECKON_NS_PUBSUB_OWNER);
  BeckonElement *configure = NULL;

  if (pubsub != NULL)
    configure = beckon_element_get_child (pubsub, "configure", BECKON_NS_PUBSUB_OWNER);
  if (configure == NULL
      || g_strcmp0 (beckon_element_get_attribute (configure, "node"), node) != 0)
    return NULL;
  return beckon_pubsub_configure_dup_value (configure, var);
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
      const BeckonPubsubOption option = { "pubsub#access_model", access_model };

      beckon_pubsub_add_publish_options (iq, &option, 1);
    }
  return iq;
}
