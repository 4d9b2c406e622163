/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-scan-sign-in-private.h"

/* What there is to show of a code, and of who has scanned it. */

static const BeckonDeviceCode *
get_code (BeckonScanSignIn *self)
{
  BeckonDeviceFlow *flow = beckon_scan_sign_in_get_flow (self);

  return flow != NULL ? beckon_device_flow_get_code (flow) : NULL;
}

static const BeckonDeviceAnswer *
get_scan (BeckonScanSignIn *self)
{
  BeckonDeviceFlow *flow = beckon_scan_sign_in_get_flow (self);

  return flow != NULL ? beckon_device_flow_get_scan (flow) : NULL;
}

/**
 * beckon_scan_sign_in_get_code_uri:
 *
 * Returns: (transfer none) (nullable): what the code holds: an `https` link on the host
 */
const char *
beckon_scan_sign_in_get_code_uri (BeckonScanSignIn *self)
{
  return get_code (self) != NULL ? get_code (self)->code_uri : NULL;
}

/**
 * beckon_scan_sign_in_get_user_code:
 *
 * Returns: (transfer none) (nullable): what to type instead
 */
const char *
beckon_scan_sign_in_get_user_code (BeckonScanSignIn *self)
{
  return get_code (self) != NULL ? get_code (self)->user_code : NULL;
}

/**
 * beckon_scan_sign_in_get_verification_uri:
 *
 * Returns: (transfer none) (nullable): where to type it: an `https` link on the host
 */
const char *
beckon_scan_sign_in_get_verification_uri (BeckonScanSignIn *self)
{
  return get_code (self) != NULL ? get_code (self)->verification_uri : NULL;
}

/**
 * beckon_scan_sign_in_get_code_start:
 *
 * Returns: since when the code is shown, in monotonic microseconds, or 0
 */
gint64
beckon_scan_sign_in_get_code_start (BeckonScanSignIn *self)
{
  BeckonDeviceFlow *flow = beckon_scan_sign_in_get_flow (self);

  return flow != NULL ? beckon_device_flow_get_code_start (flow) : 0;
}

/**
 * beckon_scan_sign_in_get_code_end:
 *
 * Returns: when another code takes its place, or, from %BECKON_SCAN_SCANNED on, when the time to
 *   confirm is over; in monotonic microseconds, or 0
 */
gint64
beckon_scan_sign_in_get_code_end (BeckonScanSignIn *self)
{
  BeckonDeviceFlow *flow = beckon_scan_sign_in_get_flow (self);

  return flow != NULL ? beckon_device_flow_get_code_end (flow) : 0;
}

/**
 * beckon_scan_sign_in_get_jid:
 *
 * Returns: (transfer none) (nullable): who scanned, or whom the token is for
 */
BeckonJid *
beckon_scan_sign_in_get_jid (BeckonScanSignIn *self)
{
  BeckonDeviceFlow *flow = beckon_scan_sign_in_get_flow (self);
  const BeckonDeviceAnswer *answer = get_scan (self);

  if (answer == NULL && flow != NULL)
    answer = beckon_device_flow_get_token (flow);
  return answer != NULL ? answer->jid : NULL;
}

/**
 * beckon_scan_sign_in_get_name:
 *
 * Returns: (transfer none) (nullable): the name of who scanned
 */
const char *
beckon_scan_sign_in_get_name (BeckonScanSignIn *self)
{
  return get_scan (self) != NULL ? get_scan (self)->name : NULL;
}

/**
 * beckon_scan_sign_in_get_picture:
 *
 * Returns: (transfer none) (nullable): the picture of who scanned: an image file that is not
 *   decoded yet
 */
GBytes *
beckon_scan_sign_in_get_picture (BeckonScanSignIn *self)
{
  return get_scan (self) != NULL ? get_scan (self)->picture : NULL;
}

/**
 * beckon_scan_sign_in_get_number:
 *
 * Returns: (transfer none) (nullable): two digits that the phone asks for
 */
const char *
beckon_scan_sign_in_get_number (BeckonScanSignIn *self)
{
  return get_scan (self) != NULL ? get_scan (self)->number : NULL;
}

/**
 * beckon_scan_sign_in_get_other_scanned:
 *
 * Returns: whether somebody else tried to scan the code that was scanned: to be warned of
 */
gboolean
beckon_scan_sign_in_get_other_scanned (BeckonScanSignIn *self)
{
  BeckonDeviceFlow *flow = beckon_scan_sign_in_get_flow (self);

  return flow != NULL && beckon_device_flow_get_other_scanned (flow);
}
