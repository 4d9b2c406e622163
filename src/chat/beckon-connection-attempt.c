/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-connection-private.h"

/* A session that has lived for so long was no failure: the pauses start anew. In seconds. */
#define STABLE_AFTER 60

/* How often an idle link is tried, and how long an answer may take: a dead one is noticed within a
 * minute. In milliseconds. */
#define CHECK_INTERVAL (40 * 1000)
#define CHECK_TIMEOUT (20 * 1000)

/* An attempt: for each of the credentials a login, until one is accepted. */

typedef struct
{
  BeckonConnection *self;
  GCancellable *attempt;
  BeckonLogin *login;
  BeckonSession *session;
  guint slot;
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_object_unref (attempt->self);
  g_object_unref (attempt->attempt);
  g_clear_object (&attempt->login);
  g_clear_object (&attempt->session);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

/* Whether nothing has overtaken the attempt: a session that nobody waits for any more is closed. */
static gboolean
is_current (Attempt *attempt)
{
  if (attempt->self->attempt == attempt->attempt)
    return TRUE;
  if (attempt->session != NULL && attempt->session != attempt->self->session)
    beckon_session_close (attempt->session);
  return FALSE;
}

static void run_login (Attempt *attempt);

/* An account without a password is signed in again as it was the first time. A token was not typed,
 * and was right once. */
static void
fail_login (BeckonConnection *self, const GError *error)
{
  g_autoptr (GError) refused = NULL;

  if (beckon_connection_error_is_refusal (error)
      && !beckon_credentials_has_password (self->credentials))
    {
      if (self->record->mechanism == NULL)
        refused
          = g_error_new_literal (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_SCAN_AGAIN, error->message);
      else if (beckon_credentials_has_token (self->credentials))
        refused
          = g_error_new_literal (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_EXPIRED, error->message);
    }
  beckon_connection_fail (self, refused != NULL ? refused : error);
}

static void
session_closed_cb (BeckonConnection *self, const GError *error)
{
  g_autoptr (GError) reason = g_error_copy (error);

  if (g_get_monotonic_time () - self->online_since > STABLE_AFTER * G_USEC_PER_SEC)
    self->failures = 0;
  beckon_connection_drop_session (self);
  /* Else it ended after its stream, and what follows from that is under way. */
  if (self->state == BECKON_ACCOUNT_ONLINE)
    fail_login (self, reason);
}

static void
session_interrupted_cb (BeckonConnection *self, const GError *error)
{
  g_autoptr (GError) reason = g_error_copy (error);

  if (!beckon_session_can_resume (self->session))
    {
      session_closed_cb (self, error);
      return;
    }
  if (g_get_monotonic_time () - self->online_since > STABLE_AFTER * G_USEC_PER_SEC)
    self->failures = 0;
  beckon_connection_stop_keepalive (self);
  fail_login (self, reason);
}

static void
go_online (BeckonConnection *self, BeckonSession *session)
{
  beckon_connection_stop_attempt (self);
  if (session != self->session)
    {
      beckon_connection_drop_session (self);
      self->session = g_object_ref (session);
      /* Last, as it may take the session from those who want to know why. */
      g_signal_connect_data (session, "interrupted", G_CALLBACK (session_interrupted_cb), self, NULL,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      g_signal_connect_swapped (session, "closed", G_CALLBACK (session_closed_cb), self);
    }
  self->online_since = g_get_monotonic_time ();
  self->keepalive = beckon_keepalive_new (session, CHECK_INTERVAL, CHECK_TIMEOUT);
  beckon_connection_set_state (self, BECKON_ACCOUNT_ONLINE, NULL, 0);
  g_signal_emit_by_name (self, "online", session);
}

/* The stream of the session that was to go online has ended while what it gave was stored: nobody
 * watched it yet. Only a session from before can be resumed, as others know nothing of a new one. */
static void
fail_lost (BeckonConnection *self, BeckonSession *session)
{
  g_autoptr (GError) error
    = g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED, "The stream has ended");

  if (session != self->session)
    beckon_session_close (session);
  else if (!beckon_session_can_resume (session))
    beckon_connection_drop_session (self);
  fail_login (self, error);
}

static void
accepted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) attempt = user_data;
  g_autoptr (GError) error = NULL;

  beckon_credentials_accept_finish (BECKON_CREDENTIALS (source), result, &error);
  if (!is_current (attempt))
    return;
  g_signal_emit_by_name (attempt->self, "signed-in", attempt->login, error);
  if (!is_current (attempt))
    return;
  if (beckon_session_get_stream (attempt->session) == NULL)
    fail_lost (attempt->self, attempt->session);
  else
    go_online (attempt->self, attempt->session);
}

/* The token goes to the keyring before anybody hears of a success. */
static void
accept_login (Attempt *attempt)
{
  beckon_credentials_accept_async (attempt->self->credentials, attempt->login, attempt->slot, NULL,
                                   accepted_cb, attempt);
}

static void
login_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) attempt = user_data;
  g_autoptr (GError) error = NULL;

  attempt->session = beckon_login_run_finish (attempt->login, result, &error);
  if (!is_current (attempt))
    return;
  if (attempt->session != NULL)
    accept_login (g_steal_pointer (&attempt));
  else if (beckon_connection_error_is_refusal (error)
           && attempt->slot + 1 < beckon_credentials_get_count (attempt->self->credentials))
    {
      attempt->slot++;
      run_login (g_steal_pointer (&attempt));
    }
  else
    fail_login (attempt->self, error);
}

static void
run_login (Attempt *attempt)
{
  BeckonConnection *self = attempt->self;
  BeckonAccountRecord *record = self->record;

  g_clear_object (&attempt->login);
  attempt->login = beckon_login_new (self->jid);
  if (self->other_host != NULL)
    beckon_login_set_host (attempt->login, self->other_host, self->other_port,
                           record->host != NULL && record->direct_tls);
  else if (record->host != NULL)
    beckon_login_set_host (attempt->login, record->host, record->port, record->direct_tls);
  beckon_login_set_proxy (attempt->login, record->proxy);
  beckon_login_set_tap (attempt->login, self->tap);
  beckon_login_set_user_agent (attempt->login, record->resource_id, "Beckon", g_get_host_name ());
  beckon_login_set_pinned_mechanism (attempt->login, record->mechanism);
  beckon_credentials_prepare (self->credentials, attempt->login, attempt->slot);
  if (self->session != NULL && beckon_session_can_resume (self->session))
    beckon_login_set_resume_session (attempt->login, self->session);
  beckon_login_run_async (attempt->login, attempt->attempt, login_cb, attempt);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) attempt = user_data;
  BeckonConnection *self = attempt->self;
  g_autoptr (GError) error = NULL;
  gboolean loaded;

  loaded = beckon_credentials_load_finish (BECKON_CREDENTIALS (source), result, &error);
  if (!is_current (attempt))
    return;
  if (loaded && beckon_credentials_get_count (self->credentials) == 0)
    g_set_error_literal (&error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NO_CREDENTIALS,
                         "There is neither a token nor a password");
  if (error != NULL)
    fail_login (self, error);
  else
    run_login (g_steal_pointer (&attempt));
}

void
beckon_connection_run_attempt (BeckonConnection *self)
{
  Attempt *attempt;

  /* It goes on already, and waits for the keyring. */
  if (self->session != NULL && beckon_session_get_stream (self->session) != NULL)
    return;
  beckon_connection_stop_attempt (self);
  attempt = g_new0 (Attempt, 1);
  self->attempt = g_cancellable_new ();
  attempt->self = g_object_ref (self);
  attempt->attempt = g_object_ref (self->attempt);
  beckon_connection_set_state (self, BECKON_ACCOUNT_CONNECTING, NULL, 0);
  beckon_credentials_load_async (self->credentials, self->attempt, loaded_cb, attempt);
}
