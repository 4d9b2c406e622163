/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-client.h"
#include "beckon-sorted-list.h"

G_BEGIN_DECLS

/**
 * BeckonChatListModel:
 *
 * The chats of all accounts (a #GListModel of #BeckonChat): pinned ones first, then by the time of
 * the last message, newest first.
 *
 * Those that are archived are a list of their own, but for a search, which is over all.
 *
 * Properties: `search` (string, nullable): only chats whose title or address contains it.
 */
#define BECKON_TYPE_CHAT_LIST_MODEL (beckon_chat_list_model_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonChatListModel, beckon_chat_list_model, BECKON, CHAT_LIST_MODEL, BeckonSortedList)

BeckonChatListModel *beckon_chat_list_model_new (GListModel *accounts);
void beckon_chat_list_model_set_show_archived (BeckonChatListModel *self, gboolean show_archived);

G_END_DECLS
