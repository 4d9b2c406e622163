/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0158.h"

/* What can be answered with a picture and a line of text, and what cannot (section 6). */
static const char *const supported[] = { "ocr", "picture_q", "picture_recog", "qa", NULL };
static const char *const unsupported[] = {
  "audio_recog", "speech_q", "speech_recog", "video_q", "video_recog", "SHA-256", NULL,
};

static gboolean
is_one_of (BeckonFormField *field, const char *const *vars)
{
  const char *var = beckon_form_field_get_var (field);

  return var != NULL && beckon_form_field_get_field_type (field) != BECKON_FORM_FIELD_HIDDEN
         && g_strv_contains (vars, var);
}

/**
 * beckon_captcha_find_field:
 *
 * Returns: (transfer none) (nullable): the first field that is a challenge to tell people from
 *   programs (XEP-0158); %NULL where there is none
 */
BeckonFormField *
beckon_captcha_find_field (BeckonDataForm *form)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (form));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BeckonFormField) field = g_list_model_get_item (G_LIST_MODEL (form), i);

      if (is_one_of (field, supported))
        return field;
    }
  return NULL;
}

/**
 * beckon_captcha_remove_unsupported:
 *
 * Takes out the challenges that nobody could answer here, as sounds, as long as the form leaves
 * another one to answer.
 */
void
beckon_captcha_remove_unsupported (BeckonDataForm *form)
{
  if (beckon_captcha_find_field (form) == NULL)
    return;
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (form)); i-- > 0;)
    {
      g_autoptr (BeckonFormField) field = g_list_model_get_item (G_LIST_MODEL (form), i);

      if (is_one_of (field, unsupported) && !beckon_form_field_get_required (field))
        beckon_data_form_remove_field (form, field);
    }
}
