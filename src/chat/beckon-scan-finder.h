/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-device-clock.h"
#include "beckon-device-service.h"

G_BEGIN_DECLS

/**
 * BeckonScanFinder:
 *
 * Looks for the service that signs in devices, and without a network tries it until there is one,
 * for some minutes.
 */
typedef struct _BeckonScanFinder BeckonScanFinder;

/**
 * BeckonScanFinderFunc:
 * @service: (nullable): the service
 * @error: (nullable): else, why there is none; without either, what
 *   beckon_scan_finder_get_no_network() gives is another
 *
 * May stop it.
 */
typedef void (*BeckonScanFinderFunc) (BeckonDeviceService *service,
                                      const GError *error,
                                      gpointer user_data);

BeckonScanFinder *beckon_scan_finder_start (BeckonHttp *http,
                                            BeckonDeviceClock *clock,
                                            const BeckonDevicePlace *place,
                                            BeckonScanFinderFunc func,
                                            gpointer user_data);
void beckon_scan_finder_stop (BeckonScanFinder *self);
gboolean beckon_scan_finder_get_no_network (BeckonScanFinder *self);

G_END_DECLS
