/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-login-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BeckonSaslMechanism:
 *
 * The client's side of one SASL exchange (RFC 4422), without a network: bytes in, bytes out. All
 * errors are of the %BECKON_LOGIN_ERROR domain.
 */
#define BECKON_TYPE_SASL_MECHANISM (beckon_sasl_mechanism_get_type ())
G_DECLARE_DERIVABLE_TYPE (
  BeckonSaslMechanism, beckon_sasl_mechanism, BECKON, SASL_MECHANISM, GObject)

/**
 * BeckonSaslMechanismClass:
 * @begin: the initial response
 * @respond: the response to a challenge; may take long
 * @finish: whether the exchange is complete and the server has proved what it has to prove;
 *   the additional data is %NULL where there was none
 */
struct _BeckonSaslMechanismClass
{
  GObjectClass parent_class;

  GBytes *(*begin) (BeckonSaslMechanism *self, GError **error);
  GBytes *(*respond) (BeckonSaslMechanism *self,
                      GBytes *challenge,
                      GCancellable *cancellable,
                      GError **error);
  gboolean (*finish) (BeckonSaslMechanism *self, GBytes *additional, GError **error);
};

const char *beckon_sasl_mechanism_get_name (BeckonSaslMechanism *self);
void beckon_sasl_mechanism_set_name (BeckonSaslMechanism *self, const char *name);

GBytes *beckon_sasl_mechanism_begin (BeckonSaslMechanism *self, GError **error);
GBytes *beckon_sasl_mechanism_respond (BeckonSaslMechanism *self,
                                       GBytes *challenge,
                                       GCancellable *cancellable,
                                       GError **error);
void beckon_sasl_mechanism_respond_async (BeckonSaslMechanism *self,
                                          GBytes *challenge,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
GBytes *beckon_sasl_mechanism_respond_finish (BeckonSaslMechanism *self,
                                              GAsyncResult *result,
                                              GError **error);
gboolean
beckon_sasl_mechanism_finish (BeckonSaslMechanism *self, GBytes *additional, GError **error);

G_END_DECLS
