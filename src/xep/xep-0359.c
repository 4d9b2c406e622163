/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0359.h"

#include "beckon-parse.h"

/**
 * beckon_origin_id_add:
 * @message: a message to be sent
 * @id: its id
 */
void
beckon_origin_id_add (BeckonElement *message, const char *id)
{
  BeckonElement *origin = beckon_element_add_child (message, "origin-id", BECKON_NS_STANZA_ID);

  beckon_element_set_attribute (origin, "id", id);
}

/**
 * beckon_origin_id_get:
 *
 * Returns: (nullable): the id that the sender gave @message, which says nothing beyond that sender
 */
const char *
beckon_origin_id_get (BeckonElement *message)
{
  BeckonElement *origin = beckon_element_get_child (message, "origin-id", BECKON_NS_STANZA_ID);

  return origin != NULL ? beckon_parse_id (origin, "id") : NULL;
}

/**
 * beckon_stanza_id_get:
 * @by: the archive: our own bare address, or a room's
 *
 * To be asked only when @by announces %BECKON_NS_MAM or %BECKON_NS_STANZA_ID: else nobody removes
 * what a sender wrote there (XEP-0313, section 3.1; XEP-0359, section 6).
 *
 * Returns: (nullable): the id that @by gave @message in its archive
 */
const char *
beckon_stanza_id_get (BeckonElement *message, BeckonJid *by)
{
  const char *found = NULL;

  for (BeckonElement *child = beckon_element_get_first_child (message); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      g_autoptr (BeckonJid) owner = NULL;

      if (!beckon_element_is (child, "stanza-id", BECKON_NS_STANZA_ID))
        continue;
      owner = beckon_parse_jid (child, "by");
      if (owner == NULL || !beckon_jid_equal (owner, by))
        continue;
      if (found != NULL) /* one of them is not the archive's */
        return NULL;
      found = beckon_parse_id (child, "id");
    }
  return found;
}
