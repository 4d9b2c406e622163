/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-resolver.h"

struct _FakeResolver
{
  GResolver parent_instance;

  GHashTable *hosts;    /* name → GPtrArray of GInetAddress */
  GHashTable *services; /* name → GPtrArray of GSrvTarget; no array: never answers */
};

G_DEFINE_FINAL_TYPE (FakeResolver, fake_resolver, G_TYPE_RESOLVER)

static void
return_not_found (GTask *task, const char *name)
{
  g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s does not exist",
                           name);
}

static void
free_addresses (gpointer list)
{
  g_list_free_full (list, g_object_unref);
}

static void
look_up_host_async (GResolver *resolver,
                    const char *name,
                    GResolverNameLookupFlags flags,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  FakeResolver *self = FAKE_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *addresses = g_hash_table_lookup (self->hosts, name);
  GList *list = NULL;

  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      GSocketFamily family = g_inet_address_get_family (addresses->pdata[i]);

      if ((flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY && family != G_SOCKET_FAMILY_IPV4)
          || (flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY && family != G_SOCKET_FAMILY_IPV6))
        continue;
      list = g_list_append (list, g_object_ref (addresses->pdata[i]));
    }
  if (list == NULL)
    return_not_found (task, name);
  else
    g_task_return_pointer (task, list, free_addresses);
}

static void
look_up_name_async (GResolver *resolver,
                    const char *name,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  look_up_host_async (resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback,
                      user_data);
}

static GList *
look_up_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
free_targets (gpointer list)
{
  g_list_free_full (list, (GDestroyNotify) g_srv_target_free);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_task_return_error_if_cancelled (user_data);
  return G_SOURCE_REMOVE;
}

static void
look_up_service_async (GResolver *resolver,
                       const char *name,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  FakeResolver *self = FAKE_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *targets = NULL;
  GList *list = NULL;

  if (!g_hash_table_lookup_extended (self->services, name, NULL, (gpointer *) &targets))
    {
      return_not_found (task, name);
      return;
    }
  if (targets == NULL)
    {
      g_autoptr (GSource) source = g_cancellable_source_new (cancellable);

      g_task_attach_source (task, source, G_SOURCE_FUNC (cancelled_cb));
      return;
    }
  for (guint i = 0; i < targets->len; i++)
    list = g_list_append (list, g_srv_target_copy (targets->pdata[i]));
  g_task_return_pointer (task, list, free_targets);
}

static void
fake_resolver_finalize (GObject *object)
{
  FakeResolver *self = FAKE_RESOLVER (object);

  g_hash_table_unref (self->hosts);
  g_hash_table_unref (self->services);
  G_OBJECT_CLASS (fake_resolver_parent_class)->finalize (object);
}

static void
fake_resolver_class_init (FakeResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fake_resolver_finalize;
  resolver_class->lookup_by_name_async = look_up_name_async;
  resolver_class->lookup_by_name_finish = look_up_finish;
  resolver_class->lookup_by_name_with_flags_async = look_up_host_async;
  resolver_class->lookup_by_name_with_flags_finish = look_up_finish;
  resolver_class->lookup_service_async = look_up_service_async;
  resolver_class->lookup_service_finish = look_up_finish;
}

static void
unref_array (gpointer array)
{
  if (array != NULL)
    g_ptr_array_unref (array);
}

static void
fake_resolver_init (FakeResolver *self)
{
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_array);
  self->services = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_array);
}

/**
 * fake_resolver_install:
 *
 * Returns: (transfer none): what this process asks from now on instead of DNS
 */
FakeResolver *
fake_resolver_install (void)
{
  g_autoptr (FakeResolver) self = g_object_new (FAKE_TYPE_RESOLVER, NULL);

  g_resolver_set_default (G_RESOLVER (self));
  return self;
}

/**
 * fake_resolver_clear:
 *
 * Forgets all that was added.
 */
void
fake_resolver_clear (FakeResolver *self)
{
  g_hash_table_remove_all (self->hosts);
  g_hash_table_remove_all (self->services);
}

static GPtrArray *
get_array (GHashTable *table, const char *name, GDestroyNotify destroy)
{
  GPtrArray *array = g_hash_table_lookup (table, name);

  if (array == NULL)
    {
      array = g_ptr_array_new_with_free_func (destroy);
      g_hash_table_insert (table, g_strdup (name), array);
    }
  return array;
}

void
fake_resolver_add_host (FakeResolver *self, const char *name, const char *address)
{
  g_ptr_array_add (get_array (self->hosts, name, g_object_unref),
                   g_inet_address_new_from_string (address));
}

/**
 * fake_resolver_add_service:
 * @name: such as `_xmpp-client._tcp.beckon.test`
 * @host: (nullable): the target, or %NULL for an answer without targets
 */
void
fake_resolver_add_service (FakeResolver *self,
                           const char *name,
                           const char *host,
                           guint16 port,
                           guint16 priority,
                           guint16 weight)
{
  GPtrArray *targets = get_array (self->services, name, (GDestroyNotify) g_srv_target_free);

  if (host != NULL)
    g_ptr_array_add (targets, g_srv_target_new (host, port, priority, weight));
}

/**
 * fake_resolver_hang_service:
 *
 * Lets every question for @name stay without an answer.
 */
void
fake_resolver_hang_service (FakeResolver *self, const char *name)
{
  g_hash_table_insert (self->services, g_strdup (name), NULL);
}
