/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0059.h"

#include "beckon-parse.h"

#include <string.h>

/**
 * beckon_rsm_add:
 * @query: a request for a list
 * @before: (nullable): ask for the page that ends before the item with this id; the empty string
 *   for the last page
 * @after: (nullable): ask for the page that starts after the item with this id
 * @max: how many items the page shall have at most
 *
 * Asks for one page of a long answer (XEP-0059).
 */
void
beckon_rsm_add (BeckonElement *query, const char *before, const char *after, guint max)
{
  BeckonElement *set = beckon_element_add_child (query, "set", BECKON_NS_RSM);
  g_autofree char *max_text = g_strdup_printf ("%u", max);

  beckon_element_add_text_child (set, "max", BECKON_NS_RSM, max_text);
  if (before != NULL)
    beckon_element_add_text_child (set, "before", BECKON_NS_RSM, *before != '\0' ? before : NULL);
  if (after != NULL)
    beckon_element_add_text_child (set, "after", BECKON_NS_RSM, after);
}

static char *
dup_id (BeckonElement *set, const char *name)
{
  g_autofree char *id = beckon_element_dup_child_text (set, name, BECKON_NS_RSM);

  if (id == NULL || *id == '\0' || strlen (id) > BECKON_PARSE_MAX_ID)
    return NULL;
  return g_steal_pointer (&id);
}

/**
 * beckon_rsm_page_parse:
 * @parent: the element of the answer that has the `set` one
 * @page: (out caller-allocates): what it says; beckon_rsm_page_clear() frees that
 */
void
beckon_rsm_page_parse (BeckonElement *parent, BeckonRsmPage *page)
{
  BeckonElement *set = beckon_element_get_child (parent, "set", BECKON_NS_RSM);
  g_autofree char *count_text = NULL;
  guint count;

  *page = (BeckonRsmPage){ NULL, NULL, -1 };
  if (set == NULL)
    return;
  page->first = dup_id (set, "first");
  page->last = dup_id (set, "last");
  count_text = beckon_element_dup_child_text (set, "count", BECKON_NS_RSM);
  if (beckon_parse_uint (count_text, G_MAXINT, &count))
    page->count = count;
}

void
beckon_rsm_page_clear (BeckonRsmPage *page)
{
  g_clear_pointer (&page->first, g_free);
  g_clear_pointer (&page->last, g_free);
}
