/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-store-private.h"

G_BEGIN_DECLS

/**
 * StoreStop:
 * @done: whether the store has gone on, and said so
 *
 * Keeps a store busy at one point of its queue, until it is let go.
 */
typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean busy;
  gboolean released;
  gboolean done;
} StoreStop;

static gboolean
store_stop_run (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  StoreStop *stop = data;

  g_mutex_lock (&stop->lock);
  stop->busy = TRUE;
  g_main_context_wakeup (NULL);
  while (!stop->released)
    g_cond_wait (&stop->cond, &stop->lock);
  g_mutex_unlock (&stop->lock);
  return TRUE;
}

static void
store_stop_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((StoreStop *) user_data)->done = TRUE;
}

/* In the transaction of what is written before it, which is not answered until the stop is
 * released. */
static inline void
store_stop_start (BeckonStore *store, StoreStop *stop)
{
  static const BeckonStoreCall call = { .func = store_stop_run, .writes = TRUE };

  beckon_store_call_async (store, &call, stop, NULL, store_stop_cb, stop);
}

/* Behind all that is written before it, and answered. */
static inline void
store_stop_start_behind (BeckonStore *store, StoreStop *stop)
{
  static const BeckonStoreCall call = { .func = store_stop_run, .alone = TRUE };

  beckon_store_call_async (store, &call, stop, NULL, store_stop_cb, stop);
}

static inline gboolean
store_stop_is_busy (StoreStop *stop)
{
  gboolean busy;

  g_mutex_lock (&stop->lock);
  busy = stop->busy;
  g_mutex_unlock (&stop->lock);
  return busy;
}

static inline void
store_stop_release (StoreStop *stop)
{
  g_mutex_lock (&stop->lock);
  stop->released = TRUE;
  g_cond_signal (&stop->cond);
  g_mutex_unlock (&stop->lock);
}

G_END_DECLS
