/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-store.h"

G_BEGIN_DECLS

/* All accounts, in the order in which they were added. Result: GPtrArray of BeckonAccountRecord. */
void beckon_store_load_accounts_async (BeckonStore *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *
beckon_store_load_accounts_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* Adds an account (id 0; one with this address that is there already is taken over) or changes
 * one. Its roster_version and archive_id are not written here: they go together with what they
 * speak of, in beckon_store_save_roster_async() and beckon_store_set_archive_id_async(). Result:
 * the record as it is stored. */
void beckon_store_save_account_async (BeckonStore *self,
                                      BeckonAccountRecord *account,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
BeckonAccountRecord *
beckon_store_save_account_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* Remembers how far the archive is stored: everything up to this archive id, which may be NULL. */
void beckon_store_set_archive_id_async (BeckonStore *self,
                                        gint64 account_id,
                                        const char *archive_id,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);

/* Removes an account with its contacts, chats and messages, and wipes their bytes from the disk.
 * With revoke, how to reach its server is kept, in the same transaction, until the token has been
 * invalidated there. */
void beckon_store_remove_account_async (BeckonStore *self,
                                        gint64 account_id,
                                        gboolean revoke,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);

/* Whose token is still to be invalidated: GPtrArray of BeckonAccountRecord that have the address,
 * the server's host and port, resource_id and mechanism, and as id the one for
 * beckon_store_remove_revocation_async(). */
void beckon_store_load_revocations_async (BeckonStore *self,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
GPtrArray *
beckon_store_load_revocations_finish (BeckonStore *self, GAsyncResult *result, GError **error);
void beckon_store_remove_revocation_async (BeckonStore *self,
                                           gint64 revocation_id,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);

G_END_DECLS
