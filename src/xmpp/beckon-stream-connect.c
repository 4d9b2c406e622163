/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-connector.h"
#include "beckon-starttls-private.h"
#include "beckon-stream-private.h"

typedef struct
{
  BeckonStreamTarget target; /* owns its strings */
  BeckonConnector *connector;
  GIOStream *plain;
} Connect;

static void
connect_free (gpointer data)
{
  Connect *connect = data;

  g_free ((char *) connect->target.domain);
  g_free ((char *) connect->target.host);
  g_free ((char *) connect->target.proxy);
  g_free ((char *) connect->target.from);
  g_free ((char *) connect->target.lang);
  g_clear_object (&connect->target.tap);
  g_object_unref (connect->connector);
  g_clear_object (&connect->plain);
  g_free (connect);
}

static void try_next (GTask *task);

static void
give_up_place (GTask *task, const GError *error)
{
  Connect *connect = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  beckon_connector_add_failure (connect->connector, error);
  try_next (task);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (BeckonElement) features = NULL;
  g_autoptr (GError) error = NULL;

  features = beckon_stream_restart_finish (BECKON_STREAM (source), result, &error);
  if (features != NULL)
    g_task_return_pointer (task, g_object_ref (source), g_object_unref);
  else if (g_error_matches (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_SERVER))
    /* The word of the verified server. */
    g_task_return_error (task, g_steal_pointer (&error));
  else
    give_up_place (task, error);
}

static void
open_stream (GTask *task, GTlsConnection *connection)
{
  Connect *connect = g_task_get_task_data (task);
  g_autoptr (BeckonStream) stream = NULL;

  stream = beckon_stream_new (connection, &connect->target, connect->target.timeout);
  beckon_stream_open_async (stream, connect->target.pipeline, connect->target.pipeline_data,
                            beckon_connector_get_timeout (connect->connector),
                            g_task_get_cancellable (task), opened_cb, g_object_ref (task));
}

static void
start_tls_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GTlsConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  connection = beckon_connector_start_tls_finish (BECKON_CONNECTOR (source), result, &error);
  if (connection == NULL)
    give_up_place (task, error);
  else
    open_stream (task, connection);
}

static void
negotiate_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Connect *connect = g_task_get_task_data (task);
  g_autoptr (GIOStream) plain = g_steal_pointer (&connect->plain);
  g_autoptr (GError) error = NULL;

  if (!beckon_starttls_negotiate_finish (result, &error))
    give_up_place (task, error);
  else
    beckon_connector_start_tls_async (connect->connector, plain, g_task_get_cancellable (task),
                                      start_tls_cb, g_object_ref (task));
}

static void
next_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Connect *connect = g_task_get_task_data (task);
  g_autoptr (GIOStream) connection = NULL;
  GError *error = NULL;

  connection = beckon_connector_next_finish (BECKON_CONNECTOR (source), result, &error);
  if (connection == NULL)
    g_task_return_error (task, error);
  else if (G_IS_TLS_CONNECTION (connection))
    open_stream (task, G_TLS_CONNECTION (connection));
  else
    {
      connect->plain = g_steal_pointer (&connection);
      beckon_starttls_negotiate_async (connect->plain, connect->target.domain,
                                       beckon_connector_get_timeout (connect->connector),
                                       g_task_get_cancellable (task), negotiate_cb,
                                       g_object_ref (task));
    }
}

static void
try_next (GTask *task)
{
  Connect *connect = g_task_get_task_data (task);

  beckon_connector_next_async (connect->connector, g_task_get_cancellable (task), next_cb,
                               g_object_ref (task));
}

/**
 * beckon_stream_connect_async:
 * @target: whom to connect to; copied
 *
 * Connects to a domain's server, place after place until one works, over TLS from the first byte or
 * by STARTTLS, and opens a stream. Over what is not encrypted yet nothing goes but the domain and
 * the wish for TLS.
 *
 * Errors: those of #BeckonNetError and #BeckonStreamError, of several places the most telling;
 * %G_IO_ERROR_CANCELLED.
 */
void
beckon_stream_connect_async (const BeckonStreamTarget *target,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Connect *connect = g_new0 (Connect, 1);

  g_task_set_source_tag (task, beckon_stream_connect_async);
  connect->target = *target;
  connect->target.domain = g_strdup (target->domain);
  connect->target.host = g_strdup (target->host);
  connect->target.proxy = g_strdup (target->proxy);
  connect->target.from = g_strdup (target->from);
  connect->target.lang = g_strdup (target->lang);
  if (target->tap != NULL)
    g_object_ref (target->tap);
  connect->connector = beckon_connector_new (target->domain);
  if (target->host != NULL || target->port != 0)
    beckon_connector_set_host (connect->connector, target->host, target->port, target->direct_tls);
  beckon_connector_set_proxy (connect->connector, target->proxy);
  if (target->timeout != 0)
    beckon_connector_set_timeout (connect->connector, target->timeout);
  g_task_set_task_data (task, connect, connect_free);

  try_next (task);
}

/**
 * beckon_stream_connect_finish:
 *
 * Returns: (transfer full) (nullable): an open stream, whose features have come
 */
BeckonStream *
beckon_stream_connect_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
