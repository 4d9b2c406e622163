/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BECKON_LOGIN_ERROR (beckon_login_error_quark ())
GQuark beckon_login_error_quark (void);

/**
 * BeckonLoginError:
 * @BECKON_LOGIN_ERROR_NOT_AUTHORIZED: the server does not accept this password or token (it may
 *   also say so when there is no such account)
 * @BECKON_LOGIN_ERROR_ACCOUNT_DISABLED: the account exists and may not be used
 * @BECKON_LOGIN_ERROR_EXPIRED: the password or token was right once
 * @BECKON_LOGIN_ERROR_TRY_LATER: too many attempts, or the server cannot check just now
 * @BECKON_LOGIN_ERROR_NO_MECHANISM: the server offers nothing that Beckon would use
 * @BECKON_LOGIN_ERROR_DOWNGRADE: the server offers only what is weaker than what it offered
 *   before, or somebody changed its offer on the way
 * @BECKON_LOGIN_ERROR_SERVER_PROOF: the server could not prove that it knows the password
 * @BECKON_LOGIN_ERROR_PROTOCOL: the server does not follow the protocol, or is too old
 * @BECKON_LOGIN_ERROR_NO_CREDENTIALS: there is nothing to sign in with: ask the person
 * @BECKON_LOGIN_ERROR_SCAN_AGAIN: an account that was signed in by scanning a code, and whose token
 *   the server does not accept any more
 *
 * Where the server sent a text of its own, that is the message of the #GError: for a log or behind
 * "details", never trusted as markup.
 */
typedef enum
{
  BECKON_LOGIN_ERROR_NOT_AUTHORIZED,
  BECKON_LOGIN_ERROR_ACCOUNT_DISABLED,
  BECKON_LOGIN_ERROR_EXPIRED,
  BECKON_LOGIN_ERROR_TRY_LATER,
  BECKON_LOGIN_ERROR_NO_MECHANISM,
  BECKON_LOGIN_ERROR_DOWNGRADE,
  BECKON_LOGIN_ERROR_SERVER_PROOF,
  BECKON_LOGIN_ERROR_PROTOCOL,
  BECKON_LOGIN_ERROR_NO_CREDENTIALS,
  BECKON_LOGIN_ERROR_SCAN_AGAIN,
} BeckonLoginError;

G_END_DECLS
