/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-chat-private.h"

#include "beckon-account-private.h"
#include "beckon-archive-past.h"
#include "beckon-outbox.h"
#include "beckon-store-messages.h"

/* What a chat is asked to do: send, and read its history. */

static BeckonOutbox *
get_outbox (BeckonChat *self)
{
  BeckonAccount *account = beckon_chat_get_account (self);

  return account != NULL ? beckon_account_get_outbox (account) : NULL;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonChat *self = g_task_get_source_object (task);
  g_autoptr (BeckonMessageRecord) record = NULL;
  GError *error = NULL;

  record = beckon_outbox_send_finish (BECKON_OUTBOX (source), result, &error);
  if (record == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, beckon_chat_dup_message (self, record), g_object_unref);
}

/**
 * beckon_chat_send_async:
 * @body: the text
 *
 * Ends when the message is stored, and so will be sent; what becomes of it is the message's
 * state. Fails with %G_IO_ERROR_MESSAGE_TOO_LARGE or %G_IO_ERROR_INVALID_ARGUMENT for a text that
 * is too long or empty, or with a %BECKON_STORE_ERROR.
 */
void
beckon_chat_send_async (BeckonChat *self,
                        const char *body,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  BeckonOutbox *outbox = get_outbox (self);

  g_task_set_source_tag (task, beckon_chat_send_async);
  if (outbox == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The account is gone");
      return;
    }
  beckon_chat_forget_typing (self);
  beckon_outbox_send_async (outbox, self, body, cancellable, sent_cb, g_steal_pointer (&task));
}

/**
 * beckon_chat_send_finish:
 *
 * Returns: (transfer full): the message, as it is stored
 */
BeckonMessage *
beckon_chat_send_finish (BeckonChat *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * beckon_chat_retry:
 * @message: one of ours that failed
 *
 * Sends it again.
 */
void
beckon_chat_retry (BeckonChat *self, BeckonMessage *message)
{
  BeckonOutbox *outbox = get_outbox (self);

  if (outbox != NULL)
    beckon_outbox_retry (outbox, beckon_message_get_record (message));
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonChat *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  GError *error = NULL;

  records = beckon_store_load_messages_finish (BECKON_STORE (source), result, &error);
  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  messages = g_ptr_array_new_full (records->len, g_object_unref);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (messages, beckon_chat_dup_message (self, g_ptr_array_index (records, i)));
  g_task_return_pointer (task, g_steal_pointer (&messages), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * beckon_chat_want_older:
 *
 * All that is stored of the history is on show, and the person looks at its beginning: if the
 * server's archive has more, some of that is added.
 */
void
beckon_chat_want_older (BeckonChat *self)
{
  BeckonAccount *account = beckon_chat_get_account (self);
  BeckonArchivePast *past = account != NULL ? beckon_account_get_archive_past (account) : NULL;

  if (past != NULL)
    beckon_archive_past_want (past, self);
}

/**
 * beckon_chat_load_async:
 * @sort_key: where to start, exclusive; %G_MAXINT64 with @backwards for the newest
 * @backwards: whether to load what is before @sort_key
 * @limit: how many messages at most
 *
 * Loads a page of the history.
 */
void
beckon_chat_load_async (BeckonChat *self,
                        gint64 sort_key,
                        gboolean backwards,
                        guint limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  BeckonStore *store = beckon_chat_get_store (self);

  g_task_set_source_tag (task, beckon_chat_load_async);
  if (store == NULL)
    {
      g_task_return_pointer (task, g_ptr_array_new_with_free_func (g_object_unref),
                             (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  beckon_store_load_messages_async (store, beckon_chat_get_id (self), sort_key, backwards, limit,
                                    cancellable, load_cb, g_steal_pointer (&task));
}

/**
 * beckon_chat_load_finish:
 *
 * Returns: (transfer full) (element-type BeckonMessage): the messages, oldest first
 */
GPtrArray *
beckon_chat_load_finish (BeckonChat *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
