/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-modules-private.h"
#include "ledger-clock.h"
#include "store-stop.h"
#include "talk-server.h"

#include <string.h>

#define BOB "bob@" FAKE_SERVER_DOMAIN
#define ROSTER "<item jid='" BOB "' subscription='both'/>"

/* A question to the archive. */
typedef struct
{
  char *id;
  char *query_id;
  char *after;
  char *before;
  char *with;
} Question;

static void
question_free (Question *question)
{
  g_free (question->id);
  g_free (question->query_id);
  g_free (question->after);
  g_free (question->before);
  g_free (question->with);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static char *
dup_between (const char *text, const char *start, const char *end)
{
  const char *found = strstr (text, start);

  if (found == NULL)
    return NULL;
  found += strlen (start);
  return g_strndup (found, strstr (found, end) - found);
}

static Question *
get_question (TalkServer *server)
{
  Question *question = g_new0 (Question, 1);
  g_autofree char *before = talk_server_get (server, "urn:xmpp:mam:2");
  g_autofree char *rest = talk_server_get (server, "</iq>");

  question->id = dup_between (g_strrstr (before, "<iq "), " id=\"", "\"");
  question->query_id = dup_between (rest, "queryid=\"", "\"");
  question->after = dup_between (rest, "<after>", "</after>");
  if (strstr (rest, "\"with\"") != NULL)
    question->with = dup_between (strstr (rest, "\"with\""), "<value>", "<");
  question->before
    = strstr (rest, "<before/>") != NULL ? g_strdup ("") : dup_between (rest, "<before>", "<");
  return question;
}

static void
append_item (GString *xml, Question *question, int i)
{
  g_string_append_printf (xml,
                          "<message><result xmlns='urn:xmpp:mam:2' id='a%d' queryid='%s'>"
                          "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay'"
                          " stamp='2026-01-02T03:04:%02dZ'/><message xmlns='jabber:client'"
                          " from='" BOB "/b' to='" ALICE "' type='chat' id='m%d'>"
                          "<body>%d</body><request xmlns='urn:xmpp:receipts'/></message>"
                          "</forwarded></result></message>",
                          i, question->query_id, i % 60, i, i);
}

static void
append_end (GString *xml, Question *question, int from, int to, gboolean complete)
{
  g_string_append_printf (xml,
                          "<iq type='result' id='%s'><fin xmlns='urn:xmpp:mam:2' complete='%s'>"
                          "<set xmlns='http://jabber.org/protocol/rsm'>",
                          question->id, complete ? "true" : "false");
  if (from <= to)
    g_string_append_printf (xml, "<first>a%d</first><last>a%d</last>", from, to);
  g_string_append (xml, "</set></fin></iq>");
}

/* Answers with the messages from one number to another, whose texts and archive ids are these. */
static void
answer (TalkServer *server, Question *question, int from, int to, gboolean complete)
{
  g_autoptr (GString) xml = g_string_new (NULL);

  for (int i = from; i <= to; i++)
    append_item (xml, question, i);
  append_end (xml, question, from, to, complete);
  talk_server_send (server, xml->str);
}

static void
refuse (TalkServer *server, Question *question, const char *condition)
{
  g_autofree char *xml
    = g_strdup_printf ("<iq type='error' id='%s'><error type='cancel'>"
                       "<%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
                       question->id, condition);

  talk_server_send (server, xml);
}

static void
assert_history (TalkServer *server, const char *expected)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (GPtrArray) messages = talk_server_load (server, chat);
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < messages->len; i++)
    g_string_append_printf (texts, "%s ", beckon_message_get_body (messages->pdata[i]));
  g_assert_cmpstr (texts->str, ==, expected);
}

static void
sign_in (TalkServer *server)
{
  talk_server_sign_in (server);
  talk_server_answer (server, "jabber:iq:roster",
                      "<query xmlns='jabber:iq:roster'>" ROSTER "</query>");
  talk_server_answer (server, "disco#info",
                      "<query xmlns='http://jabber.org/protocol/disco#info'>"
                      "<identity category='account' type='registered'/>"
                      "<feature var='urn:xmpp:mam:2'/></query>");
}

static void
restart (TalkServer *server)
{
  g_mutex_lock (&server->lock);
  server->token = NULL;
  g_mutex_unlock (&server->lock);
  g_free (talk_server_settle (server));
  talk_server_reopen (server);
}

static void
send_live (TalkServer *server, int number)
{
  g_autofree char *xml
    = g_strdup_printf ("<message from='" BOB "/b' type='chat' id='m%d'><body>%d</body>"
                       "<stanza-id xmlns='urn:xmpp:sid:0' by='" ALICE "' id='a%d'/></message>",
                       number, number, number);

  talk_server_send (server, xml);
}

static guint
get_unread (TalkServer *server)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);

  return beckon_chat_get_unread (chat);
}

/* A new device starts with the newest messages, which have been read elsewhere, and asks for no
 * more; what comes live meanwhile is behind them, and unread. */
static void
test_first (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) newest = NULL;
  g_autoptr (Question) older = NULL;
  g_autofree char *more = NULL;

  sign_in (server);
  newest = get_question (server);
  g_assert_cmpstr (newest->before, ==, "");
  g_assert_null (newest->after);
  send_live (server, 9);
  answer (server, newest, 7, 8, FALSE);
  older = get_question (server);
  g_assert_cmpstr (older->before, ==, "a7");
  answer (server, older, 5, 6, FALSE);
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "urn:xmpp:mam:2"));
  g_assert_null (strstr (more, "urn:xmpp:receipts"));
  assert_history (server, "5 6 7 8 9 ");
  g_assert_cmpuint (get_unread (server), ==, 1);
}

/* The next time only what was missed is asked for. */
static void
test_missed (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) missed = NULL;
  g_autofree char *more = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 2, TRUE);
  send_live (server, 3);
  restart (server);
  missed = get_question (server);
  g_assert_cmpstr (missed->after, ==, "a3");
  send_live (server, 6);
  answer (server, missed, 4, 5, TRUE);
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "urn:xmpp:mam:2"));
  assert_history (server, "1 2 3 4 5 6 ");
  g_assert_cmpuint (get_unread (server), ==, 4);
}

/* Of much that was missed the newest comes first, each page at its place, until what is known. */
static void
test_missed_much (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) forward = NULL;
  g_autoptr (Question) newest = NULL;
  g_autoptr (Question) middle = NULL;
  g_autoptr (Question) oldest = NULL;
  g_autofree char *more = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 2, TRUE);
  restart (server);
  forward = get_question (server);
  g_assert_cmpstr (forward->after, ==, "a2");
  answer (server, forward, 3, 4, FALSE);
  newest = get_question (server);
  g_assert_cmpstr (newest->before, ==, "");
  answer (server, newest, 8, 9, FALSE);
  middle = get_question (server);
  g_assert_cmpstr (middle->before, ==, "a8");
  assert_history (server, "1 2 8 9 ");
  send_live (server, 10);
  answer (server, middle, 5, 7, FALSE);
  oldest = get_question (server);
  answer (server, oldest, 1, 4, FALSE);
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "urn:xmpp:mam:2"));
  assert_history (server, "1 2 3 4 5 6 7 8 9 10 ");
}

/* Who scrolls up gets what is older than all that is here, page by page, until there is no more. */
static void
test_past (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) newest = NULL;
  g_autoptr (Question) older = NULL;
  g_autoptr (Question) past = NULL;
  g_autoptr (Question) again = NULL;
  g_autoptr (Question) last = NULL;
  g_autofree char *more = NULL;
  g_autoptr (BeckonChat) chat = NULL;

  sign_in (server);
  newest = get_question (server);
  answer (server, newest, 9, 10, FALSE);
  older = get_question (server);
  answer (server, older, 7, 8, FALSE);
  g_free (talk_server_settle (server));
  chat = talk_server_open_chat (server, BOB);

  beckon_chat_want_older (chat);
  beckon_chat_want_older (chat);
  past = get_question (server);
  g_assert_cmpstr (past->before, ==, "a7");
  g_assert_cmpstr (past->with, ==, BOB);
  send_live (server, 11);
  answer (server, past, 4, 6, FALSE);
  g_free (talk_server_settle (server));
  assert_history (server, "4 5 6 7 8 9 10 11 ");
  g_assert_cmpuint (get_unread (server), ==, 1);

  /* One that was not answered is asked again with the next session. */
  beckon_chat_want_older (chat);
  again = get_question (server);
  g_assert_cmpstr (again->before, ==, "a4");
  talk_server_cut (server);
  beckon_chat_want_older (chat);
  beckon_account_try_now (server->account);
  question_free (g_steal_pointer (&again));
  while (again == NULL || again->with == NULL)
    {
      g_clear_pointer (&again, question_free);
      again = get_question (server);
    }
  g_assert_cmpstr (again->before, ==, "a4");
  answer (server, again, 2, 3, FALSE);
  g_free (talk_server_settle (server));

  /* A page that leads nowhere is the last. */
  beckon_chat_want_older (chat);
  last = get_question (server);
  g_assert_cmpstr (last->before, ==, "a2");
  answer (server, last, 2, 3, FALSE);
  g_free (talk_server_settle (server));
  beckon_chat_want_older (chat);
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "urn:xmpp:mam:2"));
  assert_history (server, "2 3 4 5 6 7 8 9 10 11 ");
}

/* Of an archive with a million messages as much is fetched as somebody looks at, however many of
 * them have nothing to read. */
static void
test_past_unreadable (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autofree char *more = NULL;
  g_autoptr (BeckonChat) chat = NULL;
  guint n = 0;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 1, TRUE);
  g_free (talk_server_settle (server));
  chat = talk_server_open_chat (server, BOB);
  beckon_chat_want_older (chat);
  for (n = 0; n < 10; n++)
    {
      g_autoptr (Question) question = get_question (server);
      g_autofree char *page = g_strdup_printf (
        "<message><result xmlns='urn:xmpp:mam:2' id='r%u' queryid='%s'>"
        "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'"
        " from='" BOB "/b' to='" ALICE "' type='chat'>"
        "<received xmlns='urn:xmpp:receipts' id='x'/></message></forwarded>"
        "</result></message><iq type='result' id='%s'>"
        "<fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'>"
        "<first>r%u</first><last>r%u</last></set></fin></iq>",
        n, question->query_id, question->id, n, n);

      talk_server_send (server, page);
    }
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "urn:xmpp:mam:2"));
  assert_history (server, "1 ");
}

/* An archive that gives what others wrote, too, does not put that before what was asked for. */
static void
test_past_of_others (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) past = NULL;
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (BeckonJid) eve = beckon_jid_new ("eve@" FAKE_SERVER_DOMAIN, NULL);
  g_autofree char *other = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 3, 3, TRUE);
  g_free (talk_server_settle (server));
  chat = talk_server_open_chat (server, BOB);
  beckon_chat_want_older (chat);
  past = get_question (server);
  other = g_strdup_printf ("<message><result xmlns='urn:xmpp:mam:2' id='e1' queryid='%s'>"
                           "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'"
                           " from='eve@" FAKE_SERVER_DOMAIN "/e' to='" ALICE "' type='chat'>"
                           "<body>Other</body></message></forwarded></result></message>",
                           past->query_id);
  talk_server_send (server, other);
  answer (server, past, 1, 2, TRUE);
  g_free (talk_server_settle (server));
  assert_history (server, "1 2 3 ");
  g_assert_null (beckon_account_find_chat (server->account, eve));
}

/* Beckon may be killed before it has seen anything of the archive but what came live. What is
 * missed then is not the past: all of it is asked for, however much it is; and then the newest of the
 * past, with which a new device starts. */
static void
test_killed_early (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (BeckonMessage) own = NULL;
  g_autoptr (Question) unanswered = NULL;
  g_autoptr (Question) forward = NULL;
  g_autoptr (Question) past = NULL;
  g_autofree char *more = NULL;

  sign_in (server);
  unanswered = get_question (server);
  refuse (server, unanswered, "internal-server-error");
  chat = talk_server_open_chat (server, BOB);
  own = talk_server_write (server, chat, "own");
  g_free (talk_server_get (server, "own</body>"));
  send_live (server, 1);
  send_live (server, 2);
  restart (server);
  g_clear_object (&own);
  g_clear_object (&chat);

  forward = get_question (server);
  g_assert_cmpstr (forward->after, ==, "a1");
  answer (server, forward, 2, 3, FALSE);
  for (int last = 12; last > 2; last -= 2)
    {
      g_autoptr (Question) page = get_question (server);

      answer (server, page, last - 1, last, FALSE);
    }
  question_free (g_steal_pointer (&forward));
  forward = get_question (server);
  answer (server, forward, 1, 2, FALSE);
  past = get_question (server);
  g_assert_cmpstr (past->before, ==, "a1");
  answer (server, past, 0, 0, TRUE);
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "urn:xmpp:mam:2"));
  assert_history (server, "own 0 1 2 3 4 5 6 7 8 9 10 11 12 ");
}

/* What was interrupted goes on where it was, after what was missed meanwhile. */
static void
test_interrupted (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) forward = NULL;
  g_autoptr (Question) newest = NULL;
  g_autoptr (Question) lost = NULL;
  g_autoptr (Question) again = NULL;
  g_autoptr (Question) rest = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 2, TRUE);
  restart (server);
  forward = get_question (server);
  answer (server, forward, 3, 4, FALSE);
  newest = get_question (server);
  answer (server, newest, 5, 6, FALSE);
  lost = get_question (server);
  g_assert_cmpstr (lost->before, ==, "a5");
  restart (server);

  again = get_question (server);
  g_assert_cmpstr (again->after, ==, "a6");
  answer (server, again, 7, 8, TRUE);
  rest = get_question (server);
  g_assert_cmpstr (rest->before, ==, "a5");
  answer (server, rest, 1, 4, FALSE);
  g_free (talk_server_settle (server));
  assert_history (server, "1 2 3 4 5 6 7 8 ");
}

/* A session that is resumed goes on with the archive where it was. */
static void
test_resumed (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) forward = NULL;
  g_autoptr (Question) newest = NULL;
  g_autoptr (Question) lost = NULL;
  g_autoptr (Question) again = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 2, TRUE);
  g_mutex_lock (&server->lock);
  server->resumed = "0";
  g_mutex_unlock (&server->lock);
  restart (server);
  forward = get_question (server);
  answer (server, forward, 3, 4, FALSE);
  newest = get_question (server);
  answer (server, newest, 5, 6, FALSE);
  lost = get_question (server);
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  /* What was not acknowledged is sent once more before that. */
  do
    {
      g_clear_pointer (&again, question_free);
      again = get_question (server);
    }
  while (g_str_equal (again->query_id, forward->query_id)
         || g_str_equal (again->query_id, newest->query_id)
         || g_str_equal (again->query_id, lost->query_id));
  g_assert_cmpstr (again->before, ==, "a5");
  answer (server, again, 3, 4, TRUE);
  g_free (talk_server_settle (server));
  assert_history (server, "1 2 3 4 5 6 ");
}

static void
reconnect (TalkServer *server)
{
  talk_server_cut (server);
  wait_until (beckon_account_get_state (server->account) != BECKON_ACCOUNT_ONLINE);
  beckon_account_try_now (server->account);
  wait_until (beckon_account_get_state (server->account) == BECKON_ACCOUNT_ONLINE);
}

/* What the disk answers when the session that asked is over is not for the next one: that asks by
 * itself, and once. */
static void
test_late (TalkServer *server, gconstpointer data)
{
  StoreStop before = { .busy = FALSE };
  StoreStop behind = { .busy = FALSE };
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) missed = NULL;
  g_autofree char *more = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 2, TRUE);
  g_free (talk_server_settle (server));

  /* What the session asks for in its beginning is done, and not answered before it is over. */
  store_stop_start (beckon_client_get_store (server->client), &before);
  wait_until (store_stop_is_busy (&before));
  reconnect (server);
  store_stop_start (beckon_client_get_store (server->client), &behind);
  store_stop_release (&before);
  wait_until (store_stop_is_busy (&behind));
  reconnect (server);
  store_stop_release (&behind);
  wait_until (before.done && behind.done);

  missed = get_question (server);
  g_assert_cmpstr (missed->after, ==, "a2");
  answer (server, missed, 3, 4, TRUE);
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "urn:xmpp:mam:2"));
  assert_history (server, "1 2 3 4 ");
}

static void
refuse_copies (TalkServer *server)
{
  g_autoptr (Question) carbons = g_new0 (Question, 1);
  g_autofree char *request = talk_server_get (server, "urn:xmpp:carbons:2");

  carbons->id = dup_between (g_strrstr (request, "<iq "), " id=\"", "\"");
  refuse (server, carbons, "feature-not-implemented");
}

/* Where no copies are made of what other devices do, it may be in front of what comes live. */
static void
test_no_copies (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) missed = NULL;

  server->asks_for_carbons = TRUE;
  talk_server_sign_in (server);
  refuse_copies (server);
  talk_server_answer (server, "jabber:iq:roster",
                      "<query xmlns='jabber:iq:roster'>" ROSTER "</query>");
  talk_server_answer (server, "disco#info",
                      "<query xmlns='http://jabber.org/protocol/disco#info'>"
                      "<identity category='account' type='registered'/>"
                      "<feature var='urn:xmpp:mam:2'/></query>");
  first = get_question (server);
  answer (server, first, 1, 2, TRUE);
  send_live (server, 4);
  restart (server);
  missed = get_question (server);
  g_assert_cmpstr (missed->after, ==, "a2");
}

/* An account that is removed while a page of its archive is being stored is gone, too. */
static void
test_removed (TalkServer *server, gconstpointer data)
{
  StoreStop stop = { .busy = FALSE };
  g_autoptr (Question) first = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gpointer pipeline;
  /* That some of it is not stored any more may be in the log. */
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);

  sign_in (server);
  first = get_question (server);
  store_stop_start (beckon_client_get_store (server->client), &stop);
  wait_until (store_stop_is_busy (&stop));
  answer (server, first, 1, 2, TRUE);
  talk_server_send (server, "<iq type='get' id='behind'><nothing xmlns='urn:nothing'/></iq>");
  g_free (talk_server_get (server, "behind"));
  pipeline = beckon_account_get_modules (server->account)->pipeline;
  g_object_add_weak_pointer (pipeline, &pipeline);

  beckon_client_sign_out_async (server->client, server->account, talk_server_result_cb, &result);
  while (beckon_account_get_state (server->account) != BECKON_ACCOUNT_OFFLINE)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&server->account);
  store_stop_release (&stop);
  wait_until (result != NULL);
  g_assert_true (beckon_client_sign_out_finish (server->client, result, NULL));
  g_clear_object (&result);
  wait_until (pipeline == NULL);
  g_log_set_always_fatal (fatal);
}

/* What was sent and not acknowledged is looked for in the archive, also in front of what came after
 * it. */
static void
test_unacknowledged (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (BeckonMessage) message = NULL;
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) missed = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 2, TRUE);
  chat = talk_server_open_chat (server, BOB);
  message = talk_server_write (server, chat, "Mine");
  g_free (talk_server_get (server, "</message>"));
  send_live (server, 4);
  g_clear_object (&message);
  g_clear_object (&chat);
  restart (server);
  missed = get_question (server);
  g_assert_cmpstr (missed->after, ==, "a2");
}

/* Archives that repeat themselves, that forget, and that do not work at all. */
static void
test_repeated_page (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) forward = NULL;
  g_autoptr (Question) newest = NULL;
  g_autoptr (Question) again = NULL;
  g_autofree char *more = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 1, TRUE);
  restart (server);
  forward = get_question (server);
  answer (server, forward, 2, 3, FALSE);
  newest = get_question (server);
  answer (server, newest, 8, 9, FALSE);
  again = get_question (server);
  answer (server, again, 8, 9, FALSE);
  more = talk_server_settle (server);
  g_assert_null (strstr (more, "urn:xmpp:mam:2"));
  assert_history (server, "1 8 9 ");
}

/* A page that begins with its end. */
static void
test_reordered_page (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) forward = NULL;
  g_autoptr (Question) newest = NULL;
  g_autoptr (Question) older = NULL;
  g_autoptr (GString) reversed = g_string_new (NULL);

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 1, TRUE);
  restart (server);
  forward = get_question (server);
  answer (server, forward, 2, 3, FALSE);
  newest = get_question (server);
  for (int i = 9; i >= 5; i--)
    append_item (reversed, newest, i);
  append_end (reversed, newest, 5, 9, FALSE);
  talk_server_send (server, reversed->str);
  older = get_question (server);
  g_assert_cmpstr (older->before, ==, "a5");
  answer (server, older, 1, 4, TRUE);
  g_free (talk_server_settle (server));
  assert_history (server, "1 2 3 4 5 6 7 8 9 ");
}

/* A page whose messages come only after its end, when they do not count any more, has not come. */
static void
test_late_page (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) forward = NULL;
  g_autoptr (Question) newest = NULL;
  g_autoptr (Question) again = NULL;
  g_autoptr (GString) xml = g_string_new (NULL);

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 1, TRUE);
  restart (server);
  forward = get_question (server);
  answer (server, forward, 2, 3, FALSE);
  newest = get_question (server);
  append_end (xml, newest, 8, 9, FALSE);
  append_item (xml, newest, 8);
  append_item (xml, newest, 9);
  talk_server_send (server, xml->str);
  restart (server);
  again = get_question (server);
  g_assert_cmpstr (again->after, ==, "a1");
}

/* A correction that comes live while what it corrects is still on its way from the archive. */
static void
test_corrected_meanwhile (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) missed = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 1, TRUE);
  restart (server);
  missed = get_question (server);
  talk_server_send (server, "<message from='" BOB "/b' type='chat' id='m4'><body>three</body>"
                            "<replace xmlns='urn:xmpp:message-correct:0' id='m3'/>"
                            "<stanza-id xmlns='urn:xmpp:sid:0' by='" ALICE "' id='a4'/></message>"
                            "<message from='" BOB "/b' type='chat' id='m5'><body>three!</body>"
                            "<replace xmlns='urn:xmpp:message-correct:0' id='m3'/>"
                            "<stanza-id xmlns='urn:xmpp:sid:0' by='" ALICE "' id='a5'/></message>");
  g_free (talk_server_settle (server));
  answer (server, missed, 2, 3, TRUE);
  g_free (talk_server_settle (server));
  assert_history (server, "1 2 three! ");
}

static void
append_text (GString *xml, Question *question, int i, int replaced, const char *text)
{
  g_string_append_printf (xml,
                          "<message><result xmlns='urn:xmpp:mam:2' id='a%d' queryid='%s'>"
                          "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'"
                          " from='" BOB "/b' to='" ALICE "' type='chat' id='m%d'><body>%s</body>"
                          "<replace xmlns='urn:xmpp:message-correct:0' id='m%d'/></message>"
                          "</forwarded></result></message>",
                          i, question->query_id, i, text, replaced);
}

/* Of two corrections the one that is later in the archive counts, not the one that comes later. */
static void
test_corrected_twice (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) forward = NULL;
  g_autoptr (Question) newest = NULL;
  g_autoptr (Question) older = NULL;
  g_autoptr (GString) xml = g_string_new (NULL);

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 1, TRUE);
  restart (server);
  forward = get_question (server);
  answer (server, forward, 2, 3, FALSE);
  newest = get_question (server);
  append_text (xml, newest, 9, 1, "last");
  append_end (xml, newest, 9, 9, FALSE);
  talk_server_send (server, xml->str);
  older = get_question (server);
  g_string_truncate (xml, 0);
  append_text (xml, older, 8, 1, "early");
  append_end (xml, older, 8, 8, TRUE);
  talk_server_send (server, xml->str);
  g_free (talk_server_settle (server));
  assert_history (server, "last ");
}

/* Where the oldest of what was missed was kept for us elsewhere, too, and came by itself, it is put
 * before what is newer; and who has read it has not read that. */
static void
test_kept_elsewhere (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) forward = NULL;
  g_autoptr (Question) newest = NULL;
  g_autoptr (Question) older = NULL;
  g_autoptr (BeckonChat) chat = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 1, TRUE);
  restart (server);
  forward = get_question (server);
  send_live (server, 2);
  send_live (server, 3);
  g_free (talk_server_settle (server));
  chat = talk_server_open_chat (server, BOB);
  beckon_chat_mark_read (chat, beckon_chat_get_last_message (chat));
  answer (server, forward, 2, 3, FALSE);
  newest = get_question (server);
  answer (server, newest, 6, 7, FALSE);
  older = get_question (server);
  answer (server, older, 2, 5, TRUE);
  wait_until (beckon_chat_get_unread (chat) == 4);
  g_assert_cmpstr (beckon_message_get_body (beckon_chat_get_last_message (chat)), ==, "7");
  assert_history (server, "1 2 3 4 5 6 7 ");
}

/* A page for which the history has no room is asked for again, and what is older than it does not
 * close the gap over it. */
static void
test_no_room (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) past = NULL;
  g_autoptr (Question) forward = NULL;
  g_autoptr (Question) newest = NULL;
  g_autoptr (Question) again = NULL;
  g_autoptr (BeckonChat) chat = NULL;
  g_autofree char *more = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 29, 30, TRUE);
  g_free (talk_server_settle (server));
  chat = talk_server_open_chat (server, BOB);
  beckon_chat_want_older (chat);
  past = get_question (server);
  answer (server, past, 1, 1, TRUE);
  g_free (talk_server_settle (server));
  g_clear_object (&chat);
  restart (server);

  forward = get_question (server);
  g_assert_cmpstr (forward->after, ==, "a30");
  answer (server, forward, 31, 32, FALSE);
  newest = get_question (server);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*not stored*");
  answer (server, newest, 2, 29, FALSE);
  more = talk_server_settle (server);
  g_test_assert_expected_messages ();
  g_assert_null (strstr (more, "urn:xmpp:mam:2"));
  restart (server);
  again = get_question (server);
  g_assert_cmpstr (again->after, ==, "a30");
}

static void
test_rejected_id (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) forward = NULL;
  g_autoptr (Question) newest = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 2, TRUE);
  restart (server);
  forward = get_question (server);
  refuse (server, forward, "item-not-found");
  newest = get_question (server);
  g_assert_cmpstr (newest->before, ==, "");
  answer (server, newest, 2, 4, FALSE);
  g_free (talk_server_settle (server));
  assert_history (server, "1 2 3 4 ");
}

static void
test_no_archive (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (BeckonMessage) message = NULL;
  g_autofree char *sent = NULL;

  sign_in (server);
  first = get_question (server);
  refuse (server, first, "service-unavailable");
  chat = talk_server_open_chat (server, BOB);
  message = talk_server_write (server, chat, "All the same");
  sent = talk_server_get (server, "All the same");
}

/* A page of an archive that was not asked for it. */
static void
test_forged_page (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autofree char *forged = NULL;

  sign_in (server);
  first = get_question (server);
  forged = g_strdup_printf (
    "<message from='eve@" FAKE_SERVER_DOMAIN "'><result xmlns='urn:xmpp:mam:2' id='e' queryid='%s'>"
    "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='" BOB
    "/b' to='" ALICE "' type='chat'><body>Forged</body></message></forwarded></result></message>",
    first->query_id);
  talk_server_send (server, forged);
  answer (server, first, 1, 1, TRUE);
  g_free (talk_server_settle (server));
  assert_history (server, "1 ");
}

#define T(name)                                                                                    \
  g_test_add ("/archive/" #name, TalkServer, NULL, talk_server_set_up, test_##name, tear_down)

/* How much faster time passes while an answer does not come. */
#define SPEED 50

/* What does not come is asked for again, and is stored once when both answers come. */
static void
test_slow (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) again = NULL;

  sign_in (server);
  first = get_question (server);
  ledger_clock_hurry (SPEED);
  again = get_question (server);
  g_assert_cmpstr (again->before, ==, first->before);
  answer (server, first, 1, 2, TRUE);
  answer (server, again, 1, 3, TRUE);
  g_free (talk_server_settle (server));
  assert_history (server, "1 2 3 ");
}

/* Lets time pass over a link that lives until the client sends this. */
static void
hurry_until_got (TalkServer *server, const char *text)
{
  g_mutex_lock (&server->lock);
  server->acknowledges = TRUE;
  g_mutex_unlock (&server->lock);
  ledger_clock_hurry (SPEED);
  while (!talk_server_has_got (server, text))
    {
      if (talk_server_has_got (server, "urn:xmpp:ping"))
        talk_server_answer (server, "urn:xmpp:ping", "");
      else
        g_main_context_iteration (NULL, TRUE);
    }
  ledger_clock_hurry (1);
}

/* What may be in an archive that never answers is sent after a while, and what is missed is asked
 * for the next time. */
static void
test_silent (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (BeckonMessage) message = NULL;
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) missed = NULL;
  g_autoptr (Question) next = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 2, TRUE);
  chat = talk_server_open_chat (server, BOB);
  message = talk_server_write (server, chat, "Mine");
  g_free (talk_server_get (server, "</message>"));
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  missed = get_question (server);
  hurry_until_got (server, "Mine</body>");
  g_clear_object (&message);
  g_clear_object (&chat);
  restart (server);
  next = get_question (server);
  g_assert_cmpstr (next->after, ==, missed->after);
}

/* An archive that has trouble is asked again in the same session, however long that is. */
static void
test_trouble (TalkServer *server, gconstpointer data)
{
  g_autoptr (Question) first = NULL;
  g_autoptr (Question) missed = NULL;
  g_autoptr (Question) again = NULL;

  sign_in (server);
  first = get_question (server);
  answer (server, first, 1, 2, TRUE);
  restart (server);
  missed = get_question (server);
  refuse (server, missed, "internal-server-error");
  hurry_until_got (server, "urn:xmpp:mam:2");
  again = get_question (server);
  g_assert_cmpstr (again->after, ==, missed->after);
  answer (server, again, 3, 4, TRUE);
  g_free (talk_server_settle (server));
  assert_history (server, "1 2 3 4 ");
}

static void
tear_down (TalkServer *server, gconstpointer data)
{
  ledger_clock_hurry (1);
  talk_server_tear_down (server, data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

  T (first);
  T (missed);
  T (missed_much);
  T (killed_early);
  T (past);
  T (past_unreadable);
  T (past_of_others);
  T (interrupted);
  T (resumed);
  T (no_copies);
  T (late);
  T (removed);
  T (unacknowledged);
  T (repeated_page);
  T (reordered_page);
  T (late_page);
  T (corrected_meanwhile);
  T (corrected_twice);
  T (kept_elsewhere);
  T (no_room);
  T (rejected_id);
  T (no_archive);
  T (forged_page);
  T (slow);
  T (silent);
  T (trouble);
  return g_test_run ();
}
