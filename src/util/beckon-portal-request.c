/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-portal-request.h"

#include "beckon-random.h"

#define REQUEST "org.freedesktop.portal.Request"

typedef struct
{
  GDBusConnection *bus;
  char *path;
  guint subscription_id;
  GSource *cancelled; /* (nullable) */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->bus);
  g_free (request->path);
  g_free (request);
}

/* Ends with what the subscription and the source held, too. */
static void
stop_listening (Request *request)
{
  g_dbus_connection_signal_unsubscribe (request->bus, request->subscription_id);
  request->subscription_id = 0;
  if (request->cancelled != NULL)
    g_source_destroy (request->cancelled);
  g_clear_pointer (&request->cancelled, g_source_unref);
}

static void
response_cb (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *name,
             GVariant *parameters,
             gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  g_autoptr (GVariant) results = NULL;
  guint32 response;

  if (g_task_get_completed (task)
      || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  stop_listening (g_task_get_task_data (task));
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response == 0)
    g_task_return_pointer (
      task, g_steal_pointer (&results), (GDestroyNotify) g_variant_unref);
  else
    g_task_return_new_error (
      task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "The portal does not allow it");
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
    = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL || g_task_get_completed (task))
    return;
  stop_listening (g_task_get_task_data (task));
  g_task_return_error (task, g_steal_pointer (&error));
}

/* What it has opened to ask with is closed again. */
static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Request *request = g_task_get_task_data (task);

  stop_listening (request);
  g_dbus_connection_call (request->bus, BECKON_PORTAL, request->path, REQUEST, "Close", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/**
 * beckon_portal_request_async:
 * @bus: the session's bus
 * @interface: of the portal
 * @method: one that takes options, and gives back the path of a request
 * @window: (nullable): the portal's name of the window to ask over, for a method that takes one
 * @options: (nullable): a dictionary of them; its floating reference is taken
 *
 * Asks for something. How long the answer takes is up to a person, and so there is no time limit.
 */
void
beckon_portal_request_async (GDBusConnection *bus,
                             const char *interface,
                             const char *method,
                             const char *window,
                             GVariant *options,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GVariant) given = options != NULL ? g_variant_ref_sink (options) : NULL;
  g_autoptr (GTask) task = g_task_new (bus, cancellable, callback, user_data);
  g_autofree char *id = beckon_random_id ();
  g_autofree char *token = g_strconcat ("beckon", g_strdelimit (id, "-", '_'), NULL);
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (bus) + 1);
  Request *request = g_new0 (Request, 1);
  GVariantBuilder arguments;
  GVariantDict all;

  g_task_set_source_tag (task, beckon_portal_request_async);
  g_task_set_task_data (task, request, request_free);
  request->bus = g_object_ref (bus);
  if (g_task_return_error_if_cancelled (task))
    return;

  /* The signal may come before the answer to the call, so it is waited for at the path that the
   * portal makes of our name and the token. */
  request->path = g_strdup_printf (
    BECKON_PORTAL_PATH "/request/%s/%s", g_strdelimit (sender, ".", '_'), token);
  request->subscription_id = g_dbus_connection_signal_subscribe (
    bus, BECKON_PORTAL, REQUEST, "Response", request->path, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
    response_cb, g_object_ref (task), g_object_unref);
  if (cancellable != NULL)
    {
      request->cancelled = g_cancellable_source_new (cancellable);
      g_task_attach_source (task, request->cancelled, G_SOURCE_FUNC (cancelled_cb));
    }

  g_variant_dict_init (&all, given);
  g_variant_dict_insert (&all, "handle_token", "s", token);
  g_variant_builder_init (&arguments, G_VARIANT_TYPE_TUPLE);
  if (window != NULL)
    g_variant_builder_add (&arguments, "s", window);
  g_variant_builder_add_value (&arguments, g_variant_dict_end (&all));
  g_dbus_connection_call (bus, BECKON_PORTAL, BECKON_PORTAL_PATH, interface, method,
                          g_variant_builder_end (&arguments), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, called_cb, g_object_ref (task));
}

/**
 * beckon_portal_request_finish:
 *
 * Returns: (transfer full): the results, a dictionary; or %NULL, with %G_IO_ERROR_PERMISSION_DENIED
 *   when the answer was no, or the error of the bus when nobody was asked
 */
GVariant *
beckon_portal_request_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
