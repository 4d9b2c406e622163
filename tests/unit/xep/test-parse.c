/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-parse.h"
#include "xep-0082.h"
#include "xml.h"

static void
test_base64 (void)
{
  static const char *const bad[]
    = { "A", "AA", "AAA", "A===", "====", "AA=A", "AAAA=", "AA-A", "AA\001A" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = beckon_parse_base64 ("\n aGVs\r\n bG8=\t", 5, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "hello", 5);
  g_clear_pointer (&bytes, g_bytes_unref);

  bytes = beckon_parse_base64 ("", 5, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (beckon_parse_base64 (bad[i], 100, &error));
      g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
      g_clear_error (&error);
    }

  g_assert_null (beckon_parse_base64 ("aGVsbG8=", 4, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT);
}

static void
test_line (void)
{
  g_autofree char *line = beckon_parse_line (" a\n\tb\001 \342\200\250c ", 100);
  g_autofree char *cut = beckon_parse_line ("\303\244\303\266\303\274x", 3);

  g_assert_cmpstr (line, ==, "a b c");
  g_assert_cmpstr (cut, ==, "\303\244\303\266\303\274");
  g_assert_null (beckon_parse_line (" \n", 100));
  g_assert_null (beckon_parse_line (NULL, 100));
  g_assert_null (beckon_parse_line ("\377", 100));
}

static void
test_language (void)
{
  g_autoptr (BeckonElement) message
    = xml ("<message xml:lang='fr'><body xml:lang='en-GB'>colour</body>"
           "<body xml:lang='de'>Farbe</body><body>couleur</body>"
           "<body xmlns='urn:other' xml:lang='en'>no</body></message>");
  static const struct
  {
    const char *lang;
    const char *text;
  } cases[] = {
    { "de-AT", "Farbe" }, { "en-GB", "colour" }, { "en", "colour" },
    { "fr", "couleur" },  { "sv", "couleur" },   { NULL, "couleur" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BeckonElement *body
        = beckon_parse_localized_child (message, "body", "jabber:client", cases[i].lang);
      g_autofree char *text = beckon_element_dup_text (body);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
  g_assert_null (beckon_parse_localized_child (message, "subject", "jabber:client", "de"));
}

static void
test_own_account (void)
{
  static const struct
  {
    const char *stanza;
    gboolean own;
  } cases[] = {
    { "<iq/>", TRUE },
    { "<iq from='Alice@Example.com'/>", TRUE },
    { "<iq from='alice@example.com/phone'/>", FALSE },
    { "<iq from='example.com'/>", FALSE },
    { "<iq from='alice@example.com.evil.org'/>", FALSE },
    { "<iq from='mallory@example.com'/>", FALSE },
    { "<iq from=''/>", FALSE },
    { "<iq from='@'/>", FALSE },
    { "<iq from='alice@example.com/'/>", FALSE },
  };
  g_autoptr (BeckonJid) account = beckon_jid_new ("alice@example.com", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonElement) stanza = xml (cases[i].stanza);

      g_test_message ("%s", cases[i].stanza);
      g_assert_cmpint (beckon_parse_is_from_account (stanza, account), ==, cases[i].own);
    }
}

static void
test_datetime (void)
{
  static const char *const bad[]
    = { "",
        "2026-11-20",
        "20261120T10:00:00Z",
        "2026-11-20T10:00:00",
        "2026-11-20 10:00:00Z",
        "2026-13-20T10:00:00Z",
        "1850-01-01T00:00:00Z",
        "2026-11-20T10:00:00Z\n",
        "2026-11-20T10:00:00.000000000000000000000000000000000000000000000000000Z" };
  gint64 time;
  g_autofree char *text = NULL;

  g_assert_true (beckon_datetime_parse ("2026-11-20T10:00:00.25Z", &time));
  g_assert_cmpint (time, ==, G_GINT64_CONSTANT (1795168800250000));
  text = beckon_datetime_format (time);
  g_assert_cmpstr (text, ==, "2026-11-20T10:00:00.250000Z");
  g_assert_true (beckon_datetime_parse ("2026-11-20T12:30:00+02:30", &time));
  g_assert_cmpint (time, ==, G_GINT64_CONSTANT (1795168800000000));

  g_assert_false (beckon_datetime_parse (NULL, &time));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (beckon_datetime_parse (bad[i], &time));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xep/parse/base64", test_base64);
  g_test_add_func ("/xep/parse/line", test_line);
  g_test_add_func ("/xep/parse/language", test_language);
  g_test_add_func ("/xep/parse/own-account", test_own_account);
  g_test_add_func ("/xep/parse/datetime", test_datetime);

  return g_test_run ();
}
