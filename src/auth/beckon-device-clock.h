/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BeckonDeviceClock:
 *
 * Time that goes on while the computer sleeps, as it does for the service that made a code, and
 * timers in it. A stopped one goes on only when a test says so.
 *
 * Signal `slept`: the computer has slept, and is awake again.
 */
#define BECKON_TYPE_DEVICE_CLOCK (beckon_device_clock_get_type ())
G_DECLARE_FINAL_TYPE (BeckonDeviceClock, beckon_device_clock, BECKON, DEVICE_CLOCK, GObject)

BeckonDeviceClock *beckon_device_clock_new (void);
BeckonDeviceClock *beckon_device_clock_new_stopped (void);

gint64 beckon_device_clock_get_time (BeckonDeviceClock *self);
gint64 beckon_device_clock_to_monotonic (BeckonDeviceClock *self, gint64 time);

guint beckon_device_clock_add (BeckonDeviceClock *self,
                               gint64 time,
                               GSourceOnceFunc func,
                               gpointer user_data);
void beckon_device_clock_remove (BeckonDeviceClock *self, guint *id);

gint64 beckon_device_clock_get_next (BeckonDeviceClock *self);
void beckon_device_clock_advance (BeckonDeviceClock *self, gint64 microseconds);
void beckon_device_clock_sleep (BeckonDeviceClock *self, gint64 microseconds);

G_END_DECLS
