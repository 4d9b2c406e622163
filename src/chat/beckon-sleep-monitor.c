/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sleep-monitor.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* Shorter naps break no connection, and reading two clocks takes time, too. */
#define SHORTEST_SLEEP G_TIME_SPAN_SECOND

struct _BeckonSleepMonitor
{
  GObject parent_instance;

  int timer; /* readable when the time of day jumps, as it does at the end of a sleep; or -1 */
  guint source;
  gint64 slept; /* in microseconds, since the computer was started */
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

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->timer >= 0)
    close (self->timer);
  self->timer = -1;
  G_OBJECT_CLASS (beckon_sleep_monitor_parent_class)->dispose (object);
}

static void
beckon_sleep_monitor_class_init (BeckonSleepMonitorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_sleep_monitor_dispose;

  signals[AWAKE] = g_signal_new ("awake", BECKON_TYPE_SLEEP_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static gint64
get_time (clockid_t clock)
{
  struct timespec time = { 0 };

  clock_gettime (clock, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* Of these two clocks one stands still meanwhile. */
static gint64
get_slept (void)
{
  return get_time (CLOCK_BOOTTIME) - get_time (CLOCK_MONOTONIC);
}

static void
beckon_sleep_monitor_init (BeckonSleepMonitor *self)
{
  self->timer = -1;
  self->slept = get_slept ();
}

/* Or somebody has set the time of day. */
static gboolean
jumped_cb (int timer, GIOCondition condition, gpointer user_data)
{
  BeckonSleepMonitor *self = user_data;
  const gint64 slept = get_slept ();
  guint64 n;

  /* A jump is told as an error of reading, once. */
  if (read (timer, &n, sizeof n) < 0 && errno != ECANCELED && errno != EAGAIN)
    {
      self->source = 0;
      return G_SOURCE_REMOVE;
    }
  if (slept - self->slept < SHORTEST_SLEEP)
    return G_SOURCE_CONTINUE;
  self->slept = slept;
  g_signal_emit (self, signals[AWAKE], 0);
  return G_SOURCE_CONTINUE;
}

/**
 * beckon_sleep_monitor_new:
 *
 * Returns: (transfer full): a monitor, which belongs to the default main context
 */
BeckonSleepMonitor *
beckon_sleep_monitor_new (void)
{
  BeckonSleepMonitor *self = g_object_new (BECKON_TYPE_SLEEP_MONITOR, NULL);
  const struct itimerspec never = { 0 };

  self->timer = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (self->timer < 0
      || timerfd_settime (self->timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) < 0)
    g_info ("Nobody says when the computer sleeps: %s", g_strerror (errno));
  else
    self->source = g_unix_fd_add (self->timer, G_IO_IN, jumped_cb, self);
  return self;
}
