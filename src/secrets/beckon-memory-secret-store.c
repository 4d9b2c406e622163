/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-secret-store.h"

/* Keeps secrets as long as it lives: for tests, and for a session without a keyring. */

typedef struct
{
  GObject parent_instance;

  GHashTable *secrets;
} BeckonMemorySecretStore;

typedef GObjectClass BeckonMemorySecretStoreClass;

static GType beckon_memory_secret_store_get_type (void);
static void beckon_memory_secret_store_iface_init (BeckonSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BeckonMemorySecretStore,
                               beckon_memory_secret_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BECKON_TYPE_SECRET_STORE,
                                                      beckon_memory_secret_store_iface_init))

/* No address has a space before its domain ends, so no two pairs have the same key. */
static char *
make_key (const char *account, BeckonSecretKind kind)
{
  return g_strdup_printf ("%d %s", kind, account);
}

static void
memory_store_async (BeckonSecretStore *store,
                    const char *account,
                    BeckonSecretKind kind,
                    const char *secret,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  BeckonMemorySecretStore *self = (BeckonMemorySecretStore *) store;
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  if (g_task_return_error_if_cancelled (task))
    return;
  g_hash_table_replace (self->secrets, make_key (account, kind), g_strdup (secret));
  g_task_return_boolean (task, TRUE);
}

static gboolean
memory_finish (BeckonSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
memory_lookup_async (BeckonSecretStore *store,
                     const char *account,
                     BeckonSecretKind kind,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  BeckonMemorySecretStore *self = (BeckonMemorySecretStore *) store;
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  g_autofree char *key = make_key (account, kind);

  if (g_task_return_error_if_cancelled (task))
    return;
  g_task_return_pointer (task, g_strdup (g_hash_table_lookup (self->secrets, key)),
                         (GDestroyNotify) beckon_secret_free);
}

static char *
memory_lookup_finish (BeckonSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
memory_clear_async (BeckonSecretStore *store,
                    const char *account,
                    BeckonSecretKind kind,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  BeckonMemorySecretStore *self = (BeckonMemorySecretStore *) store;
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  g_autofree char *key = make_key (account, kind);

  if (g_task_return_error_if_cancelled (task))
    return;
  g_hash_table_remove (self->secrets, key);
  g_task_return_boolean (task, TRUE);
}

static void
beckon_memory_secret_store_iface_init (BeckonSecretStoreInterface *iface)
{
  iface->store_async = memory_store_async;
  iface->store_finish = memory_finish;
  iface->lookup_async = memory_lookup_async;
  iface->lookup_finish = memory_lookup_finish;
  iface->clear_async = memory_clear_async;
  iface->clear_finish = memory_finish;
}

static void
beckon_memory_secret_store_finalize (GObject *object)
{
  BeckonMemorySecretStore *self = (BeckonMemorySecretStore *) object;

  g_hash_table_unref (self->secrets);

  G_OBJECT_CLASS (beckon_memory_secret_store_parent_class)->finalize (object);
}

static void
beckon_memory_secret_store_class_init (BeckonMemorySecretStoreClass *klass)
{
  klass->finalize = beckon_memory_secret_store_finalize;
}

static void
beckon_memory_secret_store_init (BeckonMemorySecretStore *self)
{
  self->secrets
    = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) beckon_secret_free);
}

/**
 * beckon_secret_store_new_memory:
 *
 * Makes a secret store that keeps its secrets as long as it lives.
 *
 * Returns: (transfer full): a secret store
 */
BeckonSecretStore *
beckon_secret_store_new_memory (void)
{
  return g_object_new (beckon_memory_secret_store_get_type (), NULL);
}
