/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-chat-list-model.h"

struct _BeckonChatListModel
{
  BeckonSortedList parent_instance;

  gboolean show_archived;
};

G_DEFINE_FINAL_TYPE (BeckonChatListModel, beckon_chat_list_model, BECKON_TYPE_SORTED_LIST)

static void
beckon_chat_list_model_take_key (BeckonSortedList *list, gpointer item, BeckonSortKey *key)
{
  GDateTime *time = beckon_chat_get_last_time (item);

  key->group = beckon_chat_get_pinned (item) ? 0 : 1;
  if (time != NULL)
    key->number
      = -(g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time));
  else
    key->number = 0;
}

static gboolean
beckon_chat_list_model_matches (BeckonSortedList *list, gpointer item, const char *search)
{
  BeckonContact *contact = beckon_chat_get_contact (item);

  if (search == NULL)
    return beckon_chat_get_archived (item) == BECKON_CHAT_LIST_MODEL (list)->show_archived;
  return beckon_search_matches (search, beckon_chat_get_title (item))
         || beckon_search_matches (search, beckon_jid_get_bare (beckon_contact_get_jid (contact)));
}

static void
beckon_chat_list_model_class_init (BeckonChatListModelClass *klass)
{
  static const char *const watched[] = { "last-time", "pinned", "archived", "title", NULL };
  BeckonSortedListClass *list_class = BECKON_SORTED_LIST_CLASS (klass);

  list_class->item_type = BECKON_TYPE_CHAT;
  list_class->watched = watched;
  list_class->get_list = beckon_account_get_chats;
  list_class->take_key = beckon_chat_list_model_take_key;
  list_class->matches = beckon_chat_list_model_matches;
}

static void
beckon_chat_list_model_init (BeckonChatListModel *self)
{
}

/**
 * beckon_chat_list_model_new:
 * @accounts: (nullable): a list of #BeckonAccount
 *
 * Returns: (transfer full): their chats
 */
BeckonChatListModel *
beckon_chat_list_model_new (GListModel *accounts)
{
  BeckonChatListModel *self = g_object_new (BECKON_TYPE_CHAT_LIST_MODEL, NULL);

  beckon_sorted_list_set_accounts (BECKON_SORTED_LIST (self), accounts);
  return self;
}

/**
 * beckon_chat_list_model_set_show_archived:
 * @show_archived: whether to have the archived chats, and no others
 */
void
beckon_chat_list_model_set_show_archived (BeckonChatListModel *self, gboolean show_archived)
{
  if (self->show_archived == show_archived)
    return;
  self->show_archived = show_archived;
  beckon_sorted_list_resort (BECKON_SORTED_LIST (self));
}
