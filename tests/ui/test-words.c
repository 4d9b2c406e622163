/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said to people: errors, certificates, passwords, times and addresses. */

#include "beckon-account-bar.h"
#include "beckon-address-text.h"
#include "beckon-avatar.h"
#include "beckon-certificate-text.h"
#include "beckon-chat-row.h"
#include "beckon-client.h"
#include "beckon-console.h"
#include "beckon-error-text.h"
#include "beckon-login-error.h"
#include "beckon-net-error.h"
#include "beckon-password.h"
#include "beckon-profile-text.h"
#include "beckon-registration.h"
#include "beckon-server-choice.h"
#include "beckon-session.h"
#include "beckon-store-error.h"
#include "beckon-stream.h"
#include "beckon-stream-error-private.h"
#include "xep-0227.h"

/* There is such a page of the help, with such a section. */
static void
check_help (const char *help)
{
  g_auto (GStrv) parts = g_strsplit (help, "#", 2);
  g_autofree char *name = g_strconcat (parts[0], ".page", NULL);
  g_autofree char *path
    = g_build_filename (g_test_get_dir (G_TEST_DIST), "..", "help", "C", name, NULL);
  g_autofree char *content = NULL;
  g_autofree char *section = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &content, NULL, &error);
  g_assert_no_error (error);
  if (parts[1] == NULL)
    return;
  section = g_strdup_printf ("<section id=\"%s\"", parts[1]);
  g_assert_nonnull (strstr (content, section));
}

/* Every code of a domain has a title and a body that no other code of it has. */
static void
check_domain (GQuark domain, int last, gboolean own_titles)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int code = 0; code <= last; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (domain, code, "As it was said");
      g_autoptr (BeckonErrorText) text = beckon_error_text_new (error, "example.org");

      g_assert_cmpstr (text->title, !=, "That did not work");
      g_assert_false (g_str_has_suffix (text->title, "."));
      g_assert_true (g_str_has_suffix (text->body, "."));
      g_assert_null (strstr (text->body, "%s"));
      g_assert_cmpstr (text->details, ==, "As it was said");
      if (text->help != NULL)
        check_help (text->help);
      if (own_titles)
        g_assert_true (g_hash_table_add (seen, g_strdup (text->title)));
      g_assert_true (g_hash_table_add (seen, g_strdup (text->body)));
    }
}

static void
test_every_error (void)
{
  check_domain (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NO_CREDENTIALS, TRUE);
  check_domain (BECKON_NET_ERROR, BECKON_NET_ERROR_PROXY, TRUE);
  check_domain (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT, TRUE);
  check_domain (BECKON_STORE_ERROR, BECKON_STORE_ERROR_FAILED, TRUE);
  check_domain (BECKON_SECRET_ERROR, BECKON_SECRET_ERROR_FAILED, TRUE);
  check_domain (BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_PROTOCOL, TRUE);
  check_domain (BECKON_CONSOLE_ERROR, BECKON_CONSOLE_ERROR_FROM, TRUE);
  check_domain (BECKON_PIE_ERROR, BECKON_PIE_ERROR_SEVERAL, TRUE);
  check_domain (BECKON_JID_ERROR, BECKON_JID_ERROR_RESOURCE, FALSE);
}

/* Why a server hangs up is said where it matters, and what is about the network and not the server
 * in any case. */
static void
test_reasons (void)
{
  static const char *const conditions[]
    = { "conflict",       "system-shutdown",     "host-unknown",     "host-gone",
        "not-authorized", "resource-constraint", "policy-violation", "unsupported-version" };
  g_autoptr (GError) certificate
    = g_error_new_literal (BECKON_NET_ERROR, BECKON_NET_ERROR_CERTIFICATE, "Not it");
  g_autoptr (BeckonErrorText) portal = beckon_error_text_new_in (
    certificate, "example.org", G_NETWORK_CONNECTIVITY_PORTAL);
  g_autoptr (BeckonErrorText) open = beckon_error_text_new_in (
    certificate, "example.org", G_NETWORK_CONNECTIVITY_FULL);

  g_assert_cmpstr (portal->title, ==, "Sign in to this network first");
  g_assert_cmpstr (open->title, ==, "The server cannot be trusted");
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_autoptr (BeckonElement) element
        = beckon_element_new ("error", "http://etherx.jabber.org/streams");
      g_autoptr (GError) error = NULL;
      g_autoptr (BeckonErrorText) text = NULL;

      beckon_element_add_child (element, conditions[i], "urn:ietf:params:xml:ns:xmpp-streams");
      error = beckon_stream_error_new_from_element (element);
      text = beckon_error_text_new (error, "example.org");
      g_assert_cmpstr (text->title, !=, "The server hung up");
      g_assert_nonnull (strstr (text->body, "“example.org”"));
    }
}

static void
test_error_details (void)
{
  g_autoptr (GError) unknown = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "Bad \xff byte");
  g_autoptr (GError) empty = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "");
  g_autoptr (GError) hostile = g_error_new_literal (
    BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED, "");
  g_autoptr (BeckonErrorText) text = beckon_error_text_new (unknown, NULL);
  g_autoptr (BeckonErrorText) without = beckon_error_text_new (empty, NULL);
  g_autoptr (BeckonErrorText) named = beckon_error_text_new (hostile, "%s%n.example.org");

  g_assert_true (g_utf8_validate (text->details, -1, NULL));
  g_assert_null (without->details);
  /* A name is put in as it is, and not taken for a format. */
  g_assert_nonnull (strstr (named->body, "“%s%n.example.org”"));
  g_assert_cmpint (named->action, ==, BECKON_ERROR_ACTION_PASSWORD);
}

static void
test_certificate (void)
{
  static const struct
  {
    GTlsCertificateFlags errors;
    const char *says;
  } cases[] = {
    { G_TLS_CERTIFICATE_REVOKED | G_TLS_CERTIFICATE_EXPIRED, "withdrawn" },
    { G_TLS_CERTIFICATE_BAD_IDENTITY | G_TLS_CERTIFICATE_EXPIRED, "for “other.example”" },
    { G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_UNKNOWN_CA, "expired on" },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, "does not hold before" },
    { G_TLS_CERTIFICATE_UNKNOWN_CA, "vouches" },
    { G_TLS_CERTIFICATE_INSECURE, "no longer safe" },
    { G_TLS_CERTIFICATE_GENERIC_ERROR, "could not be checked" },
  };
  g_autoptr (GDateTime) before = g_date_time_new_utc (2020, 1, 2, 0, 0, 0);
  g_autoptr (GDateTime) after = g_date_time_new_utc (2021, 3, 4, 0, 0, 0);
  char *names[] = { (char *) "other.example", (char *) "two\nIssued by: Nobody", NULL };
  BeckonCertificateInfo info = { .domain = (char *) "example.org",
                                 .subject = (char *) "CN=other.example",
                                 .not_before = before,
                                 .not_after = after,
                                 .dns_names = names,
                                 .fingerprint = (char *) "00:11" };
  g_autofree char *details = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *reason = NULL;

      info.errors = cases[i].errors;
      reason = beckon_certificate_text_reason (&info);
      g_assert_nonnull (strstr (reason, cases[i].says));
    }

  /* A name cannot pretend to be a line of ours. */
  details = beckon_certificate_text_details (&info);
  g_assert_nonnull (strstr (details, "Issued for: two Issued by: Nobody"));
  g_assert_nonnull (strstr (details, "SHA-256 fingerprint: 00:11"));
}

static void
test_wait (void)
{
  guint next;
  g_autofree char *now = beckon_account_bar_format_wait (-5, &next);
  g_autofree char *second = beckon_account_bar_format_wait (1, &next);
  g_autofree char *seconds = NULL;
  g_autofree char *minutes = NULL;

  g_assert_cmpstr (now, ==, "Trying again now");
  g_assert_cmpstr (second, ==, "Trying again in 1 second");
  seconds = beckon_account_bar_format_wait (42 * G_USEC_PER_SEC, &next);
  g_assert_cmpstr (seconds, ==, "Trying again in 42 seconds");
  g_assert_cmpuint (next, ==, 1000);
  minutes = beckon_account_bar_format_wait (5 * 60 * G_USEC_PER_SEC, &next);
  g_assert_cmpstr (minutes, ==, "Trying again in 5 minutes");
  g_assert_cmpuint (next, >, 1000);
}

static void
test_time (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 20, 10, 0, 0);
  static const struct
  {
    int year, month, day, hour;
    const char *text;
  } cases[] = {
    { 2026, 11, 20, 9, "09:00" },
    { 2026, 11, 19, 23, "Thu" },
    { 2026, 11, 15, 9, "Sun" },
    { 2026, 11, 2, 9, "Nov 2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GDateTime) time = g_date_time_new_utc (
        cases[i].year, cases[i].month, cases[i].day, cases[i].hour, 0, 0);
      g_autofree char *text = beckon_chat_row_format_time (time, now);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_initials (void)
{
  static const char *const cases[][2] = {
    { "Juliet Capulet", "JC" }, { "romeo", "R" },    { "Anna Maria von Berg", "AB" },
    { "  ", "" },               { "☎ phone", "P" }, { "élodie", "É" },
    { "林美", "林" },           { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *initials = beckon_avatar_make_initials (cases[i][0]);

      g_assert_cmpstr (initials, ==, cases[i][1]);
    }
}

static void
test_password (void)
{
  g_autofree char *one = beckon_password_generate ();
  g_autofree char *two = beckon_password_generate ();

  g_assert_cmpuint (strlen (one), ==, 24);
  g_assert_cmpstr (one, !=, two);
  g_assert_cmpint (beckon_password_get_strength (one), ==, BECKON_PASSWORD_GOOD);
  g_assert_cmpint (beckon_password_get_strength (""), ==, BECKON_PASSWORD_NONE);
  g_assert_cmpint (beckon_password_get_strength ("secret"), ==, BECKON_PASSWORD_WEAK);
  g_assert_cmpint (beckon_password_get_strength ("12345678901234"), ==, BECKON_PASSWORD_WEAK);
  g_assert_cmpint (beckon_password_get_strength ("aaaaaaaaaaaaaaaa"), ==, BECKON_PASSWORD_WEAK);
  g_assert_cmpint (beckon_password_get_strength ("Kw7!mz2-p"), ==, BECKON_PASSWORD_FAIR);
}

static void
test_address (void)
{
  g_autoptr (BeckonJid) plain = beckon_address_text_parse (" juliet@example.org ", NULL);
  g_autoptr (BeckonJid) link = beckon_address_text_parse ("xmpp:juliet@example.org?message", NULL);
  g_autoptr (BeckonJid) full = beckon_address_text_parse ("juliet@example.org/phone", NULL);
  g_autoptr (BeckonJid) imitation
    = beckon_address_text_parse ("\xd1\x81\xd0\xbe\xd1\x81\xd0\xb0@example.org", NULL);

  g_assert_cmpstr (beckon_jid_get_full (plain), ==, "juliet@example.org");
  g_assert_cmpstr (beckon_jid_get_full (link), ==, "juliet@example.org");
  g_assert_cmpstr (beckon_jid_get_full (full), ==, "juliet@example.org");
  g_assert_null (beckon_address_text_parse ("example.org", NULL));
  g_assert_null (beckon_address_text_parse ("", NULL));
  g_assert_null (beckon_address_text_parse ("xmpp:", NULL));
  g_assert_null (beckon_address_text_get_warning (plain));
  g_assert_nonnull (beckon_address_text_get_warning (imitation));
}

static void
test_server_choice (void)
{
  g_autoptr (BeckonServerChoice) plain
    = beckon_server_choice_new ("example.org", "xmpp.example.org", TRUE, NULL);
  g_autoptr (BeckonServerChoice) six = beckon_server_choice_new (NULL, "[::1]:15222", FALSE, NULL);
  g_autoptr (BeckonServerChoice) copy = beckon_server_choice_copy (six);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (plain->host, ==, "xmpp.example.org");
  g_assert_cmpuint (plain->port, ==, 5223);
  g_assert_cmpstr (copy->host, ==, "::1");
  g_assert_cmpuint (copy->port, ==, 15222);
  g_assert_null (beckon_server_choice_new (NULL, "example.org:99999", FALSE, &error));
  g_assert_nonnull (error);
}

/* Also in a language from right to left a telephone number begins with its first digits. */
static void
test_profile (void)
{
  g_autofree char *phone = beckon_profile_text_dup_value (BECKON_PROFILE_PHONE, "+49 30 1234");
  g_autofree char *town = beckon_profile_text_dup_value (BECKON_PROFILE_LOCALITY, "Berlin");

  g_assert_cmpstr (phone, ==, "\xe2\x81\xa6+49 30 1234\xe2\x81\xa9");
  g_assert_cmpstr (town, ==, "Berlin");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/every-error", test_every_error);
  g_test_add_func ("/words/error-details", test_error_details);
  g_test_add_func ("/words/reasons", test_reasons);
  g_test_add_func ("/words/certificate", test_certificate);
  g_test_add_func ("/words/wait", test_wait);
  g_test_add_func ("/words/time", test_time);
  g_test_add_func ("/words/initials", test_initials);
  g_test_add_func ("/words/password", test_password);
  g_test_add_func ("/words/address", test_address);
  g_test_add_func ("/words/profile", test_profile);
  g_test_add_func ("/words/server-choice", test_server_choice);
  return g_test_run ();
}
