/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-secret-store.h"

#include "beckon-wipe.h"

G_DEFINE_QUARK (beckon_secret_error, beckon_secret_error)
G_DEFINE_INTERFACE (BeckonSecretStore, beckon_secret_store, G_TYPE_OBJECT)

static void
beckon_secret_store_default_init (BeckonSecretStoreInterface *iface)
{
}

/**
 * beckon_secret_store_store_async:
 * @self: a secret store
 * @account: the account's bare address
 * @kind: what it is
 * @secret: the secret, in UTF-8; copied
 * @cancellable: (nullable): to wait no longer; the secret may be stored all the same
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Stores a secret in place of the one of this account and kind. Calls on one secret store are
 * carried out one after the other. May ask the person to open the keyring.
 */
void
beckon_secret_store_store_async (BeckonSecretStore *self,
                                 const char *account,
                                 BeckonSecretKind kind,
                                 const char *secret,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  BECKON_SECRET_STORE_GET_IFACE (self)->store_async (self, account, kind, secret, cancellable,
                                                     callback, user_data);
}

/**
 * beckon_secret_store_store_finish:
 * @self: a secret store
 * @result: the result
 * @error: return location for a #BeckonSecretError
 *
 * Returns: whether it is stored
 */
gboolean
beckon_secret_store_store_finish (BeckonSecretStore *self, GAsyncResult *result, GError **error)
{
  return BECKON_SECRET_STORE_GET_IFACE (self)->store_finish (self, result, error);
}

/**
 * beckon_secret_store_lookup_async:
 * @self: a secret store
 * @account: the account's bare address
 * @kind: what it is
 * @cancellable: (nullable): to wait no longer
 * @callback: called with the secret
 * @user_data: for @callback
 *
 * Looks a secret up. May ask the person to open the keyring when it has it.
 */
void
beckon_secret_store_lookup_async (BeckonSecretStore *self,
                                  const char *account,
                                  BeckonSecretKind kind,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  BECKON_SECRET_STORE_GET_IFACE (self)->lookup_async (self, account, kind, cancellable, callback,
                                                      user_data);
}

/**
 * beckon_secret_store_lookup_finish:
 * @self: a secret store
 * @result: the result
 * @error: return location for a #BeckonSecretError
 *
 * Returns: (transfer full) (nullable): the secret, to be freed with beckon_secret_free(); %NULL
 *   without an error when nothing is stored
 */
char *
beckon_secret_store_lookup_finish (BeckonSecretStore *self, GAsyncResult *result, GError **error)
{
  return BECKON_SECRET_STORE_GET_IFACE (self)->lookup_finish (self, result, error);
}

/**
 * beckon_secret_store_clear_async:
 * @self: a secret store
 * @account: the account's bare address
 * @kind: what it is
 * @cancellable: (nullable): to wait no longer; the secret may be removed all the same
 * @callback: called when it is removed
 * @user_data: for @callback
 *
 * Removes a secret. That there is none is fine. May ask the person to open the keyring when there
 * is one.
 */
void
beckon_secret_store_clear_async (BeckonSecretStore *self,
                                 const char *account,
                                 BeckonSecretKind kind,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  BECKON_SECRET_STORE_GET_IFACE (self)->clear_async (self, account, kind, cancellable, callback,
                                                     user_data);
}

/**
 * beckon_secret_store_clear_finish:
 * @self: a secret store
 * @result: the result
 * @error: return location for a #BeckonSecretError
 *
 * Returns: whether it is not there any more
 */
gboolean
beckon_secret_store_clear_finish (BeckonSecretStore *self, GAsyncResult *result, GError **error)
{
  return BECKON_SECRET_STORE_GET_IFACE (self)->clear_finish (self, result, error);
}

/**
 * beckon_secret_free:
 * @secret: (nullable) (transfer full): a secret
 *
 * Overwrites a secret and frees it.
 */
void
beckon_secret_free (char *secret)
{
  beckon_wipe_string (secret);
}
