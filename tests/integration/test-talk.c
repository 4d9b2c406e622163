/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Talking to a real person, or nearly so, through a real server. */

#include "talk.h"

#include <string.h>

static void
reopen (Talk *fixture)
{
  talk_close (fixture->client);
  fixture->client = talk_open (fixture->folder, fixture->secrets);
}

static BeckonContact *
find (GListModel *contacts, const char *name)
{
  return talk_find_contact (contacts, name);
}

static gboolean
is_there (BeckonAccount *account, const char *name)
{
  BeckonContact *contact = find (beckon_account_get_contacts (account), name);

  return contact != NULL && beckon_contact_get_show (contact) != BECKON_SHOW_OFFLINE;
}

static void
test_both_ways (Talk *fixture, gconstpointer data)
{
  g_autoptr (Peer) bob = peer_new ("bob");
  g_autoptr (BeckonAccount) alice = talk_sign_in (fixture->client, "alice");
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (BeckonMessage) hello = NULL;
  g_autoptr (GPtrArray) history = NULL;
  BeckonMessage *last;

  wait_until (is_there (alice, "bob"));
  g_assert_cmpstr (beckon_contact_get_name (find (beckon_account_get_contacts (alice), "bob")), ==,
                   "Bob");
  chat = talk_open_chat (alice, "bob");

  beckon_chat_set_typing (chat, TRUE);
  peer_expect (bob, "<composing");
  hello = talk_send (chat, "Hello <Bob> & you\nall");
  g_assert_cmpint (beckon_message_get_state (hello), >=, BECKON_MESSAGE_QUEUED);
  peer_expect (bob, "<body>Hello &lt;Bob&gt; &amp; you&#10;all</body>");
  wait_until (beckon_message_get_state (hello) == BECKON_MESSAGE_DELIVERED);
  peer_send (bob,
             "<message to='alice@localhost' type='chat'>"
             "<displayed xmlns='urn:xmpp:chat-markers:0' id='%s'/></message>",
             beckon_message_get_record (hello)->origin_id);
  wait_until (beckon_message_get_state (hello) == BECKON_MESSAGE_READ);
  g_assert_true (beckon_chat_get_last_message (chat) == hello);
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 0);

  peer_send (bob, "<message to='alice@localhost' type='chat'>"
                  "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>");
  wait_until (beckon_chat_get_peer_typing (chat));
  peer_send (bob, "<message to='alice@localhost' type='chat' id='b1'><body>Hi Alice</body>"
                  "<request xmlns='urn:xmpp:receipts'/></message>");
  wait_until (beckon_chat_get_last_message (chat) != hello);
  last = beckon_chat_get_last_message (chat);
  g_assert_cmpstr (beckon_message_get_body (last), ==, "Hi Alice");
  g_assert_cmpstr (beckon_message_get_sender (last), ==, "bob@localhost");
  g_assert_false (beckon_chat_get_peer_typing (chat));
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 1);
  peer_expect (bob, "id=\"b1\"");

  peer_send (bob, "<message to='alice@localhost' type='chat' id='b2'><body>Hi, Alice!</body>"
                  "<replace xmlns='urn:xmpp:message-correct:0' id='b1'/></message>");
  wait_until (beckon_message_get_edited (last));
  g_assert_cmpstr (beckon_message_get_body (last), ==, "Hi, Alice!");

  beckon_chat_mark_read (chat, last);
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 0);
  history = talk_load (chat);
  g_assert_cmpuint (history->len, ==, 2);
  g_assert_true (g_ptr_array_index (history, 0) == hello);
  g_assert_true (g_ptr_array_index (history, 1) == last);
}

static guint
get_unread (BeckonClient *client, const char *name)
{
  g_autoptr (BeckonAccount) account = talk_get_account (client);
  g_autoptr (BeckonChat) chat = talk_open_chat (account, name);

  return beckon_chat_get_unread (chat);
}

static void
mark_read (BeckonClient *client, const char *name)
{
  g_autoptr (BeckonAccount) account = talk_get_account (client);
  g_autoptr (BeckonChat) chat = talk_open_chat (account, name);

  beckon_chat_mark_read (chat, beckon_chat_get_last_message (chat));
}

static void
send_markable (Peer *peer, const char *id)
{
  peer_send (peer,
             "<message to='alice@localhost' type='chat' id='%s'><body>%s</body>"
             "<markable xmlns='urn:xmpp:chat-markers:0'/></message>",
             id, id);
}

/* Two devices of one account agree on what is unread, whether they are both there or one comes
 * later; who wrote it learns that it was read, and nobody else can ask. */
static void
test_read_elsewhere (Talk *fixture, gconstpointer data)
{
  Talk other = { NULL };
  Talk third = { NULL };
  g_autoptr (Peer) bob = peer_new ("bob");
  g_autoptr (BeckonAccount) here = talk_sign_in (fixture->client, "alice");
  g_autoptr (BeckonAccount) there = NULL;
  g_autoptr (BeckonAccount) later = NULL;
  guint before;

  talk_set_up (&other, NULL);
  there = talk_sign_in (other.client, "alice");
  wait_until (is_there (here, "bob") && is_there (there, "bob"));
  before = get_unread (fixture->client, "bob");
  wait_until (get_unread (other.client, "bob") == before);

  send_markable (bob, "r1");
  send_markable (bob, "r2");
  wait_until (get_unread (fixture->client, "bob") == before + 2
              && get_unread (other.client, "bob") == before + 2);
  mark_read (fixture->client, "bob");
  wait_until (get_unread (other.client, "bob") == 0);
  peer_expect (bob, "displayed xmlns=\"urn:xmpp:chat-markers:0\" id=\"r2\"");
  peer_send (bob, "<iq type='get' id='spy' to='alice@localhost'>"
                  "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
                  "<items node='urn:xmpp:mds:displayed:0'/></pubsub></iq>");
  g_assert_nonnull (strstr (peer_expect (bob, "id=\"spy\""), "type=\"error\""));

  g_clear_object (&there);
  talk_close (other.client);
  send_markable (bob, "r3");
  wait_until (get_unread (fixture->client, "bob") == 1);
  mark_read (fixture->client, "bob");
  peer_expect (bob, "id=\"r3\"");
  send_markable (bob, "r4");
  wait_until (get_unread (fixture->client, "bob") == 1);
  other.client = talk_open (other.folder, other.secrets);
  there = talk_get_account (other.client);
  wait_until (beckon_account_get_state (there) == BECKON_ACCOUNT_ONLINE);
  wait_until (get_unread (other.client, "bob") == 1);

  talk_set_up (&third, NULL);
  later = talk_sign_in (third.client, "alice");
  wait_until (get_unread (third.client, "bob") == 1);

  g_clear_object (&there);
  g_clear_object (&later);
  talk_tear_down (&other, NULL);
  talk_tear_down (&third, NULL);
}

static char *
dup_secret (Talk *fixture, BeckonSecretKind kind)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_secret_store_lookup_async (fixture->secrets, "alice@localhost", kind, NULL, talk_result_cb,
                                    &result);
  wait_until (result != NULL);
  return beckon_secret_store_lookup_finish (fixture->secrets, result, NULL);
}

static gboolean
has_secret (Talk *fixture, BeckonSecretKind kind)
{
  g_autofree char *secret = dup_secret (fixture, kind);

  return secret != NULL;
}

static void
test_restart (Talk *fixture, gconstpointer data)
{
  g_autoptr (Peer) bob = peer_new ("bob");
  g_autoptr (BeckonAccount) alice = talk_sign_in (fixture->client, "alice");
  g_autoptr (BeckonChat) chat = talk_open_chat (alice, "bob");
  g_autoptr (BeckonMessage) message = talk_send (chat, "Before the night");
  g_autoptr (GPtrArray) history = NULL;
  g_autofree char *token = NULL;
  guint before;

  wait_until (beckon_message_get_state (message) == BECKON_MESSAGE_DELIVERED);
  beckon_chat_set_draft (chat, "Tomorrow I will");
  beckon_chat_set_pinned (chat, TRUE);
  history = talk_load (chat);
  before = history->len;
  g_clear_pointer (&history, g_ptr_array_unref);
  g_clear_object (&message);
  g_clear_object (&chat);
  g_clear_object (&alice);
  talk_close (fixture->client);

  g_assert_null (dup_secret (fixture, BECKON_SECRET_PASSWORD));
  token = dup_secret (fixture, BECKON_SECRET_FAST_TOKEN);
  g_assert_nonnull (token);
  talk_assert_no_secret (fixture->folder, g_getenv ("BECKON_TEST_ALICE_PASSWORD"));
  talk_assert_no_secret (fixture->folder, strchr (token, ' ') + 1);

  peer_send (bob,
             "<message to='alice@localhost' type='chat' id='n1'><body>At night</body></message>");
  fixture->client = talk_open (fixture->folder, fixture->secrets);
  alice = talk_get_account (fixture->client);
  chat = talk_open_chat (alice, "bob");
  g_assert_cmpstr (beckon_chat_get_draft (chat), ==, "Tomorrow I will");
  g_assert_true (beckon_chat_get_pinned (chat));
  g_assert_cmpstr (beckon_message_get_body (beckon_chat_get_last_message (chat)), ==,
                   "Before the night");
  wait_until (beckon_account_get_state (alice) == BECKON_ACCOUNT_ONLINE);
  wait_until (
    g_str_equal (beckon_message_get_body (beckon_chat_get_last_message (chat)), "At night"));
  history = talk_load (chat);
  g_assert_cmpuint (history->len, ==, before + 1);
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 1);
}

static void
call_finish (BeckonAccount *account, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  wait_until (*result != NULL);
  g_assert_true (beckon_account_call_finish (account, *result, &error));
  g_assert_no_error (error);
  g_clear_object (result);
}

static void
test_contacts (Talk *fixture, gconstpointer data)
{
  g_autoptr (Peer) carol = peer_new ("carol");
  g_autoptr (BeckonAccount) alice = talk_sign_in (fixture->client, "alice");
  GListModel *contacts = beckon_account_get_contacts (alice);
  GListModel *requests = beckon_account_get_requests (alice);
  const char *const groups[] = { "Friends", NULL };
  g_autoptr (BeckonJid) jid = talk_jid ("carol");
  GAsyncResult *result = NULL;
  BeckonContact *contact;

  /* She asks. Her own client says yes to whoever asks back. */
  peer_send (carol, "<presence to='alice@localhost' type='subscribe'/>");
  wait_until (find (requests, "carol") != NULL);
  beckon_account_answer_request_async (alice, jid, TRUE, NULL, talk_result_cb, &result);
  call_finish (alice, &result);
  g_assert_null (find (requests, "carol"));
  wait_until (find (contacts, "carol") != NULL);
  contact = find (contacts, "carol");
  wait_until (beckon_contact_get_subscription (contact) == BECKON_SUBSCRIPTION_BOTH);
  wait_until (is_there (alice, "carol"));

  beckon_account_rename_contact_async (alice, jid, "Caroline", groups, NULL, talk_result_cb,
                                       &result);
  call_finish (alice, &result);
  wait_until (g_str_equal (beckon_contact_get_name (contact), "Caroline"));
  g_assert_cmpstr (beckon_contact_get_groups (contact)[0], ==, "Friends");

  beckon_account_set_blocked_async (alice, jid, TRUE, NULL, talk_result_cb, &result);
  call_finish (alice, &result);
  g_assert_true (beckon_contact_get_blocked (contact));
  g_assert_nonnull (find (beckon_account_get_blocked (alice), "carol"));
  beckon_account_set_blocked_async (alice, jid, FALSE, NULL, talk_result_cb, &result);
  call_finish (alice, &result);
  g_assert_false (beckon_contact_get_blocked (contact));

  beckon_account_remove_contact_async (alice, jid, NULL, talk_result_cb, &result);
  call_finish (alice, &result);
  wait_until (find (contacts, "carol") == NULL);
  g_assert_false (beckon_contact_get_in_roster (contact));

  /* We ask. */
  beckon_account_add_contact_async (alice, jid, "Caro", NULL, NULL, talk_result_cb, &result);
  call_finish (alice, &result);
  wait_until (find (contacts, "carol") != NULL
              && beckon_contact_get_subscription (find (contacts, "carol"))
                   == BECKON_SUBSCRIPTION_BOTH);
  beckon_account_remove_contact_async (alice, jid, NULL, talk_result_cb, &result);
  call_finish (alice, &result);
  wait_until (find (contacts, "carol") == NULL);
}

static void
test_two_accounts (Talk *fixture, gconstpointer data)
{
  g_autoptr (BeckonAccount) alice = talk_sign_in (fixture->client, "alice");
  g_autoptr (BeckonAccount) bob = talk_sign_in (fixture->client, "bob");
  g_autoptr (BeckonChat) to_bob = talk_open_chat (alice, "bob");
  g_autoptr (BeckonChat) to_alice = talk_open_chat (bob, "alice");
  g_autoptr (BeckonMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (talk_try_sign_in (fixture->client, "alice", "wonderland", FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);

  wait_until (is_there (alice, "bob") && is_there (bob, "alice"));
  beckon_account_set_presence (bob, BECKON_SHOW_AWAY, "Out for a walk");
  wait_until (beckon_contact_get_show (beckon_chat_get_contact (to_bob)) == BECKON_SHOW_AWAY);
  g_assert_cmpstr (beckon_contact_get_status (beckon_chat_get_contact (to_bob)), ==,
                   "Out for a walk");

  message = talk_send (to_bob, "From one window to itself");
  wait_until (beckon_message_get_state (message) == BECKON_MESSAGE_DELIVERED);
  g_assert_cmpstr (beckon_message_get_body (beckon_chat_get_last_message (to_alice)), ==,
                   "From one window to itself");
  wait_until (beckon_chat_get_unread (to_alice) > 0);

  reopen (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (beckon_client_get_accounts (fixture->client)), ==, 2);
}

/* Where the server gives no token the password is in the keyring, if that was asked for, and else
 * only in memory. */
static void
test_without_token (Talk *fixture, gconstpointer data)
{
  g_autoptr (BeckonAccount) alice = talk_sign_in (fixture->client, "alice");
  g_autoptr (BeckonAccount) bob = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (BeckonMessage) message = NULL;

  g_assert_false (has_secret (fixture, BECKON_SECRET_PASSWORD));
  g_assert_false (has_secret (fixture, BECKON_SECRET_FAST_TOKEN));
  g_clear_object (&alice);
  reopen (fixture);
  alice = talk_get_account (fixture->client);
  wait_until (beckon_account_get_state (alice) == BECKON_ACCOUNT_NEEDS_ACTION);
  beckon_account_sign_in_again (alice, g_getenv ("BECKON_TEST_ALICE_PASSWORD"));
  wait_until (beckon_account_get_state (alice) == BECKON_ACCOUNT_ONLINE);

  bob = talk_try_sign_in (fixture->client, "bob", g_getenv ("BECKON_TEST_BOB_PASSWORD"), TRUE,
                          &error);
  g_assert_no_error (error);
  chat = talk_open_chat (alice, "bob");
  message = talk_send (chat, "Hello");
  wait_until (beckon_message_get_state (message) == BECKON_MESSAGE_DELIVERED);
  g_clear_object (&message);
  g_clear_object (&chat);
  g_clear_object (&alice);
  g_clear_object (&bob);
  reopen (fixture);
  bob = g_list_model_get_item (beckon_client_get_accounts (fixture->client), 1);
  wait_until (beckon_account_get_state (bob) == BECKON_ACCOUNT_ONLINE);
  talk_assert_no_secret (fixture->folder, g_getenv ("BECKON_TEST_BOB_PASSWORD"));
}

/* A server that gives a new token with every sign-in never signs anybody out. */
static void
test_rotation (Talk *fixture, gconstpointer data)
{
  g_autoptr (BeckonAccount) alice = talk_sign_in (fixture->client, "alice");

  for (guint i = 0; i < 4; i++)
    {
      g_clear_object (&alice);
      reopen (fixture);
      alice = talk_get_account (fixture->client);
      wait_until (beckon_account_get_state (alice) == BECKON_ACCOUNT_ONLINE
                  || beckon_account_get_state (alice) == BECKON_ACCOUNT_NEEDS_ACTION);
      g_assert_cmpint (beckon_account_get_state (alice), ==, BECKON_ACCOUNT_ONLINE);
    }
}

static void
test_refused (Talk *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (talk_try_sign_in (fixture->client, "alice", "wrong", FALSE, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (g_list_model_get_n_items (beckon_client_get_accounts (fixture->client)), ==, 0);
  reopen (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (beckon_client_get_accounts (fixture->client)), ==, 0);
}

static void
sign_out (BeckonClient *client, BeckonAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_client_sign_out_async (client, account, talk_result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (beckon_client_sign_out_finish (client, result, &error));
  g_assert_no_error (error);
}

static void
test_sign_out (Talk *fixture, gconstpointer data)
{
  g_autoptr (BeckonAccount) alice = talk_sign_in (fixture->client, "alice");

  sign_out (fixture->client, alice);
  g_assert_cmpuint (g_list_model_get_n_items (beckon_client_get_accounts (fixture->client)), ==, 0);
  g_assert_false (has_secret (fixture, BECKON_SECRET_FAST_TOKEN));
  g_assert_false (has_secret (fixture, BECKON_SECRET_FAST_TOKEN_NEXT));
  /* Until the server has been told. */
  while (has_secret (fixture, BECKON_SECRET_REVOKE))
    g_main_context_iteration (NULL, TRUE);
  reopen (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (beckon_client_get_accounts (fixture->client)), ==, 0);
}

int
main (int argc, char **argv)
{
  const char *variant;

  g_test_init (&argc, &argv, NULL);
  talk_trust_server ();
  variant = argc > 1 ? argv[1] : "default";
  if (g_str_equal (variant, "fast-rotate"))
    {
      g_test_add ("/talk/rotation", Talk, NULL, talk_set_up, test_rotation, talk_tear_down);
      return g_test_run ();
    }
  if (!g_str_equal (variant, "default"))
    {
      g_test_add ("/talk/without-token", Talk, NULL, talk_set_up, test_without_token, talk_tear_down);
      return g_test_run ();
    }

  g_test_add ("/talk/both-ways", Talk, NULL, talk_set_up, test_both_ways, talk_tear_down);
  g_test_add ("/talk/read-elsewhere", Talk, NULL, talk_set_up, test_read_elsewhere, talk_tear_down);
  g_test_add ("/talk/restart", Talk, NULL, talk_set_up, test_restart, talk_tear_down);
  g_test_add ("/talk/contacts", Talk, NULL, talk_set_up, test_contacts, talk_tear_down);
  g_test_add ("/talk/two-accounts", Talk, NULL, talk_set_up, test_two_accounts, talk_tear_down);
  g_test_add ("/talk/refused", Talk, NULL, talk_set_up, test_refused, talk_tear_down);
  g_test_add ("/talk/sign-out", Talk, NULL, talk_set_up, test_sign_out, talk_tear_down);
  return g_test_run ();
}
