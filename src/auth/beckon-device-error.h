/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BECKON_DEVICE_ERROR (beckon_device_error_quark ())
GQuark beckon_device_error_quark (void);

/**
 * BeckonDeviceError:
 * @BECKON_DEVICE_ERROR_NOT_OFFERED: the domain has no service to sign in by scanning
 * @BECKON_DEVICE_ERROR_PROTOCOL: the service does not follow the protocol, or says what it must not
 * @BECKON_DEVICE_ERROR_REFUSED: the service does not serve us
 * @BECKON_DEVICE_ERROR_TRY_LATER: the service has too much to do, or cannot just now
 *
 * Of signing in by a code that a phone scans. The message is for a log or behind "details".
 */
typedef enum
{
  BECKON_DEVICE_ERROR_NOT_OFFERED,
  BECKON_DEVICE_ERROR_PROTOCOL,
  BECKON_DEVICE_ERROR_REFUSED,
  BECKON_DEVICE_ERROR_TRY_LATER,
} BeckonDeviceError;

gboolean beckon_device_error_is_network (const GError *error);

G_END_DECLS
