/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The camera that the portal gives, with a double of the portal; and with a true PipeWire, where
 * tests/support/with-camera.sh has made one. */

#include <gio/gunixfdlist.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "beckon-camera-portal.h"
#include "beckon-camera.h"
#include "fake-portal.h"

static const char description[]
  = "<node><interface name='org.freedesktop.portal.Camera'>"
    "<method name='AccessCamera'><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>"
    "</method><method name='OpenPipeWireRemote'><arg type='a{sv}' direction='in'/>"
    "<arg type='h' direction='out'/></method>"
    "<property name='IsCameraPresent' type='b' access='read'/></interface></node>";

typedef enum
{
  GRANTS,
  GRANTS_EARLY, /* the answer comes before the call ends */
  DENIES,
  REFUSES,  /* there is no such thing here */
  HANGS,    /* somebody thinks about it */
  OPENS_NOTHING,
} Behaviour;

typedef struct
{
  FakePortal *portal;
  GDBusConnection *bus;
  Behaviour behaviour;
  gboolean absent;
  guint n_asked;
  int remote; /* to be handed out */
} Fixture;

static void
give_remote (Fixture *f, GDBusMethodInvocation *invocation)
{
  g_autoptr (GUnixFDList) files = g_unix_fd_list_new ();
  g_autoptr (GError) error = NULL;

  if (f->behaviour != OPENS_NOTHING)
    g_unix_fd_list_append (files, f->remote, &error);
  g_assert_no_error (error);
  g_dbus_method_invocation_return_value_with_unix_fd_list (
    invocation, g_variant_new ("(h)", 0), files);
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
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 0);
  g_autofree char *request = NULL;
  const guint32 response = f->behaviour == DENIES ? 1 : 0;

  if (g_str_equal (method, "OpenPipeWireRemote"))
    {
      give_remote (f, invocation);
      return;
    }
  f->n_asked++;
  if (f->behaviour == REFUSES)
    {
      g_dbus_method_invocation_return_error_literal (
        invocation, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED, "No");
      return;
    }
  request = fake_portal_add_request (f->portal, sender, options);
  if (f->behaviour == GRANTS_EARLY)
    fake_portal_respond (f->portal, request, g_variant_new ("(ua{sv})", response, NULL));
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", request));
  if (f->behaviour != GRANTS_EARLY && f->behaviour != HANGS)
    fake_portal_respond (f->portal, request, g_variant_new ("(ua{sv})", response, NULL));
}

static GVariant *
property_cb (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *property,
             GError **error,
             gpointer user_data)
{
  return g_variant_new_boolean (!((Fixture *) user_data)->absent);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const GDBusInterfaceVTable vtable
    = { .method_call = method_cb, .get_property = property_cb };

  f->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  f->portal = fake_portal_new (description, &vtable, f);
  f->remote = -1;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->portal, fake_portal_free);
  g_object_unref (f->bus);
  if (f->remote >= 0)
    close (f->remote);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  g_assert_null (*out); /* exactly one answer */
  *out = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
find (GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GDBusConnection) bus = NULL;

  beckon_camera_portal_find_async (NULL, result_cb, &result);
  wait_for (&result);
  bus = beckon_camera_portal_find_finish (result, error);
  return bus != NULL;
}

static int
open_remote (Fixture *f, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_camera_portal_open_async (f->bus, NULL, result_cb, &result);
  wait_for (&result);
  return beckon_camera_portal_open_finish (result, error);
}

static void
test_find (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (find (&error));
  g_assert_no_error (error);
  f->absent = TRUE;
  g_assert_false (find (&error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_pointer (&f->portal, fake_portal_free);
  g_assert_false (find (&error));
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);
  /* To look is not to ask. */
  g_assert_cmpuint (f->n_asked, ==, 0);
}

static void
test_open (Fixture *f, gconstpointer data)
{
  for (f->behaviour = GRANTS; f->behaviour <= GRANTS_EARLY; f->behaviour++)
    {
      g_autoptr (GError) error = NULL;
      int ends[2];
      int remote;
      char byte;

      g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, ends), ==, 0);
      f->remote = ends[0];
      remote = open_remote (f, &error);
      g_assert_no_error (error);
      g_assert_cmpint (write (remote, "x", 1), ==, 1);
      g_assert_cmpint (read (ends[1], &byte, 1), ==, 1);
      close (remote);
      close (ends[1]);
      close (ends[0]);
    }
  f->remote = -1;
}

static void
test_denied (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->behaviour = DENIES;
  g_assert_cmpint (open_remote (f, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_clear_error (&error);
  f->behaviour = REFUSES;
  g_assert_cmpint (open_remote (f, &error), ==, -1);
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED);
  g_clear_error (&error);
  f->behaviour = OPENS_NOTHING;
  g_assert_cmpint (open_remote (f, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_clear_error (&error);
  g_clear_pointer (&f->portal, fake_portal_free);
  g_assert_cmpint (open_remote (f, &error), ==, -1);
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);
}

/* Whoever waits no longer is heard at once, and the question goes away. */
static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  f->behaviour = HANGS;
  /* While it waits; and before it began. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      beckon_camera_portal_open_async (f->bus, cancellable, result_cb, &result);
      while (f->n_asked == 0)
        g_main_context_iteration (NULL, TRUE);
      g_assert_null (result);
      g_cancellable_cancel (cancellable);
      wait_for (&result);
      g_assert_cmpint (beckon_camera_portal_open_finish (result, &error), ==, -1);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  while (fake_portal_get_n_closed (f->portal) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (f->n_asked, ==, 1);
}

static char *
scan (Fixture *f, GError **error)
{
  g_autoptr (BeckonCamera) camera = beckon_camera_new_for_portal (f->bus, error);
  g_autoptr (GAsyncResult) result = NULL;

  if (camera == NULL)
    return NULL;
  beckon_camera_scan_async (camera, NULL, result_cb, &result);
  wait_for (&result);
  return beckon_camera_scan_finish (camera, result, error);
}

/* Once only: a PipeWire of today takes a camera that is made of a pipeline away when nobody looks. */
static void
test_code (Fixture *f, gconstpointer data)
{
  const char *path = g_getenv ("BECKON_TEST_PIPEWIRE");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (path == NULL)
    {
      g_test_skip ("There is no PipeWire");
      return;
    }
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  f->remote = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (connect (f->remote, (struct sockaddr *) &address, sizeof address), ==, 0);
  text = scan (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, g_getenv ("BECKON_TEST_CODE"));
  g_assert_cmpuint (f->n_asked, ==, 1);
  close (f->remote);
  f->remote = -1;
}

static void
test_fails (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->behaviour = DENIES;
  g_assert_null (scan (f, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/camera-portal/find", test_find);
  ADD ("/camera-portal/open", test_open);
  ADD ("/camera-portal/denied", test_denied);
  ADD ("/camera-portal/cancelled", test_cancelled);
  ADD ("/camera-portal/code", test_code);
  ADD ("/camera-portal/fails", test_fails);
  return g_test_run ();
}
