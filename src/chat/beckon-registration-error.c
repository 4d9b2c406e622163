/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-registration-error.h"

#include "beckon-parse.h"
#include "beckon-session.h"
#include "xep-0158.h"

#include <string.h>

G_DEFINE_QUARK (BeckonRegistrationError, beckon_registration_error)

/* Returns: whether @word is in @text, as a word */
static gboolean
has_word (const char *text, const char *word)
{
  gsize length = strlen (word);

  for (const char *p = strstr (text, word); length > 0 && p != NULL; p = strstr (p + 1, word))
    if ((p == text || !g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (p))))
        && !g_unichar_isalnum (g_utf8_get_char (p + length)))
      return TRUE;
  return FALSE;
}

/* Servers say in words what is wrong; the field that they name, by its name or label, is it. */
static const char *
find_named_field (BeckonDataForm *form, const char *message)
{
  g_autofree char *text = g_utf8_casefold (message, -1);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (form));

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++)
      {
        g_autoptr (BeckonFormField) field = g_list_model_get_item (G_LIST_MODEL (form), i);
        const char *var = beckon_form_field_get_var (field);
        const char *name = pass == 0 ? var : beckon_form_field_get_label (field);
        g_autofree char *word = NULL;

        if (var == NULL || name == NULL
            || beckon_form_field_get_field_type (field) == BECKON_FORM_FIELD_HIDDEN)
          continue;
        word = g_utf8_casefold (name, -1);
        if (has_word (text, word))
          return var;
      }
  return NULL;
}

/**
 * beckon_registration_error_translate:
 * @error: why the server's form could not be had, or was not accepted
 * @submitted: (nullable): the form that was not accepted, if that was it
 * @invited: whether there was an invitation
 * @field: (out) (nullable): the name of the field that the error is about, where that is known
 *
 * Returns: (transfer full): what a stanza error means here; everything else, as of the network,
 *   stays as it is
 */
GError *
beckon_registration_error_translate (const GError *error,
                                     BeckonDataForm *submitted,
                                     gboolean invited,
                                     const char **field)
{
  BeckonFormField *captcha = submitted != NULL ? beckon_captcha_find_field (submitted) : NULL;
  const char *named = submitted != NULL ? find_named_field (submitted, error->message) : NULL;
  BeckonRegistrationError code;

  *field = NULL;
  if (error->domain == BECKON_XEP_ERROR)
    return g_error_new_literal (BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_PROTOCOL,
                                error->message);
  if (error->domain != BECKON_STANZA_ERROR)
    return g_error_copy (error);

  switch (error->code)
    {
    case BECKON_STANZA_ERROR_CONFLICT:
      code = BECKON_REGISTRATION_ERROR_CONFLICT;
      *field = "username";
      break;
    case BECKON_STANZA_ERROR_BAD_REQUEST:
    case BECKON_STANZA_ERROR_JID_MALFORMED:
    case BECKON_STANZA_ERROR_NOT_ACCEPTABLE:
      code = submitted != NULL ? BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE
                               : BECKON_REGISTRATION_ERROR_PROTOCOL;
      *field = named;
      break;
    case BECKON_STANZA_ERROR_NOT_ALLOWED:
    case BECKON_STANZA_ERROR_FORBIDDEN:
    case BECKON_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED:
    case BECKON_STANZA_ERROR_NOT_AUTHORIZED:
    case BECKON_STANZA_ERROR_REGISTRATION_REQUIRED:
    case BECKON_STANZA_ERROR_SERVICE_UNAVAILABLE:
      code = BECKON_REGISTRATION_ERROR_CLOSED;
      break;
    case BECKON_STANZA_ERROR_POLICY_VIOLATION:
    case BECKON_STANZA_ERROR_RESOURCE_CONSTRAINT:
      code
        = named != NULL ? BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE : BECKON_REGISTRATION_ERROR_WAIT;
      *field = named;
      break;
    default:
      code = BECKON_REGISTRATION_ERROR_PROTOCOL;
      break;
    }

  /* Prosody says in words alone that nobody gets in without an invitation. */
  if (code == BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE && named == NULL && !invited
      && has_word (error->message, "invitation"))
    code = BECKON_REGISTRATION_ERROR_INVITATION;

  /* XEP-0158 wants not-acceptable for a wrong answer, servers send not-allowed. */
  if (captcha != NULL
      && (error->code == BECKON_STANZA_ERROR_NOT_ALLOWED
          || (error->code == BECKON_STANZA_ERROR_NOT_ACCEPTABLE
              && (named == NULL || g_str_equal (named, beckon_form_field_get_var (captcha))))))
    {
      code = BECKON_REGISTRATION_ERROR_CAPTCHA;
      *field = beckon_form_field_get_var (captcha);
    }
  return g_error_new_literal (BECKON_REGISTRATION_ERROR, code, error->message);
}
