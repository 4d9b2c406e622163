/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-sasl-mechanism.h"

G_BEGIN_DECLS

#define BECKON_TYPE_SASL_PLAIN (beckon_sasl_plain_get_type ())
G_DECLARE_FINAL_TYPE (BeckonSaslPlain, beckon_sasl_plain, BECKON, SASL_PLAIN, BeckonSaslMechanism)

BeckonSaslMechanism *beckon_sasl_plain_new (const char *username, const char *password);

G_END_DECLS
