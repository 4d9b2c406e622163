/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-export.h"
#include "beckon-import.h"
#include "beckon-session.h"
#include "talk-server.h"
#include "xep-0227.h"

#include <glib/gstdio.h>
#include <string.h>

#define OLD "alice@old.example"
#define BOB "bob@" FAKE_SERVER_DOMAIN
#define CAROL "carol@example.net"
#define DAVE "dave@example.net"
#define EVE "eve@example.net"
#define MANY 2500

#define BEGIN "<server-data xmlns='urn:xmpp:pie:0'><host jid='old.example'><user name='alice'>"
#define END "</user></host></server-data>"
#define ARCHIVE(results) "<archive xmlns='urn:xmpp:pie:0#mam'>" results "</archive>"
#define RESULT(time, message)                                                                      \
  "<result xmlns='urn:xmpp:mam:2' id='a'><forwarded xmlns='urn:xmpp:forward:0'>"                   \
  "<delay xmlns='urn:xmpp:delay' stamp='2020-01-02T03:04:" time "Z'/>" message                     \
  "</forwarded></result>"
#define MESSAGE(attributes, content)                                                               \
  "<message xmlns='jabber:client' " attributes ">" content "</message>"
#define BODY(text) "<body>" text "</body>"

static void
set_up (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  talk_server_sign_in (server);
  talk_server_answer_start (server, "<item jid='" BOB "' subscription='both'/>");
  g_free (talk_server_settle (server));
}

static GFile *
get_file (TalkServer *server)
{
  return g_file_new_build_filename (server->folder, "account.xml", NULL);
}

static void
tear_down (TalkServer *server, gconstpointer data)
{
  g_autoptr (GFile) file = get_file (server);

  g_file_delete (file, NULL, NULL);
  talk_server_tear_down (server, data);
}

static void
write_file (TalkServer *server, const char *text)
{
  g_autoptr (GFile) file = get_file (server);

  g_assert_true (
    g_file_replace_contents (file, text, strlen (text), NULL, FALSE, 0, NULL, NULL, NULL));
}

static BeckonImport *
look (TalkServer *server, GError **error)
{
  g_autoptr (GFile) file = get_file (server);
  g_autoptr (GAsyncResult) result = NULL;

  beckon_import_open_async (server->account, file, NULL, talk_server_result_cb, &result);
  wait_until (result != NULL);
  return beckon_import_open_finish (result, error);
}

static BeckonImport *
look_at (TalkServer *server, const char *text)
{
  g_autoptr (GError) error = NULL;
  BeckonImport *import;

  write_file (server, text);
  import = look (server, &error);
  g_assert_no_error (error);
  return import;
}

static void
begin (BeckonImport *import, GCancellable *cancellable, GAsyncResult **result)
{
  beckon_import_run_async (import, cancellable, NULL, NULL, talk_server_result_cb, result);
}

/* Returns: how many messages were new. */
static guint
end (BeckonImport *import, GAsyncResult **result, guint *n_refused, GError **error)
{
  guint n_new, n;

  wait_until (*result != NULL);
  beckon_import_run_finish (import, *result, &n_new, n_refused != NULL ? n_refused : &n, error);
  return n_new;
}

static guint
run (BeckonImport *import)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_new;

  begin (import, NULL, &result);
  n_new = end (import, &result, NULL, &error);
  g_assert_no_error (error);
  return n_new;
}

static BeckonChat *
find_chat (TalkServer *server, const char *address)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (address, NULL);

  return beckon_account_find_chat (server->account, jid);
}

static void
assert_chat (TalkServer *server, const char *address, const char *expected)
{
  g_autoptr (GPtrArray) messages = talk_server_load (server, find_chat (server, address));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < messages->len; i++)
    {
      BeckonMessage *message = g_ptr_array_index (messages, i);

      g_string_append_printf (text, "%s%s ", beckon_message_get_outgoing (message) ? ">" : "",
                              beckon_message_get_body (message));
      g_assert_cmpint (beckon_message_get_state (message), ==,
                       beckon_message_get_outgoing (message) ? BECKON_MESSAGE_SENT
                                                             : BECKON_MESSAGE_RECEIVED);
      if (beckon_message_get_outgoing (message))
        g_assert_cmpstr (beckon_message_get_sender (message), ==, ALICE);
    }
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpuint (beckon_chat_get_unread (find_chat (server, address)), ==, 0);
}

/* The last five are no messages of a chat of hers. */
#define MESSAGES                                                                                   \
  ARCHIVE (                                                                                        \
    RESULT ("01", MESSAGE ("from='" CAROL "/x' to='" OLD "' type='chat' id='c1'", BODY ("one")))   \
    RESULT ("02", MESSAGE ("from='" OLD "/y' to='" CAROL "' type='chat' id='c2'", BODY ("tow")))   \
    RESULT ("03", MESSAGE ("from='" OLD "/y' to='" BOB "' type='chat'", BODY ("to-bob")))          \
    RESULT ("04", MESSAGE ("from='" OLD "/y' to='" CAROL "' type='chat' id='c3'",                  \
                           BODY ("two") "<replace xmlns='urn:xmpp:message-correct:0' id='c2'/>"))  \
    RESULT ("05", MESSAGE ("from='" OLD "/y' to='" OLD "' type='chat' id='c4'", BODY ("note")))    \
    RESULT ("06", MESSAGE ("from='" CAROL "/x' to='" OLD "' type='chat' id='c5'",                  \
                           BODY ("three") "<markable xmlns='urn:xmpp:chat-markers:0'/>"))          \
    RESULT ("07", MESSAGE ("from='" CAROL "' to='" DAVE "' type='chat'", BODY ("not-mine")))       \
    RESULT ("08", MESSAGE ("from='room@x.example/n' to='" OLD "' type='groupchat'", BODY ("room")))\
    RESULT ("09", MESSAGE ("from='" CAROL "' to='" OLD "' type='error'", BODY ("error")))          \
    RESULT ("10", MESSAGE ("from='@' to='" OLD "' type='chat'", BODY ("nobody")))                  \
    RESULT ("11", MESSAGE ("from='" CAROL "' to='" OLD "' type='chat'", "<active/>")))

/* Into the right chats, as read; hers are hers. The second time nothing happens. */
static void
test_messages (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonImport) import = look_at (server, BEGIN MESSAGES END);
  g_autofree char *sent = NULL;

  g_assert_cmpstr (beckon_jid_get_full (beckon_import_get_jid (import)), ==, OLD);
  g_assert_cmpuint (beckon_import_get_n_messages (import), ==, 6);
  g_assert_null (find_chat (server, CAROL)); /* only looked at */

  g_assert_cmpuint (run (import), ==, 5);
  for (guint i = 0; i < 2; i++)
    {
      assert_chat (server, CAROL, "one >two three ");
      assert_chat (server, BOB, ">to-bob ");
      assert_chat (server, ALICE, ">note ");
      g_assert_cmpstr (
        beckon_message_get_body (beckon_chat_get_last_message (find_chat (server, CAROL))), ==,
        "three");
      if (i == 0)
        g_assert_cmpuint (run (import), ==, 0);
    }
  /* Nobody hears of it. */
  sent = talk_server_settle (server);
  g_assert_null (strstr (sent, "<message"));
  g_assert_null (find_chat (server, DAVE));
}

/* What has arrived meanwhile stays unread, and behind. */
static void
test_unread (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonImport) import = look_at (server, BEGIN MESSAGES END);

  talk_server_send (server, "<message from='" CAROL "/z' type='chat' id='n1'>"
                            "<body>new</body></message>");
  g_free (talk_server_settle (server));
  g_assert_cmpuint (beckon_chat_get_unread (find_chat (server, CAROL)), ==, 1);
  g_assert_cmpuint (run (import), ==, 5);
  g_assert_cmpuint (beckon_chat_get_unread (find_chat (server, CAROL)), ==, 1);
  g_assert_cmpstr (
    beckon_message_get_body (beckon_chat_get_last_message (find_chat (server, CAROL))), ==, "new");
}

#define PUSH(item)                                                                                 \
  "<iq type='set' id='push'><query xmlns='jabber:iq:roster'>" item "</query></iq>"

#define CONTACTS                                                                                   \
  "<query xmlns='jabber:iq:roster'><item jid='" BOB "' name='Bob' subscription='both'/>"           \
  "<item jid='" CAROL "' name='Carol' subscription='both'><group>Friends</group></item>"           \
  "<item jid='" DAVE "' subscription='none'/><item jid='" ALICE "' subscription='both'/>"          \
  "<item jid='" EVE "' name='Eve' subscription='to'/></query>"                                     \
  "<blocklist xmlns='urn:xmpp:blocking'><item jid='" EVE "'/><item jid='whole.example'/>"          \
  "</blocklist>"

static void
refuse (TalkServer *server, const char *request)
{
  g_autofree char *before = talk_server_get (server, request);
  char *id = strstr (g_strrstr (before, "<iq "), "id=\"") + 4;
  g_autofree char *answer = NULL;

  *strchr (id, '"') = '\0';
  answer = g_strdup_printf ("<iq type='error' id='%s'><error type='cancel'><not-allowed "
                            "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
                            id);
  talk_server_send (server, answer);
}

/* One after the other; who is there stays as the person has it, and what the server refuses is told. */
static void
test_contacts (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonImport) import = look_at (server, BEGIN CONTACTS END);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *asked = NULL;
  g_autofree char *last = NULL;
  guint n_refused;

  g_assert_cmpuint (beckon_import_get_n_contacts (import), ==, 5);
  g_assert_cmpuint (beckon_import_get_n_blocked (import), ==, 1);
  g_assert_cmpuint (beckon_import_count_new_contacts (import), ==, 3);
  g_assert_cmpuint (beckon_import_count_new_blocked (import), ==, 1);

  begin (import, NULL, &result);
  talk_server_answer (server, "<block ", "");
  talk_server_answer (server, "name=\"Bob\"", "");
  talk_server_send (server, PUSH ("<item jid='" BOB "' name='Bob' subscription='both'/>"));
  talk_server_answer (server, "jid=\"" CAROL "\" name=\"Carol\"><group>Friends</group></item>", "");
  g_free (talk_server_get (server, "<presence "));
  asked = talk_server_get (server, ">");
  g_assert_nonnull (strstr (asked, "\"subscribe\""));
  g_assert_nonnull (strstr (asked, CAROL));
  talk_server_send (server, PUSH ("<item jid='" CAROL "' name='Carol' subscription='none' "
                                  "ask='subscribe'><group>Friends</group></item>"));
  refuse (server, "jid=\"" DAVE "\"");
  talk_server_answer (server, "jid=\"" EVE "\" name=\"Eve\"", "");
  talk_server_send (server, PUSH ("<item jid='" EVE "' name='Eve' subscription='none'/>"));
  end (import, &result, &n_refused, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_refused, ==, 1);
  g_assert_cmpuint (beckon_import_count_new_contacts (import), ==, 1);
  g_assert_cmpuint (beckon_import_count_new_blocked (import), ==, 0);
  /* Nobody is asked whom the person had not asked, or who is blocked. */
  last = talk_server_settle (server);
  g_assert_null (strstr (last, "\"subscribe\""));

  /* Once more: only what was refused. */
  begin (import, NULL, &again);
  refuse (server, "jid=\"" DAVE "\"");
  end (import, &again, &n_refused, &error);
  g_assert_no_error (error);
  g_clear_pointer (&last, g_free);
  last = talk_server_settle (server);
  g_assert_null (strstr (last, "<query"));
  g_assert_null (strstr (last, "\"subscribe\""));
}

#define PERSON                                                                                     \
  "<vCard xmlns='vcard-temp'><FN>Alice</FN><PHOTO><BINVAL>iVBORw0KGgpvZiBhbGljZQ==</BINVAL>"       \
  "</PHOTO></vCard>"

/* What may be there and cannot be read is not replaced. */
static void
test_person_unread (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonImport) import = look_at (server, BEGIN PERSON END);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sent = NULL;

  begin (import, NULL, &result);
  refuse (server, "<items node=\"urn:xmpp:vcard4\"");
  refuse (server, "<items node=\"urn:xmpp:avatar:metadata\"");
  end (import, &result, NULL, &error);
  g_assert_no_error (error);
  sent = talk_server_settle (server);
  g_assert_null (strstr (sent, "type=\"set\""));
}

/* A picture that was taken back is not brought back. */
static void
test_person_known (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonImport) import = look_at (server, BEGIN PERSON END);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sent = NULL;

  begin (import, NULL, &result);
  talk_server_answer (server, "<items node=\"urn:xmpp:vcard4\"", "");
  talk_server_answer (server, "<vCard xmlns=\"vcard-temp\"/>",
                      "<vCard xmlns='vcard-temp'><FN>Somebody</FN></vCard>");
  talk_server_answer (server, "<configure node=\"urn:xmpp:vcard4\"", "");
  talk_server_answer (server, "<items node=\"urn:xmpp:avatar:metadata\"",
                      "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
                      "<items node='urn:xmpp:avatar:metadata'><item id='current'>"
                      "<metadata xmlns='urn:xmpp:avatar:metadata'/></item></items></pubsub>");
  end (import, &result, NULL, &error);
  g_assert_no_error (error);
  sent = talk_server_settle (server);
  g_assert_null (strstr (sent, "type=\"set\""));
}

static void
go_offline (TalkServer *server)
{
  beckon_account_set_enabled (server->account, FALSE);
  wait_until (beckon_account_get_state (server->account) == BECKON_ACCOUNT_OFFLINE);
}

/* Messages need no server; contacts wait for one. */
static void
test_offline (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonImport) import = look_at (server, BEGIN CONTACTS MESSAGES END);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  go_offline (server);
  begin (import, NULL, &result);
  g_assert_cmpuint (end (import, &result, NULL, &error), ==, 5);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  assert_chat (server, CAROL, "one >two three ");
}

static void
cancel_cb (guint n_done, guint n_total, gpointer user_data)
{
  g_assert_cmpuint (n_done, <=, n_total);
  g_cancellable_cancel (user_data);
}

static char *
make_many (void)
{
  GString *text = g_string_new (BEGIN "<archive xmlns='urn:xmpp:pie:0#mam'>");

  for (guint i = 0; i < MANY; i++)
    g_string_append_printf (text,
                            RESULT ("01.%06u", MESSAGE ("from='" CAROL "/x' to='" OLD
                                                        "' type='chat' id='m%u'",
                                                        BODY ("%u"))),
                            i, i, i);
  g_string_append (text, "</archive>" END);
  return g_string_free (text, FALSE);
}

static void
assert_many (TalkServer *server)
{
  g_autoptr (GPtrArray) newest = talk_server_load (server, find_chat (server, CAROL));

  g_assert_cmpuint (newest->len, ==, 1000);
  for (guint i = 0; i < newest->len; i++)
    g_assert_cmpint (atoi (beckon_message_get_body (g_ptr_array_index (newest, i))), ==,
                     MANY - 1000 + i);
}

/* Who stops has what was stored by then, and goes on from there. */
static void
test_stop (TalkServer *server, gconstpointer data)
{
  g_autofree char *many = make_many ();
  g_autoptr (BeckonImport) import = look_at (server, many);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_new;

  g_assert_cmpuint (beckon_import_get_n_messages (import), ==, MANY);
  beckon_import_run_async (import, cancellable, cancel_cb, cancellable, talk_server_result_cb,
                           &result);
  n_new = end (import, &result, NULL, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (n_new, >, 0);
  g_assert_cmpuint (n_new, <, MANY);
  g_assert_cmpint (
    atoi (beckon_message_get_body (beckon_chat_get_last_message (find_chat (server, CAROL)))), ==,
    n_new - 1);
  g_assert_cmpuint (run (import), ==, MANY - n_new);
  assert_many (server);
}

/* Cut off while it is being imported, or grown. */
static void
test_changed_file (TalkServer *server, gconstpointer data)
{
  g_autofree char *many = make_many ();
  g_autoptr (BeckonImport) import = look_at (server, BEGIN MESSAGES END);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  write_file (server, many);
  g_assert_cmpuint (run (import), ==, 6);
  many[strlen (many) - 10] = '\0';
  write_file (server, many);
  begin (import, NULL, &result);
  end (import, &result, NULL, &error);
  g_assert_error (error, BECKON_PIE_ERROR, BECKON_PIE_ERROR_DAMAGED);
}

static void
test_refused (TalkServer *server, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (look (server, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  write_file (server, "%PDF-1.7");
  g_assert_null (look (server, &error));
  g_assert_error (error, BECKON_PIE_ERROR, BECKON_PIE_ERROR_FORMAT);
  g_clear_error (&error);
  write_file (server, BEGIN);
  g_assert_null (look (server, &error));
  g_assert_error (error, BECKON_PIE_ERROR, BECKON_PIE_ERROR_DAMAGED);
}

static gboolean
export (TalkServer *server, GCancellable *cancellable, guint *n_messages, GError **error)
{
  g_autoptr (GFile) file = get_file (server);
  g_autoptr (GAsyncResult) result = NULL;
  guint n_contacts;
  gboolean done;

  beckon_account_export_async (server->account, file, cancellable,
                               cancellable != NULL ? cancel_cb : NULL, cancellable,
                               talk_server_result_cb, &result);
  wait_until (result != NULL);
  done
    = beckon_account_export_finish (server->account, result, &n_contacts, n_messages, error);
  g_assert_true (!done || n_contacts == 1);
  return done;
}

static char *
read_file (TalkServer *server)
{
  g_autoptr (GFile) file = get_file (server);
  char *text = NULL;

  g_file_load_contents (file, NULL, &text, NULL, NULL, NULL);
  return text;
}

/* What is exported is all there when it is imported where it comes from, and nobody else may read
 * it, whoever could read the file before. */
static void
test_export (TalkServer *server, gconstpointer data)
{
  g_autofree char *many = make_many ();
  g_autoptr (BeckonImport) first = look_at (server, many);
  g_autoptr (BeckonImport) second = NULL;
  g_autoptr (GFile) file = get_file (server);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GStatBuf status;
  guint n_messages;

  run (first);
  go_offline (server);
  g_object_unref (talk_server_write (server, find_chat (server, CAROL), "Not sent yet"));
  g_assert_cmpint (g_chmod (g_file_peek_path (file), 0644), ==, 0);
  g_assert_true (export (server, NULL, &n_messages, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_messages, ==, MANY + 2); /* with what settled at the beginning */
  g_assert_cmpint (g_stat (g_file_peek_path (file), &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  text = read_file (server);
  g_assert_nonnull (strstr (text, "jid=\"" BOB "\""));
  g_assert_null (strstr (text, "Not sent yet"));
  g_assert_null (strstr (text, PASSWORD));
  second = look (server, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (beckon_jid_get_full (beckon_import_get_jid (second)), ==, ALICE);
  g_assert_cmpuint (beckon_import_get_n_messages (second), ==, MANY + 2);
  g_assert_cmpuint (beckon_import_count_new_contacts (second), ==, 0);
  g_assert_cmpuint (run (second), ==, 0);
}

typedef struct
{
  guint n_done;
  guint largest_step;
} Steps;

static void
count_step_cb (guint n_done, guint n_total, gpointer user_data)
{
  Steps *steps = user_data;

  g_assert_cmpuint (n_done, <=, n_total);
  steps->largest_step = MAX (steps->largest_step, n_done - steps->n_done);
  steps->n_done = n_done;
}

static char *
make_large (guint n_messages, gsize length)
{
  g_autofree char *body = g_strnfill (length, 'x');
  GString *text = g_string_new (BEGIN "<archive xmlns='urn:xmpp:pie:0#mam'>");

  for (guint i = 0; i < n_messages; i++)
    g_string_append_printf (text,
                            RESULT ("%02u", MESSAGE ("from='" CAROL "/x' to='" OLD
                                                     "' type='chat' id='m%u'",
                                                     BODY ("%s"))),
                            i, i, body);
  g_string_append (text, "</archive>" END);
  return g_string_free (text, FALSE);
}

/* The longer the messages are, the fewer of them are stored, or written, in one go. */
static void
test_large (TalkServer *server, gconstpointer data)
{
  g_autofree char *large = make_large (40, 40 * 1024);
  g_autoptr (BeckonImport) import = look_at (server, large);
  g_autoptr (GAsyncResult) imported = NULL;
  g_autoptr (GAsyncResult) exported = NULL;
  g_autoptr (GFile) file = get_file (server);
  g_autoptr (GError) error = NULL;
  Steps in = { 0 }, out = { 0 };
  guint n_messages;

  beckon_import_run_async (import, NULL, count_step_cb, &in, talk_server_result_cb, &imported);
  g_assert_cmpuint (end (import, &imported, NULL, &error), ==, 40);
  g_assert_no_error (error);
  g_assert_cmpuint (in.n_done, ==, 40);
  g_assert_cmpuint (in.largest_step, <, 20);

  go_offline (server);
  beckon_account_export_async (server->account, file, NULL, count_step_cb, &out,
                               talk_server_result_cb, &exported);
  wait_until (exported != NULL);
  g_assert_true (
    beckon_account_export_finish (server->account, exported, NULL, &n_messages, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_messages, ==, 42); /* with what settled at the beginning */
  g_assert_cmpuint (out.n_done, ==, 42);
  g_assert_cmpuint (out.largest_step, <, 8);
}

/* What the person tells only some is not written where everyone would be told. */
static void
test_export_person (TalkServer *server, gconstpointer data)
{
  g_autoptr (GFile) file = get_file (server);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  beckon_account_export_async (server->account, file, NULL, NULL, NULL, talk_server_result_cb,
                               &result);
  talk_server_answer (server, "<items node=\"urn:xmpp:vcard4\"",
                      "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
                      "<items node='urn:xmpp:vcard4'><item id='i1'>"
                      "<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>Al &lt;A></text>"
                      "</fn></vcard></item></items></pubsub>");
  talk_server_answer (server, "<vCard xmlns=\"vcard-temp\"/>", "");
  talk_server_answer (server, "<configure node=\"urn:xmpp:vcard4\"",
                      "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>"
                      "<configure node='urn:xmpp:vcard4'><x xmlns='jabber:x:data' type='form'>"
                      "<field var='pubsub#access_model'><value>whitelist</value></field></x>"
                      "</configure></pubsub>");
  wait_until (result != NULL);
  g_assert_true (beckon_account_export_finish (server->account, result, NULL, NULL, &error));
  g_assert_no_error (error);
  text = read_file (server);
  g_assert_nonnull (strstr (text, "Al &lt;A&gt;"));
  g_assert_null (strstr (text, "<value>open</value>"));
  g_assert_null (strstr (text, "vcard-temp"));
}

/* Whoever gives up has the file that was there before, or none. */
static void
test_stop_export (TalkServer *server, gconstpointer data)
{
  g_autoptr (GFile) file = get_file (server);
  g_autofree char *before = NULL;

  go_offline (server);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      if (i == 1)
        write_file (server, "of last year");
      g_assert_false (export (server, cancellable, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      if (i == 0)
        g_assert_false (g_file_query_exists (file, NULL));
    }
  before = read_file (server);
  g_assert_cmpstr (before, ==, "of last year");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

#define TEST(name, function)                                                                       \
  g_test_add ("/transfer/" name, TalkServer, NULL, set_up, function, tear_down)
  TEST ("messages", test_messages);
  TEST ("unread", test_unread);
  TEST ("contacts", test_contacts);
  TEST ("person-unread", test_person_unread);
  TEST ("person-known", test_person_known);
  TEST ("offline", test_offline);
  TEST ("stop", test_stop);
  TEST ("changed-file", test_changed_file);
  TEST ("refused", test_refused);
  TEST ("export", test_export);
  TEST ("export-person", test_export_person);
  TEST ("stop-export", test_stop_export);
  TEST ("large", test_large);
  return g_test_run ();
}
