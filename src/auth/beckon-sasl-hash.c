/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-hash.h"

#include "beckon-wipe.h"

#include <string.h>

/**
 * beckon_sasl_hash_from_name:
 * @name: a hash as IANA names it, like `SHA-256`; need not end with a NUL
 * @length: of @name
 * @hash: (out): which it is
 *
 * Returns: whether it is one that Beckon uses for authentication
 */
gboolean
beckon_sasl_hash_from_name (const char *name, gsize length, GChecksumType *hash)
{
  static const struct
  {
    const char *name;
    GChecksumType hash;
  } known[] = {
    { "SHA-1", G_CHECKSUM_SHA1 },
    { "SHA-256", G_CHECKSUM_SHA256 },
    { "SHA-512", G_CHECKSUM_SHA512 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (strlen (known[i].name) == length && memcmp (known[i].name, name, length) == 0)
      {
        *hash = known[i].hash;
        return TRUE;
      }
  return FALSE;
}

/**
 * beckon_sasl_hash:
 * @digest: room for %BECKON_SASL_DIGEST_MAX bytes
 *
 * Returns: the length of the digest
 */
gsize
beckon_sasl_hash (GChecksumType hash, gconstpointer data, gsize length, guint8 *digest)
{
  GChecksum *checksum = g_checksum_new (hash);
  gsize digest_length = BECKON_SASL_DIGEST_MAX;

  g_checksum_update (checksum, data, length);
  g_checksum_get_digest (checksum, digest, &digest_length);
  g_checksum_free (checksum);
  return digest_length;
}

/**
 * beckon_sasl_hmac:
 * @digest: room for %BECKON_SASL_DIGEST_MAX bytes
 *
 * Returns: the length of the digest
 */
gsize
beckon_sasl_hmac (GChecksumType hash,
                  gconstpointer key,
                  gsize key_length,
                  gconstpointer data,
                  gsize length,
                  guint8 *digest)
{
  g_autoptr (GHmac) hmac = g_hmac_new (hash, key, key_length);
  gsize digest_length = BECKON_SASL_DIGEST_MAX;

  g_hmac_update (hmac, data, length);
  g_hmac_get_digest (hmac, digest, &digest_length);
  return digest_length;
}

/**
 * beckon_sasl_pbkdf2:
 * @digest: room for %BECKON_SASL_DIGEST_MAX bytes
 *
 * `Hi` of RFC 5802, section 2.2: the first block of PBKDF2. GLib's HMAC does ten thousand rounds
 * of SHA-512 in some 11 ms where nettle takes 7: not worth a dependency.
 *
 * Returns: %FALSE when cancelled
 */
gboolean
beckon_sasl_pbkdf2 (GChecksumType hash,
                    const char *password,
                    GBytes *salt,
                    guint iterations,
                    guint8 *digest,
                    GCancellable *cancellable,
                    GError **error)
{
  static const guint8 first_block[] = { 0, 0, 0, 1 };
  g_autoptr (GHmac) keyed = g_hmac_new (hash, (const guint8 *) password, strlen (password));
  guint8 round[BECKON_SASL_DIGEST_MAX];
  gsize length = 0;
  gboolean cancelled = FALSE;

  for (guint i = 0; i < iterations && !cancelled; i++)
    {
      g_autoptr (GHmac) hmac = g_hmac_copy (keyed);

      if (i == 0)
        {
          gsize salt_length;
          const guint8 *salt_data = g_bytes_get_data (salt, &salt_length);

          g_hmac_update (hmac, salt_data, salt_length);
          g_hmac_update (hmac, first_block, sizeof first_block);
          length = sizeof round;
          g_hmac_get_digest (hmac, round, &length);
          memcpy (digest, round, length);
          continue;
        }

      g_hmac_update (hmac, round, length);
      g_hmac_get_digest (hmac, round, &length);
      for (gsize j = 0; j < length; j++)
        digest[j] ^= round[j];
      if (i % 4096 == 0)
        cancelled = g_cancellable_is_cancelled (cancellable);
    }

  beckon_wipe (round, sizeof round);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/**
 * beckon_sasl_equal:
 *
 * Returns: whether both are the same, in a time that does not tell where they differ
 */
gboolean
beckon_sasl_equal (gconstpointer a, gconstpointer b, gsize length)
{
  const volatile guint8 *x = a, *y = b;
  guint8 difference = 0;

  for (gsize i = 0; i < length; i++)
    difference |= x[i] ^ y[i];
  return difference == 0;
}

/**
 * beckon_sasl_base64_decode:
 * @text: base64, need not end with a NUL
 * @length: of @text
 *
 * Decodes strictly: g_base64_decode() skips what it does not know, so that two texts could mean
 * the same.
 *
 * Returns: (transfer full) (nullable): the bytes, which are wiped when freed
 */
GBytes *
beckon_sasl_base64_decode (const char *text, gsize length)
{
  g_autofree char *copy = NULL;
  gsize padding = 0, size = 0;
  guchar *data;

  if (length == 0)
    return g_bytes_new_static ("", 0);
  if (length % 4 != 0)
    return NULL;
  while (padding < 2 && text[length - 1 - padding] == '=')
    padding++;
  for (gsize i = 0; i < length - padding; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return NULL;

  copy = g_strndup (text, length);
  data = g_base64_decode (copy, &size);
  beckon_wipe (copy, length);
  return beckon_wiped_bytes_new_take (data, size);
}

/* RFC 3454, tables C.2.1 to C.9 (what SASLprep forbids), where GLib's categories say the same. */
static gboolean
is_forbidden (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    default:
      return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef) /* not characters */
             || (c >= 0xfff9 && c <= 0xfffd)                        /* not for plain text */
             || (c >= 0x2ff0 && c <= 0x2ffb)                        /* not for canonical forms */
             || c == 0x0340 || c == 0x0341 || c == 0x200e || c == 0x200f /* changing display */
             || (c >= 0x202a && c <= 0x202e) || (c >= 0x206a && c <= 0x206f) || c == 0x06dd
             || c == 0x070f || c == 0x180e || (c >= 0x2061 && c <= 0x2063)
             || (c >= 0x1d173 && c <= 0x1d17a) || (c >= 0xe0000 && c <= 0xe007f); /* tags */
    }
}

/**
 * beckon_sasl_prepare:
 * @text: a password or user name, UTF-8
 *
 * Prepares as SASLprep (RFC 4013) does: other spaces become spaces, what is invisible goes,
 * compatibility characters become what they stand for. The rule about mixed directions only
 * refuses, and so is left to the server that has the password.
 *
 * Returns: (transfer full) (nullable): the prepared text, to be freed with beckon_wipe_string(),
 *   or %NULL when it has characters that no password may have
 */
char *
beckon_sasl_prepare (const char *text)
{
  gsize length = strlen (text);
  g_autofree char *mapped = NULL;
  char *prepared, *out;

  if (!g_utf8_validate (text, length, NULL))
    return NULL;

  /* No character becomes longer here. */
  out = mapped = g_malloc (length + 1);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0x200b || g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR)
        *out++ = ' ';
      else if (c != 0x00ad && c != 0x034f && c != 0x1806 && !(c >= 0x180b && c <= 0x180d)
               && c != 0x200c && c != 0x200d && c != 0x2060 && !(c >= 0xfe00 && c <= 0xfe0f)
               && c != 0xfeff)
        out += g_unichar_to_utf8 (c, out);
    }
  *out = '\0';

  prepared = g_utf8_normalize (mapped, -1, G_NORMALIZE_NFKC);
  beckon_wipe (mapped, length);
  for (const char *p = prepared; *p != '\0'; p = g_utf8_next_char (p))
    if (is_forbidden (g_utf8_get_char (p)))
      {
        beckon_wipe_string (prepared);
        return NULL;
      }
  return prepared;
}
