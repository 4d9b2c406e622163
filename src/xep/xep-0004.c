/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0004-private.h"

/* The form. */

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
