/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Beckon as the phone: letting another device in. */

#include "beckon-account-devices.h"

#include "beckon-command.h"
#include "beckon-parse.h"
#include "beckon-text.h"
#include "xep-0082.h"

#define APPROVE "urn:im.beckon:scan-login:0#approve"
#define MAX_TEXT_LENGTH 64
#define MAX_CODE_LENGTH 2048

struct _BeckonApproval
{
  GObject parent_instance;

  BeckonAccount *account;
  char *session_id;
  BeckonDataForm *form;

  char *device_name;
  char *os;
  char *software;
  char *address;
  BeckonApprovalNetwork network;
  GDateTime *time;
};

G_DEFINE_FINAL_TYPE (BeckonApproval, beckon_approval, G_TYPE_OBJECT)

static void
beckon_approval_dispose (GObject *object)
{
  BeckonApproval *self = BECKON_APPROVAL (object);

  g_clear_object (&self->account);
  g_clear_object (&self->form);
  G_OBJECT_CLASS (beckon_approval_parent_class)->dispose (object);
}

static void
beckon_approval_finalize (GObject *object)
{
  BeckonApproval *self = BECKON_APPROVAL (object);

  g_free (self->session_id);
  g_free (self->device_name);
  g_free (self->os);
  g_free (self->software);
  g_free (self->address);
  g_clear_pointer (&self->time, g_date_time_unref);
  G_OBJECT_CLASS (beckon_approval_parent_class)->finalize (object);
}

static void
beckon_approval_class_init (BeckonApprovalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_approval_dispose;
  object_class->finalize = beckon_approval_finalize;
}

static void
beckon_approval_init (BeckonApproval *self)
{
}

static const char *
get_value (BeckonDataForm *form, const char *name)
{
  BeckonFormField *field = beckon_data_form_get_field (form, name);

  return field != NULL ? beckon_form_field_get_value (field) : NULL;
}

static char *
get_line (BeckonDataForm *form, const char *name)
{
  return beckon_text_dup_line (get_value (form, name), MAX_TEXT_LENGTH);
}

static void
take_step (BeckonApproval *self, BeckonCommandResult *command)
{
  g_free (self->session_id);
  self->session_id = g_steal_pointer (&command->session_id);
  g_clear_object (&self->form);
  self->form = g_steal_pointer (&command->form);
}

static gboolean
is_decision (BeckonDataForm *form)
{
  return form != NULL && beckon_data_form_get_field (form, "number") != NULL
         && beckon_data_form_get_field (form, "decision") != NULL;
}

static BeckonApprovalNetwork
parse_network (const char *text)
{
  if (g_strcmp0 (text, "same") == 0)
    return BECKON_APPROVAL_NETWORK_SAME;
  if (g_strcmp0 (text, "other") == 0)
    return BECKON_APPROVAL_NETWORK_OTHER;
  return BECKON_APPROVAL_NETWORK_UNKNOWN;
}

static BeckonApproval *
new_approval (BeckonAccount *account, BeckonCommandResult *command)
{
  BeckonApproval *self = g_object_new (BECKON_TYPE_APPROVAL, NULL);
  const char *requested;
  gint64 time;

  self->account = g_object_ref (account);
  take_step (self, command);
  self->device_name = get_line (self->form, "device_name");
  self->os = get_line (self->form, "device_os");
  self->software = get_line (self->form, "software");
  self->address = get_line (self->form, "address");
  self->network = parse_network (get_value (self->form, "network"));
  requested = get_value (self->form, "requested");
  if (requested != NULL && beckon_datetime_parse (requested, &time))
    self->time = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  return self;
}

static void
return_malformed (GTask *task)
{
  g_task_return_new_error (task, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "The server asks for something else");
}

static void
details_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonAccount *account = BECKON_ACCOUNT (source);
  g_auto (BeckonCommandResult) command = { 0 };
  GError *error = NULL;

  if (!beckon_command_run_finish (account, result, &command, &error))
    g_task_return_error (task, error);
  else if (!is_decision (command.form))
    return_malformed (task);
  else
    g_task_return_pointer (task, new_approval (account, &command), g_object_unref);
}

static void
code_form_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  BeckonAccount *account = BECKON_ACCOUNT (source);
  g_auto (BeckonCommandResult) command = { 0 };
  BeckonFormField *field = NULL;
  GError *error = NULL;

  if (!beckon_command_run_finish (account, result, &command, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (command.form != NULL)
    field = beckon_data_form_get_field (command.form, "code");
  if (field == NULL)
    {
      return_malformed (task);
      return;
    }
  beckon_form_field_set_value (field, g_task_get_task_data (task));
  beckon_command_run_async (account, APPROVE, command.session_id, "next", command.form, cancellable,
                            details_cb, g_steal_pointer (&task));
}

/**
 * beckon_account_approve_async:
 * @code: the link that a code holds, or the short code as typed
 *
 * Says that the code was scanned by this account, and asks what device it is from. Approves
 * nothing yet. Errors besides those of all: %BECKON_STANZA_ERROR_ITEM_NOT_FOUND (no such code),
 * %BECKON_STANZA_ERROR_CONFLICT (somebody else scanned it), %BECKON_STANZA_ERROR_GONE (too late),
 * %BECKON_STANZA_ERROR_RESOURCE_CONSTRAINT (too many wrong codes).
 */
void
beckon_account_approve_async (BeckonAccount *self,
                              const char *code,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_account_approve_async);
  g_task_set_task_data (task, g_strndup (code, MAX_CODE_LENGTH), g_free);
  beckon_command_run_async (self, APPROVE, NULL, "execute", NULL, cancellable, code_form_cb, task);
}

/**
 * beckon_account_approve_finish:
 *
 * Returns: (transfer full) (nullable): the device that asks
 */
BeckonApproval *
beckon_account_approve_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * beckon_approval_get_device_name:
 *
 * Returns: (nullable): how the device calls itself, one line
 */
const char *
beckon_approval_get_device_name (BeckonApproval *self)
{
  return self->device_name;
}

/**
 * beckon_approval_get_os:
 *
 * Returns: (nullable): its operating system, as it says
 */
const char *
beckon_approval_get_os (BeckonApproval *self)
{
  return self->os;
}

/**
 * beckon_approval_get_software:
 *
 * Returns: (nullable): its application, as it says
 */
const char *
beckon_approval_get_software (BeckonApproval *self)
{
  return self->software;
}

/**
 * beckon_approval_get_address:
 *
 * Returns: (nullable): the network address that it asked from, as the server saw it
 */
const char *
beckon_approval_get_address (BeckonApproval *self)
{
  return self->address;
}

/**
 * beckon_approval_get_network:
 *
 * Returns: whether that is the network from which we are connected, too
 */
BeckonApprovalNetwork
beckon_approval_get_network (BeckonApproval *self)
{
  return self->network;
}

/**
 * beckon_approval_get_time:
 *
 * Returns: (nullable): when it asked
 */
GDateTime *
beckon_approval_get_time (BeckonApproval *self)
{
  return self->time;
}

static void
decided_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonApproval *self = g_task_get_source_object (task);
  g_auto (BeckonCommandResult) command = { 0 };
  GError *error = NULL;

  if (!beckon_command_run_finish (BECKON_ACCOUNT (source), result, &command, &error))
    g_task_return_error (task, error);
  else if (command.status == BECKON_COMMAND_COMPLETED)
    g_task_return_int (task, BECKON_APPROVAL_DONE);
  else if (is_decision (command.form))
    {
      take_step (self, &command);
      g_task_return_int (task, BECKON_APPROVAL_WRONG_NUMBER);
    }
  else
    return_malformed (task);
}

/**
 * beckon_approval_decide_async:
 * @confirm: whether to let the device in
 * @number: (nullable): with @confirm: what the device shows
 *
 * Confirms or declines. Not to be called while it is under way. Errors besides those of all:
 * %BECKON_STANZA_ERROR_GONE (too late, or cancelled by the device),
 * %BECKON_STANZA_ERROR_NOT_ACCEPTABLE (too many wrong numbers).
 */
void
beckon_approval_decide_async (BeckonApproval *self,
                              gboolean confirm,
                              const char *number,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_approval_decide_async);
  beckon_form_field_set_value (beckon_data_form_get_field (self->form, "decision"),
                               confirm ? "confirm" : "decline");
  if (confirm && number != NULL)
    beckon_form_field_set_value (beckon_data_form_get_field (self->form, "number"), number);
  beckon_command_run_async (self->account, APPROVE, self->session_id, "complete", self->form,
                            cancellable, decided_cb, task);
}

/**
 * beckon_approval_decide_finish:
 * @outcome: (out): what came of it
 */
gboolean
beckon_approval_decide_finish (BeckonApproval *self,
                               GAsyncResult *result,
                               BeckonApprovalResult *outcome,
                               GError **error)
{
  GError *failure = NULL;
  gssize value = g_task_propagate_int (G_TASK (result), &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  *outcome = value;
  return TRUE;
}
