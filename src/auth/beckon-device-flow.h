/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-device-client.h"

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
 * Properties, read only: `state` (int), `no-network` (boolean), `other-scanned` (boolean),
 * `code-uri`, `user-code`, `verification-uri` (strings, nullable), `code-start`, `code-end`
 * (gint64: monotonic microseconds, or 0), `jid` (BeckonJid, nullable), `name` (string, nullable),
 * `picture` (GBytes, nullable), `number` (string, nullable).
 */
#define BECKON_TYPE_DEVICE_FLOW (beckon_device_flow_get_type ())
G_DECLARE_FINAL_TYPE (BeckonDeviceFlow, beckon_device_flow, BECKON, DEVICE_FLOW, GObject)

BeckonDeviceFlow *beckon_device_flow_new (BeckonDeviceClient *client);

void beckon_device_flow_start (BeckonDeviceFlow *self);
void beckon_device_flow_cancel (BeckonDeviceFlow *self);
void beckon_device_flow_skip_time (BeckonDeviceFlow *self, gint64 microseconds);

BeckonDeviceFlowState beckon_device_flow_get_state (BeckonDeviceFlow *self);
const GError *beckon_device_flow_get_error (BeckonDeviceFlow *self);
gboolean beckon_device_flow_get_no_network (BeckonDeviceFlow *self);
gboolean beckon_device_flow_get_other_scanned (BeckonDeviceFlow *self);
const char *beckon_device_flow_get_code_uri (BeckonDeviceFlow *self);
const char *beckon_device_flow_get_user_code (BeckonDeviceFlow *self);
const char *beckon_device_flow_get_verification_uri (BeckonDeviceFlow *self);
gint64 beckon_device_flow_get_code_start (BeckonDeviceFlow *self);
gint64 beckon_device_flow_get_code_end (BeckonDeviceFlow *self);
BeckonJid *beckon_device_flow_get_jid (BeckonDeviceFlow *self);
const char *beckon_device_flow_get_name (BeckonDeviceFlow *self);
GBytes *beckon_device_flow_get_picture (BeckonDeviceFlow *self);
const char *beckon_device_flow_get_number (BeckonDeviceFlow *self);
const char *beckon_device_flow_get_token (BeckonDeviceFlow *self);

G_END_DECLS
