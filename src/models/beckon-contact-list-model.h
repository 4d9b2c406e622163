/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-client.h"
#include "beckon-sorted-list.h"

G_BEGIN_DECLS

/**
 * BeckonContactListModel:
 *
 * The contacts of all accounts (a #GListModel of #BeckonContact), by name.
 *
 * Properties: `search` (string, nullable): only contacts whose name or address contains it;
 * `available-first` (boolean): who is there comes before who is not.
 */
#define BECKON_TYPE_CONTACT_LIST_MODEL (beckon_contact_list_model_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonContactListModel, beckon_contact_list_model, BECKON, CONTACT_LIST_MODEL, BeckonSortedList)

BeckonContactListModel *beckon_contact_list_model_new (GListModel *accounts);
void beckon_contact_list_model_set_available_first (BeckonContactListModel *self,
                                                    gboolean available_first);

G_END_DECLS
