/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-database-private.h"
#include "beckon-store.h"

G_BEGIN_DECLS

/* What a call does, on the store's thread. Puts what it gives into result; on failure it gives
 * nothing and sets the error. */
typedef gboolean (*BeckonStoreFunc) (BeckonDatabase *database,
                                     gpointer data,
                                     gpointer *result,
                                     GError **error);

typedef struct
{
  BeckonStoreFunc func;
  gboolean writes; /* runs in a transaction, undone when it fails */
  gboolean alone;  /* runs in none */
  GDestroyNotify free_data;
  GDestroyNotify free_result;
} BeckonStoreCall;

void beckon_store_call_async (BeckonStore *self,
                              const BeckonStoreCall *call,
                              gpointer data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gpointer beckon_store_call_finish (BeckonStore *self,
                                   const BeckonStoreCall *call,
                                   GAsyncResult *result,
                                   GError **error);

/* Behind a removal, so that nothing of it stays in the file. */
gboolean beckon_store_forget_words (BeckonDatabase *database, GError **error);
void beckon_store_empty_journal (BeckonStore *self);

gboolean beckon_store_check_found (gconstpointer row, GError **error);

/* Values for a call, as for g_variant_new(); its free_data is g_variant_unref. */
#define beckon_store_values(...) g_variant_ref_sink (g_variant_new (__VA_ARGS__))

G_END_DECLS
