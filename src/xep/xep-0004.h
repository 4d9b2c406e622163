/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _BeckonElement BeckonElement;

#define BECKON_NS_DATA_FORMS "jabber:x:data"

/**
 * BeckonFormFieldType:
 *
 * The field types of XEP-0004, section 3.3.
 */
typedef enum
{
  BECKON_FORM_FIELD_BOOLEAN,
  BECKON_FORM_FIELD_FIXED,
  BECKON_FORM_FIELD_HIDDEN,
  BECKON_FORM_FIELD_JID_MULTI,
  BECKON_FORM_FIELD_JID_SINGLE,
  BECKON_FORM_FIELD_LIST_MULTI,
  BECKON_FORM_FIELD_LIST_SINGLE,
  BECKON_FORM_FIELD_TEXT_MULTI,
  BECKON_FORM_FIELD_TEXT_PRIVATE,
  BECKON_FORM_FIELD_TEXT_SINGLE,
} BeckonFormFieldType;

/**
 * BeckonFormOption:
 * @label: what to show
 * @value: what to send
 */
typedef struct
{
  char *label;
  char *value;
} BeckonFormOption;

/**
 * BeckonFormField:
 *
 * One field of a form. All texts are the server's and are plain text.
 *
 * Properties: `values` (GStrv, writable). Everything else is as the form had it.
 */
#define BECKON_TYPE_FORM_FIELD (beckon_form_field_get_type ())
G_DECLARE_FINAL_TYPE (BeckonFormField, beckon_form_field, BECKON, FORM_FIELD, GObject)

BeckonFormField *
beckon_form_field_new (BeckonFormFieldType type, const char *var, gboolean required);
const char *beckon_form_field_get_var (BeckonFormField *self);
BeckonFormFieldType beckon_form_field_get_field_type (BeckonFormField *self);
const char *beckon_form_field_get_label (BeckonFormField *self);
const char *beckon_form_field_get_description (BeckonFormField *self);
gboolean beckon_form_field_get_required (BeckonFormField *self);
GPtrArray *beckon_form_field_get_options (BeckonFormField *self);
const char *const *beckon_form_field_get_values (BeckonFormField *self);
void beckon_form_field_set_values (BeckonFormField *self, const char *const *values);
const char *beckon_form_field_get_value (BeckonFormField *self);
void beckon_form_field_set_value (BeckonFormField *self, const char *value);
GBytes *beckon_form_field_get_media (BeckonFormField *self);
const char *beckon_form_field_get_media_type (BeckonFormField *self);
void beckon_form_field_set_media (BeckonFormField *self, const char *type, GBytes *media);

/**
 * BeckonDataForm:
 *
 * A form to fill in (XEP-0004): a #GListModel of #BeckonFormField.
 */
#define BECKON_TYPE_DATA_FORM (beckon_data_form_get_type ())
G_DECLARE_FINAL_TYPE (BeckonDataForm, beckon_data_form, BECKON, DATA_FORM, GObject)

BeckonDataForm *beckon_data_form_new (const char *title, const char *instructions);
BeckonDataForm *beckon_data_form_parse (BeckonElement *x, GError **error);
GPtrArray *beckon_data_form_parse_items (BeckonElement *x, guint max);
void beckon_data_form_add_field (BeckonDataForm *self, BeckonFormField *field);
void beckon_data_form_remove_field (BeckonDataForm *self, BeckonFormField *field);
BeckonElement *beckon_data_form_to_submit (BeckonDataForm *self);
const char *beckon_data_form_get_title (BeckonDataForm *self);
const char *beckon_data_form_get_instructions (BeckonDataForm *self);
BeckonFormField *beckon_data_form_get_field (BeckonDataForm *self, const char *var);
gboolean beckon_data_form_check (BeckonDataForm *self, BeckonFormField **missing);

G_END_DECLS
