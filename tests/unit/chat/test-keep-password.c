/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A password goes to the keyring only when the person said so, and out of it again. */

#include "beckon-account-private.h"
#include "beckon-connection.h"
#include "beckon-credentials.h"
#include "beckon-store-accounts.h"

#include <glib/gstdio.h>

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

  beckon_secret_store_lookup_async (secrets, "alice@example.org", BECKON_SECRET_PASSWORD, NULL,
                                    take_result_cb, &result);
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
  g_autoptr (BeckonCredentials) credentials = beckon_credentials_new (secrets, "alice@example.org");
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

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/* What the person said is known after a restart, too. */
static void
test_remember (void)
{
  g_autofree char *folder = g_dir_make_tmp ("beckon-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "beckon.sqlite", NULL);
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();
  g_autoptr (BeckonCredentials) credentials = beckon_credentials_new (secrets, "alice@example.org");
  g_autoptr (BeckonJid) jid = beckon_jid_new ("alice@example.org", NULL);
  g_autoptr (BeckonConnection) connection = beckon_connection_new (jid, credentials);
  g_autoptr (BeckonAccountRecord) given = beckon_account_record_new ();
  g_autoptr (BeckonAccountRecord) saved = NULL;
  g_autoptr (BeckonAccount) account = NULL;
  g_autoptr (BeckonStore) store = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) closed = NULL;

  beckon_store_open_async (path, NULL, take_result_cb, &opened);
  store = beckon_store_open_finish (wait_for (&opened), NULL);
  given->jid = g_strdup ("alice@example.org");
  given->resource_id = g_strdup ("id");
  beckon_store_save_account_async (store, given, NULL, take_result_cb, &stored);
  saved = beckon_store_save_account_finish (store, wait_for (&stored), NULL);
  account = beckon_account_new (store, saved);
  beckon_account_set_connection (account, connection, credentials);

  beckon_account_set_keep_password (account, TRUE);
  beckon_store_load_accounts_async (store, NULL, take_result_cb, &loaded);
  accounts = beckon_store_load_accounts_finish (store, wait_for (&loaded), NULL);
  g_assert_true (((BeckonAccountRecord *) g_ptr_array_index (accounts, 0))->keep_password);

  beckon_store_close_async (store, take_result_cb, &closed);
  wait_for (&closed);
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keep-password/keep", test_keep);
  g_test_add_func ("/keep-password/remember", test_remember);
  return g_test_run ();
}
