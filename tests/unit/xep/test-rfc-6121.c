/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-parse.h"
#include "rfc-6121-message.h"
#include "rfc-6121-presence.h"
#include "rfc-6121-roster.h"
#include "xml.h"

#include <string.h>

static void
test_roster_result (void)
{
  g_autoptr (BeckonElement) iq = xml (
    "<iq type='result'><query xmlns='jabber:iq:roster' ver='v2'>"
    "<item jid='Bob@example.com' name=' Bob\n B. ' subscription='both'>"
    "<group>Work</group><group>Work</group><group> </group><group xmlns='urn:x'>No</group></item>"
    "<item jid='carol@example.com' ask='subscribe' subscription='strange'/>"
    "<item jid='bob@EXAMPLE.com' name='Again' subscription='to'/>"
    "<item jid='dave@example.com/phone' subscription='both'/>"
    "<item jid='@' subscription='both'/><item subscription='both'/>"
    "<item jid='gone@example.com' subscription='remove'/>"
    "<item xmlns='urn:other' jid='eve@example.com'/></query></iq>");
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *version = NULL;
  g_autoptr (GError) error = NULL;
  BeckonRosterItem *item;

  g_assert_true (beckon_roster_parse_result (iq, &items, &version, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (version, ==, "v2");
  g_assert_cmpuint (items->len, ==, 2);

  item = items->pdata[0];
  g_assert_cmpstr (beckon_jid_get_full (item->jid), ==, "bob@example.com");
  g_assert_cmpstr (item->name, ==, "Bob B.");
  g_assert_cmpstr (item->subscription, ==, "both");
  g_assert_false (item->ask);
  g_assert_cmpuint (g_strv_length (item->groups), ==, 1);
  g_assert_cmpstr (item->groups[0], ==, "Work");

  item = items->pdata[1];
  g_assert_null (item->name);
  g_assert_cmpstr (item->subscription, ==, "none");
  g_assert_true (item->ask);
  g_assert_cmpuint (g_strv_length (item->groups), ==, 0);
}

static void
test_roster_unchanged (void)
{
  g_autoptr (BeckonElement) empty = xml ("<iq type='result'/>");
  g_autoptr (BeckonElement) other = xml ("<iq type='result'><query xmlns='urn:other'/></iq>");
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *version = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (beckon_roster_parse_result (empty, &items, &version, &error));
  g_assert_no_error (error);
  g_assert_null (items);
  g_assert_null (version);

  g_assert_false (beckon_roster_parse_result (other, &items, &version, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
}

static BeckonElement *
new_long_roster (guint n)
{
  GString *text = g_string_new ("<iq type='result'><query xmlns='jabber:iq:roster' ver='1'>");
  BeckonElement *iq;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "<item jid='u%u@example.com' subscription='both'/>", i);
  g_string_append (text, "</query></iq>");
  iq = xml (text->str);
  g_string_free (text, TRUE);
  return iq;
}

static void
test_roster_long (void)
{
  g_autoptr (BeckonElement) iq = new_long_roster (10000);
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *version = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (beckon_roster_parse_result (iq, &items, &version, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 10000);
}

static void
test_roster_push (void)
{
  static const char *const bad[] = {
    "<query xmlns='jabber:iq:roster'/>",
    "<query xmlns='jabber:iq:roster'><item jid='a@b.c'/><item jid='d@b.c'/></query>",
    "<query xmlns='jabber:iq:roster'><item jid='a@b.c/d'/></query>",
    "<query xmlns='jabber:iq:roster'><item xmlns='urn:other' jid='a@b.c'/></query>",
  };
  g_autoptr (BeckonElement) push = xml ("<query xmlns='jabber:iq:roster' ver='3'>"
                                        "<item jid='bob@example.com' subscription='remove'/>"
                                        "</query>");
  g_autofree char *version = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonRosterItem) item = beckon_roster_parse_push (push, &version, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (item->subscription, ==, "remove");
  g_assert_cmpstr (version, ==, "3");

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (BeckonElement) element = xml (bad[i]);
      g_autofree char *none = NULL;

      g_assert_null (beckon_roster_parse_push (element, &none, &error));
      g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
      g_clear_error (&error);
    }
}

static void
test_roster_requests (void)
{
  static const char *const groups[] = { "A & B", NULL };
  g_autoptr (BeckonJid) jid = beckon_jid_new ("bob@example.com/phone", NULL);
  g_autoptr (BeckonElement) get = beckon_roster_request_new ("");
  g_autoptr (BeckonElement) set = beckon_roster_set_new (jid, "Bob <3", groups);
  g_autoptr (BeckonElement) removal = beckon_roster_remove_new (jid);
  BeckonElement *query, *item;
  g_autofree char *group = NULL;

  query = beckon_element_get_child (get, "query", BECKON_NS_ROSTER);
  g_assert_cmpstr (beckon_element_get_attribute (query, "ver"), ==, "");

  query = beckon_element_get_child (set, "query", BECKON_NS_ROSTER);
  item = beckon_element_get_child (query, "item", BECKON_NS_ROSTER);
  g_assert_cmpstr (beckon_element_get_attribute (set, "type"), ==, "set");
  g_assert_cmpstr (beckon_element_get_attribute (item, "jid"), ==, "bob@example.com");
  g_assert_cmpstr (beckon_element_get_attribute (item, "name"), ==, "Bob <3");
  group = beckon_element_dup_child_text (item, "group", BECKON_NS_ROSTER);
  g_assert_cmpstr (group, ==, "A & B");

  query = beckon_element_get_child (removal, "query", BECKON_NS_ROSTER);
  item = beckon_element_get_child (query, "item", BECKON_NS_ROSTER);
  g_assert_cmpstr (beckon_element_get_attribute (item, "subscription"), ==, "remove");
}

static void
test_presence (void)
{
  g_autoptr (BeckonElement) stanza
    = xml ("<presence from='bob@example.com/pc'><show>dnd</show><status xml:lang='de'>Weg</status>"
           "<status xml:lang='en'> Gone\nfishing </status><priority>-5</priority></presence>");
  g_autoptr (BeckonPresence) presence = beckon_presence_parse (stanza, "en");

  g_assert_cmpint (presence->type, ==, BECKON_PRESENCE_AVAILABLE);
  g_assert_cmpstr (beckon_jid_get_full (presence->from), ==, "bob@example.com/pc");
  g_assert_cmpstr (presence->show, ==, "dnd");
  g_assert_cmpstr (presence->status, ==, "Gone\nfishing");
  g_assert_cmpint (presence->priority, ==, -5);
}

static void
test_presence_odd (void)
{
  static const char *const bad[] = {
    "<presence/>",
    "<presence from='@'/>",
    "<presence from='bob@example.com' type='strange'/>",
    "<presence from='bob@example.com' type=''/>",
    "<presence xmlns='jabber:server' from='bob@example.com'/>",
    "<message from='bob@example.com'/>",
  };
  g_autofree char *status = g_strnfill (5000, 'x');
  g_autofree char *text
    = g_strdup_printf ("<presence from='bob@example.com/pc'><show>online</show><show>away</show>"
                       "<status>%s</status><priority>999</priority></presence>",
                       status);
  g_autoptr (BeckonElement) stanza = xml (text);
  g_autoptr (BeckonPresence) presence = beckon_presence_parse (stanza, NULL);

  g_assert_null (presence->show);
  g_assert_cmpuint (strlen (presence->status), ==, 1024);
  g_assert_cmpint (presence->priority, ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (BeckonElement) element = xml (bad[i]);

      g_test_message ("%s", bad[i]);
      g_assert_null (beckon_presence_parse (element, NULL));
    }
}

static void
test_presence_build (void)
{
  g_autoptr (BeckonJid) bob = beckon_jid_new ("bob@example.com/pc", NULL);
  g_autoptr (BeckonElement) away = beckon_presence_new ("away", "lunch & co");
  g_autoptr (BeckonElement) online = beckon_presence_new (NULL, "");
  g_autoptr (BeckonElement) subscribe
    = beckon_presence_new_subscription (BECKON_PRESENCE_SUBSCRIBE, bob);
  g_autofree char *show = beckon_element_dup_child_text (away, "show", "jabber:client");
  g_autofree char *status = beckon_element_dup_child_text (away, "status", "jabber:client");

  g_assert_cmpstr (show, ==, "away");
  g_assert_cmpstr (status, ==, "lunch & co");
  g_assert_null (beckon_element_get_first_child (online));
  g_assert_cmpstr (beckon_element_get_attribute (subscribe, "type"), ==, "subscribe");
  g_assert_cmpstr (beckon_element_get_attribute (subscribe, "to"), ==, "bob@example.com");
}

static void
test_message (void)
{
  g_autoptr (BeckonElement) stanza
    = xml ("<message from='bob@example.com/pc' to='alice@example.com' id='1' type='chat'>"
           "<body xmlns='urn:other'>not this</body><body>hello\n there</body>"
           "<thread>t1</thread></message>");
  g_autoptr (BeckonMessageStanza) message = beckon_message_stanza_parse (stanza, NULL);

  g_assert_cmpint (message->type, ==, BECKON_MESSAGE_TYPE_CHAT);
  g_assert_cmpstr (beckon_jid_get_resource (message->from), ==, "pc");
  g_assert_cmpstr (beckon_jid_get_full (message->to), ==, "alice@example.com");
  g_assert_cmpstr (message->id, ==, "1");
  g_assert_cmpstr (message->body, ==, "hello\n there");
  g_assert_cmpstr (message->thread, ==, "t1");
  g_assert_null (message->error);
}

static void
test_message_error (void)
{
  g_autoptr (BeckonElement) stanza
    = xml ("<message from='bob@example.com' type='error' id='7'><body>mine</body>"
           "<error type='cancel'><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>No\nway</text>"
           "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
  g_autoptr (BeckonElement) strange = xml ("<message from='bob@example.com' type='error'><error>"
                                           "<gone xmlns='urn:other'/></error></message>");
  g_autoptr (BeckonMessageStanza) message = beckon_message_stanza_parse (stanza, NULL);
  g_autoptr (BeckonMessageStanza) odd = beckon_message_stanza_parse (strange, NULL);

  g_assert_cmpint (message->type, ==, BECKON_MESSAGE_TYPE_ERROR);
  g_assert_cmpstr (message->error, ==, "service-unavailable");
  g_assert_cmpstr (message->error_text, ==, "No way");
  g_assert_cmpstr (odd->error, ==, "undefined-condition");
}

static void
test_message_odd (void)
{
  static const char *const bad[] = {
    "<message from='@'/>",
    "<message to='a@'/>",
    "<message from=''/>",
    "<iq from='bob@example.com'/>",
    "<message xmlns='urn:other' from='bob@example.com'/>",
  };
  g_autofree char *id = g_strnfill (2000, 'i');
  g_autofree char *text = g_strdup_printf ("<message type='strange' id='%s'><body/></message>", id);
  g_autoptr (BeckonElement) stanza = xml (text);
  g_autoptr (BeckonMessageStanza) message = beckon_message_stanza_parse (stanza, NULL);

  g_assert_cmpint (message->type, ==, BECKON_MESSAGE_TYPE_NORMAL);
  g_assert_null (message->from);
  g_assert_null (message->id);
  g_assert_null (message->body);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (BeckonElement) element = xml (bad[i]);

      g_test_message ("%s", bad[i]);
      g_assert_null (beckon_message_stanza_parse (element, NULL));
    }
}

static void
test_message_build (void)
{
  g_autoptr (BeckonJid) bob = beckon_jid_new ("bob@example.com", NULL);
  g_autoptr (BeckonElement) stanza = beckon_message_stanza_new (bob, "id1", "a < b \001& c");
  g_autoptr (BeckonMessageStanza) message = beckon_message_stanza_parse (stanza, NULL);
  BeckonElement *origin = beckon_element_get_child (stanza, "origin-id", "urn:xmpp:sid:0");

  g_assert_cmpint (message->type, ==, BECKON_MESSAGE_TYPE_CHAT);
  g_assert_cmpstr (message->body, ==, "a < b & c");
  g_assert_cmpstr (message->id, ==, "id1");
  g_assert_cmpstr (beckon_element_get_attribute (origin, "id"), ==, "id1");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xep/rfc-6121/roster/result", test_roster_result);
  g_test_add_func ("/xep/rfc-6121/roster/unchanged", test_roster_unchanged);
  g_test_add_func ("/xep/rfc-6121/roster/long", test_roster_long);
  g_test_add_func ("/xep/rfc-6121/roster/push", test_roster_push);
  g_test_add_func ("/xep/rfc-6121/roster/requests", test_roster_requests);
  g_test_add_func ("/xep/rfc-6121/presence/parse", test_presence);
  g_test_add_func ("/xep/rfc-6121/presence/odd", test_presence_odd);
  g_test_add_func ("/xep/rfc-6121/presence/build", test_presence_build);
  g_test_add_func ("/xep/rfc-6121/message/parse", test_message);
  g_test_add_func ("/xep/rfc-6121/message/error", test_message_error);
  g_test_add_func ("/xep/rfc-6121/message/odd", test_message_odd);
  g_test_add_func ("/xep/rfc-6121/message/build", test_message_build);

  return g_test_run ();
}
