/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sleep-monitor.h"

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *login; /* who plays org.freedesktop.login1 */
  GDBusConnection *other;
  GDBusConnection *system; /* that the monitor has, too */
  guint awake;
  guint done;
} Fixture;

static GDBusConnection *
join (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (fixture->bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
      | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
done_cb (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *name,
         GVariant *parameters,
         gpointer user_data)
{
  ((Fixture *) user_data)->done++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (fixture->bus), TRUE);
  fixture->login = join (fixture);
  fixture->other = join (fixture);
  reply = g_dbus_connection_call_sync (fixture->login, "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.login1", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);

  fixture->system = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (fixture->system, FALSE);
  g_dbus_connection_signal_subscribe (fixture->system, NULL, "org.freedesktop.login1.Manager",
                                      "Done", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, done_cb,
                                      fixture, NULL);
  g_variant_unref (reply);
  reply = g_dbus_connection_call_sync (fixture->system, "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId",
                                       NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_dbus_connection_close_sync (fixture->login, NULL, NULL);
  g_dbus_connection_close_sync (fixture->other, NULL, NULL);
  g_object_unref (fixture->system);
  g_object_unref (fixture->login);
  g_object_unref (fixture->other);
  g_test_dbus_stop (fixture->bus);
  g_object_unref (fixture->bus);
}

static void
emit (GDBusConnection *connection, const char *name, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (connection, NULL, "/org/freedesktop/login1",
                                 "org.freedesktop.login1.Manager", name, parameters, &error);
  g_assert_no_error (error);
}

static void
awake_cb (Fixture *fixture)
{
  fixture->awake++;
}

/* Until all has come that both have emitted: the bus keeps the order of each sender. */
static void
settle (Fixture *fixture)
{
  fixture->done = 0;
  emit (fixture->login, "Done", NULL);
  emit (fixture->other, "Done", NULL);
  while (fixture->done < 2)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
wake_cb (gpointer user_data)
{
  emit (((Fixture *) user_data)->login, "PrepareForSleep", g_variant_new ("(b)", FALSE));
  return G_SOURCE_CONTINUE;
}

static void
test_awake (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonSleepMonitor) monitor = beckon_sleep_monitor_new ();
  guint source, before;

  g_signal_connect_swapped (monitor, "awake", G_CALLBACK (awake_cb), fixture);
  /* Until it listens. */
  source = g_timeout_add (10, wake_cb, fixture);
  while (fixture->awake == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  settle (fixture);

  /* Falling asleep is nothing, and others have no say. */
  before = fixture->awake;
  emit (fixture->other, "PrepareForSleep", g_variant_new ("(b)", FALSE));
  emit (fixture->login, "PrepareForSleep", g_variant_new ("(s)", "yes"));
  emit (fixture->login, "PrepareForSleep", g_variant_new ("(b)", TRUE));
  settle (fixture);
  g_assert_cmpuint (fixture->awake, ==, before);
  emit (fixture->login, "PrepareForSleep", g_variant_new ("(b)", FALSE));
  settle (fixture);
  g_assert_cmpuint (fixture->awake, ==, before + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sleep-monitor/awake", Fixture, NULL, set_up, test_awake, tear_down);
  return g_test_run ();
}
