/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-chat-deletion.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-client-private.h"
#include "beckon-outbox.h"
#include "beckon-store-deletion.h"
#include "beckon-store-messages.h"

struct _BeckonChatDeletion
{
  GObject parent_instance;

  BeckonChat *chat;
  gint64 sort_key; /* which deletion of the chat */
  char *draft;
};

G_DEFINE_FINAL_TYPE (BeckonChatDeletion, beckon_chat_deletion, G_TYPE_OBJECT)

static void
beckon_chat_deletion_finalize (GObject *object)
{
  BeckonChatDeletion *self = BECKON_CHAT_DELETION (object);

  g_clear_object (&self->chat);
  g_free (self->draft);
  G_OBJECT_CLASS (beckon_chat_deletion_parent_class)->finalize (object);
}

static void
beckon_chat_deletion_class_init (BeckonChatDeletionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_chat_deletion_finalize;
}

static void
beckon_chat_deletion_init (BeckonChatDeletion *self)
{
}

/* Of an account that was removed since, all is gone. */
static BeckonStore *
check_store (BeckonChat *chat, GTask *task)
{
  BeckonStore *store = beckon_chat_get_store (chat);

  if (store == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The account is gone");
  return store;
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonChat *chat = g_task_get_source_object (task);
  g_autoptr (BeckonChatDeletion) self = NULL;
  g_autoptr (BeckonChatRecord) record = NULL;
  GError *error = NULL;

  record = beckon_store_delete_chat_finish (BECKON_STORE (source), result, &error);
  if (record == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self = g_object_new (BECKON_TYPE_CHAT_DELETION, NULL);
  self->chat = g_object_ref (chat);
  self->sort_key = record->deleted_sort_key;
  self->draft = g_strdup (beckon_chat_get_draft (chat));
  beckon_chat_take_deletion (chat, record, TRUE);
  g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
}

/**
 * beckon_chat_delete_async:
 *
 * Deletes all that @chat has, and takes it off the list until there is something new. Fails with a
 * %BECKON_STORE_ERROR.
 */
void
beckon_chat_delete_async (BeckonChat *chat,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (chat, cancellable, callback, user_data);
  BeckonStore *store = check_store (chat, task);

  g_task_set_source_tag (task, beckon_chat_delete_async);
  if (store != NULL)
    beckon_store_delete_chat_async (store, beckon_chat_get_id (chat), cancellable, deleted_cb,
                                    g_steal_pointer (&task));
}

/**
 * beckon_chat_delete_finish:
 *
 * Returns: (transfer full): what can still be undone
 */
BeckonChatDeletion *
beckon_chat_delete_finish (BeckonChat *chat, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

BeckonChat *
beckon_chat_deletion_get_chat (BeckonChatDeletion *self)
{
  return self->chat;
}

static void
unsent_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonChat) chat = user_data;
  BeckonAccount *account = beckon_chat_get_account (chat);
  BeckonOutbox *outbox = account != NULL ? beckon_account_get_outbox (account) : NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  records = beckon_store_load_unsent_finish (BECKON_STORE (source), result, &error);
  if (records == NULL)
    g_warning ("What waits to be sent is only sent after the next start: %s", error->message);
  else if (outbox != NULL)
    beckon_outbox_load (outbox, records);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonChatDeletion *self = g_task_get_source_object (task);
  BeckonStore *store = BECKON_STORE (source);
  BeckonAccount *account = beckon_chat_get_account (self->chat);
  g_autoptr (BeckonChatRecord) record = NULL;
  GError *error = NULL;

  record = beckon_store_restore_chat_finish (store, result, &error);
  if (record == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  beckon_chat_take_deletion (self->chat, record, FALSE);
  if (account != NULL)
    beckon_store_load_unsent_async (store, beckon_account_get_row (account), NULL,
                                    unsent_loaded_cb, g_object_ref (self->chat));
  g_task_return_boolean (task, TRUE);
}

/**
 * beckon_chat_deletion_undo_async:
 *
 * Brings back what was deleted. Fails with a %BECKON_STORE_ERROR, and may be tried again then.
 */
void
beckon_chat_deletion_undo_async (BeckonChatDeletion *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  BeckonStore *store = check_store (self->chat, task);

  g_task_set_source_tag (task, beckon_chat_deletion_undo_async);
  if (store != NULL)
    beckon_store_restore_chat_async (store, beckon_chat_get_id (self->chat), self->sort_key,
                                     self->draft, cancellable, restored_cb,
                                     g_steal_pointer (&task));
}

gboolean
beckon_chat_deletion_undo_finish (BeckonChatDeletion *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Then it is done as Beckon ends, or at its next start. */
  if (!beckon_store_write_finish (BECKON_STORE (source), result, &error)
      && !g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_CLOSED))
    g_warning ("What was deleted is not removed yet: %s", error->message);
}

/**
 * beckon_chat_deletion_carry_out:
 *
 * Removes what was deleted, unless that was undone.
 */
void
beckon_chat_deletion_carry_out (BeckonChatDeletion *self)
{
  BeckonStore *store = beckon_chat_get_store (self->chat);

  if (store != NULL)
    beckon_store_remove_deleted_async (store, beckon_chat_get_id (self->chat), self->sort_key, NULL,
                                       removed_cb, NULL);
}

/**
 * beckon_client_carry_out_deletions:
 *
 * Removes what was deleted of all chats.
 */
void
beckon_client_carry_out_deletions (BeckonClient *self)
{
  beckon_store_remove_deleted_async (beckon_client_get_store (self), 0, 0, NULL, removed_cb, NULL);
}
