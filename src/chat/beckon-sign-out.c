/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-client-private.h"

#include "beckon-account-devices.h"
#include "beckon-account-private.h"
#include "beckon-connection.h"
#include "beckon-store-accounts.h"
#include "beckon-time-limit.h"

/* How long the server may take to forget a device that signs out. In milliseconds. */
#define REVOKE_TIMEOUT 5000

static void
account_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonClient *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!beckon_store_write_finish (BECKON_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  beckon_client_revoke (self);
  g_task_return_boolean (task, TRUE);
}

static void
secrets_revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonClient *self = g_task_get_source_object (task);
  BeckonAccount *account = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean kept;

  /* Without a keyring there is nothing in it, and the token ends with this process. */
  kept = beckon_credentials_revoke_finish (BECKON_CREDENTIALS (source), result, &error);
  if (!kept)
    g_warning ("The token could not be kept to be invalidated: %s", error->message);
  beckon_client_remove_account (self, account);
  beckon_store_remove_account_async (beckon_client_get_store (self),
                                     beckon_account_get_row (account), kept, NULL,
                                     account_removed_cb, g_steal_pointer (&task));
}

static void
credentials_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BeckonCredentials *credentials = BECKON_CREDENTIALS (source);

  /* What cannot be read cannot be revoked; the rest is removed all the same. */
  beckon_credentials_load_finish (credentials, result, NULL);
  beckon_credentials_revoke_async (credentials, NULL, secrets_revoked_cb, user_data);
}

static void
sign_out (GTask *task)
{
  BeckonAccount *account = g_task_get_task_data (task);
  BeckonCredentials *credentials = beckon_account_get_credentials (account);

  beckon_account_disconnect (account);
  if (beckon_credentials_has_token (credentials))
    beckon_credentials_revoke_async (credentials, NULL, secrets_revoked_cb, task);
  else
    beckon_credentials_load_async (credentials, NULL, credentials_loaded_cb, task);
}

typedef struct
{
  GTask *task;
  BeckonTimeLimit *limit;
} DeviceRevocation;

static void
device_revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DeviceRevocation *revocation = user_data;

  /* If that did not work the device is taken from the list when its token is invalidated. */
  beckon_account_call_finish (BECKON_ACCOUNT (source), result, NULL);
  beckon_time_limit_free (revocation->limit);
  sign_out (revocation->task);
  g_free (revocation);
}

static void
revoke_device (GTask *task)
{
  DeviceRevocation *revocation = g_new0 (DeviceRevocation, 1);

  revocation->task = task;
  revocation->limit = beckon_time_limit_new (NULL, REVOKE_TIMEOUT);
  beckon_account_revoke_this_device_async (g_task_get_task_data (task),
                                           beckon_time_limit_get_cancellable (revocation->limit),
                                           device_revoked_cb, revocation);
}

/**
 * beckon_client_sign_out_async:
 *
 * Signs out here: the token is invalidated on the server, as soon as it can be reached; the
 * secrets and the local history are removed. Where a phone let this device in, it is taken from the
 * account's devices, too.
 */
void
beckon_client_sign_out_async (BeckonClient *self,
                              BeckonAccount *account,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, beckon_client_sign_out_async);
  g_task_set_task_data (task, g_object_ref (account), g_object_unref);
  beckon_account_save (account);
  if (beckon_account_get_session (account) != NULL
      && beckon_account_get_record (account)->mechanism == NULL)
    revoke_device (task);
  else
    sign_out (task);
}

gboolean
beckon_client_sign_out_finish (BeckonClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
