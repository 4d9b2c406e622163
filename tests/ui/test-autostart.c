/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Starting with the session: the file outside of a sandbox, and a double of the portal inside. */

#include "beckon-autostart.h"

#include <glib/gstdio.h>

#define PORTAL "org.freedesktop.portal.Desktop"

static const char description[]
  = "<node><interface name='org.freedesktop.portal.Background'>"
    "<method name='RequestBackground'><arg type='s' direction='in'/><arg type='a{sv}' "
    "direction='in'/><arg type='o' direction='out'/></method></interface></node>";

typedef struct
{
  GDBusConnection *bus;
  GDBusConnection *portal; /* as if in another process */
  guint32 response;
  gboolean background;
  gboolean at_login;  /* what the portal allows */
  gboolean malformed; /* first an answer that is none */
  gboolean early;     /* the answer comes before the call ends */
  gboolean refuses;   /* there is no such thing here */
} Fixture;

static void
answer (Fixture *f, const char *path)
{
  GVariantBuilder results;

  if (f->malformed)
    g_dbus_connection_emit_signal (f->portal, NULL, path, "org.freedesktop.portal.Request",
                                   "Response", g_variant_new ("(s)", "yes"), NULL);
  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (f->background));
  g_variant_builder_add (&results, "{sv}", "autostart", g_variant_new_boolean (f->at_login));
  g_dbus_connection_emit_signal (f->portal, NULL, path, "org.freedesktop.portal.Request",
                                 "Response", g_variant_new ("(ua{sv})", f->response, &results),
                                 NULL);
}

static void
method_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  Fixture *f = user_data;
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree const char **command = NULL;
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *request = NULL;
  const char *token;

  if (f->refuses)
    {
      g_dbus_method_invocation_return_error_literal (
        invocation, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED, "No");
      return;
    }
  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "commandline", "^a&s", &command));
  g_assert_cmpstr (command[0], ==, "beckon");
  g_assert_cmpstr (command[1], ==, "--background");
  request = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", name, token);
  g_assert_true (g_variant_is_object_path (request));
  if (f->early)
    answer (f, request);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", request));
  if (!f->early)
    answer (f, request);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_cb };
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (description, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  f->background = f->at_login = TRUE;
  f->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  f->portal = g_dbus_connection_new_for_address_sync (
    address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (f->portal, "/org/freedesktop/portal/desktop",
                                     node->interfaces[0], &vtable, f, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
    f->portal, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
    "RequestName", g_variant_new ("(su)", PORTAL, 4), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
    &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_dbus_connection_close_sync (f->portal, NULL, NULL);
  g_object_unref (f->portal);
  g_object_unref (f->bus);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  g_assert_null (*out); /* exactly one answer */
  *out = g_object_ref (result);
}

static gboolean
request (Fixture *f, gboolean sandboxed, gboolean at_login)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good;

  beckon_autostart_request_async (f->bus, sandboxed, at_login, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  good = beckon_autostart_request_finish (result, &error);
  g_assert_true (good == (error == NULL));
  return good;
}

static void
test_file (Fixture *f, gconstpointer data)
{
  g_autofree char *path
    = g_build_filename (g_get_user_config_dir (), "autostart", "im.beckon.Beckon.desktop", NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_false (beckon_autostart_get_at_login ());
  g_assert_true (request (f, FALSE, FALSE));
  g_assert_true (request (f, FALSE, TRUE));
  g_assert_true (request (f, FALSE, TRUE));
  g_assert_true (beckon_autostart_get_at_login ());
  g_assert_true (request (f, FALSE, FALSE));
  g_assert_false (beckon_autostart_get_at_login ());

  /* Where the folder should be is something else. */
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_true (g_file_set_contents (folder, "", 0, NULL));
  g_assert_false (request (f, FALSE, TRUE));
  g_assert_false (beckon_autostart_get_at_login ());
  g_assert_cmpint (g_unlink (folder), ==, 0);
}

static void
test_portal (Fixture *f, gconstpointer data)
{
  g_assert_true (request (f, TRUE, TRUE));
  f->early = TRUE;
  f->malformed = TRUE;
  g_assert_true (request (f, TRUE, TRUE));
  f->at_login = FALSE;
  g_assert_true (request (f, TRUE, FALSE));
}

static void
test_portal_refuses (Fixture *f, gconstpointer data)
{
  f->at_login = FALSE;
  g_assert_false (request (f, TRUE, TRUE));
  f->at_login = TRUE;
  f->background = FALSE;
  g_assert_false (request (f, TRUE, TRUE));
  f->background = TRUE;
  f->response = 1;
  g_assert_false (request (f, TRUE, TRUE));
  f->refuses = TRUE;
  g_assert_false (request (f, TRUE, TRUE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/autostart/file", test_file);
  ADD ("/autostart/portal", test_portal);
  ADD ("/autostart/portal-refuses", test_portal_refuses);
  return g_test_run ();
}
