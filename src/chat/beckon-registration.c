/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-registration-error.h"

#include "beckon-form-pictures.h"
#include "beckon-jid.h"
#include "beckon-language.h"
#include "beckon-session.h"
#include "beckon-stream.h"
#include "xep-0077.h"
#include "xep-0158.h"
#include "xep-0401.h"

struct _BeckonRegistration
{
  GObject parent_instance;

  char *domain;
  char *host;
  guint16 port;
  gboolean direct_tls;
  char *proxy;
  char *preauth_token;

  BeckonJid *server;
  BeckonSession *session;
  BeckonDataForm *form;
  gboolean is_data_form;
  char *web_url;
  char *error_field;
  char *username;
  char *password;
};

G_DEFINE_FINAL_TYPE (BeckonRegistration, beckon_registration, G_TYPE_OBJECT)

/* What one call does. Both start with a stream and a form, if there are none. */
typedef struct
{
  gboolean submits;
  GError *error; /* what the server said to the form, while a new one is fetched */
} Operation;

static void
operation_free (gpointer data)
{
  Operation *operation = data;

  g_clear_error (&operation->error);
  g_free (operation);
}

static GTask *
operation_new (BeckonRegistration *self,
               gboolean submits,
               gpointer source_tag,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Operation *operation = g_new0 (Operation, 1);

  operation->submits = submits;
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, operation, operation_free);
  return task;
}

static void
close_session (BeckonRegistration *self)
{
  if (self->session != NULL)
    beckon_session_close (self->session);
  g_clear_object (&self->session);
}

static void
beckon_registration_dispose (GObject *object)
{
  close_session (BECKON_REGISTRATION (object));

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

static void
set_error_field (BeckonRegistration *self, const char *var)
{
  g_free (self->error_field);
  self->error_field = g_strdup (var);
}

/* @submitted is what the server did not take, if that was it. */
static GError *
translate_error (BeckonRegistration *self, const GError *error, BeckonDataForm *submitted)
{
  const char *field;
  GError *translated
    = beckon_registration_error_translate (error, submitted, self->preauth_token != NULL, &field);

  if (field != NULL)
    set_error_field (self, field);
  return translated;
}

static void submit_form (GTask *task);

/* There is a form, complete with pictures. */
static void
form_ready (GTask *task)
{
  BeckonRegistration *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);

  if (operation->error != NULL)
    g_task_return_error (task, g_steal_pointer (&operation->error));
  else if (!operation->submits)
    g_task_return_boolean (task, TRUE);
  else if (self->form == NULL)
    g_task_return_new_error (task, BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_CLOSED,
                             "There is no form any more");
  else if (beckon_captcha_find_field (self->form) != NULL)
    {
      /* A new stream has a new CAPTCHA, so the answer to the old one is worth nothing. */
      set_error_field (self, beckon_form_field_get_var (beckon_captcha_find_field (self->form)));
      g_task_return_new_error (task, BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_CAPTCHA,
                               "The server has a new question");
    }
  else
    {
      submit_form (g_object_ref (task));
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
  Operation *operation = g_task_get_task_data (task);
  g_auto (BeckonRegisterInfo) info = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonElement) iq
    = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);

  if (iq == NULL || !beckon_register_parse (iq, &info, &error))
    {
      if (operation->error != NULL)
        g_task_return_error (task, g_steal_pointer (&operation->error));
      else
        g_task_return_error (task, translate_error (self, error, NULL));
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
static void
request_form (GTask *task)
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
    request_form (g_steal_pointer (&task));
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
  close_session (self);
  self->session = beckon_session_new (stream, NULL);
  if (self->preauth_token != NULL)
    show_invitation (g_steal_pointer (&task));
  else
    request_form (g_steal_pointer (&task));
}

/* Takes the task. */
static void
fetch_form (GTask *task)
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
    request_form (task);
  else
    beckon_stream_connect_async (&target, g_task_get_cancellable (task), connected_cb, task);
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

  set_error_field (self, NULL);
  fetch_form (
    operation_new (self, FALSE, beckon_registration_fetch_async, cancellable, callback, user_data));
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
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonElement) iq
    = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);

  if (iq != NULL)
    {
      g_free (self->username);
      g_free (self->password);
      self->username = dup_form_value (self, "username");
      self->password = dup_form_value (self, "password");
      close_session (self);
      g_task_return_boolean (task, TRUE);
      return;
    }

  operation->error = translate_error (self, error, self->form);
  if (error->domain == BECKON_STANZA_ERROR && beckon_captcha_find_field (self->form) != NULL)
    request_form (g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&operation->error));
}

/* Takes the task. */
static void
submit_form (GTask *task)
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
      set_error_field (self, beckon_form_field_get_var (missing));
      g_set_error_literal (error, BECKON_REGISTRATION_ERROR,
                           BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE, "Something is not filled in");
      return FALSE;
    }
  if (username != NULL
      && (jid = beckon_jid_new_from_parts (username, self->domain, NULL, NULL)) == NULL)
    {
      set_error_field (self, "username");
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

  task = operation_new (self, TRUE, beckon_registration_submit_async, cancellable, callback,
                        user_data);
  set_error_field (self, NULL);
  if (!check_form (self, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (self->session != NULL && beckon_session_get_stream (self->session) != NULL)
    submit_form (g_steal_pointer (&task));
  else
    fetch_form (g_steal_pointer (&task));
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
