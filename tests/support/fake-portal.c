/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-portal.h"

#define NAME "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"
#define REQUEST "org.freedesktop.portal.Request"

struct _FakePortal
{
  GDBusConnection *bus;
  guint n_closed;
};

static void
close_cb (GDBusConnection *bus,
          const char *sender,
          const char *path,
          const char *interface,
          const char *method,
          GVariant *parameters,
          GDBusMethodInvocation *invocation,
          gpointer user_data)
{
  ((FakePortal *) user_data)->n_closed++;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/**
 * fake_portal_new:
 * @description: XML of one interface
 * @calls: who answers its methods and properties
 */
FakePortal *
fake_portal_new (const char *description, const GDBusInterfaceVTable *calls, gpointer user_data)
{
  FakePortal *self = g_new0 (FakePortal, 1);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (description, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  self->bus = g_dbus_connection_new_for_address_sync (
    address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (
    self->bus, PATH, node->interfaces[0], calls, user_data, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
    self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
    "RequestName", g_variant_new ("(su)", NAME, 4), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return self;
}

void
fake_portal_free (FakePortal *self)
{
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_free (self);
}

/**
 * fake_portal_add_request:
 * @sender: who has called
 * @options: the call's
 *
 * Returns: the path that the request has
 */
char *
fake_portal_add_request (FakePortal *self, const char *sender, GVariant *options)
{
  static const GDBusInterfaceVTable calls = { .method_call = close_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (
    "<node><interface name='" REQUEST "'><method name='Close'/></interface></node>", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  const char *token;
  char *request;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  request = g_strdup_printf (PATH "/request/%s/%s", name, token);
  g_dbus_connection_register_object (
    self->bus, request, node->interfaces[0], &calls, self, NULL, &error);
  g_assert_no_error (error);
  return request;
}

/**
 * fake_portal_respond:
 * @response: (transfer floating): what the signal carries
 */
void
fake_portal_respond (FakePortal *self, const char *request, GVariant *response)
{
  g_dbus_connection_emit_signal (self->bus, NULL, request, REQUEST, "Response", response, NULL);
}

/**
 * fake_portal_get_n_closed:
 *
 * Returns: how many requests were closed by those who made them
 */
guint
fake_portal_get_n_closed (FakePortal *self)
{
  return self->n_closed;
}
