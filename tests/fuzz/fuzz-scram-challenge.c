/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-scram.h"
#include "fuzz.h"

/* What is accepted is within bounds. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) message = g_bytes_new (data, size);
  g_autoptr (BeckonScramChallenge) challenge = beckon_scram_parse_challenge (message, NULL);

  if (challenge == NULL)
    return 0;

  g_assert_cmpstr (challenge->nonce, !=, "");
  g_assert_cmpuint (g_bytes_get_size (challenge->salt), >, 0);
  g_assert_cmpuint (g_bytes_get_size (challenge->salt), <=, BECKON_SCRAM_MAX_SALT);
  g_assert_cmpuint (challenge->iterations, >=, BECKON_SCRAM_MIN_ITERATIONS);
  g_assert_cmpuint (challenge->iterations, <=, BECKON_SCRAM_MAX_ITERATIONS);
  return 0;
}
