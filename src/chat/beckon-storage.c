/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-storage.h"

#include "beckon-client-private.h"
#include "beckon-store-blobs.h"

/* A client without a store is nowhere but in memory. */
static BeckonStore *
check_store (BeckonClient *self, GTask *task)
{
  BeckonStore *store = beckon_client_get_store (self);

  if (store == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Nothing is stored");
  return store;
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GVariant *sizes = beckon_store_measure_finish (BECKON_STORE (source), result, &error);

  if (sizes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, sizes, (GDestroyNotify) g_variant_unref);
}

/**
 * beckon_client_measure_storage_async:
 *
 * Finds out how much room is taken.
 */
void
beckon_client_measure_storage_async (BeckonClient *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  BeckonStore *store;

  g_task_set_source_tag (task, beckon_client_measure_storage_async);
  store = check_store (self, task);
  if (store != NULL)
    beckon_store_measure_async (store, cancellable, measured_cb, g_object_ref (task));
}

/**
 * beckon_client_measure_storage_finish:
 * @total: (out): all of it, in bytes
 * @cached: (out): what of it can be had again
 *
 * Returns: whether it is known
 */
gboolean
beckon_client_measure_storage_finish (
  BeckonClient *self, GAsyncResult *result, guint64 *total, guint64 *cached, GError **error)
{
  g_autoptr (GVariant) sizes = g_task_propagate_pointer (G_TASK (result), error);

  if (sizes == NULL)
    return FALSE;
  g_variant_get (sizes, "(tt)", total, cached);
  return TRUE;
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (beckon_store_write_finish (BECKON_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * beckon_client_clear_cache_async:
 *
 * Gives back what can be had again: pictures of contacts, and what their programs can do.
 */
void
beckon_client_clear_cache_async (BeckonClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  BeckonStore *store;

  g_task_set_source_tag (task, beckon_client_clear_cache_async);
  store = check_store (self, task);
  if (store != NULL)
    beckon_store_clear_blobs_async (store, cancellable, cleared_cb, g_object_ref (task));
}

gboolean
beckon_client_clear_cache_finish (BeckonClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
