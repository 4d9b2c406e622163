/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-account.h"
#include "beckon-secret-store.h"

G_BEGIN_DECLS

/**
 * BeckonSignIn:
 * @jid: the bare address
 * @password: its password; forgotten as soon as there is a token
 * @host, @port, @direct_tls: set by hand, or %NULL and 0
 * @proxy: (nullable): what to go through, such as `socks5://host:port`, or %NULL for what the system
 *   says
 * @keep_password: where the server gives no token: whether to keep the password in the keyring;
 *   otherwise it is asked for each time
 * @oauth_token: (nullable): an access token for it (RFC 7628), instead of @password
 * @device_id: (nullable): with @oauth_token: the UUID that the token was made for
 */
typedef struct
{
  BeckonJid *jid;
  const char *password;
  const char *host;
  guint16 port;
  gboolean direct_tls;
  const char *proxy;
  gboolean keep_password;
  const char *oauth_token;
  const char *device_id;
} BeckonSignIn;

/**
 * BeckonKeyringState:
 *
 * Whether what was last kept could be kept.
 */
typedef enum
{
  BECKON_KEYRING_OK,
  BECKON_KEYRING_UNAVAILABLE,
  BECKON_KEYRING_LOCKED,
} BeckonKeyringState;

/**
 * BeckonClient:
 *
 * All of Beckon but the window: the person's accounts over one store and one keyring. The start
 * of everything for the application and for tests.
 *
 * Properties: `accounts` (GListModel of BeckonAccount), `keyring-state` (BeckonKeyringState as
 * uint), `network-available` (boolean), `active` (boolean).
 */
#define BECKON_TYPE_CLIENT (beckon_client_get_type ())
G_DECLARE_FINAL_TYPE (BeckonClient, beckon_client, BECKON, CLIENT, GObject)

/* Opens the store in data_dir, loads the accounts and starts to connect them. */
void beckon_client_open_async (const char *data_dir,
                               BeckonSecretStore *secrets,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
BeckonClient *beckon_client_open_finish (GAsyncResult *result, GError **error);

/* When it cannot be opened: keeps the file under another name, so that a new one can be made. */
void beckon_client_set_aside_async (const char *data_dir,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
char *beckon_client_set_aside_finish (GAsyncResult *result, GError **error);

/* Ends everything in good order: drafts and messages stored, streams closed. */
void
beckon_client_close_async (BeckonClient *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean beckon_client_close_finish (BeckonClient *self, GAsyncResult *result, GError **error);

GListModel *beckon_client_get_accounts (BeckonClient *self);
BeckonKeyringState beckon_client_get_keyring_state (BeckonClient *self);

/* What contacts are told, by all accounts; everything, until something else is set. */
void beckon_client_set_tell (BeckonClient *self, BeckonTell tell);
void beckon_client_set_active (BeckonClient *self, gboolean active);
gboolean beckon_client_get_active (BeckonClient *self);

/* Ends when the account is online, its token kept; or with an error, and then nothing is left of
 * the attempt. */
void beckon_client_sign_in_async (BeckonClient *self,
                                  const BeckonSignIn *sign_in,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
BeckonAccount *
beckon_client_sign_in_finish (BeckonClient *self, GAsyncResult *result, GError **error);

/* Signs out here: the token is invalidated on the server (later, if it cannot be reached now),
 * the secrets and the local history are removed. */
void beckon_client_sign_out_async (BeckonClient *self,
                                   BeckonAccount *account,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean beckon_client_sign_out_finish (BeckonClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
