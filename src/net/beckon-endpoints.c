/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-endpoints.h"

#include "beckon-net-error.h"
#include "beckon-time-limit.h"

/* The two ports of RFC 6120 and the IANA registry, for domains without SRV records. */
#define PORT_STARTTLS 5222
#define PORT_DIRECT_TLS 5223

typedef enum
{
  SERVICE_STARTTLS,
  SERVICE_DIRECT_TLS,
  N_SERVICES,
} Service;

static const char *const service_names[N_SERVICES] = { "xmpp-client", "xmpps-client" };

typedef struct
{
  char *domain;
  BeckonTimeLimit *limit;
  GList *targets[N_SERVICES];
  gboolean answered;
  guint pending;
} LookUp;

static void
free_targets (GList *targets)
{
  g_list_free_full (targets, (GDestroyNotify) g_srv_target_free);
}

static void
look_up_free (gpointer data)
{
  LookUp *look_up = data;

  g_free (look_up->domain);
  beckon_time_limit_free (look_up->limit);
  for (guint i = 0; i < N_SERVICES; i++)
    free_targets (look_up->targets[i]);
  g_free (look_up);
}

BeckonEndpoint *
beckon_endpoint_new (const char *host, guint16 port, gboolean direct_tls)
{
  BeckonEndpoint *self = g_new0 (BeckonEndpoint, 1);

  self->host = g_strdup (host);
  self->port = port;
  self->direct_tls = direct_tls;
  return self;
}

void
beckon_endpoint_free (BeckonEndpoint *self)
{
  g_free (self->host);
  g_free (self);
}

/**
 * beckon_endpoints_new_default:
 * @domain: an XMPP domain, in ASCII
 *
 * Returns: (transfer full) (element-type BeckonEndpoint): where to try without asking DNS for
 *   services
 */
GPtrArray *
beckon_endpoints_new_default (const char *domain)
{
  GPtrArray *endpoints
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_endpoint_free);

  g_ptr_array_add (endpoints, beckon_endpoint_new (domain, PORT_STARTTLS, FALSE));
  g_ptr_array_add (endpoints, beckon_endpoint_new (domain, PORT_DIRECT_TLS, TRUE));
  return endpoints;
}

/* XEP-0368, section 3, rule 1: the records of both services are one set, put in order by priority
 * and weight (RFC 2782). */
static void
add_mixed (GPtrArray *endpoints, LookUp *look_up)
{
  g_autoptr (GHashTable) direct = g_hash_table_new (NULL, NULL);
  GList *all;

  for (GList *l = look_up->targets[SERVICE_DIRECT_TLS]; l != NULL; l = l->next)
    g_hash_table_add (direct, l->data);
  all = g_list_concat (g_steal_pointer (&look_up->targets[SERVICE_DIRECT_TLS]),
                       g_steal_pointer (&look_up->targets[SERVICE_STARTTLS]));
  all = g_srv_target_list_sort (all);

  for (GList *l = all; l != NULL && endpoints->len < BECKON_ENDPOINTS_MAX; l = l->next)
    {
      const char *host = g_srv_target_get_hostname (l->data);
      guint16 port = g_srv_target_get_port (l->data);

      /* A target of "." says that the service is not offered. */
      if (port != 0 && *host != '\0' && !g_str_equal (host, "."))
        g_ptr_array_add (endpoints,
                         beckon_endpoint_new (host, port, g_hash_table_contains (direct, l->data)));
    }
  free_targets (all);
}

static void
finish (GTask *task)
{
  LookUp *look_up = g_task_get_task_data (task);
  g_autoptr (GPtrArray) endpoints
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_endpoint_free);

  if (g_task_return_error_if_cancelled (task))
    return;

  add_mixed (endpoints, look_up);
  if (endpoints->len == 0 && look_up->answered)
    {
      g_task_return_new_error (task, BECKON_NET_ERROR, BECKON_NET_ERROR_NOT_OFFERED,
                               "%s says in DNS that it offers no XMPP", look_up->domain);
      return;
    }
  if (endpoints->len == 0)
    {
      g_ptr_array_unref (endpoints);
      endpoints = beckon_endpoints_new_default (look_up->domain);
    }
  g_task_return_pointer (task, g_steal_pointer (&endpoints), (GDestroyNotify) g_ptr_array_unref);
}

static void
service_cb (GObject *source, GAsyncResult *result, GTask *task, Service service)
{
  LookUp *look_up = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GList *targets = g_resolver_lookup_service_finish (G_RESOLVER (source), result, &error);

  /* A failure is as good as no records: what is then tried says more about what is wrong. A success
   * without records is how GResolver may tell about the target ".". */
  if (error == NULL)
    {
      look_up->answered = TRUE;
      look_up->targets[service] = targets;
    }
  if (--look_up->pending == 0)
    finish (task);
}

static void
starttls_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  service_cb (source, result, task, SERVICE_STARTTLS);
}

static void
direct_tls_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  service_cb (source, result, task, SERVICE_DIRECT_TLS);
}

/**
 * beckon_endpoints_look_up_async:
 * @domain: an XMPP domain, in ASCII
 * @timeout: how long DNS may take, in milliseconds; what has not come by then is done without
 *
 * Finds where the clients of @domain connect, by SRV records of direct TLS and STARTTLS
 * (RFC 6120, section 3.2.1; XEP-0368), or at its own address when there are none.
 *
 * Errors: %BECKON_NET_ERROR_NOT_OFFERED, %G_IO_ERROR_CANCELLED.
 */
void
beckon_endpoints_look_up_async (const char *domain,
                                guint timeout,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  static const GAsyncReadyCallback callbacks[N_SERVICES] = { starttls_cb, direct_tls_cb };
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  LookUp *look_up = g_new0 (LookUp, 1);

  g_task_set_source_tag (task, beckon_endpoints_look_up_async);
  look_up->domain = g_strdup (domain);
  look_up->limit = beckon_time_limit_new (cancellable, timeout);
  look_up->pending = N_SERVICES;
  g_task_set_task_data (task, look_up, look_up_free);

  if (g_hostname_is_ip_address (domain))
    {
      finish (task);
      return;
    }
  for (guint i = 0; i < N_SERVICES; i++)
    g_resolver_lookup_service_async (resolver, service_names[i], "tcp", domain,
                                     beckon_time_limit_get_cancellable (look_up->limit),
                                     callbacks[i], g_object_ref (task));
}

/**
 * beckon_endpoints_look_up_finish:
 *
 * Returns: (transfer full) (element-type BeckonEndpoint) (nullable): where to try, in order; at
 *   least one and at most %BECKON_ENDPOINTS_MAX
 */
GPtrArray *
beckon_endpoints_look_up_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
