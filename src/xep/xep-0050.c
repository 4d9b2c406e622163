/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0050.h"

#include "beckon-parse.h"

#define MAX_ITEMS 256

/**
 * beckon_command_new:
 * @to: who is to do it
 * @node: the command
 * @session_id: (nullable): of a command that has begun
 * @action: `execute`, `next`, `complete` or `cancel`
 * @form: (nullable): what was filled in
 *
 * Returns: (transfer full): the request for one step
 */
BeckonElement *
beckon_command_new (
  BeckonJid *to, const char *node, const char *session_id, const char *action, BeckonDataForm *form)
{
  BeckonElement *iq = beckon_iq_new ("set", to);
  BeckonElement *command = beckon_element_add_child (iq, "command", BECKON_NS_COMMANDS);

  beckon_element_set_attribute (command, "node", node);
  beckon_element_set_attribute (command, "action", action);
  if (session_id != NULL)
    beckon_element_set_attribute (command, "sessionid", session_id);
  if (form != NULL)
    {
      g_autoptr (BeckonElement) x = beckon_data_form_to_submit (form);

      beckon_element_append (command, x);
    }
  return iq;
}

static gboolean
parse_status (const char *text, BeckonCommandStatus *status)
{
  static const char *const names[] = {
    [BECKON_COMMAND_EXECUTING] = "executing",
    [BECKON_COMMAND_COMPLETED] = "completed",
    [BECKON_COMMAND_CANCELED] = "canceled",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (text, names[i]) == 0)
      {
        *status = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * beckon_command_parse:
 * @iq: a result, from whom the request went to
 * @node: the command
 * @result: (out): what it says
 *
 * Returns: whether it is an answer to that command, else a %BECKON_XEP_ERROR. One that is to go on
 *   has a form and a name
 */
gboolean
beckon_command_parse (BeckonElement *iq,
                      const char *node,
                      BeckonCommandResult *result,
                      GError **error)
{
  g_auto (BeckonCommandResult) parsed = { 0 };
  BeckonElement *command = beckon_element_get_child (iq, "command", BECKON_NS_COMMANDS);
  BeckonElement *x;

  *result = (BeckonCommandResult){ 0 };
  if (command == NULL || g_strcmp0 (beckon_element_get_attribute (command, "node"), node) != 0
      || !parse_status (beckon_element_get_attribute (command, "status"), &parsed.status))
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "This is no answer to the command");
      return FALSE;
    }
  parsed.session_id = g_strdup (beckon_parse_id (command, "sessionid"));
  x = beckon_element_get_child (command, "x", BECKON_NS_DATA_FORMS);
  if (parsed.status == BECKON_COMMAND_EXECUTING)
    {
      parsed.form = beckon_data_form_parse (x, error);
      if (parsed.form == NULL)
        return FALSE;
      if (parsed.session_id == NULL)
        {
          g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                               "The command has no name to go on with");
          return FALSE;
        }
    }
  else if (x != NULL)
    parsed.items = beckon_data_form_parse_items (x, MAX_ITEMS);
  *result = parsed;
  parsed = (BeckonCommandResult){ 0 };
  return TRUE;
}

void
beckon_command_result_clear (BeckonCommandResult *self)
{
  g_clear_pointer (&self->session_id, g_free);
  g_clear_object (&self->form);
  g_clear_pointer (&self->items, g_ptr_array_unref);
}
