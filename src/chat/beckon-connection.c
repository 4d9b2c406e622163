/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-connection.h"

#include "beckon-keepalive.h"
#include "beckon-net-error.h"
#include "beckon-random.h"

#include <string.h>

/* Pauses between attempts: the first is up to FIRST_PAUSE, each later one up to twice as long. The
 * lower half is left out but for the first, so that they do grow. In milliseconds. */
#define FIRST_PAUSE 4000
#define LAST_PAUSE (5 * 60 * 1000)

/* A session that has lived for so long was no failure: the pauses start anew. In seconds. */
#define STABLE_AFTER 60

/* How often an idle link is tried, and how long an answer may take: a dead one is noticed within a
 * minute. After a hint that it is dead it is less. In milliseconds. */
#define CHECK_INTERVAL (40 * 1000)
#define CHECK_TIMEOUT (20 * 1000)
#define HINT_TIMEOUT (5 * 1000)

/* How often in a row a server may send us on to another host, and where that is by default
 * (RFC 6120, section 4.9.3.19). */
#define MAX_MOVES 3
#define OTHER_PORT 5222

struct _BeckonConnection
{
  GObject parent_instance;

  BeckonJid *jid;
  BeckonAccountRecord *record;
  BeckonCredentials *credentials;
  BeckonTap *tap;

  gboolean wanted;
  BeckonAccountState state;
  GError *error;
  gint64 retry_time;
  guint failures; /* since it last worked */

  char *other_host; /* (nullable): to which the server has sent us on */
  guint16 other_port;
  guint n_moves; /* without a pause */

  GCancellable *attempt; /* (nullable): the one that is under way */
  BeckonSession *session;
  gint64 online_since;

  guint retry_id;
  BeckonKeepalive *keepalive; /* (nullable): while we are online */
};

G_DEFINE_FINAL_TYPE (BeckonConnection, beckon_connection, G_TYPE_OBJECT)

enum
{
  CHANGED,
  SIGNED_IN,
  ONLINE,
  SESSION_LOST,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void run_attempt (BeckonConnection *self);

static void
set_state (BeckonConnection *self, BeckonAccountState state, const GError *error, gint64 retry_time)
{
  GError *copy = error != NULL ? g_error_copy (error) : NULL;

  g_clear_error (&self->error);
  self->error = copy;
  self->state = state;
  self->retry_time = retry_time;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Its question goes with it. */
static void
stop_keepalive (BeckonConnection *self)
{
  if (self->keepalive != NULL)
    g_object_run_dispose (G_OBJECT (self->keepalive));
  g_clear_object (&self->keepalive);
}

static void
stop_attempt (BeckonConnection *self)
{
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);
}

static void
drop_session (BeckonConnection *self)
{
  g_autoptr (BeckonSession) session = g_steal_pointer (&self->session);

  stop_keepalive (self);
  if (session == NULL)
    return;
  g_signal_handlers_disconnect_by_data (session, self);
  g_signal_emit (self, signals[SESSION_LOST], 0, session);
  beckon_session_close (session);
}

static void
beckon_connection_dispose (GObject *object)
{
  BeckonConnection *self = BECKON_CONNECTION (object);

  self->wanted = FALSE;
  stop_attempt (self);
  drop_session (self);
  g_clear_object (&self->credentials);
  G_OBJECT_CLASS (beckon_connection_parent_class)->dispose (object);
}

static void
beckon_connection_finalize (GObject *object)
{
  BeckonConnection *self = BECKON_CONNECTION (object);

  g_clear_error (&self->error);
  g_free (self->other_host);
  g_clear_pointer (&self->jid, beckon_jid_unref);
  g_clear_pointer (&self->record, beckon_account_record_unref);
  g_object_unref (self->tap);
  G_OBJECT_CLASS (beckon_connection_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, guint n_params, GType first, GType second)
{
  return g_signal_new (name, BECKON_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n_params, first, second);
}

static void
beckon_connection_class_init (BeckonConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_connection_dispose;
  object_class->finalize = beckon_connection_finalize;

  signals[CHANGED] = add_signal ("changed", 0, G_TYPE_NONE, G_TYPE_NONE);
  signals[SIGNED_IN] = add_signal ("signed-in", 2, BECKON_TYPE_LOGIN, G_TYPE_ERROR);
  signals[ONLINE] = add_signal ("online", 2, BECKON_TYPE_SESSION, G_TYPE_BOOLEAN);
  signals[SESSION_LOST] = add_signal ("session-lost", 1, BECKON_TYPE_SESSION, G_TYPE_NONE);
}

static void
beckon_connection_init (BeckonConnection *self)
{
  self->tap = beckon_tap_new ();
}

/**
 * beckon_connection_new:
 * @jid: the account
 * @credentials: what it signs in with
 *
 * Returns: (transfer full): a connection that is offline
 */
BeckonConnection *
beckon_connection_new (BeckonJid *jid, BeckonCredentials *credentials)
{
  BeckonConnection *self = g_object_new (BECKON_TYPE_CONNECTION, NULL);

  self->jid = beckon_jid_ref (jid);
  self->credentials = g_object_ref (credentials);
  return self;
}

/**
 * beckon_connection_set_record:
 * @record: the account's row: how to reach the server, and what is known of it. Counts from the
 *   next attempt on
 */
void
beckon_connection_set_record (BeckonConnection *self, BeckonAccountRecord *record)
{
  g_autoptr (BeckonAccountRecord) old = g_steal_pointer (&self->record);

  self->record = beckon_account_record_copy (record);
}

/**
 * beckon_connection_get_tap:
 *
 * Returns: (transfer none): what shows all that is sent and that comes, one stream after the other
 */
BeckonTap *
beckon_connection_get_tap (BeckonConnection *self)
{
  return self->tap;
}

/* The stream error condition, in stream errors. */
static gboolean
is_stream_condition (const GError *error, const char *condition)
{
  return g_error_matches (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_SERVER)
         && g_strcmp0 (beckon_stream_error_get_condition (error), condition) == 0;
}

/**
 * beckon_connection_error_is_final:
 * @error: why connecting failed
 *
 * Returns: whether trying again cannot help, so that the person has to be asked
 */
gboolean
beckon_connection_error_is_final (const GError *error)
{
  static const char *const conditions[]
    = { "conflict", "not-authorized", "host-unknown", "host-gone", "unsupported-version" };

  if (error->domain == BECKON_LOGIN_ERROR)
    return error->code != BECKON_LOGIN_ERROR_TRY_LATER
           && error->code != BECKON_LOGIN_ERROR_PROTOCOL;
  if (error->domain == BECKON_SECRET_ERROR)
    return TRUE;
  if (error->domain == BECKON_NET_ERROR)
    return error->code == BECKON_NET_ERROR_CERTIFICATE
           || error->code == BECKON_NET_ERROR_NOT_OFFERED;
  if (g_error_matches (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_NO_TLS))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (is_stream_condition (error, conditions[i]))
      return TRUE;
  return FALSE;
}

/* A random number from 0 to below bound, unlike that of all the others who lost the same server
 * at the same time. */
static guint
random_below (guint bound)
{
  guint32 number;

  beckon_random_bytes ((guint8 *) &number, sizeof number);
  return number % bound;
}

static guint
choose_pause (guint failures)
{
  guint most = FIRST_PAUSE;

  if (failures == 0)
    return random_below (FIRST_PAUSE);
  while (failures-- > 0 && most < LAST_PAUSE)
    most *= 2;
  most = MIN (most, LAST_PAUSE);
  return most / 2 + random_below (most / 2);
}

static gboolean
retry_cb (gpointer user_data)
{
  BeckonConnection *self = user_data;

  self->retry_id = 0;
  self->n_moves = 0;
  run_attempt (self);
  return G_SOURCE_REMOVE;
}

/* Goes where the server says that the account is, if that is what it says. There, too, the
 * certificate has to be the account's domain's. A place that was no good is forgotten. */
static gboolean
follow (BeckonConnection *self, const GError *error)
{
  const char *other = beckon_stream_error_get_other_host (error);
  g_autoptr (GSocketConnectable) address = NULL;

  g_clear_pointer (&self->other_host, g_free);
  if (other != NULL && self->n_moves < MAX_MOVES)
    address = g_network_address_parse (other, OTHER_PORT, NULL);
  if (address == NULL)
    return FALSE;
  self->n_moves++;
  self->other_host = g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (address)));
  self->other_port = g_network_address_get_port (G_NETWORK_ADDRESS (address));
  return TRUE;
}

/* What to do after a failure: wait, or ask the person. */
static void
fail (BeckonConnection *self, const GError *error)
{
  guint pause;

  stop_attempt (self);
  if (!self->wanted)
    {
      set_state (self, BECKON_ACCOUNT_OFFLINE, NULL, 0);
      return;
    }
  if (follow (self, error))
    {
      run_attempt (self);
      return;
    }
  if (beckon_connection_error_is_final (error))
    {
      set_state (self, BECKON_ACCOUNT_NEEDS_ACTION, error, 0);
      return;
    }
  pause = choose_pause (self->failures++);
  self->retry_id = g_timeout_add (pause, retry_cb, self);
  set_state (self, BECKON_ACCOUNT_WAITING, error, g_get_monotonic_time () + pause * (gint64) 1000);
}

/**
 * beckon_connection_check:
 *
 * Asks the server for a sign of life, if we are online. Without one within a few seconds the link
 * counts as dead.
 */
void
beckon_connection_check (BeckonConnection *self)
{
  if (self->keepalive != NULL)
    beckon_keepalive_check (self->keepalive, HINT_TIMEOUT);
}

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

/* The server is as it should be, but does not take this password or token, or not any more. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED)
         || g_error_matches (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_EXPIRED)
         || g_error_matches (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NO_CREDENTIALS)
         || is_stream_condition (error, "not-authorized");
}

/* An account without a password is signed in again as it was the first time. */
static void
fail_login (BeckonConnection *self, const GError *error)
{
  g_autoptr (GError) scan_again = NULL;

  if (is_refusal (error) && self->record->mechanism == NULL
      && !beckon_credentials_has_password (self->credentials))
    scan_again
      = g_error_new_literal (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_SCAN_AGAIN, error->message);
  fail (self, scan_again != NULL ? scan_again : error);
}

static void
session_closed_cb (BeckonConnection *self, const GError *error)
{
  g_autoptr (GError) reason = g_error_copy (error);

  if (g_get_monotonic_time () - self->online_since > STABLE_AFTER * G_USEC_PER_SEC)
    self->failures = 0;
  drop_session (self);
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
  stop_keepalive (self);
  fail_login (self, reason);
}

static void
go_online (BeckonConnection *self, BeckonSession *session, gboolean resumed)
{
  g_clear_object (&self->attempt);
  if (session != self->session)
    {
      drop_session (self);
      self->session = g_object_ref (session);
      /* Last, as it may take the session from those who want to know why. */
      g_signal_connect_data (session, "interrupted", G_CALLBACK (session_interrupted_cb), self, NULL,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      g_signal_connect_swapped (session, "closed", G_CALLBACK (session_closed_cb), self);
    }
  self->online_since = g_get_monotonic_time ();
  self->keepalive = beckon_keepalive_new (session, CHECK_INTERVAL, CHECK_TIMEOUT);
  set_state (self, BECKON_ACCOUNT_ONLINE, NULL, 0);
  g_signal_emit (self, signals[ONLINE], 0, session, resumed);
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
    drop_session (self);
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
  g_signal_emit (attempt->self, signals[SIGNED_IN], 0, attempt->login, error);
  if (!is_current (attempt))
    return;
  if (beckon_session_get_stream (attempt->session) == NULL)
    fail_lost (attempt->self, attempt->session);
  else
    go_online (attempt->self, attempt->session, beckon_login_get_resumed (attempt->login));
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
  else if (is_refusal (error)
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

static void
run_attempt (BeckonConnection *self)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  stop_attempt (self);
  self->attempt = g_cancellable_new ();
  attempt->self = g_object_ref (self);
  attempt->attempt = g_object_ref (self->attempt);
  set_state (self, BECKON_ACCOUNT_CONNECTING, NULL, 0);
  beckon_credentials_load_async (self->credentials, self->attempt, loaded_cb, attempt);
}

/**
 * beckon_connection_start:
 *
 * Connects, and keeps connected until beckon_connection_stop().
 */
void
beckon_connection_start (BeckonConnection *self)
{
  if (self->wanted)
    return;
  self->wanted = TRUE;
  self->failures = 0;
  run_attempt (self);
}

/**
 * beckon_connection_stop:
 *
 * Ends the session, if there is one, and tries no more.
 */
void
beckon_connection_stop (BeckonConnection *self)
{
  if (!self->wanted)
    return;
  self->wanted = FALSE;
  stop_attempt (self);
  drop_session (self);
  set_state (self, BECKON_ACCOUNT_OFFLINE, NULL, 0);
}

/**
 * beckon_connection_try_now:
 *
 * Ends a pause, or tries again after the person has mended what was wrong.
 */
void
beckon_connection_try_now (BeckonConnection *self)
{
  if (!self->wanted)
    return;
  if (self->state == BECKON_ACCOUNT_ONLINE)
    {
      beckon_connection_check (self);
      return;
    }
  self->failures = 0;
  self->n_moves = 0;
  run_attempt (self);
}

/**
 * beckon_connection_network_changed:
 * @available: whether there is a network, as far as the desktop knows
 *
 * A hint only: without a network attempts go on, as the hint may be wrong.
 */
void
beckon_connection_network_changed (BeckonConnection *self, gboolean available)
{
  if (!available)
    return;
  /* Another network may be the one where the certificate is right (captive portals). */
  if (self->state == BECKON_ACCOUNT_WAITING || self->state == BECKON_ACCOUNT_ONLINE
      || (self->state == BECKON_ACCOUNT_NEEDS_ACTION && self->error->domain == BECKON_NET_ERROR))
    beckon_connection_try_now (self);
}

BeckonAccountState
beckon_connection_get_state (BeckonConnection *self)
{
  return self->state;
}

/**
 * beckon_connection_get_error:
 *
 * Returns: (transfer none) (nullable): why it is not online
 */
const GError *
beckon_connection_get_error (BeckonConnection *self)
{
  return self->error;
}

/**
 * beckon_connection_get_retry_time:
 *
 * Returns: when the next attempt starts by itself, in monotonic microseconds, or 0
 */
gint64
beckon_connection_get_retry_time (BeckonConnection *self)
{
  return self->retry_time;
}

/**
 * beckon_connection_get_session:
 *
 * Returns: (transfer none) (nullable): the session, if we are online
 */
BeckonSession *
beckon_connection_get_session (BeckonConnection *self)
{
  return self->state == BECKON_ACCOUNT_ONLINE ? self->session : NULL;
}
