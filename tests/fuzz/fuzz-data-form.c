/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-element.h"
#include "fuzz.h"
#include "xep-0004.h"

/* Whatever form is accepted can be looked at, answered and sent. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (BeckonElement) x = beckon_element_parse ((const char *) data, size, NULL);
  g_autoptr (BeckonDataForm) form = NULL;
  g_autoptr (BeckonElement) submit = NULL;
  g_autoptr (BeckonElement) again = NULL;
  g_autofree char *xml = NULL;

  if (x == NULL)
    return 0;
  form = beckon_data_form_parse (x, NULL);
  if (form == NULL)
    return 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr (BeckonFormField) field = g_list_model_get_item (G_LIST_MODEL (form), i);

      beckon_form_field_get_value (field);
      beckon_form_field_set_value (field, "value");
    }
  beckon_data_form_check (form, NULL);
  submit = beckon_data_form_to_submit (form);
  xml = beckon_element_to_xml (submit);
  again = beckon_element_parse (xml, -1, NULL);
  g_assert_nonnull (again);
  return 0;
}
