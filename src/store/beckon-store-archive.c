/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-archive.h"

#include "beckon-store-messages-private.h"
#include "beckon-store-private.h"

#define GAP_COLUMNS "id, account_id, archive, after_id, before_id"

static gpointer
read_gap (BeckonStatement *statement)
{
  BeckonGapRecord *gap = beckon_gap_record_new ();

  gap->id = beckon_statement_get_int64 (statement, 0);
  gap->account_id = beckon_statement_get_int64 (statement, 1);
  gap->archive = beckon_statement_dup_text (statement, 2);
  gap->after_id = beckon_statement_dup_text (statement, 3);
  gap->before_id = beckon_statement_dup_text (statement, 4);
  return gap;
}

static gpointer
read_text (BeckonStatement *statement)
{
  return beckon_statement_dup_text (statement, 0);
}

/* The key that the next message to arrive will have, in whatever chat. The one before it is used
 * up, so that there is a place below that nothing else is put in. */
gboolean
beckon_store_make_place (BeckonDatabase *database, gint64 *sort_key, GError **error)
{
  gint64 n_rows;

  if (!beckon_database_get_int64 (
        database, "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'messages' RETURNING seq",
        &n_rows, error))
    return FALSE;
  *sort_key = BECKON_STORE_SORT_KEY_BASE + (n_rows + 1) * BECKON_STORE_SORT_KEY_ROOM;
  return TRUE;
}

typedef struct
{
  char *archive_id;
  gint64 sort_key;
} First;

static void
first_free (First *first)
{
  g_free (first->archive_id);
  g_free (first);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (First, first_free)

static gpointer
read_first (BeckonStatement *statement)
{
  First *first = g_new0 (First, 1);

  first->archive_id = beckon_statement_dup_text (statement, 0);
  first->sort_key = beckon_statement_get_int64 (statement, 1);
  return first;
}

/* Where nothing else is known of the place in the archive, it is where the oldest message is that
 * has one. */
static gboolean
find_first_archived (BeckonDatabase *database, gint64 account_id, gpointer *result, GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "SELECT archive_id, sort_key FROM messages"
                               " WHERE archive_id IS NOT NULL"
                               " AND chat_id IN (SELECT id FROM chats WHERE account_id = ?1)"
                               " ORDER BY sort_key LIMIT 1",
                               error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, account_id);
  return beckon_statement_read_one (statement, read_first, (GDestroyNotify) first_free, result,
                                    error);
}

static gboolean
add_gap (BeckonDatabase *database,
         gint64 account_id,
         const char *archive,
         const char *after_id,
         const char *before_id,
         gint64 sort_key,
         gpointer *result,
         GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "INSERT INTO gaps (account_id, archive, after_id, before_id, sort_key)"
    " VALUES (?1, ?2, ?3, ?4, ?5) RETURNING " GAP_COLUMNS,
    error);

  if (statement == NULL)
    return FALSE;
  beckon_statement_bind_int64 (statement, 1, account_id);
  beckon_statement_bind_text (statement, 2, archive);
  beckon_statement_bind_text (statement, 3, after_id);
  beckon_statement_bind_text (statement, 4, before_id);
  beckon_statement_bind_int64 (statement, 5, sort_key);
  return beckon_statement_read_one (statement, read_gap, (GDestroyNotify) beckon_gap_record_unref,
                                    result, error);
}

/* A gap whose end is not known is replaced by one that reaches up to now. It has another number, so
 * that a page that is still on its way to the old one does not fill it. What a new device starts
 * with stays a gap of its own. */
static gboolean
open_gap (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 account_id;
  const char *archive;
  const char *after_id;
  g_autofree char *earlier = NULL;
  g_autoptr (First) first = NULL;
  g_autoptr (BeckonGapRecord) past = NULL;
  gint64 sort_key;
  g_autoptr (BeckonStatement) replace
    = beckon_database_prepare (database,
                               "DELETE FROM gaps WHERE account_id = ?1 AND archive = ?2"
                               " AND before_id IS NULL RETURNING coalesce (after_id, '')",
                               error);

  if (replace == NULL || !beckon_store_make_place (database, &sort_key, error))
    return FALSE;

  g_variant_get (data, "(x&sm&s)", &account_id, &archive, &after_id);
  beckon_statement_bind_int64 (replace, 1, account_id);
  beckon_statement_bind_text (replace, 2, archive);
  if (!beckon_statement_read_one (replace, read_text, g_free, (gpointer *) &earlier, error))
    return FALSE;
  if (earlier != NULL && *earlier != '\0')
    after_id = earlier;
  else if (!find_first_archived (database, account_id, (gpointer *) &first, error))
    return FALSE;
  if (first != NULL && earlier != NULL
      && !add_gap (database, account_id, archive, NULL, first->archive_id, first->sort_key,
                   (gpointer *) &past, error))
    return FALSE;
  if (after_id == NULL && first != NULL)
    after_id = first->archive_id;
  return add_gap (database, account_id, archive, after_id, NULL, sort_key, result, error);
}

static const BeckonStoreCall open_gap_call = {
  .func = open_gap,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) beckon_gap_record_unref,
};

void
beckon_store_open_gap_async (BeckonStore *self,
                             gint64 account_id,
                             const char *archive,
                             const char *after_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  beckon_store_call_async (self, &open_gap_call,
                           beckon_store_values ("(xsms)", account_id, archive, after_id),
                           cancellable, callback, user_data);
}

BeckonGapRecord *
beckon_store_open_gap_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &open_gap_call, result, error);
}

static gboolean
load_gaps (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 account_id;
  const char *archive;
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "SELECT " GAP_COLUMNS " FROM gaps WHERE account_id = ?1"
                               " AND archive = ?2 ORDER BY sort_key DESC",
                               error);

  if (statement == NULL)
    return FALSE;

  g_variant_get (data, "(x&s)", &account_id, &archive);
  beckon_statement_bind_int64 (statement, 1, account_id);
  beckon_statement_bind_text (statement, 2, archive);
  return beckon_statement_collect (statement, read_gap, (GDestroyNotify) beckon_gap_record_unref,
                                   result, error);
}

static const BeckonStoreCall load_gaps_call = {
  .func = load_gaps,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) g_ptr_array_unref,
};

void
beckon_store_load_gaps_async (BeckonStore *self,
                              gint64 account_id,
                              const char *archive,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  beckon_store_call_async (self, &load_gaps_call, beckon_store_values ("(xs)", account_id, archive),
                           cancellable, callback, user_data);
}

GPtrArray *
beckon_store_load_gaps_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &load_gaps_call, result, error);
}

static gboolean
find_oldest_archived (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "SELECT archive_id FROM (SELECT sort_key, archive_id FROM messages"
                               " WHERE chat_id = ?1 ORDER BY sort_key LIMIT 1000)"
                               " WHERE archive_id IS NOT NULL ORDER BY sort_key LIMIT 1",
                               error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, g_variant_get_int64 (data));
  return beckon_statement_read_one (statement, read_text, g_free, result, error);
}

static const BeckonStoreCall find_oldest_archived_call = {
  .func = find_oldest_archived,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = g_free,
};

void
beckon_store_find_oldest_archived_async (BeckonStore *self,
                                         gint64 chat_id,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  beckon_store_call_async (self, &find_oldest_archived_call, beckon_store_values ("x", chat_id),
                           cancellable, callback, user_data);
}

char *
beckon_store_find_oldest_archived_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &find_oldest_archived_call, result, error);
}
