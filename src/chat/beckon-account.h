/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-chat.h"
#include "beckon-contact.h"

G_BEGIN_DECLS

/**
 * BeckonAccountState:
 * @BECKON_ACCOUNT_OFFLINE: the person does not want to be connected
 * @BECKON_ACCOUNT_WAITING: not connected, and trying again by itself at `retry-time`
 * @BECKON_ACCOUNT_CONNECTING: finding and reaching the server
 * @BECKON_ACCOUNT_SIGNING_IN: talking to it
 * @BECKON_ACCOUNT_ONLINE: messages flow
 * @BECKON_ACCOUNT_NEEDS_ACTION: not connected, and trying again cannot help: `error` says why
 */
typedef enum
{
  BECKON_ACCOUNT_OFFLINE,
  BECKON_ACCOUNT_WAITING,
  BECKON_ACCOUNT_CONNECTING,
  BECKON_ACCOUNT_SIGNING_IN,
  BECKON_ACCOUNT_ONLINE,
  BECKON_ACCOUNT_NEEDS_ACTION,
} BeckonAccountState;

#define BECKON_TYPE_ACCOUNT_STATE (beckon_account_state_get_type ())
GType beckon_account_state_get_type (void);

/**
 * BeckonTell:
 * @BECKON_TELL_TYPING: that the person is writing to them (XEP-0085)
 * @BECKON_TELL_RECEIPTS: that their message has arrived (XEP-0184)
 * @BECKON_TELL_READ: that it was read (XEP-0333)
 *
 * What contacts are told, of those who may see the person's presence.
 */
typedef enum
{
  BECKON_TELL_NOTHING = 0,
  BECKON_TELL_TYPING = 1 << 0,
  BECKON_TELL_RECEIPTS = 1 << 1,
  BECKON_TELL_READ = 1 << 2,
} BeckonTell;

/**
 * BeckonAccount:
 *
 * One account of the person: its connection, contacts and chats.
 *
 * Properties: `jid` (BeckonJid, bare), `enabled` (boolean), `state` (BeckonAccountState as enum),
 * `error` (GError, nullable: why it is not online), `retry-time` (gint64, monotonic microseconds,
 * or 0), `show` (BeckonShow), `status` (string, nullable), `nick` (string, nullable), `avatar`
 * (GBytes, nullable), `contacts` (GListModel of BeckonContact: the roster), `chats` (GListModel of
 * BeckonChat), `requests` (GListModel of BeckonContact: who asks to see our presence), `blocked`
 * (GListModel of BeckonContact).
 *
 * Signal `new-device` (BeckonDevice): another device was signed in to the account.
 */
#define BECKON_TYPE_ACCOUNT (beckon_account_get_type ())
G_DECLARE_FINAL_TYPE (BeckonAccount, beckon_account, BECKON, ACCOUNT, GObject)

BeckonJid *beckon_account_get_jid (BeckonAccount *self);
gboolean beckon_account_get_enabled (BeckonAccount *self);
void beckon_account_set_enabled (BeckonAccount *self, gboolean enabled);
const char *beckon_account_get_proxy (BeckonAccount *self);
void beckon_account_set_proxy (BeckonAccount *self, const char *uri);
BeckonAccountState beckon_account_get_state (BeckonAccount *self);
const GError *beckon_account_get_error (BeckonAccount *self);
gint64 beckon_account_get_retry_time (BeckonAccount *self);
void beckon_account_try_now (BeckonAccount *self);

BeckonShow beckon_account_get_show (BeckonAccount *self);
const char *beckon_account_get_status (BeckonAccount *self);
void beckon_account_set_presence (BeckonAccount *self, BeckonShow show, const char *status);
const char *beckon_account_get_nick (BeckonAccount *self);
const char *beckon_account_get_name (BeckonAccount *self);
GBytes *beckon_account_get_avatar (BeckonAccount *self);

GListModel *beckon_account_get_contacts (BeckonAccount *self);
GListModel *beckon_account_get_chats (BeckonAccount *self);
GListModel *beckon_account_get_requests (BeckonAccount *self);
GListModel *beckon_account_get_blocked (BeckonAccount *self);

/* The chat with somebody; made when there was none. */
void beckon_account_open_chat_async (BeckonAccount *self,
                                     BeckonJid *jid,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
BeckonChat *
beckon_account_open_chat_finish (BeckonAccount *self, GAsyncResult *result, GError **error);

/* Contacts. Each of these ends when the server has said yes or no. All have the same finish. */
void beckon_account_add_contact_async (BeckonAccount *self,
                                       BeckonJid *jid,
                                       const char *name,
                                       const char *const *groups,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
void beckon_account_accept_invitation_async (BeckonAccount *self,
                                             BeckonJid *inviter,
                                             const char *name,
                                             const char *token,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
void beckon_account_rename_contact_async (BeckonAccount *self,
                                          BeckonJid *jid,
                                          const char *name,
                                          const char *const *groups,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
void beckon_account_set_leaving (BeckonAccount *self, BeckonContact *contact, gboolean leaving);
void beckon_account_remove_contact_async (BeckonAccount *self,
                                          BeckonJid *jid,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
void beckon_account_set_blocked_async (BeckonAccount *self,
                                       BeckonJid *jid,
                                       gboolean blocked,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
void beckon_account_answer_request_async (BeckonAccount *self,
                                          BeckonJid *jid,
                                          gboolean accept,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
void beckon_account_set_profile_async (BeckonAccount *self,
                                       const char *nick,
                                       GBytes *avatar,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
void beckon_account_change_password_async (BeckonAccount *self,
                                           const char *password,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
void beckon_account_delete_on_server_async (BeckonAccount *self,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean beckon_account_call_finish (BeckonAccount *self, GAsyncResult *result, GError **error);

/* Where the server gave no token: whether to keep the password in the keyring. Otherwise it is asked
 * for at each start. */
gboolean beckon_account_get_has_token (BeckonAccount *self);
void beckon_account_set_keep_password (BeckonAccount *self, gboolean keep);

/* For a state of NEEDS_ACTION that asks for the password: tries with it, and keeps what the
 * server gives for the next time. */
void beckon_account_sign_in_again (BeckonAccount *self, const char *password);

G_END_DECLS
