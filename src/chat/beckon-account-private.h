/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"
#include "beckon-client.h"
#include "beckon-store.h"

G_BEGIN_DECLS

/* Named only, so that tests which make accounts without a server need none of their headers. */
typedef struct _BeckonArchivePast BeckonArchivePast;
typedef struct _BeckonChatBook BeckonChatBook;
typedef struct _BeckonConnection BeckonConnection;
typedef struct _BeckonContactBook BeckonContactBook;
typedef struct _BeckonCredentials BeckonCredentials;
typedef struct _BeckonLogin BeckonLogin;
typedef struct _BeckonOutbox BeckonOutbox;
typedef struct _BeckonReadSync BeckonReadSync;
typedef struct _BeckonSession BeckonSession;

/* Private signal of an account: `keyring` (uint, a BeckonKeyringState): whether what was to be
 * kept could be kept. */

BeckonAccount *beckon_account_new (BeckonStore *store, BeckonAccountRecord *record);
void beckon_account_load_async (BeckonAccount *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean beckon_account_load_finish (BeckonAccount *self, GAsyncResult *result, GError **error);
void beckon_account_save (BeckonAccount *self);
void beckon_account_save_record (BeckonAccount *self);

void beckon_account_set_connection (BeckonAccount *self,
                                    BeckonConnection *connection,
                                    BeckonCredentials *credentials);
void beckon_account_follow_connection (BeckonAccount *self);
void beckon_account_connect (BeckonAccount *self);
void beckon_account_disconnect (BeckonAccount *self);
BeckonConnection *beckon_account_get_connection (BeckonAccount *self);
BeckonCredentials *beckon_account_get_credentials (BeckonAccount *self);
BeckonSession *beckon_account_get_session (BeckonAccount *self);
void beckon_account_sign_in_with_token (BeckonAccount *self, const char *token);
void beckon_account_keep_password (BeckonAccount *self, const char *password);
void beckon_account_report_keyring (BeckonAccount *self, const GError *error);
void beckon_account_set_state (BeckonAccount *self,
                               BeckonAccountState state,
                               const GError *error,
                               gint64 retry_time);
void beckon_account_take_login (BeckonAccount *self, BeckonLogin *login);
void beckon_account_go_online (BeckonAccount *self, BeckonSession *session);
void beckon_account_set_active (BeckonAccount *self, gboolean active);

void beckon_account_set_tell (BeckonAccount *self, BeckonTell tell);
BeckonTell beckon_account_get_tell (BeckonAccount *self);
BeckonStore *beckon_account_get_store (BeckonAccount *self);
BeckonAccountRecord *beckon_account_get_record (BeckonAccount *self);
gint64 beckon_account_get_row (BeckonAccount *self);
BeckonOutbox *beckon_account_get_outbox (BeckonAccount *self);
BeckonReadSync *beckon_account_get_read_sync (BeckonAccount *self);
BeckonArchivePast *beckon_account_get_archive_past (BeckonAccount *self);
void beckon_account_set_nick (BeckonAccount *self, const char *nick);
void beckon_account_set_avatar (BeckonAccount *self, GBytes *avatar);

BeckonContactBook *beckon_account_get_contact_book (BeckonAccount *self);
BeckonContact *beckon_account_find_contact (BeckonAccount *self, BeckonJid *jid);
BeckonContact *beckon_account_ensure_contact (BeckonAccount *self, BeckonJid *jid);
void beckon_account_update_roster (BeckonAccount *self, GPtrArray *records);
void beckon_account_add_request (BeckonAccount *self, BeckonContact *contact);

BeckonChatBook *beckon_account_get_chat_book (BeckonAccount *self);
BeckonChat *beckon_account_find_chat (BeckonAccount *self, BeckonJid *jid);
BeckonChat *beckon_account_find_chat_by_id (BeckonAccount *self, gint64 id);
BeckonChat *beckon_account_add_chat (BeckonAccount *self, BeckonChatRecord *record);

G_END_DECLS
