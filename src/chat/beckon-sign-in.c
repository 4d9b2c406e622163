/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-client-private.h"

#include "beckon-account-private.h"
#include "beckon-connection.h"
#include "beckon-store-accounts.h"

/* A sign-in that has not become an account yet. The account is stored when the server has said
 * yes, so that nothing is left of an attempt that failed. */
typedef struct
{
  BeckonAccountRecord *record;
  BeckonCredentials *credentials;
  BeckonConnection *connection;
  BeckonLogin *login;
  GError *keyring_error;
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *sign_in = data;

  g_clear_object (&sign_in->connection);
  g_clear_object (&sign_in->credentials);
  g_clear_object (&sign_in->login);
  g_clear_error (&sign_in->keyring_error);
  g_clear_pointer (&sign_in->record, beckon_account_record_unref);
  g_free (sign_in);
}

static void
stop_listening (GTask *task)
{
  SignIn *sign_in = g_task_get_task_data (task);

  g_signal_handlers_disconnect_by_data (sign_in->connection, task);
  if (g_task_get_cancellable (task) != NULL)
    g_signal_handlers_disconnect_by_data (g_task_get_cancellable (task), task);
}

/* Takes the reference that listening has held. */
static void
fail (GTask *task, GError *error)
{
  SignIn *sign_in = g_task_get_task_data (task);

  stop_listening (task);
  beckon_connection_stop (sign_in->connection);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
account_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonClient *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  g_autoptr (BeckonAccountRecord) record = NULL;
  g_autoptr (BeckonAccount) account = NULL;
  BeckonSession *session;
  GError *error = NULL;

  record = beckon_store_save_account_finish (BECKON_STORE (source), result, &error);
  if (record == NULL)
    {
      beckon_connection_stop (sign_in->connection);
      g_task_return_error (task, error);
      return;
    }
  account = beckon_account_new (BECKON_STORE (source), record);
  beckon_account_set_connection (account, sign_in->connection, sign_in->credentials);
  beckon_client_add_account (self, account);
  g_signal_emit_by_name (sign_in->connection, "signed-in", sign_in->login, sign_in->keyring_error);
  /* It may be another one by now, or have been lost; then the account connects by itself. */
  session = beckon_connection_get_session (sign_in->connection);
  if (session != NULL)
    beckon_account_go_online (account, session);
  g_task_return_pointer (task, g_steal_pointer (&account), g_object_unref);
}

static void
signed_in_cb (GTask *task, BeckonLogin *login, const GError *keyring_error)
{
  SignIn *sign_in = g_task_get_task_data (task);

  g_set_object (&sign_in->login, login);
  g_clear_error (&sign_in->keyring_error);
  sign_in->keyring_error = keyring_error != NULL ? g_error_copy (keyring_error) : NULL;
}

static void
online_cb (GTask *task)
{
  BeckonClient *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);

  stop_listening (task);
  beckon_store_save_account_async (beckon_client_get_store (self), sign_in->record, NULL,
                                   account_stored_cb, task);
}

static void
changed_cb (GTask *task)
{
  SignIn *sign_in = g_task_get_task_data (task);
  BeckonAccountState state = beckon_connection_get_state (sign_in->connection);

  /* Here the person decides whether to try again. */
  if (state == BECKON_ACCOUNT_WAITING || state == BECKON_ACCOUNT_NEEDS_ACTION)
    fail (task, g_error_copy (beckon_connection_get_error (sign_in->connection)));
}

static void
cancelled_cb (GTask *task)
{
  fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
}

static BeckonAccountRecord *
make_record (const BeckonSignIn *sign_in)
{
  BeckonAccountRecord *record = beckon_account_record_new ();

  record->jid = g_strdup (beckon_jid_get_bare (sign_in->jid));
  record->host = g_strdup (sign_in->host);
  record->port = sign_in->port;
  record->direct_tls = sign_in->direct_tls;
  record->proxy = g_strdup (sign_in->proxy);
  record->resource_id = sign_in->device_id != NULL ? g_strdup (sign_in->device_id)
                                                   : g_uuid_string_random (); /* XEP-0388, 2.2 */
  record->enabled = TRUE;
  record->keep_password = sign_in->keep_password;
  return record;
}

/**
 * beckon_client_sign_in_async:
 * @sign_in: with what; copied
 *
 * Ends when the account is online and its token kept; or with an error, and then nothing is left
 * of the attempt: %G_IO_ERROR_EXISTS when there is such an account already, or what
 * beckon_login_run_async() gives. When the keyring did not take the token that is no error: see
 * beckon_client_get_keyring_state().
 */
void
beckon_client_sign_in_async (BeckonClient *self,
                             const BeckonSignIn *sign_in,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  SignIn *data = g_new0 (SignIn, 1);

  g_task_set_source_tag (task, beckon_client_sign_in_async);
  g_task_set_task_data (task, data, sign_in_free);
  if (beckon_client_find_account (self, sign_in->jid) != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_EXISTS,
                               "This account is signed in already");
      g_object_unref (task);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  data->record = make_record (sign_in);
  data->credentials = beckon_credentials_new (beckon_client_get_secrets (self), data->record->jid);
  beckon_credentials_set_password (data->credentials, sign_in->password, sign_in->keep_password);
  beckon_credentials_set_oauth_token (data->credentials, sign_in->oauth_token);
  data->connection = beckon_connection_new (sign_in->jid, data->credentials);
  beckon_connection_set_record (data->connection, data->record);
  g_signal_connect_swapped (data->connection, "signed-in", G_CALLBACK (signed_in_cb), task);
  g_signal_connect_swapped (data->connection, "online", G_CALLBACK (online_cb), task);
  g_signal_connect_swapped (data->connection, "changed", G_CALLBACK (changed_cb), task);
  if (cancellable != NULL)
    g_signal_connect_swapped (cancellable, "cancelled", G_CALLBACK (cancelled_cb), task);
  beckon_connection_start (data->connection);
}

/**
 * beckon_client_sign_in_finish:
 *
 * Returns: (transfer full): the account, which is now in the list
 */
BeckonAccount *
beckon_client_sign_in_finish (BeckonClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
