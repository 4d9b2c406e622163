/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in by a code, with the true service and Beckon as device and as phone. */

#include "beckon-account-devices.h"
#include "beckon-login-error.h"
#include "beckon-scan-sign-in.h"
#include "beckon-session.h"
#include "talk.h"

#include <stdlib.h>
#include <string.h>

/* One computer with Beckon. */
typedef struct
{
  char *folder;
  BeckonSecretStore *secrets;
  BeckonClient *client;
} Computer;

typedef struct
{
  Computer desk;
  Computer phone;
  BeckonAccount *alice; /* on the phone */
  BeckonScanSignIn *scan;
} Fixture;

static void
computer_set_up (Computer *computer)
{
  g_autoptr (GError) error = NULL;

  computer->folder = g_dir_make_tmp ("beckon-XXXXXX", &error);
  g_assert_no_error (error);
  computer->secrets = beckon_secret_store_new_memory ();
  computer->client = talk_open (computer->folder, computer->secrets);
}

static void
computer_tear_down (Computer *computer)
{
  talk_close (computer->client);
  talk_remove_folder (computer->folder);
  g_assert_finalize_object (computer->secrets);
  g_free (computer->folder);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  computer_set_up (&fixture->desk);
  computer_set_up (&fixture->phone);
  fixture->alice = talk_sign_in (fixture->phone.client, "alice");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->scan != NULL)
    {
      g_object_add_weak_pointer (G_OBJECT (fixture->scan), (gpointer *) &fixture->scan);
      g_object_unref (fixture->scan);
      wait_until (fixture->scan == NULL);
    }
  g_object_unref (fixture->alice);
  computer_tear_down (&fixture->desk);
  computer_tear_down (&fixture->phone);
}

static void
reach (Fixture *fixture, BeckonScanState state)
{
  wait_until (beckon_scan_sign_in_get_state (fixture->scan) == state
              || beckon_scan_sign_in_get_state (fixture->scan) >= BECKON_SCAN_DONE);
  g_assert_no_error (beckon_scan_sign_in_get_error (fixture->scan));
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, state);
}

static void
start (Fixture *fixture)
{
  g_autoptr (BeckonJid) domain = beckon_jid_new (g_getenv ("BECKON_TEST_DOMAIN"), NULL);

  g_clear_object (&fixture->scan);
  fixture->scan = beckon_scan_sign_in_new (fixture->desk.client, domain);
  beckon_scan_sign_in_set_host (fixture->scan, g_getenv ("BECKON_TEST_HOST"),
                                atoi (g_getenv ("BECKON_TEST_TLS_PORT")), TRUE);
  beckon_scan_sign_in_start (fixture->scan);
  reach (fixture, BECKON_SCAN_WAITING);
}

static BeckonApproval *
try_scan (Fixture *fixture, const char *code, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_account_approve_async (fixture->alice, code, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  return beckon_account_approve_finish (fixture->alice, result, error);
}

static BeckonApproval *
scan (Fixture *fixture, const char *code)
{
  g_autoptr (GError) error = NULL;
  BeckonApproval *approval = try_scan (fixture, code, &error);

  g_assert_no_error (error);
  reach (fixture, BECKON_SCAN_SCANNED);
  return approval;
}

static gboolean
try_decide (BeckonApproval *approval,
            gboolean confirm,
            const char *number,
            BeckonApprovalResult *outcome,
            GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_approval_decide_async (approval, confirm, number, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  return beckon_approval_decide_finish (approval, result, outcome, error);
}

static BeckonApprovalResult
decide (BeckonApproval *approval, gboolean confirm, const char *number)
{
  BeckonApprovalResult outcome;
  g_autoptr (GError) error = NULL;

  try_decide (approval, confirm, number, &outcome, &error);
  g_assert_no_error (error);
  return outcome;
}

static char *
get_wrong_number (Fixture *fixture)
{
  int number = atoi (beckon_scan_sign_in_get_number (fixture->scan));

  return g_strdup_printf ("%02d", (number + 1) % 100);
}

static void
new_device_cb (char **name, BeckonDevice *device)
{
  g_free (*name);
  *name = g_strdup (device->name);
}

/* All of it: scanned and confirmed on the phone. */
static BeckonAccount *
sign_in (Fixture *fixture)
{
  g_autoptr (BeckonApproval) approval
    = scan (fixture, beckon_scan_sign_in_get_code_uri (fixture->scan));

  g_assert_cmpint (decide (approval, TRUE, beckon_scan_sign_in_get_number (fixture->scan)), ==,
                   BECKON_APPROVAL_DONE);
  reach (fixture, BECKON_SCAN_DONE);
  return g_object_ref (beckon_scan_sign_in_get_account (fixture->scan));
}

static GPtrArray *
list_devices (BeckonAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *devices;

  beckon_account_list_devices_async (account, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  devices = beckon_account_list_devices_finish (account, result, &error);
  g_assert_no_error (error);
  return devices;
}

static void
sign_out (BeckonAccount *account, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (id != NULL)
    beckon_account_revoke_device_async (account, id, NULL, talk_result_cb, &result);
  else
    beckon_account_revoke_other_devices_async (account, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  beckon_account_call_finish (account, result, &error);
  g_assert_no_error (error);
}

static BeckonDevice *
get_current (GPtrArray *devices)
{
  for (guint i = 0; i < devices->len; i++)
    if (((BeckonDevice *) g_ptr_array_index (devices, i))->current)
      return g_ptr_array_index (devices, i);
  return NULL;
}

static char *
dup_secret (Computer *computer, BeckonSecretKind kind)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_secret_store_lookup_async (computer->secrets, g_getenv ("BECKON_TEST_ALICE"), kind, NULL,
                                    talk_result_cb, &result);
  wait_until (result != NULL);
  return beckon_secret_store_lookup_finish (computer->secrets, result, NULL);
}

static gboolean
has_server_chat (BeckonAccount *account)
{
  GListModel *chats = beckon_account_get_chats (account);

  for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
    {
      g_autoptr (BeckonChat) chat = g_list_model_get_item (chats, i);
      BeckonJid *jid = beckon_contact_get_jid (beckon_chat_get_contact (chat));

      if (g_str_equal (beckon_jid_get_bare (jid), g_getenv ("BECKON_TEST_DOMAIN")))
        return TRUE;
    }
  return FALSE;
}

static void
test_story (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonApproval) approval = NULL;
  g_autoptr (BeckonAccount) account = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *id = NULL;
  g_autofree char *token = NULL;
  g_autofree char *news = NULL;

  g_signal_connect_swapped (fixture->alice, "new-device", G_CALLBACK (new_device_cb), &news);
  start (fixture);
  g_assert_null (beckon_scan_sign_in_get_number (fixture->scan));
  g_assert_true (g_str_has_prefix (beckon_scan_sign_in_get_code_uri (fixture->scan), "https://"));

  approval = scan (fixture, beckon_scan_sign_in_get_code_uri (fixture->scan));
  g_assert_cmpstr (beckon_approval_get_software (approval), ==, "Beckon");
  g_assert_cmpstr (beckon_approval_get_device_name (approval), ==, g_get_host_name ());
  g_assert_cmpstr (beckon_approval_get_address (approval), ==, g_getenv ("BECKON_TEST_HOST"));
  g_assert_cmpint (beckon_approval_get_network (approval), ==, BECKON_APPROVAL_NETWORK_SAME);
  g_assert_nonnull (beckon_approval_get_time (approval));
  g_assert_cmpstr (beckon_jid_get_bare (beckon_scan_sign_in_get_jid (fixture->scan)), ==,
                   g_getenv ("BECKON_TEST_ALICE"));

  wrong = get_wrong_number (fixture);
  g_assert_cmpint (decide (approval, TRUE, wrong), ==, BECKON_APPROVAL_WRONG_NUMBER);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_SCANNED);
  g_assert_cmpint (decide (approval, TRUE, beckon_scan_sign_in_get_number (fixture->scan)), ==,
                   BECKON_APPROVAL_DONE);
  reach (fixture, BECKON_SCAN_DONE);
  account = g_object_ref (beckon_scan_sign_in_get_account (fixture->scan));
  g_assert_cmpint (beckon_account_get_state (account), ==, BECKON_ACCOUNT_ONLINE);
  token = dup_secret (&fixture->desk, BECKON_SECRET_FAST_TOKEN);
  g_assert_nonnull (token);
  g_assert_null (dup_secret (&fixture->desk, BECKON_SECRET_PASSWORD));

  /* The phone hears of it; and nobody has a chat with the server. */
  wait_until (news != NULL);
  g_assert_cmpstr (news, ==, g_get_host_name ());
  g_signal_handlers_disconnect_by_func (fixture->alice, new_device_cb, &news);
  g_assert_false (has_server_chat (fixture->alice));
  g_assert_false (has_server_chat (account));
  g_clear_object (&account);
  g_clear_object (&fixture->scan);

  /* It starts again, and signs in by what the keyring has. */
  talk_close (fixture->desk.client);
  talk_assert_no_secret (fixture->desk.folder, strchr (token, ' ') + 1);
  fixture->desk.client = talk_open (fixture->desk.folder, fixture->desk.secrets);
  account = talk_get_account (fixture->desk.client);
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_ONLINE);

  devices = list_devices (account);
  g_assert_nonnull (get_current (devices));
  g_assert_cmpstr (get_current (devices)->software, ==, "Beckon");
  g_assert_nonnull (get_current (devices)->first_seen);
  id = g_strdup (get_current (devices)->id);

  /* The phone signs it out: there and then, and for good. */
  g_clear_pointer (&devices, g_ptr_array_unref);
  devices = list_devices (fixture->alice);
  g_assert_null (get_current (devices));
  sign_out (fixture->alice, id);
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_NEEDS_ACTION);
  g_assert_true (g_error_matches (beckon_account_get_error (account), BECKON_LOGIN_ERROR,
                                  BECKON_LOGIN_ERROR_SCAN_AGAIN));

  fixture->scan = beckon_scan_sign_in_new_again (fixture->desk.client, account);
  beckon_scan_sign_in_start (fixture->scan);
  reach (fixture, BECKON_SCAN_WAITING);
  g_clear_object (&account);
  account = sign_in (fixture);
  g_assert_cmpint (beckon_account_get_state (account), ==, BECKON_ACCOUNT_ONLINE);
  g_clear_object (&account);
  account = talk_get_account (fixture->desk.client);
  sign_out (fixture->alice, NULL);
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_NEEDS_ACTION);
}

/* Who signs out is no device of the account any more. */
static void
test_sign_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonAccount) account = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  start (fixture);
  account = sign_in (fixture);
  g_clear_object (&fixture->scan);
  devices = list_devices (fixture->alice);
  g_assert_cmpuint (devices->len, ==, 1);
  g_clear_pointer (&devices, g_ptr_array_unref);

  beckon_client_sign_out_async (fixture->desk.client, account, talk_result_cb, &result);
  g_clear_object (&account);
  wait_until (result != NULL);
  beckon_client_sign_out_finish (fixture->desk.client, result, &error);
  g_assert_no_error (error);
  devices = list_devices (fixture->alice);
  g_assert_cmpuint (devices->len, ==, 0);
}

/* Also who has signed out while offline, as soon as there is a connection. */
static void
test_sign_out_offline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonAccount) account = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  start (fixture);
  account = sign_in (fixture);
  g_clear_object (&fixture->scan);
  beckon_account_set_enabled (account, FALSE);
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_OFFLINE);
  devices = list_devices (fixture->alice);
  g_assert_cmpuint (devices->len, ==, 1);

  beckon_client_sign_out_async (fixture->desk.client, account, talk_result_cb, &result);
  g_clear_object (&account);
  wait_until (result != NULL);
  beckon_client_sign_out_finish (fixture->desk.client, result, &error);
  g_assert_no_error (error);
  while (devices->len > 0)
    {
      g_clear_pointer (&devices, g_ptr_array_unref);
      devices = list_devices (fixture->alice);
    }
}

static void
test_short_code (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonApproval) approval = NULL;
  g_autoptr (BeckonApproval) second = NULL;
  g_autofree char *typed = NULL;
  g_autoptr (GError) error = NULL;

  start (fixture);
  typed = g_ascii_strdown (beckon_scan_sign_in_get_user_code (fixture->scan), -1);
  approval = scan (fixture, typed);
  g_assert_cmpint (decide (approval, FALSE, NULL), ==, BECKON_APPROVAL_DONE);
  reach (fixture, BECKON_SCAN_DECLINED);
  g_assert_cmpuint (g_list_model_get_n_items (beckon_client_get_accounts (fixture->desk.client)),
                    ==, 0);

  second = try_scan (fixture, "BCDF-GHJK", &error);
  g_assert_null (second);
  g_assert_error (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_ITEM_NOT_FOUND);
}

static void
test_wrong_number (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonApproval) approval = NULL;
  g_autofree char *wrong = NULL;
  BeckonApprovalResult outcome;
  g_autoptr (GError) error = NULL;

  start (fixture);
  approval = scan (fixture, beckon_scan_sign_in_get_code_uri (fixture->scan));
  wrong = get_wrong_number (fixture);
  g_assert_cmpint (decide (approval, TRUE, wrong), ==, BECKON_APPROVAL_WRONG_NUMBER);
  g_assert_cmpint (decide (approval, TRUE, wrong), ==, BECKON_APPROVAL_WRONG_NUMBER);
  g_assert_false (try_decide (approval, TRUE, wrong, &outcome, &error));
  g_assert_error (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_NOT_ACCEPTABLE);
  reach (fixture, BECKON_SCAN_WRONG_NUMBER);

  beckon_scan_sign_in_renew (fixture->scan);
  reach (fixture, BECKON_SCAN_WAITING);
  g_assert_null (beckon_scan_sign_in_get_number (fixture->scan));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonApproval) approval = NULL;
  BeckonApprovalResult outcome;
  g_autoptr (GError) error = NULL;

  start (fixture);
  approval = scan (fixture, beckon_scan_sign_in_get_code_uri (fixture->scan));
  beckon_scan_sign_in_cancel (fixture->scan);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_CANCELLED);
  /* The service hears of it, and tells the phone. */
  g_clear_object (&fixture->scan);
  start (fixture);
  g_assert_false (try_decide (approval, TRUE, "00", &outcome, &error));
  g_assert_error (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_GONE);
}

static void
test_already (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonAccount) account = talk_sign_in (fixture->desk.client, "alice");
  g_autoptr (BeckonApproval) approval = NULL;
  g_autoptr (GPtrArray) devices = NULL;

  start (fixture);
  approval = scan (fixture, beckon_scan_sign_in_get_code_uri (fixture->scan));
  decide (approval, TRUE, beckon_scan_sign_in_get_number (fixture->scan));
  reach (fixture, BECKON_SCAN_ALREADY_SIGNED_IN);
  g_assert_true (beckon_scan_sign_in_get_account (fixture->scan) == account);
  g_assert_cmpint (beckon_account_get_state (account), ==, BECKON_ACCOUNT_ONLINE);

  /* The token that was not needed is given back. */
  do
    {
      g_clear_pointer (&devices, g_ptr_array_unref);
      devices = list_devices (fixture->alice);
    }
  while (devices->len > 0);
}

/* Where nothing is offered, that is what it says. */
static void
test_not_offered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BeckonJid) domain = beckon_jid_new (g_getenv ("BECKON_TEST_DOMAIN"), NULL);
  g_autoptr (BeckonApproval) approval = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->scan = beckon_scan_sign_in_new (fixture->desk.client, domain);
  beckon_scan_sign_in_set_host (fixture->scan, g_getenv ("BECKON_TEST_HOST"),
                                atoi (g_getenv ("BECKON_TEST_TLS_PORT")), TRUE);
  beckon_scan_sign_in_start (fixture->scan);
  wait_until (beckon_scan_sign_in_get_state (fixture->scan) != BECKON_SCAN_FINDING);
  g_assert_cmpint (beckon_scan_sign_in_get_state (fixture->scan), ==, BECKON_SCAN_NOT_OFFERED);

  approval = try_scan (fixture, "BCDF-GHJK", &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  beckon_account_list_devices_async (fixture->alice, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  g_assert_null (beckon_account_list_devices_finish (fixture->alice, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
add (const char *name, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/scan/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  talk_trust_server ();
  if (argc > 1 && g_str_equal (argv[1], "no-scan"))
    add ("not-offered", test_not_offered);
  else
    {
      add ("story", test_story);
      add ("sign-out", test_sign_out);
      add ("sign-out-offline", test_sign_out_offline);
      add ("short-code", test_short_code);
      add ("wrong-number", test_wrong_number);
      add ("cancel", test_cancel);
      add ("already", test_already);
    }
  return g_test_run ();
}
