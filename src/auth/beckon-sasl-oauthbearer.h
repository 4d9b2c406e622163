/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-sasl-mechanism.h"

G_BEGIN_DECLS

#define BECKON_TYPE_SASL_OAUTHBEARER (beckon_sasl_oauthbearer_get_type ())
G_DECLARE_FINAL_TYPE (
  BeckonSaslOauthbearer, beckon_sasl_oauthbearer, BECKON, SASL_OAUTHBEARER, BeckonSaslMechanism)

BeckonSaslMechanism *beckon_sasl_oauthbearer_new (const char *address, const char *token);
const char *beckon_sasl_oauthbearer_get_status (BeckonSaslOauthbearer *self);
const char *beckon_sasl_oauthbearer_get_configuration (BeckonSaslOauthbearer *self);

G_END_DECLS
