/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-connection-private.h"

#include "beckon-net-error.h"

/* After a hint that the link is dead an answer may take so long, and so may an attempt that was under
 * way already. In milliseconds. */
#define HINT_TIMEOUT (5 * 1000)

/* How often in a row a server may send us on to another host, and where that is by default
 * (RFC 6120, section 4.9.3.19). */
#define MAX_MOVES 3
#define OTHER_PORT 5222

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

void
beckon_connection_set_state (BeckonConnection *self,
                             BeckonAccountState state,
                             const GError *error,
                             gint64 retry_time)
{
  GError *copy = error != NULL ? g_error_copy (error) : NULL;

  g_clear_error (&self->error);
  self->error = copy;
  self->state = state;
  self->retry_time = retry_time;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Its question goes with it. */
void
beckon_connection_stop_keepalive (BeckonConnection *self)
{
  if (self->keepalive != NULL)
    g_object_run_dispose (G_OBJECT (self->keepalive));
  g_clear_object (&self->keepalive);
}

void
beckon_connection_stop_attempt (BeckonConnection *self)
{
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);
}

void
beckon_connection_drop_session (BeckonConnection *self)
{
  g_autoptr (BeckonSession) session = g_steal_pointer (&self->session);

  beckon_connection_stop_keepalive (self);
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
  beckon_connection_stop_attempt (self);
  beckon_connection_drop_session (self);
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
  signals[ONLINE] = add_signal ("online", 1, BECKON_TYPE_SESSION, G_TYPE_NONE);
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

static gboolean
retry_cb (gpointer user_data)
{
  BeckonConnection *self = user_data;

  self->retry_id = 0;
  self->n_moves = 0;
  beckon_connection_run_attempt (self);
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
void
beckon_connection_fail (BeckonConnection *self, const GError *error)
{
  guint pause;

  beckon_connection_stop_attempt (self);
  if (!self->wanted)
    {
      beckon_connection_set_state (self, BECKON_ACCOUNT_OFFLINE, NULL, 0);
      return;
    }
  if (follow (self, error))
    {
      beckon_connection_run_attempt (self);
      return;
    }
  if (beckon_connection_error_is_final (error))
    {
      beckon_connection_set_state (self, BECKON_ACCOUNT_NEEDS_ACTION, error, 0);
      return;
    }
  pause = beckon_connection_choose_pause (self->failures++);
  self->retry_id = g_timeout_add (pause, retry_cb, self);
  beckon_connection_set_state (self, BECKON_ACCOUNT_WAITING, error,
                               g_get_monotonic_time () + pause * (gint64) 1000);
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
  beckon_connection_run_attempt (self);
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
  beckon_connection_stop_attempt (self);
  beckon_connection_drop_session (self);
  beckon_connection_set_state (self, BECKON_ACCOUNT_OFFLINE, NULL, 0);
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
  beckon_connection_run_attempt (self);
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
  if (self->state == BECKON_ACCOUNT_CONNECTING)
    {
      self->failures = 0;
      if (self->retry_id == 0)
        self->retry_id = g_timeout_add (HINT_TIMEOUT, retry_cb, self);
    }
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
