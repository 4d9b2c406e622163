/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-login-private.h"

#include "beckon-language.h"
#include "beckon-sasl-choice.h"
#include "beckon-wipe.h"

/* How large a stanza may be once the server knows us. Servers limit each other to less. */
#define MAX_STANZA_SIZE (1024 * 1024)

G_DEFINE_FINAL_TYPE (BeckonLogin, beckon_login, G_TYPE_OBJECT)

static void
clear_credentials (BeckonLogin *self)
{
  g_clear_pointer (&self->password, beckon_wipe_string);
  g_clear_pointer (&self->oauth_token, beckon_wipe_string);
  g_clear_pointer (&self->fast_token, beckon_wipe_string);
}

static void
beckon_login_dispose (GObject *object)
{
  BeckonLogin *self = BECKON_LOGIN (object);

  clear_credentials (self);
  g_clear_object (&self->resume_session);
  g_clear_object (&self->stream);
  g_clear_object (&self->mechanism);
  g_clear_object (&self->tap);

  G_OBJECT_CLASS (beckon_login_parent_class)->dispose (object);
}

static void
beckon_login_finalize (GObject *object)
{
  BeckonLogin *self = BECKON_LOGIN (object);

  beckon_jid_unref (self->jid);
  g_free (self->host);
  g_free (self->proxy);
  g_free (self->fast_mechanism);
  g_free (self->agent_id);
  g_free (self->agent_software);
  g_free (self->agent_device);
  g_free (self->pinned_mechanism);
  g_clear_pointer (&self->offer, beckon_sasl_features_free);
  g_free (self->requested_token);
  g_free (self->used_mechanism);
  g_free (self->new_fast_mechanism);
  beckon_wipe_string (self->new_fast_token);
  g_clear_pointer (&self->new_fast_expiry, g_date_time_unref);
  g_clear_pointer (&self->bound_jid, beckon_jid_unref);
  g_clear_pointer (&self->sm_enabled, beckon_element_unref);
  g_free (self->request_id);

  G_OBJECT_CLASS (beckon_login_parent_class)->finalize (object);
}

static void
beckon_login_class_init (BeckonLoginClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_login_dispose;
  object_class->finalize = beckon_login_finalize;
}

static void
beckon_login_init (BeckonLogin *self)
{
}

/**
 * beckon_login_new:
 * @jid: the address; a resource does not matter. With nothing but a domain, the account is the one
 *   that an OAuth token is for, see beckon_login_get_jid()
 *
 * Returns: (transfer full): an attempt to sign in, not started yet
 */
BeckonLogin *
beckon_login_new (BeckonJid *jid)
{
  BeckonLogin *self = g_object_new (BECKON_TYPE_LOGIN, NULL);

  self->jid = beckon_jid_dup_bare (jid);
  return self;
}

/**
 * beckon_login_set_host:
 * @host: (nullable): where the person says the server is, else SRV says it
 * @port: its port, or 0 for the usual one
 * @direct_tls: TLS from the first byte, not STARTTLS
 */
void
beckon_login_set_host (BeckonLogin *self, const char *host, guint16 port, gboolean direct_tls)
{
  g_free (self->host);
  self->host = g_strdup (host);
  self->port = port;
  self->direct_tls = direct_tls;
}

/**
 * beckon_login_set_proxy:
 * @proxy: (nullable): what to go through, else what the system says
 */
void
beckon_login_set_proxy (BeckonLogin *self, const char *proxy)
{
  g_free (self->proxy);
  self->proxy = g_strdup (proxy);
}

/**
 * beckon_login_set_tap:
 * @tap: who is told of what is sent and what comes, also after the login
 */
void
beckon_login_set_tap (BeckonLogin *self, BeckonTap *tap)
{
  g_set_object (&self->tap, tap);
}

static void
set_secret (char **place, const char *secret)
{
  beckon_wipe_string (*place);
  *place = g_strdup (secret);
}

static void
set_string (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

/**
 * beckon_login_set_password:
 * @password: (nullable): the password as typed; wiped when the attempt is over
 */
void
beckon_login_set_password (BeckonLogin *self, const char *password)
{
  set_secret (&self->password, password);
}

/**
 * beckon_login_set_oauth_token:
 * @token: (nullable): an access token (RFC 7628); wiped when the attempt is over
 */
void
beckon_login_set_oauth_token (BeckonLogin *self, const char *token)
{
  set_secret (&self->oauth_token, token);
}

/**
 * beckon_login_set_fast_token:
 * @mechanism: the mechanism that the token is for
 * @token: (nullable): a token from an earlier sign-in (XEP-0484); wiped when the attempt is over
 * @count: how often it was tried, with this attempt; 0 to leave it out
 *
 * The token is tried first. When it is refused, the password or OAuth token is used, if there is
 * one.
 */
void
beckon_login_set_fast_token (BeckonLogin *self,
                             const char *mechanism,
                             const char *token,
                             guint count)
{
  set_string (&self->fast_mechanism, mechanism);
  set_secret (&self->fast_token, token);
  self->fast_count = count;
}

/**
 * beckon_login_set_user_agent:
 * @id: a UUID version 4, always the same for this account on this machine. Without it a server
 *   gives no token
 * @software: (nullable): the name of the program
 * @device: (nullable): a name for this machine, which the person sees in a list of devices
 */
void
beckon_login_set_user_agent (BeckonLogin *self,
                             const char *id,
                             const char *software,
                             const char *device)
{
  set_string (&self->agent_id, id);
  set_string (&self->agent_software, software);
  set_string (&self->agent_device, device);
}

/**
 * beckon_login_set_pinned_mechanism:
 * @mechanism: (nullable): what beckon_login_get_pinned_mechanism() said last time
 */
void
beckon_login_set_pinned_mechanism (BeckonLogin *self, const char *mechanism)
{
  set_string (&self->pinned_mechanism, mechanism);
}

/**
 * beckon_login_set_resume_session:
 * @session: (nullable): a session that was interrupted, to be gone on with if the server still
 *   knows it
 */
void
beckon_login_set_resume_session (BeckonLogin *self, BeckonSession *session)
{
  g_set_object (&self->resume_session, session);
}

/**
 * beckon_login_set_invalidate_fast:
 * @invalidate: whether the token shall be of no use after this attempt
 *
 * For signing out. The attempt binds no resource: the session that comes of it is to be closed.
 */
void
beckon_login_set_invalidate_fast (BeckonLogin *self, gboolean invalidate)
{
  self->invalidate_fast = invalidate;
}

/* Ends the attempt, in whichever way. */
static GTask *
end (BeckonLogin *self)
{
  clear_credentials (self);
  g_clear_object (&self->mechanism);
  g_clear_object (&self->stream);
  g_clear_object (&self->resume_session);
  return g_steal_pointer (&self->task);
}

/**
 * beckon_login_succeed:
 * @session: a session that is ready
 */
void
beckon_login_succeed (BeckonLogin *self, BeckonSession *session)
{
  g_autoptr (GTask) task = end (self);

  g_task_return_pointer (task, g_object_ref (session), g_object_unref);
}

/**
 * beckon_login_fail:
 * @error: (transfer full): why
 */
void
beckon_login_fail (BeckonLogin *self, GError *error)
{
  g_autoptr (GTask) task = NULL;

  if (self->stream != NULL)
    beckon_stream_close (self->stream);
  task = end (self);
  g_task_return_error (task, error);
}

void
beckon_login_fail_protocol (BeckonLogin *self, const char *message)
{
  beckon_login_fail (self, g_error_new_literal (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL,
                                                message));
}

/**
 * beckon_login_receive:
 *
 * Waits for the next element; @callback gets a reference to @self.
 */
void
beckon_login_receive (BeckonLogin *self, GAsyncReadyCallback callback)
{
  beckon_stream_receive_async (self->stream, g_task_get_cancellable (self->task), callback,
                               g_object_ref (self));
}

/**
 * beckon_login_allow_large_stanzas:
 *
 * Before the server has shown who it is, it may send little.
 */
void
beckon_login_allow_large_stanzas (BeckonLogin *self)
{
  beckon_stream_set_max_stanza_size (self->stream, MAX_STANZA_SIZE);
}

/* A server that no longer knows SASL2 may end a stream that begins with it. Its word counts only
 * for a stream that waited for its features. */
static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonLogin) self = user_data;
  g_autoptr (GError) error = NULL;

  self->stream = beckon_stream_connect_finish (result, &error);
  if (self->stream != NULL)
    beckon_login_authenticate (self);
  else if (self->pipelined
           && g_error_matches (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_SERVER))
    {
      self->no_pipelining = TRUE;
      beckon_login_connect (self);
    }
  else
    beckon_login_fail (self, g_steal_pointer (&error));
}

/**
 * beckon_login_get_account:
 *
 * Returns: (nullable): the bare address, if it is known
 */
const char *
beckon_login_get_account (BeckonLogin *self)
{
  return beckon_jid_get_local (self->jid) != NULL ? beckon_jid_get_bare (self->jid) : NULL;
}

/**
 * beckon_login_accept_jid:
 * @jid: (nullable): as whom the server has signed us in
 *
 * Returns: whether that is who we are, or can be if we did not know
 */
gboolean
beckon_login_accept_jid (BeckonLogin *self, BeckonJid *jid)
{
  if (jid == NULL || beckon_jid_get_local (jid) == NULL)
    return FALSE;
  if (beckon_login_get_account (self) != NULL)
    return beckon_jid_equal_bare (jid, self->jid);
  if (!g_str_equal (beckon_jid_get_domain (jid), beckon_jid_get_domain (self->jid)))
    return FALSE;
  beckon_jid_unref (self->jid);
  self->jid = beckon_jid_dup_bare (jid);
  return TRUE;
}

/**
 * beckon_login_connect:
 *
 * Connects, with a request right behind the stream header when there is a token.
 */
void
beckon_login_connect (BeckonLogin *self)
{
  g_autofree char *lang = beckon_language_dup_tag ();
  BeckonStreamTarget target = {
    .domain = beckon_jid_get_domain (self->jid),
    .host = self->host,
    .port = self->port,
    .direct_tls = self->direct_tls,
    .proxy = self->proxy,
    .tap = self->tap,
    .from = beckon_login_get_account (self),
    .lang = lang,
  };

  self->pipelined = FALSE;
  if (self->fast_token != NULL && !self->no_pipelining)
    {
      target.pipeline = beckon_login_pipeline;
      target.pipeline_data = self;
    }
  beckon_stream_connect_async (&target, g_task_get_cancellable (self->task), connected_cb,
                               g_object_ref (self));
}

/**
 * beckon_login_run_async:
 *
 * Starts the attempt. To be called once.
 *
 * Errors: those of #BeckonLoginError, of beckon_stream_connect_async() and of #BeckonStreamError;
 * %G_IO_ERROR_CANCELLED.
 */
void
beckon_login_run_async (BeckonLogin *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (BECKON_IS_LOGIN (self) && self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, beckon_login_run_async);
  if (beckon_login_get_account (self) == NULL
      && (self->oauth_token == NULL || self->password != NULL || self->fast_token != NULL))
    beckon_login_fail (self,
                       g_error_new_literal (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED,
                                            "The address of a server is not an account"));
  else if (self->password == NULL && self->oauth_token == NULL && self->fast_token == NULL)
    beckon_login_fail (self,
                       g_error_new_literal (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NO_CREDENTIALS,
                                            "There is no password or token to sign in with"));
  else
    beckon_login_connect (self);
}

/**
 * beckon_login_run_finish:
 *
 * Returns: (transfer full) (nullable): a session that is ready: a new one, or the one that was to
 *   be resumed
 */
BeckonSession *
beckon_login_run_finish (BeckonLogin *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * beckon_login_get_jid:
 *
 * Returns: (transfer none): the bare address; after a success also where only the domain was known
 */
BeckonJid *
beckon_login_get_jid (BeckonLogin *self)
{
  return self->jid;
}

/**
 * beckon_login_get_resumed:
 *
 * Returns: whether the session is the one that was to be resumed
 */
gboolean
beckon_login_get_resumed (BeckonLogin *self)
{
  return self->resumed;
}

/**
 * beckon_login_get_mechanism:
 *
 * Returns: (nullable): the mechanism that succeeded
 */
const char *
beckon_login_get_mechanism (BeckonLogin *self)
{
  return self->used_mechanism;
}

/**
 * beckon_login_get_pinned_mechanism:
 *
 * Returns: (nullable): the strongest mechanism that the password was ever used with; to be kept and
 *   given to the next attempt
 */
const char *
beckon_login_get_pinned_mechanism (BeckonLogin *self)
{
  return beckon_sasl_mechanism_strength (self->used_mechanism)
             > beckon_sasl_mechanism_strength (self->pinned_mechanism)
           ? self->used_mechanism
           : self->pinned_mechanism;
}

/**
 * beckon_login_get_fast_refused:
 *
 * Returns: whether there was a token and the server does not take it, or no token like it, any
 *   more. It is of no more use then, whether the attempt failed or another way succeeded
 */
gboolean
beckon_login_get_fast_refused (BeckonLogin *self)
{
  return self->fast_refused;
}

/**
 * beckon_login_get_new_fast_mechanism:
 *
 * Returns: (nullable): the mechanism that beckon_login_get_new_fast_token() is for
 */
const char *
beckon_login_get_new_fast_mechanism (BeckonLogin *self)
{
  return self->new_fast_mechanism;
}

/**
 * beckon_login_get_new_fast_token:
 *
 * Returns: (nullable): a token that the server gave, to sign in with next time
 */
const char *
beckon_login_get_new_fast_token (BeckonLogin *self)
{
  return self->new_fast_token;
}

/**
 * beckon_login_get_new_fast_expiry:
 *
 * Returns: (nullable): when that token ends, if the server says so
 */
GDateTime *
beckon_login_get_new_fast_expiry (BeckonLogin *self)
{
  return self->new_fast_expiry;
}

/**
 * beckon_login_get_fast_offered:
 *
 * Returns: whether the server gives tokens that we can use, so that no password need be kept
 */
gboolean
beckon_login_get_fast_offered (BeckonLogin *self)
{
  return self->fast_offered;
}

/**
 * beckon_login_get_carbons_enabled:
 *
 * Returns: whether we get copies of what the person's other devices send and receive (XEP-0280)
 */
gboolean
beckon_login_get_carbons_enabled (BeckonLogin *self)
{
  return self->carbons_enabled;
}

/**
 * beckon_login_get_csi_offered:
 *
 * Returns: whether the server wants to know when nobody looks (XEP-0352)
 */
gboolean
beckon_login_get_csi_offered (BeckonLogin *self)
{
  return self->csi_offered;
}
