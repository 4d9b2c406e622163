/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-device-client.h"
#include "beckon-device-clock.h"

G_BEGIN_DECLS

/**
 * BeckonDevicePoll:
 *
 * Asks what became of one code, as often as the service wants it, until it is stopped or has an
 * answer that ends it. When the service or the network is away it goes on with longer pauses.
 */
typedef struct _BeckonDevicePoll BeckonDevicePoll;

/**
 * BeckonDevicePollFunc:
 * @answer: (transfer full) (nullable): what the service says
 * @error: (nullable): else, why there is no answer; it goes on after one that
 *   beckon_device_error_is_network()
 *
 * May stop it.
 */
typedef void (*BeckonDevicePollFunc) (BeckonDevicePoll *poll,
                                      BeckonDeviceAnswer *answer,
                                      const GError *error,
                                      gpointer user_data);

BeckonDevicePoll *beckon_device_poll_start (BeckonDeviceClient *client,
                                            BeckonDeviceClock *clock,
                                            BeckonDeviceCode *code,
                                            BeckonDevicePollFunc func,
                                            gpointer user_data);
void beckon_device_poll_stop (BeckonDevicePoll *self);
void beckon_device_poll_ask_again (BeckonDevicePoll *self);
BeckonDeviceCode *beckon_device_poll_get_code (BeckonDevicePoll *self);

G_END_DECLS
