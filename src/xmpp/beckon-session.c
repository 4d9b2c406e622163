/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-session-private.h"

#define DEFAULT_TIMEOUT 30000

enum
{
  INTERRUPTED,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonSession, beckon_session, G_TYPE_OBJECT)

GError *
beckon_session_new_closed_error (void)
{
  return g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED,
                              "The session has no stream any more");
}

static void
finish_session (BeckonSession *self, const GError *error)
{
  g_autoptr (GError) closed = beckon_session_new_closed_error ();

  if (self->closed)
    return;
  self->closed = TRUE;
  g_clear_handle_id (&self->expiry_id, g_source_remove);
  beckon_session_clear_early (self);
  if (self->sm != NULL)
    beckon_stream_management_fail (self->sm, closed);
  g_signal_emit (self, signals[CLOSED], 0, error);
}

static gboolean
expiry_cb (gpointer user_data)
{
  BeckonSession *self = user_data;
  g_autoptr (BeckonSession) alive = g_object_ref (self);
  g_autoptr (GError) error = g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT,
                                                  "The session cannot be resumed any more");

  self->expiry_id = 0;
  finish_session (self, error);
  return G_SOURCE_REMOVE;
}

static void
drop_stream (BeckonSession *self)
{
  g_autoptr (BeckonStream) stream = g_steal_pointer (&self->stream);

  beckon_session_stop_asking (self);
  if (stream == NULL)
    return;
  g_signal_handlers_disconnect_by_data (stream, self);
  beckon_stream_close (stream);
}

void
beckon_session_end_stream (BeckonSession *self, const GError *error)
{
  g_autoptr (BeckonSession) alive = g_object_ref (self);
  g_autoptr (GError) reason = g_error_copy (error);
  g_autoptr (GError) closed = beckon_session_new_closed_error ();

  drop_stream (self);
  if (beckon_session_can_resume (self))
    {
      beckon_stream_management_interrupt (self->sm);
      beckon_session_clear_early (self); /* they will come again */
      if (self->max_seconds > 0)
        self->expiry_id = g_timeout_add_seconds (self->max_seconds, expiry_cb, self);
    }

  beckon_requests_fail (self->requests, closed);

  g_signal_emit (self, signals[INTERRUPTED], 0, reason);
  beckon_session_fail_unproven (self);
  if (self->stream == NULL && !beckon_session_can_resume (self))
    finish_session (self, reason);
}

static void
stream_closed_cb (BeckonStream *stream, GError *error, gpointer user_data)
{
  beckon_session_end_stream (user_data, error);
}

static void
attach_stream (BeckonSession *self, BeckonStream *stream)
{
  self->stream = g_object_ref (stream);
  g_signal_connect (stream, "element", G_CALLBACK (beckon_session_take_element), self);
  g_signal_connect (stream, "closed", G_CALLBACK (stream_closed_cb), self);
  beckon_stream_start (stream);
}

static void
beckon_session_dispose (GObject *object)
{
  BeckonSession *self = BECKON_SESSION (object);

  /* Nobody waits for anything but those who cancelled, as who waits keeps the session alive. */
  drop_stream (self);
  g_clear_handle_id (&self->expiry_id, g_source_remove);
  g_clear_handle_id (&self->start_id, g_source_remove);
  beckon_session_fail_unproven (self);

  G_OBJECT_CLASS (beckon_session_parent_class)->dispose (object);
}

static void
beckon_session_finalize (GObject *object)
{
  BeckonSession *self = BECKON_SESSION (object);

  beckon_session_clear_early (self);
  g_clear_pointer (&self->requests, beckon_requests_free);
  beckon_dispatcher_free (self->dispatcher);
  g_clear_pointer (&self->sm, beckon_stream_management_free);
  g_ptr_array_unref (self->unproven);
  g_clear_pointer (&self->jid, beckon_jid_unref);
  g_free (self->domain);
  g_free (self->resume_id);

  G_OBJECT_CLASS (beckon_session_parent_class)->finalize (object);
}

static void
beckon_session_class_init (BeckonSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType error_type = G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE;

  object_class->dispose = beckon_session_dispose;
  object_class->finalize = beckon_session_finalize;

  /**
   * BeckonSession::interrupted:
   * @error: why the stream ended
   */
  signals[INTERRUPTED] = g_signal_new ("interrupted", BECKON_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, error_type);
  /**
   * BeckonSession::closed:
   * @error: why the session is over
   */
  signals[CLOSED] = g_signal_new ("closed", BECKON_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, error_type);
}

static void
beckon_session_init (BeckonSession *self)
{
  self->timeout = DEFAULT_TIMEOUT;
  self->dispatcher = beckon_dispatcher_new ();
  self->unproven = g_ptr_array_new ();
  g_queue_init (&self->early);
}

/**
 * beckon_session_new:
 * @stream: a stream that is signed in (or on which nobody will sign in), and that nobody else
 *   receives from any more; the session starts and closes it
 * @jid: (nullable): the own full address, as the server bound it
 *
 * Requests can be made at once. What comes unasked before the first handler is added is kept, and
 * delivered from the main loop after that, so handlers that belong together are to be added
 * together.
 *
 * Returns: (transfer full): a session
 */
BeckonSession *
beckon_session_new (BeckonStream *stream, BeckonJid *jid)
{
  BeckonSession *self = g_object_new (BECKON_TYPE_SESSION, NULL);

  self->jid = jid != NULL ? beckon_jid_ref (jid) : NULL;
  self->domain
    = g_strdup (jid != NULL ? beckon_jid_get_domain (jid) : beckon_stream_get_domain (stream));
  self->requests = beckon_requests_new (jid, self->domain);
  attach_stream (self, stream);
  return self;
}

/**
 * beckon_session_get_stream:
 *
 * Returns: (transfer none) (nullable): the stream, if there is one at present
 */
BeckonStream *
beckon_session_get_stream (BeckonSession *self)
{
  g_return_val_if_fail (BECKON_IS_SESSION (self), NULL);

  return self->stream;
}

/**
 * beckon_session_get_jid:
 *
 * Returns: (transfer none) (nullable): the own full address
 */
BeckonJid *
beckon_session_get_jid (BeckonSession *self)
{
  g_return_val_if_fail (BECKON_IS_SESSION (self), NULL);

  return self->jid;
}

/**
 * beckon_session_set_timeout:
 * @milliseconds: how long later requests wait for their reply, and for how long the server may keep
 *   to itself what it has got; 30 seconds in a new session
 */
void
beckon_session_set_timeout (BeckonSession *self, guint milliseconds)
{
  g_return_if_fail (BECKON_IS_SESSION (self));

  self->timeout = milliseconds;
}

/**
 * beckon_session_send_iq_async:
 * @iq: an `iq` of type get or set; it gets an id and must not be changed any more
 *
 * Sends a request and waits for the reply, which has to come from where the request went to.
 */
void
beckon_session_send_iq_async (BeckonSession *self,
                              BeckonElement *iq,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (BeckonJid) jid = NULL;
  const char *to, *id;

  g_return_if_fail (BECKON_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, beckon_session_send_iq_async);
  to = beckon_element_get_attribute (iq, "to");
  if (to != NULL && (jid = beckon_jid_new (to, NULL)) == NULL)
    {
      g_task_return_new_error (task, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_JID_MALFORMED,
                               "A request goes to no valid address");
      return;
    }
  if (self->stream == NULL)
    {
      g_task_return_error (task, beckon_session_new_closed_error ());
      return;
    }

  id = beckon_requests_add (self->requests, jid, self->timeout,
                            beckon_waiter_new (g_steal_pointer (&task)));
  beckon_element_set_attribute (iq, "id", id);
  beckon_session_send (self, iq);
}

/**
 * beckon_session_send_iq_finish:
 *
 * Returns: (transfer full) (nullable): the `iq` of type result, or %NULL with a
 *   %BECKON_STANZA_ERROR that the other side answered, %BECKON_STREAM_ERROR_CLOSED,
 *   %BECKON_STREAM_ERROR_TIMEOUT or %G_IO_ERROR_CANCELLED
 */
BeckonElement *
beckon_session_send_iq_finish (BeckonSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * beckon_session_enable_sm:
 * @resume_id: (nullable): the server's id for resuming, or %NULL when it cannot be resumed
 * @max_seconds: for how long it can be resumed after an interruption, or 0 if the server did not
 * say
 *
 * To be called in the same turn of the main loop as beckon_session_new(), before any stanza is
 * sent, when the server has said `<enabled/>` (XEP-0198, section 3).
 */
void
beckon_session_enable_sm (BeckonSession *self, const char *resume_id, guint max_seconds)
{
  g_return_if_fail (BECKON_IS_SESSION (self));
  g_return_if_fail (self->sm == NULL && self->stream != NULL);

  self->sm = beckon_stream_management_new ();
  self->resume_id = g_strdup (resume_id);
  self->max_seconds = max_seconds;
}

/**
 * beckon_session_can_resume:
 *
 * Returns: whether the session may outlive its stream
 */
gboolean
beckon_session_can_resume (BeckonSession *self)
{
  g_return_val_if_fail (BECKON_IS_SESSION (self), FALSE);

  return !self->closed && self->resume_id != NULL;
}

/**
 * beckon_session_get_resume_id:
 *
 * Returns: (nullable): for the `previd` of `<resume/>`
 */
const char *
beckon_session_get_resume_id (BeckonSession *self)
{
  g_return_val_if_fail (BECKON_IS_SESSION (self), NULL);

  return self->resume_id;
}

/**
 * beckon_session_get_handled_count:
 *
 * Returns: for the `h` of `<resume/>`: how many stanzas of the server are dealt with and stored. It
 *   does not change while there is no stream
 */
guint32
beckon_session_get_handled_count (BeckonSession *self)
{
  g_return_val_if_fail (BECKON_IS_SESSION (self), 0);

  return self->sm != NULL ? beckon_stream_management_get_handled_count (self->sm) : 0;
}

/**
 * beckon_session_resume:
 * @stream: a new stream, on which the server has said `<resumed/>` (XEP-0198, section 5)
 * @h: how many of our stanzas the server says that it has
 *
 * Goes on with @stream, and sends again what the server does not have, in the same order.
 *
 * Returns: %FALSE with %BECKON_STREAM_ERROR_PROTOCOL when the server acknowledges what it cannot
 *   have, or %BECKON_STREAM_ERROR_CLOSED when it is too late. The session is over then, and
 *   @stream is closed
 */
gboolean
beckon_session_resume (BeckonSession *self, BeckonStream *stream, guint32 h, GError **error)
{
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (BECKON_IS_SESSION (self), FALSE);
  g_return_val_if_fail (self->stream == NULL, FALSE);

  /* The time may have run out while the server was asked. */
  if (!beckon_session_can_resume (self))
    {
      beckon_stream_close (stream);
      g_propagate_error (error, beckon_session_new_closed_error ());
      return FALSE;
    }
  if (!beckon_stream_management_acknowledge (self->sm, h, &local_error))
    {
      beckon_stream_close (stream);
      finish_session (self, local_error);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  /* Who heard that a stanza arrived may have closed the session. */
  if (self->closed)
    {
      beckon_stream_close (stream);
      g_propagate_error (error, beckon_session_new_closed_error ());
      return FALSE;
    }

  g_clear_handle_id (&self->expiry_id, g_source_remove);
  self->owes_ack = FALSE;
  attach_stream (self, stream);
  again = beckon_stream_management_prepare_resend (self->sm);
  for (guint i = 0; i < again->len; i++)
    beckon_stream_send (stream, g_ptr_array_index (again, i));
  if (again->len > 0)
    beckon_session_ask_for_ack (self, TRUE);
  return TRUE;
}

/**
 * beckon_session_lose_stream:
 *
 * Ends the stream, over which nothing comes any more, with %BECKON_STREAM_ERROR_TIMEOUT. The
 * session may be resumed.
 */
void
beckon_session_lose_stream (BeckonSession *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (BECKON_IS_SESSION (self));

  if (self->stream == NULL)
    return;
  error = g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT,
                               "The server gives no sign of life");
  beckon_session_end_stream (self, error);
}

/**
 * beckon_session_forget_resumption:
 *
 * Lets the session end with its stream, or now if it has none.
 */
void
beckon_session_forget_resumption (BeckonSession *self)
{
  g_return_if_fail (BECKON_IS_SESSION (self));

  g_clear_pointer (&self->resume_id, g_free);
}

/**
 * beckon_session_close:
 *
 * Ends the session and its stream, for good. Who waits for something is told.
 */
void
beckon_session_close (BeckonSession *self)
{
  g_autoptr (BeckonSession) alive = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (BECKON_IS_SESSION (self));

  if (self->closed)
    return;

  alive = g_object_ref (self);
  error = beckon_session_new_closed_error ();
  /* The last word on what we have, so that the server does not deliver it again. */
  if (self->stream != NULL && self->sm != NULL)
    beckon_session_send_ack (self);
  g_clear_pointer (&self->resume_id, g_free);
  if (self->stream != NULL)
    beckon_session_end_stream (self, error);
  finish_session (self, error);
}
