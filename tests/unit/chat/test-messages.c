/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "talk-server.h"

#include <string.h>

#define BOB "bob@" FAKE_SERVER_DOMAIN
#define EVE "eve@" FAKE_SERVER_DOMAIN
/* We may see Carol, and she may not see us. */
#define CAROL "carol@" FAKE_SERVER_DOMAIN
#define ROSTER                                                                                     \
  "<item jid='" BOB "' name='Bob' subscription='both'/><item jid='" CAROL "' subscription='to'/>"

static void
set_up (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  talk_server_sign_in (server);
  talk_server_answer_start (server, ROSTER);
  g_free (talk_server_settle (server));
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
settle (TalkServer *server)
{
  g_free (talk_server_settle (server));
}

/* The texts of a chat's history, each followed by a bar. */
static char *
dup_history (TalkServer *server, const char *peer)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, peer);
  g_autoptr (GPtrArray) messages = talk_server_load (server, chat);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < messages->len; i++)
    g_string_append_printf (text, "%s|", beckon_message_get_body (messages->pdata[i]));
  return g_string_free (text, FALSE);
}

#define assert_history(server, peer, expected)                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *history_ = dup_history (server, peer);                                        \
    g_assert_cmpstr (history_, ==, expected);                                                      \
  }                                                                                                \
  G_STMT_END

static char *
dup_sent_id (const char *stanza)
{
  const char *id = strstr (g_strrstr (stanza, "<message "), " id=\"") + strlen (" id=\"");

  return g_strndup (id, strchr (id, '"') - id);
}

/* Writes to Bob. Returns: the message, and its id on the wire */
static BeckonMessage *
write_to_bob (TalkServer *server, const char *body, char **id)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  BeckonMessage *message = talk_server_write (server, chat, body);
  g_autofree char *sent = talk_server_get (server, "</message>");

  *id = dup_sent_id (sent);
  return message;
}

static void
test_forged_carbons (TalkServer *server, gconstpointer data)
{
#define CARBON(kind, outer, from, to, body)                                                        \
  "<message from='" outer "'><" kind                                                               \
  " xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"                             \
  "<message xmlns='jabber:client' type='chat' id='" body "' from='" from "' to='" to               \
  "'><body>" body "</body></message></forwarded></" kind "></message>"

  talk_server_send (server, CARBON ("received", EVE "/x", BOB "/b", ALICE, "forged-1"));
  talk_server_send (server, CARBON ("sent", EVE "/x", ALICE "/b", BOB, "forged-2"));
  talk_server_send (server, CARBON ("received", BOB, BOB "/b", ALICE, "forged-3"));
  talk_server_send (server, CARBON ("sent", ALICE "/other", ALICE "/b", BOB, "forged-4"));
  talk_server_send (server, CARBON ("sent", ALICE, BOB "/b", ALICE, "forged-5"));
  settle (server);
  assert_history (server, BOB, "");
  assert_history (server, EVE, "");

  talk_server_send (server, CARBON ("received", ALICE, BOB "/b", ALICE "/tablet", "true-1"));
  talk_server_send (server, CARBON ("sent", ALICE, ALICE "/tablet", BOB, "true-2"));
  settle (server);
  assert_history (server, BOB, "true-1|true-2|");
}

/* Of a text in several languages, the one that the person reads; styled unless it says otherwise. */
static void
test_text (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (GPtrArray) messages = NULL;

  talk_server_send (server, "<message from='" BOB "/b' type='chat' id='l1'>"
                            "<body xml:lang='de'>Guten Tag</body><body xml:lang='en'>Hello</body>"
                            "<body xml:lang='fr'>Bonjour</body></message>"
                            "<message from='" BOB "/b' type='chat' id='l2'><body>*b*</body>"
                            "<unstyled xmlns='urn:xmpp:styling:0'/></message>");
  settle (server);
  assert_history (server, BOB, "Hello|*b*|");
  chat = talk_server_open_chat (server, BOB);
  messages = talk_server_load (server, chat);
  g_assert_false (beckon_message_get_unstyled (messages->pdata[0]));
  g_assert_true (beckon_message_get_unstyled (messages->pdata[1]));
}

/* A message that claims to be from ourselves. */
static void
test_forged_self (TalkServer *server, gconstpointer data)
{
  talk_server_send (server, "<message from='" ALICE "/x' to='" BOB "' type='chat' id='s1'>"
                            "<body>Not ours</body></message>");
  settle (server);
  assert_history (server, BOB, "");
}

static void
test_forged_archive (TalkServer *server, gconstpointer data)
{
  talk_server_send (server, "<message from='" EVE "'><result xmlns='urn:xmpp:mam:2' id='1'"
                            " queryid='q'><forwarded xmlns='urn:xmpp:forward:0'>"
                            "<message xmlns='jabber:client' from='" BOB "/b' to='" ALICE
                            "' type='chat'><body>Never said</body></message></forwarded></result>"
                            "</message>");
  talk_server_send (server, "<message><result xmlns='urn:xmpp:mam:2' id='1'"
                            " queryid='q'><forwarded xmlns='urn:xmpp:forward:0'>"
                            "<message xmlns='jabber:client' from='" BOB "/b' to='" ALICE
                            "' type='chat'><body>Not asked for</body></message></forwarded>"
                            "</result></message>");
  settle (server);
  assert_history (server, BOB, "");
  assert_history (server, EVE, "");
}

/* Sends a stanza, with the id in place of ID. */
static void
send_with_id (TalkServer *server, const char *stanza, const char *id)
{
  g_auto (GStrv) parts = g_strsplit (stanza, "ID", 2);
  g_autofree char *text = g_strjoinv (id, parts);

  talk_server_send (server, text);
}

static void
test_receipts (TalkServer *server, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (BeckonMessage) message = write_to_bob (server, "Hello", &id);

  /* From others, for others, and for what was never written. */
  talk_server_send (server, "<message from='" EVE "/x' type='chat'><body>Hi</body></message>");
  send_with_id (server,
                "<message from='" EVE "/x'><received xmlns='urn:xmpp:receipts'"
                " id='ID'/></message>",
                id);
  send_with_id (server,
                "<message from='" BOB ".example/x'>"
                "<received xmlns='urn:xmpp:receipts' id='ID'/></message>",
                id);
  talk_server_send (server, "<message from='" BOB "/b'><received xmlns='urn:xmpp:receipts'"
                            " id='never'/></message>");
  settle (server);
  g_assert_cmpint (beckon_message_get_state (message), <, BECKON_MESSAGE_DELIVERED);

  send_with_id (server,
                "<message from='" BOB "/b'><received xmlns='urn:xmpp:receipts'"
                " id='ID'/></message>",
                id);
  wait_until (beckon_message_get_state (message) == BECKON_MESSAGE_DELIVERED);

  /* What was received has not failed. */
  send_with_id (server,
                "<message type='error' from='" BOB "' id='ID'><error type='cancel'>"
                "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
                id);
  settle (server);
  g_assert_cmpint (beckon_message_get_state (message), ==, BECKON_MESSAGE_DELIVERED);
}

/* All that the server has got. */
static void
acknowledge (TalkServer *server)
{
  g_autofree char *ack = NULL;

  g_mutex_lock (&server->lock);
  ack = g_strdup_printf ("<a xmlns='urn:xmpp:sm:3' h='%u'/>", server->n_got);
  g_mutex_unlock (&server->lock);
  talk_server_send (server, ack);
}

static void
test_errors (TalkServer *server, gconstpointer data)
{
#define ERROR(from)                                                                                \
  "<message type='error' from='" from "' id='ID'><body>Hello</body><error type='cancel'>"          \
  "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
  g_autofree char *id = NULL;
  g_autofree char *again = NULL;
  g_autofree char *sent = NULL;
  g_autoptr (BeckonMessage) message = write_to_bob (server, "Hello", &id);
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);

  send_with_id (server, ERROR (EVE), id);
  send_with_id (server, ERROR (BOB), "never");
  settle (server);
  g_assert_cmpint (beckon_message_get_state (message), <, BECKON_MESSAGE_FAILED);
  assert_history (server, EVE, "");

  send_with_id (server, ERROR (BOB), id);
  settle (server);
  g_assert_cmpint (beckon_message_get_state (message), ==, BECKON_MESSAGE_FAILED);
  g_assert_cmpstr (beckon_message_get_error (message), ==, "service-unavailable");
  assert_history (server, BOB, "Hello|");

  /* The same message once more, as the same, when it is known that the first is not on its way. */
  acknowledge (server);
  beckon_chat_retry (chat, message);
  sent = talk_server_get (server, "</message>");
  again = dup_sent_id (sent);
  g_assert_cmpstr (again, ==, id);
  g_assert_nonnull (strstr (sent, "<body>Hello</body>"));
  settle (server);
  g_assert_cmpint (beckon_message_get_state (message), ==, BECKON_MESSAGE_WRITTEN);
  g_assert_null (beckon_message_get_error (message));
}

static void
test_corrections (TalkServer *server, gconstpointer data)
{
#define CORRECTION(from, replaces, body)                                                           \
  "<message from='" from "' type='chat' id='c-" body "'><body>" body                               \
  "</body><replace xmlns='urn:xmpp:message-correct:0' id='" replaces "'/></message>"

  talk_server_send (server, "<message from='" BOB "/b' type='chat' id='m1'>"
                            "<body>Helo</body></message>");
  talk_server_send (server, CORRECTION (EVE "/x", "m1", "Spoilt"));
  settle (server);
  assert_history (server, BOB, "Helo|");
  /* A correction of what is not known is a message of its writer. */
  assert_history (server, EVE, "Spoilt|");

  talk_server_send (server, CORRECTION (BOB "/other", "m1", "Hello"));
  settle (server);
  assert_history (server, BOB, "Hello|");
}

/* Nobody corrects what we wrote but we. */
static void
test_correction_of_ours (TalkServer *server, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (BeckonMessage) message = write_to_bob (server, "I owe you 5", &id);

  send_with_id (server,
                "<message from='" BOB "/b' type='chat' id='c1'><body>I owe you 500</body>"
                "<replace xmlns='urn:xmpp:message-correct:0' id='ID'/></message>",
                id);
  settle (server);
  g_assert_cmpstr (beckon_message_get_body (message), ==, "I owe you 5");
  assert_history (server, BOB, "I owe you 5|I owe you 500|");
}

static void
test_duplicates (TalkServer *server, gconstpointer data)
{
#define BOBS_MESSAGE(id, stanza_id)                                                                \
  "<message from='" BOB "/b' to='" ALICE "' type='chat' id='" id "'><body>Once</body>"             \
  "<stanza-id xmlns='urn:xmpp:sid:0' by='" ALICE "' id='" stanza_id "'/></message>"

  talk_server_send (server, BOBS_MESSAGE ("d1", "a1"));
  talk_server_send (server, BOBS_MESSAGE ("d1", "a1"));
  talk_server_send (server, "<message from='" ALICE "'><received xmlns='urn:xmpp:carbons:2'>"
                            "<forwarded xmlns='urn:xmpp:forward:0'>"
                            "<message xmlns='jabber:client' from='" BOB "/b' to='" ALICE
                            "/y' type='chat' id='d1'><body>Once</body></message></forwarded>"
                            "</received></message>");
  settle (server);
  assert_history (server, BOB, "Once|");
  /* The same text, meant twice. */
  talk_server_send (server, BOBS_MESSAGE ("d2", "a2"));
  settle (server);
  assert_history (server, BOB, "Once|Once|");
}

static void
test_receipts_to_whom (TalkServer *server, gconstpointer data)
{
#define WITH_REQUEST(from, id, more)                                                               \
  "<message from='" from "' type='chat' id='" id "'><body>There?</body>"                           \
  "<request xmlns='urn:xmpp:receipts'/>" more "</message>"
  g_autofree char *sent = NULL;
  g_autofree char *more = NULL;
  g_autofree char *unwanted = NULL;

  talk_server_send (server, WITH_REQUEST (EVE "/x", "r1", ""));
  talk_server_send (server, WITH_REQUEST (CAROL "/c", "r1", ""));
  sent = talk_server_settle (server);
  g_assert_null (strstr (sent, "r1"));
  assert_history (server, CAROL, "There?|");
  assert_history (server, EVE, "There?|");

  talk_server_send (server, WITH_REQUEST (BOB "/b", "r2", ""));
  more = talk_server_settle (server);
  g_assert_nonnull (strstr (more, "<received xmlns=\"urn:xmpp:receipts\" id=\"r2\""));
  g_assert_nonnull (strstr (more, "to=\"" BOB "/b\""));

  /* And nobody, when the person does not want it. */
  beckon_client_set_tell (server->client, BECKON_TELL_TYPING);
  talk_server_send (server, WITH_REQUEST (BOB "/b", "r3", ""));
  unwanted = talk_server_settle (server);
  g_assert_null (strstr (unwanted, "r3"));
}

/* Nobody learns that the person types, when the person does not want it. */
static void
test_typing_unwanted (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) bob = NULL;
  g_autofree char *sent = NULL;

  talk_server_send (server, "<presence from='" BOB "/b'/>");
  settle (server);
  beckon_client_set_tell (server->client, BECKON_TELL_RECEIPTS);
  bob = talk_server_open_chat (server, BOB);
  beckon_chat_set_typing (bob, TRUE);
  sent = talk_server_settle (server);
  g_assert_null (strstr (sent, "chatstates"));
}

static void
test_typing (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) bob = NULL;
  g_autoptr (BeckonChat) carol = NULL;
  g_autoptr (BeckonChat) eve = NULL;
  g_autofree char *sent = NULL;

  talk_server_send (server, "<presence from='" BOB "/b'/><presence from='" CAROL "/c'/>"
                            "<presence from='" EVE "/x'/>");
  settle (server);
  bob = talk_server_open_chat (server, BOB);
  carol = talk_server_open_chat (server, CAROL);
  eve = talk_server_open_chat (server, EVE);
  beckon_chat_set_typing (carol, TRUE);
  beckon_chat_set_typing (eve, TRUE);
  beckon_chat_set_typing (bob, TRUE);
  beckon_chat_set_typing (bob, TRUE);
  sent = talk_server_settle (server);
  g_assert_null (strstr (sent, EVE));
  g_assert_null (strstr (sent, CAROL));
  g_assert_nonnull (strstr (sent, "<composing"));
  g_assert_true (strstr (sent, "<composing") == g_strrstr (sent, "<composing"));

  talk_server_send (server, "<message from='" BOB "/b' type='chat'>"
                            "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>");
  settle (server);
  g_assert_true (beckon_chat_get_peer_typing (bob));
  g_assert_false (beckon_chat_get_peer_typing (eve));
  talk_server_send (server, "<message from='" BOB "/b' type='chat'><body>Done</body></message>");
  settle (server);
  g_assert_false (beckon_chat_get_peer_typing (bob));
}

/* What a contact does who writes on another device of ours, or did some time ago, or what comes back
 * as an error, is not done now. */
static void
test_typing_forged (TalkServer *server, gconstpointer data)
{
#define COMPOSING "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
  g_autoptr (BeckonChat) bob = talk_server_open_chat (server, BOB);
  guint n = 0;

  g_signal_connect_swapped (bob, "notify::peer-typing", G_CALLBACK (count_cb), &n);
  talk_server_send (server, "<message from='" BOB "' type='error'>" COMPOSING "</message>");
  talk_server_send (server, "<message from='" BOB "/b' type='chat'>" COMPOSING
                            "<delay xmlns='urn:xmpp:delay' from='" FAKE_SERVER_DOMAIN
                            "' stamp='2026-01-02T03:04:05Z'/></message>");
  talk_server_send (server, "<message from='" ALICE "'><received xmlns='urn:xmpp:carbons:2'>"
                            "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'"
                            " from='" BOB "/b' to='" ALICE "/y' type='chat'>" COMPOSING
                            "</message></forwarded></received></message>");
  settle (server);
  g_assert_cmpuint (n, ==, 0);
  g_signal_handlers_disconnect_by_data (bob, &n);
}

/* Whoever is blocked is not heard, and learns nothing, contact or not. */
static void
test_blocked (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) bob = talk_server_open_chat (server, BOB);
  g_autofree char *sent = NULL;
  g_autofree char *read = NULL;

  talk_server_send (server, "<presence from='" BOB "/b'/>");
  talk_server_send (server, "<message from='" BOB "/b' type='chat' id='before'><body>before</body>"
                            "<markable xmlns='urn:xmpp:chat-markers:0'/><stanza-id"
                            " xmlns='urn:xmpp:sid:0' by='" ALICE "' id='a1'/></message>");
  settle (server);
  talk_server_send (server, "<iq type='set' id='push'><block xmlns='urn:xmpp:blocking'>"
                            "<item jid='" BOB "'/></block></iq>");
  settle (server);
  talk_server_send (server, WITH_REQUEST (BOB "/b", "after", ""));
  beckon_chat_set_typing (bob, TRUE);
  sent = talk_server_settle (server);
  g_assert_null (strstr (sent, "to=\"" BOB));
  assert_history (server, BOB, "before|");
  beckon_client_set_tell (server->client, BECKON_TELL_READ);
  beckon_chat_mark_read (bob, beckon_chat_get_last_message (bob));
  read = talk_server_get (server, "<publish");
  g_assert_null (strstr (read, "to=\"" BOB));
}

/* A server that does not say that it gives messages their ids lets through what others write there. */
static void
test_forged_ids (TalkServer *server, gconstpointer data)
{
  talk_server_sign_in (server);
  talk_server_answer (server, "jabber:iq:roster",
                      "<query xmlns='jabber:iq:roster'>" ROSTER "</query>");
  talk_server_answer (server, "disco#info",
                      "<query xmlns='http://jabber.org/protocol/disco#info'>"
                      "<identity category='account' type='registered'/></query>");
  settle (server);
  talk_server_send (server, "<message from='" BOB "/b' to='" ALICE "' type='chat' id='1'>"
                            "<body>one</body><stanza-id xmlns='urn:xmpp:sid:0' by='" ALICE
                            "' id='a1'/></message>"
                            "<message from='" BOB "/b' to='" ALICE "' type='chat' id='2'>"
                            "<body>two</body><stanza-id xmlns='urn:xmpp:sid:0' by='" ALICE
                            "' id='a1'/></message>");
  settle (server);
  assert_history (server, BOB, "one|two|");
}

/* Nothing was written later than now, even when the server's clock says so. */
static void
test_future (TalkServer *server, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) later = g_date_time_add_hours (now, 1);
  g_autoptr (GDateTime) latest = g_date_time_add_minutes (now, 30);
  g_autofree char *stamp = g_date_time_format (later, "%Y-%m-%dT%H:%M:%SZ");
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);

  send_with_id (server,
                "<message from='" BOB "/b' type='chat' id='f1'><body>Later</body>"
                "<delay xmlns='urn:xmpp:delay' from='" FAKE_SERVER_DOMAIN "' stamp='ID'/></message>",
                stamp);
  settle (server);
  g_assert_cmpint (g_date_time_compare (beckon_chat_get_last_time (chat), latest), <, 0);
}

static void
test_other_types (TalkServer *server, gconstpointer data)
{
  talk_server_send (server, "<message from='" BOB "/b' type='groupchat' id='g'><body>Room</body>"
                            "</message><message from='" BOB "/b' type='headline' id='h'>"
                            "<body>News</body></message><message from='not an address' id='n'>"
                            "<body>Nobody</body></message><message id='o'><body>Server</body>"
                            "</message>");
  settle (server);
  assert_history (server, BOB, "");
}

static void
test_long_text (TalkServer *server, gconstpointer data)
{
  g_autoptr (GString) stanza = g_string_new ("<message from='" BOB "/b' type='chat'><body>");
  g_autofree char *history = NULL;

  for (guint i = 0; i < 50000; i++)
    g_string_append (stanza, "ä€");
  g_string_append (stanza, "</body></message>");
  talk_server_send (server, stanza->str);
  settle (server);
  history = dup_history (server, BOB);
  g_assert_true (g_utf8_validate (history, -1, NULL));
  g_assert_cmpuint (strlen (history), >, 60000);
  g_assert_cmpuint (strlen (history), <, 66000);
}

static void
test_unread (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);

  talk_server_send (server, "<message from='" BOB "/b' type='chat' id='u1'><body>1</body></message>"
                            "<message from='" BOB "/b' type='chat' id='u2'><body>2</body>"
                            "</message>");
  settle (server);
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 2);
  /* Who answers from another device has read it. */
  talk_server_send (server, CARBON ("sent", ALICE, ALICE "/tablet", BOB, "answer"));
  settle (server);
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 0);
  talk_server_send (server, "<message from='" BOB "/b' type='chat' id='u3'><body>3</body>"
                            "</message>");
  settle (server);
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 1);
  beckon_chat_mark_read (chat, beckon_chat_get_last_message (chat));
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 0);

  g_clear_object (&chat);
  talk_server_reopen (server);
  chat = talk_server_open_chat (server, BOB);
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 0);
}

#define T(name)                                                                                    \
  g_test_add ("/messages/" #name, TalkServer, NULL, set_up, test_##name, talk_server_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

  T (text);
  T (forged_carbons);
  T (forged_self);
  T (forged_archive);
  T (receipts);
  T (errors);
  T (corrections);
  T (correction_of_ours);
  T (duplicates);
  T (receipts_to_whom);
  T (typing_unwanted);
  T (typing);
  T (typing_forged);
  T (blocked);
  T (future);
  g_test_add ("/messages/forged_ids", TalkServer, NULL, talk_server_set_up, test_forged_ids,
              talk_server_tear_down);
  T (other_types);
  T (long_text);
  T (unread);
  return g_test_run ();
}
