/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-reading.h"

#include "beckon-store-chats-private.h"
#include "beckon-store-messages-private.h"
#include "beckon-store-private.h"

/* How many messages before a mark are looked at: a chat may be long, and have nothing to find. */
#define LOOK_BACK "100"

static gboolean
raise_key (
  BeckonDatabase *database, const char *sql, gint64 chat_id, gint64 sort_key, GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, chat_id);
  beckon_statement_bind_int64 (statement, 2, sort_key);
  return beckon_statement_run (statement, error);
}

static gboolean
set_read_key (BeckonDatabase *database, gint64 chat_id, gint64 sort_key, GError **error)
{
  return raise_key (database,
                    "UPDATE chats SET read_sort_key = ?2 WHERE id = ?1 AND read_sort_key < ?2",
                    chat_id, sort_key, error);
}

static gboolean
set_told_key (BeckonDatabase *database, gint64 chat_id, gint64 sort_key, GError **error)
{
  return raise_key (database,
                    "UPDATE chats SET told_sort_key = ?2 WHERE id = ?1 AND told_sort_key < ?2",
                    chat_id, sort_key, error);
}

static gboolean
set_read (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 chat_id;
  gint64 sort_key;
  gboolean here;

  g_variant_get (data, "(xxb)", &chat_id, &sort_key, &here);
  return set_read_key (database, chat_id, sort_key, error)
         && (here || set_told_key (database, chat_id, sort_key, error))
         && beckon_store_load_chat (database, chat_id, result, error);
}

static const BeckonStoreCall set_read_call = {
  .func = set_read,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) beckon_chat_record_unref,
};

void
beckon_store_set_chat_read_async (BeckonStore *self,
                                  gint64 chat_id,
                                  gint64 sort_key,
                                  gboolean here,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  beckon_store_call_async (self, &set_read_call,
                           beckon_store_values ("(xxb)", chat_id, sort_key, here), cancellable,
                           callback, user_data);
}

BeckonChatRecord *
beckon_store_set_chat_read_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &set_read_call, result, error);
}

/* What other devices say */

static gpointer
read_key (BeckonStatement *statement)
{
  gint64 key = beckon_statement_get_int64 (statement, 0);

  return g_memdup2 (&key, sizeof key);
}

/* The read mark goes to the message that the statement finds. */
static gboolean
take_read_up_to (BeckonDatabase *database,
                 BeckonStatement *statement,
                 gint64 chat_id,
                 gpointer *result,
                 GError **error)
{
  g_autofree gint64 *key = NULL;

  if (!beckon_statement_read_one (statement, read_key, g_free, (gpointer *) &key, error))
    return FALSE;
  return key == NULL
         || (set_read_key (database, chat_id, *key, error)
             && set_told_key (database, chat_id, *key, error)
             && beckon_store_load_chat (database, chat_id, result, error));
}

static gboolean
take_read (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 chat_id;
  const char *archive_id;
  /* It may be that of a correction, which is read with all that is before it. */
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "SELECT sort_key FROM messages WHERE chat_id = ?1 AND archive_id = ?2 UNION ALL"
    " SELECT (SELECT max (sort_key) FROM messages WHERE chat_id = ?1 AND sort_key < e.sort_key)"
    " FROM message_edits AS e JOIN messages AS m ON m.id = e.message_id"
    " WHERE e.archive_id = ?2 AND m.chat_id = ?1 LIMIT 1",
    error);

  if (statement == NULL)
    return FALSE;

  g_variant_get (data, "(x&s)", &chat_id, &archive_id);
  beckon_statement_bind_int64 (statement, 1, chat_id);
  beckon_statement_bind_text (statement, 2, archive_id);
  return take_read_up_to (database, statement, chat_id, result, error);
}

static const BeckonStoreCall take_read_call = {
  .func = take_read,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) beckon_chat_record_unref,
};

void
beckon_store_take_chat_read_async (BeckonStore *self,
                                   gint64 chat_id,
                                   const char *archive_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  beckon_store_call_async (self, &take_read_call, beckon_store_values ("(xs)", chat_id, archive_id),
                           cancellable, callback, user_data);
}

BeckonChatRecord *
beckon_store_take_chat_read_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &take_read_call, result, error);
}

static gboolean
take_own_marker (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 chat_id;
  const char *sender;
  const char *origin_id;
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "SELECT sort_key FROM messages WHERE chat_id = ?1"
                               " AND origin_id = ?2 AND sender = ?3 ORDER BY id DESC LIMIT 1",
                               error);

  if (statement == NULL)
    return FALSE;

  g_variant_get (data, "(x&s&s)", &chat_id, &sender, &origin_id);
  beckon_statement_bind_int64 (statement, 1, chat_id);
  beckon_statement_bind_text (statement, 2, origin_id);
  beckon_statement_bind_text (statement, 3, sender);
  return take_read_up_to (database, statement, chat_id, result, error);
}

static const BeckonStoreCall take_own_marker_call = {
  .func = take_own_marker,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) beckon_chat_record_unref,
};

void
beckon_store_take_chat_marker_async (BeckonStore *self,
                                     gint64 chat_id,
                                     const char *sender,
                                     const char *origin_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  beckon_store_call_async (self, &take_own_marker_call,
                           beckon_store_values ("(xss)", chat_id, sender, origin_id), cancellable,
                           callback, user_data);
}

BeckonChatRecord *
beckon_store_take_chat_marker_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &take_own_marker_call, result, error);
}

/* What others do not know yet */

static gpointer
read_untold (BeckonStatement *statement)
{
  BeckonReadRecord *record = beckon_read_record_new ();

  record->chat_id = beckon_statement_get_int64 (statement, 0);
  record->peer = beckon_statement_dup_text (statement, 1);
  record->sort_key = beckon_statement_get_int64 (statement, 2);
  record->archive_id = beckon_statement_dup_text (statement, 3);
  record->marked_id = beckon_statement_dup_text (statement, 4);
  return record;
}

static gboolean
load_untold (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 account_id;
  gint64 chat_id;
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "SELECT c.id, c.peer, c.read_sort_key,"
    " (SELECT archive_id FROM (SELECT sort_key, archive_id FROM messages WHERE chat_id = c.id"
    "   AND sort_key <= c.read_sort_key ORDER BY sort_key DESC LIMIT " LOOK_BACK ")"
    "  WHERE archive_id IS NOT NULL ORDER BY sort_key DESC LIMIT 1),"
    " (SELECT origin_id FROM (SELECT sort_key, outgoing, markable, origin_id FROM messages"
    "   WHERE chat_id = c.id AND sort_key > c.told_sort_key AND sort_key <= c.read_sort_key"
    "   ORDER BY sort_key DESC LIMIT " LOOK_BACK ")"
    "  WHERE outgoing = 0 AND markable ORDER BY sort_key DESC LIMIT 1)"
    " FROM chats AS c WHERE c.account_id = ?1 AND (?2 = 0 OR c.id = ?2)"
    " AND c.read_sort_key > c.told_sort_key",
    error);

  if (statement == NULL)
    return FALSE;

  g_variant_get (data, "(xx)", &account_id, &chat_id);
  beckon_statement_bind_int64 (statement, 1, account_id);
  beckon_statement_bind_int64 (statement, 2, chat_id);
  return beckon_statement_collect (statement, read_untold, (GDestroyNotify) beckon_read_record_free,
                                   result, error);
}

static const BeckonStoreCall load_untold_call = {
  .func = load_untold,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) g_ptr_array_unref,
};

void
beckon_store_load_untold_async (BeckonStore *self,
                                gint64 account_id,
                                gint64 chat_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  beckon_store_call_async (self, &load_untold_call,
                           beckon_store_values ("(xx)", account_id, chat_id), cancellable, callback,
                           user_data);
}

GPtrArray *
beckon_store_load_untold_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &load_untold_call, result, error);
}

static gboolean
set_told (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 chat_id;
  gint64 sort_key;

  g_variant_get (data, "(xx)", &chat_id, &sort_key);
  return set_told_key (database, chat_id, sort_key, error);
}

static const BeckonStoreCall set_told_call = {
  .func = set_told,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
};

void
beckon_store_set_chat_told_async (BeckonStore *self,
                                  gint64 chat_id,
                                  gint64 sort_key,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  beckon_store_call_async (self, &set_told_call, beckon_store_values ("(xx)", chat_id, sort_key),
                           cancellable, callback, user_data);
}

/* What the other side says */

/* A marker stands for all before it (XEP-0333, section 3); but what the server may not have is sent
 * again, and is no longer before it. */
static gboolean
take_marker (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 chat_id;
  const char *origin_id;
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "SELECT " BECKON_STORE_MESSAGE_COLUMNS " FROM messages AS m WHERE m.id IN"
    " (SELECT id FROM messages WHERE chat_id = ?1 AND outgoing AND sort_key <="
    "  (SELECT sort_key FROM messages WHERE chat_id = ?1 AND origin_id = ?2 AND outgoing"
    "   ORDER BY id DESC LIMIT 1)"
    "  ORDER BY sort_key DESC LIMIT " LOOK_BACK ")"
    " AND (m.state IN (3, 4) OR (m.origin_id = ?2 AND m.state <> 5)) ORDER BY m.sort_key",
    error);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) changed
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_message_record_unref);

  if (statement == NULL)
    return FALSE;

  g_variant_get (data, "(x&s)", &chat_id, &origin_id);
  beckon_statement_bind_int64 (statement, 1, chat_id);
  beckon_statement_bind_text (statement, 2, origin_id);
  if (!beckon_statement_collect (statement, beckon_store_read_message,
                                 (GDestroyNotify) beckon_message_record_unref, (gpointer *) &rows,
                                 error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      BeckonMessageRecord *row = g_ptr_array_index (rows, i);
      BeckonMessageRecord *stored = NULL;

      if (!beckon_store_write_message_state (database, row->id, BECKON_MESSAGE_READ, NULL, &stored,
                                             error))
        return FALSE;
      g_ptr_array_add (changed, stored);
    }
  *result = g_steal_pointer (&changed);
  return TRUE;
}

static const BeckonStoreCall take_marker_call = {
  .func = take_marker,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) g_ptr_array_unref,
};

void
beckon_store_take_marker_async (BeckonStore *self,
                                gint64 chat_id,
                                const char *origin_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  beckon_store_call_async (self, &take_marker_call,
                           beckon_store_values ("(xs)", chat_id, origin_id), cancellable, callback,
                           user_data);
}

GPtrArray *
beckon_store_take_marker_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &take_marker_call, result, error);
}
