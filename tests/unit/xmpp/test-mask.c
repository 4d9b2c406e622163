/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-mask.h"

#include "beckon-ns.h"
#include "beckon-tap.h"

#include <string.h>

static BeckonElement *
parse (const char *xml)
{
  g_autoptr (GError) error = NULL;
  BeckonElement *element = beckon_element_parse (xml, -1, &error);

  g_assert_no_error (error);
  return element;
}

static void
assert_masked (const char *xml, const char *expected)
{
  g_autoptr (BeckonElement) element = parse (xml);
  g_autoptr (BeckonElement) masked = beckon_mask_dup_without_secrets (element);
  g_autofree char *before = beckon_element_to_xml (element);
  g_autofree char *text = beckon_element_to_xml (masked);
  g_autoptr (BeckonElement) again = parse (xml);
  g_autofree char *unchanged = beckon_element_to_xml (again);

  g_assert_null (strstr (text, "hunter2"));
  if (expected != NULL)
    {
      /* Attributes have no order, so that of a copy is as good. */
      g_autoptr (BeckonElement) wanted = parse (expected);
      g_autoptr (BeckonElement) copy = beckon_element_copy (wanted);
      g_autofree char *wanted_text = beckon_element_to_xml (copy);

      g_assert_cmpstr (text, ==, wanted_text);
    }
  /* What goes over the wire is as it was. */
  g_assert_cmpstr (before, ==, unchanged);
}

static void
test_sasl (void)
{
  assert_masked ("<auth xmlns='" BECKON_NS_SASL "' mechanism='PLAIN'>hunter2</auth>",
                 "<auth xmlns=\"" BECKON_NS_SASL "\" mechanism=\"PLAIN\">•••</auth>");
  assert_masked ("<challenge xmlns='" BECKON_NS_SASL "'>hunter2</challenge>", NULL);
  assert_masked ("<response xmlns='" BECKON_NS_SASL "'>hunter2</response>", NULL);
  assert_masked ("<success xmlns='" BECKON_NS_SASL "' a='hunter2'>hunter2</success>", NULL);
  assert_masked ("<failure xmlns='" BECKON_NS_SASL "'><not-authorized/><text>No</text></failure>",
                 "<failure xmlns=\"" BECKON_NS_SASL
                 "\"><not-authorized/><text>No</text></failure>");
  assert_masked ("<query xmlns='jabber:iq:auth'><digest>hunter2</digest></query>", NULL);
}

static void
test_sasl2 (void)
{
  assert_masked ("<authenticate xmlns='urn:xmpp:sasl:2' mechanism='HT-SHA-256-NONE'>"
                 "<initial-response>hunter2</initial-response>"
                 "<user-agent id='hunter2'><software>Beckon</software></user-agent>"
                 "<fast xmlns='urn:xmpp:fast:0' count='7'/>"
                 "<resume xmlns='urn:xmpp:sm:3' h='3' previd='hunter2'/></authenticate>",
                 "<authenticate xmlns=\"urn:xmpp:sasl:2\" mechanism=\"HT-SHA-256-NONE\">"
                 "<initial-response>•••</initial-response>"
                 "<user-agent id=\"•••\"><software>Beckon</software></user-agent>"
                 "<fast xmlns=\"urn:xmpp:fast:0\" count=\"7\"/>"
                 "<resume xmlns=\"urn:xmpp:sm:3\" previd=\"•••\" h=\"3\"/></authenticate>");
  assert_masked (
    "<success xmlns='urn:xmpp:sasl:2'><additional-data>hunter2</additional-data>"
    "<authorization-identifier>a@b.example/c</authorization-identifier>"
    "<token xmlns='urn:xmpp:fast:0' token='hunter2'>hunter2</token>"
    "<bound xmlns='urn:xmpp:bind:0'><enabled xmlns='urn:xmpp:sm:3' id='hunter2'/></bound>"
    "</success>",
    NULL);
  assert_masked ("<continue xmlns='urn:xmpp:sasl:2'><task-data>hunter2</task-data></continue>",
                 NULL);
  /* What the server offers is no secret. */
  assert_masked (
    "<stream:features><authentication xmlns='urn:xmpp:sasl:2'><mechanism>PLAIN</mechanism>"
    "</authentication></stream:features>",
    "<features xmlns=\"" BECKON_NS_STREAM "\"><authentication xmlns=\"urn:xmpp:sasl:2\">"
    "<mechanism>PLAIN</mechanism></authentication></features>");
}

static void
test_stream_management (void)
{
  assert_masked ("<enabled xmlns='urn:xmpp:sm:3' id='hunter2' resume='true'/>", NULL);
  assert_masked ("<resumed xmlns='urn:xmpp:sm:2' previd='hunter2' h='1'/>", NULL);
  assert_masked ("<iq id='known'/>", "<iq id=\"known\"/>");
}

static void
test_passwords (void)
{
  assert_masked ("<iq type='set'><query xmlns='jabber:iq:register'><username>alice</username>"
                 "<password>hunter2</password></query></iq>",
                 "<iq type=\"set\"><query xmlns=\"jabber:iq:register\"><username>alice</username>"
                 "<password>•••</password></query></iq>");
  assert_masked (
    "<presence><x xmlns='http://jabber.org/protocol/muc'><password>hunter2</password></x>"
    "</presence>",
    NULL);
  assert_masked (
    "<message><x xmlns='jabber:x:conference' jid='r@c.example' password='hunter2'/></message>",
    "<message><x xmlns=\"jabber:x:conference\" jid=\"r@c.example\" password=\"•••\"/></message>");
  /* In pieces, around something else, and in a namespace that nobody knows. */
  assert_masked ("<a xmlns='urn:x'><PassWord xmlns='urn:y'>hunt&amp;<b/>hunter2</PassWord></a>",
                 "<a xmlns=\"urn:x\"><PassWord xmlns=\"urn:y\">•••<b/></PassWord></a>");
  assert_masked ("<a xmlns='urn:x' Access_Token='hunter2'/>", NULL);
}

static void
test_forms (void)
{
  assert_masked ("<iq><x xmlns='jabber:x:data' type='submit'>"
                 "<field var='user'><value>alice</value></field>"
                 "<field var='answer' type='text-private'><value>hunter2</value></field></x></iq>",
                 "<iq><x xmlns=\"jabber:x:data\" type=\"submit\">"
                 "<field var=\"user\"><value>alice</value></field>"
                 "<field type=\"text-private\" var=\"answer\"><value>•••</value></field></x></iq>");
  assert_masked ("<x xmlns='jabber:x:data'><field var='muc#roomconfig_roomsecret'>"
                 "<value>hunter2</value></field></x>",
                 NULL);
  assert_masked ("<x xmlns='jabber:x:data'><field var='Password-Verify'><value>hunter2</value>"
                 "<value>hunter2</value></field></x>",
                 NULL);
  /* A table says the type of its columns once. */
  assert_masked (
    "<x xmlns='jabber:x:data'><item><field var='code'><value>hunter2</value></field></item>"
    "<reported><field var='code' type='text-private'/></reported></x>",
    NULL);
}

static void
test_tokens (void)
{
  assert_masked ("<iq><preauth xmlns='urn:xmpp:pars:0' token='hunter2'/></iq>", NULL);
  assert_masked ("<iq><x xmlns='jabber:x:data'><field var='uri'>"
                 "<value>xmpp:b.example?register;preauth=hunter2</value></field></x></iq>",
                 NULL);
  assert_masked (
    "<message><x xmlns='jabber:x:oob'><url>https://b.example/?Access_Token=hunter2</url></x>"
    "</message>",
    NULL);
  assert_masked ("<a xmlns='urn:x' href='https://b.example/?token=hunter2'/>", NULL);
  assert_masked ("<iq><slot xmlns='urn:xmpp:http:upload:0'><put url='https://u.example/hunter2'>"
                 "<header name='Authorization'>hunter2</header></put></slot></iq>",
                 NULL);
  assert_masked (
    "<oauth xmlns='urn:xmpp:oauth:0'><oauth_signature>hunter2</oauth_signature></oauth>", NULL);
}

/* However deep, and whoever sent it. */
static void
test_enclosed (void)
{
  assert_masked (
    "<message><result xmlns='urn:xmpp:mam:2'><forwarded xmlns='urn:xmpp:forward:0'>"
    "<message xmlns='jabber:client'><a xmlns='b'><query xmlns='jabber:iq:register'>hunter2"
    "</query></a></message></forwarded></result></message>",
    NULL);
}

/* Nothing else is lost: names alike, other namespaces, and order. */
static void
test_rest (void)
{
  static const char *const rows[] = {
    "<message id=\"a\"><body>hunter</body><token1 xmlns=\"urn:x\"/></message>",
    "<a xmlns=\"urn:x\" id=\"1\" previd=\"2\">one<b/>two</a>",
    "<query xmlns=\"http://jabber.org/protocol/disco#info\"><feature "
    "var=\"urn:xmpp:ibr-token:0\"/></query>",
    "<iq><bundle "
    "xmlns=\"eu.siacs.conversations.axolotl\"><preKeyPublic>abc</preKeyPublic></bundle></iq>",
    "<none xmlns=\"\"/>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_masked (rows[i], rows[i]);
}

static void
assert_texts (const char *xml, const char *expected)
{
  g_autoptr (BeckonElement) element = parse (xml);
  g_autoptr (BeckonElement) masked = beckon_mask_dup_without_texts (element);
  g_autofree char *text = beckon_element_to_xml (masked);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_texts (void)
{
  assert_texts ("<message to='b@b.example'><body>Hi</body><active xmlns='urn:x'/></message>",
                "<message to=\"b@b.example\"><body>•••</body><active xmlns=\"urn:x\"/></message>");
  assert_texts ("<message><received xmlns='urn:xmpp:carbons:2'><message xmlns='jabber:client'>"
                "<subject>Hi</subject></message></received></message>",
                "<message><received xmlns=\"urn:xmpp:carbons:2\"><message xmlns=\"jabber:client\">"
                "<subject>•••</subject></message></received></message>");
  assert_texts (
    "<message><p xmlns='http://www.w3.org/1999/xhtml'>a <a href='https://b.example'>b</a> c</p>"
    "</message>",
    "<message><p xmlns=\"http://www.w3.org/1999/xhtml\">•••<a href=\"•••\">•••</a></p>"
    "</message>");
  /* Why something failed nobody wrote. */
  assert_texts ("<message><error><text xmlns='" BECKON_NS_STANZA_ERRORS
                "'>Full</text></error></message>",
                "<message><error><text xmlns=\"" BECKON_NS_STANZA_ERRORS
                "\">Full</text></error></message>");
  assert_texts ("<presence><status>Here</status></presence>",
                "<presence><status>Here</status></presence>");
}

static void
element_cb (BeckonTap *tap, gboolean sent, BeckonElement *element, GString *events)
{
  g_autofree char *xml = beckon_element_to_xml (element);

  g_string_append_printf (events, "%d%s", sent, xml);
}

static void
test_tap (void)
{
  g_autoptr (BeckonTap) tap = beckon_tap_new ();
  g_autoptr (GString) events = g_string_new (NULL);
  g_autoptr (BeckonElement) element = parse ("<auth xmlns='" BECKON_NS_SASL "'>hunter2</auth>");

  beckon_tap_report (tap, TRUE, element);
  g_signal_connect (tap, "element", G_CALLBACK (element_cb), events);
  beckon_tap_report (tap, TRUE, element);
  beckon_tap_report (tap, FALSE, element);
  g_assert_cmpstr (events->str, ==,
                   "1<auth xmlns=\"" BECKON_NS_SASL "\">•••</auth>"
                   "0<auth xmlns=\"" BECKON_NS_SASL "\">•••</auth>");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mask/sasl", test_sasl);
  g_test_add_func ("/mask/sasl2", test_sasl2);
  g_test_add_func ("/mask/stream-management", test_stream_management);
  g_test_add_func ("/mask/passwords", test_passwords);
  g_test_add_func ("/mask/forms", test_forms);
  g_test_add_func ("/mask/tokens", test_tokens);
  g_test_add_func ("/mask/enclosed", test_enclosed);
  g_test_add_func ("/mask/rest", test_rest);
  g_test_add_func ("/mask/texts", test_texts);
  g_test_add_func ("/mask/tap", test_tap);

  return g_test_run ();
}
