/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-element.h"
#include "beckon-ns.h"

#include <string.h>

static void
assert_xml (BeckonElement *element, const char *expected)
{
  g_autofree char *xml = beckon_element_to_xml (element);

  g_assert_cmpstr (xml, ==, expected);
}

static void
test_build (void)
{
  g_autoptr (BeckonElement) message = beckon_element_new ("message", BECKON_NS_CLIENT);
  g_autoptr (BeckonElement) copy = NULL;
  g_autofree char *body = NULL;
  BeckonElement *x;

  beckon_element_set_attribute (message, "id", "1");
  beckon_element_add_text_child (message, "body", BECKON_NS_CLIENT, "Hi");
  x = beckon_element_add_child (message, "x", "urn:x");
  beckon_element_add_text (x, "a", -1);
  beckon_element_add_child (x, "y", "urn:y");
  beckon_element_add_text (x, "bcd", 1);
  beckon_element_add_text_child (message, "body", "urn:x", NULL);

  g_assert_true (beckon_element_get_first_child (message)
                 == beckon_element_get_child (message, "body", NULL));
  g_assert_true (beckon_element_get_child (message, NULL, "urn:x") == x);
  g_assert_true (beckon_element_get_next_sibling (x)
                 == beckon_element_get_child (message, "body", "urn:x"));
  g_assert_null (beckon_element_get_child (message, "y", NULL));
  g_assert_null (beckon_element_get_child (message, "x", "urn:y"));
  g_assert_false (beckon_element_is (NULL, NULL, NULL));
  body = beckon_element_dup_text (x);
  g_assert_cmpstr (body, ==, "ab");
  g_assert_null (beckon_element_dup_child_text (message, "subject", BECKON_NS_CLIENT));

  copy = beckon_element_copy (message);
  beckon_element_set_attribute (message, "id", "2");
  g_assert_cmpstr (beckon_element_get_attribute (message, "id"), ==, "2");
  beckon_element_set_attribute (message, "id", NULL);
  g_assert_null (beckon_element_get_attribute (message, "id"));
  assert_xml (copy, "<message id=\"1\"><body>Hi</body><x xmlns=\"urn:x\">a<y xmlns=\"urn:y\"/>b</x>"
                    "<body xmlns=\"urn:x\"/></message>");
}

static void
test_escape (void)
{
  g_autoptr (BeckonElement) a = beckon_element_new ("a", BECKON_NS_CLIENT);
  g_autoptr (BeckonElement) again = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *text = NULL;
  const char *special = "<b/>&amp; \"'>]]>\t\r\n";

  beckon_element_set_attribute (a, "b", special);
  beckon_element_add_text (a, special, -1);
  xml = beckon_element_to_xml (a);
  g_assert_null (strstr (xml, "<b/>"));
  g_assert_null (strstr (xml, "]]>"));

  again = beckon_element_parse (xml, -1, NULL);
  text = beckon_element_dup_text (again);
  g_assert_cmpstr (text, ==, special);
  g_assert_cmpstr (beckon_element_get_attribute (again, "b"), ==, special);
}

static void
test_illegal_characters (void)
{
  g_autoptr (BeckonElement) a = beckon_element_new ("a", BECKON_NS_CLIENT);

  beckon_element_set_attribute (a, "b", "x\x01\x0b\xff\xef\xbf\xbfy");
  beckon_element_add_text (a, "x\x01\x0b\xff\xed\xa0\x80\xef\xbf\xbfy", -1);
  beckon_element_add_text (a, "1\0002", 3);
  assert_xml (a, "<a b=\"xy\">xy12</a>");
}

static void
test_namespaces (void)
{
  g_autoptr (GError) error = NULL;
  const char *xml = "<iq><query xmlns=\"urn:q\"><item><b xmlns=\"jabber:client\"/></item>"
                    "<none xmlns=\"\"><again xmlns=\"urn:q\"/><none/></none></query></iq>";
  g_autoptr (BeckonElement) iq = beckon_element_parse (xml, -1, &error);
  g_autoptr (BeckonElement) item = NULL;
  g_autoptr (BeckonElement) again = NULL;
  BeckonElement *query;

  g_assert_no_error (error);
  assert_xml (iq, xml);

  /* A part of a tree stands for itself, also when the tree is gone. */
  query = beckon_element_get_child (iq, "query", "urn:q");
  item = beckon_element_ref (beckon_element_get_child (query, "item", "urn:q"));
  assert_xml (item, "<item xmlns=\"urn:q\"><b xmlns=\"jabber:client\"/></item>");
  g_clear_pointer (&iq, beckon_element_unref);
  assert_xml (item, "<item xmlns=\"urn:q\"><b xmlns=\"jabber:client\"/></item>");
  g_assert_null (beckon_element_get_next_sibling (item));
}

static void
test_indent (void)
{
  g_autoptr (BeckonElement) iq = beckon_element_parse (
    "<iq id='1'><query xmlns='urn:q'><item><name>A &lt; B</name></item><item/>"
    "</query><mixed>a<b><c/></b></mixed></iq>",
    -1, NULL);
  g_autofree char *xml = beckon_element_to_indented_xml (iq);

  g_assert_cmpstr (xml, ==,
                   "<iq id=\"1\">\n"
                   "  <query xmlns=\"urn:q\">\n"
                   "    <item>\n"
                   "      <name>A &lt; B</name>\n"
                   "    </item>\n"
                   "    <item/>\n"
                   "  </query>\n"
                   "  <mixed>a<b><c/></b></mixed>\n"
                   "</iq>");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/element/build", test_build);
  g_test_add_func ("/element/escape", test_escape);
  g_test_add_func ("/element/illegal-characters", test_illegal_characters);
  g_test_add_func ("/element/namespaces", test_namespaces);
  g_test_add_func ("/element/indent", test_indent);

  return g_test_run ();
}
