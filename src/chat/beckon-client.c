/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-client-private.h"

struct _BeckonClient
{
  GObject parent_instance;

  BeckonStore *store;         /* (nullable) */
  BeckonSecretStore *secrets; /* (nullable) */
  GListStore *accounts;
  BeckonKeyringState keyring_state;
  GNetworkMonitor *network;
};

G_DEFINE_FINAL_TYPE (BeckonClient, beckon_client, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ACCOUNTS,
  PROP_KEYRING_STATE,
  PROP_NETWORK_AVAILABLE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
beckon_client_dispose (GObject *object)
{
  BeckonClient *self = BECKON_CLIENT (object);

  g_list_store_remove_all (self->accounts);
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
  properties[PROP_KEYRING_STATE] = g_param_spec_uint (
    "keyring-state", NULL, NULL, 0, BECKON_KEYRING_LOCKED, BECKON_KEYRING_OK, flags);
  properties[PROP_NETWORK_AVAILABLE]
    = g_param_spec_boolean ("network-available", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
network_changed_cb (BeckonClient *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NETWORK_AVAILABLE]);
}

static void
beckon_client_init (BeckonClient *self)
{
  self->accounts = g_list_store_new (BECKON_TYPE_ACCOUNT);
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->network,
                           "network-changed",
                           G_CALLBACK (network_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
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
  return self;
}

void
beckon_client_add_account (BeckonClient *self, BeckonAccount *account)
{
  g_list_store_append (self->accounts, account);
}

void
beckon_client_set_keyring_state (BeckonClient *self, BeckonKeyringState state)
{
  if (self->keyring_state == state)
    return;
  self->keyring_state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEYRING_STATE]);
}

static void
store_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (BeckonStore) store = NULL;
  GError *error = NULL;

  store = beckon_store_open_finish (result, &error);
  if (store == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (
      task, beckon_client_new (store, g_task_get_task_data (task)), g_object_unref);
}

void
beckon_client_open_async (const char *data_dir,
                          BeckonSecretStore *secrets,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *path = g_build_filename (data_dir, "beckon.db", NULL);

  g_task_set_source_tag (task, beckon_client_open_async);
  g_task_set_task_data (task, g_object_ref (secrets), g_object_unref);
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
store_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (beckon_store_close_finish (BECKON_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
beckon_client_close_async (BeckonClient *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, beckon_client_close_async);
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

void
beckon_client_sign_in_async (BeckonClient *self,
                             const BeckonSignIn *sign_in,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_task_report_new_error (self,
                           callback,
                           user_data,
                           beckon_client_sign_in_async,
                           G_IO_ERROR,
                           G_IO_ERROR_NOT_SUPPORTED,
                           "Not yet possible");
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

void
beckon_client_sign_out_async (BeckonClient *self,
                              BeckonAccount *account,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_task_report_new_error (self,
                           callback,
                           user_data,
                           beckon_client_sign_out_async,
                           G_IO_ERROR,
                           G_IO_ERROR_NOT_SUPPORTED,
                           "Not yet possible");
}

gboolean
beckon_client_sign_out_finish (BeckonClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
