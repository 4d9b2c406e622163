/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-outbox-private.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-incoming.h"
#include "beckon-store-messages.h"
#include "xep-0082.h"
#include "xep-0085.h"
#include "xep-0184.h"
#include "xep-0203.h"
#include "xep-0333.h"

/* How a message goes to the server, and what becomes of it. */

/* A message that is sent so much later than it was written says when that was. */
#define DELAY_AFTER (30 * G_USEC_PER_SEC)

static gboolean retry_cb (gpointer user_data);

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
      beckon_outbox_show (self, record);
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

static void
failed_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Delivery) delivery = user_data;
  g_autoptr (BeckonMessageRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  record = beckon_store_set_message_state_finish (BECKON_STORE (source), result, &error);
  if (record == NULL && !is_deleted (error))
    {
      beckon_outbox_enqueue (delivery->self, delivery->record);
      retry_later (delivery->self, error);
      return;
    }
  beckon_outbox_forgive (delivery->self, delivery->record->id);
  if (record != NULL)
    beckon_outbox_show (delivery->self, record);
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
  BeckonOnWay *on_way = g_hash_table_lookup (self->on_way, &record->id);
  gboolean again = on_way->again;
  gboolean acknowledged;

  acknowledged = beckon_session_send_acked_finish (BECKON_SESSION (source), result, NULL);
  g_hash_table_remove (self->on_way, &record->id);
  if (beckon_module_get_account (BECKON_MODULE (self)) == NULL)
    return;
  if (acknowledged)
    beckon_outbox_forgive (self, record->id);
  if (acknowledged && !again)
    store_sent (self, record);
  else
    beckon_outbox_enqueue (self, record); /* nobody knows whether the server has it */
  if (acknowledged)
    beckon_outbox_pump (self);
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
  BeckonContact *contact = beckon_chat_get_contact (beckon_outbox_get_chat (self, record));
  g_autoptr (BeckonElement) stanza = make_stanza (record, beckon_contact_get_jid (contact));
  BeckonOnWay *on_way = g_hash_table_lookup (self->on_way, &record->id);

  beckon_outbox_show (self, record);
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

  self->n_marking--;
  record = beckon_store_set_message_state_finish (BECKON_STORE (source), result, &error);
  /* It may have been deleted, or its receipt have come, in the meantime. */
  is_wanted = !is_deleted (error) && beckon_outbox_get_chat (self, delivery->record) != NULL
              && (record == NULL || record->state == BECKON_MESSAGE_WRITTEN);
  if (is_wanted && record != NULL && session != NULL && !is_overtaking (self, record))
    {
      send (self, session, record);
      return;
    }
  g_hash_table_remove (self->on_way, &delivery->record->id);
  if (is_wanted)
    beckon_outbox_enqueue (self, record != NULL ? record : delivery->record);
  if (error != NULL)
    retry_later (self, error);
  beckon_outbox_pump (self); /* the others may have waited for this one only */
}

/* Whether the next message may follow what is on its way. One that has come back waits until those
 * behind it have, too: marked again, it would be overtaken by them. */
static gboolean
may_follow (BeckonOutbox *self)
{
  BeckonMessageRecord *next = g_ptr_array_index (self->waiting, 0);
  guint n_before = g_hash_table_size (self->on_way);
  GHashTableIter iter;
  gpointer key;

  if (n_before == 0)
    return TRUE;
  if (self->n_marking > 0 && next->sort_key < self->newest_marking)
    return FALSE;
  if (beckon_outbox_is_suspect (self, next->id))
    return FALSE;
  g_hash_table_iter_init (&iter, self->on_way);
  return n_before > 1 || !g_hash_table_iter_next (&iter, &key, NULL)
         || !beckon_outbox_is_suspect (self, *(gint64 *) key);
}

void
beckon_outbox_pump (BeckonOutbox *self)
{
  while (self->retry_id == 0 && get_session (self) != NULL && self->waiting->len > 0
         && may_follow (self))
    {
      g_autoptr (BeckonMessageRecord) record = g_ptr_array_steal_index (self->waiting, 0);

      if (beckon_outbox_is_guilty (self, record->id))
        {
          give_up (self, record);
          continue;
        }
      g_hash_table_insert (self->on_way, g_memdup2 (&record->id, sizeof record->id),
                           g_new0 (BeckonOnWay, 1));
      self->n_marking++;
      self->newest_marking = record->sort_key;
      beckon_store_set_message_state_async (self->store, record->id, BECKON_MESSAGE_WRITTEN, NULL,
                                            NULL, written_stored_cb, delivery_new (self, record));
    }
}

static gboolean
retry_cb (gpointer user_data)
{
  BeckonOutbox *self = user_data;

  self->retry_id = 0;
  for (guint i = 0; i < self->acknowledged->len; i++)
    store_sent (self, g_ptr_array_index (self->acknowledged, i));
  g_ptr_array_set_size (self->acknowledged, 0);
  beckon_outbox_pump (self);
  return G_SOURCE_REMOVE;
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
  beckon_outbox_show (self, record);
  beckon_outbox_forgive (self, record->id);
  beckon_outbox_enqueue (self, record);
  beckon_outbox_pump (self);
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
  BeckonOnWay *on_way = g_hash_table_lookup (self->on_way, &record->id);

  if (record->state != BECKON_MESSAGE_FAILED)
    return;
  if (on_way != NULL)
    on_way->again = TRUE;
  beckon_store_set_message_state_async (self->store, record->id, BECKON_MESSAGE_QUEUED, NULL, NULL,
                                        requeued_cb, delivery_new (self, record));
}
