/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0297.h"

#include "xep-0203.h"

/**
 * beckon_forwarded_unwrap:
 * @parent: the element of another extension that has the `forwarded` one; who sent it, and may,
 *   has been checked
 * @time: (out): when the message was sent, as @parent's sender says, or 0 when it does not
 *
 * Opens a forwarded message (XEP-0297). Exactly one must be in it.
 *
 * Returns: (transfer full) (nullable): the message, without @parent
 */
BeckonElement *
beckon_forwarded_unwrap (BeckonElement *parent, gint64 *time)
{
  BeckonElement *forwarded = beckon_element_get_child (parent, "forwarded", BECKON_NS_FORWARD);
  BeckonElement *message = NULL;

  *time = 0;
  if (forwarded == NULL)
    return NULL;
  for (BeckonElement *child = beckon_element_get_first_child (parent); child != NULL;
       child = beckon_element_get_next_sibling (child))
    if (child != forwarded && beckon_element_is (child, "forwarded", BECKON_NS_FORWARD))
      return NULL;
  for (BeckonElement *child = beckon_element_get_first_child (forwarded); child != NULL;
       child = beckon_element_get_next_sibling (child))
    if (beckon_element_is (child, "message", "jabber:client"))
      {
        if (message != NULL)
          return NULL;
        message = child;
      }
  if (message == NULL)
    return NULL;

  beckon_delay_get_time (forwarded, NULL, time);
  return beckon_element_copy (message);
}
