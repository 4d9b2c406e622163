/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0082.h"

#include <string.h>

/**
 * beckon_datetime_parse:
 * @text: (nullable): a DateTime of XEP-0082, as `2026-11-20T10:00:00.123Z`
 * @time: (out): microseconds since 1970, UTC
 *
 * Returns: whether it was one, of a year from 1970 on
 */
gboolean
beckon_datetime_parse (const char *text, gint64 *time)
{
  g_autoptr (GDateTime) datetime = NULL;

  /* GLib also takes forms without hyphens, zone or day, which XMPP does not have. */
  if (text == NULL || strlen (text) > 64
      || !g_regex_match_simple ("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?"
                                "(Z|[+-]\\d\\d:\\d\\d)$",
                                text, G_REGEX_DOLLAR_ENDONLY, 0))
    return FALSE;
  datetime = g_date_time_new_from_iso8601 (text, NULL);
  if (datetime == NULL || g_date_time_to_unix (datetime) < 0)
    return FALSE;
  *time = g_date_time_to_unix (datetime) * G_USEC_PER_SEC + g_date_time_get_microsecond (datetime);
  return TRUE;
}

/**
 * beckon_datetime_format:
 * @time: microseconds since 1970, UTC
 *
 * Returns: (transfer full): the DateTime, with all the digits that @time has
 */
char *
beckon_datetime_format (gint64 time)
{
  g_autoptr (GDateTime) datetime = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (datetime, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%06dZ", seconds, (int) (time % G_USEC_PER_SEC));
}
