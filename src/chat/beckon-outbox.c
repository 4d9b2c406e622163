/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-outbox.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-incoming.h"
#include "beckon-random.h"
#include "beckon-store-messages.h"
#include "xep-0082.h"
#include "xep-0085.h"
#include "xep-0184.h"
#include "xep-0203.h"
#include "xep-0333.h"

#include <string.h>

/* A message that is sent so much later than it was written says when that was. */
#define DELAY_AFTER (30 * G_USEC_PER_SEC)

struct _BeckonOutbox
{
  BeckonModule parent_instance;

  BeckonStore *store;
  GPtrArray *waiting; /* BeckonMessageRecord, by their order */
  GHashTable *on_way; /* row ids that have been written and are not acknowledged */
  gboolean is_open;

  guint retry_id; /* while the disk does not work */
  GPtrArray *acknowledged; /* BeckonMessageRecord, whose state is still to be stored */
};

G_DEFINE_FINAL_TYPE (BeckonOutbox, beckon_outbox, BECKON_TYPE_MODULE)

static gboolean retry_cb (gpointer user_data);

static GPtrArray *
record_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_message_record_unref);
}

/* One message on its way to the server. */
typedef struct
{
  BeckonOutbox *self;
  BeckonMessageRecord *record;
} Delivery;

static Delivery *
delivery_new (BeckonOutbox *self, BeckonMessageRecord *record)
{
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->self = g_object_ref (self);
  delivery->record = beckon_message_record_ref (record);
  return delivery;
}

static void
delivery_free (Delivery *delivery)
{
  g_object_unref (delivery->self);
  beckon_message_record_unref (delivery->record);
  g_free (delivery);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Delivery, delivery_free)

static BeckonChat *
get_chat (BeckonOutbox *self, BeckonMessageRecord *record)
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
static void
enqueue (BeckonOutbox *self, BeckonMessageRecord *record)
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
static void
show (BeckonOutbox *self, BeckonMessageRecord *record)
{
  BeckonChat *chat = get_chat (self, record);

  if (chat != NULL)
    beckon_chat_take_changed (chat, record);
}

/* Nothing is given up because the disk is full for a while. */
static void
retry_later (BeckonOutbox *self, const GError *error)
{
  if (self->retry_id != 0 || !beckon_store_error_may_pass (error))
    return;
  g_warning ("The state of messages is not stored: %s", error->message);
  self->retry_id = g_timeout_add_seconds (BECKON_STORE_RETRY, retry_cb, self);
}

static void
sent_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Delivery) delivery = user_data;
  BeckonOutbox *self = delivery->self;
  g_autoptr (BeckonMessageRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  record = beckon_store_set_message_state_finish (BECKON_STORE (source), result, &error);
  if (record != NULL)
    {
      show (self, record);
      return;
    }
  if (beckon_store_error_may_pass (error))
    g_ptr_array_add (self->acknowledged, beckon_message_record_ref (delivery->record));
  retry_later (self, error);
}

static void
store_sent (BeckonOutbox *self, BeckonMessageRecord *record)
{
  beckon_store_set_message_state_async (self->store, record->id, BECKON_MESSAGE_SENT, NULL, NULL,
                                        sent_stored_cb, delivery_new (self, record));
}

static void
acknowledged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Delivery) delivery = user_data;
  BeckonOutbox *self = delivery->self;
  BeckonMessageRecord *record = delivery->record;

  g_hash_table_remove (self->on_way, &record->id);
  if (beckon_module_get_account (BECKON_MODULE (self)) == NULL)
    return;
  if (beckon_session_send_acked_finish (BECKON_SESSION (source), result, NULL))
    store_sent (self, record);
  else
    enqueue (self, record);
}

static BeckonElement *
make_stanza (BeckonMessageRecord *record, BeckonJid *to)
{
  BeckonElement *stanza = beckon_message_stanza_new (to, record->origin_id, record->body);

  beckon_receipt_add_request (stanza);
  beckon_marker_add_markable (stanza);
  beckon_chat_state_add (stanza, BECKON_CHAT_STATE_ACTIVE);
  if (g_get_real_time () - record->time > DELAY_AFTER)
    {
      g_autofree char *stamp = beckon_datetime_format (record->time);
      BeckonElement *delay = beckon_element_add_child (stanza, "delay", BECKON_NS_DELAY);

      beckon_element_set_attribute (delay, "stamp", stamp);
    }
  return stanza;
}

/* Where messages can go now, or NULL. */
static BeckonSession *
get_session (BeckonOutbox *self)
{
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));

  return self->is_open && account != NULL ? beckon_account_get_session (account) : NULL;
}

/* One that is older could not be marked, and goes first. */
static gboolean
is_overtaking (BeckonOutbox *self, BeckonMessageRecord *record)
{
  return self->waiting->len > 0
         && ((BeckonMessageRecord *) g_ptr_array_index (self->waiting, 0))->sort_key
              < record->sort_key;
}

/* That a message is being written is stored: what is found so after a crash may have been sent,
 * and what is not, was not. */
static void
written_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Delivery) delivery = user_data;
  BeckonOutbox *self = delivery->self;
  BeckonSession *session = get_session (self);
  g_autoptr (BeckonMessageRecord) record = NULL;
  g_autoptr (BeckonElement) stanza = NULL;
  g_autoptr (GError) error = NULL;
  BeckonChat *chat;

  record = beckon_store_set_message_state_finish (BECKON_STORE (source), result, &error);
  chat = get_chat (self, delivery->record);
  if (record == NULL)
    retry_later (self, error);
  if (record == NULL || session == NULL || chat == NULL || is_overtaking (self, record))
    {
      g_hash_table_remove (self->on_way, &delivery->record->id);
      if (chat != NULL)
        enqueue (self, record != NULL ? record : delivery->record);
      return;
    }
  show (self, record);
  stanza = make_stanza (record, beckon_contact_get_jid (beckon_chat_get_contact (chat)));
  beckon_session_send_acked_async (session, stanza, NULL, acknowledged_cb,
                                   delivery_new (self, record));
}

static void
pump (BeckonOutbox *self)
{
  while (get_session (self) != NULL && self->waiting->len > 0)
    {
      g_autoptr (BeckonMessageRecord) record = g_ptr_array_steal_index (self->waiting, 0);

      g_hash_table_add (self->on_way, g_memdup2 (&record->id, sizeof record->id));
      beckon_store_set_message_state_async (self->store, record->id, BECKON_MESSAGE_WRITTEN, NULL,
                                            NULL, written_stored_cb, delivery_new (self, record));
    }
}

static gboolean
retry_cb (gpointer user_data)
{
  BeckonOutbox *self = user_data;
  g_autoptr (GPtrArray) acknowledged = g_steal_pointer (&self->acknowledged);

  self->retry_id = 0;
  self->acknowledged = record_list_new ();
  for (guint i = 0; i < acknowledged->len; i++)
    store_sent (self, g_ptr_array_index (acknowledged, i));
  pump (self);
  return G_SOURCE_REMOVE;
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

  if (!beckon_outbox_is_uncertain (self))
    beckon_outbox_open (self);
}

static void
beckon_outbox_resumed (BeckonModule *module, BeckonSession *session)
{
  pump (BECKON_OUTBOX (module));
}

static void
beckon_outbox_detached (BeckonModule *module)
{
  BECKON_OUTBOX (module)->is_open = FALSE;
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
  self->on_way = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
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
 * @records: (element-type BeckonMessageRecord): what an earlier run of the program has left
 */
void
beckon_outbox_load (BeckonOutbox *self, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    enqueue (self, g_ptr_array_index (records, i));
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
  pump (self);
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
  chat = get_chat (self, record);
  if (chat != NULL)
    beckon_chat_take_batch (chat, stored, is_new, FALSE);
  enqueue (self, record);
  pump (self);
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

static void
requeued_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Delivery) delivery = user_data;
  BeckonOutbox *self = delivery->self;
  g_autoptr (BeckonMessageRecord) record = NULL;

  record = beckon_store_set_message_state_finish (BECKON_STORE (source), result, NULL);
  if (record == NULL || record->state != BECKON_MESSAGE_QUEUED)
    return;
  show (self, record);
  g_hash_table_remove (self->on_way, &record->id);
  enqueue (self, record);
  pump (self);
}

/**
 * beckon_outbox_retry:
 * @record: a message of ours that failed
 *
 * Sends it again, as the same message.
 */
void
beckon_outbox_retry (BeckonOutbox *self, BeckonMessageRecord *record)
{
  if (record->state == BECKON_MESSAGE_FAILED)
    beckon_store_set_message_state_async (self->store, record->id, BECKON_MESSAGE_QUEUED, NULL,
                                          NULL, requeued_cb, delivery_new (self, record));
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
