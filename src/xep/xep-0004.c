/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0004.h"

#include "beckon-element.h"
#include "beckon-parse.h"

#include <string.h>

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

struct _BeckonFormField
{
  GObject parent_instance;

  BeckonFormFieldType type;
  char *var;
  char *label;
  char *description;
  gboolean required;
  GPtrArray *options;
  GStrv values;
  char *media_type;
  GBytes *media;
};

enum
{
  PROP_VALUES = 1,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (BeckonFormField, beckon_form_field, G_TYPE_OBJECT)

static void
option_free (BeckonFormOption *option)
{
  g_free (option->label);
  g_free (option->value);
  g_free (option);
}

static void
beckon_form_field_finalize (GObject *object)
{
  BeckonFormField *self = BECKON_FORM_FIELD (object);

  g_free (self->var);
  g_free (self->label);
  g_free (self->description);
  g_ptr_array_unref (self->options);
  g_strfreev (self->values);
  g_free (self->media_type);
  g_clear_pointer (&self->media, g_bytes_unref);

  G_OBJECT_CLASS (beckon_form_field_parent_class)->finalize (object);
}

static void
beckon_form_field_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BeckonFormField *self = BECKON_FORM_FIELD (object);

  if (id == PROP_VALUES)
    g_value_set_boxed (value, self->values);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
beckon_form_field_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BeckonFormField *self = BECKON_FORM_FIELD (object);

  if (id == PROP_VALUES)
    beckon_form_field_set_values (self, g_value_get_boxed (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
beckon_form_field_class_init (BeckonFormFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = beckon_form_field_finalize;
  object_class->get_property = beckon_form_field_get_property;
  object_class->set_property = beckon_form_field_set_property;

  properties[PROP_VALUES]
    = g_param_spec_boxed ("values", NULL, NULL, G_TYPE_STRV,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
beckon_form_field_init (BeckonFormField *self)
{
  self->options = g_ptr_array_new_with_free_func ((GDestroyNotify) option_free);
  self->values = g_new0 (char *, 1);
}

/**
 * beckon_form_field_new:
 * @var: (nullable): its name; only fixed text may have none
 *
 * Returns: (transfer full): a field without label and values
 */
BeckonFormField *
beckon_form_field_new (BeckonFormFieldType type, const char *var, gboolean required)
{
  BeckonFormField *self = g_object_new (BECKON_TYPE_FORM_FIELD, NULL);

  self->type = type;
  self->var = g_strdup (var);
  self->required = required;
  return self;
}

/**
 * beckon_form_field_get_var:
 *
 * Returns: (nullable): the name of the field; %NULL for some fixed text
 */
const char *
beckon_form_field_get_var (BeckonFormField *self)
{
  return self->var;
}

BeckonFormFieldType
beckon_form_field_get_field_type (BeckonFormField *self)
{
  return self->type;
}

/**
 * beckon_form_field_get_label:
 *
 * Returns: (nullable): what the server calls it; %NULL for well-known fields without a label, as
 *   those of XEP-0077 that are no form
 */
const char *
beckon_form_field_get_label (BeckonFormField *self)
{
  return self->label;
}

/**
 * beckon_form_field_get_description:
 *
 * Returns: (nullable): what the server says about it
 */
const char *
beckon_form_field_get_description (BeckonFormField *self)
{
  return self->description;
}

gboolean
beckon_form_field_get_required (BeckonFormField *self)
{
  return self->required;
}

/**
 * beckon_form_field_get_options:
 *
 * Returns: (transfer none): array of #BeckonFormOption, for a list
 */
GPtrArray *
beckon_form_field_get_options (BeckonFormField *self)
{
  return self->options;
}

/**
 * beckon_form_field_get_values:
 *
 * Returns: (transfer none): the values; none where nothing has been filled in. For multi-line text
 *   one for each line
 */
const char *const *
beckon_form_field_get_values (BeckonFormField *self)
{
  return (const char *const *) self->values;
}

/**
 * beckon_form_field_set_values:
 * @values: (nullable): the new values
 */
void
beckon_form_field_set_values (BeckonFormField *self, const char *const *values)
{
  static const char *const none[] = { NULL };
  GStrv copy;

  if (values == NULL)
    values = none;
  if (g_strv_equal ((const char *const *) self->values, values))
    return;
  copy = g_strdupv ((GStrv) values);
  g_strfreev (self->values);
  self->values = copy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUES]);
}

/**
 * beckon_form_field_get_value:
 *
 * Returns: (nullable): the first value; for a yes or no, `1`, `true`, `0` or `false`
 */
const char *
beckon_form_field_get_value (BeckonFormField *self)
{
  return self->values[0];
}

/**
 * beckon_form_field_set_value:
 * @value: (nullable): the only value, %NULL for none
 */
void
beckon_form_field_set_value (BeckonFormField *self, const char *value)
{
  const char *const values[] = { value, NULL };

  beckon_form_field_set_values (self, values);
}

/**
 * beckon_form_field_get_media:
 *
 * Returns: (transfer none) (nullable): a file that belongs to the field, as the picture of a
 * CAPTCHA
 */
GBytes *
beckon_form_field_get_media (BeckonFormField *self)
{
  return self->media;
}

const char *
beckon_form_field_get_media_type (BeckonFormField *self)
{
  return self->media_type;
}

/**
 * beckon_form_field_set_media:
 * @type: the MIME type of @media
 * @media: a file, bounded
 */
void
beckon_form_field_set_media (BeckonFormField *self, const char *type, GBytes *media)
{
  g_free (self->media_type);
  self->media_type = g_strdup (type);
  g_clear_pointer (&self->media, g_bytes_unref);
  self->media = g_bytes_ref (media);
}

struct _BeckonDataForm
{
  GObject parent_instance;

  char *title;
  char *instructions;
  GPtrArray *fields;
};

static GType
beckon_data_form_get_item_type (GListModel *model)
{
  return BECKON_TYPE_FORM_FIELD;
}

static guint
beckon_data_form_get_n_items (GListModel *model)
{
  return BECKON_DATA_FORM (model)->fields->len;
}

static gpointer
beckon_data_form_get_item (GListModel *model, guint position)
{
  BeckonDataForm *self = BECKON_DATA_FORM (model);

  return position < self->fields->len ? g_object_ref (self->fields->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = beckon_data_form_get_item_type;
  iface->get_n_items = beckon_data_form_get_n_items;
  iface->get_item = beckon_data_form_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BeckonDataForm,
                               beckon_data_form,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
beckon_data_form_finalize (GObject *object)
{
  BeckonDataForm *self = BECKON_DATA_FORM (object);

  g_free (self->title);
  g_free (self->instructions);
  g_ptr_array_unref (self->fields);

  G_OBJECT_CLASS (beckon_data_form_parent_class)->finalize (object);
}

static void
beckon_data_form_class_init (BeckonDataFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_data_form_finalize;
}

static void
beckon_data_form_init (BeckonDataForm *self)
{
  self->fields = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * beckon_data_form_new:
 * @title: (nullable): plain text
 * @instructions: (nullable): plain text, maybe of several lines
 *
 * Returns: (transfer full): a form without fields
 */
BeckonDataForm *
beckon_data_form_new (const char *title, const char *instructions)
{
  BeckonDataForm *self = g_object_new (BECKON_TYPE_DATA_FORM, NULL);

  self->title = g_strdup (title);
  self->instructions = g_strdup (instructions);
  return self;
}

/**
 * beckon_data_form_add_field:
 * @field: (transfer full): a field of a name that the form does not have yet
 */
void
beckon_data_form_add_field (BeckonDataForm *self, BeckonFormField *field)
{
  g_ptr_array_add (self->fields, field);
  g_list_model_items_changed (G_LIST_MODEL (self), self->fields->len - 1, 0, 1);
}

/**
 * beckon_data_form_remove_field:
 * @field: a field of the form
 */
void
beckon_data_form_remove_field (BeckonDataForm *self, BeckonFormField *field)
{
  guint position;

  if (!g_ptr_array_find (self->fields, field, &position))
    return;
  g_ptr_array_remove_index (self->fields, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

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
  BeckonFormOption *option;

  if (value == NULL)
    return TRUE;
  if (field->options->len == MAX_OPTIONS)
    {
      set_limit_error (error);
      return FALSE;
    }
  option = g_new0 (BeckonFormOption, 1);
  option->value = beckon_element_dup_text (value);
  option->label = beckon_parse_line (beckon_element_get_attribute (element, "label"), MAX_LABEL);
  if (option->label == NULL)
    option->label = beckon_parse_line (option->value, MAX_LABEL);
  if (option->label == NULL)
    option->label = g_strdup ("");
  g_ptr_array_add (field->options, option);
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

/**
 * beckon_data_form_get_title:
 *
 * Returns: (nullable): the server's title
 */
const char *
beckon_data_form_get_title (BeckonDataForm *self)
{
  return self->title;
}

/**
 * beckon_data_form_get_instructions:
 *
 * Returns: (nullable): the server's instructions, maybe of several lines
 */
const char *
beckon_data_form_get_instructions (BeckonDataForm *self)
{
  return self->instructions;
}

/**
 * beckon_data_form_get_form_type:
 *
 * Returns: (nullable): what the form is for (XEP-0068)
 */
const char *
beckon_data_form_get_form_type (BeckonDataForm *self)
{
  BeckonFormField *field = beckon_data_form_get_field (self, "FORM_TYPE");

  return field != NULL && field->type == BECKON_FORM_FIELD_HIDDEN
           ? beckon_form_field_get_value (field)
           : NULL;
}

/**
 * beckon_data_form_get_field:
 *
 * Returns: (transfer none) (nullable): the field of that name
 */
BeckonFormField *
beckon_data_form_get_field (BeckonDataForm *self, const char *var)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      BeckonFormField *field = self->fields->pdata[i];

      if (g_strcmp0 (field->var, var) == 0)
        return field;
    }
  return NULL;
}

/**
 * beckon_data_form_check:
 * @missing: (out) (optional) (transfer none): the first field that still wants an answer
 *
 * Returns: whether everything that is required has been filled in
 */
gboolean
beckon_data_form_check (BeckonDataForm *self, BeckonFormField **missing)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      BeckonFormField *field = self->fields->pdata[i];
      const char *value = beckon_form_field_get_value (field);

      if (!field->required || field->type == BECKON_FORM_FIELD_FIXED
          || field->type == BECKON_FORM_FIELD_HIDDEN || field->type == BECKON_FORM_FIELD_BOOLEAN
          || (value != NULL && *value != '\0'))
        continue;
      if (missing != NULL)
        *missing = field;
      return FALSE;
    }
  if (missing != NULL)
    *missing = NULL;
  return TRUE;
}
