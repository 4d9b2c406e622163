/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-client-private.h"

#include "beckon-account-private.h"
#include "beckon-connection.h"
#include "beckon-store-accounts.h"

/* Opening: the store, its accounts, and what belongs to each of them, before anything connects. */

typedef struct
{
  BeckonSecretStore *secrets;
  BeckonClient *client;
  guint pending;
  GError *error;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_object_unref (opening->secrets);
  g_clear_object (&opening->client);
  g_clear_error (&opening->error);
  g_free (opening);
}

static void
end_opening_step (GTask *task, GError *error)
{
  Opening *opening = g_task_get_task_data (task);

  if (opening->error == NULL)
    opening->error = error;
  else
    g_clear_error (&error);
  if (--opening->pending > 0)
    return;
  if (opening->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&opening->error));
      return;
    }
  beckon_client_start (opening->client);
  g_task_return_pointer (task, g_steal_pointer (&opening->client), g_object_unref);
}

static void
account_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  beckon_account_load_finish (BECKON_ACCOUNT (source), result, &error);
  end_opening_step (task, error);
}

static void
accounts_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);
  BeckonClient *self = opening->client;
  g_autoptr (GPtrArray) records = NULL;
  GError *error = NULL;

  records = beckon_store_load_accounts_finish (BECKON_STORE (source), result, &error);
  opening->pending = 1;
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      BeckonAccountRecord *record = g_ptr_array_index (records, i);
      g_autoptr (BeckonAccount) account = beckon_account_new (BECKON_STORE (source), record);
      g_autoptr (BeckonCredentials) credentials = NULL;
      g_autoptr (BeckonConnection) connection = NULL;

      if (account == NULL)
        continue;
      credentials = beckon_credentials_new (opening->secrets, record->jid);
      connection = beckon_connection_new (beckon_account_get_jid (account), credentials);
      beckon_account_set_connection (account, connection, credentials);
      beckon_client_add_account (self, account);
      opening->pending++;
      beckon_account_load_async (account, g_task_get_cancellable (task), account_loaded_cb,
                                 g_object_ref (task));
    }
  end_opening_step (task, error);
}

static void
store_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);
  g_autoptr (BeckonStore) store = NULL;
  GError *error = NULL;

  store = beckon_store_open_finish (result, &error);
  if (store == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  opening->client = beckon_client_new (store, opening->secrets);
  beckon_client_carry_out_deletions (opening->client);
  beckon_store_load_accounts_async (store, g_task_get_cancellable (task), accounts_loaded_cb,
                                    g_object_ref (task));
}

static char *
get_store_path (const char *data_dir)
{
  return g_build_filename (data_dir, "beckon.db", NULL);
}

/**
 * beckon_client_open_async:
 * @data_dir: a folder that is there
 * @secrets: where tokens are kept
 *
 * Opens the store, loads the accounts and starts to connect them. Fails with a
 * %BECKON_STORE_ERROR.
 */
void
beckon_client_open_async (const char *data_dir,
                          BeckonSecretStore *secrets,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *path = get_store_path (data_dir);
  Opening *opening = g_new0 (Opening, 1);

  opening->secrets = g_object_ref (secrets);
  g_task_set_source_tag (task, beckon_client_open_async);
  g_task_set_task_data (task, opening, opening_free);
  beckon_store_open_async (path, cancellable, store_opened_cb, g_steal_pointer (&task));
}

/**
 * beckon_client_open_finish:
 *
 * Returns: (transfer full): the client, or %NULL with a %BECKON_STORE_ERROR
 */
BeckonClient *
beckon_client_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
set_aside_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *name = beckon_store_set_aside_finish (result, &error);

  if (name != NULL)
    g_task_return_pointer (task, name, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * beckon_client_set_aside_async:
 * @data_dir: the folder of a client that could not be opened
 *
 * Gives the file that could not be opened another name, so that a new one can be made.
 */
void
beckon_client_set_aside_async (const char *data_dir,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autofree char *path = get_store_path (data_dir);

  g_task_set_source_tag (task, beckon_client_set_aside_async);
  beckon_store_set_aside_async (path, set_aside_cb, g_steal_pointer (&task));
}

/**
 * beckon_client_set_aside_finish:
 *
 * Returns: (transfer full): the path that the file has now, or %NULL with a #GIOErrorEnum
 */
char *
beckon_client_set_aside_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
