/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "xep-0004.h"

G_BEGIN_DECLS

/**
 * BeckonDataFormView:
 *
 * A form (XEP-0004) to fill in, with every type of field. What is filled in goes into the form at
 * once; a new form takes over what was filled in in the one before.
 *
 * Signals:
 * - `activate`: Enter was pressed in a field
 */
#define BECKON_TYPE_DATA_FORM_VIEW (beckon_data_form_view_get_type ())
G_DECLARE_FINAL_TYPE (BeckonDataFormView, beckon_data_form_view, BECKON, DATA_FORM_VIEW, AdwBin)

GtkWidget *beckon_data_form_view_new (void);
void beckon_data_form_view_set_form (BeckonDataFormView *self,
                                     BeckonDataForm *form,
                                     const char *domain);
void beckon_data_form_view_focus_first (BeckonDataFormView *self);
void
beckon_data_form_view_set_error (BeckonDataFormView *self, const char *var, const char *text);
gboolean beckon_data_form_view_check (BeckonDataFormView *self);

G_END_DECLS
