/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-deletion.h"

#include "beckon-store-chats-private.h"
#include "beckon-store-private.h"

/* Of how many messages the ids stay: what an archive is asked for again overlaps with what was
 * stored by some messages, not by pages. */
#define KEPT_IDS "100"

/* What two numbers say, both of them a chat's. */
static gboolean
run (BeckonDatabase *database, const char *sql, gint64 chat_id, gint64 sort_key, GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, chat_id);
  beckon_statement_bind_int64 (statement, 2, sort_key);
  return beckon_statement_run (statement, error);
}

typedef struct
{
  gint64 chat_id;
  gint64 sort_key;
} Deleted;

static gpointer
read_deleted (BeckonStatement *statement)
{
  Deleted *deleted = g_new0 (Deleted, 1);

  deleted->chat_id = beckon_statement_get_int64 (statement, 0);
  deleted->sort_key = beckon_statement_get_int64 (statement, 1);
  return deleted;
}

static gboolean
find_deleted (BeckonDatabase *database,
              gint64 chat_id,
              gint64 sort_key,
              GPtrArray **found,
              GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "SELECT id, deleted_sort_key FROM chats"
                               " WHERE deleted_sort_key > removed_sort_key"
                               " AND (?1 = 0 OR (id = ?1 AND deleted_sort_key = ?2))",
                               error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, chat_id);
  beckon_statement_bind_int64 (statement, 2, sort_key);
  return beckon_statement_collect (statement, read_deleted, g_free, (gpointer *) found, error);
}

/* What stays has an empty text, in the index too, so that each row is there. The ids of others' stay
 * only where our archive gave them: there are writers who use an id twice. */
static gboolean
remove_messages (BeckonDatabase *database, Deleted *deleted, GError **error)
{
  static const char *const steps[] = {
    "INSERT INTO message_index (message_index, rowid, body)"
    " SELECT 'delete', id, body FROM messages WHERE chat_id = ?1 AND sort_key <= ?2",

    "DELETE FROM messages WHERE chat_id = ?1 AND sort_key <= ?2 AND id NOT IN"
    " (SELECT id FROM messages WHERE chat_id = ?1 AND sort_key <= ?2"
    "  AND (archive_id IS NOT NULL OR outgoing) ORDER BY sort_key DESC LIMIT " KEPT_IDS ")",

    "DELETE FROM message_edits WHERE message_id IN"
    " (SELECT id FROM messages WHERE chat_id = ?1 AND sort_key <= ?2)",

    "UPDATE messages SET body = '', resource = NULL, time = 0, error = NULL, replaces_id = NULL,"
    " origin_id = iif (outgoing, origin_id, NULL), edited = 0,"
    " unstyled = 0, markable = 0 WHERE chat_id = ?1 AND sort_key <= ?2",

    "INSERT INTO message_index (rowid, body)"
    " SELECT id, body FROM messages WHERE chat_id = ?1 AND sort_key <= ?2",

    "UPDATE chats SET removed_sort_key = deleted_sort_key"
    " WHERE id = ?1 AND deleted_sort_key = ?2",
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (!run (database, steps[i], deleted->chat_id, deleted->sort_key, error))
      return FALSE;
  return TRUE;
}

static gboolean
remove_deleted (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 chat_id;
  gint64 sort_key;
  g_autoptr (GPtrArray) found = NULL;

  g_variant_get (data, "(xx)", &chat_id, &sort_key);
  if (!find_deleted (database, chat_id, sort_key, &found, error))
    return FALSE;
  for (guint i = 0; i < found->len; i++)
    if (!remove_messages (database, g_ptr_array_index (found, i), error))
      return FALSE;
  return found->len == 0 || beckon_store_forget_words (database, error);
}

static const BeckonStoreCall remove_deleted_call = {
  .func = remove_deleted,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
};

void
beckon_store_remove_deleted_async (BeckonStore *self,
                                   gint64 chat_id,
                                   gint64 deleted_sort_key,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  beckon_store_call_async (self, &remove_deleted_call,
                           beckon_store_values ("(xx)", chat_id, deleted_sort_key), cancellable,
                           callback, user_data);
  beckon_store_empty_journal (self);
}

/* An empty chat is deleted up to 1, where no message is. */
static gboolean
delete_chat (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 chat_id = g_variant_get_int64 (data);
  g_autoptr (BeckonChatRecord) before = NULL;

  if (!beckon_store_load_chat (database, chat_id, (gpointer *) &before, error))
    return FALSE;
  g_autoptr (GVariant) earlier
    = beckon_store_values ("(xx)", chat_id, before->deleted_sort_key);

  return remove_deleted (database, earlier, NULL, error)
         && run (database,
                 "UPDATE chats SET draft = NULL, deleted_sort_key = max (?2,"
                 " coalesce ((SELECT max (sort_key) FROM messages WHERE chat_id = ?1), 1))"
                 " WHERE id = ?1",
                 chat_id, before->deleted_sort_key, error)
         && beckon_store_load_chat (database, chat_id, result, error);
}

static const BeckonStoreCall delete_chat_call = {
  .func = delete_chat,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) beckon_chat_record_unref,
};

void
beckon_store_delete_chat_async (BeckonStore *self,
                                gint64 chat_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  beckon_store_call_async (self, &delete_chat_call, beckon_store_values ("x", chat_id), cancellable,
                           callback, user_data);
}

BeckonChatRecord *
beckon_store_delete_chat_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &delete_chat_call, result, error);
}

static gboolean
restore_chat (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 chat_id;
  gint64 sort_key;
  const char *draft;
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "UPDATE chats SET deleted_sort_key = removed_sort_key,"
                               " draft = coalesce (draft, ?3) WHERE id = ?1"
                               " AND deleted_sort_key = ?2 AND removed_sort_key < ?2",
                               error);

  if (statement == NULL)
    return FALSE;

  g_variant_get (data, "(xxm&s)", &chat_id, &sort_key, &draft);
  beckon_statement_bind_int64 (statement, 1, chat_id);
  beckon_statement_bind_int64 (statement, 2, sort_key);
  beckon_statement_bind_text (statement, 3, draft);
  return beckon_statement_run (statement, error)
         && beckon_store_load_chat (database, chat_id, result, error);
}

static const BeckonStoreCall restore_chat_call = {
  .func = restore_chat,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) beckon_chat_record_unref,
};

void
beckon_store_restore_chat_async (BeckonStore *self,
                                 gint64 chat_id,
                                 gint64 deleted_sort_key,
                                 const char *draft,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  beckon_store_call_async (self, &restore_chat_call,
                           beckon_store_values ("(xxms)", chat_id, deleted_sort_key, draft),
                           cancellable, callback, user_data);
}

BeckonChatRecord *
beckon_store_restore_chat_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &restore_chat_call, result, error);
}
