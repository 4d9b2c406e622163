/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-blobs.h"

#include "beckon-store-private.h"

/* Looking something up is written down once a day, so that reading stays reading. */
#define USED_STEP G_TIME_SPAN_DAY

static gint64
get_bound (BeckonStoreBlobKind kind)
{
  return kind == BECKON_STORE_BLOB_AVATAR ? 64 * 1024 * 1024 : 4 * 1024 * 1024;
}

typedef struct
{
  BeckonStoreBlobKind kind;
  char *key;
  GBytes *data;
} Blob;

static void
blob_free (Blob *blob)
{
  g_free (blob->key);
  g_clear_pointer (&blob->data, g_bytes_unref);
  g_free (blob);
}

static gboolean
write_blob (BeckonDatabase *database, Blob *blob, GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "INSERT OR REPLACE INTO blobs (kind, key, used, size, data) VALUES (?1, ?2, ?3, ?4, ?5)",
    error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, blob->kind);
  beckon_statement_bind_text (statement, 2, blob->key);
  beckon_statement_bind_int64 (statement, 3, g_get_real_time ());
  beckon_statement_bind_int64 (statement, 4, g_bytes_get_size (blob->data));
  beckon_statement_bind_bytes (statement, 5, blob->data);
  return beckon_statement_run (statement, error);
}

/* The sum runs from the newest to the oldest, in the index; the rows behind the bound go. */
static gboolean
keep_bound (BeckonDatabase *database, BeckonStoreBlobKind kind, GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "DELETE FROM blobs WHERE rowid IN (SELECT rowid FROM (SELECT rowid, sum (size)"
    " OVER (ORDER BY used DESC, rowid DESC) AS total FROM blobs WHERE kind = ?1)"
    " WHERE total > ?2)",
    error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, kind);
  beckon_statement_bind_int64 (statement, 2, get_bound (kind));
  return beckon_statement_run (statement, error);
}

static gboolean
save_blob (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  Blob *blob = data;

  if ((gint64) g_bytes_get_size (blob->data) > get_bound (blob->kind)) /* and keep the others */
    return TRUE;
  return write_blob (database, blob, error) && keep_bound (database, blob->kind, error);
}

static const BeckonStoreCall save_blob_call = {
  .func = save_blob,
  .writes = TRUE,
  .free_data = (GDestroyNotify) blob_free,
};

void
beckon_store_save_blob_async (BeckonStore *self,
                              BeckonStoreBlobKind kind,
                              const char *key,
                              GBytes *data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Blob *blob = g_new0 (Blob, 1);

  blob->kind = kind;
  blob->key = g_strdup (key);
  blob->data = g_bytes_ref (data);
  beckon_store_call_async (self, &save_blob_call, blob, cancellable, callback, user_data);
}

static gpointer
read_blob (BeckonStatement *statement)
{
  return beckon_statement_dup_bytes (statement, 0);
}

static gboolean
load_blob (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  Blob *blob = data;
  gint64 now = g_get_real_time ();
  g_autoptr (BeckonStatement) select
    = beckon_database_prepare (database, "SELECT data FROM blobs WHERE kind = ?1 AND key = ?2",
                               error);
  g_autoptr (BeckonStatement) touch = beckon_database_prepare (
    database, "UPDATE blobs SET used = ?3 WHERE kind = ?1 AND key = ?2 AND used < ?4", error);

  if (select == NULL || touch == NULL)
    return FALSE;

  beckon_statement_bind_int64 (select, 1, blob->kind);
  beckon_statement_bind_text (select, 2, blob->key);
  if (!beckon_statement_read_one (select, read_blob, (GDestroyNotify) g_bytes_unref, result, error))
    return FALSE;

  /* That this fails, on a full disk say, does no harm. */
  beckon_statement_bind_int64 (touch, 1, blob->kind);
  beckon_statement_bind_text (touch, 2, blob->key);
  beckon_statement_bind_int64 (touch, 3, now);
  beckon_statement_bind_int64 (touch, 4, now - USED_STEP);
  beckon_statement_run (touch, NULL);
  return TRUE;
}

static const BeckonStoreCall load_blob_call = {
  .func = load_blob,
  .free_data = (GDestroyNotify) blob_free,
  .free_result = (GDestroyNotify) g_bytes_unref,
};

void
beckon_store_load_blob_async (BeckonStore *self,
                              BeckonStoreBlobKind kind,
                              const char *key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Blob *blob = g_new0 (Blob, 1);

  blob->kind = kind;
  blob->key = g_strdup (key);
  beckon_store_call_async (self, &load_blob_call, blob, cancellable, callback, user_data);
}

GBytes *
beckon_store_load_blob_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &load_blob_call, result, error);
}

static gboolean
clear_blobs (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  return beckon_database_exec (database, "DELETE FROM blobs", error);
}

static const BeckonStoreCall clear_blobs_call = {
  .func = clear_blobs,
  .writes = TRUE,
};

void
beckon_store_clear_blobs_async (BeckonStore *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  beckon_store_call_async (self, &clear_blobs_call, NULL, cancellable, callback, user_data);
}

/* Pages that are free are used again before the file grows. */
static gboolean
measure (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 n_pages, n_free, page_size, cached;

  if (!beckon_database_get_int64 (database, "PRAGMA page_count", &n_pages, error)
      || !beckon_database_get_int64 (database, "PRAGMA freelist_count", &n_free, error)
      || !beckon_database_get_int64 (database, "PRAGMA page_size", &page_size, error)
      || !beckon_database_get_int64 (
        database, "SELECT coalesce (sum (size), 0) FROM blobs", &cached, error))
    return FALSE;
  *result = beckon_store_values ("(tt)", (guint64) (n_pages - n_free) * page_size, (guint64) cached);
  return TRUE;
}

static const BeckonStoreCall measure_call = {
  .func = measure,
  .free_result = (GDestroyNotify) g_variant_unref,
};

void
beckon_store_measure_async (BeckonStore *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  beckon_store_call_async (self, &measure_call, NULL, cancellable, callback, user_data);
}

GVariant *
beckon_store_measure_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &measure_call, result, error);
}
