/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-sasl-mechanism.h"

G_BEGIN_DECLS

/* What we let a server ask for: fewer rounds would help whoever steals a proof (RFC 7677, section
 * 4), more would take seconds. */
#define BECKON_SCRAM_MIN_ITERATIONS 4096
#define BECKON_SCRAM_MAX_ITERATIONS 2000000
#define BECKON_SCRAM_MAX_SALT 256
#define BECKON_SCRAM_MAX_CHALLENGE 4096

/**
 * BeckonScramBinding:
 * @flag: what the GS2 header says (RFC 5802, section 6): `n` we cannot bind, `y` we could but the
 *   server cannot, `p` we do
 * @type: with `p`: the type of channel binding
 * @data: with `p`: what binds
 */
typedef struct
{
  char flag;
  const char *type;
  GBytes *data;
} BeckonScramBinding;

/**
 * BeckonScramChallenge:
 * @nonce: ours, followed by the server's
 * @salt: 1 to %BECKON_SCRAM_MAX_SALT bytes
 * @iterations: %BECKON_SCRAM_MIN_ITERATIONS to %BECKON_SCRAM_MAX_ITERATIONS
 * @offer_hash: (nullable): what the server says that it offered (XEP-0474)
 */
typedef struct
{
  char *nonce;
  GBytes *salt;
  guint iterations;
  GBytes *offer_hash;
} BeckonScramChallenge;

BeckonScramChallenge *beckon_scram_parse_challenge (GBytes *message, GError **error);
void beckon_scram_challenge_free (BeckonScramChallenge *challenge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonScramChallenge, beckon_scram_challenge_free)

gboolean beckon_scram_parse_name (const char *mechanism, GChecksumType *hash, gboolean *plus);
char *beckon_scram_describe_offer (const char *const *mechanisms, const char *const *bindings);

#define BECKON_TYPE_SASL_SCRAM (beckon_sasl_scram_get_type ())
G_DECLARE_FINAL_TYPE (BeckonSaslScram, beckon_sasl_scram, BECKON, SASL_SCRAM, BeckonSaslMechanism)

BeckonSaslMechanism *beckon_sasl_scram_new (const char *mechanism,
                                            const char *username,
                                            const char *password,
                                            const BeckonScramBinding *binding,
                                            const char *nonce);
void
beckon_sasl_scram_set_offer (BeckonSaslScram *self, const char *description, gboolean required);

G_END_DECLS
