/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-store.h"

G_BEGIN_DECLS

/* All chats of an account, or of all accounts for 0, with their last messages and unread counts.
 * Result: GPtrArray of BeckonChatRecord, in no order. */
void beckon_store_load_chats_async (BeckonStore *self,
                                    gint64 account_id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *beckon_store_load_chats_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* The chat with somebody; made when there was none. */
void beckon_store_open_chat_async (BeckonStore *self,
                                   gint64 account_id,
                                   const char *peer,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
BeckonChatRecord *
beckon_store_open_chat_finish (BeckonStore *self, GAsyncResult *result, GError **error);

void beckon_store_set_chat_pinned_async (BeckonStore *self,
                                         gint64 chat_id,
                                         gboolean pinned,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
/* A time, or 0 for not muted, or G_MAXINT64 for as long as the person does not say otherwise. */
void beckon_store_set_chat_muted_async (BeckonStore *self,
                                        gint64 chat_id,
                                        gint64 until,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void beckon_store_set_chat_archived_async (BeckonStore *self,
                                           gint64 chat_id,
                                           gboolean archived,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);

/* What was typed and not sent; NULL for nothing. */
void beckon_store_set_chat_draft_async (BeckonStore *self,
                                        gint64 chat_id,
                                        const char *draft,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);

G_END_DECLS
