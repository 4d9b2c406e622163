/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-sasl.h"

#include "beckon-sasl-hash.h"
#include "beckon-sasl-scram.h"

#include <string.h>

#define PASSWORD "pencil"
#define TOKEN "secret-token"
#define SALT "salty"
#define ITERATIONS 4096

/* What ties to this connection, with TLS 1.3 */
static GByteArray *
exporter_data (FakeConnection *connection)
{
  GByteArray *data = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_tls_connection_get_channel_binding_data (fake_connection_get_tls (connection),
                                             G_TLS_CHANNEL_BINDING_TLS_EXPORTER, data, &error);
  g_assert_no_error (error);
  return data;
}

/* Decodes what is before the next element. */
static char *
decode (const char *text)
{
  g_autofree char *encoded = g_strndup (text, strcspn (text, "<"));
  gsize length;
  g_autofree guchar *data = g_base64_decode (encoded, &length);

  return g_strndup ((const char *) data, length);
}

/**
 * fake_sasl_dup_data:
 * @request: XML that ends in SASL data and the end of its element
 *
 * Returns: (transfer full): that data
 */
char *
fake_sasl_dup_data (const char *request)
{
  const char *start = strstr (request, "<initial-response");

  return decode (strchr (start != NULL ? start : strstr (request, "<"), '>') + 1);
}

static char *
encode (const char *text)
{
  return g_base64_encode ((const guchar *) text, strlen (text));
}

/**
 * fake_sasl_scram:
 * @request: what asked for the exchange
 * @offer: (nullable): what was offered, to be confirmed (XEP-0474)
 * @proof: (out): what shows that we know the password, in base64
 *
 * Goes through the exchange up to the point where it succeeds.
 *
 * Returns: whether it does
 */
gboolean
fake_sasl_scram (FakeConnection *connection,
                 const char *ns,
                 const char *request,
                 const char *mechanism,
                 const char *offer,
                 char **proof)
{
  g_autofree char *first = fake_sasl_dup_data (request);
  const char *bare = strchr (strchr (first, ',') + 1, ',') + 1;
  g_autofree char *salt = encode (SALT);
  g_autofree char *server_first = NULL, *encoded_first = NULL, *challenge = NULL;
  g_autofree char *response = NULL, *final = NULL, *without_proof = NULL, *message = NULL;
  g_autofree char *binding = NULL, *signature = NULL, *value = NULL;
  g_autoptr (GBytes) salt_bytes = g_bytes_new_static (SALT, strlen (SALT));
  g_autoptr (GBytes) client_proof = NULL;
  g_autoptr (GByteArray) bound = g_byte_array_new ();
  guint8 salted[BECKON_SASL_DIGEST_MAX], key[BECKON_SASL_DIGEST_MAX];
  guint8 stored[BECKON_SASL_DIGEST_MAX], digest[BECKON_SASL_DIGEST_MAX];
  const char *text;
  GChecksumType hash;
  gboolean plus;
  gsize length;

  g_assert_true (beckon_scram_parse_name (mechanism, &hash, &plus));
  server_first = g_strdup_printf ("%sserver,s=%s,i=%d", strstr (bare, "r="), salt, ITERATIONS);
  if (offer != NULL)
    {
      g_autofree char *unconfirmed = g_steal_pointer (&server_first);
      g_autofree char *confirmation = NULL;

      length = beckon_sasl_hash (hash, offer, strlen (offer), digest);
      confirmation = g_base64_encode (digest, length);
      server_first = g_strdup_printf ("%s,h=%s", unconfirmed, confirmation);
    }
  encoded_first = encode (server_first);
  challenge = g_strdup_printf ("<challenge xmlns='%s'>%s</challenge>", ns, encoded_first);
  fake_connection_send (connection, challenge);
  response = fake_connection_read_to (connection, ">");
  if (response == NULL || strstr (response, "<response") == NULL)
    return FALSE;
  g_free (response);
  response = fake_connection_read_to (connection, "</response>");
  final = decode (response);
  text = strstr (final, ",p=");
  without_proof = g_strndup (final, text - final);
  message = g_strdup_printf ("%s,%s,%s", bare, server_first, without_proof);

  g_byte_array_append (bound, (const guint8 *) first, bare - first);
  if (plus)
    {
      g_autoptr (GByteArray) data = exporter_data (connection);

      g_byte_array_append (bound, data->data, data->len);
    }
  binding = g_base64_encode (bound->data, bound->len);
  value = g_strdup_printf ("c=%s,", binding);
  if (!g_str_has_prefix (final, value))
    return FALSE;

  beckon_sasl_pbkdf2 (hash, PASSWORD, salt_bytes, ITERATIONS, salted, NULL, NULL);
  length = g_checksum_type_get_length (hash);
  beckon_sasl_hmac (hash, salted, length, "Client Key", strlen ("Client Key"), key);
  beckon_sasl_hash (hash, key, length, stored);
  beckon_sasl_hmac (hash, stored, length, message, strlen (message), digest);
  client_proof = beckon_sasl_base64_decode (text + 3, strlen (text + 3));
  for (gsize i = 0; i < length; i++)
    if ((((const guint8 *) g_bytes_get_data (client_proof, NULL))[i] ^ digest[i]) != key[i])
      return FALSE;

  beckon_sasl_hmac (hash, salted, length, "Server Key", strlen ("Server Key"), key);
  beckon_sasl_hmac (hash, key, length, message, strlen (message), digest);
  signature = g_base64_encode (digest, length);
  g_free (value);
  value = g_strdup_printf ("v=%s", signature);
  *proof = encode (value);
  return TRUE;
}

/**
 * fake_sasl_ht:
 * @request: what carries the client's message
 * @bound: whether it is bound to the connection
 *
 * Returns: (transfer full) (nullable): what shows that we know the token, in base64, if the client
 *   knows it
 */
char *
fake_sasl_ht (FakeConnection *connection, const char *request, gboolean bound)
{
  const char *start = strchr (strstr (request, "<initial-response"), '>') + 1;
  g_autofree char *text = g_strndup (start, strchr (start, '<') - start);
  gsize length;
  g_autofree guchar *data = g_base64_decode (text, &length);
  gsize name_size = strnlen ((const char *) data, length) + 1;
  g_autoptr (GByteArray) input = g_byte_array_new ();
  g_autoptr (GByteArray) binding = bound ? exporter_data (connection) : g_byte_array_new ();
  guint8 digest[BECKON_SASL_DIGEST_MAX];

  g_byte_array_append (input, (const guint8 *) "Initiator", strlen ("Initiator"));
  g_byte_array_append (input, binding->data, binding->len);
  beckon_sasl_hmac (G_CHECKSUM_SHA256, TOKEN, strlen (TOKEN), input->data, input->len, digest);
  if (length != name_size + 32 || memcmp (data + name_size, digest, 32) != 0)
    return NULL;

  g_byte_array_set_size (input, 0);
  g_byte_array_append (input, (const guint8 *) "Responder", strlen ("Responder"));
  g_byte_array_append (input, binding->data, binding->len);
  beckon_sasl_hmac (G_CHECKSUM_SHA256, TOKEN, strlen (TOKEN), input->data, input->len, digest);
  return g_base64_encode (digest, 32);
}
