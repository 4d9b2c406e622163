/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages in wrappers: XEP-0280, 0297 and 0313 with 0059. */

#include "beckon-parse.h"
#include "rfc-6121-message.h"
#include "xep-0059.h"
#include "xep-0280.h"
#include "xep-0313.h"
#include "xml.h"

#include <string.h>

#define FORWARDED(message)                                                                         \
  "<forwarded xmlns='urn:xmpp:forward:0'>"                                                         \
  "<delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z'/>" message "</forwarded>"
#define FROM_BOB                                                                                   \
  "<message xmlns='jabber:client' from='bob@example.com/pc' to='alice@example.com/x' type='chat'>" \
  "<body>hi</body></message>"
#define FROM_ALICE                                                                                 \
  "<message xmlns='jabber:client' from='alice@example.com/y' to='bob@example.com' type='chat'>"    \
  "<body>hello</body></message>"
#define CARBON(from, kind, content)                                                                \
  "<message from='" from "' type='chat'><" kind " xmlns='urn:xmpp:carbons:2'>" content "</" kind   \
  "></message>"

static void
test_carbons (void)
{
  static const struct
  {
    const char *message;
    BeckonCarbonDirection direction;
  } cases[] = {
    { CARBON ("alice@example.com", "received", FORWARDED (FROM_BOB)), BECKON_CARBON_RECEIVED },
    { CARBON ("alice@example.com", "sent", FORWARDED (FROM_ALICE)), BECKON_CARBON_SENT },
    { FROM_BOB, BECKON_CARBON_NONE },
    /* Somebody else, or a device, makes no copies. */
    { CARBON ("mallory@example.com", "received", FORWARDED (FROM_BOB)), BECKON_CARBON_FORGED },
    { CARBON ("example.com", "sent", FORWARDED (FROM_ALICE)), BECKON_CARBON_FORGED },
    { CARBON ("alice@example.com/evil", "sent", FORWARDED (FROM_ALICE)), BECKON_CARBON_FORGED },
    /* What we sent is from us. */
    { CARBON ("alice@example.com", "sent", FORWARDED (FROM_BOB)), BECKON_CARBON_FORGED },
    /* Nothing in it, two in it, or two wrappers. */
    { CARBON ("alice@example.com", "received", ""), BECKON_CARBON_FORGED },
    { CARBON ("alice@example.com", "received", FORWARDED ("")), BECKON_CARBON_FORGED },
    { CARBON ("alice@example.com", "received", FROM_BOB), BECKON_CARBON_FORGED },
    { CARBON ("alice@example.com", "received", FORWARDED (FROM_BOB FROM_BOB)),
      BECKON_CARBON_FORGED },
    { CARBON ("alice@example.com", "received", FORWARDED (FROM_BOB) FORWARDED (FROM_BOB)),
      BECKON_CARBON_FORGED },
    { CARBON ("alice@example.com", "received",
              FORWARDED ("<message xmlns='urn:other' from='bob@example.com'/>")),
      BECKON_CARBON_FORGED },
    { CARBON ("alice@example.com", "received", FORWARDED ("<message xmlns='jabber:client'/>")),
      BECKON_CARBON_FORGED },
    { "<message from='alice@example.com'><received xmlns='urn:other'>" FORWARDED (
        FROM_BOB) "</received></message>",
      BECKON_CARBON_NONE },
  };
  g_autoptr (BeckonJid) alice = beckon_jid_new ("alice@example.com", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonElement) message = xml (cases[i].message);
      g_autoptr (BeckonElement) copied = NULL;
      gint64 time;

      g_test_message ("%s", cases[i].message);
      g_assert_cmpint (beckon_carbons_unwrap (message, alice, &copied, &time), ==,
                       cases[i].direction);
      if (cases[i].direction == BECKON_CARBON_SENT || cases[i].direction == BECKON_CARBON_RECEIVED)
        {
          g_assert_nonnull (copied);
          g_assert_cmpint (time, ==, G_GINT64_CONSTANT (1577836800000000));
        }
      else
        {
          g_assert_null (copied);
          g_assert_cmpint (time, ==, 0);
        }
    }
}

/* A contact sends a copy inside of an honest message, and the server copies that: what comes out
 * is the contact's message, and its copy stays closed. */
static void
test_carbons_nested (void)
{
  static const char text[]
    = CARBON ("alice@example.com", "received",
              FORWARDED ("<message xmlns='jabber:client' from='mallory@example.com/m' type='chat'>"
                         "<received xmlns='urn:xmpp:carbons:2'>" FORWARDED (
                           FROM_BOB) "</received></message>"));
  g_autoptr (BeckonJid) alice = beckon_jid_new ("alice@example.com", NULL);
  g_autoptr (BeckonElement) message = xml (text);
  g_autoptr (BeckonElement) copied = NULL;
  g_autoptr (BeckonElement) again = NULL;
  g_autoptr (BeckonMessageStanza) stanza = NULL;
  gint64 time;

  g_assert_cmpint (beckon_carbons_unwrap (message, alice, &copied, &time), ==,
                   BECKON_CARBON_RECEIVED);
  g_clear_pointer (&message, beckon_element_unref);
  stanza = beckon_message_stanza_parse (copied, NULL);
  g_assert_cmpstr (beckon_jid_get_bare (stanza->from), ==, "mallory@example.com");
  g_assert_null (stanza->body);
  g_assert_cmpint (beckon_carbons_unwrap (copied, alice, &again, &time), ==, BECKON_CARBON_FORGED);
}

static void
test_mam_query (void)
{
  g_autoptr (BeckonJid) bob = beckon_jid_new ("bob@example.com", NULL);
  const BeckonMamQuery query
    = { .with = bob, .start = G_GINT64_CONSTANT (1577836800000000), .before = "", .max = 50 };
  g_autoptr (BeckonElement) iq = beckon_mam_query_new (&query, "q1");
  BeckonElement *element = beckon_element_get_child (iq, "query", BECKON_NS_MAM);
  BeckonElement *form = beckon_element_get_child (element, "x", "jabber:x:data");
  g_autofree char *text = beckon_element_to_xml (iq);

  g_assert_cmpstr (beckon_element_get_attribute (iq, "type"), ==, "set");
  g_assert_cmpstr (beckon_element_get_attribute (element, "queryid"), ==, "q1");
  g_assert_cmpstr (beckon_element_get_attribute (form, "type"), ==, "submit");
  g_assert_nonnull (strstr (text, "<value>urn:xmpp:mam:2</value>"));
  g_assert_nonnull (strstr (text, "<value>bob@example.com</value>"));
  g_assert_nonnull (strstr (text, "<value>2020-01-01T00:00:00.000000Z</value>"));
  g_assert_nonnull (strstr (text, "<max>50</max><before/></set>"));
}

#define RESULT(from, query, id, content)                                                           \
  "<message" from "><result xmlns='urn:xmpp:mam:2' queryid='" query "' id='" id "'>" content       \
  "</result></message>"

static void
test_mam_item (void)
{
  static const struct
  {
    const char *message;
    gboolean ours;
    gboolean room;
  } cases[] = {
    { RESULT (" from='alice@example.com'", "q1", "a1", FORWARDED (FROM_BOB)), TRUE, FALSE },
    { RESULT ("", "q1", "a1", FORWARDED (FROM_BOB)), TRUE, FALSE },
    { RESULT (" from='room@rooms.example.com'", "q1", "a1", FORWARDED (FROM_BOB)), FALSE, TRUE },
    { RESULT (" from='mallory@example.com'", "q1", "a1", FORWARDED (FROM_BOB)), FALSE, FALSE },
    { RESULT (" from='alice@example.com/x'", "q1", "a1", FORWARDED (FROM_BOB)), FALSE, FALSE },
    { RESULT ("", "q2", "a1", FORWARDED (FROM_BOB)), FALSE, FALSE },
    { RESULT ("", "q1", "", FORWARDED (FROM_BOB)), FALSE, FALSE },
    { RESULT ("", "q1", "a1", FROM_BOB), FALSE, FALSE },
    { RESULT ("", "q1", "a1", FORWARDED (FROM_BOB FROM_ALICE)), FALSE, FALSE },
    { "<message><result xmlns='urn:xmpp:mam:2' id='a1'>" FORWARDED (FROM_BOB) "</result></message>",
      FALSE, FALSE },
    { "<message><result xmlns='urn:other' queryid='q1' id='a1'>" FORWARDED (
        FROM_BOB) "</result></message>",
      FALSE, FALSE },
  };
  g_autoptr (BeckonJid) alice = beckon_jid_new ("alice@example.com", NULL);
  g_autoptr (BeckonJid) room = beckon_jid_new ("room@rooms.example.com", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonElement) message = xml (cases[i].message);
      g_autoptr (BeckonMamItem) own = beckon_mam_parse_item (message, alice, NULL, "q1");
      g_autoptr (BeckonMamItem) same = beckon_mam_parse_item (message, alice, alice, "q1");
      g_autoptr (BeckonMamItem) rooms = beckon_mam_parse_item (message, alice, room, "q1");

      g_test_message ("%s", cases[i].message);
      g_assert_cmpint (own != NULL, ==, cases[i].ours);
      g_assert_cmpint (same != NULL, ==, cases[i].ours);
      g_assert_cmpint (rooms != NULL, ==, cases[i].room);
      if (own != NULL)
        {
          g_assert_cmpstr (own->archive_id, ==, "a1");
          g_assert_cmpint (own->time, ==, G_GINT64_CONSTANT (1577836800000000));
        }
    }
}

static void
test_mam_fin (void)
{
  g_autoptr (BeckonElement) iq
    = xml ("<iq type='result'><fin xmlns='urn:xmpp:mam:2' complete='true'>"
           "<set xmlns='http://jabber.org/protocol/rsm'><first>a</first><last>b</last></set></fin>"
           "</iq>");
  g_autoptr (BeckonElement) empty = xml ("<iq type='result'><fin xmlns='urn:xmpp:mam:2'/></iq>");
  g_autoptr (BeckonElement) none = xml ("<iq type='result'><fin xmlns='urn:other'/></iq>");
  g_auto (BeckonMamPage) page = { NULL };
  g_auto (BeckonMamPage) empty_page = { NULL };
  g_auto (BeckonMamPage) no_page = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (beckon_mam_parse_fin (iq, &page, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (page.first, ==, "a");
  g_assert_cmpstr (page.last, ==, "b");
  g_assert_true (page.complete);

  g_assert_true (beckon_mam_parse_fin (empty, &empty_page, &error));
  g_assert_no_error (error);
  g_assert_null (empty_page.last);
  g_assert_false (empty_page.complete);

  g_assert_false (beckon_mam_parse_fin (none, &no_page, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
}

static void
test_rsm (void)
{
  g_autoptr (BeckonElement) fin
    = xml ("<fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'>"
           "<first index='0'>a</first><last>b</last><count>12</count></set></fin>");
  g_autoptr (BeckonElement) odd
    = xml ("<fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'>"
           "<first/><count>-1</count></set></fin>");
  g_auto (BeckonRsmPage) page = { NULL, NULL, -1 };
  g_auto (BeckonRsmPage) odd_page = { NULL, NULL, -1 };

  beckon_rsm_page_parse (fin, &page);
  g_assert_cmpstr (page.first, ==, "a");
  g_assert_cmpstr (page.last, ==, "b");
  g_assert_cmpint (page.count, ==, 12);

  beckon_rsm_page_parse (odd, &odd_page);
  g_assert_null (odd_page.first);
  g_assert_null (odd_page.last);
  g_assert_cmpint (odd_page.count, ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xep/carbons/unwrap", test_carbons);
  g_test_add_func ("/xep/carbons/nested", test_carbons_nested);
  g_test_add_func ("/xep/mam/query", test_mam_query);
  g_test_add_func ("/xep/mam/item", test_mam_item);
  g_test_add_func ("/xep/mam/fin", test_mam_fin);
  g_test_add_func ("/xep/rsm/page", test_rsm);

  return g_test_run ();
}
