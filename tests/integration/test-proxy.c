/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An account that goes through a proxy of its own, to a real server. */

#include "talk.h"

#include "beckon-net-error.h"
#include "fake-proxy.h"

static FakeProxy *
proxy_new (const char *scheme)
{
  FakeProxy *proxy = fake_proxy_new (scheme);

  fake_proxy_set_target (proxy, g_getenv ("BECKON_TEST_HOST"), atoi (g_getenv ("BECKON_TEST_PORT")));
  return proxy;
}

static BeckonAccount *
sign_in_by (BeckonClient *client, FakeProxy *proxy, GError **error)
{
  g_autoptr (BeckonJid) jid = talk_jid ("alice");
  g_autoptr (GAsyncResult) result = NULL;
  const BeckonSignIn sign_in = {
    .jid = jid,
    .password = g_getenv ("BECKON_TEST_ALICE_PASSWORD"),
    .proxy = fake_proxy_get_uri (proxy),
  };

  beckon_client_sign_in_async (client, &sign_in, NULL, talk_result_cb, &result);
  wait_until (result != NULL);
  return beckon_client_sign_in_finish (client, result, error);
}

static void
test_socks (void)
{
  g_autofree char *folder = g_dir_make_tmp ("beckon-XXXXXX", NULL);
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();
  BeckonClient *client = talk_open (folder, secrets);
  g_autoptr (FakeProxy) proxy = proxy_new ("socks5");
  g_autoptr (BeckonAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  account = sign_in_by (client, proxy, &error);
  g_assert_no_error (error);
  /* The proxy looks the name up, and nobody was asked for services before. */
  g_assert_cmpstr (fake_proxy_get_name (proxy, 0), ==, "localhost:5222");
  g_assert_cmpstr (beckon_account_get_proxy (account), ==, fake_proxy_get_uri (proxy));

  /* Without the proxy there is no other way. */
  fake_proxy_set_open (proxy, FALSE);
  beckon_account_set_enabled (account, FALSE);
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_OFFLINE);
  beckon_account_set_enabled (account, TRUE);
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_WAITING);
  fake_proxy_set_open (proxy, TRUE);
  g_clear_object (&account);
  talk_close (client);

  /* It is still the way at the next start. */
  n = fake_proxy_get_n_names (proxy);
  client = talk_open (folder, secrets);
  account = talk_get_account (client);
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_ONLINE);
  g_assert_cmpuint (fake_proxy_get_n_names (proxy), ==, n + 1);

  /* Another one is taken at once. */
  beckon_account_set_proxy (account, "socks5://127.0.0.1:1");
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_WAITING);
  beckon_account_set_proxy (account, fake_proxy_get_uri (proxy));
  wait_until (beckon_account_get_state (account) == BECKON_ACCOUNT_ONLINE);
  g_clear_object (&account);
  talk_close (client);
  talk_remove_folder (folder);
}

static void
test_connect (void)
{
  g_autofree char *folder = g_dir_make_tmp ("beckon-XXXXXX", NULL);
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();
  BeckonClient *client = talk_open (folder, secrets);
  g_autoptr (FakeProxy) proxy = proxy_new ("http");
  g_autoptr (BeckonAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  account = sign_in_by (client, proxy, &error);
  g_assert_no_error (error);
  g_assert_cmpint (beckon_account_get_state (account), ==, BECKON_ACCOUNT_ONLINE);
  g_assert_cmpstr (fake_proxy_get_name (proxy, 0), ==, "localhost:5222");

  g_clear_object (&account);
  talk_close (client);
  talk_remove_folder (folder);
}

/* A proxy that does not want to, or that is none. */
static void
test_connect_refused (void)
{
  static const char *const answers[] = {
    "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"a\"\r\n\r\n",
    "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno",
    "HTTP/1.1 200 OK\r\nx: y\r\n~",
    "220 mail.example.org ESMTP\r\n",
    "",
  };
  g_autofree char *folder = g_dir_make_tmp ("beckon-XXXXXX", NULL);
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();
  BeckonClient *client = talk_open (folder, secrets);
  g_autoptr (FakeProxy) proxy = proxy_new ("http");

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;

      fake_proxy_set_answer (proxy, answers[i]);
      g_assert_null (sign_in_by (client, proxy, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, BECKON_NET_ERROR, BECKON_NET_ERROR_PROXY);
    }
  talk_close (client);
  talk_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  talk_trust_server ();
  g_test_add_func ("/proxy/socks", test_socks);
  g_test_add_func ("/proxy/connect", test_connect);
  g_test_add_func ("/proxy/connect-refused", test_connect_refused);
  return g_test_run ();
}
