/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BECKON_SECRET_ERROR (beckon_secret_error_quark ())
GQuark beckon_secret_error_quark (void);

/**
 * BeckonSecretError:
 * @BECKON_SECRET_ERROR_UNAVAILABLE: there is no keyring
 * @BECKON_SECRET_ERROR_LOCKED: the keyring is locked and was not unlocked
 * @BECKON_SECRET_ERROR_TIMEOUT: the keyring does not answer; it may later
 * @BECKON_SECRET_ERROR_FAILED: anything else
 *
 * That nothing is stored is not an error.
 */
typedef enum
{
  BECKON_SECRET_ERROR_UNAVAILABLE,
  BECKON_SECRET_ERROR_LOCKED,
  BECKON_SECRET_ERROR_TIMEOUT,
  BECKON_SECRET_ERROR_FAILED,
} BeckonSecretError;

/**
 * BeckonSecretKind:
 * @BECKON_SECRET_FAST_TOKEN: the token in use (XEP-0484), with its mechanism
 * @BECKON_SECRET_FAST_TOKEN_NEXT: the token that came last and has not been used yet
 * @BECKON_SECRET_PASSWORD: a password that the person asked to keep
 * @BECKON_SECRET_REVOKE: a token of an account that was removed, still to be invalidated
 */
typedef enum
{
  BECKON_SECRET_FAST_TOKEN,
  BECKON_SECRET_FAST_TOKEN_NEXT,
  BECKON_SECRET_PASSWORD,
  BECKON_SECRET_REVOKE,
} BeckonSecretKind;

/**
 * BeckonSecretStore:
 *
 * Where secrets live: the desktop's keyring, or the memory of this process. A secret is a string
 * of UTF-8; free what you get with beckon_secret_free(), which wipes it.
 */
#define BECKON_TYPE_SECRET_STORE (beckon_secret_store_get_type ())
G_DECLARE_INTERFACE (BeckonSecretStore, beckon_secret_store, BECKON, SECRET_STORE, GObject)

struct _BeckonSecretStoreInterface
{
  GTypeInterface parent;

  void (*store_async) (BeckonSecretStore *self,
                       const char *account,
                       BeckonSecretKind kind,
                       const char *secret,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*store_finish) (BeckonSecretStore *self, GAsyncResult *result, GError **error);
  void (*lookup_async) (BeckonSecretStore *self,
                        const char *account,
                        BeckonSecretKind kind,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  char *(*lookup_finish) (BeckonSecretStore *self, GAsyncResult *result, GError **error);
  void (*clear_async) (BeckonSecretStore *self,
                       const char *account,
                       BeckonSecretKind kind,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*clear_finish) (BeckonSecretStore *self, GAsyncResult *result, GError **error);
};

void beckon_secret_store_store_async (BeckonSecretStore *self,
                                      const char *account,
                                      BeckonSecretKind kind,
                                      const char *secret,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
beckon_secret_store_store_finish (BeckonSecretStore *self, GAsyncResult *result, GError **error);
void beckon_secret_store_lookup_async (BeckonSecretStore *self,
                                       const char *account,
                                       BeckonSecretKind kind,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
char *
beckon_secret_store_lookup_finish (BeckonSecretStore *self, GAsyncResult *result, GError **error);
void beckon_secret_store_clear_async (BeckonSecretStore *self,
                                      const char *account,
                                      BeckonSecretKind kind,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
beckon_secret_store_clear_finish (BeckonSecretStore *self, GAsyncResult *result, GError **error);

BeckonSecretStore *beckon_secret_store_new_keyring (void);
BeckonSecretStore *beckon_secret_store_new_memory (void);

void beckon_secret_free (char *secret);

G_END_DECLS
