/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What was read: told to our other devices (XEP-0490) and to whom it may concern (XEP-0333), and
 * heard from them. */

#include "ledger-clock.h"
#include "talk-server.h"

#include <string.h>

#define BOB "bob@" FAKE_SERVER_DOMAIN
#define EVE "eve@" FAKE_SERVER_DOMAIN
/* We may see Carol, and she may not see us. */
#define CAROL "carol@" FAKE_SERVER_DOMAIN
#define ROSTER                                                                                     \
  "<item jid='" BOB "' name='Bob' subscription='both'/><item jid='" CAROL "' subscription='to'/>"
#define ACCOUNT_INFO                                                                               \
  "<query xmlns='http://jabber.org/protocol/disco#info'>"                                          \
  "<identity category='account' type='registered'/><feature var='urn:xmpp:mam:2'/></query>"
#define EMPTY_ARCHIVE                                                                              \
  "<fin xmlns='urn:xmpp:mam:2' complete='true'><set "                                              \
  "xmlns='http://jabber.org/protocol/rsm'/></fin>"

/* How much faster time passes while an answer does not come. */
#define SPEED 50

#define MESSAGE(from, id, archive_id)                                                              \
  "<message from='" from "/x' to='" ALICE "' type='chat' id='" id "'><body>" id "</body>"          \
  "<markable xmlns='urn:xmpp:chat-markers:0'/>"                                                    \
  "<stanza-id xmlns='urn:xmpp:sid:0' by='" ALICE "' id='" archive_id "'/></message>"
#define ITEM(peer, by, archive_id)                                                                 \
  "<item id='" peer "'><displayed xmlns='urn:xmpp:mds:displayed:0'>"                               \
  "<stanza-id xmlns='urn:xmpp:sid:0' by='" by "' id='" archive_id "'/></displayed></item>"
#define EVENT(from, item)                                                                          \
  "<message from='" from "'><event xmlns='http://jabber.org/protocol/pubsub#event'>"               \
  "<items node='urn:xmpp:mds:displayed:0'>" item "</items></event></message>"
#define MARKER(from, id)                                                                           \
  "<message from='" from "' type='chat'><displayed xmlns='urn:xmpp:chat-markers:0' id='" id        \
  "'/></message>"

static void
set_up (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  talk_server_sign_in (server);
  talk_server_answer_start (server, ROSTER);
  g_free (talk_server_settle (server));
}

static void
settle (TalkServer *server)
{
  g_free (talk_server_settle (server));
}

static guint
get_unread (TalkServer *server, const char *peer)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, peer);

  return beckon_chat_get_unread (chat);
}

static void
mark_read (TalkServer *server, const char *peer)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, peer);

  beckon_chat_mark_read (chat, beckon_chat_get_last_message (chat));
}

/* Our devices are told; the contact too, but for one who may not see us. One publication for all
 * that was read at once, and not again. */
static void
test_told (TalkServer *server, gconstpointer data)
{
  g_autofree char *sent = NULL;
  g_autofree char *after = NULL;

  talk_server_send (server, MESSAGE (BOB, "b1", "a1") MESSAGE (BOB, "b2", "a2")
                              MESSAGE (CAROL, "c1", "a3") MESSAGE (EVE, "e1", "a4"));
  settle (server);
  g_assert_cmpuint (get_unread (server, BOB), ==, 2);
  mark_read (server, CAROL);
  mark_read (server, EVE);
  mark_read (server, BOB);
  sent = talk_server_get (server, "chat-markers:0\" id=\"b2\"");
  g_assert_null (strstr (sent, "id=\"b1\""));
  after = talk_server_settle (server);
  for (guint i = 2; i <= 4; i++)
    {
      g_autofree char *published = g_strdup_printf ("id=\"a%u\"", i);

      g_assert_nonnull (strstr (after, published));
    }
  g_assert_null (strstr (after, "id=\"a1\""));
  g_assert_null (strstr (after, "chat-markers"));
  g_assert_cmpuint (get_unread (server, BOB), ==, 0);
}

/* Only our own devices, when the person does not want that contacts know. */
static void
test_unwanted (TalkServer *server, gconstpointer data)
{
  g_autofree char *sent = NULL;

  talk_server_send (server, MESSAGE (BOB, "b1", "a1"));
  settle (server);
  beckon_client_set_tell (server->client, BECKON_TELL_TYPING | BECKON_TELL_RECEIPTS);
  mark_read (server, BOB);
  sent = talk_server_get (server, "id=\"a1\"");
  g_assert_null (strstr (sent, "chat-markers"));
}

/* What was read while nobody could be told is told with the next session, once it is known how far
 * the other devices are. */
static void
test_told_later (TalkServer *server, gconstpointer data)
{
  g_autofree char *sent = NULL;
  g_autofree char *before = NULL;

  talk_server_send (server, MESSAGE (BOB, "b1", "a1"));
  settle (server);
  talk_server_cut (server);
  mark_read (server, BOB);
  g_assert_cmpuint (get_unread (server, BOB), ==, 0);
  talk_server_reopen (server);
  talk_server_answer (server, "disco#info", ACCOUNT_INFO);
  before = talk_server_get (server, "urn:xmpp:mam:2");
  g_assert_null (strstr (before, "<publish"));
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  talk_server_answer_start (server, ROSTER);
  sent = talk_server_get (server, "<publish");
  g_assert_nonnull (strstr (sent, "chat-markers:0\" id=\"b1\""));
}

/* A server that does not say what other devices have read is asked again, in the same session. */
static void
test_slow (TalkServer *server, gconstpointer data)
{
  g_autofree char *sent = NULL;

  talk_server_sign_in (server);
  g_mutex_lock (&server->lock);
  server->acknowledges = TRUE;
  g_mutex_unlock (&server->lock);
  talk_server_answer (server, "jabber:iq:roster",
                      "<query xmlns='jabber:iq:roster'>" ROSTER "</query>");
  talk_server_answer (server, "disco#info", ACCOUNT_INFO);
  g_free (talk_server_get (server, "urn:xmpp:mds:displayed:0"));
  talk_server_answer (server, "urn:xmpp:mam:2", EMPTY_ARCHIVE);
  talk_server_send (server, MESSAGE (BOB, "b1", "a1"));
  settle (server);
  mark_read (server, BOB);

  ledger_clock_hurry (SPEED);
  while (!talk_server_has_got (server, "urn:xmpp:mds:displayed:0"))
    {
      if (talk_server_has_got (server, "urn:xmpp:ping"))
        talk_server_answer (server, "urn:xmpp:ping", "");
      else
        g_main_context_iteration (NULL, TRUE);
    }
  ledger_clock_hurry (1);
  talk_server_answer (server, "urn:xmpp:mds:displayed:0", "");
  sent = talk_server_get (server, "<publish");
  g_assert_nonnull (strstr (sent, "chat-markers:0\" id=\"b1\""));
}

/* A node that others may read is made private before anything goes there. */
static void
test_private_node (TalkServer *server, gconstpointer data)
{
  g_autofree char *sent = NULL;
  g_autofree char *id = NULL;
  g_autofree char *refusal = NULL;

  talk_server_send (server, MESSAGE (BOB, "b1", "a1"));
  settle (server);
  mark_read (server, BOB);
  sent = talk_server_get (server, "</iq>");
  while (strstr (sent, "<publish") == NULL)
    {
      g_free (sent);
      sent = talk_server_get (server, "</iq>");
    }
  id = g_strdup (strstr (g_strrstr (sent, "<iq "), " id=\"") + strlen (" id=\""));
  *strchr (id, '"') = '\0';
  refusal = g_strdup_printf (
    "<iq type='error' id='%s'><error type='cancel'>"
    "<conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><precondition-not-met "
    "xmlns='http://jabber.org/protocol/pubsub#errors'/></error></iq>",
    id);
  talk_server_send (server, refusal);
  talk_server_answer (server, "</configure>", "");
  g_free (sent);
  sent = talk_server_get (server, "whitelist");
  g_assert_nonnull (strstr (sent, "<publish "));
}

/* Other devices are believed, and nobody else; for messages that are still to come, too. */
static void
test_heard (TalkServer *server, gconstpointer data)
{
  talk_server_send (server, MESSAGE (BOB, "b1", "a1") MESSAGE (BOB, "b2", "a2")
                              MESSAGE (BOB, "b3", "a3") MESSAGE (EVE, "e1", "a4"));
  settle (server);

  talk_server_send (server, EVENT (BOB, ITEM (BOB, ALICE, "a3")));
  talk_server_send (server, EVENT (EVE, ITEM (BOB, ALICE, "a3")));
  talk_server_send (server, EVENT (ALICE "/x", ITEM (BOB, ALICE, "a3")));
  talk_server_send (server, EVENT (ALICE, ITEM (BOB, BOB, "a3")));
  talk_server_send (server, EVENT (ALICE, ITEM (BOB, ALICE, "a4")));
  settle (server);
  g_assert_cmpuint (get_unread (server, BOB), ==, 3);
  g_assert_cmpuint (get_unread (server, EVE), ==, 1);

  talk_server_send (server, EVENT (ALICE, ITEM (BOB, ALICE, "a2")));
  settle (server);
  wait_until (get_unread (server, BOB) == 1);
  /* Never back. */
  talk_server_send (server, EVENT (ALICE, ITEM (BOB, ALICE, "a1")));
  settle (server);
  g_assert_cmpuint (get_unread (server, BOB), ==, 1);

  talk_server_send (server, EVENT (ALICE, ITEM (BOB, ALICE, "a6")));
  settle (server);
  g_assert_cmpuint (get_unread (server, BOB), ==, 1);
  talk_server_send (server, MESSAGE (BOB, "b5", "a5") MESSAGE (BOB, "b6", "a6")
                              MESSAGE (BOB, "b7", "a7"));
  settle (server);
  wait_until (get_unread (server, BOB) == 1);
}

/* Other devices may have the id of a correction, which is read with all that is before it. */
static void
test_heard_of_correction (TalkServer *server, gconstpointer data)
{
  talk_server_send (server, MESSAGE (BOB, "b1", "a1") MESSAGE (BOB, "b2", "a2")
                    "<message from='" BOB "/x' type='chat' id='b3'><body>Corrected</body>"
                    "<replace xmlns='urn:xmpp:message-correct:0' id='b1'/>"
                    "<stanza-id xmlns='urn:xmpp:sid:0' by='" ALICE "' id='a3'/></message>"
                    MESSAGE (BOB, "b4", "a4"));
  settle (server);
  g_assert_cmpuint (get_unread (server, BOB), ==, 3);
  talk_server_send (server, EVENT (ALICE, ITEM (BOB, ALICE, "a3")));
  settle (server);
  g_assert_cmpuint (get_unread (server, BOB), ==, 1);
}

/* A device that knows no better way says it by a marker to the contact. */
static void
test_heard_by_marker (TalkServer *server, gconstpointer data)
{
#define SENT_MARKER(outer, id)                                                                     \
  "<message from='" outer "'><sent xmlns='urn:xmpp:carbons:2'>"                                    \
  "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' type='chat' from='" ALICE  \
  "/tablet' to='" BOB "'><displayed xmlns='urn:xmpp:chat-markers:0' id='" id                       \
  "'/></message></forwarded></sent></message>"

  talk_server_send (server, MESSAGE (BOB, "b1", "a1") MESSAGE (BOB, "b2", "a2"));
  settle (server);
  talk_server_send (server, SENT_MARKER (EVE, "b2"));
  talk_server_send (server, SENT_MARKER (BOB, "b2"));
  talk_server_send (server, SENT_MARKER (ALICE, "never"));
  settle (server);
  g_assert_cmpuint (get_unread (server, BOB), ==, 2);
  talk_server_send (server, SENT_MARKER (ALICE, "b1"));
  settle (server);
  g_assert_cmpuint (get_unread (server, BOB), ==, 1);
}

/* A new device starts with what the others have read, not with everything or nothing. */
static void
test_first (TalkServer *server, gconstpointer data)
{
#define RESULT(from, id)                                                                           \
  "<message><result xmlns='urn:xmpp:mam:2' id='" id "' queryid='%1$s'>"                            \
  "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='" from               \
  "/x' to='" ALICE "' type='chat' id='m-" id "'><body>" id "</body></message></forwarded>"         \
  "</result></message>"
  g_autofree char *items = g_strdup ("<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
                                     "<items node='urn:xmpp:mds:displayed:0'>" ITEM (
                                       BOB, ALICE, "a2") ITEM ("not an address", ALICE, "a3")
                                     "</items></pubsub>");
  g_autofree char *request = NULL;
  g_autofree char *query_id = NULL;
  g_autofree char *iq_id = NULL;
  g_autofree char *page = NULL;

  talk_server_sign_in (server);
  talk_server_answer (server, "jabber:iq:roster", "<query xmlns='jabber:iq:roster'/>");
  talk_server_answer (server, "disco#info", ACCOUNT_INFO);
  talk_server_answer (server, "urn:xmpp:mds:displayed:0", items);
  request = talk_server_get (server, "urn:xmpp:mam:2\" queryid=\"");
  iq_id = g_strdup (strstr (g_strrstr (request, "<iq "), " id=\"") + strlen (" id=\""));
  *strchr (iq_id, '"') = '\0';
  query_id = talk_server_get (server, "\"");
  *strchr (query_id, '"') = '\0';
  page = g_strdup_printf (
    RESULT (BOB, "a1") RESULT (BOB, "a2") RESULT (BOB, "a3") RESULT (EVE, "a4")
    "<iq type='result' id='%2$s'><fin xmlns='urn:xmpp:mam:2' complete='true'>"
    "<set xmlns='http://jabber.org/protocol/rsm'><first>a1</first><last>a4</last></set></fin></iq>",
    query_id, iq_id);
  talk_server_send (server, page);
  settle (server);
  wait_until (get_unread (server, BOB) == 1);
  g_assert_cmpuint (get_unread (server, EVE), ==, 0);
}

static char *
dup_sent_id (const char *stanza)
{
  const char *id = strstr (g_strrstr (stanza, "<message "), " id=\"") + strlen (" id=\"");

  return g_strndup (id, strchr (id, '"') - id);
}

/* A marker of the contact is for all that it was sent before, and only of the contact. */
static void
test_shown (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonChat) other_chat = talk_server_open_chat (server, EVE);
  g_autoptr (BeckonMessage) other = NULL;
  BeckonMessage *messages[3];
  g_autofree char *id = NULL;
  g_autofree char *forged = NULL;
  g_autofree char *marker = NULL;

  g_mutex_lock (&server->lock);
  server->acknowledges = TRUE;
  g_mutex_unlock (&server->lock);
  other = talk_server_write (server, other_chat, "Hello");
  g_free (talk_server_get (server, "</message>"));
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *sent = NULL;

      messages[i] = talk_server_write (server, chat, "Hello");
      sent = talk_server_get (server, "</message>");
      if (i == 1)
        id = dup_sent_id (sent);
    }
  wait_until (beckon_message_get_state (messages[2]) == BECKON_MESSAGE_SENT);

  forged = g_strdup_printf (MARKER (EVE "/x", "%1$s") MARKER (BOB ".example/x", "%1$s")
                              MARKER (BOB "/b", "never"),
                            id);
  talk_server_send (server, forged);
  settle (server);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (beckon_message_get_state (messages[i]), ==, BECKON_MESSAGE_SENT);
  g_assert_cmpint (beckon_message_get_state (other), <, BECKON_MESSAGE_READ);

  marker = g_strdup_printf (MARKER (BOB "/b", "%s"), id);
  talk_server_send (server, marker);
  settle (server);
  g_assert_cmpint (beckon_message_get_state (messages[0]), ==, BECKON_MESSAGE_READ);
  g_assert_cmpint (beckon_message_get_state (messages[1]), ==, BECKON_MESSAGE_READ);
  g_assert_cmpint (beckon_message_get_state (messages[2]), ==, BECKON_MESSAGE_SENT);
  for (guint i = 0; i < 3; i++)
    g_object_unref (messages[i]);
}

static void
tear_down (TalkServer *server, gconstpointer data)
{
  ledger_clock_hurry (1);
  talk_server_tear_down (server, data);
}

#define T(name, fixture_set_up)                                                                    \
  g_test_add ("/reading/" #name, TalkServer, NULL, fixture_set_up, test_##name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

  T (told, set_up);
  T (unwanted, set_up);
  T (told_later, set_up);
  T (slow, talk_server_set_up);
  T (private_node, set_up);
  T (heard, set_up);
  T (heard_of_correction, set_up);
  T (heard_by_marker, set_up);
  T (first, talk_server_set_up);
  T (shown, set_up);
  return g_test_run ();
}
