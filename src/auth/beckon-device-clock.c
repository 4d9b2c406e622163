/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-clock.h"

/* How often it is looked whether the computer has slept. */
#define TICK G_USEC_PER_SEC

/* The clock of the computer and that of the program drift apart by more than this only when it
 * slept, or when its time was set. */
#define SLEPT (5 * G_USEC_PER_SEC)

typedef struct
{
  guint id;
  gint64 time;
  GSourceOnceFunc func;
  gpointer user_data;
} Timer;

struct _BeckonDeviceClock
{
  GObject parent_instance;

  gboolean stopped;
  gint64 now;   /* when it is stopped */
  gint64 slept; /* how much it is ahead of the monotonic time */
  gint64 last_monotonic;
  gint64 last_real;

  GList *timers; /* of Timer, the next one first */
  guint last_id;
  guint source_id;
};

G_DEFINE_FINAL_TYPE (BeckonDeviceClock, beckon_device_clock, G_TYPE_OBJECT)

static guint slept_signal;

static gboolean tick_cb (gpointer user_data);

static void
arm (BeckonDeviceClock *self)
{
  gint64 left;

  g_clear_handle_id (&self->source_id, g_source_remove);
  if (self->stopped || self->timers == NULL)
    return;
  left = CLAMP (beckon_device_clock_get_next (self) - beckon_device_clock_get_time (self), 0, TICK);
  self->source_id = g_timeout_add ((guint) ((left + 999) / 1000), tick_cb, self);
}

static void
read_clocks (BeckonDeviceClock *self)
{
  self->last_monotonic = g_get_monotonic_time ();
  self->last_real = g_get_real_time ();
}

static void
dispatch (BeckonDeviceClock *self)
{
  while (self->timers != NULL
         && beckon_device_clock_get_next (self) <= beckon_device_clock_get_time (self))
    {
      g_autofree Timer *timer = self->timers->data;

      self->timers = g_list_delete_link (self->timers, self->timers);
      timer->func (timer->user_data);
    }
  arm (self);
}

static gboolean
tick_cb (gpointer user_data)
{
  g_autoptr (BeckonDeviceClock) self = g_object_ref (user_data);
  gint64 monotonic = self->last_monotonic, real = self->last_real, slept;

  self->source_id = 0;
  read_clocks (self);
  slept = (self->last_real - real) - (self->last_monotonic - monotonic);
  if (slept > SLEPT)
    beckon_device_clock_sleep (self, slept);
  else
    dispatch (self);
  return G_SOURCE_REMOVE;
}

static void
beckon_device_clock_finalize (GObject *object)
{
  BeckonDeviceClock *self = BECKON_DEVICE_CLOCK (object);

  g_clear_handle_id (&self->source_id, g_source_remove);
  g_list_free_full (self->timers, g_free);
  G_OBJECT_CLASS (beckon_device_clock_parent_class)->finalize (object);
}

static void
beckon_device_clock_class_init (BeckonDeviceClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_device_clock_finalize;

  slept_signal = g_signal_new ("slept", BECKON_TYPE_DEVICE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
beckon_device_clock_init (BeckonDeviceClock *self)
{
}

/**
 * beckon_device_clock_new:
 *
 * Returns: (transfer full): the time of this computer
 */
BeckonDeviceClock *
beckon_device_clock_new (void)
{
  return g_object_new (BECKON_TYPE_DEVICE_CLOCK, NULL);
}

/**
 * beckon_device_clock_new_stopped:
 *
 * Returns: (transfer full): a time that a test moves
 */
BeckonDeviceClock *
beckon_device_clock_new_stopped (void)
{
  BeckonDeviceClock *self = beckon_device_clock_new ();

  self->stopped = TRUE;
  self->now = g_get_monotonic_time ();
  return self;
}

/**
 * beckon_device_clock_get_time:
 *
 * Returns: now, in microseconds
 */
gint64
beckon_device_clock_get_time (BeckonDeviceClock *self)
{
  return self->stopped ? self->now : g_get_monotonic_time () + self->slept;
}

/**
 * beckon_device_clock_to_monotonic:
 *
 * Returns: @time as g_get_monotonic_time() has it
 */
gint64
beckon_device_clock_to_monotonic (BeckonDeviceClock *self, gint64 time)
{
  return time - self->slept;
}

static int
compare_timers (gconstpointer a, gconstpointer b)
{
  const Timer *one = a, *other = b;

  return (one->time > other->time) - (one->time < other->time);
}

/**
 * beckon_device_clock_add:
 * @time: when, of beckon_device_clock_get_time()
 *
 * Calls @func once, as soon as it is that late.
 *
 * Returns: for beckon_device_clock_remove(), until @func is called
 */
guint
beckon_device_clock_add (BeckonDeviceClock *self,
                         gint64 time,
                         GSourceOnceFunc func,
                         gpointer user_data)
{
  Timer *timer = g_new0 (Timer, 1);

  if (self->timers == NULL)
    read_clocks (self);
  timer->id = ++self->last_id;
  timer->time = time;
  timer->func = func;
  timer->user_data = user_data;
  self->timers = g_list_insert_sorted (self->timers, timer, compare_timers);
  arm (self);
  return timer->id;
}

/**
 * beckon_device_clock_remove:
 * @id: (inout): of a timer, or 0; becomes 0
 */
void
beckon_device_clock_remove (BeckonDeviceClock *self, guint *id)
{
  for (GList *l = self->timers; *id != 0 && l != NULL; l = l->next)
    if (((Timer *) l->data)->id == *id)
      {
        g_free (l->data);
        self->timers = g_list_delete_link (self->timers, l);
        arm (self);
        break;
      }
  *id = 0;
}

/**
 * beckon_device_clock_get_next:
 *
 * Returns: when the next timer is due, or %G_MAXINT64
 */
gint64
beckon_device_clock_get_next (BeckonDeviceClock *self)
{
  return self->timers != NULL ? ((Timer *) self->timers->data)->time : G_MAXINT64;
}

/**
 * beckon_device_clock_advance:
 *
 * Lets time go by on a stopped clock, timer after timer.
 */
void
beckon_device_clock_advance (BeckonDeviceClock *self, gint64 microseconds)
{
  gint64 end = self->now + microseconds;

  g_return_if_fail (self->stopped);

  while (beckon_device_clock_get_next (self) <= end)
    {
      self->now = MAX (self->now, beckon_device_clock_get_next (self));
      dispatch (self);
    }
  self->now = end;
}

/**
 * beckon_device_clock_sleep:
 *
 * Acts as if the computer had slept for so long just now. It notices by itself when it has.
 */
void
beckon_device_clock_sleep (BeckonDeviceClock *self, gint64 microseconds)
{
  g_object_ref (self);
  self->slept += microseconds;
  self->now += microseconds;
  g_signal_emit (self, slept_signal, 0);
  dispatch (self);
  g_object_unref (self);
}
