/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-scram.h"

#include "beckon-sasl-hash.h"

#include <string.h>

void
beckon_scram_challenge_free (BeckonScramChallenge *challenge)
{
  g_free (challenge->nonce);
  g_clear_pointer (&challenge->salt, g_bytes_unref);
  g_clear_pointer (&challenge->offer_hash, g_bytes_unref);
  g_free (challenge);
}

static gboolean
is_nonce (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (*text < 0x21 || *text > 0x7e)
      return FALSE;
  return TRUE;
}

static gboolean
parse_iterations (const char *text, guint *iterations)
{
  guint64 value;

  if (*text == '0'
      || !g_ascii_string_to_unsigned (text, 10, BECKON_SCRAM_MIN_ITERATIONS,
                                      BECKON_SCRAM_MAX_ITERATIONS, &value, NULL))
    return FALSE;
  *iterations = value;
  return TRUE;
}

static gboolean
parse_attributes (char **parts, BeckonScramChallenge *challenge)
{
  if (g_strv_length (parts) < 3 || !g_str_has_prefix (parts[0], "r=")
      || !g_str_has_prefix (parts[1], "s=") || !g_str_has_prefix (parts[2], "i="))
    return FALSE;

  challenge->nonce = g_strdup (parts[0] + 2);
  if (!is_nonce (challenge->nonce))
    return FALSE;

  challenge->salt = beckon_sasl_base64_decode (parts[1] + 2, strlen (parts[1] + 2));
  if (challenge->salt == NULL || g_bytes_get_size (challenge->salt) == 0
      || g_bytes_get_size (challenge->salt) > BECKON_SCRAM_MAX_SALT)
    return FALSE;

  if (!parse_iterations (parts[2] + 2, &challenge->iterations))
    return FALSE;

  for (gsize i = 3; parts[i] != NULL; i++)
    {
      if (!g_ascii_isalpha (parts[i][0]) || parts[i][1] != '=' || parts[i][2] == '\0')
        return FALSE;
      if (parts[i][0] != 'h')
        continue;
      if (challenge->offer_hash != NULL)
        return FALSE;
      challenge->offer_hash = beckon_sasl_base64_decode (parts[i] + 2, strlen (parts[i] + 2));
      if (challenge->offer_hash == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * beckon_scram_parse_challenge:
 * @message: the server-first-message (RFC 5802, section 7), from anybody
 *
 * A mandatory extension (`m=`) can only come first, and is refused like anything else that is not
 * the nonce there.
 *
 * Returns: (transfer full) (nullable): what it says, all within bounds, or %NULL with a
 *   %BECKON_LOGIN_ERROR_PROTOCOL
 */
BeckonScramChallenge *
beckon_scram_parse_challenge (GBytes *message, GError **error)
{
  g_autoptr (BeckonScramChallenge) challenge = g_new0 (BeckonScramChallenge, 1);
  gsize length;
  const char *data = g_bytes_get_data (message, &length);
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  if (length > 0 && length <= BECKON_SCRAM_MAX_CHALLENGE
      && g_utf8_validate_len (data, length, NULL))
    {
      text = g_strndup (data, length);
      parts = g_strsplit (text, ",", -1);
      if (parse_attributes (parts, challenge))
        return g_steal_pointer (&challenge);
    }

  g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL,
                       "The server's SCRAM challenge is malformed or out of bounds");
  return NULL;
}

/**
 * beckon_scram_parse_name:
 * @mechanism: a SASL mechanism's name
 * @hash: (out): its hash
 * @plus: (out): whether it binds to the channel
 *
 * Returns: whether it is a SCRAM that Beckon knows
 */
gboolean
beckon_scram_parse_name (const char *mechanism, GChecksumType *hash, gboolean *plus)
{
  gsize length;

  if (!g_str_has_prefix (mechanism, "SCRAM-"))
    return FALSE;
  mechanism += strlen ("SCRAM-");
  *plus = g_str_has_suffix (mechanism, "-PLUS");
  length = strlen (mechanism) - (*plus ? strlen ("-PLUS") : 0);
  return beckon_sasl_hash_from_name (mechanism, length, hash);
}

static int
compare_octets (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
append_sorted (GString *string, const char *const *items)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (; *items != NULL; items++)
    g_ptr_array_add (sorted, (gpointer) *items);
  g_ptr_array_sort (sorted, compare_octets);
  for (guint i = 0; i < sorted->len; i++)
    {
      if (i > 0)
        g_string_append_c (string, '\x1e');
      g_string_append (string, g_ptr_array_index (sorted, i));
    }
}

/**
 * beckon_scram_describe_offer:
 * @mechanisms: the mechanisms that the server seems to have offered
 * @bindings: (nullable): the types of channel binding, if it announced any (XEP-0440)
 *
 * Returns: (transfer full): the string whose hash a server sends along, to show that nobody
 *   changed its offer on the way (XEP-0474)
 */
char *
beckon_scram_describe_offer (const char *const *mechanisms, const char *const *bindings)
{
  GString *string = g_string_new (NULL);

  append_sorted (string, mechanisms);
  if (bindings != NULL)
    {
      g_string_append_c (string, '\x1f');
      append_sorted (string, bindings);
    }
  return g_string_free (string, FALSE);
}
