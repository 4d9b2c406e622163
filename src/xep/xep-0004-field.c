/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0004-private.h"

/* A field of a form. */

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

/**
 * beckon_form_field_add_option:
 * @label: (transfer full): what to show
 * @value: (transfer full): what to send
 */
void
beckon_form_field_add_option (BeckonFormField *self, char *label, char *value)
{
  BeckonFormOption *option = g_new (BeckonFormOption, 1);

  option->label = label;
  option->value = value;
  g_ptr_array_add (self->options, option);
}
