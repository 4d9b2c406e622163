/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-registration-private.h"

#include "beckon-form-pictures.h"
#include "beckon-language.h"
#include "beckon-stream.h"
#include "xep-0077.h"
#include "xep-0158.h"
#include "xep-0401.h"

/* How one comes by a form: a stream, the invitation, the form itself, and its pictures. */

/* There is a form, complete with pictures. */
static void
form_ready (GTask *task)
{
  BeckonRegistration *self = g_task_get_source_object (task);
  BeckonRegistrationCall *call = g_task_get_task_data (task);

  if (call->error != NULL)
    g_task_return_error (task, g_steal_pointer (&call->error));
  else if (!call->submits)
    g_task_return_boolean (task, TRUE);
  else if (self->form == NULL)
    g_task_return_new_error (task, BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_CLOSED,
                             "There is no form any more");
  else if (beckon_captcha_find_field (self->form) != NULL)
    {
      /* A new stream has a new CAPTCHA, so the answer to the old one is worth nothing. */
      beckon_registration_set_error_field (
        self, beckon_form_field_get_var (beckon_captcha_find_field (self->form)));
      g_task_return_new_error (task, BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_CAPTCHA,
                               "The server has a new question");
    }
  else
    {
      beckon_registration_submit_form (g_object_ref (task));
    }
}

static void
pictures_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (beckon_form_pictures_load_finish (result, &error))
    form_ready (task);
  else
    g_task_return_error (task, error);
}

/* What was filled in, into a new form of the same kind. An answer to a CAPTCHA is of no use
 * twice. */
static void
carry_over (BeckonDataForm *from, BeckonDataForm *to)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (from));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BeckonFormField) old = g_list_model_get_item (G_LIST_MODEL (from), i);
      const char *var = beckon_form_field_get_var (old);
      BeckonFormField *field = var != NULL ? beckon_data_form_get_field (to, var) : NULL;

      if (field == NULL || field == beckon_captcha_find_field (to)
          || beckon_form_field_get_field_type (field) == BECKON_FORM_FIELD_HIDDEN
          || beckon_form_field_get_field_type (field) != beckon_form_field_get_field_type (old))
        continue;
      beckon_form_field_set_values (field, beckon_form_field_get_values (old));
    }
}

static void
form_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonRegistration *self = g_task_get_source_object (task);
  BeckonRegistrationCall *call = g_task_get_task_data (task);
  g_auto (BeckonRegisterInfo) info = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonElement) iq
    = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);

  if (iq == NULL || !beckon_register_parse (iq, &info, &error))
    {
      if (call->error != NULL)
        g_task_return_error (task, g_steal_pointer (&call->error));
      else
        g_task_return_error (task, beckon_registration_translate_error (self, error, NULL));
      return;
    }

  if (info.form != NULL)
    beckon_captcha_remove_unsupported (info.form);
  if (info.form != NULL && self->form != NULL)
    carry_over (self->form, info.form);
  g_clear_object (&self->form);
  g_free (self->web_url);
  self->form = g_steal_pointer (&info.form);
  self->is_data_form = info.is_data_form;
  self->web_url = g_steal_pointer (&info.web_url);
  if (self->form == NULL)
    form_ready (task);
  else
    beckon_form_pictures_load_async (self->form,
                                     beckon_element_get_child (iq, "query", BECKON_NS_REGISTER),
                                     self->session, self->server, g_task_get_cancellable (task),
                                     pictures_cb, g_object_ref (task));
}

/* Takes the task. Asked for even where it is not announced: not every server does that. */
void
beckon_registration_request_form (GTask *task)
{
  BeckonRegistration *self = g_task_get_source_object (task);
  g_autoptr (BeckonElement) iq = beckon_register_request_new (self->server);

  beckon_session_send_iq_async (self->session, iq, g_task_get_cancellable (task), form_cb, task);
}

static void
preauth_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonElement) iq
    = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);

  if (iq != NULL)
    beckon_registration_request_form (g_steal_pointer (&task));
  else if (error->domain == BECKON_STANZA_ERROR)
    g_task_return_new_error (task, BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_INVITATION,
                             "%s", error->message);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Takes the task. */
static void
show_invitation (GTask *task)
{
  BeckonRegistration *self = g_task_get_source_object (task);
  g_autoptr (BeckonElement) iq = beckon_preauth_new (self->server, self->preauth_token);

  beckon_session_send_iq_async (self->session, iq, g_task_get_cancellable (task), preauth_cb, task);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonRegistration *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonStream) stream = beckon_stream_connect_finish (result, &error);

  if (stream == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  beckon_registration_close_session (self);
  self->session = beckon_session_new (stream, NULL);
  if (self->preauth_token != NULL)
    show_invitation (g_steal_pointer (&task));
  else
    beckon_registration_request_form (g_steal_pointer (&task));
}

/* Takes the task. */
void
beckon_registration_fetch_form (GTask *task)
{
  BeckonRegistration *self = g_task_get_source_object (task);
  g_autofree char *lang = beckon_language_dup_tag ();
  const BeckonStreamTarget target = {
    .domain = self->domain,
    .host = self->host,
    .port = self->port,
    .direct_tls = self->direct_tls,
    .proxy = self->proxy,
    .lang = lang,
  };
  g_autoptr (GError) error = NULL;

  if (self->server == NULL)
    self->server = beckon_jid_new_from_parts (NULL, self->domain, NULL, &error);
  if (self->server == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  if (self->session != NULL && beckon_session_get_stream (self->session) != NULL)
    beckon_registration_request_form (task);
  else
    beckon_stream_connect_async (&target, g_task_get_cancellable (task), connected_cb, task);
}
