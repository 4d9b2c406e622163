/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE /* for memmem() */

#include "beckon-chat-deletion.h"
#include "talk-server.h"

#include <string.h>

#define BOB "bob@" FAKE_SERVER_DOMAIN
#define ROSTER "<item jid='" BOB "' subscription='both'/>"

static void
sign_in (TalkServer *server)
{
  talk_server_sign_in (server);
  talk_server_answer_start (server, ROSTER);
}

/* Not through the account, which would bring it into the list. */
static BeckonChat *
find_chat (TalkServer *server)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (BOB, NULL);

  return beckon_account_find_chat (server->account, jid);
}

static void
send_live (TalkServer *server, const char *text)
{
  g_autofree char *xml
    = g_strdup_printf ("<message from='" BOB "/b' type='chat' id='m-%s'><body>%s</body>"
                       "<stanza-id xmlns='urn:xmpp:sid:0' by='" ALICE "' id='a-%s'/></message>",
                       text, text, text);

  talk_server_send (server, xml);
  g_free (talk_server_settle (server));
}

static gboolean
is_listed (TalkServer *server)
{
  return g_list_store_find (G_LIST_STORE (beckon_account_get_chats (server->account)),
                            find_chat (server), NULL);
}

static BeckonChatDeletion *
delete_chat (TalkServer *server)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BeckonChat *chat = find_chat (server);
  BeckonChatDeletion *deletion;

  beckon_chat_delete_async (chat, NULL, talk_server_result_cb, &result);
  wait_until (result != NULL);
  deletion = beckon_chat_delete_finish (chat, result, &error);
  g_assert_no_error (error);
  g_assert_false (is_listed (server));
  return deletion;
}

static void
undo (BeckonChatDeletion *deletion)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_chat_deletion_undo_async (deletion, NULL, talk_server_result_cb, &result);
  wait_until (result != NULL);
  beckon_chat_deletion_undo_finish (deletion, result, &error);
  g_assert_no_error (error);
}

static void
assert_history (TalkServer *server, const char *expected)
{
  g_autoptr (GPtrArray) messages = talk_server_load (server, find_chat (server));
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < messages->len; i++)
    g_string_append_printf (texts, "%s ", beckon_message_get_body (messages->pdata[i]));
  g_assert_cmpstr (texts->str, ==, expected);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

/* It is out of the list, and all of it is back after undo. */
static void
test_undo (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChatDeletion) deletion = NULL;
  BeckonChat *chat;
  guint n_resets = 0;

  sign_in (server);
  send_live (server, "one");
  chat = find_chat (server);
  beckon_chat_set_draft (chat, "draft");
  g_signal_connect_swapped (chat, "history-reset", G_CALLBACK (count_cb), &n_resets);

  deletion = delete_chat (server);
  g_assert_null (beckon_chat_get_last_message (chat));
  g_assert_null (beckon_chat_get_draft (chat));
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 0);
  g_assert_cmpuint (n_resets, ==, 1);
  assert_history (server, "");

  undo (deletion);
  g_assert_true (is_listed (server));
  g_assert_cmpstr (beckon_message_get_body (beckon_chat_get_last_message (chat)), ==, "one");
  g_assert_cmpstr (beckon_chat_get_draft (chat), ==, "draft");
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 1);
  g_assert_cmpuint (n_resets, ==, 2);
  assert_history (server, "one ");

  beckon_chat_deletion_carry_out (deletion); /* in vain */
  assert_history (server, "one ");
  g_signal_handlers_disconnect_by_data (chat, &n_resets);
}

/* Who writes comes back with what is new, whether it can still be undone or not. */
static void
test_new_message (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChatDeletion) deletion = NULL;

  sign_in (server);
  send_live (server, "one");
  deletion = delete_chat (server);
  send_live (server, "two");
  g_assert_true (is_listed (server));
  g_assert_cmpuint (beckon_chat_get_unread (find_chat (server)), ==, 1);
  assert_history (server, "two ");
  undo (deletion);
  g_assert_cmpuint (beckon_chat_get_unread (find_chat (server)), ==, 2);
  assert_history (server, "one two ");

  g_clear_object (&deletion);
  deletion = delete_chat (server);
  beckon_chat_deletion_carry_out (deletion);
  send_live (server, "three");
  g_assert_true (is_listed (server));
  assert_history (server, "three ");
}

/* Ending Beckon carries it out, and it stays so; also when somebody looks whether there is more. */
static void
test_ending (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChatDeletion) deletion = NULL;
  g_autoptr (BeckonChat) chat = NULL;
  g_autofree char *sent = NULL;

  sign_in (server);
  send_live (server, "one");
  deletion = delete_chat (server);
  g_clear_object (&deletion);
  talk_server_reopen (server);
  g_assert_nonnull (find_chat (server));
  g_assert_false (is_listed (server));

  chat = talk_server_open_chat (server, BOB);
  g_assert_true (is_listed (server));
  beckon_chat_want_older (chat);
  sent = talk_server_settle (server);
  g_assert_null (strstr (sent, "\"with\""));
  assert_history (server, "");
}

static gboolean
is_in_file (const char *path, const char *text)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  return memmem (bytes, length, text, strlen (text)) != NULL;
}

/* A process that was killed has not carried it out: the next one does. */
static void
test_killed (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChatDeletion) deletion = NULL;
  g_autofree char *path = NULL;
  g_autofree char *killed = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *journal = NULL;
  g_autofree char *journal_bytes = NULL;
  gsize length, journal_length;

  sign_in (server);
  talk_server_send (server, "<message from='" BOB "/b' type='chat' id='1'>"
                            "<body>xylophone</body></message>");
  g_free (talk_server_settle (server));
  deletion = delete_chat (server);
  path = g_build_filename (server->folder, "beckon.db", NULL);
  journal = g_strconcat (path, "-wal", NULL);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_true (g_file_get_contents (journal, &journal_bytes, &journal_length, NULL));
  g_assert_true (is_in_file (path, "xylophone") || is_in_file (journal, "xylophone"));
  undo (deletion);
  talk_server_close (server);
  g_assert_true (g_file_set_contents (path, bytes, length, NULL));
  g_assert_true (g_file_set_contents (journal, journal_bytes, journal_length, NULL));
  talk_server_open (server);
  g_assert_false (is_listed (server));
  assert_history (server, "");
  g_assert_false (is_in_file (path, "xylophone"));
  g_assert_false (is_in_file (journal, "xylophone"));
}

/* What waits is not sent, and is when it comes back. */
static void
test_unsent (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChatDeletion) deletion = NULL;
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (BeckonMessage) waiting = NULL;
  g_autofree char *sent = NULL;

  sign_in (server);
  chat = talk_server_open_chat (server, BOB);
  beckon_account_set_enabled (server->account, FALSE);
  waiting = talk_server_write (server, chat, "hasty");
  deletion = delete_chat (server);
  beckon_account_set_enabled (server->account, TRUE);
  wait_until (beckon_account_get_state (server->account) == BECKON_ACCOUNT_ONLINE);
  talk_server_answer_start (server, ROSTER);
  sent = talk_server_settle (server);
  g_assert_null (strstr (sent, "hasty"));

  undo (deletion);
  g_free (talk_server_get (server, "hasty"));
  g_assert_true (is_listed (server));
  assert_history (server, "hasty ");
}

/* The archive still has what was deleted, and its correction. */
static void
test_archive (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChatDeletion) deletion = NULL;
  g_autofree char *before = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *xml = NULL;
  g_auto (GStrv) id = NULL;
  g_auto (GStrv) query = NULL;
  static const char item[]
    = "<message><result xmlns='urn:xmpp:mam:2' id='a-%s' queryid='%s'>"
      "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay'"
      " stamp='2026-01-02T03:04:00Z'/><message xmlns='jabber:client' from='" BOB "/b' to='" ALICE
      "' type='chat' id='m-%s'><body>%s</body>%s</message></forwarded></result></message>";
  g_autofree char *one = NULL;
  g_autofree char *correction = NULL;
  g_autofree char *two = NULL;

  sign_in (server);
  send_live (server, "one");
  deletion = delete_chat (server);
  beckon_chat_deletion_carry_out (deletion);
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  talk_server_answer (server, "jabber:iq:roster",
                      "<query xmlns='jabber:iq:roster'>" ROSTER "</query>");
  talk_server_answer (server, "disco#info",
                      "<query xmlns='http://jabber.org/protocol/disco#info'>"
                      "<identity category='account' type='registered'/>"
                      "<feature var='urn:xmpp:mam:2'/></query>");
  before = talk_server_get (server, "urn:xmpp:mam:2");
  rest = talk_server_get (server, "</iq>");
  id = g_strsplit (strstr (g_strrstr (before, "<iq "), " id=\"") + strlen (" id=\""), "\"", 2);
  query = g_strsplit (strstr (rest, "queryid=\"") + strlen ("queryid=\""), "\"", 2);
  one = g_strdup_printf (item, "one", query[0], "one", "one", "");
  correction = g_strdup_printf (item, "fixed", query[0], "fixed", "fixed",
                                "<replace xmlns='urn:xmpp:message-correct:0' id='m-one'/>");
  two = g_strdup_printf (item, "two", query[0], "two", "two", "");
  xml = g_strdup_printf ("%s%s%s<iq type='result' id='%s'><fin xmlns='urn:xmpp:mam:2'"
                         " complete='true'><set xmlns='http://jabber.org/protocol/rsm'>"
                         "<first>a-one</first><last>a-two</last></set></fin></iq>",
                         one, correction, two, id[0]);
  talk_server_send (server, xml);
  g_free (talk_server_settle (server));
  g_assert_true (is_listed (server));
  assert_history (server, "two ");
}

static void
push (TalkServer *server, const char *subscription)
{
  g_autofree char *xml
    = g_strdup_printf ("<iq type='set' id='push'><query xmlns='jabber:iq:roster'>"
                       "<item jid='" BOB "' name='Bob' subscription='%s'/></query></iq>",
                       subscription);

  talk_server_send (server, xml);
  g_free (talk_server_settle (server));
}

static guint
count_contacts (TalkServer *server)
{
  return g_list_model_get_n_items (beckon_account_get_contacts (server->account));
}

/* Whoever is leaving is not seen in the roster, whatever the server says of them meanwhile. */
static void
test_leaving (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (BOB, NULL);
  BeckonContact *bob;
  guint n_changes = 0;

  sign_in (server);
  g_free (talk_server_settle (server));
  bob = beckon_account_find_contact (server->account, jid);
  g_signal_connect_swapped (bob, "notify::in-roster", G_CALLBACK (count_cb), &n_changes);
  g_assert_cmpuint (count_contacts (server), ==, 1);

  beckon_account_set_leaving (server->account, bob, TRUE);
  beckon_account_set_leaving (server->account, bob, TRUE);
  g_assert_false (beckon_contact_get_in_roster (bob));
  g_assert_cmpuint (count_contacts (server), ==, 0);
  g_assert_cmpuint (n_changes, ==, 1);
  push (server, "to");
  g_assert_cmpuint (count_contacts (server), ==, 0);

  beckon_account_set_leaving (server->account, bob, FALSE);
  g_assert_true (beckon_contact_get_in_roster (bob));
  g_assert_cmpuint (count_contacts (server), ==, 1);
  g_assert_cmpuint (n_changes, ==, 2);

  beckon_account_set_leaving (server->account, bob, TRUE);
  push (server, "remove");
  g_assert_cmpuint (count_contacts (server), ==, 0);
  g_assert_cmpuint (n_changes, ==, 3);
  beckon_account_set_leaving (server->account, bob, FALSE);
  g_assert_cmpuint (count_contacts (server), ==, 0);
  push (server, "both");
  g_assert_true (beckon_contact_get_in_roster (bob));
  g_assert_cmpuint (count_contacts (server), ==, 1);
  g_assert_cmpuint (n_changes, ==, 4);
  g_signal_handlers_disconnect_by_data (bob, &n_changes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

#define TEST(name, function)                                                                       \
  g_test_add ("/chat/deletion/" name, TalkServer, NULL, talk_server_set_up, function,              \
              talk_server_tear_down)
  TEST ("undo", test_undo);
  TEST ("new-message", test_new_message);
  TEST ("ending", test_ending);
  TEST ("killed", test_killed);
  TEST ("unsent", test_unsent);
  TEST ("archive", test_archive);
  TEST ("leaving", test_leaving);
  return g_test_run ();
}
