/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0066.h"

#include "beckon-parse.h"

#include <string.h>

/**
 * beckon_oob_dup_https_url:
 * @parent: what has the address of a page (XEP-0066)
 *
 * Returns: (transfer full) (nullable): the address, if it is one that may be shown and, when the
 *   person asks for it, opened: of https, with a host and no user name
 */
char *
beckon_oob_dup_https_url (BeckonElement *parent)
{
  BeckonElement *x = beckon_element_get_child (parent, "x", BECKON_NS_OOB);
  g_autofree char *text = NULL;
  g_autoptr (GUri) uri = NULL;

  if (x != NULL)
    text = beckon_element_dup_child_text (x, "url", BECKON_NS_OOB);
  if (text == NULL || strlen (g_strstrip (text)) > 2048)
    return NULL;
  uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0
      || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || g_uri_get_userinfo (uri) != NULL)
    return NULL;
  return g_uri_to_string (uri);
}
