/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-login.h"
#include "beckon-secret-store.h"

G_BEGIN_DECLS

/**
 * BeckonCredentials:
 *
 * What one account can sign in with: up to two FAST tokens (XEP-0484) and a password, in the
 * keyring and, while the program runs, in memory; and an OAuth token, in memory only.
 *
 * The two slots: a token that the server has just given is kept beside the one before it until it
 * has worked once, as its announcement may have been lost on either way. Nobody is signed out by
 * a rotation.
 */
#define BECKON_TYPE_CREDENTIALS (beckon_credentials_get_type ())
G_DECLARE_FINAL_TYPE (BeckonCredentials, beckon_credentials, BECKON, CREDENTIALS, GObject)

BeckonCredentials *beckon_credentials_new (BeckonSecretStore *secrets, const char *account);

void beckon_credentials_load_async (BeckonCredentials *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean
beckon_credentials_load_finish (BeckonCredentials *self, GAsyncResult *result, GError **error);

void beckon_credentials_set_password (BeckonCredentials *self, const char *password, gboolean keep);
void beckon_credentials_set_oauth_token (BeckonCredentials *self, const char *token);
void beckon_credentials_keep_password_async (BeckonCredentials *self,
                                             gboolean keep,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
gboolean beckon_credentials_keep_password_finish (BeckonCredentials *self,
                                                  GAsyncResult *result,
                                                  GError **error);
guint beckon_credentials_get_count (BeckonCredentials *self);
gboolean beckon_credentials_has_token (BeckonCredentials *self);
gboolean beckon_credentials_has_password (BeckonCredentials *self);

void beckon_credentials_prepare (BeckonCredentials *self, BeckonLogin *login, guint attempt);

void beckon_credentials_accept_async (BeckonCredentials *self,
                                      BeckonLogin *login,
                                      guint attempt,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
beckon_credentials_accept_finish (BeckonCredentials *self, GAsyncResult *result, GError **error);

void beckon_credentials_revoke_async (BeckonCredentials *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
beckon_credentials_revoke_finish (BeckonCredentials *self, GAsyncResult *result, GError **error);

G_END_DECLS
