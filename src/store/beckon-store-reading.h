/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-store.h"

G_BEGIN_DECLS

/* How far the person has read each chat, how far others know of it, and how far others have read. */

/* The messages up to this sort key have been seen; never goes backwards. Others are to be told of it
 * if they were seen here. Result: the chat's record as it is now, with what is still unread. */
void beckon_store_set_chat_read_async (BeckonStore *self,
                                       gint64 chat_id,
                                       gint64 sort_key,
                                       gboolean here,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
BeckonChatRecord *
beckon_store_set_chat_read_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* As beckon_store_set_chat_read_async(), as another device of ours says, up to a message that the
 * archive calls so; this device has nobody to tell of it. Result: NULL without an error when the
 * message is not known here. */
void beckon_store_take_chat_read_async (BeckonStore *self,
                                        gint64 chat_id,
                                        const char *archive_id,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
BeckonChatRecord *
beckon_store_take_chat_read_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* The same, where the other device names the message by the id that its writer gave it. */
void beckon_store_take_chat_marker_async (BeckonStore *self,
                                          gint64 chat_id,
                                          const char *sender,
                                          const char *origin_id,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
BeckonChatRecord *
beckon_store_take_chat_marker_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* What is to be told of all chats of an account, or of one of them, for a chat_id that is not 0.
 * Result: GPtrArray of BeckonReadRecord. */
void beckon_store_load_untold_async (BeckonStore *self,
                                     gint64 account_id,
                                     gint64 chat_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *
beckon_store_load_untold_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* Others know that the messages up to this sort key have been seen; never goes backwards. */
void beckon_store_set_chat_told_async (BeckonStore *self,
                                       gint64 chat_id,
                                       gint64 sort_key,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/* The other side has seen our messages up to the one to which we gave this id. Result: GPtrArray of
 * BeckonMessageRecord, of those whose state has changed by that, oldest first. */
void beckon_store_take_marker_async (BeckonStore *self,
                                     gint64 chat_id,
                                     const char *origin_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *
beckon_store_take_marker_finish (BeckonStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
