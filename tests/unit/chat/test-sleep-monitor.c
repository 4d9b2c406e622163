/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sleep-monitor.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* The kernel that the monitor meets: the dynamic linker finds these here first. */
static struct
{
  int timer;
  gboolean has_timer;
  int settings; /* TFD_TIMER_* of the timer */
  gint64 slept; /* milliseconds */
  guint awake;
} fake;

int
clock_gettime (clockid_t clock, struct timespec *time)
{
  int result = syscall (SYS_clock_gettime, clock, time);

  if (result == 0 && clock == CLOCK_BOOTTIME)
    {
      gint64 nanoseconds = time->tv_nsec + fake.slept % 1000 * 1000000;

      time->tv_sec += fake.slept / 1000 + nanoseconds / 1000000000;
      time->tv_nsec = nanoseconds % 1000000000;
    }
  return result;
}

int
timerfd_create (int clock, int flags)
{
  if (!fake.has_timer)
    {
      errno = ENOSYS;
      return -1;
    }
  g_assert_cmpint (clock, ==, CLOCK_REALTIME);
  g_assert_cmpint (flags, ==, TFD_NONBLOCK | TFD_CLOEXEC);
  fake.timer = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
  return fake.timer;
}

int
timerfd_settime (int timer, int flags, const struct itimerspec *value, struct itimerspec *old)
{
  g_assert_cmpint (timer, ==, fake.timer);
  fake.settings = flags;
  return 0;
}

static void
awake_cb (guint *awake)
{
  (*awake)++;
}

static BeckonSleepMonitor *
new_monitor (gboolean has_timer)
{
  BeckonSleepMonitor *monitor;

  fake.has_timer = has_timer;
  fake.awake = 0;
  monitor = beckon_sleep_monitor_new ();
  g_signal_connect_swapped (monitor, "awake", G_CALLBACK (awake_cb), &fake.awake);
  return monitor;
}

/* The time of day jumps, and so much of it was sleep. */
static void
jump (guint slept)
{
  fake.slept += slept;
  g_assert_cmpint (eventfd_write (fake.timer, 1), ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_awake (void)
{
  g_autoptr (BeckonSleepMonitor) monitor = new_monitor (TRUE);

  g_assert_cmpint (fake.settings, ==, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET);
  jump (60000);
  g_assert_cmpuint (fake.awake, ==, 1);
  /* Somebody sets the clock. */
  jump (0);
  g_assert_cmpuint (fake.awake, ==, 1);
  jump (8 * 60 * 60 * 1000);
  g_assert_cmpuint (fake.awake, ==, 2);
}

/* Each is too short to matter, until they are long together. */
static void
test_naps (void)
{
  g_autoptr (BeckonSleepMonitor) monitor = new_monitor (TRUE);

  jump (300);
  jump (300);
  g_assert_cmpuint (fake.awake, ==, 0);
  jump (600);
  g_assert_cmpuint (fake.awake, ==, 1);
}

/* Some computers know only a little later how long it was. */
static void
test_late (void)
{
  g_autoptr (BeckonSleepMonitor) monitor = new_monitor (TRUE);

  jump (0);
  g_assert_cmpuint (fake.awake, ==, 0);
  jump (60000);
  g_assert_cmpuint (fake.awake, ==, 1);
}

static void
test_without_timer (void)
{
  g_autoptr (BeckonSleepMonitor) monitor = new_monitor (FALSE);

  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (fake.awake, ==, 0);
}

/* Nobody hears of it any more, and nothing stays open. */
static void
test_gone (void)
{
  BeckonSleepMonitor *monitor = new_monitor (TRUE);

  g_assert_finalize_object (monitor);
  g_assert_cmpint (eventfd_write (fake.timer, 1), ==, -1);
  g_assert_cmpint (errno, ==, EBADF);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sleep-monitor/awake", test_awake);
  g_test_add_func ("/sleep-monitor/naps", test_naps);
  g_test_add_func ("/sleep-monitor/late", test_late);
  g_test_add_func ("/sleep-monitor/without-timer", test_without_timer);
  g_test_add_func ("/sleep-monitor/gone", test_gone);
  return g_test_run ();
}
