/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-store-error.h"
#include "beckon-store-records.h"

G_BEGIN_DECLS

/**
 * BeckonStore:
 *
 * What Beckon remembers, in one SQLite file: accounts, contacts, chats, messages with their
 * search index, drafts, capabilities, avatars. One thread of its own does all the work, in the
 * order of the calls; every function here returns at once, and its callback comes in the
 * caller's main context. Knows nothing of XMPP: addresses are prepared strings.
 *
 * A write is durable when its callback says so.
 */
#define BECKON_TYPE_STORE (beckon_store_get_type ())
G_DECLARE_FINAL_TYPE (BeckonStore, beckon_store, BECKON, STORE, GObject)

void beckon_store_open_async (const char *path,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
BeckonStore *beckon_store_open_finish (GAsyncResult *result, GError **error);
void beckon_store_close_async (BeckonStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean beckon_store_close_finish (BeckonStore *self, GAsyncResult *result, GError **error);

void
beckon_store_set_aside_async (const char *path, GAsyncReadyCallback callback, gpointer user_data);
char *beckon_store_set_aside_finish (GAsyncResult *result, GError **error);

/* The end of every call that only writes and has no finish of its own. */
gboolean beckon_store_write_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* The functions of each table are in its own header: beckon-store-accounts.h, -contacts.h,
 * -chats.h, -messages.h, -archive.h, -deletion.h, -blobs.h, -transfer.h. */

G_END_DECLS
