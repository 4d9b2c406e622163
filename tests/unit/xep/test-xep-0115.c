/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Service discovery and capabilities: XEP-0030 and 0115. */

#include "beckon-parse.h"
#include "xep-0030.h"
#include "xep-0115.h"
#include "xml.h"

#define QUERY(content) "<query xmlns='http://jabber.org/protocol/disco#info'>" content "</query>"
#define FEATURES                                                                                   \
  "<feature var='http://jabber.org/protocol/muc'/>"                                                \
  "<feature var='http://jabber.org/protocol/disco#items'/>"                                        \
  "<feature var='http://jabber.org/protocol/caps'/>"                                               \
  "<feature var='http://jabber.org/protocol/disco#info'/>"
#define SIMPLE QUERY ("<identity category='client' type='pc' name='Exodus 0.9.1'/>" FEATURES)
#define SIMPLE_VER "QgayPKawpkPSDYmwT/WM94uAlu0="
#define FORM_TYPE(value) "<field var='FORM_TYPE' type='hidden'><value>" value "</value></field>"
#define COMPLEX_FORM                                                                               \
  "<x xmlns='jabber:x:data' type='result'>" FORM_TYPE (                                            \
    "urn:xmpp:dataforms:softwareinfo") "<field var='software'><value>Psi</value></field>"          \
                                       "<field var='ip_version' "                                  \
                                       "type='text-multi'><value>ipv6</value><value>ipv4</"        \
                                       "value></field>"                                            \
                                       "<field var='os_version'><value>10.5.1</value></field>"     \
                                       "<field var='os'><value>Mac</value></field>"                \
                                       "<field "                                                   \
                                       "var='software_version'><value>0.11</value></field></x>"
#define COMPLEX_START                                                                              \
  "<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>"                          \
  "<identity xml:lang='el' category='client' name='\316\250 0.11' type='pc'/>" FEATURES
#define COMPLEX QUERY (COMPLEX_START COMPLEX_FORM)
#define COMPLEX_VER "q07IKJEyjvHSyhy//CH0CxmKi8w="

static void
test_compute (void)
{
  static const struct
  {
    const char *query;
    const char *ver;
  } cases[] = {
    { SIMPLE, SIMPLE_VER },
    { COMPLEX, COMPLEX_VER },
    /* A form whose type is missing or not hidden is left out. */
    { QUERY ("<identity category='client' type='pc' name='Exodus 0.9.1'/>" FEATURES
             "<x xmlns='jabber:x:data'><field var='FORM_TYPE'><value>a</value></field></x>"
             "<x xmlns='jabber:x:data'><field var='b'><value>a</value></field></x>"),
      SIMPLE_VER },
    /* Ill-formed: the same identity, feature or form twice, several types for one form. */
    { QUERY ("<identity category='client' type='pc' name='a'/>"
             "<identity category='client' type='pc' name='a'/>"),
      NULL },
    { QUERY (FEATURES "<feature var='http://jabber.org/protocol/muc'/>"), NULL },
    { QUERY (COMPLEX_START COMPLEX_FORM COMPLEX_FORM), NULL },
    { QUERY ("<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'>"
             "<value>a</value><value>b</value></field></x>"),
      NULL },
    /* One thing that looks like two, when written one behind the other. */
    { QUERY ("<identity category='client' type='pc' name='Exodus 0.9.1'/>"
             "<feature var='http://jabber.org/protocol/caps&lt;http://jabber.org/protocol/"
             "disco#info'/><feature var='http://jabber.org/protocol/disco#items'/>"
             "<feature var='http://jabber.org/protocol/muc'/>"),
      NULL },
    { QUERY ("<identity category='client' type='pc' name='Exodus 0.9.1&lt;"
             "http://jabber.org/protocol/caps'/>"),
      NULL },
    { QUERY ("<identity category='client/pc' type='' name='x'/>"), NULL },
    { QUERY ("<identity type='pc' name='x'/>"), NULL },
    { QUERY ("<feature/>"), NULL },
    { "<query xmlns='urn:other'/>", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BeckonElement) query = xml (cases[i].query);
      g_autofree char *ver = beckon_caps_compute (query, "sha-1");

      g_test_message ("%s", cases[i].query);
      g_assert_cmpstr (ver, ==, cases[i].ver);
    }
}

static void
test_verify (void)
{
  g_autoptr (BeckonElement) presence
    = xml ("<presence><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' "
           "node='http://psi-im.org' ver='" COMPLEX_VER "'/></presence>");
  g_autoptr (BeckonElement) good = xml (COMPLEX);
  g_autoptr (BeckonElement) other = xml (SIMPLE);
  BeckonCaps caps;
  g_autofree char *node = NULL;

  g_assert_true (beckon_caps_parse (presence, &caps));
  node = beckon_caps_dup_query_node (&caps);
  g_assert_cmpstr (node, ==, "http://psi-im.org#" COMPLEX_VER);
  g_assert_true (beckon_caps_can_verify (&caps));
  g_assert_true (beckon_caps_verify (&caps, good));
  g_assert_false (beckon_caps_verify (&caps, other));
  g_assert_false (beckon_caps_verify (&caps, NULL));

  caps.hash = "md5";
  g_assert_false (beckon_caps_can_verify (&caps));
  g_assert_false (beckon_caps_verify (&caps, good));
}

static void
test_parse (void)
{
  static const char *const none[] = {
    "<presence/>",
    "<presence><c xmlns='http://jabber.org/protocol/caps' node='n' ver='v'/></presence>",
    "<presence><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' ver='v'/></presence>",
    "<presence><c xmlns='urn:other' hash='sha-1' node='n' ver='v'/></presence>",
  };
  g_autoptr (BeckonElement) presence = beckon_element_new ("presence", "jabber:client");
  BeckonCaps caps;

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_autoptr (BeckonElement) element = xml (none[i]);

      g_assert_false (beckon_caps_parse (element, &caps));
    }

  beckon_caps_add (presence, "https://example.com", "v1");
  g_assert_true (beckon_caps_parse (presence, &caps));
  g_assert_cmpstr (caps.hash, ==, "sha-1");
  g_assert_cmpstr (caps.node, ==, "https://example.com");
  g_assert_cmpstr (caps.ver, ==, "v1");
}

static void
test_info (void)
{
  static const char *const features[] = { "urn:a", "urn:b", NULL };
  g_autoptr (BeckonElement) query = beckon_disco_client_info_new ("Beckon", features);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonDiscoInfo) info = beckon_disco_info_parse (query, &error);
  g_autofree char *ver = beckon_caps_compute (query, "sha-1");
  g_autoptr (BeckonElement) other = xml ("<query xmlns='urn:other'/>");

  g_assert_no_error (error);
  g_assert_nonnull (ver);
  g_assert_true (beckon_disco_info_has_feature (info, "urn:b"));
  g_assert_true (beckon_disco_info_has_feature (info, BECKON_NS_DISCO_INFO));
  g_assert_false (beckon_disco_info_has_feature (info, "urn:c"));
  g_assert_false (beckon_disco_info_has_feature (NULL, "urn:a"));

  g_assert_null (beckon_disco_info_parse (other, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (beckon_disco_info_parse (NULL, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
}

static void
test_info_long (void)
{
  g_autoptr (GString) text = g_string_new ("<query xmlns='http://jabber.org/protocol/disco#info'>");
  g_autoptr (BeckonElement) query = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "<feature var='urn:%u'/>", i);
  g_string_append (text, "</query>");
  query = xml (text->str);
  g_assert_null (beckon_disco_info_parse (query, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT);
  g_assert_null (beckon_caps_compute (query, "sha-1"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xep/caps/compute", test_compute);
  g_test_add_func ("/xep/caps/verify", test_verify);
  g_test_add_func ("/xep/caps/parse", test_parse);
  g_test_add_func ("/xep/disco/info", test_info);
  g_test_add_func ("/xep/disco/info-long", test_info_long);

  return g_test_run ();
}
