/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-transfer.h"

#include "beckon-store-messages-private.h"
#include "beckon-store-private.h"

#include <string.h>

/* On the way out */

static gboolean
list_messages (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) failure = NULL;
  /* A message is as late as the latest one before it in its chat, whatever its own time says. */
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "SELECT id FROM (SELECT m.id, sort_key,"
    "  max(time) OVER (PARTITION BY chat_id ORDER BY sort_key ROWS UNBOUNDED PRECEDING) AS late"
    "  FROM messages AS m JOIN chats AS c ON c.id = m.chat_id WHERE c.account_id = ?1"
    "  AND sort_key > c.deleted_sort_key AND state NOT IN (1, 2, 6)) ORDER BY late, sort_key",
    error);

  if (statement == NULL)
    return FALSE;
  beckon_statement_bind_int64 (statement, 1, g_variant_get_int64 (data));
  while (beckon_statement_next (statement, &failure))
    {
      gint64 id = beckon_statement_get_int64 (statement, 0);

      g_array_append_val (ids, id);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  *result = g_steal_pointer (&ids);
  return TRUE;
}

static const BeckonStoreCall list_messages_call = {
  .func = list_messages,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) g_array_unref,
};

void
beckon_store_list_messages_async (BeckonStore *self,
                                  gint64 account_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  beckon_store_call_async (self, &list_messages_call, beckon_store_values ("x", account_id),
                           cancellable, callback, user_data);
}

GArray *
beckon_store_list_messages_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &list_messages_call, result, error);
}

static gboolean
get_messages (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  GArray *ids = data;
  g_autoptr (GPtrArray) messages
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_message_record_unref);

  for (guint i = 0; i < ids->len; i++)
    {
      BeckonMessageRecord *message = NULL;
      g_autoptr (BeckonStatement) statement
        = beckon_database_prepare (database,
                                   "SELECT " BECKON_STORE_MESSAGE_COLUMNS
                                   " FROM messages AS m WHERE m.id = ?1",
                                   error);

      if (statement == NULL)
        return FALSE;
      beckon_statement_bind_int64 (statement, 1, g_array_index (ids, gint64, i));
      if (!beckon_statement_read_one (statement, beckon_store_read_message,
                                      (GDestroyNotify) beckon_message_record_unref,
                                      (gpointer *) &message, error))
        return FALSE;
      if (message != NULL)
        g_ptr_array_add (messages, message);
    }
  *result = g_steal_pointer (&messages);
  return TRUE;
}

static const BeckonStoreCall get_messages_call = {
  .func = get_messages,
  .free_data = (GDestroyNotify) g_array_unref,
  .free_result = (GDestroyNotify) g_ptr_array_unref,
};

void
beckon_store_get_messages_async (BeckonStore *self,
                                 const gint64 *ids,
                                 guint n_ids,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GArray *copy = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n_ids);

  g_array_append_vals (copy, ids, n_ids);
  beckon_store_call_async (self, &get_messages_call, copy, cancellable, callback, user_data);
}

GPtrArray *
beckon_store_get_messages_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &get_messages_call, result, error);
}

/* On the way in */

/* How far the import is in a chat. */
typedef struct
{
  gint64 key;     /* of the last message that was added or known, or below all */
  gint64 end;     /* what comes here later from the archive has its place at and below this key */
  gint64 deleted; /* what is up to this key is not there any more */
} Place;

struct _BeckonStoreImport
{
  gatomicrefcount refs;
  guint n_messages;
  GHashTable *places; /* row of a chat → Place */
};

/**
 * beckon_store_import_new:
 * @n_messages: how many will come at most
 *
 * Returns: (transfer full): the beginning of an import
 */
BeckonStoreImport *
beckon_store_import_new (guint n_messages)
{
  BeckonStoreImport *self = g_new0 (BeckonStoreImport, 1);

  g_atomic_ref_count_init (&self->refs);
  self->n_messages = n_messages;
  self->places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

BeckonStoreImport *
beckon_store_import_ref (BeckonStoreImport *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
beckon_store_import_unref (BeckonStoreImport *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_hash_table_unref (self->places);
  g_free (self);
}

typedef struct
{
  BeckonStoreImport *import;
  GPtrArray *messages;
} Batch;

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  beckon_store_import_unref (batch->import);
  g_ptr_array_unref (batch->messages);
  g_free (batch);
}

static gpointer
read_place (BeckonStatement *statement)
{
  Place *place = g_new0 (Place, 1);

  place->deleted = beckon_statement_get_int64 (statement, 0);
  place->end = beckon_statement_get_int64 (statement, 1);
  return place;
}

/* An import begins below all that there is of its chat and all that may still come into it from the
 * archive: what is in a file is older. It leaves room for what the archive has between the two. */
static gboolean
find_place (BeckonDatabase *database,
            BeckonStoreImport *import,
            gint64 chat_id,
            Place **place,
            GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "SELECT c.deleted_sort_key, (SELECT min(key) FROM ("
    "  SELECT min(sort_key) AS key FROM messages"
    "   WHERE chat_id = c.id AND sort_key > c.deleted_sort_key UNION ALL"
    "  SELECT min(sort_key) FROM gaps"
    "   WHERE account_id = c.account_id AND sort_key > c.deleted_sort_key))"
    " FROM chats AS c WHERE c.id = ?1",
    error);

  if (statement == NULL)
    return FALSE;
  beckon_statement_bind_int64 (statement, 1, chat_id);
  if (!beckon_statement_read_one (statement, read_place, g_free, (gpointer *) place, error)
      || !beckon_store_check_found (*place, error))
    return FALSE;
  if ((*place)->end == 0 && !beckon_store_make_place (database, &(*place)->end, error))
    return FALSE;
  (*place)->key = (*place)->end - BECKON_STORE_SORT_KEY_ROOM
                  - (import->n_messages + G_GINT64_CONSTANT (1)) * BECKON_STORE_SORT_KEY_STEP;
  (*place)->key = MAX ((*place)->key, (*place)->deleted);
  return TRUE;
}

static Place *
get_place (BeckonDatabase *database, BeckonStoreImport *import, gint64 chat_id, GError **error)
{
  Place *known = g_hash_table_lookup (import->places, &chat_id);
  g_autofree Place *place = NULL;

  if (known != NULL)
    return known;
  if (!find_place (database, import, chat_id, &place, error))
    return NULL;
  known = place;
  g_hash_table_insert (import->places, g_memdup2 (&chat_id, sizeof chat_id),
                       g_steal_pointer (&place));
  return known;
}

static gboolean
find_next (BeckonDatabase *database,
           gint64 chat_id,
           gint64 sort_key,
           BeckonMessageRecord **next,
           GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "SELECT " BECKON_STORE_MESSAGE_COLUMNS
                               " FROM messages AS m WHERE m.chat_id = ?1 AND m.sort_key > ?2"
                               " ORDER BY m.sort_key LIMIT 1",
                               error);

  if (statement == NULL)
    return FALSE;
  beckon_statement_bind_int64 (statement, 1, chat_id);
  beckon_statement_bind_int64 (statement, 2, sort_key);
  return beckon_statement_read_one (statement, beckon_store_read_message,
                                    (GDestroyNotify) beckon_message_record_unref,
                                    (gpointer *) next, error);
}

/* For one whose writer gave it no id. */
static gboolean
is_twin (BeckonMessageRecord *message, BeckonMessageRecord *next)
{
  return message->origin_id == NULL && message->time == next->time
         && strcmp (message->sender, next->sender) == 0 && strcmp (message->body, next->body) == 0;
}

/* Goes on in the chat to where the message belongs, and gives its key there, 0 for the end of
 * everything; or finds that it is there. Where there is no room left between two messages it stands behind them. */
static gboolean
go_on (BeckonDatabase *database,
       Place *place,
       BeckonMessageRecord *message,
       gint64 *key,
       gboolean *known,
       GError **error)
{
  while (TRUE)
    {
      g_autoptr (BeckonMessageRecord) next = NULL;
      gint64 step = BECKON_STORE_SORT_KEY_STEP;

      if (!find_next (database, message->chat_id, place->key, &next, error))
        return FALSE;
      *known = next != NULL && is_twin (message, next);
      if (next != NULL && next->time > message->time)
        step = MIN (step, (next->sort_key - place->key) / 2);
      else if (next != NULL)
        step = 0;
      else if (place->key >= place->end)
        {
          *key = 0;
          return TRUE;
        }
      if (step > 0)
        {
          *key = place->key + step;
          return TRUE;
        }
      place->key = next->sort_key;
      if (*known)
        return TRUE;
    }
}

/* Nothing that was unread before is read by that. Others need not hear of it, unless they are still
 * to hear of something before. */
static gboolean
set_read (BeckonDatabase *database, BeckonMessageRecord *message, GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "UPDATE chats SET read_sort_key = ?2,"
    " told_sort_key = CASE WHEN told_sort_key < read_sort_key THEN told_sort_key ELSE ?2 END"
    " WHERE id = ?1 AND read_sort_key < ?2 AND NOT EXISTS (SELECT 1 FROM messages"
    "  WHERE chat_id = ?1 AND sort_key > max(read_sort_key, deleted_sort_key)"
    "  AND sort_key < ?2 AND outgoing = 0)",
    error);

  if (statement == NULL)
    return FALSE;
  beckon_statement_bind_int64 (statement, 1, message->chat_id);
  beckon_statement_bind_int64 (statement, 2, message->sort_key);
  return beckon_statement_run (statement, error);
}

/* Deals with a correction of what is known, or was deleted. */
static gboolean
correct (BeckonDatabase *database,
         Place *place,
         BeckonMessageRecord *message,
         gboolean *done,
         GError **error)
{
  g_autoptr (BeckonMessageRecord) corrected = NULL;
  g_autoptr (BeckonMessageRecord) stored = NULL;

  *done = FALSE;
  if (message->replaces_id == NULL)
    return TRUE;
  if (!beckon_store_find_corrected (database, message, &corrected, error))
    return FALSE;
  *done = corrected != NULL || place->deleted > 0;
  return corrected == NULL
         || beckon_store_apply_correction (database, corrected, message, place->key + 1, &stored,
                                           error);
}

static gboolean
import_message (BeckonDatabase *database,
                BeckonStoreImport *import,
                BeckonMessageRecord *message,
                guint *n_new,
                GError **error)
{
  Place *place = get_place (database, import, message->chat_id, error);
  g_autoptr (BeckonMessageRecord) twin = NULL;
  g_autoptr (BeckonMessageRecord) stored = NULL;
  gint64 key = 0;
  gboolean known = FALSE;

  if (place == NULL || !correct (database, place, message, &known, error))
    return FALSE;
  if (known)
    return TRUE;
  if (!beckon_store_find_known_message (database, message, &twin, error))
    return FALSE;
  if (twin != NULL && twin->sort_key > place->deleted)
    {
      place->key = MAX (place->key, twin->sort_key);
      return TRUE;
    }
  if (!go_on (database, place, message, &key, &known, error))
    return FALSE;
  if (known)
    return TRUE;
  if (!beckon_store_insert_message (database, message, key, &stored, error)
      || !set_read (database, stored, error))
    return FALSE;
  place->key = stored->sort_key;
  (*n_new)++;
  return TRUE;
}

static gboolean
import_messages (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  Batch *batch = data;
  g_autofree guint *n_new = g_new0 (guint, 1);

  for (guint i = 0; i < batch->messages->len; i++)
    if (!import_message (database, batch->import, g_ptr_array_index (batch->messages, i), n_new,
                         error))
      return FALSE;
  *result = g_steal_pointer (&n_new);
  return TRUE;
}

static const BeckonStoreCall import_messages_call = {
  .func = import_messages,
  .writes = TRUE,
  .free_data = batch_free,
  .free_result = g_free,
};

void
beckon_store_import_messages_async (BeckonStore *self,
                                    BeckonStoreImport *import,
                                    GPtrArray *messages,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->import = beckon_store_import_ref (import);
  batch->messages = beckon_store_copy_messages (messages);
  beckon_store_call_async (self, &import_messages_call, batch, cancellable, callback, user_data);
}

/**
 * beckon_store_import_messages_finish:
 * @n_new: (out): how many were not known
 */
gboolean
beckon_store_import_messages_finish (BeckonStore *self,
                                     GAsyncResult *result,
                                     guint *n_new,
                                     GError **error)
{
  g_autofree guint *n = beckon_store_call_finish (self, &import_messages_call, result, error);

  if (n == NULL)
    return FALSE;
  *n_new = *n;
  return TRUE;
}
