/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-client.h"

G_BEGIN_DECLS

/**
 * BeckonScanState:
 * @BECKON_SCAN_FINDING: looking for the service, or asking it for the first code
 * @BECKON_SCAN_WAITING: there is a code to show
 * @BECKON_SCAN_SCANNED: a phone has opened it: `jid`, `name`, `picture` say whose, and `number` is
 *   what the phone asks for. Not with a plain provider of RFC 8628, which goes from
 *   %BECKON_SCAN_WAITING to %BECKON_SCAN_SIGNING_IN
 * @BECKON_SCAN_SIGNING_IN: confirmed on the phone; signing in. Cannot be cancelled any more
 * @BECKON_SCAN_DONE: signed in: `account` is online and its token kept
 * @BECKON_SCAN_ALREADY_SIGNED_IN: confirmed for `account`, which is in the list already
 * @BECKON_SCAN_PAUSED: nobody scanned six codes in a row; beckon_scan_sign_in_renew() shows another
 * @BECKON_SCAN_EXPIRED: somebody scanned and did not confirm in time
 * @BECKON_SCAN_DECLINED: declined on the phone
 * @BECKON_SCAN_WRONG_NUMBER: three wrong numbers on the phone
 * @BECKON_SCAN_CANCELLED: cancelled here
 * @BECKON_SCAN_NOT_OFFERED: the server has no such service: a password is the way
 * @BECKON_SCAN_FAILED: anything else: `error` says what
 *
 * From %BECKON_SCAN_DONE on nothing happens by itself any more.
 */
typedef enum
{
  BECKON_SCAN_FINDING,
  BECKON_SCAN_WAITING,
  BECKON_SCAN_SCANNED,
  BECKON_SCAN_SIGNING_IN,
  BECKON_SCAN_DONE,
  BECKON_SCAN_ALREADY_SIGNED_IN,
  BECKON_SCAN_PAUSED,
  BECKON_SCAN_EXPIRED,
  BECKON_SCAN_DECLINED,
  BECKON_SCAN_WRONG_NUMBER,
  BECKON_SCAN_CANCELLED,
  BECKON_SCAN_NOT_OFFERED,
  BECKON_SCAN_FAILED,
} BeckonScanState;

/**
 * BeckonScanSignIn:
 *
 * Signing in by a code that a phone scans: finds the service of a domain (server/PROTOCOL.md),
 * asks it for codes, follows what the phone does, and signs in. All texts that come from the
 * service are checked, one line, and plain text.
 *
 * Signal `changed`: of what it gives, something is another.
 */
#define BECKON_TYPE_SCAN_SIGN_IN (beckon_scan_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (BeckonScanSignIn, beckon_scan_sign_in, BECKON, SCAN_SIGN_IN, GObject)

BeckonScanSignIn *beckon_scan_sign_in_new (BeckonClient *client, BeckonJid *domain);
BeckonScanSignIn *beckon_scan_sign_in_new_again (BeckonClient *client, BeckonAccount *account);
void beckon_scan_sign_in_set_host (BeckonScanSignIn *self,
                                   const char *host,
                                   guint16 port,
                                   gboolean direct_tls);
void beckon_scan_sign_in_set_proxy (BeckonScanSignIn *self, const char *uri);

void beckon_scan_sign_in_start (BeckonScanSignIn *self);
void beckon_scan_sign_in_renew (BeckonScanSignIn *self);
void beckon_scan_sign_in_cancel (BeckonScanSignIn *self);

BeckonScanState beckon_scan_sign_in_get_state (BeckonScanSignIn *self);
const GError *beckon_scan_sign_in_get_error (BeckonScanSignIn *self);
gboolean beckon_scan_sign_in_get_no_network (BeckonScanSignIn *self);
gboolean beckon_scan_sign_in_get_other_scanned (BeckonScanSignIn *self);
const char *beckon_scan_sign_in_get_code_uri (BeckonScanSignIn *self);
const char *beckon_scan_sign_in_get_user_code (BeckonScanSignIn *self);
const char *beckon_scan_sign_in_get_verification_uri (BeckonScanSignIn *self);
const char *beckon_scan_sign_in_get_host (BeckonScanSignIn *self);
gint64 beckon_scan_sign_in_get_code_start (BeckonScanSignIn *self);
gint64 beckon_scan_sign_in_get_code_end (BeckonScanSignIn *self);
BeckonJid *beckon_scan_sign_in_get_jid (BeckonScanSignIn *self);
const char *beckon_scan_sign_in_get_name (BeckonScanSignIn *self);
GBytes *beckon_scan_sign_in_get_picture (BeckonScanSignIn *self);
const char *beckon_scan_sign_in_get_number (BeckonScanSignIn *self);
BeckonAccount *beckon_scan_sign_in_get_account (BeckonScanSignIn *self);

G_END_DECLS
