/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0308.h"

#include "beckon-parse.h"

/**
 * beckon_correction_get_replaced_id:
 *
 * Last message correction (XEP-0308). It counts only for a message by the same sender in the same
 * chat.
 *
 * Returns: (nullable): the id of the message that @message replaces
 */
const char *
beckon_correction_get_replaced_id (BeckonElement *message)
{
  BeckonElement *replace = beckon_element_get_child (message, "replace", BECKON_NS_CORRECTION);

  if (replace == NULL || beckon_parse_is_error (message))
    return NULL;
  return beckon_parse_id (replace, "id");
}
