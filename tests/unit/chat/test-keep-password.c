/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A password goes to the keyring only when the person said so, and out of it again. */

#include "beckon-credentials.h"

static void
take_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **taken = user_data;

  *taken = g_object_ref (result);
}

static char *
look_up (BeckonSecretStore *secrets)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *secret;

  beckon_secret_store_lookup_async (
    secrets, "alice@example.org", BECKON_SECRET_PASSWORD, NULL, take_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  secret = beckon_secret_store_lookup_finish (secrets, result, &error);
  g_assert_no_error (error);
  return secret;
}

static void
keep (BeckonCredentials *credentials, gboolean yes)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_credentials_keep_password_async (credentials, yes, NULL, take_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (beckon_credentials_keep_password_finish (credentials, result, &error));
  g_assert_no_error (error);
}

static void
test_keep (void)
{
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();
  g_autoptr (BeckonCredentials) credentials
    = beckon_credentials_new (secrets, "alice@example.org");
  g_autofree char *kept = NULL;

  beckon_credentials_set_password (credentials, "wonderland", FALSE);
  g_assert_false (beckon_credentials_has_token (credentials));
  g_assert_null (look_up (secrets));

  keep (credentials, TRUE);
  kept = look_up (secrets);
  g_assert_cmpstr (kept, ==, "wonderland");

  keep (credentials, FALSE);
  g_assert_null (look_up (secrets));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keep-password/keep", test_keep);
  return g_test_run ();
}
