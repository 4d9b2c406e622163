/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-store.h"

G_BEGIN_DECLS

/* Deleting what a chat has. First it is only marked: nothing of it is shown, found, counted or sent,
 * and it can be brought back. Then it is removed. What comes later into the chat is not touched by
 * either. The row of the chat stays, and remembers up to where it was deleted, so that the archive
 * does not bring it back; for that also the ids of the newest messages stay, without their texts. */

/* Marks all that the chat has, and its draft, as deleted; what was marked before is removed. Result:
 * the chat as it is now, whose deleted_sort_key tells this deletion from others. */
void beckon_store_delete_chat_async (BeckonStore *self,
                                     gint64 chat_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
BeckonChatRecord *
beckon_store_delete_chat_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* Takes that mark away, and gives the draft back unless there is a new one. Result: the chat as it is
 * now; unchanged when that deletion is not the last one or was carried out. */
void beckon_store_restore_chat_async (BeckonStore *self,
                                      gint64 chat_id,
                                      gint64 deleted_sort_key,
                                      const char *draft,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
BeckonChatRecord *
beckon_store_restore_chat_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* Removes what is marked by that deletion of a chat; with a chat_id of 0, all that is marked. */
void beckon_store_remove_deleted_async (BeckonStore *self,
                                        gint64 chat_id,
                                        gint64 deleted_sort_key,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);

G_END_DECLS
