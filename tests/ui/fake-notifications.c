/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-notifications.h"

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"

static const char description[]
  = "<node><interface name='" NAME "'>"
    "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
    "<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' "
    "direction='out'/>"
    "<arg type='s' direction='out'/><arg type='s' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' "
    "direction='in'/>"
    "<arg type='u' direction='out'/></method>"
    "</interface></node>";

static void
forget_shown (FakeNotifications *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->body, g_free);
  g_clear_pointer (&self->actions, g_strfreev);
  g_clear_pointer (&self->hints, g_variant_unref);
}

void
fake_notifications_answer (FakeNotifications *self)
{
  const guint32 number = self->replaces != 0 ? self->replaces : ++self->last_number;

  self->last_number = MAX (self->last_number, number);
  g_dbus_method_invocation_return_value (g_steal_pointer (&self->held),
                                         g_variant_new ("(u)", number));
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
  FakeNotifications *self = user_data;
  guint32 number;

  if (g_str_equal (method, "GetCapabilities"))
    {
      g_dbus_method_invocation_return_value (invocation,
                                             g_variant_new ("(^as)", self->capabilities));
    }
  else if (g_str_equal (method, "GetServerInformation"))
    {
      g_dbus_method_invocation_return_value (
        invocation, g_variant_new ("(ssss)", "fake", "Beckon", "1", "1.2"));
    }
  else if (g_str_equal (method, "CloseNotification"))
    {
      g_variant_get (parameters, "(u)", &number);
      g_array_append_val (self->closed, number);
      g_dbus_method_invocation_return_value (invocation, NULL);
      fake_notifications_emit (self, "NotificationClosed", g_variant_new ("(uu)", number, 3));
    }
  else
    {
      forget_shown (self);
      g_variant_get (parameters, "(susss^as@a{sv}i)", NULL, &self->replaces, NULL, &self->title,
                     &self->body, &self->actions, &self->hints, NULL);
      self->n_shown++;
      g_assert_null (self->held);
      self->held = invocation;
      if (!self->hold)
        fake_notifications_answer (self);
    }
}

static void
badge_cb (GDBusConnection *bus,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer user_data)
{
  FakeNotifications *self = user_data;
  const char *uri;
  g_autoptr (GVariant) properties = NULL;

  g_variant_get (parameters, "(&s@a{sv})", &uri, &properties);
  g_assert_cmpstr (uri, ==, "application://im.beckon.Beckon.desktop");
  g_assert_true (g_variant_lookup (properties, "count", "x", &self->badge));
}

FakeNotifications *
fake_notifications_new (const char *const *capabilities)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_cb };
  FakeNotifications *self = g_new0 (FakeNotifications, 1);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (description, NULL);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  self->capabilities = capabilities;
  self->closed = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->badge = -1;
  /* A connection of its own: to the program it is another process. */
  self->bus = g_dbus_connection_new_for_address_sync (
    address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
      | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  self->object_id = g_dbus_connection_register_object (self->bus, PATH, node->interfaces[0],
                                                       &vtable, self, NULL, &error);
  g_assert_no_error (error);
  self->badge_id = g_dbus_connection_signal_subscribe (
    self->bus, NULL, "com.canonical.Unity.LauncherEntry", "Update", NULL, NULL,
    G_DBUS_SIGNAL_FLAGS_NONE, badge_cb, self, NULL);
  reply = g_dbus_connection_call_sync (
    self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
    "RequestName", g_variant_new ("(su)", NAME, 4), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
    &error);
  g_assert_no_error (error);
  return self;
}

void
fake_notifications_free (FakeNotifications *self)
{
  g_dbus_connection_signal_unsubscribe (self->bus, self->badge_id);
  g_dbus_connection_unregister_object (self->bus, self->object_id);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  forget_shown (self);
  g_array_unref (self->closed);
  g_free (self);
}

void
fake_notifications_emit (FakeNotifications *self, const char *name, GVariant *parameters)
{
  g_dbus_connection_emit_signal (self->bus, NULL, PATH, NAME, name, parameters, NULL);
}

gboolean
fake_notifications_is_closed (FakeNotifications *self, guint32 number)
{
  for (guint i = 0; i < self->closed->len; i++)
    if (g_array_index (self->closed, guint32, i) == number)
      return TRUE;
  return FALSE;
}
