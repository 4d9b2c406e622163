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

/* A stream that ends with a message on its way may have ended because of it, all the more when the
 * server complains. From SUSPECT on a message travels alone, so that the others are not to blame;
 * at GUILTY it is taken out of their way. */
#define BLAME 1
#define BLAME_BY_SERVER 2
#define SUSPECT 2
#define GUILTY 6

/* A message that is sent so much later than it was written says when that was. */
#define DELAY_AFTER (30 * G_USEC_PER_SEC)

struct _BeckonOutbox
{
  BeckonModule parent_instance;

  BeckonStore *store;
  GPtrArray *waiting; /* BeckonMessageRecord, by their order */
  GHashTable *on_way; /* row id → OnWay: what is or will be written and is not acknowledged */
  GHashTable *blame;  /* row id → how often the stream ended with that on its way */
  BeckonSession *session; /* (nullable): whose interruptions are watched */
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

typedef struct
{
  gboolean sent;              /* it has gone to the session */
  gboolean blamed;            /* as far as it is, for the end of the present stream */
  BeckonMessageRecord *again; /* (nullable): as it is sent once more, when it is known what became
                               * of it: it has come back meanwhile */
} OnWay;

static void
on_way_free (OnWay *on_way)
{
  g_clear_pointer (&on_way->again, beckon_message_record_unref);
  g_free (on_way);
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

static gboolean
is_deleted (const GError *error)
{
  return g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_NOT_FOUND);
}

/* Nothing is given up because the disk is full for a while. */
static void
retry_later (BeckonOutbox *self, const GError *error)
{
  if (self->retry_id != 0 || is_deleted (error)
      || g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_CLOSED))
    return;
  g_warning ("The state of messages is not stored: %s", error->message);
  self->retry_id = g_timeout_add_seconds (BECKON_STORE_RETRY, retry_cb, self);
}

static void pump (BeckonOutbox *self);

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
  if (!is_deleted (error))
    g_ptr_array_add (self->acknowledged, beckon_message_record_ref (delivery->record));
  retry_later (self, error);
}

static void
store_sent (BeckonOutbox *self, BeckonMessageRecord *record)
{
  beckon_store_set_message_state_async (self->store, record->id, BECKON_MESSAGE_SENT, NULL, NULL,
                                        sent_stored_cb, delivery_new (self, record));
}

static guint
get_blame (BeckonOutbox *self, gint64 id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->blame, &id));
}

static void
add_blame (BeckonOutbox *self, gint64 id, guint blame)
{
  g_hash_table_replace (self->blame, g_memdup2 (&id, sizeof id),
                        GUINT_TO_POINTER (get_blame (self, id) + blame));
}

/* How much what we have sent is to blame for the end of a stream. A dead link is nobody's fault. */
static guint
weigh (const GError *error)
{
  static const char *const others[]
    = { "conflict",       "connection-timeout",  "host-gone",
        "host-unknown",   "not-authorized",      "remote-connection-failed",
        "reset",          "resource-constraint", "see-other-host",
        "system-shutdown" };
  const char *condition = beckon_stream_error_get_condition (error);

  if (g_error_matches (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT))
    return 0;
  if (condition == NULL)
    return BLAME;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_equal (condition, others[i]))
      return 0;
  return BLAME_BY_SERVER;
}

/* The stream has ended. A session that is resumed sends all again that is on its way: not with a
 * suspect among it. */
static void
interrupted_cb (BeckonOutbox *self, const GError *error)
{
  guint blame = weigh (error);
  gboolean suspect = FALSE;
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->on_way);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      OnWay *on_way = value;
      gint64 id = *(gint64 *) key;

      if (!on_way->sent || on_way->blamed)
        continue;
      on_way->blamed = TRUE;
      add_blame (self, id, blame);
      suspect |= get_blame (self, id) >= SUSPECT;
    }
  if (suspect)
    beckon_session_forget_resumption (self->session);
}

static void
failed_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Delivery) delivery = user_data;
  g_autoptr (BeckonMessageRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  record = beckon_store_set_message_state_finish (BECKON_STORE (source), result, &error);
  if (record == NULL && !is_deleted (error))
    {
      enqueue (delivery->self, delivery->record);
      retry_later (delivery->self, error);
      return;
    }
  g_hash_table_remove (delivery->self->blame, &delivery->record->id);
  if (record != NULL)
    show (delivery->self, record);
}

/* Only after the archive was asked, as far as that can be: the last time it may have got there. */
static void
give_up (BeckonOutbox *self, BeckonMessageRecord *record)
{
  beckon_store_set_message_state_async (self->store, record->id, BECKON_MESSAGE_FAILED,
                                        BECKON_MESSAGE_NOT_TAKEN, NULL, failed_stored_cb,
                                        delivery_new (self, record));
}

static void
acknowledged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Delivery) delivery = user_data;
  BeckonOutbox *self = delivery->self;
  BeckonMessageRecord *record = delivery->record;
  OnWay *on_way = g_hash_table_lookup (self->on_way, &record->id);
  g_autoptr (BeckonMessageRecord) again = g_steal_pointer (&on_way->again);
  gboolean acknowledged;

  acknowledged = beckon_session_send_acked_finish (BECKON_SESSION (source), result, NULL);
  g_hash_table_remove (self->on_way, &record->id);
  if (beckon_module_get_account (BECKON_MODULE (self)) == NULL)
    return;
  if (acknowledged)
    g_hash_table_remove (self->blame, &record->id);
  if (again != NULL)
    enqueue (self, again);
  else if (acknowledged)
    store_sent (self, record);
  else
    enqueue (self, record); /* nobody knows whether the server has it */
  if (acknowledged)
    pump (self);
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

/* Sends a message that is marked as written. */
static void
send (BeckonOutbox *self, BeckonSession *session, BeckonMessageRecord *record)
{
  BeckonContact *contact = beckon_chat_get_contact (get_chat (self, record));
  g_autoptr (BeckonElement) stanza = make_stanza (record, beckon_contact_get_jid (contact));
  OnWay *on_way = g_hash_table_lookup (self->on_way, &record->id);

  show (self, record);
  if (on_way != NULL)
    on_way->sent = TRUE;
  beckon_session_send_acked_async (session, stanza, NULL, acknowledged_cb,
                                   delivery_new (self, record));
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
  g_autoptr (GError) error = NULL;
  gboolean is_wanted;

  record = beckon_store_set_message_state_finish (BECKON_STORE (source), result, &error);
  /* It may have been deleted, or its receipt have come, in the meantime. */
  is_wanted = !is_deleted (error) && get_chat (self, delivery->record) != NULL
              && (record == NULL || record->state == BECKON_MESSAGE_WRITTEN);
  if (is_wanted && record != NULL && session != NULL && !is_overtaking (self, record))
    {
      send (self, session, record);
      return;
    }
  g_hash_table_remove (self->on_way, &delivery->record->id);
  if (is_wanted)
    enqueue (self, record != NULL ? record : delivery->record);
  if (error != NULL)
    retry_later (self, error);
  pump (self); /* the others may have waited for this one only */
}

/* Whether the next message may follow what is on its way. */
static gboolean
may_follow (BeckonOutbox *self)
{
  BeckonMessageRecord *next = g_ptr_array_index (self->waiting, 0);
  guint n_before = g_hash_table_size (self->on_way);
  GHashTableIter iter;
  gpointer key;

  if (n_before == 0)
    return TRUE;
  if (get_blame (self, next->id) >= SUSPECT)
    return FALSE;
  g_hash_table_iter_init (&iter, self->on_way);
  return n_before > 1 || !g_hash_table_iter_next (&iter, &key, NULL)
         || get_blame (self, *(gint64 *) key) < SUSPECT;
}

static void
pump (BeckonOutbox *self)
{
  while (self->retry_id == 0 && get_session (self) != NULL && self->waiting->len > 0
         && may_follow (self))
    {
      g_autoptr (BeckonMessageRecord) record = g_ptr_array_steal_index (self->waiting, 0);

      if (get_blame (self, record->id) >= GUILTY)
        {
          give_up (self, record);
          continue;
        }
      g_hash_table_insert (self->on_way, g_memdup2 (&record->id, sizeof record->id),
                           g_new0 (OnWay, 1));
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

  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "interrupted", G_CALLBACK (interrupted_cb), self);
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
    ((OnWay *) value)->blamed = FALSE;
  pump (self);
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
  self->on_way = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                        (GDestroyNotify) on_way_free);
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
    enqueue (self, g_ptr_array_index (records, i));
  pump (self);
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
  OnWay *on_way;

  record = beckon_store_set_message_state_finish (BECKON_STORE (source), result, NULL);
  if (record == NULL || record->state != BECKON_MESSAGE_QUEUED)
    return;
  show (self, record);
  g_hash_table_remove (self->blame, &record->id);
  on_way = g_hash_table_lookup (self->on_way, &record->id);
  if (on_way != NULL)
    {
      g_clear_pointer (&on_way->again, beckon_message_record_unref);
      on_way->again = g_steal_pointer (&record);
      return;
    }
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
