/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-camera-portal.h"

#include <gio/gunixfdlist.h>

#include "beckon-portal-request.h"

#define CAMERA "org.freedesktop.portal.Camera"

static void
present_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
    = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_variant_get (reply, "(v)", &value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (value))
    g_task_return_pointer (task, g_object_ref (source), g_object_unref);
  else
    g_task_return_new_error (
      task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The portal knows of no camera");
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_dbus_connection_call (bus, BECKON_PORTAL, BECKON_PORTAL_PATH,
                            "org.freedesktop.DBus.Properties", "Get",
                            g_variant_new ("(ss)", CAMERA, "IsCameraPresent"),
                            G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, -1,
                            g_task_get_cancellable (task), present_cb, g_object_ref (task));
}

/**
 * beckon_camera_portal_find_async:
 *
 * Finds out whether there is a portal that knows of a camera. Asks nobody.
 */
void
beckon_camera_portal_find_async (GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_camera_portal_find_async);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, bus_cb, task);
}

/**
 * beckon_camera_portal_find_finish:
 *
 * Returns: (transfer full): the bus that the portal is on; or %NULL with an error
 */
GDBusConnection *
beckon_camera_portal_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GUnixFDList) files = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_with_unix_fd_list_finish (
    G_DBUS_CONNECTION (source), &files, result, &error);
  gint32 index;
  int remote;

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_variant_get (reply, "(h)", &index);
  if (files == NULL || index < 0 || index >= g_unix_fd_list_get_length (files))
    {
      g_task_return_new_error (
        task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The portal has opened nothing");
      return;
    }
  remote = g_unix_fd_list_get (files, index, &error);
  if (remote < 0)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_int (task, remote);
}

static void
allowed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = beckon_portal_request_finish (result, &error);

  if (results == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_dbus_connection_call_with_unix_fd_list (
      G_DBUS_CONNECTION (source), BECKON_PORTAL, BECKON_PORTAL_PATH, CAMERA, "OpenPipeWireRemote",
      g_variant_new ("(a{sv})", NULL), G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
      g_task_get_cancellable (task), opened_cb, g_object_ref (task));
}

/**
 * beckon_camera_portal_open_async:
 * @bus: from beckon_camera_portal_find_finish()
 *
 * Asks the person for the camera, unless they have answered that before.
 */
void
beckon_camera_portal_open_async (GDBusConnection *bus,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (bus, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_camera_portal_open_async);
  /* Cancelling that comes too late must not lose the connection. */
  g_task_set_check_cancellable (task, FALSE);
  beckon_portal_request_async (bus, CAMERA, "AccessCamera", NULL, NULL, cancellable, allowed_cb, task);
}

/**
 * beckon_camera_portal_open_finish:
 *
 * Returns: (transfer full): a connection to PipeWire; or -1, with %G_IO_ERROR_PERMISSION_DENIED when
 *   the person does not want it
 */
int
beckon_camera_portal_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
