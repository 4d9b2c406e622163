/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-registration-private.h"

#include "xep-0077.h"
#include "xep-0158.h"

G_DEFINE_FINAL_TYPE (BeckonRegistration, beckon_registration, G_TYPE_OBJECT)

static void
call_free (gpointer data)
{
  BeckonRegistrationCall *call = data;

  g_clear_error (&call->error);
  g_free (call);
}

static GTask *
call_new (BeckonRegistration *self,
               gboolean submits,
               gpointer source_tag,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  BeckonRegistrationCall *call = g_new0 (BeckonRegistrationCall, 1);

  call->submits = submits;
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, call, call_free);
  return task;
}

void
beckon_registration_close_session (BeckonRegistration *self)
{
  if (self->session != NULL)
    beckon_session_close (self->session);
  g_clear_object (&self->session);
}

static void
beckon_registration_dispose (GObject *object)
{
  beckon_registration_close_session (BECKON_REGISTRATION (object));

  G_OBJECT_CLASS (beckon_registration_parent_class)->dispose (object);
}

static void
beckon_registration_finalize (GObject *object)
{
  BeckonRegistration *self = BECKON_REGISTRATION (object);

  g_free (self->domain);
  g_free (self->host);
  g_free (self->proxy);
  g_free (self->preauth_token);
  g_clear_pointer (&self->server, beckon_jid_unref);
  g_clear_object (&self->form);
  g_free (self->web_url);
  g_free (self->error_field);
  g_free (self->username);
  g_free (self->password);

  G_OBJECT_CLASS (beckon_registration_parent_class)->finalize (object);
}

static void
beckon_registration_class_init (BeckonRegistrationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_registration_dispose;
  object_class->finalize = beckon_registration_finalize;
}

static void
beckon_registration_init (BeckonRegistration *self)
{
}

/**
 * beckon_registration_new:
 * @domain: the server's domain
 * @host: (nullable): a host set by hand
 * @port: a port set by hand, or 0
 * @direct_tls: with @host: TLS from the first byte
 * @preauth_token: (nullable): an invitation's token (XEP-0445)
 *
 * Returns: (transfer full): a registration that has not begun
 */
BeckonRegistration *
beckon_registration_new (const char *domain,
                         const char *host,
                         guint16 port,
                         gboolean direct_tls,
                         const char *preauth_token)
{
  BeckonRegistration *self = g_object_new (BECKON_TYPE_REGISTRATION, NULL);

  self->domain = g_strdup (domain);
  self->host = g_strdup (host);
  self->port = port;
  self->direct_tls = direct_tls;
  self->preauth_token = g_strdup (preauth_token);
  return self;
}

/**
 * beckon_registration_set_proxy:
 * @uri: (nullable): a proxy, such as `socks5://host:port` or `http://host:port`; %NULL for what the
 *   system says
 */
void
beckon_registration_set_proxy (BeckonRegistration *self, const char *uri)
{
  g_autofree char *copy = g_strdup (uri);

  g_free (self->proxy);
  self->proxy = g_steal_pointer (&copy);
}

void
beckon_registration_set_error_field (BeckonRegistration *self, const char *var)
{
  g_free (self->error_field);
  self->error_field = g_strdup (var);
}

/* @submitted is what the server did not take, if that was it. */
GError *
beckon_registration_translate_error (BeckonRegistration *self,
                                     const GError *error,
                                     BeckonDataForm *submitted)
{
  const char *field;
  GError *translated
    = beckon_registration_error_translate (error, submitted, self->preauth_token != NULL, &field);

  if (field != NULL)
    beckon_registration_set_error_field (self, field);
  return translated;
}

/**
 * beckon_registration_fetch_async:
 *
 * Connects, shows the invitation if there is one, and asks the server for its form.
 */
void
beckon_registration_fetch_async (BeckonRegistration *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (BECKON_IS_REGISTRATION (self));

  beckon_registration_set_error_field (self, NULL);
  beckon_registration_fetch_form (
    call_new (self, FALSE, beckon_registration_fetch_async, cancellable, callback, user_data));
}

/**
 * beckon_registration_fetch_finish:
 *
 * Returns: %TRUE when there is a form, or the address of a page instead, or both; %FALSE with
 *   %BECKON_REGISTRATION_ERROR, or why the server cannot be reached
 */
gboolean
beckon_registration_fetch_finish (BeckonRegistration *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * beckon_registration_get_form:
 *
 * Returns: (transfer none) (nullable): the form to fill in
 */
BeckonDataForm *
beckon_registration_get_form (BeckonRegistration *self)
{
  return self->form;
}

/**
 * beckon_registration_get_web_url:
 *
 * Returns: (nullable): a page where the server lets people register; https, to be opened when the
 *   person asks for it
 */
const char *
beckon_registration_get_web_url (BeckonRegistration *self)
{
  return self->web_url;
}

static char *
dup_form_value (BeckonRegistration *self, const char *var)
{
  BeckonFormField *field = beckon_data_form_get_field (self->form, var);

  return field != NULL ? g_strdup (beckon_form_field_get_value (field)) : NULL;
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonRegistration *self = g_task_get_source_object (task);
  BeckonRegistrationCall *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonElement) iq
    = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);

  if (iq != NULL)
    {
      g_free (self->username);
      g_free (self->password);
      self->username = dup_form_value (self, "username");
      self->password = dup_form_value (self, "password");
      beckon_registration_close_session (self);
      g_task_return_boolean (task, TRUE);
      return;
    }

  call->error = beckon_registration_translate_error (self, error, self->form);
  if (error->domain == BECKON_STANZA_ERROR && beckon_captcha_find_field (self->form) != NULL)
    beckon_registration_request_form (g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&call->error));
}

/* Takes the task. */
void
beckon_registration_submit_form (GTask *task)
{
  BeckonRegistration *self = g_task_get_source_object (task);
  g_autoptr (BeckonElement) iq
    = beckon_register_submit_new (self->server, self->form, self->is_data_form);

  beckon_session_send_iq_async (self->session, iq, g_task_get_cancellable (task), submitted_cb,
                                task);
}

/* Returns: whether the form can be sent, else an error with its field */
static gboolean
check_form (BeckonRegistration *self, GError **error)
{
  g_autofree char *username = dup_form_value (self, "username");
  g_autoptr (BeckonJid) jid = NULL;
  BeckonFormField *missing;

  if (!beckon_data_form_check (self->form, &missing))
    {
      beckon_registration_set_error_field (self, beckon_form_field_get_var (missing));
      g_set_error_literal (error, BECKON_REGISTRATION_ERROR,
                           BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE, "Something is not filled in");
      return FALSE;
    }
  if (username != NULL
      && (jid = beckon_jid_new_from_parts (username, self->domain, NULL, NULL)) == NULL)
    {
      beckon_registration_set_error_field (self, "username");
      g_set_error_literal (error, BECKON_REGISTRATION_ERROR,
                           BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE,
                           "The name cannot be part of an address");
      return FALSE;
    }
  return TRUE;
}

/**
 * beckon_registration_submit_async:
 *
 * Sends the form as it is filled in. Where the server has ended the stream meanwhile, this starts
 * with a new one.
 */
void
beckon_registration_submit_async (BeckonRegistration *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (BECKON_IS_REGISTRATION (self));
  g_return_if_fail (self->form != NULL);

  task = call_new (self, TRUE, beckon_registration_submit_async, cancellable, callback, user_data);
  beckon_registration_set_error_field (self, NULL);
  if (!check_form (self, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (self->session != NULL && beckon_session_get_stream (self->session) != NULL)
    beckon_registration_submit_form (g_steal_pointer (&task));
  else
    beckon_registration_fetch_form (g_steal_pointer (&task));
}

/**
 * beckon_registration_submit_finish:
 *
 * Returns: %TRUE when the account has been made, %FALSE with %BECKON_REGISTRATION_ERROR, for which
 *   see beckon_registration_get_error_field(), or why the server cannot be reached
 */
gboolean
beckon_registration_submit_finish (BeckonRegistration *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * beckon_registration_get_error_field:
 *
 * Returns: (nullable): the name of the field that the last error is about, where that is known
 */
const char *
beckon_registration_get_error_field (BeckonRegistration *self)
{
  return self->error_field;
}

/**
 * beckon_registration_get_username:
 *
 * Returns: (nullable): the new account's name on the server, after success
 */
const char *
beckon_registration_get_username (BeckonRegistration *self)
{
  return self->username;
}

/**
 * beckon_registration_get_password:
 *
 * Returns: (nullable): the new account's password, after success
 */
const char *
beckon_registration_get_password (BeckonRegistration *self)
{
  return self->password;
}
