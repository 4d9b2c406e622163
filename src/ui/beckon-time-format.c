/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-time-format.h"

#include <glib/gi18n.h>

/**
 * beckon_time_format_clock:
 * @time: a time, in the zone to show
 *
 * Returns: (transfer full): the time of day as the person's language writes it
 */
char *
beckon_time_format_clock (GDateTime *time)
{
  /* Translators: the time of day, as g_date_time_format() takes it: "%H:%M" for 14:05, or
   * "%-I:%M %p" for 2:05 PM where that is usual. */
  return g_date_time_format (time, _("%H:%M"));
}

gboolean
beckon_time_same_day (GDateTime *a, GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b)
         && g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

/**
 * beckon_time_format_day:
 * @time: a time, in the zone to show
 * @now: the time it is, in the same zone
 *
 * Returns: (transfer full): the day, as near days are called and far ones are dated
 */
char *
beckon_time_format_day (GDateTime *time, GDateTime *now)
{
  g_autoptr (GDateTime) yesterday = g_date_time_add_days (now, -1);
  GTimeSpan ago = g_date_time_difference (now, time);

  if (beckon_time_same_day (time, now))
    return g_strdup (_("Today"));
  if (beckon_time_same_day (time, yesterday))
    return g_strdup (_("Yesterday"));
  if (ago > 0 && ago < 6 * G_TIME_SPAN_DAY)
    return g_date_time_format (time, "%A");
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: a day of this year, as g_date_time_format() takes it: "Monday, March 2". */
    return g_date_time_format (time, _("%A, %B %-d"));
  /* Translators: a day of another year, as g_date_time_format() takes it: "March 2, 2024". */
  return g_date_time_format (time, _("%B %-d, %Y"));
}
