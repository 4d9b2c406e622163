/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-store.h"

G_BEGIN_DECLS

/* What is missing of an archive (XEP-0313): an account's own, or a group's. A gap is opened when a
 * session begins that does not resume the one before, and before anything that arrives in it is
 * added; it is filled by pages, newest first, while live messages go on. */

/* Behind after_id messages may have been missed until now. They
 * will stand between what is stored now, with what was written here and not sent yet, and what
 * arrives from now on. A gap whose end is not known yet is replaced by one up to now instead of a
 * second one being opened. */
void beckon_store_open_gap_async (BeckonStore *self,
                                  gint64 account_id,
                                  const char *archive,
                                  const char *after_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
BeckonGapRecord *
beckon_store_open_gap_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* The gaps of an archive, newest first: GPtrArray of BeckonGapRecord. */
void beckon_store_load_gaps_async (BeckonStore *self,
                                   gint64 account_id,
                                   const char *archive,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *beckon_store_load_gaps_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* Adds a page from the end of a gap: messages of any chats, oldest first, put where they belong.
 * Known ones are merged, and corrections taken, as in beckon_store_add_messages_async(), and what is older than what was
 * deleted of a chat is left out. The gap then ends before
 * before_id, the oldest archive id of the page, or is gone when nothing is left of it. All in one
 * transaction. The result also tells whether a known message was moved to another place.
 *
 * With a gap_id of 0 the page is of one chat and older than all that is stored of it: history that
 * the person scrolled up for. */
void beckon_store_add_page_async (BeckonStore *self,
                                  gint64 gap_id,
                                  GPtrArray *messages,
                                  const char *before_id,
                                  gboolean complete,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GPtrArray *beckon_store_add_page_finish (BeckonStore *self,
                                         GAsyncResult *result,
                                         GArray **is_new,
                                         gboolean *moved,
                                         GError **error);

/* The archive id of the oldest message of a chat that has one, looking no further than is usual.
 * Result: NULL without an error when there is none. */
void beckon_store_find_oldest_archived_async (BeckonStore *self,
                                              gint64 chat_id,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
char *
beckon_store_find_oldest_archived_finish (BeckonStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
