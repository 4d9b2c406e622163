/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-registration.h"

#include "beckon-jid.h"
#include "beckon-language.h"
#include "beckon-parse.h"
#include "beckon-session.h"
#include "beckon-stream.h"
#include "xep-0077.h"
#include "xep-0084.h"
#include "xep-0158.h"
#include "xep-0221.h"
#include "xep-0231.h"
#include "xep-0401.h"

#include <string.h>

G_DEFINE_QUARK (BeckonRegistrationError, beckon_registration_error)

/* More pictures than this do not belong to one form. */
#define MAX_PICTURES 4

struct _BeckonRegistration
{
  GObject parent_instance;

  char *domain;
  char *host;
  guint16 port;
  gboolean direct_tls;
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

typedef struct
{
  BeckonFormField *field;
  char *cid;
} Picture;

/* What one call does. Both start with a stream and a form, if there are none. */
typedef struct
{
  gboolean submits;
  GError *error;       /* what the server said to the form, while a new one is fetched */
  GPtrArray *pictures; /* that are still to be fetched */
} Operation;

static void
picture_free (Picture *picture)
{
  g_object_unref (picture->field);
  g_free (picture->cid);
  g_free (picture);
}

static void
operation_free (gpointer data)
{
  Operation *operation = data;

  g_clear_error (&operation->error);
  g_ptr_array_unref (operation->pictures);
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
  operation->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) picture_free);
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
find_named_field (BeckonRegistration *self, const char *message)
{
  g_autofree char *text = g_utf8_casefold (message, -1);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->form));

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++)
      {
        g_autoptr (BeckonFormField) field = g_list_model_get_item (G_LIST_MODEL (self->form), i);
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

static void
set_error_field (BeckonRegistration *self, const char *var)
{
  g_free (self->error_field);
  self->error_field = g_strdup (var);
}

/* What a stanza error means here. Everything else, as of the network, stays as it is. */
static GError *
translate_error (BeckonRegistration *self, const GError *error, gboolean submitted)
{
  BeckonFormField *captcha
    = submitted && self->form != NULL ? beckon_captcha_find_field (self->form) : NULL;
  const char *named
    = submitted && self->form != NULL ? find_named_field (self, error->message) : NULL;
  BeckonRegistrationError code;

  if (error->domain == BECKON_XEP_ERROR)
    return g_error_new_literal (BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_PROTOCOL,
                                error->message);
  if (error->domain != BECKON_STANZA_ERROR)
    return g_error_copy (error);

  switch (error->code)
    {
    case BECKON_STANZA_ERROR_CONFLICT:
      code = BECKON_REGISTRATION_ERROR_CONFLICT;
      set_error_field (self, "username");
      break;
    case BECKON_STANZA_ERROR_BAD_REQUEST:
    case BECKON_STANZA_ERROR_JID_MALFORMED:
    case BECKON_STANZA_ERROR_NOT_ACCEPTABLE:
      code
        = submitted ? BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE : BECKON_REGISTRATION_ERROR_PROTOCOL;
      set_error_field (self, named);
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
      set_error_field (self, named);
      break;
    default:
      code = BECKON_REGISTRATION_ERROR_PROTOCOL;
      break;
    }

  /* Prosody says in words alone that nobody gets in without an invitation. */
  if (code == BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE && named == NULL
      && self->preauth_token == NULL && has_word (error->message, "invitation"))
    code = BECKON_REGISTRATION_ERROR_INVITATION;

  /* XEP-0158 wants not-acceptable for a wrong answer, servers send not-allowed. */
  if (captcha != NULL
      && (error->code == BECKON_STANZA_ERROR_NOT_ALLOWED
          || (error->code == BECKON_STANZA_ERROR_NOT_ACCEPTABLE
              && (named == NULL || g_str_equal (named, beckon_form_field_get_var (captcha))))))
    {
      code = BECKON_REGISTRATION_ERROR_CAPTCHA;
      set_error_field (self, beckon_form_field_get_var (captcha));
    }
  return g_error_new_literal (BECKON_REGISTRATION_ERROR, code, error->message);
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

static void fetch_next_picture (GTask *task);

static void
set_picture (BeckonFormField *field, BeckonElement *data, const char *cid)
{
  const char *type;
  g_autoptr (GBytes) bytes = beckon_bob_parse (data, cid, &type, NULL);

  type = bytes != NULL ? beckon_avatar_find_type (bytes) : NULL;
  if (type != NULL)
    beckon_form_field_set_media (field, type, bytes);
}

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *operation = g_task_get_task_data (task);
  Picture *picture = g_ptr_array_index (operation->pictures, 0);
  g_autoptr (BeckonElement) iq
    = beckon_session_send_iq_finish (BECKON_SESSION (source), result, NULL);

  /* Without its picture the form is still worth to be seen: it may have another question. */
  if (iq != NULL)
    set_picture (picture->field, beckon_bob_find (iq, picture->cid), picture->cid);
  g_ptr_array_remove_index (operation->pictures, 0);
  fetch_next_picture (g_steal_pointer (&task));
}

/* Takes the task. */
static void
fetch_next_picture (GTask *task)
{
  BeckonRegistration *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (GTask) owned = task;
  g_autoptr (BeckonElement) iq = NULL;
  Picture *picture;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (operation->pictures->len == 0)
    {
      form_ready (task);
      return;
    }
  picture = g_ptr_array_index (operation->pictures, 0);
  iq = beckon_bob_request_new (self->server, picture->cid);
  beckon_session_send_iq_async (self->session, iq, g_task_get_cancellable (task), picture_cb,
                                g_steal_pointer (&owned));
}

/* Takes the pictures that came along with the form, and notes the others. */
static void
find_pictures (BeckonRegistration *self, BeckonElement *query, GPtrArray *missing)
{
  BeckonElement *x = beckon_element_get_child (query, "x", BECKON_NS_DATA_FORMS);
  BeckonElement *element = x != NULL ? beckon_element_get_first_child (x) : NULL;
  guint n = 0;

  for (; element != NULL && n < MAX_PICTURES; element = beckon_element_get_next_sibling (element))
    {
      const char *var = beckon_element_get_attribute (element, "var");
      BeckonFormField *field = var != NULL ? beckon_data_form_get_field (self->form, var) : NULL;
      g_autofree char *cid = NULL;
      BeckonElement *data;

      if (field == NULL || !beckon_element_is (element, "field", BECKON_NS_DATA_FORMS))
        continue;
      cid = beckon_media_dup_picture_cid (element);
      if (cid == NULL)
        continue;
      n++;
      data = beckon_bob_find (query, cid);
      if (data != NULL)
        set_picture (field, data, cid);
      else
        {
          Picture *picture = g_new (Picture, 1);

          picture->field = g_object_ref (field);
          picture->cid = g_steal_pointer (&cid);
          g_ptr_array_add (missing, picture);
        }
    }
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
        g_task_return_error (task, translate_error (self, error, FALSE));
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
  if (self->form != NULL)
    find_pictures (self, beckon_element_get_child (iq, "query", BECKON_NS_REGISTER),
                   operation->pictures);
  fetch_next_picture (g_steal_pointer (&task));
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

  operation->error = translate_error (self, error, TRUE);
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
