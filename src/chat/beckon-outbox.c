/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-outbox-private.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-incoming.h"
#include "beckon-random.h"
#include "beckon-store-messages.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (BeckonOutbox, beckon_outbox, BECKON_TYPE_MODULE)

static GPtrArray *
record_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_message_record_unref);
}

BeckonChat *
beckon_outbox_get_chat (BeckonOutbox *self, BeckonMessageRecord *record)
{
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));

  return account != NULL ? beckon_account_find_chat_by_id (account, record->chat_id) : NULL;
}

static gboolean
find_waiting (BeckonOutbox *self, gint64 id, guint *position)
{
  for (guint i = 0; i < self->waiting->len; i++)
    if (((BeckonMessageRecord *) g_ptr_array_index (self->waiting, i))->id == id)
      {
        *position = i;
        return TRUE;
      }
  return FALSE;
}

/* Puts a message where it belongs among those that wait. */
void
beckon_outbox_enqueue (BeckonOutbox *self, BeckonMessageRecord *record)
{
  guint position;

  if (find_waiting (self, record->id, &position)
      || g_hash_table_contains (self->on_way, &record->id))
    return;
  position = self->waiting->len;
  while (position > 0
         && ((BeckonMessageRecord *) g_ptr_array_index (self->waiting, position - 1))->sort_key
              > record->sort_key)
    position--;
  g_ptr_array_insert (self->waiting, position, beckon_message_record_ref (record));
}

/* What is stored is shown. */
void
beckon_outbox_show (BeckonOutbox *self, BeckonMessageRecord *record)
{
  BeckonChat *chat = beckon_outbox_get_chat (self, record);

  if (chat != NULL)
    beckon_chat_take_changed (chat, record);
}

/**
 * beckon_outbox_is_uncertain:
 *
 * Returns: whether the server may have something that it has not acknowledged
 */
gboolean
beckon_outbox_is_uncertain (BeckonOutbox *self)
{
  for (guint i = 0; i < self->waiting->len; i++)
    if (((BeckonMessageRecord *) g_ptr_array_index (self->waiting, i))->state
        != BECKON_MESSAGE_QUEUED)
      return TRUE;
  return g_hash_table_size (self->on_way) > 0;
}

static void
beckon_outbox_attached (BeckonModule *module, BeckonSession *session)
{
  BeckonOutbox *self = BECKON_OUTBOX (module);

  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "interrupted", G_CALLBACK (beckon_outbox_blame), self);
  if (!beckon_outbox_is_uncertain (self))
    beckon_outbox_open (self);
}

static void
beckon_outbox_resumed (BeckonModule *module, BeckonSession *session)
{
  BeckonOutbox *self = BECKON_OUTBOX (module);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->on_way);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((BeckonOnWay *) value)->blamed = FALSE;
  beckon_outbox_pump (self);
}

static void
beckon_outbox_detached (BeckonModule *module)
{
  BeckonOutbox *self = BECKON_OUTBOX (module);

  self->is_open = FALSE;
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
}

static void
beckon_outbox_finalize (GObject *object)
{
  BeckonOutbox *self = BECKON_OUTBOX (object);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_object (&self->store);
  g_ptr_array_unref (self->waiting);
  g_ptr_array_unref (self->acknowledged);
  g_hash_table_unref (self->on_way);
  g_hash_table_unref (self->blame);
  G_OBJECT_CLASS (beckon_outbox_parent_class)->finalize (object);
}

static void
beckon_outbox_class_init (BeckonOutboxClass *klass)
{
  BeckonModuleClass *module_class = BECKON_MODULE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = beckon_outbox_finalize;
  module_class->attached = beckon_outbox_attached;
  module_class->resumed = beckon_outbox_resumed;
  module_class->detached = beckon_outbox_detached;
}

static void
beckon_outbox_init (BeckonOutbox *self)
{
  self->waiting = record_list_new ();
  self->acknowledged = record_list_new ();
  self->on_way = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->blame = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/**
 * beckon_outbox_new:
 * @store: where the messages are
 *
 * Returns: (transfer full): a new outbox, closed
 */
BeckonOutbox *
beckon_outbox_new (BeckonAccount *account, BeckonStore *store)
{
  BeckonOutbox *self = beckon_module_new (BECKON_TYPE_OUTBOX, account);

  g_set_object (&self->store, store);
  return self;
}

/**
 * beckon_outbox_load:
 * @records: (element-type BeckonMessageRecord): what an earlier run of the program has left, or was
 *   brought back
 */
void
beckon_outbox_load (BeckonOutbox *self, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    beckon_outbox_enqueue (self, g_ptr_array_index (records, i));
  beckon_outbox_pump (self);
}

/**
 * beckon_outbox_open:
 *
 * Sends what waits, and what comes until the session ends. To be called when it is known, as far
 * as it can be, what the server has already.
 */
void
beckon_outbox_open (BeckonOutbox *self)
{
  self->is_open = TRUE;
  beckon_outbox_pump (self);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonOutbox *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GArray) is_new = NULL;
  BeckonMessageRecord *record;
  BeckonChat *chat;
  GError *error = NULL;

  stored = beckon_store_add_messages_finish (BECKON_STORE (source), result, &is_new, &error);
  if (stored == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  record = g_ptr_array_index (stored, 0);
  chat = beckon_outbox_get_chat (self, record);
  if (chat != NULL)
    beckon_chat_take_batch (chat, stored, is_new, FALSE);
  beckon_outbox_enqueue (self, record);
  beckon_outbox_pump (self);
  g_task_return_pointer (task, beckon_message_record_ref (record),
                         (GDestroyNotify) beckon_message_record_unref);
}

/**
 * beckon_outbox_send_async:
 * @body: the text
 *
 * Ends when the message is stored: from then on it will be sent. Fails with
 * %G_IO_ERROR_MESSAGE_TOO_LARGE or %G_IO_ERROR_INVALID_ARGUMENT for a text that is too long or
 * empty, or with a %BECKON_STORE_ERROR.
 */
void
beckon_outbox_send_async (BeckonOutbox *self,
                          BeckonChat *chat,
                          const char *body,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));
  g_autoptr (BeckonMessageRecord) record = NULL;
  g_autoptr (GPtrArray) records = NULL;

  g_task_set_source_tag (task, beckon_outbox_send_async);
  if (*body == '\0')
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "No text");
      return;
    }
  if (strlen (body) > BECKON_MAX_BODY)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "Text too long");
      return;
    }
  record = beckon_message_record_new ();
  record->chat_id = beckon_chat_get_id (chat);
  record->sender = g_strdup (beckon_jid_get_bare (beckon_account_get_jid (account)));
  record->outgoing = TRUE;
  record->origin_id = beckon_random_id ();
  record->time = g_get_real_time ();
  record->body = g_strdup (body);
  record->state = BECKON_MESSAGE_QUEUED;
  records = g_ptr_array_new ();
  g_ptr_array_add (records, record);
  /* Once it is asked for, it is stored: a cancelled call must not leave a message that nobody
   * knows of. */
  beckon_store_add_messages_async (self->store, records, NULL, added_cb, g_steal_pointer (&task));
}

/**
 * beckon_outbox_send_finish:
 *
 * Returns: (transfer full): the message as it is stored
 */
BeckonMessageRecord *
beckon_outbox_send_finish (BeckonOutbox *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * beckon_outbox_settle:
 * @record: a message as it is now stored
 *
 * If there is proof now that the server has the message, it waits no longer.
 */
void
beckon_outbox_settle (BeckonOutbox *self, BeckonMessageRecord *record)
{
  guint position;

  if (record->outgoing && record->state >= BECKON_MESSAGE_SENT
      && find_waiting (self, record->id, &position))
    g_ptr_array_remove_index (self->waiting, position);
}
