/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0221.h"

#include "xep-0231.h"

#include <string.h>

/**
 * beckon_media_dup_picture_cid:
 * @field: a field of a data form (XEP-0004)
 *
 * Of the places where a field's picture may be had (XEP-0221), finds the one that the sender of
 * the form serves itself. A web address is not used: it would be a request to a place that somebody
 * else chose.
 *
 * Returns: (transfer full) (nullable): the content id (XEP-0231)
 */
char *
beckon_media_dup_picture_cid (BeckonElement *field)
{
  BeckonElement *media = beckon_element_get_child (field, "media", BECKON_NS_MEDIA);

  if (media == NULL)
    return NULL;
  for (BeckonElement *child = beckon_element_get_first_child (media); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      const char *type = beckon_element_get_attribute (child, "type");
      g_autofree char *uri = NULL;

      if (!beckon_element_is (child, "uri", BECKON_NS_MEDIA) || type == NULL
          || !g_str_has_prefix (type, "image/"))
        continue;
      uri = g_strstrip (beckon_element_dup_text (child));
      if (g_ascii_strncasecmp (uri, "cid:", 4) == 0 && beckon_bob_is_cid (uri + 4))
        return g_strdup (uri + 4);
    }
  return NULL;
}
