/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0490.h"
#include "xml.h"

#include <string.h>

#define STANZA_ID(by, id) "<stanza-id xmlns='urn:xmpp:sid:0' by='" by "' id='" id "'/>"
#define DISPLAYED(content) "<displayed xmlns='urn:xmpp:mds:displayed:0'>" content "</displayed>"
#define ITEM(id, payload) "<item xmlns='http://jabber.org/protocol/pubsub' id='" id "'>" payload "</item>"

static gboolean
parse (const char *text, char **peer, char **archive_id)
{
  g_autoptr (BeckonElement) element = xml (text);
  g_autoptr (BeckonJid) alice = beckon_jid_new ("alice@example.com", NULL);
  g_autoptr (BeckonJid) jid = NULL;
  BeckonPubsubItem item
    = { beckon_element_get_attribute (element, "id"), beckon_element_get_first_child (element) };
  const char *id = NULL;

  if (!beckon_mds_parse (&item, alice, &jid, &id))
    return FALSE;
  *peer = g_strdup (beckon_jid_get_full (jid));
  *archive_id = g_strdup (id);
  return TRUE;
}

static void
test_parse (void)
{
  g_autofree char *peer = NULL;
  g_autofree char *archive_id = NULL;

  g_assert_true (parse (ITEM ("Bob@example.com", DISPLAYED (STANZA_ID ("alice@example.com", "a1"))),
                        &peer, &archive_id));
  g_assert_cmpstr (peer, ==, "bob@example.com");
  g_assert_cmpstr (archive_id, ==, "a1");
}

static void
test_bad (void)
{
  static const char *const bad[] = {
    ITEM ("@", DISPLAYED (STANZA_ID ("alice@example.com", "a1"))),
    ITEM ("room@example.com/eve", DISPLAYED (STANZA_ID ("alice@example.com", "a1"))),
    ITEM ("bob@example.com", ""),
    ITEM ("bob@example.com", DISPLAYED ("")),
    ITEM ("bob@example.com", DISPLAYED (STANZA_ID ("bob@example.com", "a1"))),
    ITEM ("bob@example.com", DISPLAYED (STANZA_ID ("alice@example.com/pc", "a1"))),
    ITEM ("bob@example.com", DISPLAYED (STANZA_ID ("alice@example.com", ""))),
    ITEM ("bob@example.com", DISPLAYED (STANZA_ID ("alice@example.com", "a1")
                                          STANZA_ID ("alice@example.com", "a2"))),
    ITEM ("bob@example.com", "<displayed xmlns='urn:other'>" STANZA_ID ("alice@example.com", "a1")
                             "</displayed>"),
    "<item xmlns='http://jabber.org/protocol/pubsub'>"
    DISPLAYED (STANZA_ID ("alice@example.com", "a1")) "</item>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      char *peer, *archive_id;

      g_test_message ("%s", bad[i]);
      g_assert_false (parse (bad[i], &peer, &archive_id));
    }
}

/* What is published is for our own devices only. */
static void
test_publish (void)
{
  g_autoptr (BeckonJid) alice = beckon_jid_new ("alice@example.com", NULL);
  g_autoptr (BeckonElement) iq = beckon_mds_publish_new (alice, "bob@example.com", "a1");
  g_autofree char *text = beckon_element_to_xml (iq);

  g_assert_null (beckon_element_get_attribute (iq, "to"));
  g_assert_nonnull (strstr (text, "<item id=\"bob@example.com\"><displayed"));
  g_assert_nonnull (strstr (text, "id=\"a1\""));
  g_assert_nonnull (
    strstr (text, "var=\"pubsub#access_model\"><value>whitelist</value></field>"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xep-0490/parse", test_parse);
  g_test_add_func ("/xep-0490/bad", test_bad);
  g_test_add_func ("/xep-0490/publish", test_publish);
  return g_test_run ();
}
