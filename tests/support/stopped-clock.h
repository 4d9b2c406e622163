/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-device-clock.h"

/* What tests do with a clock of beckon_device_clock_new_stopped(), by which a service is asked. */

/* Longer than any pause between two requests. */
#define A_PAUSE (20 * G_USEC_PER_SEC)

/* Time until the next request, when none is under way. */
static inline gint64
get_pause (BeckonDeviceClock *clock)
{
  return beckon_device_clock_get_next (clock) - beckon_device_clock_get_time (clock);
}

/* As the times of a code have it. */
static inline gint64
get_now (BeckonDeviceClock *clock)
{
  return beckon_device_clock_to_monotonic (clock, beckon_device_clock_get_time (clock));
}

static inline void
advance (BeckonDeviceClock *clock, guint seconds)
{
  beckon_device_clock_advance (clock, seconds * (gint64) G_USEC_PER_SEC);
}

static inline gboolean
pass_time (BeckonDeviceClock *clock)
{
  gint64 left = get_pause (clock);

  if (left > A_PAUSE)
    return FALSE;
  beckon_device_clock_advance (clock, MAX (left, 0));
  return TRUE;
}

/* The clock stands while there is an answer to wait for, and else goes on to the next request. */
#define pass_time_until(clock, condition)                                                          \
  G_STMT_START                                                                                     \
  {                                                                                                \
    while (!(condition))                                                                           \
      if (!pass_time (clock))                                                                      \
        g_main_context_iteration (NULL, TRUE);                                                     \
  }                                                                                                \
  G_STMT_END
