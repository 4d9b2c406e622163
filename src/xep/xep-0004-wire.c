/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0004-private.h"

#include "beckon-element.h"
#include "beckon-parse.h"

#include <string.h>

/* Reading a form from what the server sent, and sending back what was filled in. */

#define MAX_FIELDS 256
#define MAX_OPTIONS 1000 /* of one field */
#define MAX_VALUES 1000  /* of one field */
#define MAX_LABEL 1024   /* characters */
#define MAX_TEXT 8192    /* bytes */

static const char *const type_names[] = {
  [BECKON_FORM_FIELD_BOOLEAN] = "boolean",
  [BECKON_FORM_FIELD_FIXED] = "fixed",
  [BECKON_FORM_FIELD_HIDDEN] = "hidden",
  [BECKON_FORM_FIELD_JID_MULTI] = "jid-multi",
  [BECKON_FORM_FIELD_JID_SINGLE] = "jid-single",
  [BECKON_FORM_FIELD_LIST_MULTI] = "list-multi",
  [BECKON_FORM_FIELD_LIST_SINGLE] = "list-single",
  [BECKON_FORM_FIELD_TEXT_MULTI] = "text-multi",
  [BECKON_FORM_FIELD_TEXT_PRIVATE] = "text-private",
  [BECKON_FORM_FIELD_TEXT_SINGLE] = "text-single",
};

static void
set_limit_error (GError **error)
{
  g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT, "The form is too large");
}

static BeckonFormFieldType
parse_type (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (type_names); i++)
    if (g_strcmp0 (name, type_names[i]) == 0)
      return i;
  return BECKON_FORM_FIELD_TEXT_SINGLE;
}

/* A text of maybe several lines, for people. */
static char *
dup_text (BeckonElement *element)
{
  g_autofree char *text = g_strstrip (beckon_element_dup_text (element));

  if (*text == '\0')
    return NULL;
  if (strlen (text) > MAX_TEXT)
    *g_utf8_find_prev_char (text, text + MAX_TEXT) = '\0';
  return g_steal_pointer (&text);
}

static gboolean
add_option (BeckonFormField *field, BeckonElement *element, GError **error)
{
  BeckonElement *value = beckon_element_get_child (element, "value", BECKON_NS_DATA_FORMS);
  char *text, *label;

  if (value == NULL)
    return TRUE;
  if (field->options->len == MAX_OPTIONS)
    {
      set_limit_error (error);
      return FALSE;
    }
  text = beckon_element_dup_text (value);
  label = beckon_parse_line (beckon_element_get_attribute (element, "label"), MAX_LABEL);
  if (label == NULL)
    label = beckon_parse_line (text, MAX_LABEL);
  if (label == NULL)
    label = g_strdup ("");
  beckon_form_field_add_option (field, label, text);
  return TRUE;
}

static gboolean
read_field (BeckonFormField *field, BeckonElement *element, GError **error)
{
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  guint n_values = 0;

  for (BeckonElement *child = beckon_element_get_first_child (element); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      if (beckon_element_is (child, "value", BECKON_NS_DATA_FORMS))
        {
          g_autofree char *value = beckon_element_dup_text (child);

          if (n_values++ == MAX_VALUES)
            {
              set_limit_error (error);
              return FALSE;
            }
          g_strv_builder_add (values, value);
        }
      else if (beckon_element_is (child, "option", BECKON_NS_DATA_FORMS))
        {
          if (!add_option (field, child, error))
            return FALSE;
        }
      else if (beckon_element_is (child, "required", BECKON_NS_DATA_FORMS))
        field->required = TRUE;
      else if (beckon_element_is (child, "desc", BECKON_NS_DATA_FORMS)
               && field->description == NULL)
        field->description = dup_text (child);
    }

  g_strfreev (field->values);
  field->values = g_strv_builder_end (values);
  return TRUE;
}

static gboolean
add_parsed_field (BeckonDataForm *self, GHashTable *seen, BeckonElement *element, GError **error)
{
  BeckonFormFieldType type = parse_type (beckon_element_get_attribute (element, "type"));
  const char *var = beckon_parse_id (element, "var");
  g_autoptr (BeckonFormField) field = NULL;

  if (self->fields->len == MAX_FIELDS)
    {
      set_limit_error (error);
      return FALSE;
    }
  /* Without a name nothing can be answered; of two with one name the first is meant. */
  if (var == NULL ? type != BECKON_FORM_FIELD_FIXED : g_hash_table_contains (seen, var))
    return TRUE;

  field = beckon_form_field_new (type, var, FALSE);
  field->label = beckon_parse_line (beckon_element_get_attribute (element, "label"), MAX_LABEL);
  if (!read_field (field, element, error))
    return FALSE;
  if (var != NULL)
    g_hash_table_add (seen, field->var);
  g_ptr_array_add (self->fields, g_steal_pointer (&field));
  return TRUE;
}

/**
 * beckon_data_form_parse:
 * @x: (nullable): a form to fill in
 *
 * Reads a form (XEP-0004). A field of an unknown type is a line of text.
 *
 * Returns: (transfer full) (nullable): the form, or %NULL with a %BECKON_XEP_ERROR
 */
BeckonDataForm *
beckon_data_form_parse (BeckonElement *x, GError **error)
{
  g_autoptr (BeckonDataForm) self = NULL;
  g_autoptr (GHashTable) seen = NULL;
  g_autoptr (GString) instructions = g_string_new (NULL);

  if (!beckon_element_is (x, "x", BECKON_NS_DATA_FORMS)
      || g_strcmp0 (beckon_element_get_attribute (x, "type"), "form") != 0)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "This is no form to fill in");
      return NULL;
    }

  self = beckon_data_form_new (NULL, NULL);
  seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (BeckonElement *child = beckon_element_get_first_child (x); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      if (beckon_element_is (child, "field", BECKON_NS_DATA_FORMS))
        {
          if (!add_parsed_field (self, seen, child, error))
            return NULL;
        }
      else if (beckon_element_is (child, "title", BECKON_NS_DATA_FORMS) && self->title == NULL)
        {
          g_autofree char *title = beckon_element_dup_text (child);

          self->title = beckon_parse_line (title, MAX_LABEL);
        }
      else if (beckon_element_is (child, "instructions", BECKON_NS_DATA_FORMS)
               && instructions->len < MAX_TEXT)
        {
          g_autofree char *text = dup_text (child);

          if (text != NULL)
            g_string_append_printf (instructions, "%s%s", instructions->len > 0 ? "\n" : "", text);
        }
    }
  if (instructions->len > 0)
    self->instructions = g_strdup (instructions->str);
  return g_steal_pointer (&self);
}

static GHashTable *
parse_item (BeckonElement *item)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (BeckonElement *child = beckon_element_get_first_child (item); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      const char *var = beckon_parse_id (child, "var");
      char *value = NULL;

      if (beckon_element_is (child, "field", BECKON_NS_DATA_FORMS) && var != NULL
          && !g_hash_table_contains (values, var) && g_hash_table_size (values) < MAX_FIELDS)
        value = beckon_element_dup_child_text (child, "value", BECKON_NS_DATA_FORMS);
      if (value != NULL)
        g_hash_table_insert (values, g_strdup (var), value);
    }
  return values;
}

/**
 * beckon_data_form_parse_items:
 * @x: results of the form of a table (section 3.4)
 * @max: how many rows to read
 *
 * Returns: (transfer full) (element-type GHashTable): the rows, each with the first value of each
 *   field by its name
 */
GPtrArray *
beckon_data_form_parse_items (BeckonElement *x, guint max)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);

  if (g_strcmp0 (beckon_element_get_attribute (x, "type"), "result") != 0)
    return items;
  for (BeckonElement *child = beckon_element_get_first_child (x); child != NULL && items->len < max;
       child = beckon_element_get_next_sibling (child))
    if (beckon_element_is (child, "item", BECKON_NS_DATA_FORMS))
      g_ptr_array_add (items, parse_item (child));
  return items;
}

static void
add_value (BeckonElement *element, const char *value)
{
  beckon_element_add_text_child (element, "value", BECKON_NS_DATA_FORMS, value);
}

static void
add_lines (BeckonElement *element, const char *value)
{
  g_auto (GStrv) lines = g_strsplit (value, "\n", MAX_VALUES);

  for (guint i = 0; lines[i] != NULL; i++)
    add_value (element, g_strchomp (lines[i]));
}

/**
 * beckon_data_form_to_submit:
 *
 * Returns: (transfer full): the form as filled in, for the server. What is hidden goes back as it
 *   came; fixed text and fields without a value are left out
 */
BeckonElement *
beckon_data_form_to_submit (BeckonDataForm *self)
{
  BeckonElement *x = beckon_element_new ("x", BECKON_NS_DATA_FORMS);

  beckon_element_set_attribute (x, "type", "submit");
  for (guint i = 0; i < self->fields->len; i++)
    {
      BeckonFormField *field = self->fields->pdata[i];
      BeckonElement *element;
      gboolean unanswered = field->values[0] == NULL;

      if (field->type == BECKON_FORM_FIELD_FIXED
          || (unanswered && field->type != BECKON_FORM_FIELD_HIDDEN
              && !(field->type == BECKON_FORM_FIELD_BOOLEAN && field->required)))
        continue;
      element = beckon_element_add_child (x, "field", BECKON_NS_DATA_FORMS);
      beckon_element_set_attribute (element, "var", field->var);
      beckon_element_set_attribute (element, "type", type_names[field->type]);
      if (unanswered && field->type == BECKON_FORM_FIELD_BOOLEAN)
        add_value (element, "0");
      for (guint j = 0; field->values[j] != NULL; j++)
        if (field->type == BECKON_FORM_FIELD_TEXT_MULTI)
          add_lines (element, field->values[j]);
        else
          add_value (element, field->values[j]);
    }
  return x;
}
