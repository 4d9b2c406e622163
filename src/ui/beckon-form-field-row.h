/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "xep-0004.h"

G_BEGIN_DECLS

/**
 * BeckonFormFieldRow:
 *
 * One field of a form, of any type but hidden: its label with a mark when it is required, what to
 * fill in, what the server says about it, and what is wrong with it. What is filled in goes into
 * the field at once.
 *
 * Signals:
 * - `activate`: Enter was pressed in the field
 */
#define BECKON_TYPE_FORM_FIELD_ROW (beckon_form_field_row_get_type ())
G_DECLARE_FINAL_TYPE (BeckonFormFieldRow, beckon_form_field_row, BECKON, FORM_FIELD_ROW, AdwBin)

GtkWidget *beckon_form_field_row_new (BeckonFormField *field);
BeckonFormField *beckon_form_field_row_get_field (BeckonFormFieldRow *self);
void beckon_form_field_row_set_suffix (BeckonFormFieldRow *self, const char *suffix);
void beckon_form_field_row_set_new_password (BeckonFormFieldRow *self);
void beckon_form_field_row_set_error (BeckonFormFieldRow *self, const char *text);

G_END_DECLS
