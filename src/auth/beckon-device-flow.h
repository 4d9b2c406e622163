/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-device-client.h"
#include "beckon-device-clock.h"

G_BEGIN_DECLS

/**
 * BeckonDeviceFlowState:
 * @BECKON_DEVICE_FLOW_STARTING: there is no code to show yet
 * @BECKON_DEVICE_FLOW_WAITING: there is
 * @BECKON_DEVICE_FLOW_SCANNED: a phone has opened it, and the person is to decide there
 * @BECKON_DEVICE_FLOW_CONFIRMED: there is a token
 * @BECKON_DEVICE_FLOW_PAUSED: nobody scanned as many codes as are shown in a row
 * @BECKON_DEVICE_FLOW_EXPIRED: somebody scanned and did not decide
 * @BECKON_DEVICE_FLOW_DECLINED: the person declined
 * @BECKON_DEVICE_FLOW_WRONG_NUMBER: the person gave wrong numbers
 * @BECKON_DEVICE_FLOW_CANCELLED: we have given it up
 * @BECKON_DEVICE_FLOW_FAILED: see `error`
 *
 * From %BECKON_DEVICE_FLOW_CONFIRMED on nothing happens by itself.
 */
typedef enum
{
  BECKON_DEVICE_FLOW_STARTING,
  BECKON_DEVICE_FLOW_WAITING,
  BECKON_DEVICE_FLOW_SCANNED,
  BECKON_DEVICE_FLOW_CONFIRMED,
  BECKON_DEVICE_FLOW_PAUSED,
  BECKON_DEVICE_FLOW_EXPIRED,
  BECKON_DEVICE_FLOW_DECLINED,
  BECKON_DEVICE_FLOW_WRONG_NUMBER,
  BECKON_DEVICE_FLOW_CANCELLED,
  BECKON_DEVICE_FLOW_FAILED,
} BeckonDeviceFlowState;

/**
 * BeckonDeviceFlow:
 *
 * Gets a token for this device by the Device Authorization Grant (RFC 8628), with what
 * server/PROTOCOL.md adds where the service knows it: shows one code after the other, asks what
 * becomes of each as often as the service wants, and goes on when the network is away or the
 * computer sleeps. A code is shown for half of its life and counts for all of it.
 *
 * Signal `changed`: of what it gives, something is another.
 */
#define BECKON_TYPE_DEVICE_FLOW (beckon_device_flow_get_type ())
G_DECLARE_FINAL_TYPE (BeckonDeviceFlow, beckon_device_flow, BECKON, DEVICE_FLOW, GObject)

BeckonDeviceFlow *beckon_device_flow_new (BeckonDeviceClient *client, BeckonDeviceClock *clock);

void beckon_device_flow_start (BeckonDeviceFlow *self);
void beckon_device_flow_cancel (BeckonDeviceFlow *self);

BeckonDeviceFlowState beckon_device_flow_get_state (BeckonDeviceFlow *self);
const GError *beckon_device_flow_get_error (BeckonDeviceFlow *self);
gboolean beckon_device_flow_get_no_network (BeckonDeviceFlow *self);
gboolean beckon_device_flow_get_other_scanned (BeckonDeviceFlow *self);
const BeckonDeviceCode *beckon_device_flow_get_code (BeckonDeviceFlow *self);
gint64 beckon_device_flow_get_code_start (BeckonDeviceFlow *self);
gint64 beckon_device_flow_get_code_end (BeckonDeviceFlow *self);
const BeckonDeviceAnswer *beckon_device_flow_get_scan (BeckonDeviceFlow *self);
const BeckonDeviceAnswer *beckon_device_flow_get_token (BeckonDeviceFlow *self);

G_END_DECLS
