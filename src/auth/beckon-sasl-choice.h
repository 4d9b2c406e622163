/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-login-error.h"

G_BEGIN_DECLS

/**
 * BeckonSaslOffer:
 * @mechanisms: what the server offers
 * @bindings: (nullable): the types of channel binding that it announces (XEP-0440), or %NULL when
 *   it announces none
 * @sasl2: whether it is an offer of SASL2 (XEP-0388), for which XEP-0440 is stricter
 */
typedef struct
{
  const char *const *mechanisms;
  const char *const *bindings;
  gboolean sasl2;
} BeckonSaslOffer;

/**
 * BeckonSaslMeans:
 * @password: whether there is a password
 * @oauth_token: whether there is an OAuth token
 * @bindings: the types of channel binding that our TLS can do, the strongest first
 * @pinned: (nullable): the strongest mechanism that this account was signed in with by password
 */
typedef struct
{
  gboolean password;
  gboolean oauth_token;
  const char *const *bindings;
  const char *pinned;
} BeckonSaslMeans;

/**
 * BeckonSaslChoice:
 * @mechanism: the mechanism, a string of the offer
 * @gs2_flag: for SCRAM: `n`, `y` or `p`
 * @binding: (nullable): with `p`: the type of channel binding, a string of the means
 * @confirm_offer: for SCRAM: only go on when the server confirms its offer (XEP-0474)
 */
typedef struct
{
  const char *mechanism;
  char gs2_flag;
  const char *binding;
  gboolean confirm_offer;
} BeckonSaslChoice;

gboolean beckon_sasl_choose (const BeckonSaslOffer *offer,
                             const BeckonSaslMeans *means,
                             BeckonSaslChoice *choice,
                             GError **error);
int beckon_sasl_mechanism_strength (const char *mechanism);

G_END_DECLS
