/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-search.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-client-private.h"
#include "beckon-store-messages.h"

struct _BeckonFoundMessage
{
  GObject parent_instance;

  BeckonChat *chat;
  BeckonMessage *message;
  char *words;
};

G_DEFINE_FINAL_TYPE (BeckonFoundMessage, beckon_found_message, G_TYPE_OBJECT)

static void
beckon_found_message_finalize (GObject *object)
{
  BeckonFoundMessage *self = BECKON_FOUND_MESSAGE (object);

  g_object_unref (self->chat);
  g_object_unref (self->message);
  g_free (self->words);
  G_OBJECT_CLASS (beckon_found_message_parent_class)->finalize (object);
}

static void
beckon_found_message_class_init (BeckonFoundMessageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_found_message_finalize;
}

static void
beckon_found_message_init (BeckonFoundMessage *self)
{
}

/**
 * beckon_found_message_new:
 * @chat: where it is
 * @message: a message
 * @words: what was looked for
 *
 * Returns: (transfer full): a finding
 */
BeckonFoundMessage *
beckon_found_message_new (BeckonChat *chat, BeckonMessage *message, const char *words)
{
  BeckonFoundMessage *self = g_object_new (BECKON_TYPE_FOUND_MESSAGE, NULL);

  self->chat = g_object_ref (chat);
  self->message = g_object_ref (message);
  self->words = g_strdup (words);
  return self;
}

BeckonChat *
beckon_found_message_get_chat (BeckonFoundMessage *self)
{
  return self->chat;
}

BeckonMessage *
beckon_found_message_get_message (BeckonFoundMessage *self)
{
  return self->message;
}

const char *
beckon_found_message_get_words (BeckonFoundMessage *self)
{
  return self->words;
}

static BeckonChat *
find_chat (BeckonClient *self, gint64 id)
{
  GListModel *accounts = beckon_client_get_accounts (self);
  BeckonChat *chat = NULL;

  for (guint i = 0; chat == NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (accounts, i);

      chat = beckon_account_find_chat_by_id (account, id);
    }
  return chat;
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonClient *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) found = NULL;
  GError *error = NULL;

  records = beckon_store_search_messages_finish (BECKON_STORE (source), result, &error);
  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  found = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < records->len; i++)
    {
      BeckonMessageRecord *record = g_ptr_array_index (records, i);
      BeckonChat *chat = find_chat (self, record->chat_id);
      g_autoptr (BeckonMessage) message = NULL;

      /* The account may have been removed while the store was searching. */
      if (chat == NULL)
        continue;
      message = beckon_chat_dup_message (chat, record);
      g_ptr_array_add (found,
                       beckon_found_message_new (chat, message, g_task_get_task_data (task)));
    }
  g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * beckon_client_search_async:
 * @words: what the person looks for, as typed
 * @limit: how many messages at most
 *
 * Looks through the texts of all messages.
 */
void
beckon_client_search_async (BeckonClient *self,
                            const char *words,
                            guint limit,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  BeckonStore *store = beckon_client_get_store (self);

  g_task_set_source_tag (task, beckon_client_search_async);
  g_task_set_task_data (task, g_strdup (words), g_free);
  if (store == NULL)
    g_task_return_pointer (task, g_ptr_array_new_with_free_func (g_object_unref),
                           (GDestroyNotify) g_ptr_array_unref);
  else
    beckon_store_search_messages_async (store, words, 0, limit, cancellable, searched_cb,
                                        g_steal_pointer (&task));
}

/**
 * beckon_client_search_finish:
 *
 * Returns: (transfer full) (element-type BeckonFoundMessage): what was found, newest first
 */
GPtrArray *
beckon_client_search_finish (BeckonClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
