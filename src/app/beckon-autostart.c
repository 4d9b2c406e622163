/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-autostart.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "beckon-portal-request.h"

gboolean
beckon_autostart_is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

static char *
dup_path (void)
{
  return g_build_filename (
    g_get_user_config_dir (), "autostart", APPLICATION_ID ".desktop", NULL);
}

/**
 * beckon_autostart_get_at_login:
 *
 * Returns: outside of a sandbox, whether Beckon starts with the session
 */
gboolean
beckon_autostart_get_at_login (void)
{
  g_autofree char *path = dup_path ();

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
write_file (GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);

  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, "Type", "Application");
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, "Name", "Beckon");
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, "Icon", APPLICATION_ID);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, "Exec", "beckon --background");
  g_mkdir_with_parents (folder, 0700);
  return g_key_file_save_to_file (file, path, error);
}

static gboolean
remove_file (GError **error)
{
  g_autofree char *path = dup_path ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) local_error = NULL;

  if (g_file_delete (file, NULL, &local_error)
      || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* The portal */

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const gboolean wanted = GPOINTER_TO_INT (g_task_get_task_data (task));
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = beckon_portal_request_finish (result, &error);
  gboolean background = FALSE;
  gboolean at_login = FALSE;

  if (results == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_variant_lookup (results, "background", "b", &background);
  g_variant_lookup (results, "autostart", "b", &at_login);
  if (background && at_login == wanted)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (
      task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "The portal does not allow it");
}

static void
ask_portal (GTask *task, GDBusConnection *bus, gboolean at_login)
{
  static const char *const command[] = { "beckon", "--background", NULL };
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (
    &options, "{sv}", "reason", g_variant_new_string (_ ("To receive messages")));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (at_login));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));
  g_task_set_task_data (task, GINT_TO_POINTER (at_login), NULL);
  beckon_portal_request_async (bus, "org.freedesktop.portal.Background", "RequestBackground", "",
                               g_variant_builder_end (&options), g_task_get_cancellable (task),
                               answered_cb, g_object_ref (task));
}

/**
 * beckon_autostart_request_async:
 * @bus: (nullable): the session's bus
 * @sandboxed: whether to ask the portal
 * @at_login: whether to start with the session
 *
 * Asks to be allowed to stay without a window, where somebody has to be asked, and to start with
 * the session or not.
 */
void
beckon_autostart_request_async (GDBusConnection *bus,
                                gboolean sandboxed,
                                gboolean at_login,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, beckon_autostart_request_async);
  if (!sandboxed)
    {
      if (at_login ? write_file (&error) : remove_file (&error))
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (bus == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "There is no bus");
      return;
    }
  ask_portal (task, bus, at_login);
}

/**
 * beckon_autostart_request_finish:
 *
 * Returns: whether it is so now; otherwise with an error
 */
gboolean
beckon_autostart_request_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
