/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-client-private.h"

#include "beckon-account-devices.h"
#include "beckon-account-private.h"
#include "beckon-connection.h"
#include "beckon-revoker.h"
#include "beckon-sleep-monitor.h"
#include "beckon-store-accounts.h"
#include "beckon-time-limit.h"

/* How long the server may take to forget a device that signs out. In milliseconds. */
#define REVOKE_TIMEOUT 5000

struct _BeckonClient
{
  GObject parent_instance;

  BeckonStore *store;         /* (nullable) */
  BeckonSecretStore *secrets; /* (nullable) */
  GListStore *accounts;
  BeckonKeyringState keyring_state;
  gboolean active;
  BeckonTell tell;
  GNetworkMonitor *network;
  BeckonSleepMonitor *sleep;
  BeckonRevoker *revoker; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BeckonClient, beckon_client, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ACCOUNTS,
  PROP_KEYRING_STATE,
  PROP_NETWORK_AVAILABLE,
  PROP_ACTIVE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
keyring_cb (BeckonClient *self, guint state)
{
  beckon_client_set_keyring_state (self, state);
}

static void
remove_account (BeckonClient *self, guint position)
{
  g_autoptr (BeckonAccount) account
    = g_list_model_get_item (G_LIST_MODEL (self->accounts), position);

  g_signal_handlers_disconnect_by_func (account, keyring_cb, self);
  beckon_account_disconnect (account);
  g_list_store_remove (self->accounts, position);
}

static void
beckon_client_dispose (GObject *object)
{
  BeckonClient *self = BECKON_CLIENT (object);

  while (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > 0)
    remove_account (self, 0);
  if (self->revoker != NULL)
    beckon_revoker_stop (self->revoker);
  g_clear_object (&self->revoker);
  g_clear_object (&self->store);
  g_clear_object (&self->secrets);
  G_OBJECT_CLASS (beckon_client_parent_class)->dispose (object);
}

static void
beckon_client_finalize (GObject *object)
{
  BeckonClient *self = BECKON_CLIENT (object);

  g_object_unref (self->accounts);
  g_object_unref (self->network);
  g_object_unref (self->sleep);
  G_OBJECT_CLASS (beckon_client_parent_class)->finalize (object);
}

static void
beckon_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BeckonClient *self = BECKON_CLIENT (object);

  switch (id)
    {
    case PROP_ACCOUNTS:
      g_value_set_object (value, self->accounts);
      break;
    case PROP_KEYRING_STATE:
      g_value_set_uint (value, self->keyring_state);
      break;
    case PROP_NETWORK_AVAILABLE:
      g_value_set_boolean (value, g_network_monitor_get_network_available (self->network));
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_client_class_init (BeckonClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = beckon_client_dispose;
  object_class->finalize = beckon_client_finalize;
  object_class->get_property = beckon_client_get_property;

  properties[PROP_ACCOUNTS]
    = g_param_spec_object ("accounts", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_KEYRING_STATE]
    = g_param_spec_uint ("keyring-state", NULL, NULL, 0, BECKON_KEYRING_LOCKED, BECKON_KEYRING_OK,
                         flags);
  properties[PROP_NETWORK_AVAILABLE]
    = g_param_spec_boolean ("network-available", NULL, NULL, TRUE, flags);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

/* Calls for each account. */
static void
for_each_account (BeckonClient *self, void (*func) (BeckonAccount *account))
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      func (account);
    }
}

static void
take_network (BeckonAccount *account)
{
  if (beckon_account_get_connection (account) != NULL)
    beckon_connection_network_changed (beckon_account_get_connection (account), TRUE);
}

static void
network_changed_cb (BeckonClient *self, gboolean available)
{
  if (available)
    {
      for_each_account (self, take_network);
      if (self->revoker != NULL)
        beckon_revoker_run (self->revoker);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NETWORK_AVAILABLE]);
}

/* It may be another network by now, and what was connected is likely not to be any more. */
static void
awake_cb (BeckonClient *self)
{
  for_each_account (self, take_network);
}

static void
connectivity_changed_cb (BeckonClient *self)
{
  if (g_network_monitor_get_connectivity (self->network) == G_NETWORK_CONNECTIVITY_FULL)
    for_each_account (self, take_network);
}

static void
beckon_client_init (BeckonClient *self)
{
  self->active = TRUE;
  self->tell = BECKON_TELL_TYPING | BECKON_TELL_RECEIPTS | BECKON_TELL_READ;
  self->accounts = g_list_store_new (BECKON_TYPE_ACCOUNT);
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->network, "network-changed", G_CALLBACK (network_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network, "notify::connectivity",
                           G_CALLBACK (connectivity_changed_cb), self, G_CONNECT_SWAPPED);
  self->sleep = beckon_sleep_monitor_new ();
  g_signal_connect_object (self->sleep, "awake", G_CALLBACK (awake_cb), self, G_CONNECT_SWAPPED);
}

/**
 * beckon_client_new:
 * @store: (nullable): an open store
 * @secrets: (nullable): where secrets are kept
 *
 * Returns: (transfer full): a client without accounts
 */
BeckonClient *
beckon_client_new (BeckonStore *store, BeckonSecretStore *secrets)
{
  BeckonClient *self = g_object_new (BECKON_TYPE_CLIENT, NULL);

  g_set_object (&self->store, store);
  g_set_object (&self->secrets, secrets);
  if (store != NULL && secrets != NULL)
    self->revoker = beckon_revoker_new (store, secrets);
  return self;
}

BeckonStore *
beckon_client_get_store (BeckonClient *self)
{
  return self->store;
}

BeckonSecretStore *
beckon_client_get_secrets (BeckonClient *self)
{
  return self->secrets;
}

/**
 * beckon_client_find_account:
 *
 * Returns: (transfer none) (nullable): the account with this address
 */
BeckonAccount *
beckon_client_find_account (BeckonClient *self, BeckonJid *jid)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (beckon_jid_equal_bare (beckon_account_get_jid (account), jid))
        return account;
    }
  return NULL;
}

void
beckon_client_add_account (BeckonClient *self, BeckonAccount *account)
{
  g_signal_connect_swapped (account, "keyring", G_CALLBACK (keyring_cb), self);
  beckon_account_set_active (account, self->active);
  beckon_account_set_tell (account, self->tell);
  g_list_store_append (self->accounts, account);
}

/**
 * beckon_client_set_tell:
 * @tell: what contacts are told from now on, by all accounts
 */
void
beckon_client_set_tell (BeckonClient *self, BeckonTell tell)
{
  self->tell = tell;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (BeckonAccount) account
        = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      beckon_account_set_tell (account, tell);
    }
}

/**
 * beckon_client_set_active:
 * @active: whether somebody looks at Beckon
 *
 * While nobody does, the servers may save what is not urgent (XEP-0352).
 */
void
beckon_client_set_active (BeckonClient *self, gboolean active)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  if (self->active == active)
    return;
  self->active = active;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      beckon_account_set_active (account, active);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

gboolean
beckon_client_get_active (BeckonClient *self)
{
  return self->active;
}

void
beckon_client_set_keyring_state (BeckonClient *self, BeckonKeyringState state)
{
  if (self->keyring_state == state)
    return;
  self->keyring_state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEYRING_STATE]);
}

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
  for_each_account (opening->client, beckon_account_connect);
  beckon_revoker_run (opening->client->revoker);
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
      g_autoptr (BeckonAccount) account = beckon_account_new (self->store, record);
      g_autoptr (BeckonCredentials) credentials = NULL;
      g_autoptr (BeckonConnection) connection = NULL;

      if (account == NULL)
        continue;
      credentials = beckon_credentials_new (self->secrets, record->jid);
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

static void
store_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (beckon_store_close_finish (BECKON_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * beckon_client_close_async:
 *
 * Ends everything in good order: what waits to be written is written, the streams are closed.
 */
void
beckon_client_close_async (BeckonClient *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, beckon_client_close_async);
  for_each_account (self, beckon_account_save);
  for_each_account (self, beckon_account_disconnect);
  if (self->revoker != NULL)
    beckon_revoker_stop (self->revoker);
  g_clear_object (&self->revoker);
  if (self->store == NULL)
    g_task_return_boolean (task, TRUE);
  else
    beckon_store_close_async (self->store, store_closed_cb, g_steal_pointer (&task));
}

gboolean
beckon_client_close_finish (BeckonClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

GListModel *
beckon_client_get_accounts (BeckonClient *self)
{
  return G_LIST_MODEL (self->accounts);
}

BeckonKeyringState
beckon_client_get_keyring_state (BeckonClient *self)
{
  return self->keyring_state;
}

/* Signing out */

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
  if (self->revoker != NULL)
    beckon_revoker_run (self->revoker);
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
  guint position;

  /* Without a keyring there is nothing in it, and the token ends with this process. */
  kept = beckon_credentials_revoke_finish (BECKON_CREDENTIALS (source), result, &error);
  if (!kept)
    g_warning ("The token could not be kept to be invalidated: %s", error->message);
  if (g_list_store_find (self->accounts, account, &position))
    remove_account (self, position);
  beckon_store_remove_account_async (self->store, beckon_account_get_row (account), kept, NULL,
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
