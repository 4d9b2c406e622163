/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Starting with the session: the file outside of a sandbox, and a double of the portal inside. */

#include "beckon-autostart.h"

#include <glib/gstdio.h>

#include "fake-portal.h"

static const char description[]
  = "<node><interface name='org.freedesktop.portal.Background'>"
    "<method name='RequestBackground'><arg type='s' direction='in'/><arg type='a{sv}' "
    "direction='in'/><arg type='o' direction='out'/></method></interface></node>";

typedef struct
{
  GDBusConnection *bus;
  FakePortal *portal;
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
    fake_portal_respond (f->portal, path, g_variant_new ("(s)", "yes"));
  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (f->background));
  g_variant_builder_add (&results, "{sv}", "autostart", g_variant_new_boolean (f->at_login));
  fake_portal_respond (f->portal, path, g_variant_new ("(ua{sv})", f->response, &results));
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
  g_autofree char *request = NULL;

  if (f->refuses)
    {
      g_dbus_method_invocation_return_error_literal (
        invocation, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED, "No");
      return;
    }
  g_assert_true (g_variant_lookup (options, "commandline", "^a&s", &command));
  g_assert_cmpstr (command[0], ==, "beckon");
  g_assert_cmpstr (command[1], ==, "--background");
  request = fake_portal_add_request (f->portal, sender, options);
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

  f->background = f->at_login = TRUE;
  f->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  f->portal = fake_portal_new (description, &vtable, f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fake_portal_free (f->portal);
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
