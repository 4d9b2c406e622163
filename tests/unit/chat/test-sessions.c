/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "talk-server.h"

#include "beckon-connection.h"
#include "beckon-keepalive.h"
#include "beckon-login-error.h"
#include "beckon-net-error.h"
#include "beckon-stream.h"
#include "beckon-contact-private.h"
#include "xep-0115.h"

#include <string.h>

#define BOB "bob@" FAKE_SERVER_DOMAIN
#define ROSTER "<item jid='" BOB "' name='Bob' subscription='both'/>"
#define EMPTY_ARCHIVE                                                                              \
  "<fin xmlns='urn:xmpp:mam:2' complete='true'><set "                                              \
  "xmlns='http://jabber.org/protocol/rsm'/></fin>"

static void
set_up (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  talk_server_sign_in (server);
  talk_server_answer_start (server, ROSTER);
}

static void
set (TalkServer *server, const char *deny, const char *token, const char *accepted)
{
  g_mutex_lock (&server->lock);
  server->deny = deny;
  server->token = token;
  server->accepted = accepted;
  g_mutex_unlock (&server->lock);
}

static void
set_refuse (TalkServer *server, gboolean refuse)
{
  g_mutex_lock (&server->lock);
  server->refuse = refuse;
  g_mutex_unlock (&server->lock);
}

#define assert_logins(server, expected)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_mutex_lock (&(server)->lock);                                                                \
    g_assert_cmpstr ((server)->logins->str, ==, expected);                                         \
    g_mutex_unlock (&(server)->lock);                                                              \
  }                                                                                                \
  G_STMT_END

#define assert_secret(server, kind, expected)                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *secret_ = talk_server_dup_secret (server, kind);                              \
    g_assert_cmpstr (secret_, ==, expected);                                                       \
  }                                                                                                \
  G_STMT_END

static BeckonAccountState
get_state (TalkServer *server)
{
  return beckon_account_get_state (server->account);
}

static void
reconnect (TalkServer *server)
{
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
}

static char *
get_message_id (const char *sent)
{
  const char *id = strstr (g_strrstr (sent, "<message "), " id=\"") + strlen (" id=\"");

  return g_strndup (id, strchr (id, '"') - id);
}

static void
assert_failed (TalkServer *server, const char *deny, BeckonLoginError code)
{
  g_autoptr (GError) error = NULL;

  set (server, deny, "token-1", "token-1");
  g_assert_null (talk_server_try_sign_in (server, &error));
  g_assert_error (error, BECKON_LOGIN_ERROR, (int) code);
  g_assert_cmpuint (g_list_model_get_n_items (beckon_client_get_accounts (server->client)), ==, 0);
  assert_secret (server, BECKON_SECRET_FAST_TOKEN, NULL);
  assert_secret (server, BECKON_SECRET_PASSWORD, NULL);
}

static void
test_refused (TalkServer *server, gconstpointer data)
{
  assert_failed (server, "not-authorized", BECKON_LOGIN_ERROR_NOT_AUTHORIZED);
  assert_failed (server, "account-disabled", BECKON_LOGIN_ERROR_ACCOUNT_DISABLED);
  assert_failed (server, "temporary-auth-failure", BECKON_LOGIN_ERROR_TRY_LATER);
  talk_server_reopen (server);
  g_assert_null (server->account);
}

static void
test_cancelled (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (ALICE, NULL);
  BeckonSignIn with = { .jid = jid,
                        .password = PASSWORD,
                        .host = "127.0.0.1",
                        .port = fake_server_get_port (server->server),
                        .direct_tls = TRUE };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_client_sign_in_async (server->client, &with, cancellable, talk_server_result_cb, &result);
  g_cancellable_cancel (cancellable);
  wait_until (result != NULL);
  g_assert_null (beckon_client_sign_in_finish (server->client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (g_list_model_get_n_items (beckon_client_get_accounts (server->client)), ==, 0);
}

/* The next sign-in is by the token, also after a restart; the password is nowhere. */
static void
test_token (TalkServer *server, gconstpointer data)
{
  assert_secret (server, BECKON_SECRET_FAST_TOKEN, "HT-SHA-256-NONE token-1");
  assert_secret (server, BECKON_SECRET_PASSWORD, NULL);
  set (server, NULL, NULL, "token-1");
  reconnect (server);
  talk_server_reopen (server);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  assert_logins (server, "PLAIN token-1 token-1 ");
}

/* A new token is kept beside the old one until it has worked. */
static void
test_rotation (TalkServer *server, gconstpointer data)
{
  set (server, NULL, "token-2", "token-1");
  reconnect (server);
  assert_secret (server, BECKON_SECRET_FAST_TOKEN, "HT-SHA-256-NONE token-1");
  assert_secret (server, BECKON_SECRET_FAST_TOKEN_NEXT, "HT-SHA-256-NONE token-2");

  set (server, NULL, NULL, "token-1 token-2");
  reconnect (server);
  assert_secret (server, BECKON_SECRET_FAST_TOKEN, "HT-SHA-256-NONE token-2");
  assert_secret (server, BECKON_SECRET_FAST_TOKEN_NEXT, NULL);
  assert_logins (server, "PLAIN token-1 token-2 ");
}

/* A new token that the server has forgotten does not sign anybody out. */
static void
test_lost_rotation (TalkServer *server, gconstpointer data)
{
  set (server, NULL, "token-2", "token-1");
  reconnect (server);
  set (server, NULL, "token-3", "token-1");
  talk_server_reopen (server);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  assert_logins (server, "PLAIN token-1 - token-1 ");
  assert_secret (server, BECKON_SECRET_FAST_TOKEN, "HT-SHA-256-NONE token-1");
  assert_secret (server, BECKON_SECRET_FAST_TOKEN_NEXT, "HT-SHA-256-NONE token-3");
}

/* A keyring that does not work, whatever it is asked. */

typedef GObject BrokenStore;
typedef GObjectClass BrokenStoreClass;

static void broken_store_iface_init (BeckonSecretStoreInterface *iface);
GType broken_store_get_type (void);

G_DEFINE_TYPE_WITH_CODE (BrokenStore,
                         broken_store,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BECKON_TYPE_SECRET_STORE, broken_store_iface_init))

static void
fail_lookup_async (BeckonSecretStore *store,
                   const char *account,
                   BeckonSecretKind kind,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_task_report_new_error (store, callback, user_data, NULL, BECKON_SECRET_ERROR,
                           BECKON_SECRET_ERROR_LOCKED, "Locked");
}

static void
fail_store_async (BeckonSecretStore *store,
                  const char *account,
                  BeckonSecretKind kind,
                  const char *secret,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  fail_lookup_async (store, account, kind, cancellable, callback, user_data);
}

static gboolean
fail_finish (BeckonSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static char *
fail_lookup_finish (BeckonSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
broken_store_iface_init (BeckonSecretStoreInterface *iface)
{
  iface->store_async = fail_store_async;
  iface->store_finish = fail_finish;
  iface->lookup_async = fail_lookup_async;
  iface->lookup_finish = fail_lookup_finish;
  iface->clear_async = fail_lookup_async;
  iface->clear_finish = fail_finish;
}

static void
broken_store_class_init (BrokenStoreClass *klass)
{
}

static void
broken_store_init (BrokenStore *self)
{
}

/* Without a keyring one can talk until the program ends, and is told. Locked is not absent: the
 * next start does not say that there is nothing to sign in with. */
static void
test_no_keyring (TalkServer *server, gconstpointer data)
{
  g_object_unref (server->secrets);
  server->secrets = g_object_new (broken_store_get_type (), NULL);
  talk_server_reopen (server);
  talk_server_sign_in (server);
  g_assert_cmpint (beckon_client_get_keyring_state (server->client), ==, BECKON_KEYRING_LOCKED);
  set (server, NULL, NULL, "token-1");
  reconnect (server);
  assert_logins (server, "PLAIN token-1 ");

  talk_server_reopen (server);
  wait_until (get_state (server) == BECKON_ACCOUNT_NEEDS_ACTION);
  g_assert_error (beckon_account_get_error (server->account), BECKON_SECRET_ERROR,
                  BECKON_SECRET_ERROR_LOCKED);
  g_assert_cmpint (beckon_client_get_keyring_state (server->client), ==, BECKON_KEYRING_LOCKED);
}

/* When no token is accepted the person is asked, and the answer makes it work again. */
static void
test_revoked (TalkServer *server, gconstpointer data)
{
  set (server, NULL, "token-2", "");
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  wait_until (get_state (server) == BECKON_ACCOUNT_NEEDS_ACTION);
  g_assert_error (beckon_account_get_error (server->account), BECKON_LOGIN_ERROR,
                  BECKON_LOGIN_ERROR_EXPIRED);
  g_assert_cmpint (beckon_account_get_retry_time (server->account), ==, 0);

  beckon_account_sign_in_again (server->account, PASSWORD);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  assert_logins (server, "PLAIN - - PLAIN ");
  assert_secret (server, BECKON_SECRET_FAST_TOKEN, "HT-SHA-256-NONE token-2");
  assert_secret (server, BECKON_SECRET_PASSWORD, NULL);
}

static void
note_cb (gboolean *happened)
{
  *happened = TRUE;
}

/* The token ends with the old password; there is a new one before anybody could miss it. */
static void
test_password_change (TalkServer *server, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean left = FALSE;

  g_free (talk_server_settle (server));
  set (server, NULL, "token-2", "token-2");
  g_signal_connect_swapped (server->account, "notify::state", G_CALLBACK (note_cb), &left);
  beckon_account_change_password_async (server->account, PASSWORD, NULL, talk_server_result_cb,
                                        &result);
  talk_server_answer (server, "jabber:iq:register", "");
  wait_until (result != NULL);
  beckon_account_call_finish (server->account, result, &error);
  g_assert_no_error (error);
  /* At once, not when somebody notices. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (left);
  g_signal_handlers_disconnect_by_data (server->account, &left);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  assert_logins (server, "PLAIN - PLAIN ");
  assert_secret (server, BECKON_SECRET_FAST_TOKEN, "HT-SHA-256-NONE token-2");
  assert_secret (server, BECKON_SECRET_PASSWORD, NULL);
}

/* Without a token the password is kept only where the person asked for that. */
static void
test_no_token (TalkServer *server, gconstpointer data)
{
  set (server, NULL, NULL, "");
  talk_server_sign_in (server);
  assert_secret (server, BECKON_SECRET_PASSWORD, NULL);
  /* As long as the program runs it is known. */
  reconnect (server);
  talk_server_reopen (server);
  wait_until (get_state (server) == BECKON_ACCOUNT_NEEDS_ACTION);
  g_assert_error (beckon_account_get_error (server->account), BECKON_LOGIN_ERROR,
                  BECKON_LOGIN_ERROR_NO_CREDENTIALS);
}

/* A server that does not answer is tried again and again; one that is full, too. */
static void
test_waiting (TalkServer *server, gconstpointer data)
{
  gint64 now;

  set_refuse (server, TRUE);
  talk_server_cut (server);
  wait_until (get_state (server) == BECKON_ACCOUNT_WAITING);
  now = g_get_monotonic_time ();
  g_assert_cmpint (beckon_account_get_retry_time (server->account), >, now - G_USEC_PER_SEC);
  g_assert_cmpint (beckon_account_get_retry_time (server->account), <, now + 5 * G_USEC_PER_SEC);
  g_assert_nonnull (beckon_account_get_error (server->account));
  beckon_account_try_now (server->account);
  g_assert_cmpint (get_state (server), ==, BECKON_ACCOUNT_CONNECTING);
  wait_until (get_state (server) == BECKON_ACCOUNT_WAITING);

  set_refuse (server, FALSE);
  set (server, "temporary-auth-failure", NULL, "token-1");
  beckon_account_try_now (server->account);
  wait_until (get_state (server) == BECKON_ACCOUNT_CONNECTING);
  wait_until (get_state (server) == BECKON_ACCOUNT_WAITING);
  g_assert_error (beckon_account_get_error (server->account), BECKON_LOGIN_ERROR,
                  BECKON_LOGIN_ERROR_TRY_LATER);

  beckon_account_set_enabled (server->account, FALSE);
  g_assert_cmpint (get_state (server), ==, BECKON_ACCOUNT_OFFLINE);
  set (server, NULL, NULL, "token-1");
  beckon_account_set_enabled (server->account, TRUE);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
}

static void
change_network (TalkServer *server, gboolean available)
{
  beckon_connection_network_changed (beckon_account_get_connection (server->account), available);
}

/* Another network: a link that seems to live is tried, and nobody waits any longer. That there is
 * none changes nothing. */
static void
test_network (TalkServer *server, gconstpointer data)
{
  change_network (server, TRUE);
  talk_server_answer (server, "urn:xmpp:ping", "");
  g_free (talk_server_settle (server));
  g_assert_cmpint (get_state (server), ==, BECKON_ACCOUNT_ONLINE);
  change_network (server, FALSE);
  g_assert_cmpint (get_state (server), ==, BECKON_ACCOUNT_ONLINE);

  set_refuse (server, TRUE);
  talk_server_cut (server);
  wait_until (get_state (server) == BECKON_ACCOUNT_WAITING);
  change_network (server, FALSE);
  g_assert_cmpint (get_state (server), ==, BECKON_ACCOUNT_WAITING);
  change_network (server, TRUE);
  g_assert_cmpint (get_state (server), ==, BECKON_ACCOUNT_CONNECTING);
}

static void
test_conflict (TalkServer *server, gconstpointer data)
{
  talk_server_send (server, "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                            "</stream:error></stream:stream>");
  wait_until (get_state (server) == BECKON_ACCOUNT_NEEDS_ACTION);
  g_assert_error (beckon_account_get_error (server->account), BECKON_STREAM_ERROR,
                  BECKON_STREAM_ERROR_SERVER);
  /* Another network does not mend that. */
  change_network (server, TRUE);
  g_assert_cmpint (get_state (server), ==, BECKON_ACCOUNT_NEEDS_ACTION);
}

/* What was written and not acknowledged is sent again, as the same, after the archive was asked. */
static void
test_resend (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) first = talk_server_write (server, chat, "First");
  g_autofree char *sent = talk_server_get (server, "</message>");
  g_autofree char *id = get_message_id (sent);
  g_autoptr (BeckonMessage) second = NULL;
  g_autofree char *again = NULL;
  g_autofree char *again_id = NULL;
  g_autofree char *next = NULL;
  g_autofree char *before = NULL;

  wait_until (beckon_message_get_state (first) == BECKON_MESSAGE_WRITTEN);
  talk_server_cut (server);
  second = talk_server_write (server, chat, "Second");
  g_assert_cmpint (beckon_message_get_state (second), ==, BECKON_MESSAGE_QUEUED);

  beckon_account_try_now (server->account);
  before = talk_server_get (server, "urn:xmpp:mam:2");
  g_assert_null (strstr (before, "First"));
  talk_server_reopen (server);
  g_clear_object (&chat);
  g_clear_object (&first);
  g_clear_object (&second);

  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  talk_server_answer (server, "urn:xmpp:mam:2", EMPTY_ARCHIVE);
  again = talk_server_get (server, "</message>");
  again_id = get_message_id (again);
  g_assert_nonnull (strstr (again, "<body>First</body>"));
  g_assert_cmpstr (again_id, ==, id);
  next = talk_server_get (server, "</message>");
  g_assert_nonnull (strstr (next, "<body>Second</body>"));
}

/* What the archive has is not sent again. */
static void
test_resend_archived (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) first = talk_server_write (server, chat, "First");
  g_autofree char *sent = talk_server_get (server, "</message>");
  g_autofree char *id = get_message_id (sent);
  g_autofree char *request = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *more = NULL;
  const char *query_id, *iq_id;

  reconnect (server);
  request = talk_server_get (server, "</iq>");
  while (strstr (request, "urn:xmpp:mam:2") == NULL)
    {
      g_free (request);
      request = talk_server_get (server, "</iq>");
    }
  query_id = strstr (request, "queryid=\"") + strlen ("queryid=\"");
  iq_id = strstr (request, " id=\"") + strlen (" id=\"");
  answer = g_strdup_printf (
    "<message><result xmlns='urn:xmpp:mam:2' id='a1' queryid='%.*s'>"
    "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay'"
    " stamp='2026-01-02T03:04:05Z'/><message xmlns='jabber:client' from='" ALICE
    "/Beckon~1' to='" BOB "' type='chat' id='%s'><body>First</body></message>"
    "</forwarded></result></message>"
    "<iq type='result' id='%.*s'><fin xmlns='urn:xmpp:mam:2' complete='true'>"
    "<set xmlns='http://jabber.org/protocol/rsm'><first>a1</first><last>a1</last></set></fin></iq>",
    (int) strcspn (query_id, "\""), query_id, id, (int) strcspn (iq_id, "\""), iq_id);
  talk_server_send (server, answer);
  wait_until (beckon_message_get_state (first) == BECKON_MESSAGE_SENT);
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "First"));
}

static void
set_resumed (TalkServer *server, const char *h)
{
  g_mutex_lock (&server->lock);
  server->resumed = h;
  g_mutex_unlock (&server->lock);
}

static void
set_up_resumable (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  set_resumed (server, "0");
  talk_server_sign_in (server);
  talk_server_answer_start (server, ROSTER);
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  while ((text = strstr (text, part)) != NULL)
    {
      text += strlen (part);
      n++;
    }
  return n;
}

/* A session that is resumed goes on where it was: nobody is offline for that, nothing is asked
 * again, and only what was not acknowledged is sent again. */
static void
test_resumption (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (BOB, NULL);
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (BeckonMessage) message = NULL;
  g_autofree char *before = NULL;
  g_autofree char *sent = NULL;
  g_autofree char *after = NULL;
  g_autofree char *h = NULL;
  BeckonContact *contact;

  talk_server_send (server, "<presence from='" BOB "/here'/>");
  before = talk_server_settle (server);
  contact = beckon_account_find_contact (server->account, jid);
  g_assert_cmpint (beckon_contact_get_show (contact), ==, BECKON_SHOW_ONLINE);
  chat = talk_server_open_chat (server, BOB);
  message = talk_server_write (server, chat, "On the way");
  sent = talk_server_get (server, "</message>");
  wait_until (beckon_message_get_state (message) == BECKON_MESSAGE_WRITTEN);

  talk_server_cut (server);
  g_assert_cmpint (beckon_contact_get_show (contact), ==, BECKON_SHOW_ONLINE);
  /* All that we have sent but the message: what was asked at the start, our presence, and the
   * error that settling gets. */
  h = g_strdup_printf ("%u", 5 + 1 + 1);
  set_resumed (server, h);
  beckon_account_try_now (server->account);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  after = talk_server_get (server, "</message>");
  g_assert_nonnull (strstr (after, "<body>On the way</body>"));
  g_assert_cmpuint (count (after, "<iq "), ==, 0);
  g_assert_cmpuint (count (after, "<presence"), ==, 0);
  talk_server_send (server, "<a xmlns='urn:xmpp:sm:3' h='8'/>");
  wait_until (beckon_message_get_state (message) == BECKON_MESSAGE_SENT);
  g_assert_cmpint (beckon_contact_get_show (contact), ==, BECKON_SHOW_ONLINE);
}

/* A server that has forgotten a session may know what it had got of it; or lie. */
static void
test_forgotten (TalkServer *server, gconstpointer data)
{
  gboolean honest = GPOINTER_TO_INT (data);
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (BeckonMessage) first = NULL;
  g_autoptr (BeckonMessage) second = NULL;
  g_autofree char *h = NULL;
  g_autofree char *before = NULL;
  g_autofree char *sent = NULL;

  g_free (talk_server_settle (server));
  chat = talk_server_open_chat (server, BOB);
  first = talk_server_write (server, chat, "First");
  second = talk_server_write (server, chat, "Second");
  g_free (talk_server_get (server, "Second</body>"));
  wait_until (beckon_message_get_state (second) == BECKON_MESSAGE_WRITTEN);
  talk_server_cut (server);
  /* What was asked at the start, our presence, the error that settling gets, and the first. */
  h = g_strdup_printf ("%u", honest ? 5 + 1 + 1 + 1 : 1000);
  g_mutex_lock (&server->lock);
  server->forgotten = h;
  g_mutex_unlock (&server->lock);
  beckon_account_try_now (server->account);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  before = talk_server_get (server, "urn:xmpp:mam:2");
  g_assert_null (strstr (before, "</body>"));
  if (honest)
    wait_until (beckon_message_get_state (first) == BECKON_MESSAGE_SENT);
  g_assert_cmpint (beckon_message_get_state (second), ==, BECKON_MESSAGE_WRITTEN);
  g_assert_cmpint (beckon_message_get_state (first), ==,
                   honest ? BECKON_MESSAGE_SENT : BECKON_MESSAGE_WRITTEN);
}

/* What was asked and not answered before an interruption is asked again. */
static void
test_early_resumption (TalkServer *server, gconstpointer data)
{
  g_autofree char *asked = NULL;

  set_resumed (server, "0");
  talk_server_sign_in (server);
  asked = talk_server_get (server, "blocklist");
  talk_server_cut (server);
  set_resumed (server, "4");
  beckon_account_try_now (server->account);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  talk_server_answer_start (server, ROSTER);
  g_free (talk_server_settle (server));
  g_assert_cmpuint (g_list_model_get_n_items (beckon_account_get_contacts (server->account)), ==,
                    1);
}

/* So are copies of what other devices send, and not more often than that. */
static void
test_carbons (TalkServer *server, gconstpointer data)
{
  g_autofree char *sent = NULL;

  server->asks_for_carbons = TRUE;
  set_resumed (server, "0");
  talk_server_sign_in (server);
  g_free (talk_server_get (server, "urn:xmpp:carbons:2"));
  reconnect (server);
  talk_server_answer (server, "urn:xmpp:carbons:2", "");
  g_free (talk_server_settle (server));
  reconnect (server);
  sent = talk_server_settle (server);
  g_assert_null (strstr (sent, "urn:xmpp:carbons:2"));
}

/* A link over which nothing comes any more is noticed, and the account reconnects by itself. */
static void
test_dead_link (TalkServer *server, gconstpointer data)
{
  BeckonSession *session = beckon_account_get_session (server->account);
  g_autoptr (BeckonKeepalive) keepalive = beckon_keepalive_new (session, 20, 100);

  g_free (talk_server_get (server, "urn:xmpp:ping"));
  wait_until (get_state (server) == BECKON_ACCOUNT_WAITING);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  g_object_run_dispose (G_OBJECT (keepalive));
}

/* However often there is a hint that it may be dead: none gives it more time. */
static void
test_hints (TalkServer *server, gconstpointer data)
{
  BeckonSession *session = beckon_account_get_session (server->account);
  g_autoptr (BeckonKeepalive) keepalive = beckon_keepalive_new (session, G_MAXINT, G_MAXINT);

  beckon_keepalive_check (keepalive, G_MAXINT);
  beckon_keepalive_check (keepalive, 100);
  beckon_keepalive_check (keepalive, G_MAXINT);
  wait_until (get_state (server) == BECKON_ACCOUNT_WAITING);
  g_object_run_dispose (G_OBJECT (keepalive));
}

/* One that answers is left alone, even by an error. */
static void
test_live_link (TalkServer *server, gconstpointer data)
{
  BeckonSession *session = beckon_account_get_session (server->account);
  g_autoptr (BeckonKeepalive) keepalive = beckon_keepalive_new (session, 10, 10 * 1000);

  for (guint i = 0; i < 5; i++)
    talk_server_answer (server, "urn:xmpp:ping", "");
  g_assert_cmpint (get_state (server), ==, BECKON_ACCOUNT_ONLINE);
  g_object_run_dispose (G_OBJECT (keepalive));
}

static char *
dup_see_other (guint16 port)
{
  return g_strdup_printf ("<stream:error><see-other-host"
                          " xmlns='urn:ietf:params:xml:ns:xmpp-streams'>127.0.0.1:%u"
                          "</see-other-host></stream:error></stream:stream>",
                          port);
}

/* Where the server says that the account is Beckon goes at once, but not in circles. */
static void
test_see_other_host (TalkServer *server, gconstpointer data)
{
  g_autofree char *error = dup_see_other (fake_server_get_port (server->server));
  guint before = fake_server_get_n_connections (server->server);

  talk_server_send (server, error);
  wait_until (get_state (server) == BECKON_ACCOUNT_CONNECTING);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  g_assert_cmpuint (fake_server_get_n_connections (server->server), ==, before + 1);

  g_mutex_lock (&server->lock);
  server->poison = "jabber:iq:roster";
  server->last_words = error;
  g_mutex_unlock (&server->lock);
  talk_server_send (server, error);
  wait_until (get_state (server) == BECKON_ACCOUNT_WAITING);
  g_assert_cmpuint (fake_server_get_n_connections (server->server), <=, before + 1 + 3);
}

static void
impostor (FakeConnection *connection, gpointer user_data)
{
  gboolean *trusted = user_data;

  *trusted = fake_connection_start_tls (connection, "other-host")
             && fake_connection_open_stream (connection, "");
}

/* There, too, the certificate has to be the account's domain's. A place that is not good is
 * forgotten, and where another network may be what is needed it is tried. */
static void
test_see_bad_host (TalkServer *server, gconstpointer data)
{
  gboolean trusted = FALSE;
  g_autoptr (FakeServer) other = fake_server_new (impostor, &trusted);
  g_autofree char *error = dup_see_other (fake_server_get_port (other));

  talk_server_send (server, error);
  wait_until (get_state (server) == BECKON_ACCOUNT_NEEDS_ACTION);
  g_assert_error (beckon_account_get_error (server->account), BECKON_NET_ERROR,
                  BECKON_NET_ERROR_CERTIFICATE);
  g_assert_cmpuint (fake_server_get_n_connections (other), ==, 1);
  g_assert_false (trusted);
  change_network (server, TRUE);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
}

static guint
get_n_contacts (TalkServer *server)
{
  return g_list_model_get_n_items (beckon_account_get_contacts (server->account));
}

static void
test_roster_pushes (TalkServer *server, gconstpointer data)
{
#define PUSH(from, item)                                                                           \
  "<iq type='set' id='p' " from "><query xmlns='jabber:iq:roster'>" item "</query></iq>"
  g_autofree char *sent = NULL;

  g_free (talk_server_settle (server));
  g_assert_cmpuint (get_n_contacts (server), ==, 1);
  talk_server_send (server, PUSH ("from='eve@" FAKE_SERVER_DOMAIN "/x'",
                                  "<item jid='eve@" FAKE_SERVER_DOMAIN "' subscription='both'/>"));
  talk_server_send (server, PUSH ("from='" FAKE_SERVER_DOMAIN "'",
                                  "<item jid='eve@" FAKE_SERVER_DOMAIN "' subscription='both'/>"));
  talk_server_send (server, PUSH ("from='eve@" FAKE_SERVER_DOMAIN "'",
                                  "<item jid='" BOB "' subscription='remove'/>"));
  sent = talk_server_settle (server);
  g_assert_nonnull (strstr (sent, "type=\"error\""));
  g_assert_null (strstr (sent, "type=\"result\""));
  g_assert_cmpuint (get_n_contacts (server), ==, 1);

  talk_server_send (server, PUSH ("", "<item jid='carol@x.example' subscription='to'/>"));
  talk_server_send (server,
                    PUSH ("from='" ALICE "'", "<item jid='" BOB "' subscription='remove'/>"));
  g_free (talk_server_settle (server));
  g_assert_cmpuint (get_n_contacts (server), ==, 1);
  talk_server_reopen (server);
  g_assert_cmpuint (get_n_contacts (server), ==, 1);
}

/* Who is not a contact cannot appear among them, and requests are kept until they are answered. */
static void
test_presence (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonJid) bob = beckon_jid_new (BOB, NULL);
  g_autoptr (BeckonJid) eve = beckon_jid_new ("eve@" FAKE_SERVER_DOMAIN, NULL);
  GListModel *requests = beckon_account_get_requests (server->account);
  BeckonContact *contact;

  talk_server_send (server, "<presence from='" BOB "/away'><show>away</show></presence>");
  talk_server_send (server, "<presence from='" BOB "/here'><status>Here\nI am</status></presence>");
  talk_server_send (server, "<presence from='eve@" FAKE_SERVER_DOMAIN "' type='subscribe'>"
                            "<nick xmlns='http://jabber.org/protocol/nick'>Bob</nick></presence>");
  talk_server_send (server, "<presence from='eve@" FAKE_SERVER_DOMAIN "/x' type='subscribe'/>");
  talk_server_send (server,
                    "<presence from='eve@" FAKE_SERVER_DOMAIN "/x'><status>Trust me</status>"
                    "</presence>");
  g_free (talk_server_settle (server));
  contact = beckon_account_find_contact (server->account, bob);
  g_assert_cmpint (beckon_contact_get_show (contact), ==, BECKON_SHOW_ONLINE);
  g_assert_cmpstr (beckon_contact_get_status (contact), ==, "Here I am");
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 1);
  g_assert_cmpint (beckon_contact_get_show (beckon_account_find_contact (server->account, eve)), ==,
                   BECKON_SHOW_OFFLINE);

  talk_server_send (server, "<presence from='" BOB "/here' type='unavailable'/>");
  g_free (talk_server_settle (server));
  g_assert_cmpint (beckon_contact_get_show (contact), ==, BECKON_SHOW_AWAY);
  talk_server_cut (server);
  g_assert_cmpint (beckon_contact_get_show (contact), ==, BECKON_SHOW_OFFLINE);
}

/* What a device can do is asked for once, for all who announce it, and believed only if it fits
 * what was announced. */
static void
test_capabilities (TalkServer *server, gconstpointer data)
{
#define HERE(resource, ver)                                                                        \
  "<presence from='" BOB "/" resource "'><c xmlns='http://jabber.org/protocol/caps' hash='sha-1'"  \
  " node='http://x.example' ver='" ver "'/></presence>"
  /* The hash of a client/pc that knows disco#info and nothing else, and one that is not its own. */
  const char *honest = "<query xmlns='http://jabber.org/protocol/disco#info'>"
                       "<identity category='client' type='pc' name='X'/>"
                       "<feature var='http://jabber.org/protocol/disco#info'/></query>";
  g_autoptr (BeckonElement) query = beckon_element_parse (honest, -1, NULL);
  g_autofree char *ver = beckon_caps_compute (query, "sha-1");
  g_autofree char *here = NULL;
  g_autofree char *asked = NULL;
  g_autofree char *more = NULL;
  g_autoptr (BeckonJid) jid = beckon_jid_new (BOB, NULL);
  BeckonContact *bob;

  g_free (talk_server_settle (server));
  bob = beckon_account_find_contact (server->account, jid);
  talk_server_send (server, HERE ("liar", "bm90IHRoZSBvbmUgeW91IGdldA=="));
  talk_server_answer (server, "bm90IHRoZSBvbmUgeW91IGdldA==", honest);
  g_free (talk_server_settle (server));
  g_assert_true (beckon_contact_may_understand (bob, "urn:none"));
  talk_server_send (server, "<presence from='" BOB "/liar' type='unavailable'/>");

  here = g_strdup_printf ("<presence from='" BOB "/a'><c xmlns='http://jabber.org/protocol/caps'"
                          " hash='sha-1' node='http://x.example' ver='%s'/></presence>"
                          "<presence from='" BOB "/b'><c xmlns='http://jabber.org/protocol/caps'"
                          " hash='sha-1' node='http://x.example' ver='%s'/></presence>",
                          ver, ver);
  talk_server_send (server, here);
  talk_server_answer (server, ver, honest);
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "disco#info"));
  g_assert_false (beckon_contact_may_understand (bob, "urn:none"));
  g_assert_true (beckon_contact_may_understand (bob, "http://jabber.org/protocol/disco#info"));

  /* From the disk, the next time. */
  set (server, NULL, NULL, "token-1");
  talk_server_reopen (server);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  talk_server_answer_start (server, ROSTER);
  g_free (talk_server_settle (server));
  talk_server_send (server, here);
  asked = talk_server_settle (server);
  g_assert_null (strstr (asked, "disco#info"));
  bob = beckon_account_find_contact (server->account, jid);
  g_assert_false (beckon_contact_may_understand (bob, "urn:none"));
}

/* Who is added may see us at once only if they have asked; this server keeps nothing in mind. */
static void
test_adding (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonJid) carol = beckon_jid_new ("carol@x.example", NULL);
  g_autoptr (BeckonJid) dora = beckon_jid_new ("dora@x.example", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  talk_server_send (server, "<presence from='dora@x.example' type='subscribe'/>");
  g_free (talk_server_settle (server));
  beckon_account_add_contact_async (server->account, carol, "Carol", NULL, NULL,
                                    talk_server_result_cb, &result);
  talk_server_answer (server, "carol@x.example", "");
  wait_until (result != NULL);
  g_assert_true (beckon_account_call_finish (server->account, result, NULL));
  g_clear_object (&result);
  first = talk_server_settle (server);
  g_assert_nonnull (strstr (first, "type=\"subscribe\""));
  g_assert_null (strstr (first, "type=\"subscribed\""));

  beckon_account_add_contact_async (server->account, dora, NULL, NULL, NULL, talk_server_result_cb,
                                    &result);
  talk_server_answer (server, "dora@x.example", "");
  wait_until (result != NULL);
  second = talk_server_settle (server);
  g_assert_nonnull (strstr (second, "type=\"subscribed\""));
  g_assert_cmpuint (g_list_model_get_n_items (beckon_account_get_requests (server->account)), ==,
                    0);
}

static void
count_cb (GListModel *model, guint position, guint removed, guint added, guint *count)
{
  (*count)++;
}

/* Many contacts are one change of the list. */
static void
test_many_contacts (TalkServer *server, gconstpointer data)
{
  g_autoptr (GString) items = g_string_new (NULL);
  g_autoptr (GString) presences = g_string_new (NULL);
  GListModel *contacts = beckon_account_get_contacts (server->account);
  g_autoptr (BeckonContact) last = NULL;
  guint count = 0;

  for (guint i = 0; i < 2000; i++)
    {
      g_string_append_printf (items, "<item jid='c%u@x.example' subscription='both'/>", i);
      g_string_append_printf (presences, "<presence from='c%u@x.example/a'/>", i);
    }
  g_signal_connect (contacts, "items-changed", G_CALLBACK (count_cb), &count);
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  talk_server_answer_start (server, items->str);
  talk_server_send (server, presences->str);
  g_free (talk_server_settle (server));
  g_assert_cmpuint (get_n_contacts (server), ==, 2000);
  /* One that takes off who is gone, and one that adds. */
  g_assert_cmpuint (count, ==, 2);
  last = g_list_model_get_item (contacts, 1999);
  g_assert_cmpint (beckon_contact_get_show (last), ==, BECKON_SHOW_ONLINE);
  g_signal_handlers_disconnect_by_data (contacts, &count);
}

static void
sign_out (TalkServer *server)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_client_sign_out_async (server->client, server->account, talk_server_result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (beckon_client_sign_out_finish (server->client, result, &error));
  g_assert_no_error (error);
  g_clear_object (&server->account);
}

/* The server is told when nobody looks, also after an interruption, and only what is new. */
static void
test_activity (TalkServer *server, gconstpointer data)
{
  g_autofree char *sent = NULL;

  g_free (talk_server_settle (server));
  beckon_client_set_active (server->client, TRUE);
  beckon_client_set_active (server->client, FALSE);
  beckon_client_set_active (server->client, FALSE);
  sent = talk_server_settle (server);
  g_assert_nonnull (strstr (sent, "<inactive xmlns=\"urn:xmpp:csi:0\"/>"));
  g_assert_true (strstr (sent, "<inactive") == g_strrstr (sent, "<inactive"));
  g_assert_null (strstr (sent, "<active xmlns=\"urn:xmpp:csi:0\"/>"));

  set (server, NULL, NULL, "token-1");
  reconnect (server);
  g_free (talk_server_get (server, "<inactive xmlns=\"urn:xmpp:csi:0\"/>"));
  beckon_client_set_active (server->client, TRUE);
  g_free (talk_server_get (server, "<active xmlns=\"urn:xmpp:csi:0\"/>"));
}

/* Who has invited us is told so, and asked for nothing twice. */
static void
test_invitation (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new ("carol@" FAKE_SERVER_DOMAIN, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sent = NULL;

  g_free (talk_server_settle (server));
  beckon_account_accept_invitation_async (server->account, jid, "Carol", "secret&", NULL,
                                          talk_server_result_cb, &result);
  talk_server_answer (server, "jabber:iq:roster", "");
  wait_until (result != NULL);
  g_assert_true (beckon_account_call_finish (server->account, result, &error));
  g_assert_no_error (error);
  sent = talk_server_settle (server);
  g_assert_nonnull (strstr (sent, "type=\"subscribe\""));
  g_assert_nonnull (strstr (sent, "<preauth xmlns=\"urn:xmpp:pars:0\" token=\"secret&amp;\"/>"));
  g_assert_cmpuint (count (sent, "<preauth"), ==, 1);
}

/* Signing out without a network: here everything is gone, there the token is as soon as the server
 * can be reached. */
static void
test_sign_out_offline (TalkServer *server, gconstpointer data)
{
  set_refuse (server, TRUE);
  talk_server_cut (server);
  sign_out (server);
  assert_secret (server, BECKON_SECRET_FAST_TOKEN, NULL);
  assert_secret (server, BECKON_SECRET_REVOKE, "HT-SHA-256-NONE token-1");
  g_assert_cmpuint (g_list_model_get_n_items (beckon_client_get_accounts (server->client)), ==, 0);

  talk_server_reopen (server);
  g_assert_null (server->account);
  assert_secret (server, BECKON_SECRET_REVOKE, "HT-SHA-256-NONE token-1");
  set_refuse (server, FALSE);
  set (server, NULL, NULL, "token-1");
  talk_server_reopen (server);
  while (TRUE)
    {
      g_autofree char *secret = talk_server_dup_secret (server, BECKON_SECRET_REVOKE);

      if (secret == NULL)
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  assert_logins (server, "PLAIN token-1! ");
}

#define T(name, fixture_set_up)                                                                    \
  g_test_add ("/sessions/" #name, TalkServer, NULL, fixture_set_up, test_##name,                   \
              talk_server_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

  T (refused, talk_server_set_up);
  T (cancelled, talk_server_set_up);
  T (token, set_up);
  T (rotation, set_up);
  T (lost_rotation, set_up);
  T (revoked, set_up);
  T (password_change, set_up);
  T (no_token, talk_server_set_up);
  T (no_keyring, talk_server_set_up);
  T (waiting, set_up);
  T (network, set_up);
  T (conflict, set_up);
  T (resend, set_up);
  T (resend_archived, set_up);
  T (resumption, set_up_resumable);
  g_test_add ("/sessions/forgotten", TalkServer, GINT_TO_POINTER (TRUE), set_up_resumable,
              test_forgotten, talk_server_tear_down);
  g_test_add ("/sessions/forgotten-lie", TalkServer, GINT_TO_POINTER (FALSE), set_up_resumable,
              test_forgotten, talk_server_tear_down);
  T (dead_link, set_up);
  T (hints, set_up);
  T (live_link, set_up);
  T (see_other_host, set_up);
  T (see_bad_host, set_up);
  T (early_resumption, talk_server_set_up);
  T (carbons, talk_server_set_up);
  T (roster_pushes, set_up);
  T (presence, set_up);
  T (adding, set_up);
  T (capabilities, set_up);
  T (many_contacts, set_up);
  T (invitation, set_up);
  T (activity, set_up);
  g_test_add ("/sessions/activity-resumed", TalkServer, NULL, set_up_resumable, test_activity,
              talk_server_tear_down);
  T (sign_out_offline, set_up);
  return g_test_run ();
}
