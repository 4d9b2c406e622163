/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account-private.h"
#include "beckon-client-private.h"
#include "fake-server.h"
#include "wait-until.h"

G_BEGIN_DECLS

#define ALICE "alice@" FAKE_SERVER_DOMAIN
#define PASSWORD "pencil"

/**
 * TalkServer:
 * @refuse: connections are cut at once
 * @ignore: or nothing is said on them, until the client ends them
 * @deny: (nullable): the SASL condition that everybody gets
 * @token: (nullable): the token that is given to who signs in next
 * @accepted: tokens that are accepted, between spaces
 * @resumed: (nullable): for who resumes, what the server has got; if empty, what it really has
 * @forgotten: (nullable): for who would resume and cannot, what the server had got
 * @asks_for_carbons: whether copies (XEP-0280) are to be asked for after signing in
 * @acknowledges: whether it says what it has got when it is asked (XEP-0198)
 * @poison: (nullable): the server hangs up when it gets this
 * @last_words: (nullable): what it says before
 * @logins: how everybody has signed in: "PLAIN ", the token, or "-" for one who was not let in
 *
 * A whole server for one client: it lets alice sign in by itself, with her password or a token,
 * and from then on it says what the test wants and tells what it gets.
 */
typedef struct
{
  FakeServer *server;
  char *folder;
  BeckonSecretStore *secrets;
  BeckonClient *client;
  BeckonAccount *account;

  GMutex lock;
  FakeConnection *connection;
  GString *sent; /* by the client, since the test last looked */
  gboolean refuse;
  gboolean ignore;
  const char *deny;
  const char *token;
  const char *accepted;
  const char *resumed;
  const char *forgotten;
  gboolean asks_for_carbons;
  gboolean acknowledges;
  const char *poison;
  const char *last_words;
  guint n_got; /* stanzas in this session */
  GString *logins;
} TalkServer;

void talk_server_set_up (TalkServer *self, gconstpointer data);
void talk_server_tear_down (TalkServer *self, gconstpointer data);

void talk_server_result_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void talk_server_sign_in (TalkServer *self);
BeckonAccount *talk_server_try_sign_in (TalkServer *self, GError **error);
void talk_server_open (TalkServer *self);
void talk_server_close (TalkServer *self);
void talk_server_reopen (TalkServer *self);
void talk_server_cut (TalkServer *self);
char *talk_server_dup_secret (TalkServer *self, BeckonSecretKind kind);

void talk_server_send (TalkServer *self, const char *xml);
char *talk_server_get (TalkServer *self, const char *text);
gboolean talk_server_has_got (TalkServer *self, const char *text);
char *talk_server_settle (TalkServer *self);
void talk_server_answer (TalkServer *self, const char *request, const char *payload);
void talk_server_answer_start (TalkServer *self, const char *roster);

BeckonChat *talk_server_open_chat (TalkServer *self, const char *peer);
GPtrArray *talk_server_load (TalkServer *self, BeckonChat *chat);
BeckonMessage *talk_server_write (TalkServer *self, BeckonChat *chat, const char *body);

G_END_DECLS
