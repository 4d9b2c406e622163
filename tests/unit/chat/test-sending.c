/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of messages that are sent, where the server, the link, the disk or a message itself
 * is at fault. */

#include "store-stop.h"
#include "talk-server.h"

#include "beckon-database-private.h"
#include "beckon-incoming.h"
#include "beckon-keepalive.h"
#include "beckon-outbox.h"
#include "beckon-store-messages.h"

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
set_up_resumable (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  server->resumed = "";
  talk_server_sign_in (server);
  talk_server_answer_start (server, ROSTER);
}

static BeckonAccountState
get_state (TalkServer *server)
{
  return beckon_account_get_state (server->account);
}

static void
set_poison (TalkServer *server, const char *poison, const char *last_words)
{
  g_mutex_lock (&server->lock);
  server->poison = poison;
  server->last_words = last_words;
  g_mutex_unlock (&server->lock);
}

static void
set_acknowledges (TalkServer *server, gboolean acknowledges)
{
  g_mutex_lock (&server->lock);
  server->acknowledges = acknowledges;
  g_mutex_unlock (&server->lock);
}

#define HANG_UP(condition)                                                                         \
  "<stream:error><" condition " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"      \
  "</stream:stream>"

/* A message that the server hangs up on whenever it comes, with others before and behind it: those
 * get through, and it is kept to be sent again when the person wants it. */
static void
test_poison (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (BeckonMessage) before = NULL;
  g_autoptr (BeckonMessage) poison = NULL;
  g_autoptr (BeckonMessage) behind = NULL;
  guint n_sessions = 0;

  set_acknowledges (server, TRUE);
  set_poison (server, "Poison", data);
  g_free (talk_server_settle (server));
  chat = talk_server_open_chat (server, BOB);
  before = talk_server_write (server, chat, "Before");
  poison = talk_server_write (server, chat, "Poison");
  behind = talk_server_write (server, chat, "Behind");
  while (beckon_message_get_state (behind) != BECKON_MESSAGE_SENT)
    {
      if (talk_server_has_got (server, "urn:xmpp:mam:2"))
        talk_server_answer (server, "urn:xmpp:mam:2", EMPTY_ARCHIVE);
      else if (get_state (server) == BECKON_ACCOUNT_WAITING)
        {
          n_sessions++;
          beckon_account_try_now (server->account);
        }
      else
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (n_sessions, <, 10);
  g_assert_cmpint (beckon_message_get_state (before), ==, BECKON_MESSAGE_SENT);
  g_assert_cmpint (beckon_message_get_state (poison), ==, BECKON_MESSAGE_FAILED);
  g_assert_cmpstr (beckon_message_get_error (poison), ==, BECKON_MESSAGE_NOT_TAKEN);
  g_assert_cmpstr (beckon_message_get_body (poison), ==, "Poison");

  set_poison (server, NULL, NULL);
  beckon_chat_retry (chat, poison);
  wait_until (beckon_message_get_state (poison) == BECKON_MESSAGE_SENT);
}

static void
answer_archive (TalkServer *server, const char *id)
{
  g_autofree char *request = talk_server_get (server, "</iq>");
  g_autofree char *answer = NULL;
  const char *query_id, *iq_id;

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
    "/Beckon~1' to='" BOB "' type='chat' id='%s'><body>Hello</body></message>"
    "</forwarded></result></message>"
    "<iq type='result' id='%.*s'><fin xmlns='urn:xmpp:mam:2' complete='true'>"
    "<set xmlns='http://jabber.org/protocol/rsm'><first>a1</first><last>a1</last></set></fin></iq>",
    (int) strcspn (query_id, "\""), query_id, id, (int) strcspn (iq_id, "\""), iq_id);
  talk_server_send (server, answer);
}

static char *
get_message_id (const char *sent)
{
  const char *id = strstr (g_strrstr (sent, "<message "), " id=\"") + strlen (" id=\"");

  return g_strndup (id, strchr (id, '"') - id);
}

/* Of a message with which stream after stream was lost the archive knows in the end that it got
 * there: it has not failed. */
static void
test_lucky (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) message = talk_server_write (server, chat, "Hello");
  g_autofree char *sent = talk_server_get (server, "Hello</body>");
  g_autofree char *id = get_message_id (sent);

  for (guint i = 0; i < 5; i++)
    {
      talk_server_cut (server);
      beckon_account_try_now (server->account);
      talk_server_answer (server, "urn:xmpp:mam:2", EMPTY_ARCHIVE);
      g_free (talk_server_get (server, "Hello</body>"));
    }
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  answer_archive (server, id);
  g_free (talk_server_settle (server));
  g_assert_cmpint (beckon_message_get_state (message), ==, BECKON_MESSAGE_SENT);
}

/* That a server goes down, however often, is not because of what it was sent. */
static void
test_unlucky (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) message = talk_server_write (server, chat, "Hello");

  for (guint i = 0; i < 10; i++)
    {
      wait_until (beckon_message_get_state (message) == BECKON_MESSAGE_WRITTEN);
      talk_server_send (server, HANG_UP ("system-shutdown"));
      wait_until (get_state (server) == BECKON_ACCOUNT_WAITING);
      beckon_account_try_now (server->account);
      talk_server_answer (server, "urn:xmpp:mam:2", EMPTY_ARCHIVE);
      g_free (talk_server_get (server, "Hello</body>"));
    }
  g_assert_cmpint (beckon_message_get_state (message), ==, BECKON_MESSAGE_WRITTEN);
}

/* Nor is it anybody's fault that a link is dead. */
static void
test_dead_links (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) message = talk_server_write (server, chat, "Hello");

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (BeckonKeepalive) keepalive = NULL;

      wait_until (beckon_message_get_state (message) == BECKON_MESSAGE_WRITTEN);
      keepalive = beckon_keepalive_new (beckon_account_get_session (server->account), 1, 1);
      wait_until (get_state (server) == BECKON_ACCOUNT_WAITING);
      g_object_run_dispose (G_OBJECT (keepalive));
      beckon_account_try_now (server->account);
      talk_server_answer (server, "urn:xmpp:mam:2", EMPTY_ARCHIVE);
      g_free (talk_server_get (server, "Hello</body>"));
    }
  g_assert_cmpint (beckon_message_get_state (message), ==, BECKON_MESSAGE_WRITTEN);
}

static gboolean
delete_messages (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  return beckon_database_exec (database, "DELETE FROM messages", error);
}

/* A message that is deleted while it waits does not stand in the way of others. */
static void
test_deleted (TalkServer *server, gconstpointer data)
{
  static const BeckonStoreCall delete = { .func = delete_messages, .writes = TRUE };
  BeckonStore *store = beckon_client_get_store (server->client);
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) deleted = NULL;
  g_autoptr (BeckonMessage) message = NULL;
  g_autofree char *sent = NULL;

  talk_server_cut (server);
  deleted = talk_server_write (server, chat, "Deleted");
  beckon_store_call_async (store, &delete, NULL, NULL, NULL, NULL);
  message = talk_server_write (server, chat, "Message");
  beckon_account_try_now (server->account);
  sent = talk_server_get (server, "Message</body>");
  g_assert_null (strstr (sent, "Deleted"));
}

/* Waits until the client has dealt with what it was sent. */
static void
let_hear (TalkServer *server)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *id = g_strdup_printf ("hear-%u", i);
      g_autofree char *request
        = g_strdup_printf ("<iq type='get' id='%s'><nothing xmlns='urn:nothing'/></iq>", id);

      talk_server_send (server, request);
      g_free (talk_server_get (server, id));
    }
}

static void
hang_up (TalkServer *server)
{
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  talk_server_answer (server, "urn:xmpp:mam:2", EMPTY_ARCHIVE);
}

static char *
dup_n_got (TalkServer *server)
{
  char *ack;

  g_mutex_lock (&server->lock);
  ack = g_strdup_printf ("<a xmlns='urn:xmpp:sm:3' h='%u'/>", server->n_got);
  g_mutex_unlock (&server->lock);
  return ack;
}

/* An older message comes back to be sent, while a suspect, which travels alone, is being marked. */
static void
test_older (TalkServer *server, gconstpointer data)
{
  StoreStop stop = { .busy = FALSE };
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) older = talk_server_write (server, chat, "Older");
  g_autoptr (BeckonMessage) one = NULL;
  g_autoptr (BeckonMessage) two = NULL;
  g_autofree char *ack = NULL;

  set_poison (server, "Older", HANG_UP ("policy-violation"));
  while (beckon_message_get_state (older) != BECKON_MESSAGE_FAILED)
    {
      if (talk_server_has_got (server, "urn:xmpp:mam:2"))
        talk_server_answer (server, "urn:xmpp:mam:2", EMPTY_ARCHIVE);
      else if (get_state (server) == BECKON_ACCOUNT_WAITING)
        beckon_account_try_now (server->account);
      else
        g_main_context_iteration (NULL, TRUE);
    }
  set_poison (server, NULL, NULL);
  while (get_state (server) != BECKON_ACCOUNT_ONLINE)
    {
      if (get_state (server) == BECKON_ACCOUNT_WAITING)
        beckon_account_try_now (server->account);
      g_main_context_iteration (NULL, TRUE);
    }

  one = talk_server_write (server, chat, "One");
  two = talk_server_write (server, chat, "Two");
  g_free (talk_server_get (server, "Two</body>"));
  hang_up (server);
  g_free (talk_server_get (server, "Two</body>"));
  hang_up (server);
  g_free (talk_server_get (server, "One</body>"));
  let_hear (server);

  store_stop_start_behind (beckon_client_get_store (server->client), &stop);
  beckon_chat_retry (chat, older);
  ack = dup_n_got (server);
  talk_server_send (server, ack);
  let_hear (server);
  set_acknowledges (server, TRUE);
  store_stop_release (&stop);
  wait_until (beckon_message_get_state (older) == BECKON_MESSAGE_SENT
              && beckon_message_get_state (two) == BECKON_MESSAGE_SENT);
}

static void
give_outbox (TalkServer *server, BeckonMessageRecord *record)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new ();

  g_ptr_array_add (records, record);
  beckon_outbox_load (beckon_account_get_outbox (server->account), records);
}

static BeckonMessageRecord *
store_message (TalkServer *server, BeckonChat *chat, const char *body)
{
  g_autoptr (BeckonMessageRecord) record = beckon_message_record_new ();
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  record->chat_id = beckon_chat_get_id (chat);
  record->sender = g_strdup (ALICE);
  record->outgoing = TRUE;
  record->origin_id = g_strdup (body);
  record->time = g_get_real_time ();
  record->body = g_strdup (body);
  record->state = BECKON_MESSAGE_QUEUED;
  g_ptr_array_add (records, record);
  beckon_store_add_messages_async (beckon_client_get_store (server->client), records, NULL,
                                   talk_server_result_cb, &result);
  wait_until (result != NULL);
  stored = beckon_store_add_messages_finish (beckon_client_get_store (server->client), result, NULL,
                                             NULL);
  return beckon_message_record_ref (g_ptr_array_index (stored, 0));
}

/* The link is away when the disk has taken the first message, and back when it takes the second. */
static void
test_order (TalkServer *server, gconstpointer data)
{
  StoreStop before = { .busy = FALSE };
  StoreStop between = { .busy = FALSE };
  BeckonStore *store = beckon_client_get_store (server->client);
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessageRecord) one = store_message (server, chat, "One");
  g_autoptr (BeckonMessageRecord) two = store_message (server, chat, "Two");
  g_autofree char *sent = NULL;

  store_stop_start (store, &before);
  wait_until (store_stop_is_busy (&before));
  give_outbox (server, one);
  store_stop_start_behind (store, &between);
  give_outbox (server, two);
  talk_server_cut (server);
  wait_until (get_state (server) != BECKON_ACCOUNT_ONLINE);
  store_stop_release (&before);
  wait_until (before.done && store_stop_is_busy (&between));
  beckon_account_try_now (server->account);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  store_stop_release (&between);

  sent = talk_server_get (server, "Two</body>");
  g_assert_nonnull (strstr (sent, "One</body>"));
}

static char *
dup_bounce (const char *id)
{
  return g_strdup_printf ("<message type='error' from='" BOB "' id='%s'><error type='cancel'>"
                          "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                          "</error></message>",
                          id);
}

/* A message comes back, and is sent again, before the server acknowledges that it has got it the
 * first time. That says nothing of the second. */
static void
test_sent_again (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) message = talk_server_write (server, chat, "Hello");
  g_autofree char *sent = talk_server_get (server, "</message>");
  g_autofree char *id = get_message_id (sent);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *error = dup_bounce (id);

  let_hear (server);
  first = dup_n_got (server);
  talk_server_send (server, error);
  wait_until (beckon_message_get_state (message) == BECKON_MESSAGE_FAILED);
  beckon_chat_retry (chat, message);
  wait_until (beckon_message_get_state (message) != BECKON_MESSAGE_FAILED);
  let_hear (server);
  talk_server_send (server, first);
  let_hear (server);
  g_free (talk_server_settle (server));
  g_assert_cmpint (beckon_message_get_state (message), ==, BECKON_MESSAGE_WRITTEN);

  second = dup_n_got (server);
  talk_server_send (server, second);
  wait_until (beckon_message_get_state (message) == BECKON_MESSAGE_SENT);
}

/* So it is when the acknowledgement comes before the disk knows that the message is to be sent
 * again. */
static void
test_sent_again_slowly (TalkServer *server, gconstpointer data)
{
  StoreStop stop = { .busy = FALSE };
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) message = talk_server_write (server, chat, "Hello");
  g_autofree char *sent = talk_server_get (server, "</message>");
  g_autofree char *id = get_message_id (sent);
  g_autofree char *error = dup_bounce (id);
  g_autofree char *first = NULL;

  talk_server_send (server, error);
  wait_until (beckon_message_get_state (message) == BECKON_MESSAGE_FAILED);
  let_hear (server);
  first = dup_n_got (server);
  store_stop_start_behind (beckon_client_get_store (server->client), &stop);
  beckon_chat_retry (chat, message);
  talk_server_send (server, first);
  let_hear (server);
  store_stop_release (&stop);
  g_free (talk_server_get (server, "Hello</body>"));
  g_free (talk_server_settle (server));
  g_assert_cmpint (beckon_message_get_state (message), ==, BECKON_MESSAGE_WRITTEN);
}

/* What was on its way when a session was lost goes before what was written since. */
static void
test_written_since (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) one = talk_server_write (server, chat, "One");
  g_autoptr (BeckonMessage) two = talk_server_write (server, chat, "Two");
  g_autoptr (BeckonMessage) three = NULL;
  g_autofree char *sent = NULL;

  g_free (talk_server_get (server, "Two</body>"));
  talk_server_cut (server);
  three = talk_server_write (server, chat, "Three");
  g_mutex_lock (&server->lock);
  server->forgotten = "0";
  g_mutex_unlock (&server->lock);
  beckon_account_try_now (server->account);
  talk_server_answer (server, "urn:xmpp:mam:2", EMPTY_ARCHIVE);
  sent = talk_server_get (server, "Three</body>");
  g_assert_nonnull (strstr (sent, "One</body>"));
  g_assert_nonnull (strstr (strstr (sent, "One</body>"), "Two</body>"));
}

/* What is read is read up to there: not what is sent again, and lost with the stream. */
static void
test_not_read (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (BeckonMessage) one = talk_server_write (server, chat, "One");
  g_autofree char *sent = talk_server_get (server, "One</body>");
  g_autofree char *id = get_message_id (sent);
  g_autofree char *error = dup_bounce (id);
  g_autoptr (BeckonMessage) two = NULL;
  g_autofree char *more = NULL;
  g_autofree char *two_id = NULL;
  g_autofree char *ack = NULL;
  g_autofree char *displayed = NULL;

  talk_server_send (server, error);
  wait_until (beckon_message_get_state (one) == BECKON_MESSAGE_FAILED);
  two = talk_server_write (server, chat, "Two");
  more = talk_server_get (server, "Two</body>");
  two_id = get_message_id (more);
  let_hear (server);
  ack = dup_n_got (server);
  talk_server_send (server, ack);
  wait_until (beckon_message_get_state (two) == BECKON_MESSAGE_SENT);

  beckon_chat_retry (chat, one);
  g_free (talk_server_get (server, "One</body>"));
  displayed = g_strdup_printf ("<message from='" BOB "/b' type='chat'>"
                               "<displayed xmlns='urn:xmpp:chat-markers:0' id='%s'/></message>",
                               two_id);
  talk_server_send (server, displayed);
  wait_until (beckon_message_get_state (two) == BECKON_MESSAGE_READ);
  g_free (talk_server_settle (server));
  g_assert_cmpint (beckon_message_get_state (one), ==, BECKON_MESSAGE_WRITTEN);
  hang_up (server);
  g_free (talk_server_get (server, "One</body>"));
}

static void
assert_refused (TalkServer *server, BeckonChat *chat, const char *body, GIOErrorEnum code)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_chat_send_async (chat, body, NULL, talk_server_result_cb, &result);
  wait_until (result != NULL);
  g_assert_null (beckon_chat_send_finish (chat, result, &error));
  g_assert_error (error, G_IO_ERROR, (int) code);
}

/* What no server would take is not even kept. */
static void
test_unfit (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autofree char *long_text = g_strnfill (BECKON_MAX_BODY + 1, 'x');
  g_autoptr (GPtrArray) messages = NULL;

  assert_refused (server, chat, "", G_IO_ERROR_INVALID_ARGUMENT);
  assert_refused (server, chat, long_text, G_IO_ERROR_MESSAGE_TOO_LARGE);
  messages = talk_server_load (server, chat);
  g_assert_cmpuint (messages->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

#define T(name, set_up, function, data)                                                            \
  g_test_add ("/sending/" name, TalkServer, data, set_up, function, talk_server_tear_down)
  T ("poison", set_up, test_poison, HANG_UP ("policy-violation"));
  T ("poison-resumable", set_up_resumable, test_poison, HANG_UP ("not-well-formed"));
  T ("poison-silent", set_up, test_poison, NULL);
  T ("poison-silent-resumable", set_up_resumable, test_poison, NULL);
  T ("lucky", set_up, test_lucky, NULL);
  T ("unlucky", set_up, test_unlucky, NULL);
  T ("dead-links", set_up, test_dead_links, NULL);
  T ("deleted", set_up, test_deleted, NULL);
  T ("order", set_up_resumable, test_order, NULL);
  T ("older", set_up, test_older, NULL);
  T ("sent-again", set_up, test_sent_again, NULL);
  T ("sent-again-slowly", set_up, test_sent_again_slowly, NULL);
  T ("unfit", set_up, test_unfit, NULL);
  T ("written-since", set_up_resumable, test_written_since, NULL);
  T ("not-read", set_up, test_not_read, NULL);
  return g_test_run ();
}
