/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-features.h"

#define FEATURES(content)                                                                          \
  "<stream:features xmlns:stream='http://etherx.jabber.org/streams'>" content "</stream:features>"
#define SASL2(content) "<authentication xmlns='urn:xmpp:sasl:2'>" content "</authentication>"
#define SASL(content)                                                                              \
  "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" content "</mechanisms>"

static BeckonElement *
element (const char *xml)
{
  g_autoptr (GError) error = NULL;
  BeckonElement *parsed = beckon_element_parse (xml, -1, &error);

  g_assert_no_error (error);
  return parsed;
}

static BeckonSaslFeatures *
parse (const char *xml)
{
  g_autoptr (BeckonElement) features = element (xml);

  return beckon_sasl_features_parse (features);
}

static void
assert_names (char **actual, const char *expected)
{
  g_autofree char *joined = actual != NULL ? g_strjoinv (" ", actual) : NULL;

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_sasl2 (void)
{
  g_autoptr (BeckonSaslFeatures) offer
    = parse (FEATURES (SASL ("<mechanism>PLAIN</mechanism>") SASL2 (
      "<mechanism>SCRAM-SHA-1</mechanism><mechanism>SCRAM-SHA-1-PLUS</mechanism>"
      "<inline>"
      "<sm xmlns='urn:xmpp:sm:3'/>"
      "<bind xmlns='urn:xmpp:bind:0'><inline><feature var='urn:xmpp:carbons:2'/>"
      "<feature var='urn:xmpp:csi:0'/><feature var='urn:xmpp:sm:3'/></inline></bind>"
      "<fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-NONE</mechanism></fast>"
      "</inline>") "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>"
                   "<channel-binding type='tls-exporter'/><channel-binding/>"
                   "</sasl-channel-binding>"));

  g_assert_true (offer->sasl2);
  assert_names (offer->mechanisms, "SCRAM-SHA-1 SCRAM-SHA-1-PLUS");
  assert_names (offer->bindings, "tls-exporter");
  assert_names (offer->fast, "HT-SHA-256-NONE");
  g_assert_true (offer->resume && offer->bind && offer->carbons && offer->csi && offer->sm);
}

static void
test_bare (void)
{
  g_autoptr (BeckonSaslFeatures) sasl = parse (FEATURES (SASL ("<mechanism>PLAIN</mechanism>")));
  g_autoptr (BeckonSaslFeatures) sasl2 = parse (FEATURES (SASL2 ("")));

  g_assert_false (sasl->sasl2);
  assert_names (sasl->mechanisms, "PLAIN");
  g_assert_null (sasl->bindings);
  assert_names (sasl->fast, "");
  g_assert_false (sasl->resume || sasl->bind || sasl->carbons || sasl->csi || sasl->sm);
  assert_names (sasl2->mechanisms, "");
  g_assert_null (parse (FEATURES ("<authentication/><mechanisms/>")));
}

/* The right names in the wrong namespace or place, and too many or too long ones */
static void
test_hostile (void)
{
  g_autoptr (BeckonSaslFeatures) offer = parse (FEATURES (
    SASL2 ("<mechanism xmlns='urn:other'>PLAIN</mechanism><deeper><mechanism>PLAIN</mechanism>"
           "</deeper><mechanism/>"
           "<inline xmlns='urn:other'><bind xmlns='urn:xmpp:bind:0'/></inline>"
           "<bind xmlns='urn:xmpp:bind:0'/><fast xmlns='urn:xmpp:fast:0'/>"
           "<mechanism>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
           "</mechanism>")));
  g_autoptr (GString) many = g_string_new ("<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>");
  g_autoptr (BeckonSaslFeatures) bounded = NULL;
  g_autofree char *xml = NULL;

  assert_names (offer->mechanisms, "");
  assert_names (offer->fast, "");
  g_assert_false (offer->bind || offer->resume);

  for (int i = 0; i < 500; i++)
    g_string_append (many, "<mechanism>X</mechanism>");
  g_string_append (many, "</mechanisms>");
  xml = g_strdup_printf (FEATURES ("%s"), many->str);
  bounded = parse (xml);
  g_assert_cmpuint (g_strv_length (bounded->mechanisms), ==, 64);
}

static void
test_failure (void)
{
  static const struct
  {
    const char *xml;
    BeckonLoginError code;
    const char *message;
  } cases[] = {
    { "<failure xmlns='urn:xmpp:sasl:2'>"
      "<not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/><text>No.</text></failure>",
      BECKON_LOGIN_ERROR_NOT_AUTHORIZED, "No." },
    { "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><text>Gone</text><account-disabled/>"
      "</failure>",
      BECKON_LOGIN_ERROR_ACCOUNT_DISABLED, "Gone" },
    { "<failure xmlns='urn:xmpp:sasl:2'><limit xmlns='urn:other'/>"
      "<credentials-expired xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>",
      BECKON_LOGIN_ERROR_EXPIRED, "credentials-expired" },
    { "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><temporary-auth-failure/></failure>",
      BECKON_LOGIN_ERROR_TRY_LATER, "temporary-auth-failure" },
    { "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism-too-weak/></failure>",
      BECKON_LOGIN_ERROR_NO_MECHANISM, "mechanism-too-weak" },
    { "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><malformed-request/></failure>",
      BECKON_LOGIN_ERROR_PROTOCOL, "malformed-request" },
    { "<failure xmlns='urn:xmpp:sasl:2'><not-authorized/></failure>", BECKON_LOGIN_ERROR_PROTOCOL,
      "undefined" },
    { "<failure xmlns='urn:xmpp:sasl:2'/>", BECKON_LOGIN_ERROR_PROTOCOL, "undefined" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonElement) failure = element (cases[i].xml);
      g_autoptr (GError) error = beckon_sasl_failure_to_error (failure);

      g_assert_error (error, BECKON_LOGIN_ERROR, (int) cases[i].code);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_data (void)
{
  static const struct
  {
    const char *xml;
    const char *data;
  } cases[] = {
    { "<challenge>Zm9v</challenge>", "foo" },
    { "<challenge>\n  Zm9v\n</challenge>", "foo" },
    { "<challenge>=</challenge>", "" },
    { "<challenge/>", "" },
    { "<challenge>Zm9</challenge>", NULL },
    { "<challenge>Zm 9v</challenge>", NULL },
    { "<challenge>Zm9v<x/>Zm</challenge>", NULL },
  };
  g_autoptr (GBytes) nothing = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonElement) challenge = element (cases[i].xml);
      g_autoptr (GBytes) data = NULL;
      g_autoptr (GError) error = NULL;

      if (cases[i].data == NULL)
        {
          g_assert_false (beckon_sasl_data_parse (challenge, &data, &error));
          g_assert_error (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL);
          continue;
        }
      g_assert_true (beckon_sasl_data_parse (challenge, &data, &error));
      g_assert_cmpmem (g_bytes_get_data (data, NULL), g_bytes_get_size (data), cases[i].data,
                       strlen (cases[i].data));
    }
  g_assert_true (beckon_sasl_data_parse (NULL, &nothing, NULL));
  g_assert_null (nothing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/features/sasl2", test_sasl2);
  g_test_add_func ("/features/bare", test_bare);
  g_test_add_func ("/features/hostile", test_hostile);
  g_test_add_func ("/features/failure", test_failure);
  g_test_add_func ("/features/data", test_data);

  return g_test_run ();
}
