/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-device-error.h"

#include "beckon-net-error.h"

G_DEFINE_QUARK (beckon - device - error, beckon_device_error)

/**
 * beckon_device_error_is_network:
 *
 * Returns: whether it is the network that is away, so that trying again may help
 */
gboolean
beckon_device_error_is_network (const GError *error)
{
  return error->domain == BECKON_NET_ERROR && error->code != BECKON_NET_ERROR_CERTIFICATE;
}
