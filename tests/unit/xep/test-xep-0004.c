/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-parse.h"
#include "xep-0004.h"
#include "xml.h"

#include <string.h>

#define FORM(content) "<x xmlns='jabber:x:data' type='form'>" content "</x>"

static const char all_types[]
  = FORM ("<title> A\nform </title><instructions>One</instructions><instructions>Two</instructions>"
          "<field var='FORM_TYPE' type='hidden'><value>urn:t</value></field>"
          "<field type='fixed'><value>Part one</value></field>"
          "<field var='b' type='boolean' label='Yes?'><required/></field>"
          "<field var='js' type='jid-single'/><field var='jm' type='jid-multi'/>"
          "<field var='ls' type='list-single'><option label='One'><value>1</value></option>"
          "<option><value>2</value></option><option label='None'/><value>1</value></field>"
          "<field var='lm' type='list-multi'><option><value>a</value></option>"
          "<option><value>b</value></option></field>"
          "<field var='tm' type='text-multi'><value>x</value><value>y</value></field>"
          "<field var='tp' type='text-private'><required/></field>"
          "<field var='ts' type='text-single' label='&lt;b&gt;Name'><desc>Your name</desc>"
          "<required/></field>"
          "<field var='new' type='urn:colour'/><field var='none'/>"
          "<field var='h' type='hidden'><value> a\n</value><value/></field>");

static void
test_parse (void)
{
  static const BeckonFormFieldType types[] = {
    BECKON_FORM_FIELD_HIDDEN,      BECKON_FORM_FIELD_FIXED,       BECKON_FORM_FIELD_BOOLEAN,
    BECKON_FORM_FIELD_JID_SINGLE,  BECKON_FORM_FIELD_JID_MULTI,   BECKON_FORM_FIELD_LIST_SINGLE,
    BECKON_FORM_FIELD_LIST_MULTI,  BECKON_FORM_FIELD_TEXT_MULTI,  BECKON_FORM_FIELD_TEXT_PRIVATE,
    BECKON_FORM_FIELD_TEXT_SINGLE, BECKON_FORM_FIELD_TEXT_SINGLE, BECKON_FORM_FIELD_TEXT_SINGLE,
    BECKON_FORM_FIELD_HIDDEN,
  };
  g_autoptr (BeckonElement) x = xml (all_types);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonDataForm) form = beckon_data_form_parse (x, &error);
  BeckonFormField *field;
  BeckonFormOption *option;

  g_assert_no_error (error);
  g_assert_cmpstr (beckon_data_form_get_title (form), ==, "A form");
  g_assert_cmpstr (beckon_data_form_get_instructions (form), ==, "One\nTwo");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (form)), ==, G_N_ELEMENTS (types));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (BeckonFormField) item = g_list_model_get_item (G_LIST_MODEL (form), i);

      g_assert_cmpint (beckon_form_field_get_field_type (item), ==, types[i]);
    }

  field = beckon_data_form_get_field (form, "ls");
  g_assert_cmpstr (beckon_form_field_get_value (field), ==, "1");
  g_assert_cmpuint (beckon_form_field_get_options (field)->len, ==, 2);
  option = beckon_form_field_get_options (field)->pdata[0];
  g_assert_cmpstr (option->label, ==, "One");
  option = beckon_form_field_get_options (field)->pdata[1];
  g_assert_cmpstr (option->label, ==, "2");
  g_assert_cmpstr (option->value, ==, "2");

  field = beckon_data_form_get_field (form, "ts");
  g_assert_cmpstr (beckon_form_field_get_label (field), ==, "<b>Name");
  g_assert_cmpstr (beckon_form_field_get_description (field), ==, "Your name");
  g_assert_true (beckon_form_field_get_required (field));
  g_assert_null (beckon_form_field_get_value (field));
}

/* What goes back, read as the other side would. */
static char *
submitted (BeckonElement *x, const char *var)
{
  GString *text = g_string_new (NULL);
  gboolean found = FALSE;

  for (BeckonElement *field = beckon_element_get_first_child (x); field != NULL;
       field = beckon_element_get_next_sibling (field))
    if (g_strcmp0 (beckon_element_get_attribute (field, "var"), var) == 0)
      {
        g_assert_false (found);
        found = TRUE;
        for (BeckonElement *value = beckon_element_get_first_child (field); value != NULL;
             value = beckon_element_get_next_sibling (value))
          {
            g_autofree char *one = beckon_element_dup_text (value);

            g_string_append_printf (text, "[%s]", one);
          }
      }
  return g_string_free (text, !found);
}

static void
test_submit (void)
{
  static const char *const several[] = { "a", "b", NULL };
  static const struct
  {
    const char *var;
    const char *text;
  } cases[] = {
    { "FORM_TYPE", "[urn:t]" },
    { "b", "[0]" },
    { "js", NULL },
    { "jm", NULL },
    { "ls", "[2]" },
    { "lm", "[a][b]" },
    { "tp", "[p<w]" },
    { "ts", "[me]" },
    { "tm", "[x][][z]" },
    { "h", "[ a\n][]" },
    { "new", NULL },
    { "none", "[]" },
  };
  g_autoptr (BeckonElement) x = xml (all_types);
  g_autoptr (BeckonDataForm) form = beckon_data_form_parse (x, NULL);
  g_autoptr (BeckonElement) submit = NULL;

  beckon_form_field_set_value (beckon_data_form_get_field (form, "ls"), "2");
  beckon_form_field_set_values (beckon_data_form_get_field (form, "lm"), several);
  beckon_form_field_set_value (beckon_data_form_get_field (form, "tm"), "x\r\n\nz");
  beckon_form_field_set_value (beckon_data_form_get_field (form, "tp"), "p<w");
  beckon_form_field_set_value (beckon_data_form_get_field (form, "ts"), "me");
  beckon_form_field_set_value (beckon_data_form_get_field (form, "none"), "");
  submit = beckon_data_form_to_submit (form);

  g_assert_cmpstr (beckon_element_get_attribute (submit, "type"), ==, "submit");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = submitted (submit, cases[i].var);

      g_test_message ("%s", cases[i].var);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_check (void)
{
  g_autoptr (BeckonElement) x = xml (all_types);
  g_autoptr (BeckonDataForm) form = beckon_data_form_parse (x, NULL);
  BeckonFormField *private = beckon_data_form_get_field (form, "tp");
  BeckonFormField *single = beckon_data_form_get_field (form, "ts");
  BeckonFormField *missing = NULL;

  g_assert_false (beckon_data_form_check (form, &missing));
  g_assert_true (missing == private);
  beckon_form_field_set_value (private, "x");
  beckon_form_field_set_value (single, "");
  g_assert_false (beckon_data_form_check (form, &missing));
  g_assert_true (missing == single);
  beckon_form_field_set_value (single, "x");
  g_assert_true (beckon_data_form_check (form, &missing));
  g_assert_null (missing);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_values (void)
{
  g_autoptr (BeckonFormField) field
    = beckon_form_field_new (BECKON_FORM_FIELD_TEXT_SINGLE, "a", FALSE);
  guint changes = 0;

  g_signal_connect (field, "notify::values", G_CALLBACK (count_cb), &changes);
  beckon_form_field_set_value (field, "x");
  beckon_form_field_set_value (field, "x");
  g_assert_cmpuint (changes, ==, 1);
  beckon_form_field_set_value (field, beckon_form_field_get_value (field));
  beckon_form_field_set_values (field, beckon_form_field_get_values (field));
  g_assert_cmpuint (changes, ==, 1);
  beckon_form_field_set_value (field, NULL);
  g_assert_cmpuint (changes, ==, 2);
  g_assert_null (beckon_form_field_get_value (field));
}

static void
test_odd (void)
{
  g_autoptr (BeckonElement) x
    = xml (FORM ("<field type='text-single'/><field var='' type='text-single'/>"
                 "<field var='a'><value>first</value></field>"
                 "<field var='a'><value>second</value></field>"
                 "<field xmlns='urn:other' var='c'/>"
                 "<field var='FORM_TYPE'><value>shown</value></field>"
                 "<field var='d' label='a&#10;b'><value xmlns='urn:other'>no</value>"
                 "<required xmlns='urn:other'/></field>"));
  g_autoptr (BeckonDataForm) form = beckon_data_form_parse (x, NULL);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (form)), ==, 3);
  g_assert_cmpstr (beckon_form_field_get_value (beckon_data_form_get_field (form, "a")), ==,
                   "first");
  g_assert_cmpstr (beckon_form_field_get_label (beckon_data_form_get_field (form, "d")), ==, "a b");
  g_assert_null (beckon_form_field_get_value (beckon_data_form_get_field (form, "d")));
  g_assert_false (beckon_form_field_get_required (beckon_data_form_get_field (form, "d")));
}

static void
test_no_form (void)
{
  static const char *const bad[] = {
    "<x xmlns='urn:other' type='form'/>",        "<x xmlns='jabber:x:data' type='result'/>",
    "<x xmlns='jabber:x:data' type='cancel'/>",  "<x xmlns='jabber:x:data'/>",
    "<form xmlns='jabber:x:data' type='form'/>",
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (BeckonElement) x = xml (bad[i]);

      g_assert_null (beckon_data_form_parse (x, &error));
      g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
      g_clear_error (&error);
    }
  g_assert_null (beckon_data_form_parse (NULL, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
}

static void
test_large (void)
{
  static const struct
  {
    const char *before;
    const char *unit;
    const char *after;
  } cases[] = {
    { "<field var='a' type='list-single'>", "<option><value>x</value></option>", "</field>" },
    { "<field var='a' type='text-multi'>", "<value>x</value>", "</field>" },
    { "", "<field type='fixed'/>", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new ("<x xmlns='jabber:x:data' type='form'>");
      g_autoptr (BeckonElement) x = NULL;
      g_autoptr (GError) error = NULL;

      g_string_append (text, cases[i].before);
      for (guint j = 0; j < 10000; j++)
        g_string_append (text, cases[i].unit);
      g_string_append (text, cases[i].after);
      g_string_append (text, "</x>");
      x = xml (text->str);
      g_assert_null (beckon_data_form_parse (x, &error));
      g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT);
    }
}

static void
test_long_texts (void)
{
  g_autofree char *word = g_strnfill (10000, 'w');
  g_autofree char *text
    = g_strdup_printf (FORM ("<title>%s</title><instructions>%s</instructions>"
                             "<field var='a' label='%s'><desc>%s</desc></field>"),
                       word, word, word, word);
  g_autoptr (BeckonElement) x = xml (text);
  g_autoptr (BeckonDataForm) form = beckon_data_form_parse (x, NULL);
  BeckonFormField *field = beckon_data_form_get_field (form, "a");

  g_assert_cmpuint (strlen (beckon_data_form_get_title (form)), <=, 8192);
  g_assert_cmpuint (strlen (beckon_data_form_get_instructions (form)), <=, 8192);
  g_assert_cmpuint (strlen (beckon_form_field_get_label (field)), <=, 8192);
  g_assert_cmpuint (strlen (beckon_form_field_get_description (field)), <=, 8192);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xep/form/parse", test_parse);
  g_test_add_func ("/xep/form/submit", test_submit);
  g_test_add_func ("/xep/form/check", test_check);
  g_test_add_func ("/xep/form/values", test_values);
  g_test_add_func ("/xep/form/odd", test_odd);
  g_test_add_func ("/xep/form/no-form", test_no_form);
  g_test_add_func ("/xep/form/large", test_large);
  g_test_add_func ("/xep/form/long-texts", test_long_texts);

  return g_test_run ();
}
