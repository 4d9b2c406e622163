/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Nothing keeps the main loop for long, however much comes at once, and what comes at once is told
 * of at once. */

#include "beckon-message-list.h"
#include "talk-server.h"

#include <string.h>
#include <time.h>

#define BOB "bob@" FAKE_SERVER_DOMAIN
#define ROSTER "<item jid='" BOB "' name='Bob' subscription='both'/>"

/* The longest that one turn of the main loop may compute, in seconds. What it computes and not how
 * long it takes, as the machine may have other things to do. */
#if defined(__SANITIZE_ADDRESS__)
#define LONGEST 0.5
#else
#define LONGEST 0.1
#endif

static double
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

/* One turn of the main loop. */
static void
beat (void)
{
  double before = get_cpu_time ();

  g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (get_cpu_time () - before, <, LONGEST);
}

#define beat_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    while (!(condition))                                                                           \
      beat ();                                                                                     \
  }                                                                                                \
  G_STMT_END

static void
set_up (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  talk_server_sign_in (server);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
add_message (GString *xml, guint number)
{
  g_string_append_printf (xml,
                          "<message xmlns='jabber:client' from='" BOB "/b' to='" ALICE
                          "' type='chat' id='m%u'>"
                          "<body>Message number %u of very many</body>"
                          "<request xmlns='urn:xmpp:receipts'/>"
                          "<stanza-id xmlns='urn:xmpp:sid:0' by='" ALICE "' id='a%u'/></message>",
                          number, number, number);
}

static gboolean
is_last (BeckonChat *chat, const char *body)
{
  BeckonMessage *last = beckon_chat_get_last_message (chat);

  return last != NULL && g_str_equal (beckon_message_get_body (last), body);
}

/* 2,000 live messages in a chat that is on show. */
static void
test_burst (TalkServer *server, gconstpointer data)
{
  g_autoptr (GString) xml = g_string_new (NULL);
  g_autoptr (BeckonChat) chat = NULL;
  g_autoptr (BeckonMessageList) list = NULL;
  guint changes = 0, news = 0;

  talk_server_answer_start (server, ROSTER);
  g_free (talk_server_settle (server));
  chat = talk_server_open_chat (server, BOB);
  list = beckon_message_list_new (chat);
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (count_cb), &changes);
  g_signal_connect_swapped (chat, "notify::last-message", G_CALLBACK (count_cb), &news);

  for (guint i = 0; i < 2000; i++)
    add_message (xml, i);
  talk_server_send (server, xml->str);
  beat_until (is_last (chat, "Message number 1999 of very many")
              && !beckon_message_list_get_loading (list));
  g_assert_cmpuint (beckon_chat_get_unread (chat), ==, 2000);
  /* Those that were read together from the socket, and no single ones. */
  g_assert_cmpuint (changes, <, 200);
  g_assert_cmpuint (news, <, 200);
}

/* A contact list of 2,000, all of whom are there. */
static void
test_contacts (TalkServer *server, gconstpointer data)
{
  g_autoptr (GString) items = g_string_new (NULL);
  g_autoptr (GString) presences = g_string_new (NULL);
  GListModel *contacts = beckon_account_get_contacts (server->account);

  for (guint i = 0; i < 2000; i++)
    {
      g_string_append_printf (items, "<item jid='c%u@x.example' subscription='both'/>", i);
      g_string_append_printf (presences, "<presence from='c%u@x.example/a'/>", i);
    }
  talk_server_answer_start (server, items->str);
  talk_server_send (server, presences->str);
  beat_until (g_list_model_get_n_items (contacts) == 2000);
  while (TRUE)
    {
      g_autoptr (BeckonContact) last = g_list_model_get_item (contacts, 1999);
      g_autoptr (BeckonContact) first = g_list_model_get_item (contacts, 0);

      if (beckon_contact_get_show (last) == BECKON_SHOW_ONLINE
          && beckon_contact_get_show (first) == BECKON_SHOW_ONLINE)
        break;
      beat ();
    }
}

static char *
dup_after (const char *text, const char *start)
{
  const char *value = strstr (text, start) + strlen (start);

  return g_strndup (value, strcspn (value, "\""));
}

/* A page of the archive, when it is asked for. */
static void
send_page (TalkServer *server, guint from, guint to)
{
  g_autoptr (GString) xml = g_string_new (NULL);
  g_autofree char *request = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *id = NULL;
  g_autofree char *query_id = NULL;

  beat_until (talk_server_has_got (server, "urn:xmpp:mam:2"));
  request = talk_server_get (server, "urn:xmpp:mam:2");
  rest = talk_server_get (server, "</iq>");
  id = dup_after (g_strrstr (request, "<iq "), " id=\"");
  query_id = dup_after (rest, "queryid=\"");
  for (guint i = from; i <= to; i++)
    {
      g_string_append_printf (xml,
                              "<message><result xmlns='urn:xmpp:mam:2' id='a%u' queryid='%s'>"
                              "<forwarded xmlns='urn:xmpp:forward:0'>",
                              i, query_id);
      add_message (xml, i);
      g_string_append (xml, "</forwarded></result></message>");
    }
  g_string_append_printf (xml,
                          "<iq type='result' id='%s'><fin xmlns='urn:xmpp:mam:2' complete='%s'>"
                          "<set xmlns='http://jabber.org/protocol/rsm'><first>a%u</first>"
                          "<last>a%u</last></set></fin></iq>",
                          id, from == 0 ? "true" : "false", from, to);
  talk_server_send (server, xml->str);
}

static guint
count_stored (TalkServer *server)
{
  g_autoptr (BeckonChat) chat = talk_server_open_chat (server, BOB);
  g_autoptr (GPtrArray) messages = talk_server_load (server, chat);

  return messages->len;
}

/* 1,000 messages that were missed, page by page. */
static void
test_archive (TalkServer *server, gconstpointer data)
{
  g_autoptr (GString) live = g_string_new (NULL);
  guint last = 999;

  talk_server_answer_start (server, ROSTER);
  add_message (live, 0);
  talk_server_send (server, live->str);
  g_free (talk_server_settle (server));
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  send_page (server, 1, 100); /* from the beginning: there is more, so it is asked from the end */
  for (; last >= 99; last -= 100)
    {
      send_page (server, last - 99, last);
      if (last == 99)
        break;
    }
  beat_until (count_stored (server) == 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

#define T(name)                                                                                    \
  g_test_add ("/heartbeat/" #name, TalkServer, NULL, set_up, test_##name, talk_server_tear_down)
  T (burst);
  T (contacts);
  T (archive);
  return g_test_run ();
}
