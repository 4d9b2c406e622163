/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a message carries besides its text: XEP-0085, 0184, 0203, 0308, 0333, 0334 and 0359. */

#include "rfc-6121-message.h"
#include "xep-0085.h"
#include "xep-0184.h"
#include "xep-0203.h"
#include "xep-0308.h"
#include "xep-0333.h"
#include "xep-0334.h"
#include "xep-0359.h"
#include "xml.h"

static void
test_built (void)
{
  g_autoptr (BeckonJid) bob = beckon_jid_new ("bob@example.com", NULL);
  g_autoptr (BeckonElement) message = beckon_message_stanza_new (bob, "m1", "hi");

  beckon_receipt_add_request (message);
  beckon_chat_state_add (message, BECKON_CHAT_STATE_ACTIVE);
  beckon_marker_add_markable (message);
  beckon_hint_add (message, BECKON_HINT_STORE);

  g_assert_true (beckon_receipt_is_requested (message));
  g_assert_cmpint (beckon_chat_state_get (message), ==, BECKON_CHAT_STATE_ACTIVE);
  g_assert_true (beckon_marker_is_markable (message));
  g_assert_nonnull (beckon_element_get_child (message, "store", BECKON_NS_HINTS));
  g_assert_cmpstr (beckon_origin_id_get (message), ==, "m1");
}

static void
test_receipt (void)
{
  static const char *const unasked[] = {
    "<message id='1'/>",
    "<message><request xmlns='urn:xmpp:receipts'/></message>",
    "<message id='1'><request xmlns='urn:other'/></message>",
    "<message id='1' type='error'><request xmlns='urn:xmpp:receipts'/></message>",
    ("<message id='1'><request xmlns='urn:xmpp:receipts'/>"
     "<received xmlns='urn:xmpp:receipts' id='2'/></message>"),
    "<message id='1'><x xmlns='urn:x'><request xmlns='urn:xmpp:receipts'/></x></message>",
  };
  static const char *const no_receipt[] = {
    "<message><received xmlns='urn:xmpp:receipts'/></message>",
    "<message><received xmlns='urn:xmpp:receipts' id=''/></message>",
    "<message type='error'><received xmlns='urn:xmpp:receipts' id='1'/></message>",
    "<message><received xmlns='urn:other' id='1'/></message>",
  };
  g_autoptr (BeckonJid) bob = beckon_jid_new ("bob@example.com/pc", NULL);
  g_autoptr (BeckonElement) receipt = beckon_receipt_new (bob, "m1");

  g_assert_cmpstr (beckon_receipt_get_received_id (receipt), ==, "m1");
  g_assert_false (beckon_receipt_is_requested (receipt));
  g_assert_cmpstr (beckon_element_get_attribute (receipt, "to"), ==, "bob@example.com/pc");

  for (guint i = 0; i < G_N_ELEMENTS (unasked); i++)
    {
      g_autoptr (BeckonElement) message = xml (unasked[i]);

      g_test_message ("%s", unasked[i]);
      g_assert_false (beckon_receipt_is_requested (message));
    }
  for (guint i = 0; i < G_N_ELEMENTS (no_receipt); i++)
    {
      g_autoptr (BeckonElement) message = xml (no_receipt[i]);

      g_test_message ("%s", no_receipt[i]);
      g_assert_null (beckon_receipt_get_received_id (message));
    }
}

static void
test_chat_state (void)
{
  static const struct
  {
    const char *message;
    BeckonChatState state;
  } cases[] = {
    { "<message><composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
      BECKON_CHAT_STATE_COMPOSING },
    { "<message><gone xmlns='http://jabber.org/protocol/chatstates'/></message>",
      BECKON_CHAT_STATE_GONE },
    { "<message><composing xmlns='jabber:x:event'/></message>", BECKON_CHAT_STATE_NONE },
    { "<message><thinking xmlns='http://jabber.org/protocol/chatstates'/></message>",
      BECKON_CHAT_STATE_NONE },
    { "<message type='error'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
      BECKON_CHAT_STATE_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonElement) message = xml (cases[i].message);

      g_test_message ("%s", cases[i].message);
      g_assert_cmpint (beckon_chat_state_get (message), ==, cases[i].state);
    }
}

static void
test_marker (void)
{
  g_autoptr (BeckonJid) bob = beckon_jid_new ("bob@example.com/pc", NULL);
  g_autoptr (BeckonElement) marker = beckon_marker_displayed_new (bob, "m1");
  g_autoptr (BeckonElement) loop
    = xml ("<message id='2'><displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>"
           "<markable xmlns='urn:xmpp:chat-markers:0'/></message>");
  g_autoptr (BeckonElement) error
    = xml ("<message type='error'><displayed xmlns='urn:xmpp:chat-markers:0' id='1'/></message>");

  g_assert_cmpstr (beckon_marker_get_displayed_id (marker), ==, "m1");
  g_assert_cmpstr (beckon_element_get_attribute (marker, "to"), ==, "bob@example.com");
  g_assert_false (beckon_marker_is_markable (loop));
  g_assert_null (beckon_marker_get_displayed_id (error));
}

static void
test_correction (void)
{
  g_autoptr (BeckonElement) message
    = xml ("<message id='2'><replace xmlns='urn:xmpp:message-correct:0' id='1'/></message>");
  g_autoptr (BeckonElement) other
    = xml ("<message id='2'><replace xmlns='urn:other' id='1'/></message>");

  g_assert_cmpstr (beckon_correction_get_replaced_id (message), ==, "1");
  g_assert_null (beckon_correction_get_replaced_id (other));
}

static void
test_stanza_id (void)
{
  static const struct
  {
    const char *message;
    const char *id;
  } cases[] = {
    { "<message><stanza-id xmlns='urn:xmpp:sid:0' by='alice@example.com' id='a'/></message>", "a" },
    { "<message><stanza-id xmlns='urn:xmpp:sid:0' by='room@example.com' id='r'/>"
      "<stanza-id xmlns='urn:xmpp:sid:0' by='Alice@example.com' id='a'/></message>",
      "a" },
    { "<message><stanza-id xmlns='urn:xmpp:sid:0' id='a'/></message>", NULL },
    { "<message><stanza-id xmlns='urn:xmpp:sid:0' by='example.com' id='a'/></message>", NULL },
    { "<message><stanza-id xmlns='urn:xmpp:sid:0' by='alice@example.com/x' id='a'/></message>",
      NULL },
    { "<message><stanza-id xmlns='urn:xmpp:sid:0' by='alice@example.com' id='a'/>"
      "<stanza-id xmlns='urn:xmpp:sid:0' by='alice@example.com' id='b'/></message>",
      NULL },
  };
  g_autoptr (BeckonJid) alice = beckon_jid_new ("alice@example.com", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonElement) message = xml (cases[i].message);

      g_test_message ("%s", cases[i].message);
      g_assert_cmpstr (beckon_stanza_id_get (message, alice), ==, cases[i].id);
    }
}

static void
test_delay (void)
{
#define DELAY(from, stamp)                                                                         \
  "<message><delay xmlns='urn:xmpp:delay' from='" from "' stamp='" stamp "'/></message>"
  static const struct
  {
    const char *message;
    gboolean believed;
  } cases[] = {
    { DELAY ("example.com", "2020-01-01T00:00:00Z"), TRUE },
    { DELAY ("alice@example.com", "2020-01-01T00:00:00Z"), TRUE },
    { DELAY ("bob@example.com", "2020-01-01T00:00:00Z"), FALSE },
    { DELAY ("alice@example.com/pc", "2020-01-01T00:00:00Z"), FALSE },
    { DELAY ("example.com", "2999-01-01T00:00:00Z"), FALSE },
    { DELAY ("example.com", "yesterday"), FALSE },
    { "<message><delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z'/></message>", FALSE },
    { "<message><x><delay xmlns='urn:xmpp:delay' from='example.com' "
      "stamp='2020-01-01T00:00:00Z'/></x></message>",
      FALSE },
  };
  g_autoptr (BeckonJid) alice = beckon_jid_new ("alice@example.com", NULL);
  g_autoptr (BeckonElement) both = NULL;
  gint64 time;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonElement) message = xml (cases[i].message);

      g_test_message ("%s", cases[i].message);
      g_assert_cmpint (beckon_delay_get_time (message, alice, &time), ==, cases[i].believed);
      if (cases[i].believed)
        g_assert_cmpint (time, ==, G_GINT64_CONSTANT (1577836800000000));
    }

  both = xml ("<message><delay xmlns='urn:xmpp:delay' from='bob@example.com' "
              "stamp='2001-01-01T00:00:00Z'/><delay xmlns='urn:xmpp:delay' from='example.com' "
              "stamp='2020-01-01T00:00:00Z'/></message>");
  g_assert_true (beckon_delay_get_time (both, alice, &time));
  g_assert_cmpint (time, ==, G_GINT64_CONSTANT (1577836800000000));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xep/message/built", test_built);
  g_test_add_func ("/xep/message/receipt", test_receipt);
  g_test_add_func ("/xep/message/chat-state", test_chat_state);
  g_test_add_func ("/xep/message/marker", test_marker);
  g_test_add_func ("/xep/message/correction", test_correction);
  g_test_add_func ("/xep/message/stanza-id", test_stanza_id);
  g_test_add_func ("/xep/message/delay", test_delay);

  return g_test_run ();
}
