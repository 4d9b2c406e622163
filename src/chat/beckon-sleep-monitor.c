/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sleep-monitor.h"

struct _BeckonSleepMonitor
{
  GObject parent_instance;

  GCancellable *cancellable;
  GDBusConnection *bus; /* (nullable) */
  guint subscription;
};

G_DEFINE_FINAL_TYPE (BeckonSleepMonitor, beckon_sleep_monitor, G_TYPE_OBJECT)

enum
{
  AWAKE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
beckon_sleep_monitor_dispose (GObject *object)
{
  BeckonSleepMonitor *self = BECKON_SLEEP_MONITOR (object);

  g_cancellable_cancel (self->cancellable);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (beckon_sleep_monitor_parent_class)->dispose (object);
}

static void
beckon_sleep_monitor_finalize (GObject *object)
{
  g_object_unref (BECKON_SLEEP_MONITOR (object)->cancellable);
  G_OBJECT_CLASS (beckon_sleep_monitor_parent_class)->finalize (object);
}

static void
beckon_sleep_monitor_class_init (BeckonSleepMonitorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_sleep_monitor_dispose;
  G_OBJECT_CLASS (klass)->finalize = beckon_sleep_monitor_finalize;

  signals[AWAKE] = g_signal_new ("awake", BECKON_TYPE_SLEEP_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
beckon_sleep_monitor_init (BeckonSleepMonitor *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
prepare_for_sleep_cb (GDBusConnection *bus,
                      const char *sender,
                      const char *path,
                      const char *interface,
                      const char *name,
                      GVariant *parameters,
                      gpointer user_data)
{
  gboolean falls_asleep;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &falls_asleep);
  if (!falls_asleep)
    g_signal_emit (user_data, signals[AWAKE], 0);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);
  BeckonSleepMonitor *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bus == NULL)
    {
      g_info ("Nobody says when the computer sleeps: %s", error->message);
      return;
    }
  self->bus = bus;
  self->subscription
    = g_dbus_connection_signal_subscribe (bus, "org.freedesktop.login1",
                                          "org.freedesktop.login1.Manager", "PrepareForSleep",
                                          "/org/freedesktop/login1", NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                          prepare_for_sleep_cb, self, NULL);
}

/**
 * beckon_sleep_monitor_new:
 *
 * Returns: (transfer full): a monitor, which begins to listen as soon as it can
 */
BeckonSleepMonitor *
beckon_sleep_monitor_new (void)
{
  BeckonSleepMonitor *self = g_object_new (BECKON_TYPE_SLEEP_MONITOR, NULL);

  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, bus_cb, self);
  return self;
}
