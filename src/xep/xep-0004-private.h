/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "xep-0004.h"

G_BEGIN_DECLS

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

struct _BeckonDataForm
{
  GObject parent_instance;

  char *title;
  char *instructions;
  GPtrArray *fields;
};

void beckon_form_field_add_option (BeckonFormField *self, char *label, char *value);

G_END_DECLS
