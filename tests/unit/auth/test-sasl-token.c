/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-ht.h"
#include "beckon-sasl-oauthbearer.h"
#include "beckon-sasl-plain.h"

#include <string.h>

static GBytes *
bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

#define assert_bytes(actual, expected)                                                             \
  g_assert_cmpmem (g_bytes_get_data (actual, NULL), g_bytes_get_size (actual), expected,           \
                   sizeof expected - 1)

static void
test_plain (void)
{
  g_autoptr (BeckonSaslMechanism) mechanism = beckon_sasl_plain_new ("tim", "tanstaaftanstaaf");
  g_autoptr (GBytes) first = beckon_sasl_mechanism_begin (mechanism, NULL);
  g_autoptr (GBytes) challenge = bytes ("more");
  g_autoptr (GError) error = NULL;

  assert_bytes (first, "\0tim\0tanstaaftanstaaf");
  g_assert_null (beckon_sasl_mechanism_respond (mechanism, challenge, NULL, &error));
  g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL);
  g_assert_true (beckon_sasl_mechanism_finish (mechanism, NULL, NULL));
}

static void
test_oauthbearer (void)
{
  g_autoptr (BeckonSaslMechanism) mechanism
    = beckon_sasl_oauthbearer_new ("a=b@example.org", "secret-token:vF9dft4qmT.c2Nv=");
  g_autoptr (GBytes) first = beckon_sasl_mechanism_begin (mechanism, NULL);

  assert_bytes (first,
                "n,a=a=3Db@example.org,\001auth=Bearer secret-token:vF9dft4qmT.c2Nv=\001\001");
  g_assert_true (beckon_sasl_mechanism_finish (mechanism, NULL, NULL));
}

static void
test_oauthbearer_refused (gconstpointer data)
{
  const char *const *message_and_status = data;
  g_autoptr (BeckonSaslMechanism) mechanism
    = beckon_sasl_oauthbearer_new ("user@example.org", "token");
  g_autoptr (GBytes) first = beckon_sasl_mechanism_begin (mechanism, NULL);
  g_autoptr (GBytes) refusal = bytes (message_and_status[0]);
  g_autoptr (GBytes) abort = beckon_sasl_mechanism_respond (mechanism, refusal, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (first);
  assert_bytes (abort, "\001");
  g_assert_cmpstr (beckon_sasl_oauthbearer_get_status (BECKON_SASL_OAUTHBEARER (mechanism)), ==,
                   message_and_status[1]);

  g_assert_null (beckon_sasl_mechanism_respond (mechanism, refusal, NULL, &error));
  g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL);
  g_clear_error (&error);
  g_assert_false (beckon_sasl_mechanism_finish (mechanism, NULL, &error));
  g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL);
}

static const char *const refusals[][2] = {
  { "{\"status\":\"invalid_token\",\"openid-configuration\":\"https://example.org/\"}",
    "invalid_token" },
  { "{\"status\":[\"invalid_token\"]}", NULL },
  { "{\"status\":null}", NULL },
  { "[\"status\"]", NULL },
  { "{}", NULL },
  { "{\"status\":", NULL },
  { "\xff", NULL },
  { "", NULL },
  { "{\"status\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", NULL },
};

static void
test_oauthbearer_hostile_token (void)
{
  static const char *const tokens[] = { "", "a b", "a\001host=evil", "a\n", "\xc3\xa4" };

  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autoptr (BeckonSaslMechanism) mechanism
        = beckon_sasl_oauthbearer_new ("user@example.org", tokens[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (beckon_sasl_mechanism_begin (mechanism, &error));
      g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED);
    }
}

/* Computed with Python's hmac */
static const struct
{
  const char *mechanism;
  const char *binding;
  const char *initiator;
  const char *responder;
} ht_vectors[] = {
  { "HT-SHA-256-NONE", NULL, "tGRh8UkEIvcBDVp19ddAWJev/N6vADogylQe1/wQXBQ=",
    "MVwjLHzcHgGHSvhrSU61nS0AE4D11B4UhAZsjLf4uNU=" },
  { "HT-SHA-256-EXPR", "binding data", "9QB3gJj+C5Hvu8MnGHXMQeWHcFGG7nz02yqGvuk74VM=",
    "yp3mhoktJJ7KprZst3Jsyq0/jdtXzVomz4m+mf54H8I=" },
  { "HT-SHA-256-UNIQ", "other data", "RnSWzmBXZDAlKIqDq/O8iT27FURnPicRv8InE4vIE24=",
    "dtl86oHyw1D9Fsc6oYZxInbedj+A0PB31Oggw+QYXmI=" },
  { "HT-SHA-512-ENDP", "binding data",
    "BW2AsQdiHoMNzo1fhvi9Ic1P8XQxhEUprmja8imxGGH4DbqnIndL+ccQEuJEPSIr35J+jKF2w32cQpAX/RaZ4w==",
    "mLg/3vHdXQAdVdmivMTlCvnBsKfIditnijiXv0ebXYXpLpntZiNU2sl68otJfR9k4ceMKbvCTaL6uSUgU0Xulg==" },
};

static GBytes *
decode (const char *base64)
{
  gsize length;
  guchar *data = g_base64_decode (base64, &length);

  return g_bytes_new_take (data, length);
}

static void
test_ht (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ht_vectors); i++)
    {
      g_autoptr (GBytes) binding
        = ht_vectors[i].binding != NULL ? bytes (ht_vectors[i].binding) : NULL;
      g_autoptr (BeckonSaslMechanism) mechanism
        = beckon_sasl_ht_new (ht_vectors[i].mechanism, "user", "secret-token:fast-Tm90aGluZw",
                              binding);
      g_autoptr (GBytes) first = beckon_sasl_mechanism_begin (mechanism, NULL);
      g_autoptr (GBytes) initiator = decode (ht_vectors[i].initiator);
      g_autoptr (GBytes) responder = decode (ht_vectors[i].responder);
      g_autoptr (GError) error = NULL;

      g_assert_cmpstr (g_bytes_get_data (first, NULL), ==, "user");
      g_assert_cmpmem ((const char *) g_bytes_get_data (first, NULL) + 5,
                       g_bytes_get_size (first) - 5, g_bytes_get_data (initiator, NULL),
                       g_bytes_get_size (initiator));
      g_assert_true (beckon_sasl_mechanism_finish (mechanism, responder, NULL));

      /* Our own message sent back, or nothing at all, proves nothing. */
      g_assert_false (beckon_sasl_mechanism_finish (mechanism, initiator, &error));
      g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_SERVER_PROOF);
      g_clear_error (&error);
      g_assert_false (beckon_sasl_mechanism_finish (mechanism, NULL, &error));
      g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_SERVER_PROOF);
      g_clear_error (&error);
      g_assert_null (beckon_sasl_mechanism_respond (mechanism, responder, NULL, &error));
      g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL);
    }
}

static void
test_ht_names (void)
{
  static const char *const offered[]
    = { "HT-SHA-256-NONE", "HT-SHA-256-ENDP", "HT-SHA-512-NONE", "HT-SHA-256-EXPR", NULL };
  static const char *const unknown[] = { "HT-SHA3-512-EXPR", "SCRAM-SHA-1", NULL };
  static const char *const tls13[] = { "tls-exporter", "tls-server-end-point", NULL };
  static const char *const certificate[] = { "tls-server-end-point", NULL };
  static const char *const none[] = { NULL };
  GChecksumType hash;
  const char *binding;

  g_assert_cmpstr (beckon_ht_choose (offered, tls13), ==, "HT-SHA-256-EXPR");
  g_assert_cmpstr (beckon_ht_choose (offered, certificate), ==, "HT-SHA-256-ENDP");
  g_assert_cmpstr (beckon_ht_choose (offered, none), ==, "HT-SHA-512-NONE");
  g_assert_null (beckon_ht_choose (unknown, tls13));
  g_assert_null (beckon_ht_choose (none, tls13));

  g_assert_true (beckon_ht_parse_name ("HT-SHA-512-UNIQ", &hash, &binding));
  g_assert_cmpint (hash, ==, G_CHECKSUM_SHA512);
  g_assert_cmpstr (binding, ==, "tls-unique");
  g_assert_true (beckon_ht_parse_name ("HT-SHA-256-NONE", &hash, &binding));
  g_assert_null (binding);
  g_assert_false (beckon_ht_parse_name ("HT-SHA-1-NONE", &hash, &binding));
  g_assert_false (beckon_ht_parse_name ("HT-SHA-256", &hash, &binding));
  g_assert_false (beckon_ht_parse_name ("HT-NONE", &hash, &binding));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plain", test_plain);
  g_test_add_func ("/oauthbearer/token", test_oauthbearer);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/oauthbearer/refused/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, refusals[i], test_oauthbearer_refused);
    }
  g_test_add_func ("/oauthbearer/hostile-token", test_oauthbearer_hostile_token);
  g_test_add_func ("/ht/exchange", test_ht);
  g_test_add_func ("/ht/names", test_ht_names);

  return g_test_run ();
}
