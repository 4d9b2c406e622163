/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0050.h"

#include "beckon-parse.h"
#include "xml.h"

#include <string.h>

#define COMMAND(attributes, content)                                                               \
  "<iq type='result'><command xmlns='http://jabber.org/protocol/commands' " attributes ">" content \
  "</command></iq>"
#define FORM                                                                                       \
  "<x xmlns='jabber:x:data' type='form'><field var='code' type='text-single'><required/></field>"  \
  "</x>"

static void
test_step (void)
{
  g_autoptr (BeckonElement) iq = xml (COMMAND ("node='n' sessionid='s1' status='executing'", FORM));
  g_autoptr (BeckonJid) server = beckon_jid_new ("example.com", NULL);
  g_auto (BeckonCommandResult) result = { 0 };
  g_autoptr (BeckonElement) next = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (beckon_command_parse (iq, "n", &result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (result.status, ==, BECKON_COMMAND_EXECUTING);
  g_assert_cmpstr (result.session_id, ==, "s1");
  beckon_form_field_set_value (beckon_data_form_get_field (result.form, "code"), "<&>");

  next = beckon_command_new (server, "n", result.session_id, "next", result.form);
  text = beckon_element_to_xml (next);
  g_assert_nonnull (strstr (text, "sessionid=\"s1\""));
  g_assert_nonnull (strstr (text, "action=\"next\""));
  g_assert_nonnull (strstr (text, "<value>&lt;&amp;&gt;</value>"));
  g_assert_cmpstr (beckon_element_get_attribute (next, "to"), ==, "example.com");
  g_assert_cmpstr (beckon_element_get_attribute (next, "type"), ==, "set");
}

static void
test_table (void)
{
  g_autoptr (BeckonElement) iq = xml (
    COMMAND ("node='n' status='completed'",
             "<x xmlns='jabber:x:data' type='result'><reported><field var='a'/></reported>"
             "<item><field var='a'><value>1</value></field><field var='a'><value>2</value></field>"
             "<field><value>3</value></field><field var='b'/></item><item/>"
             "<item xmlns='urn:other'><field var='a'><value>4</value></field></item></x>"));
  g_auto (BeckonCommandResult) result = { 0 };
  GHashTable *item;

  g_assert_true (beckon_command_parse (iq, "n", &result, NULL));
  g_assert_cmpint (result.status, ==, BECKON_COMMAND_COMPLETED);
  g_assert_null (result.form);
  g_assert_cmpuint (result.items->len, ==, 2);
  item = g_ptr_array_index (result.items, 0);
  g_assert_cmpuint (g_hash_table_size (item), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (item, "a"), ==, "1");
}

static void
test_large_table (void)
{
  g_autoptr (GString) text = g_string_new ("<x xmlns='jabber:x:data' type='result'>");
  g_autoptr (BeckonElement) x = NULL;
  g_autoptr (GPtrArray) items = NULL;

  for (guint i = 0; i < 300; i++)
    g_string_append (text, "<item/>");
  g_string_append (text, "</x>");
  x = xml (text->str);
  items = beckon_data_form_parse_items (x, 256);
  g_assert_cmpuint (items->len, ==, 256);
}

static void
test_malformed (void)
{
  static const char *const answers[] = {
    "<iq type='result'/>",
    "<iq type='result'><command xmlns='urn:other' node='n' status='completed'/></iq>",
    COMMAND ("node='other' status='completed'", ""),
    COMMAND ("status='completed'", ""),
    COMMAND ("node='n'", ""),
    COMMAND ("node='n' status='done'", ""),
    COMMAND ("node='n' status='executing' sessionid='s'", ""),
    COMMAND ("node='n' status='executing' sessionid='s'",
             "<x xmlns='jabber:x:data' type='result'/>"),
    COMMAND ("node='n' status='executing'", FORM),
    COMMAND ("node='n' status='executing' sessionid=''", FORM),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (BeckonElement) iq = xml (answers[i]);
      g_auto (BeckonCommandResult) result = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (beckon_command_parse (iq, "n", &result, &error));
      g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xep-0050/step", test_step);
  g_test_add_func ("/xep-0050/table", test_table);
  g_test_add_func ("/xep-0050/large-table", test_large_table);
  g_test_add_func ("/xep-0050/malformed", test_malformed);
  return g_test_run ();
}
