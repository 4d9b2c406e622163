/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-connection-private.h"

#include "beckon-net-error.h"
#include "beckon-random.h"

/* What is to be done about a failure. */

/* Pauses between attempts: the first is up to FIRST_PAUSE, each later one up to twice as long. The
 * lower half is left out but for the first, so that they do grow. In milliseconds. */
#define FIRST_PAUSE 4000
#define LAST_PAUSE (5 * 60 * 1000)

/* The stream error condition, in stream errors. */
static gboolean
is_stream_condition (const GError *error, const char *condition)
{
  return g_error_matches (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_SERVER)
         && g_strcmp0 (beckon_stream_error_get_condition (error), condition) == 0;
}

/**
 * beckon_connection_error_is_final:
 * @error: why connecting failed
 *
 * Returns: whether trying again cannot help, so that the person has to be asked
 */
gboolean
beckon_connection_error_is_final (const GError *error)
{
  static const char *const conditions[]
    = { "conflict", "not-authorized", "host-unknown", "host-gone", "unsupported-version" };

  if (error->domain == BECKON_LOGIN_ERROR)
    return error->code != BECKON_LOGIN_ERROR_TRY_LATER
           && error->code != BECKON_LOGIN_ERROR_PROTOCOL;
  if (error->domain == BECKON_SECRET_ERROR)
    return error->code != BECKON_SECRET_ERROR_TIMEOUT;
  if (error->domain == BECKON_NET_ERROR)
    return error->code == BECKON_NET_ERROR_CERTIFICATE
           || error->code == BECKON_NET_ERROR_NOT_OFFERED;
  if (g_error_matches (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_NO_TLS))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (is_stream_condition (error, conditions[i]))
      return TRUE;
  return FALSE;
}

/* The server is as it should be, but does not take this password or token, or not any more. */
gboolean
beckon_connection_error_is_refusal (const GError *error)
{
  return g_error_matches (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED)
         || g_error_matches (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_EXPIRED)
         || g_error_matches (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NO_CREDENTIALS)
         || is_stream_condition (error, "not-authorized");
}

/* A random number from 0 to below bound, unlike that of all the others who lost the same server
 * at the same time. */
static guint
random_below (guint bound)
{
  guint32 number;

  beckon_random_bytes ((guint8 *) &number, sizeof number);
  return number % bound;
}

guint
beckon_connection_choose_pause (guint failures)
{
  guint most = FIRST_PAUSE;

  if (failures == 0)
    return random_below (FIRST_PAUSE);
  while (failures-- > 0 && most < LAST_PAUSE)
    most *= 2;
  most = MIN (most, LAST_PAUSE);
  return most / 2 + random_below (most / 2);
}
