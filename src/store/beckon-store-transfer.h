/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-store.h"

G_BEGIN_DECLS

/* All messages of an account on their way out, and those of another one on their way in. */

/* The rows of all messages of an account that somebody else has seen: what is still to be sent, or
 * could not be, is not among them. As they were written, and those of each chat in its order.
 * Result: GArray of gint64. */
void beckon_store_list_messages_async (BeckonStore *self,
                                       gint64 account_id,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GArray *beckon_store_list_messages_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* Some of these rows, in this order, but for those that are gone. Result: GPtrArray of
 * BeckonMessageRecord. */
void beckon_store_get_messages_async (BeckonStore *self,
                                      const gint64 *ids,
                                      guint n_ids,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GPtrArray *
beckon_store_get_messages_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/**
 * BeckonStoreImport:
 *
 * How far an import is in each chat. It belongs to the store's thread while a call is under way.
 */
typedef struct _BeckonStoreImport BeckonStoreImport;

BeckonStoreImport *beckon_store_import_new (guint n_messages);
BeckonStoreImport *beckon_store_import_ref (BeckonStoreImport *self);
void beckon_store_import_unref (BeckonStoreImport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonStoreImport, beckon_store_import_unref)

/* Adds the next messages of an import, oldest first, in one transaction: as read, and in their order
 * among what the chats have, as far as their times say. What is known already is left as it is: the
 * same writer's with the same id, or where there is none, with the same time and text. Altogether
 * no more messages may come than beckon_store_import_new() was told. */
void beckon_store_import_messages_async (BeckonStore *self,
                                         BeckonStoreImport *import,
                                         GPtrArray *messages,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean beckon_store_import_messages_finish (BeckonStore *self,
                                              GAsyncResult *result,
                                              guint *n_new,
                                              GError **error);

G_END_DECLS
