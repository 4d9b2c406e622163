/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BeckonPasswordStrength:
 *
 * How hard a password is to guess, roughly.
 */
typedef enum
{
  BECKON_PASSWORD_NONE,
  BECKON_PASSWORD_WEAK,
  BECKON_PASSWORD_FAIR,
  BECKON_PASSWORD_GOOD,
} BeckonPasswordStrength;

char *beckon_password_generate (void);
BeckonPasswordStrength beckon_password_get_strength (const char *password);

G_END_DECLS
