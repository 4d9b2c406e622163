/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-message-marks.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-store-messages.h"
#include "beckon-store-reading.h"
#include "xep-0184.h"
#include "xep-0333.h"

typedef struct
{
  BeckonStore *store;
  GPtrArray *incoming;
  guint pending;
  GError *error; /* the first */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->store);
  g_ptr_array_unref (work->incoming);
  g_clear_error (&work->error);
  g_free (work);
}

/* One of them. */
typedef struct
{
  GTask *task;
  BeckonIncoming *incoming; /* belongs to the work */
  BeckonMessageState state; /* of one of ours */
} Mark;

static Mark *
mark_new (GTask *task, BeckonIncoming *incoming, BeckonMessageState state)
{
  Mark *mark = g_new0 (Mark, 1);

  mark->task = g_object_ref (task);
  mark->incoming = incoming;
  mark->state = state;
  ((Work *) g_task_get_task_data (task))->pending++;
  return mark;
}

static void
mark_free (Mark *mark)
{
  g_object_unref (mark->task);
  g_free (mark);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mark, mark_free)

static BeckonStore *
get_store (Mark *mark)
{
  return ((Work *) g_task_get_task_data (mark->task))->store;
}

/* Takes the error. */
static void
end_one (GTask *task, GError *error)
{
  Work *work = g_task_get_task_data (task);

  if (work->error == NULL)
    work->error = error;
  else
    g_clear_error (&error);
  if (--work->pending > 0)
    return;
  if (work->error != NULL)
    g_task_return_error (task, g_steal_pointer (&work->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
end_mark (Mark *mark, BeckonMessageRecord *record, GError *error)
{
  BeckonChat *chat = NULL;

  if (record != NULL)
    chat = beckon_account_find_chat_by_id (g_task_get_source_object (mark->task), record->chat_id);
  if (chat != NULL)
    beckon_chat_take_changed (chat, record);
  end_one (mark->task, error);
}

static void
state_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Mark) mark = user_data;
  g_autoptr (BeckonMessageRecord) record = NULL;
  GError *error = NULL;

  record = beckon_store_set_message_state_finish (BECKON_STORE (source), result, &error);
  end_mark (mark, record, error);
}

static void
set_state (Mark *mark, BeckonMessageRecord *record)
{
  beckon_store_set_message_state_async (get_store (mark), record->id, mark->state,
                                        mark->incoming->message->error, NULL, state_set_cb, mark);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Mark) mark = user_data;
  g_autoptr (BeckonMessageRecord) record = NULL;
  GError *error = NULL;

  record = beckon_store_find_message_finish (BECKON_STORE (source), result, &error);
  if (record != NULL)
    set_state (g_steal_pointer (&mark), record);
  else
    end_mark (mark, NULL, error);
}

/* Looks for the message by the id that its writer gave it, only in the chat with whom the mark
 * comes from, and only among those of whom may be spoken of. */
static void
apply (GTask *task,
       BeckonIncoming *incoming,
       BeckonJid *author,
       const char *id,
       BeckonMessageState state)
{
  Work *work = g_task_get_task_data (task);
  BeckonChat *chat = beckon_account_find_chat (g_task_get_source_object (task), incoming->peer);
  Mark *mark;

  if (chat == NULL || id == NULL)
    return;
  mark = mark_new (task, incoming, state);
  beckon_store_find_message_async (work->store, beckon_chat_get_id (chat),
                                   beckon_jid_get_bare (author), id, NULL, found_cb, mark);
}

static void
displayed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Mark) mark = user_data;
  g_autoptr (GPtrArray) changed = NULL;
  BeckonChat *chat;
  GError *error = NULL;

  changed = beckon_store_take_marker_finish (BECKON_STORE (source), result, &error);
  chat = beckon_account_find_chat (g_task_get_source_object (mark->task), mark->incoming->peer);
  for (guint i = 0; changed != NULL && chat != NULL && i < changed->len; i++)
    beckon_chat_take_changed (chat, g_ptr_array_index (changed, i));
  end_mark (mark, NULL, error);
}

static void
displayed_elsewhere_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Mark) mark = user_data;
  g_autoptr (BeckonChatRecord) record = NULL;
  BeckonChat *chat;
  GError *error = NULL;

  record = beckon_store_take_chat_marker_finish (BECKON_STORE (source), result, &error);
  chat = beckon_account_find_chat (g_task_get_source_object (mark->task), mark->incoming->peer);
  if (record != NULL && chat != NULL)
    beckon_chat_take_read (chat, record);
  end_mark (mark, NULL, error);
}

/* The peer has read what we wrote; or another device of ours, what the peer wrote. */
static void
take_displayed (GTask *task, BeckonIncoming *incoming)
{
  Work *work = g_task_get_task_data (task);
  BeckonChat *chat = beckon_account_find_chat (g_task_get_source_object (task), incoming->peer);
  const char *id = beckon_marker_get_displayed_id (incoming->element);
  Mark *mark;

  if (chat == NULL || id == NULL)
    return;
  mark = mark_new (task, incoming, BECKON_MESSAGE_READ);
  if (incoming->outgoing)
    beckon_store_take_chat_marker_async (work->store, beckon_chat_get_id (chat),
                                         beckon_jid_get_bare (incoming->peer), id, NULL,
                                         displayed_elsewhere_cb, mark);
  else
    beckon_store_take_marker_async (work->store, beckon_chat_get_id (chat), id, NULL, displayed_cb,
                                    mark);
}

static void
apply_all_of (GTask *task, BeckonIncoming *incoming, BeckonJid *account)
{
  BeckonElement *element = incoming->element;

  if (incoming->message->type == BECKON_MESSAGE_TYPE_ERROR)
    {
      if (!incoming->outgoing)
        apply (task, incoming, account, incoming->message->id, BECKON_MESSAGE_FAILED);
      return;
    }
  take_displayed (task, incoming);
  if (incoming->outgoing)
    return;
  apply (task, incoming, account, beckon_receipt_get_received_id (element),
         BECKON_MESSAGE_DELIVERED);
}

/**
 * beckon_message_marks_apply_async:
 * @incoming: (element-type BeckonIncoming): messages, of which those count that speak of others,
 *   all that are readable being stored
 *
 * Ends when what they say is stored, with the first %BECKON_STORE_ERROR if there was one.
 */
void
beckon_message_marks_apply_async (BeckonAccount *account,
                                  BeckonStore *store,
                                  GPtrArray *incoming,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (account, NULL, callback, user_data);
  Work *work = g_new0 (Work, 1);

  g_task_set_source_tag (task, beckon_message_marks_apply_async);
  work->store = g_object_ref (store);
  work->incoming = g_ptr_array_ref (incoming);
  work->pending = 1;
  g_task_set_task_data (task, work, work_free);
  for (guint i = 0; i < incoming->len; i++)
    apply_all_of (task, g_ptr_array_index (incoming, i), beckon_account_get_jid (account));
  end_one (task, NULL);
}

gboolean
beckon_message_marks_apply_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
