/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-password.h"

#include <math.h>
#include <string.h>

#include "beckon-random.h"

/* Letters and digits that cannot be taken for one another; 32, so that a random byte picks one
 * without bias. Twenty of them are 100 bits. */
static const char alphabet[] = "abcdefghijkmnpqrstuvwxyz23456789";

#define GROUPS 5
#define GROUP_LENGTH 4

G_STATIC_ASSERT (sizeof alphabet - 1 == 32);

/**
 * beckon_password_generate:
 *
 * Returns: (transfer full): a password that nobody can guess, and that can be copied by hand
 */
char *
beckon_password_generate (void)
{
  guint8 bytes[GROUPS * GROUP_LENGTH];
  GString *password = g_string_sized_new (GROUPS * (GROUP_LENGTH + 1));

  beckon_random_bytes (bytes, sizeof bytes);
  for (gsize i = 0; i < sizeof bytes; i++)
    {
      if (i > 0 && i % GROUP_LENGTH == 0)
        g_string_append_c (password, '-');
      g_string_append_c (password, alphabet[bytes[i] % (sizeof alphabet - 1)]);
    }
  memset (bytes, 0, sizeof bytes);
  return g_string_free (password, FALSE);
}

/**
 * beckon_password_get_strength:
 * @password: a password as it is being typed
 *
 * A hint and no more: counts the bits of a random password of this length and variety, with less
 * for characters that repeat or follow each other.
 *
 * Returns: its strength
 */
BeckonPasswordStrength
beckon_password_get_strength (const char *password)
{
  gboolean lower = FALSE, upper = FALSE, digit = FALSE, other = FALSE;
  gunichar before = 0;
  double length = 0;
  double variety, bits;

  for (; *password != '\0'; password = g_utf8_next_char (password))
    {
      const gunichar c = g_utf8_get_char (password);

      if (g_unichar_islower (c))
        lower = TRUE;
      else if (g_unichar_isupper (c))
        upper = TRUE;
      else if (g_unichar_isdigit (c))
        digit = TRUE;
      else
        other = TRUE;
      length += (c == before || c == before + 1 || c + 1 == before) ? 0.3 : 1;
      before = c;
    }
  if (before == 0)
    return BECKON_PASSWORD_NONE;

  variety = lower * 26 + upper * 26 + digit * 10 + other * 33;
  bits = length * log2 (variety);
  if (bits < 40)
    return BECKON_PASSWORD_WEAK;
  return bits < 65 ? BECKON_PASSWORD_FAIR : BECKON_PASSWORD_GOOD;
}
