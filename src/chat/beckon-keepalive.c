/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-keepalive.h"

#include "xep-0199.h"

struct _BeckonKeepalive
{
  GObject parent_instance;

  BeckonSession *session;
  guint timeout;
  guint interval_id;
  guint timeout_id;
  gint64 deadline; /* when that is over, in monotonic microseconds */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BeckonKeepalive, beckon_keepalive, G_TYPE_OBJECT)

static void
beckon_keepalive_dispose (GObject *object)
{
  BeckonKeepalive *self = BECKON_KEEPALIVE (object);

  g_clear_handle_id (&self->interval_id, g_source_remove);
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (beckon_keepalive_parent_class)->dispose (object);
}

static void
beckon_keepalive_finalize (GObject *object)
{
  g_object_unref (BECKON_KEEPALIVE (object)->cancellable);
  G_OBJECT_CLASS (beckon_keepalive_parent_class)->finalize (object);
}

static void
beckon_keepalive_class_init (BeckonKeepaliveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_keepalive_dispose;
  object_class->finalize = beckon_keepalive_finalize;
}

static void
beckon_keepalive_init (BeckonKeepalive *self)
{
  self->cancellable = g_cancellable_new ();
}

static gboolean
interval_cb (gpointer user_data)
{
  BeckonKeepalive *self = user_data;

  if (self->timeout_id == 0)
    beckon_keepalive_check (self, self->timeout);
  return G_SOURCE_CONTINUE;
}

/**
 * beckon_keepalive_new:
 * @session: a session that has a stream
 * @interval: how often it is asked, in milliseconds
 * @timeout: how long an answer may take
 *
 * Returns: (transfer full): what watches the session until it is disposed of
 */
BeckonKeepalive *
beckon_keepalive_new (BeckonSession *session, guint interval, guint timeout)
{
  BeckonKeepalive *self = g_object_new (BECKON_TYPE_KEEPALIVE, NULL);

  self->session = g_object_ref (session);
  self->timeout = timeout;
  self->interval_id = g_timeout_add (interval, interval_cb, self);
  return self;
}

static gboolean
timeout_cb (gpointer user_data)
{
  BeckonKeepalive *self = user_data;

  self->timeout_id = 0;
  beckon_session_lose_stream (self->session);
  return G_SOURCE_REMOVE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonKeepalive) self = user_data;
  g_autoptr (BeckonElement) reply = NULL;

  /* An error from the server is an answer, too; that the stream broke is told elsewhere. */
  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, NULL);
  g_clear_handle_id (&self->timeout_id, g_source_remove);
}

/**
 * beckon_keepalive_check:
 * @timeout: how long the answer may take, in milliseconds
 *
 * Asks now. If there is a question open already, it is that which is to be answered by then, or
 * before, if it was to be.
 */
void
beckon_keepalive_check (BeckonKeepalive *self, guint timeout)
{
  const gint64 deadline = g_get_monotonic_time () + timeout * (gint64) 1000;
  gboolean asked = self->timeout_id != 0;
  g_autoptr (BeckonElement) ping = NULL;

  if (asked && self->deadline <= deadline)
    return;
  self->deadline = deadline;
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->timeout_id = g_timeout_add (timeout, timeout_cb, self);
  if (asked)
    return;
  ping = beckon_ping_new (NULL);
  beckon_session_send_iq_async (self->session, ping, self->cancellable, answered_cb,
                                g_object_ref (self));
}
