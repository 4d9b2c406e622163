/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-store.h"

G_BEGIN_DECLS

/* Everybody whom an account knows: the contact list, and, without a subscription, others of whom
 * there is a nick or an avatar. Result: GPtrArray of BeckonContactRecord. */
void beckon_store_load_contacts_async (BeckonStore *self,
                                       gint64 account_id,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *
beckon_store_load_contacts_finish (BeckonStore *self, GAsyncResult *result, GError **error);

/* Writes what the server says of the contact list, and its version (RFC 6121, section 2.6; NULL
 * for none), in one transaction. Of the records, name, subscription, ask and groups are written; a
 * NULL subscription takes the contact off the list. With replace, those that are not given are
 * taken off too. */
void beckon_store_save_roster_async (BeckonStore *self,
                                     gint64 account_id,
                                     GPtrArray *contacts,
                                     gboolean replace,
                                     const char *version,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* What somebody, on the contact list or not, says of themselves; NULL for nothing. */
void beckon_store_set_contact_nick_async (BeckonStore *self,
                                          gint64 account_id,
                                          const char *jid,
                                          const char *nick,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
void beckon_store_set_contact_avatar_async (BeckonStore *self,
                                            gint64 account_id,
                                            const char *jid,
                                            const char *avatar_hash,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);

G_END_DECLS
