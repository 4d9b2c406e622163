/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-client.h"
#include "wait-until.h"

G_BEGIN_DECLS

/**
 * Talk:
 *
 * A client in a folder of its own, for a test; see g_test_add().
 */
typedef struct
{
  char *folder;
  BeckonSecretStore *secrets;
  BeckonClient *client;
} Talk;

void talk_set_up (Talk *self, gconstpointer data);
void talk_tear_down (Talk *self, gconstpointer data);

/**
 * Peer:
 *
 * The other person: support/peer.py, which says what it gets and sends what it is told, by lines.
 */
typedef struct
{
  GSubprocess *process;
  GDataInputStream *output;
  GPtrArray *lines;
} Peer;

Peer *peer_new (const char *name);
void peer_free (Peer *self);
void peer_send (Peer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
const char *peer_expect (Peer *self, const char *text);
gboolean peer_got (Peer *self, const char *text);
void peer_forget (Peer *self);

void talk_trust_server (void);
void talk_result_cb (GObject *source, GAsyncResult *result, gpointer user_data);
BeckonClient *talk_open (const char *folder, BeckonSecretStore *secrets);
void talk_close (BeckonClient *client);
BeckonAccount *talk_try_sign_in (BeckonClient *client,
                                 const char *name,
                                 const char *password,
                                 gboolean keep_password,
                                 GError **error);
BeckonAccount *talk_sign_in (BeckonClient *client, const char *name);
BeckonAccount *talk_get_account (BeckonClient *client);
BeckonContact *talk_find_contact (GListModel *contacts, const char *name);
BeckonChat *talk_open_chat (BeckonAccount *account, const char *name);
BeckonMessage *talk_send (BeckonChat *chat, const char *body);
GPtrArray *talk_load (BeckonChat *chat);
BeckonJid *talk_jid (const char *name);
void talk_assert_no_secret (const char *folder, const char *secret);
void talk_remove_folder (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peer, peer_free)

G_END_DECLS
