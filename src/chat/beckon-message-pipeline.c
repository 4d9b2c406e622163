/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-message-pipeline.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-contact-private.h"
#include "beckon-message-marks.h"
#include "beckon-read-sync.h"
#include "beckon-store-archive.h"
#include "beckon-store-chats.h"
#include "beckon-store-messages.h"
#include "xep-0085.h"
#include "xep-0184.h"

/* What is stored together. The steps of a job follow each other, and the jobs do. */
typedef struct
{
  GPtrArray *incoming; /* of BeckonIncoming, in the order in which they came */
  GPtrArray *holds;    /* of BeckonAckHold */
  gint64 gap_id;       /* for a page of the archive, where it belongs; 0 before all of its chat */
  char *before_id;
  gboolean complete;
  gboolean read;   /* whether the person has seen it, as far as one can know */
  GTask *task;     /* (nullable): who waits for it: for a page of the archive */
  guint pending;   /* calls of the current step that have not come back */
  gboolean failed; /* one of them did not work, and may later */
  GError *error;   /* the first that will never work */
} Job;

struct _BeckonMessagePipeline
{
  BeckonModule parent_instance;

  BeckonStore *store;
  GQueue jobs; /* the first is under way */
  Job *live;   /* (nullable): what came live and waits for the end of what is at hand */
  guint live_id;
  gboolean live_queued; /* one of the jobs came live: what comes meanwhile is the next one */
  guint retry_id;
  gboolean trusts_ids;
};

G_DEFINE_FINAL_TYPE (BeckonMessagePipeline, beckon_message_pipeline, BECKON_TYPE_MODULE)

enum
{
  STORED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void open_chats (BeckonMessagePipeline *self);
static void apply_marks (BeckonMessagePipeline *self);
static void finish_job (BeckonMessagePipeline *self);

static Job *
job_new (void)
{
  Job *job = g_new0 (Job, 1);

  job->incoming = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_incoming_free);
  job->holds = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_ack_hold_release);
  return job;
}

static void
job_free (Job *job)
{
  g_ptr_array_unref (job->incoming);
  g_ptr_array_unref (job->holds);
  if (job->task != NULL)
    g_task_return_new_error (job->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The account is gone");
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job->before_id);
  g_free (job);
}

static Job *
current_job (BeckonMessagePipeline *self)
{
  return g_queue_peek_head (&self->jobs);
}

static gboolean
retry_cb (gpointer user_data)
{
  BeckonMessagePipeline *self = user_data;

  self->retry_id = 0;
  open_chats (self);
  return G_SOURCE_REMOVE;
}

/* Nothing is stored any more. Who waits for a page keeps the pipeline alive. */
static void
give_up (BeckonMessagePipeline *self)
{
  g_queue_clear_full (&self->jobs, (GDestroyNotify) job_free);
}

/* A call of the current step has come back. Returns whether it was the last and the next step
 * may begin. When the disk failed, the whole job is tried again after a while: nothing is
 * acknowledged until it is stored. */
static gboolean
is_step_done (BeckonMessagePipeline *self, const GError *error)
{
  Job *job = current_job (self);

  if (job == NULL)
    return FALSE;
  /* Or Beckon is closing. The message is not acknowledged, and comes again the next time. */
  if (beckon_module_get_account (BECKON_MODULE (self)) == NULL
      || g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_CLOSED))
    {
      give_up (self);
      return FALSE;
    }
  if (error != NULL)
    {
      g_warning ("A message is not stored: %s", error->message);
      if (beckon_store_error_may_pass (error))
        job->failed = TRUE;
      else if (job->error == NULL)
        job->error = g_error_copy (error);
    }
  if (--job->pending > 0)
    return FALSE;
  if (!job->failed)
    return TRUE;
  job->failed = FALSE;
  self->retry_id = g_timeout_add_seconds (BECKON_STORE_RETRY, retry_cb, self);
  return FALSE;
}

static void
push_job (BeckonMessagePipeline *self, Job *job)
{
  g_queue_push_tail (&self->jobs, job);
  if (self->jobs.length == 1)
    open_chats (self);
}

/* First step: there is a chat for everything that can be read. */

static BeckonChat *
find_chat (BeckonMessagePipeline *self, BeckonJid *peer)
{
  return beckon_account_find_chat (beckon_module_get_account (BECKON_MODULE (self)), peer);
}

static void store_messages (BeckonMessagePipeline *self);

static void
chat_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonMessagePipeline) self = user_data;
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));
  g_autoptr (BeckonChatRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  record = beckon_store_open_chat_finish (BECKON_STORE (source), result, &error);
  if (record != NULL && account != NULL)
    beckon_account_add_chat (account, record);
  if (is_step_done (self, error))
    store_messages (self);
}

static void
open_chats (BeckonMessagePipeline *self)
{
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));
  Job *job = current_job (self);
  g_autoptr (GHashTable) opened = NULL;

  if (account == NULL)
    {
      give_up (self);
      return;
    }
  opened = g_hash_table_new ((GHashFunc) beckon_jid_hash, (GEqualFunc) beckon_jid_equal);
  job->pending = 1;
  for (guint i = 0; i < job->incoming->len; i++)
    {
      BeckonIncoming *incoming = g_ptr_array_index (job->incoming, i);

      if (!beckon_incoming_has_text (incoming) || find_chat (self, incoming->peer) != NULL
          || !g_hash_table_add (opened, incoming->peer))
        continue;
      job->pending++;
      beckon_store_open_chat_async (self->store, beckon_account_get_row (account),
                                    beckon_jid_get_bare (incoming->peer), NULL, chat_opened_cb,
                                    g_object_ref (self));
    }
  if (is_step_done (self, NULL))
    store_messages (self);
}

/* Second step: what can be read is stored, in one transaction, and shown. */

static BeckonChat *
get_chat_of (BeckonMessagePipeline *self, BeckonMessageRecord *record)
{
  return beckon_account_find_chat_by_id (beckon_module_get_account (BECKON_MODULE (self)),
                                         record->chat_id);
}

static void
show_messages (BeckonMessagePipeline *self, GPtrArray *stored, GArray *is_new, gboolean read)
{
  BeckonReadSync *sync
    = beckon_account_get_read_sync (beckon_module_get_account (BECKON_MODULE (self)));
  g_autoptr (GHashTable) chats = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();

  for (guint i = 0; i < stored->len; i++)
    {
      BeckonChat *chat = get_chat_of (self, g_ptr_array_index (stored, i));

      if (chat != NULL && g_hash_table_add (chats, chat))
        g_ptr_array_add (order, chat);
    }
  for (guint i = 0; i < order->len; i++)
    {
      BeckonChat *chat = g_ptr_array_index (order, i);
      BeckonJid *peer = beckon_contact_get_jid (beckon_chat_get_contact (chat));

      /* What our other devices say is better than a guess. */
      beckon_chat_take_batch (chat, stored, is_new, read && !beckon_read_sync_knows (sync, peer));
    }
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonChat) chat = user_data;
  g_autoptr (BeckonChatRecord) record = NULL;

  /* If that does not work the order on show is that of before until it is loaded again. */
  record = beckon_store_open_chat_finish (BECKON_STORE (source), result, NULL);
  if (record != NULL)
    beckon_chat_take_order (chat, record);
}

/* Messages were put elsewhere among these. */
static void
show_order (BeckonMessagePipeline *self, GPtrArray *stored)
{
  gint64 account = beckon_account_get_row (beckon_module_get_account (BECKON_MODULE (self)));
  g_autoptr (GHashTable) chats = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < stored->len; i++)
    {
      BeckonChat *chat = get_chat_of (self, g_ptr_array_index (stored, i));

      if (chat == NULL || !g_hash_table_add (chats, chat))
        continue;
      beckon_store_open_chat_async (
        self->store, account,
        beckon_jid_get_bare (beckon_contact_get_jid (beckon_chat_get_contact (chat))), NULL,
        moved_cb, g_object_ref (chat));
    }
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonMessagePipeline) self = user_data;
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GArray) is_new = NULL;
  gboolean moved = FALSE;
  g_autoptr (GError) error = NULL;

  if (current_job (self) != NULL && current_job (self)->task != NULL)
    {
      stored = beckon_store_add_page_finish (BECKON_STORE (source), result, &is_new, &moved, &error);
      /* An earlier session has asked for it, and the gap is filled or another one. */
      if (g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_NOT_FOUND))
        g_clear_error (&error);
    }
  else
    stored = beckon_store_add_messages_finish (BECKON_STORE (source), result, &is_new, &error);
  if (!is_step_done (self, error))
    return;
  if (stored != NULL)
    show_messages (self, stored, is_new, current_job (self)->read);
  if (moved)
    show_order (self, stored);
  apply_marks (self);
}

static void
store_messages (BeckonMessagePipeline *self)
{
  BeckonJid *jid = beckon_account_get_jid (beckon_module_get_account (BECKON_MODULE (self)));
  Job *job = current_job (self);
  g_autoptr (GPtrArray) records
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_message_record_unref);

  for (guint i = 0; i < job->incoming->len; i++)
    {
      BeckonIncoming *incoming = g_ptr_array_index (job->incoming, i);
      BeckonChat *chat = find_chat (self, incoming->peer);

      if (chat != NULL && beckon_incoming_has_text (incoming))
        g_ptr_array_add (records,
                         beckon_incoming_to_record (incoming, jid, beckon_chat_get_id (chat)));
    }
  job->pending = 1;
  if (job->task != NULL && (job->gap_id != 0 || records->len > 0))
    beckon_store_add_page_async (self->store, job->gap_id, records, job->before_id, job->complete,
                                 NULL, stored_cb, g_object_ref (self));
  else if (records->len > 0)
    beckon_store_add_messages_async (self->store, records, NULL, stored_cb, g_object_ref (self));
  else
    apply_marks (self);
}

/* Third step: what speaks of other messages. */

static void
marks_applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonMessagePipeline) self = user_data;
  g_autoptr (GError) error = NULL;

  beckon_message_marks_apply_finish (result, &error);
  if (is_step_done (self, error))
    finish_job (self);
}

static void
apply_marks (BeckonMessagePipeline *self)
{
  Job *job = current_job (self);

  job->pending = 1;
  beckon_message_marks_apply_async (beckon_module_get_account (BECKON_MODULE (self)), self->store,
                                    job->incoming, marks_applied_cb, g_object_ref (self));
}

/* Last step: all is stored. Who asked for a receipt gets it, and the server its acknowledgement. */

static void
send_receipt (BeckonMessagePipeline *self, BeckonIncoming *incoming)
{
  BeckonSession *session = beckon_module_get_session (BECKON_MODULE (self));
  BeckonChat *chat = find_chat (self, incoming->peer);
  g_autoptr (BeckonElement) receipt = NULL;

  /* A receipt tells that we are here: strangers get none (XEP-0184, section 8). */
  if (session == NULL || chat == NULL || incoming->source != BECKON_INCOMING_LIVE
      || incoming->outgoing || !beckon_incoming_has_text (incoming)
      || !beckon_receipt_is_requested (incoming->element)
      || !beckon_contact_may_see_us (beckon_chat_get_contact (chat))
      || !(beckon_account_get_tell (beckon_chat_get_account (chat)) & BECKON_TELL_RECEIPTS))
    return;
  receipt = beckon_receipt_new (incoming->message->from, incoming->message->id);
  beckon_session_send (session, receipt);
}

static void
push_live (BeckonMessagePipeline *self)
{
  if (self->live == NULL || self->live_id != 0 || self->live_queued)
    return;
  self->live_queued = TRUE;
  push_job (self, g_steal_pointer (&self->live));
}

static void
finish_job (BeckonMessagePipeline *self)
{
  Job *job = g_queue_pop_head (&self->jobs);

  for (guint i = 0; i < job->incoming->len; i++)
    {
      BeckonIncoming *incoming = g_ptr_array_index (job->incoming, i);

      send_receipt (self, incoming);
      if (incoming->archive_id != NULL)
        g_signal_emit (self, signals[STORED], 0, incoming);
    }
  if (job->task == NULL)
    self->live_queued = FALSE;
  else if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (job->task, TRUE);
  g_clear_object (&job->task);
  job_free (job);
  if (self->jobs.length > 0)
    open_chats (self);
  push_live (self);
}

/* Live messages. Those that come together, as after a pause, are stored together, and so are those
 * that come while others are being stored. */

static gboolean
live_cb (gpointer user_data)
{
  BeckonMessagePipeline *self = user_data;

  self->live_id = 0;
  push_live (self);
  return G_SOURCE_REMOVE;
}

static void
take_typing (BeckonMessagePipeline *self, BeckonIncoming *incoming)
{
  BeckonChat *chat = find_chat (self, incoming->peer);

  BeckonChatState state = beckon_chat_state_get (incoming->element);

  if (chat == NULL || incoming->source != BECKON_INCOMING_LIVE || incoming->outgoing
      || incoming->delayed || incoming->message->type == BECKON_MESSAGE_TYPE_ERROR)
    return;
  if (beckon_incoming_has_text (incoming))
    beckon_chat_take_peer_state (chat, FALSE);
  else if (state != BECKON_CHAT_STATE_NONE)
    beckon_chat_take_peer_state (chat, state == BECKON_CHAT_STATE_COMPOSING);
}

static gboolean
message_cb (BeckonSession *session, BeckonElement *stanza, BeckonElement *payload, gpointer data)
{
  BeckonMessagePipeline *self = data;
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));
  g_autoptr (BeckonIncoming) incoming
    = beckon_incoming_new (stanza, beckon_account_get_jid (account), self->trusts_ids);
  BeckonContact *contact;

  if (incoming == NULL)
    return TRUE;
  contact = beckon_account_find_contact (account, incoming->peer);
  if (contact != NULL && beckon_contact_get_blocked (contact) && !incoming->outgoing)
    return TRUE;

  take_typing (self, incoming);
  if (self->live == NULL)
    self->live = job_new ();
  if (self->live_id == 0)
    self->live_id = g_idle_add_full (G_PRIORITY_DEFAULT, live_cb, self, NULL);
  g_ptr_array_add (self->live->holds, beckon_session_hold_ack (session));
  g_ptr_array_add (self->live->incoming, g_steal_pointer (&incoming));
  return TRUE;
}

static void
beckon_message_pipeline_attached (BeckonModule *module, BeckonSession *session)
{
  /* After all who know a payload better. */
  beckon_module_add_handler (module, "message", NULL, NULL, -100, message_cb);
}

static void
beckon_message_pipeline_detached (BeckonModule *module)
{
  BeckonMessagePipeline *self = BECKON_MESSAGE_PIPELINE (module);

  self->trusts_ids = FALSE;
}

static void
beckon_message_pipeline_dispose (GObject *object)
{
  BeckonMessagePipeline *self = BECKON_MESSAGE_PIPELINE (object);

  G_OBJECT_CLASS (beckon_message_pipeline_parent_class)->dispose (object);
  g_clear_handle_id (&self->live_id, g_source_remove);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_pointer (&self->live, job_free);
  g_queue_clear_full (&self->jobs, (GDestroyNotify) job_free);
  g_clear_object (&self->store);
}

static void
beckon_message_pipeline_class_init (BeckonMessagePipelineClass *klass)
{
  BeckonModuleClass *module_class = BECKON_MODULE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_message_pipeline_dispose;
  module_class->attached = beckon_message_pipeline_attached;
  module_class->detached = beckon_message_pipeline_detached;

  signals[STORED] = g_signal_new ("stored", BECKON_TYPE_MESSAGE_PIPELINE, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
beckon_message_pipeline_init (BeckonMessagePipeline *self)
{
  g_queue_init (&self->jobs);
}

/**
 * beckon_message_pipeline_new:
 * @store: where to
 *
 * Returns: (transfer full): a new pipeline
 */
BeckonMessagePipeline *
beckon_message_pipeline_new (BeckonAccount *account, BeckonStore *store)
{
  BeckonMessagePipeline *self = beckon_module_new (BECKON_TYPE_MESSAGE_PIPELINE, account);

  g_set_object (&self->store, store);
  return self;
}

/**
 * beckon_message_pipeline_set_trusts_ids:
 * @trusts: whether our server announces that archive ids in live messages are its own (XEP-0313,
 *   section 3.1); until the end of the session
 */
void
beckon_message_pipeline_set_trusts_ids (BeckonMessagePipeline *self, gboolean trusts)
{
  self->trusts_ids = trusts;
}

/**
 * beckon_message_pipeline_add_archived_async:
 * @items: (element-type BeckonMamItem): a page of our own archive, oldest first
 * @gap_id: the gap whose end it is, or 0 for one that is of one chat and before all of it
 * @before_id: (nullable): the archive id before which the gap ends then
 * @complete: whether there is nothing left of the gap
 * @read: whether the person has seen it, as far as one can know
 *
 * Ends when all of it is stored, at its place; with a %BECKON_STORE_ERROR when it never will.
 */
void
beckon_message_pipeline_add_archived_async (BeckonMessagePipeline *self,
                                            GPtrArray *items,
                                            gint64 gap_id,
                                            const char *before_id,
                                            gboolean complete,
                                            gboolean read,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data)
{
  BeckonJid *jid = beckon_account_get_jid (beckon_module_get_account (BECKON_MODULE (self)));
  Job *job = job_new ();

  job->gap_id = gap_id;
  job->before_id = g_strdup (before_id);
  job->complete = complete;
  job->read = read;
  job->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (job->task, beckon_message_pipeline_add_archived_async);
  for (guint i = 0; i < items->len; i++)
    {
      BeckonIncoming *incoming = beckon_incoming_new_archived (g_ptr_array_index (items, i), jid);

      if (incoming != NULL)
        g_ptr_array_add (job->incoming, incoming);
    }
  push_job (self, job);
}

gboolean
beckon_message_pipeline_add_archived_finish (BeckonMessagePipeline *self,
                                             GAsyncResult *result,
                                             GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
