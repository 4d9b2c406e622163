/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0077.h"

#include "beckon-parse.h"
#include "xep-0066.h"

/* The fields of section 8 that a server may ask for one by one, in the order of the schema. */
static const struct
{
  const char *name;
  BeckonFormFieldType type;
} legacy_fields[] = {
  { "username", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "nick", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "password", BECKON_FORM_FIELD_TEXT_PRIVATE },
  { "name", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "first", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "last", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "email", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "address", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "city", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "state", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "zip", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "phone", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "url", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "date", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "misc", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "text", BECKON_FORM_FIELD_TEXT_SINGLE },
  { "key", BECKON_FORM_FIELD_HIDDEN },
};

/**
 * beckon_register_request_new:
 * @to: the server
 *
 * Returns: (transfer full): the question what it takes to register (XEP-0077, section 3.1)
 */
BeckonElement *
beckon_register_request_new (BeckonJid *to)
{
  BeckonElement *iq = beckon_iq_new ("get", to);

  beckon_element_add_child (iq, "query", BECKON_NS_REGISTER);
  return iq;
}

static BeckonDataForm *
form_from_fields (BeckonElement *query)
{
  g_autofree char *text = beckon_element_dup_child_text (query, "instructions", BECKON_NS_REGISTER);
  g_autoptr (BeckonDataForm) form = NULL;

  if (text != NULL && g_utf8_strlen (g_strstrip (text), -1) > 4096)
    *g_utf8_offset_to_pointer (text, 4096) = '\0';
  form = beckon_data_form_new (NULL, text != NULL && *text != '\0' ? text : NULL);
  for (guint i = 0; i < G_N_ELEMENTS (legacy_fields); i++)
    {
      g_autofree char *value
        = beckon_element_dup_child_text (query, legacy_fields[i].name, BECKON_NS_REGISTER);
      BeckonFormField *field;

      if (value == NULL)
        continue;
      field = beckon_form_field_new (legacy_fields[i].type, legacy_fields[i].name, TRUE);
      if (*value != '\0')
        beckon_form_field_set_value (field, value);
      beckon_data_form_add_field (form, field);
    }
  return g_list_model_get_n_items (G_LIST_MODEL (form)) > 0 ? g_steal_pointer (&form) : NULL;
}

/**
 * beckon_register_parse:
 * @iq: the answer
 * @info: (out caller-allocates): what it takes; beckon_register_info_clear() frees that. A form
 * goes before single fields, and both before a page (section 4)
 *
 * Returns: %FALSE with a %BECKON_XEP_ERROR when it cannot be understood
 */
gboolean
beckon_register_parse (BeckonElement *iq, BeckonRegisterInfo *info, GError **error)
{
  BeckonElement *query = beckon_element_get_child (iq, "query", BECKON_NS_REGISTER);
  BeckonElement *x;

  *info = (BeckonRegisterInfo){ NULL, FALSE, NULL, FALSE };
  if (query == NULL)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "The server does not say what it wants to know");
      return FALSE;
    }

  info->registered = beckon_element_get_child (query, "registered", BECKON_NS_REGISTER) != NULL;
  x = beckon_element_get_child (query, "x", BECKON_NS_DATA_FORMS);
  info->is_data_form = x != NULL;
  if (x != NULL)
    {
      info->form = beckon_data_form_parse (x, error);
      if (info->form == NULL)
        return FALSE;
    }
  else
    info->form = form_from_fields (query);
  info->web_url = beckon_oob_dup_https_url (query);

  if (info->form == NULL && info->web_url == NULL && !info->registered)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "The server wants to know nothing");
      return FALSE;
    }
  return TRUE;
}

void
beckon_register_info_clear (BeckonRegisterInfo *info)
{
  g_clear_object (&info->form);
  g_clear_pointer (&info->web_url, g_free);
}

/**
 * beckon_register_submit_new:
 * @to: the server
 * @form: the form as filled in
 * @is_data_form: as beckon_register_parse() said
 *
 * Returns: (transfer full): the request to make the account
 */
BeckonElement *
beckon_register_submit_new (BeckonJid *to, BeckonDataForm *form, gboolean is_data_form)
{
  BeckonElement *iq = beckon_iq_new ("set", to);
  BeckonElement *query = beckon_element_add_child (iq, "query", BECKON_NS_REGISTER);

  if (is_data_form)
    {
      g_autoptr (BeckonElement) x = beckon_data_form_to_submit (form);

      beckon_element_append (query, x);
      return iq;
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr (BeckonFormField) field = g_list_model_get_item (G_LIST_MODEL (form), i);

      beckon_element_add_text_child (query, beckon_form_field_get_var (field), BECKON_NS_REGISTER,
                                     beckon_form_field_get_value (field));
    }
  return iq;
}

/**
 * beckon_register_change_password_new:
 * @account: our own address
 *
 * Returns: (transfer full): the request to change the password (section 3.3)
 */
BeckonElement *
beckon_register_change_password_new (BeckonJid *account, const char *password)
{
  g_autoptr (BeckonJid) server = beckon_jid_new (beckon_jid_get_domain (account), NULL);
  BeckonElement *iq = beckon_iq_new ("set", server);
  BeckonElement *query = beckon_element_add_child (iq, "query", BECKON_NS_REGISTER);

  beckon_element_add_text_child (query, "username", BECKON_NS_REGISTER,
                                 beckon_jid_get_local (account));
  beckon_element_add_text_child (query, "password", BECKON_NS_REGISTER, password);
  return iq;
}

/**
 * beckon_register_remove_new:
 *
 * Returns: (transfer full): the request to delete our own account on the server (section 3.2). The
 *   server may end the stream instead of answering
 */
BeckonElement *
beckon_register_remove_new (void)
{
  BeckonElement *iq = beckon_iq_new ("set", NULL);
  BeckonElement *query = beckon_element_add_child (iq, "query", BECKON_NS_REGISTER);

  beckon_element_add_child (query, "remove", BECKON_NS_REGISTER);
  return iq;
}
