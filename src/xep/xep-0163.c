/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0163.h"

#include "beckon-parse.h"

#define MAX_ITEMS 64

static void
read_items (BeckonElement *element, GArray *items)
{
  for (BeckonElement *child = beckon_element_get_first_child (element);
       child != NULL && items->len < MAX_ITEMS; child = beckon_element_get_next_sibling (child))
    {
      BeckonPubsubItem item = { beckon_parse_id (child, "id"), NULL };

      if (beckon_element_is (child, "item", BECKON_NS_PUBSUB_EVENT))
        item.payload = beckon_element_get_first_child (child);
      else if (!beckon_element_is (child, "retract", BECKON_NS_PUBSUB_EVENT))
        continue;
      g_array_append_val (items, item);
    }
}

/**
 * beckon_pep_event_parse:
 * @message: a message
 * @account: our own bare address, which a message without sender is from
 * @event: (out caller-allocates): what happened, to be used before @message goes and freed with
 *   beckon_pep_event_clear()
 *
 * An event of somebody's personal nodes (XEP-0163). These come from the owner's bare address; one
 * from a device, or a service, is none.
 *
 * Returns: whether @message is such an event
 */
gboolean
beckon_pep_event_parse (BeckonElement *message, BeckonJid *account, BeckonPepEvent *event)
{
  BeckonElement *element, *part;
  g_autoptr (BeckonJid) owner = NULL;

  element = beckon_element_get_child (message, "event", BECKON_NS_PUBSUB_EVENT);
  if (element == NULL || beckon_parse_is_error (message))
    return FALSE;
  owner = beckon_element_get_attribute (message, "from") != NULL
            ? beckon_parse_jid (message, "from")
            : beckon_jid_dup_bare (account);
  if (owner == NULL || !beckon_jid_is_bare (owner) || beckon_jid_get_local (owner) == NULL)
    return FALSE;

  part = beckon_element_get_first_child (element);
  if (part == NULL || beckon_element_get_next_sibling (part) != NULL
      || beckon_parse_id (part, "node") == NULL
      || !(beckon_element_is (part, "items", BECKON_NS_PUBSUB_EVENT)
           || beckon_element_is (part, "purge", BECKON_NS_PUBSUB_EVENT)
           || beckon_element_is (part, "delete", BECKON_NS_PUBSUB_EVENT)))
    return FALSE;

  event->owner = g_steal_pointer (&owner);
  event->node = beckon_parse_id (part, "node");
  event->items = g_array_new (FALSE, FALSE, sizeof (BeckonPubsubItem));
  if (beckon_element_is (part, "items", NULL))
    read_items (part, event->items);
  return TRUE;
}

void
beckon_pep_event_clear (BeckonPepEvent *event)
{
  g_clear_pointer (&event->owner, beckon_jid_unref);
  g_clear_pointer (&event->items, g_array_unref);
}
