/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "xep-0004.h"

G_BEGIN_DECLS

#define BECKON_REGISTRATION_ERROR (beckon_registration_error_quark ())
GQuark beckon_registration_error_quark (void);

/**
 * BeckonRegistrationError:
 * @BECKON_REGISTRATION_ERROR_CLOSED: the server does not let anybody register this way
 * @BECKON_REGISTRATION_ERROR_CONFLICT: the name is taken
 * @BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE: the server does not accept what was filled in; the
 *   field, where known, is beckon_registration_get_error_field()
 * @BECKON_REGISTRATION_ERROR_CAPTCHA: the CAPTCHA's answer was wrong; there is a new form
 * @BECKON_REGISTRATION_ERROR_WAIT: too many from here: wait a while
 * @BECKON_REGISTRATION_ERROR_INVITATION: the invitation is not, or no longer, valid; or
 *   there is none, and the server wants one
 * @BECKON_REGISTRATION_ERROR_PROTOCOL: the server's form cannot be understood
 */
typedef enum
{
  BECKON_REGISTRATION_ERROR_CLOSED,
  BECKON_REGISTRATION_ERROR_CONFLICT,
  BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE,
  BECKON_REGISTRATION_ERROR_CAPTCHA,
  BECKON_REGISTRATION_ERROR_WAIT,
  BECKON_REGISTRATION_ERROR_INVITATION,
  BECKON_REGISTRATION_ERROR_PROTOCOL,
} BeckonRegistrationError;

/**
 * BeckonRegistration:
 *
 * Making an account on a server (XEP-0077), over a stream of its own: asks for the form, submits
 * it, as often as it takes. Legacy fields are turned into a #BeckonDataForm too, so that the
 * window has one kind of form to show; they have no label, the window knows their names.
 *
 * After each call beckon_registration_get_form() may be another form than before, as a CAPTCHA can
 * be tried once. It has what was filled in already.
 */
#define BECKON_TYPE_REGISTRATION (beckon_registration_get_type ())
G_DECLARE_FINAL_TYPE (BeckonRegistration, beckon_registration, BECKON, REGISTRATION, GObject)

BeckonRegistration *beckon_registration_new (const char *domain,
                                             const char *host,
                                             guint16 port,
                                             gboolean direct_tls,
                                             const char *preauth_token);
void beckon_registration_set_proxy (BeckonRegistration *self, const char *uri);

void beckon_registration_fetch_async (BeckonRegistration *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
beckon_registration_fetch_finish (BeckonRegistration *self, GAsyncResult *result, GError **error);

BeckonDataForm *beckon_registration_get_form (BeckonRegistration *self);
const char *beckon_registration_get_web_url (BeckonRegistration *self);

void beckon_registration_submit_async (BeckonRegistration *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
beckon_registration_submit_finish (BeckonRegistration *self, GAsyncResult *result, GError **error);
const char *beckon_registration_get_error_field (BeckonRegistration *self);

/* After success: what to sign in with. */
const char *beckon_registration_get_username (BeckonRegistration *self);
const char *beckon_registration_get_password (BeckonRegistration *self);

G_END_DECLS
