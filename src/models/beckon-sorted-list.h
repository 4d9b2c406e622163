/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"

G_BEGIN_DECLS

/**
 * BeckonSortKey:
 * @group: what counts first, smaller is earlier
 * @number: then this, smaller is earlier
 * @text: (nullable): then this, in the order of bytes
 *
 * Where an item belongs. Taken once for each change of an item, so that the order of the list is
 * sound at every moment, also while several items change.
 */
typedef struct
{
  int group;
  gint64 number;
  char *text;
} BeckonSortKey;

/**
 * BeckonSortedList:
 *
 * A list of each account in one, sorted and filtered. An item that changes moves alone; when
 * many change at once there is one change of the list.
 *
 * Properties: `search` (string, nullable).
 */
#define BECKON_TYPE_SORTED_LIST (beckon_sorted_list_get_type ())
G_DECLARE_DERIVABLE_TYPE (BeckonSortedList, beckon_sorted_list, BECKON, SORTED_LIST, GObject)

/**
 * BeckonSortedListClass:
 * @item_type: of what it is a list
 * @get_list: the list that one of the accounts brings in
 * @watched: the properties of an item that move it or take it in or out
 * @take_key: fills in where the item belongs
 * @matches: whether the item belongs here; @search is (nullable) casefolded text
 */
struct _BeckonSortedListClass
{
  GObjectClass parent_class;

  GType item_type;
  const char *const *watched;
  GListModel *(*get_list) (BeckonAccount *account);
  void (*take_key) (BeckonSortedList *self, gpointer item, BeckonSortKey *key);
  gboolean (*matches) (BeckonSortedList *self, gpointer item, const char *search);
};

void beckon_sorted_list_set_accounts (BeckonSortedList *self, GListModel *accounts);
void beckon_sorted_list_resort (BeckonSortedList *self);

const char *beckon_sorted_list_get_search (BeckonSortedList *self);
void beckon_sorted_list_set_search (BeckonSortedList *self, const char *search);

gboolean beckon_search_matches (const char *search, const char *text);

G_END_DECLS
