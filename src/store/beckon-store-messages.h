/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-store.h"

G_BEGIN_DECLS

/* Adds messages, in this order, at the end of their chats, in one transaction. A message that is
 * known already (same chat and archive id; else same chat, sender and origin id, and for one that
 * is not ours the same text) is not added again: what it newly says (an archive id, a better
 * state) is merged into the known row. One that replaces another one of its writer (XEP-0308) is
 * the new text of that, of which the earlier one is kept, or else a message of its own. The archive
 * id must be one that our own archive vouches for. Result: GPtrArray of BeckonMessageRecord, one for each given, as they are stored now;
 * beckon_store_add_messages_finish() also tells which were new (GArray of gboolean). */
void beckon_store_add_messages_async (BeckonStore *self,
                                      GPtrArray *messages,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GPtrArray *beckon_store_add_messages_finish (BeckonStore *self,
                                             GAsyncResult *result,
                                             GArray **is_new,
                                             GError **error);

/* A page of a chat's history: up to limit messages before (or after) sort_key, oldest first.
 * G_MAXINT64 for the newest, 0 for the oldest. */
void beckon_store_load_messages_async (BeckonStore *self,
                                       gint64 chat_id,
                                       gint64 sort_key,
                                       gboolean backwards,
                                       guint limit,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *
beckon_store_load_messages_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* Moves the state of one of our messages; never backwards, except from failed to queued. Result:
 * the record as it is now. Nothing that was deleted becomes written. */
void beckon_store_set_message_state_async (BeckonStore *self,
                                           gint64 message_id,
                                           BeckonMessageState state,
                                           const char *error_condition,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
BeckonMessageRecord *
beckon_store_set_message_state_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* By the id that the writer gave it: for receipts and corrections. Result: NULL without an error
 * when there is none. */
void beckon_store_find_message_async (BeckonStore *self,
                                      gint64 chat_id,
                                      const char *sender,
                                      const char *origin_id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
BeckonMessageRecord *
beckon_store_find_message_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* Our messages that are queued or written but not known to be sent, oldest first, of an account. */
void beckon_store_load_unsent_async (BeckonStore *self,
                                     gint64 account_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *
beckon_store_load_unsent_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* Full text search, newest first; chat_id 0 for all. The words are the person's own. */
void beckon_store_search_messages_async (BeckonStore *self,
                                         const char *words,
                                         gint64 chat_id,
                                         guint limit,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
GPtrArray *
beckon_store_search_messages_finish (BeckonStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
