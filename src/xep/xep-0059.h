/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

#define BECKON_NS_RSM "http://jabber.org/protocol/rsm"

/**
 * BeckonRsmPage:
 * @first: (nullable): the id of the page's first item; %NULL for an empty page
 * @last: (nullable): and of its last
 * @count: how many items there are in all, as far as the other side knows; -1 when it does not say
 */
typedef struct
{
  char *first;
  char *last;
  int count;
} BeckonRsmPage;

void beckon_rsm_add (BeckonElement *query, const char *before, const char *after, guint max);
void beckon_rsm_page_parse (BeckonElement *parent, BeckonRsmPage *page);
void beckon_rsm_page_clear (BeckonRsmPage *page);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BeckonRsmPage, beckon_rsm_page_clear)

G_END_DECLS
