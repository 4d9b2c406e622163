/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-client-private.h"

#include "beckon-account-private.h"
#include "beckon-connection.h"
#include "beckon-revoker.h"
#include "beckon-sleep-monitor.h"

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
      beckon_client_revoke (self);
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

void
beckon_client_remove_account (BeckonClient *self, BeckonAccount *account)
{
  guint position;

  if (g_list_store_find (self->accounts, account, &position))
    remove_account (self, position);
}

/**
 * beckon_client_start:
 *
 * Connects the accounts, and goes on with what was begun before.
 */
void
beckon_client_start (BeckonClient *self)
{
  for_each_account (self, beckon_account_connect);
  beckon_client_revoke (self);
}

/**
 * beckon_client_revoke:
 *
 * Invalidates the tokens that wait for it.
 */
void
beckon_client_revoke (BeckonClient *self)
{
  if (self->revoker != NULL)
    beckon_revoker_run (self->revoker);
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
 * Ends everything in good order: what waits to be written is written, what was deleted is removed,
 * the streams are closed.
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
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  beckon_client_carry_out_deletions (self);
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
