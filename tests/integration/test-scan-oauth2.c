/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in by a code of a service that is not ours: Prosody's community mod_http_oauth2, which
 * knows RFC 8628 and nothing more. */

#include "beckon-device-error.h"
#include "beckon-login-error.h"
#include "beckon-scan-sign-in.h"
#include "talk.h"

#include <stdlib.h>

typedef struct
{
  char *folder;
  BeckonSecretStore *secrets;
  BeckonClient *client;
  BeckonScanSignIn *scan;
} Fixture;

static BeckonScanSignIn *
new_scan (Fixture *fixture)
{
  g_autoptr (BeckonJid) domain = beckon_jid_new (g_getenv ("BECKON_TEST_DOMAIN"), NULL);
  BeckonScanSignIn *scan = beckon_scan_sign_in_new (fixture->client, domain);

  beckon_scan_sign_in_set_host (scan, g_getenv ("BECKON_TEST_HOST"),
                                atoi (g_getenv ("BECKON_TEST_TLS_PORT")), TRUE);
  return scan;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("beckon-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->secrets = beckon_secret_store_new_memory ();
  fixture->client = talk_open (fixture->folder, fixture->secrets);
  fixture->scan = new_scan (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->scan);
  talk_close (fixture->client);
  talk_remove_folder (fixture->folder);
  g_assert_finalize_object (fixture->secrets);
  g_free (fixture->folder);
}

static void
start (BeckonScanSignIn *scan)
{
  beckon_scan_sign_in_start (scan);
  wait_until (beckon_scan_sign_in_get_state (scan) != BECKON_SCAN_FINDING);
  g_assert_no_error (beckon_scan_sign_in_get_error (scan));
  g_assert_cmpint (beckon_scan_sign_in_get_state (scan), ==, BECKON_SCAN_WAITING);
}

static void
exited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
}

static void
open_code (BeckonScanSignIn *scan, const char *answer)
{
  g_autofree char *script
    = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "support", "oauth2_phone.py", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) phone
    = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, script,
                        beckon_scan_sign_in_get_code_uri (scan), answer, NULL);

  g_assert_no_error (error);
  g_subprocess_wait_check_async (phone, NULL, exited_cb, NULL);
}

static void
test_confirm (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonAccount) account = NULL;
  g_autofree char *host = g_strdup_printf ("%s:%s", g_getenv ("BECKON_TEST_DOMAIN"),
                                           g_getenv ("BECKON_TEST_HTTPS_PORT"));

  start (fixture->scan);
  g_assert_cmpstr (beckon_scan_sign_in_get_host (fixture->scan), ==, host);
  open_code (fixture->scan, "granted");
  wait_until (beckon_scan_sign_in_get_state (fixture->scan) > BECKON_SCAN_SIGNING_IN);
  g_assert_no_error (beckon_scan_sign_in_get_error (fixture->scan));
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_DONE);

  account = talk_get_account (fixture->client);
  g_assert_true (account == beckon_scan_sign_in_get_account (fixture->scan));
  g_assert_cmpstr (beckon_jid_get_bare (beckon_account_get_jid (account)), ==,
                   g_getenv ("BECKON_TEST_ALICE"));
  g_assert_cmpint (beckon_account_get_state (account), ==, BECKON_ACCOUNT_ONLINE);
  g_clear_object (&account);

  /* The next time there is only what the keyring has. */
  g_assert_finalize_object (g_steal_pointer (&fixture->scan));
  talk_close (fixture->client);
  fixture->client = talk_open (fixture->folder, fixture->secrets);
  account = talk_get_account (fixture->client);
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_ONLINE);

  fixture->scan = new_scan (fixture);
  start (fixture->scan);
  open_code (fixture->scan, "granted");
  wait_until (beckon_scan_sign_in_get_state (fixture->scan) > BECKON_SCAN_SIGNING_IN);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==,
                   BECKON_SCAN_ALREADY_SIGNED_IN);
  g_assert_true (account == beckon_scan_sign_in_get_account (fixture->scan));
}

static void
test_decline (Fixture *fixture, gconstpointer data)
{
  start (fixture->scan);
  open_code (fixture->scan, "denied");
  wait_until (beckon_scan_sign_in_get_state (fixture->scan) > BECKON_SCAN_WAITING);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_DECLINED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  talk_trust_server ();
  g_test_add ("/scan-oauth2/confirm", Fixture, NULL, set_up, test_confirm, tear_down);
  g_test_add ("/scan-oauth2/decline", Fixture, NULL, set_up, test_decline, tear_down);
  return g_test_run ();
}
