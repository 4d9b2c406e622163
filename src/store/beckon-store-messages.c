/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-messages.h"

#include "beckon-store-messages-private.h"
#include "beckon-store-private.h"

/* Also for a place that is not filled yet. */
static void
unref_message (gpointer message)
{
  if (message != NULL)
    beckon_message_record_unref (message);
}

BeckonStoreAdded *
beckon_store_added_new (void)
{
  BeckonStoreAdded *self = g_new0 (BeckonStoreAdded, 1);

  self->messages = g_ptr_array_new_with_free_func (unref_message);
  self->is_new = g_array_new (FALSE, FALSE, sizeof (gboolean));
  return self;
}

void
beckon_store_added_free (BeckonStoreAdded *self)
{
  g_ptr_array_unref (self->messages);
  g_array_unref (self->is_new);
  g_free (self);
}

/* Takes it apart. */
GPtrArray *
beckon_store_added_take (BeckonStoreAdded *self, GArray **is_new)
{
  g_autoptr (BeckonStoreAdded) owned = self;

  if (is_new != NULL)
    *is_new = g_array_ref (self->is_new);
  return g_ptr_array_ref (self->messages);
}

static gboolean
add_message (BeckonDatabase *database,
             BeckonMessageRecord *message,
             BeckonStoreAdded *added,
             GError **error)
{
  g_autoptr (BeckonMessageRecord) known = NULL;
  BeckonMessageRecord *stored = NULL;
  gboolean is_new;

  if (!beckon_store_take_correction (database, message, &stored, error)
      || (stored == NULL && !beckon_store_find_known_message (database, message, &known, error)))
    return FALSE;
  is_new = stored == NULL && known == NULL;
  if ((is_new && !beckon_store_insert_message (database, message, 0, &stored, error))
      || (known != NULL && !beckon_store_merge_message (database, known, message, &stored, error)))
    return FALSE;

  g_ptr_array_add (added->messages, stored);
  g_array_append_val (added->is_new, is_new);
  return TRUE;
}

static gboolean
add_messages (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  GPtrArray *messages = data;
  g_autoptr (BeckonStoreAdded) added = beckon_store_added_new ();

  for (guint i = 0; i < messages->len; i++)
    if (!add_message (database, g_ptr_array_index (messages, i), added, error))
      return FALSE;
  *result = g_steal_pointer (&added);
  return TRUE;
}

static const BeckonStoreCall add_messages_call = {
  .func = add_messages,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_ptr_array_unref,
  .free_result = (GDestroyNotify) beckon_store_added_free,
};

static gpointer
ref_message (gconstpointer message, gpointer user_data)
{
  return beckon_message_record_ref ((BeckonMessageRecord *) message);
}

/* A list of its own, which the caller cannot change while the store's thread reads it. */
GPtrArray *
beckon_store_copy_messages (GPtrArray *messages)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_message_record_unref);

  g_ptr_array_extend (copy, messages, ref_message, NULL);
  return copy;
}

void
beckon_store_add_messages_async (BeckonStore *self,
                                 GPtrArray *messages,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  beckon_store_call_async (self, &add_messages_call, beckon_store_copy_messages (messages),
                           cancellable, callback, user_data);
}

GPtrArray *
beckon_store_add_messages_finish (BeckonStore *self,
                                  GAsyncResult *result,
                                  GArray **is_new,
                                  GError **error)
{
  BeckonStoreAdded *added = beckon_store_call_finish (self, &add_messages_call, result, error);

  return added != NULL ? beckon_store_added_take (added, is_new) : NULL;
}

#define DELETED_SORT_KEY "(SELECT deleted_sort_key FROM chats WHERE id = ?1)"

static gboolean
load_messages (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 chat_id;
  gint64 sort_key;
  gboolean backwards;
  guint limit;
  g_autoptr (BeckonStatement) statement = NULL;

  g_variant_get (data, "(xxbu)", &chat_id, &sort_key, &backwards, &limit);
  statement
    = beckon_database_prepare (database,
                               backwards
                                 ? "SELECT * FROM (SELECT " BECKON_STORE_MESSAGE_COLUMNS
                                   " FROM messages AS m WHERE m.chat_id = ?1 AND m.sort_key < ?2"
                                   " AND m.sort_key > " DELETED_SORT_KEY
                                   " ORDER BY m.sort_key DESC LIMIT ?3) ORDER BY sort_key"
                                 : "SELECT " BECKON_STORE_MESSAGE_COLUMNS
                                   " FROM messages AS m WHERE m.chat_id = ?1"
                                   " AND m.sort_key > max (?2, " DELETED_SORT_KEY ")"
                                   " ORDER BY m.sort_key LIMIT ?3",
                               error);
  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, chat_id);
  beckon_statement_bind_int64 (statement, 2, sort_key);
  beckon_statement_bind_int64 (statement, 3, limit);
  return beckon_statement_collect (statement, beckon_store_read_message,
                                   (GDestroyNotify) beckon_message_record_unref, result, error);
}

static const BeckonStoreCall load_messages_call = {
  .func = load_messages,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) g_ptr_array_unref,
};

void
beckon_store_load_messages_async (BeckonStore *self,
                                  gint64 chat_id,
                                  gint64 sort_key,
                                  gboolean backwards,
                                  guint limit,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  beckon_store_call_async (self, &load_messages_call,
                           beckon_store_values ("(xxbu)", chat_id, sort_key, backwards, limit),
                           cancellable, callback, user_data);
}

GPtrArray *
beckon_store_load_messages_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &load_messages_call, result, error);
}

static gpointer
read_key (BeckonStatement *statement)
{
  gint64 key = beckon_statement_get_int64 (statement, 0);

  return g_memdup2 (&key, sizeof key);
}

/* What is deleted, even if it can be brought back, is as good as gone. */
static gboolean
check_shown (BeckonDatabase *database, BeckonMessageRecord *message, GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database, "SELECT deleted_sort_key FROM chats WHERE id = ?1", error);
  g_autofree gint64 *deleted = NULL;

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, message->chat_id);
  return beckon_statement_read_one (statement, read_key, g_free, (gpointer *) &deleted, error)
         && beckon_store_check_found (
           deleted != NULL && *deleted < message->sort_key ? message : NULL, error);
}

static gboolean
set_state (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 message_id;
  gint32 state;
  const char *condition;
  g_autoptr (BeckonMessageRecord) message = NULL;

  g_variant_get (data, "(xim&s)", &message_id, &state, &condition);
  if (!beckon_store_find_message_row (database, message_id, &message, error)
      || (state == BECKON_MESSAGE_WRITTEN && !check_shown (database, message, error)))
    return FALSE;
  if (beckon_store_may_become (message->state, state))
    return beckon_store_write_message_state (database, message_id, state, condition,
                                             (BeckonMessageRecord **) result, error);
  *result = g_steal_pointer (&message);
  return TRUE;
}

static const BeckonStoreCall set_state_call = {
  .func = set_state,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) beckon_message_record_unref,
};

void
beckon_store_set_message_state_async (BeckonStore *self,
                                      gint64 message_id,
                                      BeckonMessageState state,
                                      const char *error_condition,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  beckon_store_call_async (self, &set_state_call,
                           beckon_store_values ("(xims)", message_id, (gint32) state,
                                                error_condition),
                           cancellable, callback, user_data);
}

BeckonMessageRecord *
beckon_store_set_message_state_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &set_state_call, result, error);
}

static gboolean
find_message (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 chat_id;
  const char *sender;
  const char *origin_id;
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "SELECT " BECKON_STORE_MESSAGE_COLUMNS
                               " FROM messages AS m WHERE m.chat_id = ?1"
                               " AND m.origin_id = ?2 AND m.sender = ?3 ORDER BY m.id DESC LIMIT 1",
                               error);

  if (statement == NULL)
    return FALSE;

  g_variant_get (data, "(x&s&s)", &chat_id, &sender, &origin_id);
  beckon_statement_bind_int64 (statement, 1, chat_id);
  beckon_statement_bind_text (statement, 2, origin_id);
  beckon_statement_bind_text (statement, 3, sender);
  return beckon_statement_read_one (statement, beckon_store_read_message,
                                    (GDestroyNotify) beckon_message_record_unref, result, error);
}

static const BeckonStoreCall find_message_call = {
  .func = find_message,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) beckon_message_record_unref,
};

void
beckon_store_find_message_async (BeckonStore *self,
                                 gint64 chat_id,
                                 const char *sender,
                                 const char *origin_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  beckon_store_call_async (self, &find_message_call,
                           beckon_store_values ("(xss)", chat_id, sender, origin_id), cancellable,
                           callback, user_data);
}

BeckonMessageRecord *
beckon_store_find_message_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &find_message_call, result, error);
}

static gboolean
load_unsent (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "SELECT " BECKON_STORE_MESSAGE_COLUMNS
                               " FROM messages AS m JOIN chats AS c ON c.id = m.chat_id"
                               " WHERE m.state IN (1, 2) AND c.account_id = ?1"
                               " AND m.sort_key > c.deleted_sort_key ORDER BY m.sort_key",
                               error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, g_variant_get_int64 (data));
  return beckon_statement_collect (statement, beckon_store_read_message,
                                   (GDestroyNotify) beckon_message_record_unref, result, error);
}

static const BeckonStoreCall load_unsent_call = {
  .func = load_unsent,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) g_ptr_array_unref,
};

void
beckon_store_load_unsent_async (BeckonStore *self,
                                gint64 account_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  beckon_store_call_async (self, &load_unsent_call, beckon_store_values ("x", account_id),
                           cancellable, callback, user_data);
}

GPtrArray *
beckon_store_load_unsent_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &load_unsent_call, result, error);
}
