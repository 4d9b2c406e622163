/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-command.h"

#include "beckon-session.h"

static void
result_free (gpointer data)
{
  beckon_command_result_clear (data);
  g_free (data);
}

/* A server that does not know the command says so to its first step. */
static GError *
translate_error (GError *error, gboolean first)
{
  GError *translated;

  if (!first
      || !(g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_ITEM_NOT_FOUND)
           || g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_SERVICE_UNAVAILABLE)
           || g_error_matches (error, BECKON_STANZA_ERROR,
                               BECKON_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED)))
    return error;
  translated = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, error->message);
  g_error_free (error);
  return translated;
}

typedef struct
{
  char *node;
  gboolean first;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->node);
  g_free (step);
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Step *step = g_task_get_task_data (task);
  g_autofree BeckonCommandResult *command = g_new0 (BeckonCommandResult, 1);
  g_autoptr (BeckonElement) reply = NULL;
  GError *error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (reply != NULL && beckon_command_parse (reply, step->node, command, &error))
    g_task_return_pointer (task, g_steal_pointer (&command), result_free);
  else
    g_task_return_error (task, translate_error (error, step->first));
}

/**
 * beckon_command_run_async:
 * @node: a command of the account's server
 * @session_id: (nullable): of a command that has begun
 * @action: what to do
 * @form: (nullable): what was filled in
 *
 * Runs one step. Errors: %G_IO_ERROR_NOT_CONNECTED; %G_IO_ERROR_NOT_SUPPORTED when there is no such
 * command; %BECKON_STANZA_ERROR; %BECKON_XEP_ERROR when the answer makes no sense.
 */
void
beckon_command_run_async (BeckonAccount *account,
                          const char *node,
                          const char *session_id,
                          const char *action,
                          BeckonDataForm *form,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (account, cancellable, callback, user_data);
  const char *domain = beckon_jid_get_domain (beckon_account_get_jid (account));
  g_autoptr (BeckonJid) server = beckon_jid_new_from_parts (NULL, domain, NULL, NULL);
  BeckonSession *session = beckon_account_get_session (account);
  g_autoptr (BeckonElement) request = NULL;
  Step *step = g_new0 (Step, 1);

  g_task_set_source_tag (task, beckon_command_run_async);
  g_task_set_task_data (task, step, step_free);
  step->node = g_strdup (node);
  step->first = session_id == NULL;
  if (session == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "Not connected");
      return;
    }
  request = beckon_command_new (server, node, session_id, action, form);
  beckon_session_send_iq_async (session, request, cancellable, replied_cb, g_steal_pointer (&task));
}

/**
 * beckon_command_run_finish:
 * @command: (out): the answer
 */
gboolean
beckon_command_run_finish (BeckonAccount *account,
                           GAsyncResult *result,
                           BeckonCommandResult *command,
                           GError **error)
{
  g_autofree BeckonCommandResult *answer = g_task_propagate_pointer (G_TASK (result), error);

  if (answer == NULL)
    return FALSE;
  *command = *answer;
  return TRUE;
}
