/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-sasl-mechanism.h"

G_BEGIN_DECLS

gboolean beckon_ht_parse_name (const char *mechanism, GChecksumType *hash, const char **binding);
const char *beckon_ht_choose (const char *const *offered, const char *const *bindings);

#define BECKON_TYPE_SASL_HT (beckon_sasl_ht_get_type ())
G_DECLARE_FINAL_TYPE (BeckonSaslHt, beckon_sasl_ht, BECKON, SASL_HT, BeckonSaslMechanism)

BeckonSaslMechanism *beckon_sasl_ht_new (const char *mechanism,
                                         const char *username,
                                         const char *token,
                                         GBytes *binding_data);

G_END_DECLS
