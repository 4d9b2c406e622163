/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-hash.h"
#include "beckon-sasl-scram.h"

#include <string.h>

#define NONCE "fyko+d2lbbFgONRv9qkxdawL"
#define SERVER_NONCE NONCE "3rfcNHYJY1ZVvWVs7j"
#define SERVER_FIRST "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=4096"
#define SERVER_FINAL "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="

static const BeckonScramBinding cannot_bind = { 'n' };

static GBytes *
bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
assert_bytes (GBytes *actual, const char *expected)
{
  g_assert_nonnull (actual);
  g_assert_cmpmem (g_bytes_get_data (actual, NULL), g_bytes_get_size (actual), expected,
                   strlen (expected));
}

static GBytes *
respond (BeckonSaslMechanism *mechanism, const char *challenge, GError **error)
{
  g_autoptr (GBytes) message = bytes (challenge);

  return beckon_sasl_mechanism_respond (mechanism, message, NULL, error);
}

static gboolean
finish (BeckonSaslMechanism *mechanism, const char *additional, GError **error)
{
  g_autoptr (GBytes) message = additional != NULL ? bytes (additional) : NULL;

  return beckon_sasl_mechanism_finish (mechanism, message, error);
}

/* The exchange of RFC 5802, section 5, up to the first message */
static BeckonSaslMechanism *
begun (void)
{
  BeckonSaslMechanism *mechanism
    = beckon_sasl_scram_new ("SCRAM-SHA-1", "user", "pencil", &cannot_bind, NONCE);
  g_autoptr (GBytes) first = beckon_sasl_mechanism_begin (mechanism, NULL);

  assert_bytes (first, "n,,n=user,r=" NONCE);
  return mechanism;
}

typedef struct
{
  const char *mechanism;
  const char *nonce;
  const char *binding_type;
  const char *binding_data; /* base64 */
  const char *first;
  const char *challenge;
  const char *final;
  const char *proof;
} Vector;

static const Vector vectors[] = {
  /* RFC 5802, section 5 */
  { "SCRAM-SHA-1", NONCE, NULL, NULL, "n,,n=user,r=" NONCE, SERVER_FIRST,
    "c=biws,r=" SERVER_NONCE ",p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", SERVER_FINAL },
  /* RFC 7677, section 3 */
  { "SCRAM-SHA-256", "rOprNGfwEbeRWgbNEkqO", NULL, NULL, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
    "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=" },
  /* Computed with Python's hashlib */
  { "SCRAM-SHA-512", "rOprNGfwEbeRWgbNEkqO", NULL, NULL, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=10000",
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
    "p=sScffJ11LZ4TfY4PVI/6/9rMIHpix12AijdjQOPWK26er2vRtW/osDSi/hegaCFWfI91sJZd0bevncVEhUg0wQ==",
    "v=RjtcFh+1kT0TmNH2klLiCXHiJLvMLwWuSSjecIns8FBSn0XXRb3iv2qU96STCkYC2Go0feONylPqhw46oweC5A==" },
  { "SCRAM-SHA-256-PLUS", "rOprNGfwEbeRWgbNEkqO", "tls-server-end-point",
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "p=tls-server-end-point,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=10000",
    "c=cD10bHMtc2VydmVyLWVuZC1wb2ludCwsAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,r="
    "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
    "p=fSoVBo8nz/r30gR6BYsSZgirXq5EJEUC0dWkpoCYt4o=",
    "v=O0iZ2EB41H0IVARq1tbxFCEL6AFKr174Xef+40CgEfQ=" },
  { "SCRAM-SHA-512-PLUS", "rOprNGfwEbeRWgbNEkqO", "tls-exporter",
    "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=", "p=tls-exporter,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=10000",
    "c=cD10bHMtZXhwb3J0ZXIsLCAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/"
    ",r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
    "p=NaTOI1DslUl+I6A8aleJ1+osZfKowyP1Y+ZWx1atBAs+oFHVFqO2xF2D5xJoHimvN7YwK96WoI2+nvDjNTeptw==",
    "v=sHiDOC14/lEt9jy2y0OvQUYXtiKDqHzoiXqkYku/9QHj/iaV4KH/7xmE6phTY2/CmNelcyzNFZqggjEtd8tOBQ==" },
};

static void
test_vector (gconstpointer data)
{
  const Vector *vector = data;
  g_autoptr (GBytes) binding_data
    = vector->binding_data != NULL
        ? beckon_sasl_base64_decode (vector->binding_data, strlen (vector->binding_data))
        : NULL;
  BeckonScramBinding binding
    = { binding_data != NULL ? 'p' : 'n', vector->binding_type, binding_data };
  g_autoptr (BeckonSaslMechanism) mechanism
    = beckon_sasl_scram_new (vector->mechanism, "user", "pencil", &binding, vector->nonce);
  g_autoptr (GBytes) first = beckon_sasl_mechanism_begin (mechanism, NULL);
  g_autoptr (GBytes) final = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (beckon_sasl_mechanism_get_name (mechanism), ==, vector->mechanism);
  assert_bytes (first, vector->first);
  final = respond (mechanism, vector->challenge, &error);
  g_assert_no_error (error);
  assert_bytes (final, vector->final);
  g_assert_true (finish (mechanism, vector->proof, &error));
  g_assert_no_error (error);
}

static void
responded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) response
    = beckon_sasl_mechanism_respond_finish (BECKON_SASL_MECHANISM (source), result, &error);

  g_assert_no_error (error);
  assert_bytes (response, vectors[0].final);
  *(gboolean *) user_data = TRUE;
}

static void
refused_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
    beckon_sasl_mechanism_respond_finish (BECKON_SASL_MECHANISM (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) user_data = TRUE;
}

static void
test_thread (void)
{
  g_autoptr (BeckonSaslMechanism) mechanism = begun (), cancelled = begun ();
  g_autoptr (GBytes) challenge = bytes (SERVER_FIRST);
  g_autoptr (GBytes) long_challenge = bytes ("r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=2000000");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean responded = FALSE, refused = FALSE;

  beckon_sasl_mechanism_respond_async (mechanism, challenge, NULL, responded_cb, &responded);
  beckon_sasl_mechanism_respond_async (cancelled, long_challenge, cancellable, refused_cb,
                                       &refused);
  while (!responded)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  while (!refused)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (finish (mechanism, SERVER_FINAL, NULL));
}

static void
test_proof_in_challenge (void)
{
  g_autoptr (BeckonSaslMechanism) mechanism = begun ();
  g_autoptr (GBytes) final = respond (mechanism, SERVER_FIRST, NULL);
  g_autoptr (GBytes) empty = respond (mechanism, SERVER_FINAL, NULL);

  g_assert_cmpuint (g_bytes_get_size (empty), ==, 0);
  g_assert_true (finish (mechanism, NULL, NULL));
}

static void
test_bad_challenge (gconstpointer data)
{
  g_autoptr (BeckonSaslMechanism) mechanism = begun ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;

  g_assert_null (respond (mechanism, data, &error));
  g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL);

  /* There is no second try, and no success afterwards. */
  g_assert_null (respond (mechanism, SERVER_FIRST, NULL));
  g_assert_false (finish (mechanism, SERVER_FINAL, &again));
  g_assert_error (again, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_SERVER_PROOF);
}

static const struct
{
  const char *name;
  const char *challenge;
} bad_challenges[] = {
  { "empty", "" },
  { "other-nonce", "r=somebodyelse3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096" },
  { "shortened-nonce", "r=fyko+d2lbbFgONRv9qkxdaw,s=QSXCR+Q6sek8bf92,i=4096" },
  { "bare-nonce", "r=" NONCE ",s=QSXCR+Q6sek8bf92,i=4096" },
  { "empty-nonce", "r=,s=QSXCR+Q6sek8bf92,i=4096" },
  { "nonce-with-space", "r=" NONCE " a,s=QSXCR+Q6sek8bf92,i=4096" },
  { "nonce-not-ascii", "r=" NONCE "ä,s=QSXCR+Q6sek8bf92,i=4096" },
  { "not-utf8", "r=" NONCE "a\xff,s=QSXCR+Q6sek8bf92,i=4096" },
  { "one-iteration", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=1" },
  { "few-iterations", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=4095" },
  { "many-iterations", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=2000001" },
  { "2^31-iterations", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=2147483648" },
  { "2^32-iterations", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=4294971392" },
  { "2^64-iterations", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=18446744073709555712" },
  { "negative-iterations", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=-4096" },
  { "signed-iterations", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=+4096" },
  { "padded-iterations", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=04096" },
  { "hex-iterations", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=0x1000" },
  { "no-iterations", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92" },
  { "empty-salt", "r=" SERVER_NONCE ",s=,i=4096" },
  { "salt-not-base64", "r=" SERVER_NONCE ",s=QSX!R+Q6sek8bf92,i=4096" },
  { "salt-unpadded", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf9,i=4096" },
  { "mandatory-extension", "m=x,r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=4096" },
  { "other-order", "s=QSXCR+Q6sek8bf92,r=" SERVER_NONCE ",i=4096" },
  { "malformed-extension", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=4096,x" },
  { "empty-extension", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=4096," },
  { "two-offer-hashes", "r=" SERVER_NONCE ",s=QSXCR+Q6sek8bf92,i=4096,h=AAAA,h=AAAA" },
  { "final-first", SERVER_FINAL },
};

static void
test_oversize (void)
{
  g_autofree char *salt = g_strnfill (4 * 86, 'A'); /* 258 bytes */
  g_autofree char *with_salt = g_strdup_printf ("r=" SERVER_NONCE ",s=%s,i=4096", salt);
  g_autofree char *filler = g_strnfill (BECKON_SCRAM_MAX_CHALLENGE, 'a');
  g_autofree char *with_filler = g_strdup_printf (SERVER_FIRST ",x=%s", filler);
  g_autofree char *with_nul = g_strdup (SERVER_FIRST ",x=ab");
  g_autoptr (GBytes) nul = NULL;

  test_bad_challenge (with_salt);
  test_bad_challenge (with_filler);

  with_nul[strlen (with_nul) - 1] = '\0';
  nul = g_bytes_new (with_nul, strlen (SERVER_FIRST ",x=ab"));
  g_assert_null (beckon_scram_parse_challenge (nul, NULL));
}

static void
test_extension_ignored (void)
{
  g_autoptr (BeckonSaslMechanism) mechanism = begun ();
  g_autoptr (GBytes) final = respond (mechanism, SERVER_FIRST ",x=something", NULL);

  g_assert_nonnull (final);
}

static void
test_bad_proof (gconstpointer data)
{
  const char *proof = data;
  g_autoptr (BeckonSaslMechanism) mechanism = begun ();
  g_autoptr (GBytes) final = respond (mechanism, SERVER_FIRST, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (final);
  g_assert_false (finish (mechanism, proof, &error));
  g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_SERVER_PROOF);
  g_assert_false (finish (mechanism, SERVER_FINAL, NULL));
}

static void
test_early_success (void)
{
  g_autoptr (BeckonSaslMechanism) mechanism = begun ();
  g_autoptr (GError) error = NULL;

  g_assert_false (finish (mechanism, SERVER_FINAL, &error));
  g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_SERVER_PROOF);
}

static void
test_server_error (void)
{
  static const struct
  {
    const char *message;
    BeckonLoginError code;
  } cases[] = {
    { "e=invalid-proof", BECKON_LOGIN_ERROR_NOT_AUTHORIZED },
    { "e=channel-bindings-dont-match", BECKON_LOGIN_ERROR_DOWNGRADE },
    { "e=server-does-support-channel-binding", BECKON_LOGIN_ERROR_DOWNGRADE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonSaslMechanism) mechanism = begun ();
      g_autoptr (GBytes) final = respond (mechanism, SERVER_FIRST, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (respond (mechanism, cases[i].message, &error));
      g_assert_error (error, BECKON_LOGIN_ERROR, (int) cases[i].code);
    }
}

/* The example of XEP-0474, section "Full Example" */
static void
test_offer (void)
{
  static const char *const mechanisms[] = { "SCRAM-SHA-1-PLUS", "SCRAM-SHA-1", NULL };
  static const char *const bindings[] = { "tls-server-end-point", "tls-exporter", NULL };
  static const char *const stripped[] = { "SCRAM-SHA-1", NULL };
  const char *confirmed = SERVER_FIRST ",h=G6k/rBLDqgOhRRaCuuatSDFkJ08=";
  g_autofree char *offer = beckon_scram_describe_offer (mechanisms, bindings);
  g_autofree char *no_types = beckon_scram_describe_offer (mechanisms, NULL);
  const struct
  {
    const char *offer;
    gboolean required;
    const char *challenge;
    gboolean accepted;
  } cases[] = {
    { offer, TRUE, confirmed, TRUE },
    { offer, FALSE, confirmed, TRUE },
    { offer, FALSE, SERVER_FIRST, TRUE },
    { offer, TRUE, SERVER_FIRST, FALSE },
    { no_types, FALSE, confirmed, FALSE },
    { offer, FALSE, SERVER_FIRST ",h=G6k/rBLDqgOhRRaCuuatSDFkJ0A=", FALSE },
    { offer, FALSE, SERVER_FIRST ",h=G6k/", FALSE },
  };

  g_assert_cmpstr (offer, ==,
                   "SCRAM-SHA-1\x1eSCRAM-SHA-1-PLUS\x1ftls-exporter\x1etls-server-end-point");
  g_assert_cmpstr (no_types, ==, "SCRAM-SHA-1\x1eSCRAM-SHA-1-PLUS");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonSaslMechanism) mechanism = begun ();
      g_autoptr (GBytes) final = NULL;
      g_autoptr (GError) error = NULL;

      beckon_sasl_scram_set_offer (BECKON_SASL_SCRAM (mechanism), cases[i].offer,
                                   cases[i].required);
      final = respond (mechanism, cases[i].challenge, &error);
      if (cases[i].accepted)
        g_assert_no_error (error);
      else
        g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_DOWNGRADE);
      g_assert_true ((final != NULL) == cases[i].accepted);
    }

  {
    g_autoptr (BeckonSaslMechanism) mechanism = begun ();
    g_autofree char *other = beckon_scram_describe_offer (stripped, bindings);
    g_autoptr (GError) error = NULL;

    beckon_sasl_scram_set_offer (BECKON_SASL_SCRAM (mechanism), other, FALSE);
    g_assert_null (respond (mechanism, confirmed, &error));
    g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_DOWNGRADE);
  }
}

static void
test_names (void)
{
  g_autoptr (BeckonSaslMechanism) mechanism
    = beckon_sasl_scram_new ("SCRAM-SHA-256", "a=b,c", "pencil", &(BeckonScramBinding){ 'y' },
                             "nonce");
  g_autoptr (GBytes) first = beckon_sasl_mechanism_begin (mechanism, NULL);
  g_autoptr (BeckonSaslMechanism) impossible
    = beckon_sasl_scram_new ("SCRAM-SHA-256", "user", "pen\ncil", &cannot_bind, NULL);
  g_autoptr (GError) error = NULL;
  GChecksumType hash;
  gboolean plus;

  assert_bytes (first, "y,,n=a=3Db=2Cc,r=nonce");

  g_assert_null (beckon_sasl_mechanism_begin (impossible, &error));
  g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED);

  g_assert_true (beckon_scram_parse_name ("SCRAM-SHA-512-PLUS", &hash, &plus));
  g_assert_cmpint (hash, ==, G_CHECKSUM_SHA512);
  g_assert_true (plus);
  g_assert_false (beckon_scram_parse_name ("SCRAM-MD5", &hash, &plus));
  g_assert_false (beckon_scram_parse_name ("SCRAM-SHA-1-PLUS-PLUS", &hash, &plus));
  g_assert_false (beckon_scram_parse_name ("SCRAM-", &hash, &plus));
  g_assert_false (beckon_scram_parse_name ("X-SCRAM-SHA-1", &hash, &plus));
}

/* The examples of RFC 4013, section 3, and what our own rules add */
static void
test_prepare (void)
{
  static const struct
  {
    const char *text;
    const char *prepared;
  } cases[] = {
    { "I\u00adX", "IX" },
    { "user", "user" },
    { "USER", "USER" },
    { "\u00aa", "a" },
    { "\u2168", "IX" },
    { "\a", NULL },
    { "a\u00a0b\u3000c", "a b c" },
    { "e\u0301", "\u00e9" },
    { "\ufb01", "fi" },
    { "p\u200dq\ufe0f", "pq" },
    { "\ue000", NULL },
    { "\u202e", NULL },
    { "\U000e0041", NULL },
    { "\xff", NULL },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *prepared = beckon_sasl_prepare (cases[i].text);

      g_assert_cmpstr (prepared, ==, cases[i].prepared);
    }
}

static void
test_base64 (void)
{
  static const char *const bad[]
    = { "A", "AA", "AAA", "AAA=AAAA", "A===", "====", "AA A", "AAAA\n", "AA-_", " AAAA", "AAAAA" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (beckon_sasl_base64_decode (bad[i], strlen (bad[i])));
  {
    g_autoptr (GBytes) empty = beckon_sasl_base64_decode ("", 0);
    g_autoptr (GBytes) padded = beckon_sasl_base64_decode ("Zm9vYg==Zm9v", 8);

    assert_bytes (empty, "");
    assert_bytes (padded, "foob");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *path = g_strdup_printf ("/scram/vector/%s", vectors[i].mechanism);

      g_test_add_data_func (path, &vectors[i], test_vector);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad_challenges); i++)
    {
      g_autofree char *path = g_strdup_printf ("/scram/bad-challenge/%s", bad_challenges[i].name);

      g_test_add_data_func (path, bad_challenges[i].challenge, test_bad_challenge);
    }
  g_test_add_func ("/scram/thread", test_thread);
  g_test_add_func ("/scram/proof-in-challenge", test_proof_in_challenge);
  g_test_add_func ("/scram/oversize", test_oversize);
  g_test_add_func ("/scram/extension-ignored", test_extension_ignored);
  g_test_add_data_func ("/scram/proof/missing", NULL, test_bad_proof);
  g_test_add_data_func ("/scram/proof/empty", "", test_bad_proof);
  g_test_add_data_func ("/scram/proof/wrong", "v=rmF9pqV8S7suAoZWja4dJRkFsKA=", test_bad_proof);
  g_test_add_data_func ("/scram/proof/short", "v=rmF9", test_bad_proof);
  g_test_add_data_func ("/scram/proof/no-value", "v=", test_bad_proof);
  g_test_add_data_func ("/scram/proof/not-base64", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ", test_bad_proof);
  g_test_add_func ("/scram/early-success", test_early_success);
  g_test_add_func ("/scram/server-error", test_server_error);
  g_test_add_func ("/scram/offer", test_offer);
  g_test_add_func ("/scram/names", test_names);
  g_test_add_func ("/sasl/prepare", test_prepare);
  g_test_add_func ("/sasl/base64", test_base64);

  return g_test_run ();
}
