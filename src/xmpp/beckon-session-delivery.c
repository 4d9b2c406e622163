/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How a session knows that what it sent arrived, and says what it has stored. */

#include "beckon-session-private.h"

#include "beckon-ns.h"

/* When to ask what the server has got: at once after what somebody waits for, else after this
 * time in milliseconds or so many stanzas. */
#define ACK_DELAY 5000
#define ACK_AFTER 25

struct _BeckonAckHold
{
  BeckonSession *session;
  guint64 id;
};

/* Only these are counted. */
gboolean
beckon_session_is_stanza (BeckonElement *element)
{
  return beckon_element_is (element, "message", BECKON_NS_CLIENT)
         || beckon_element_is (element, "presence", BECKON_NS_CLIENT)
         || beckon_element_is (element, "iq", BECKON_NS_CLIENT);
}

/* A server that does not say for so long what it has got is not there any more, or mistaken. */
static void
give_up_asking (BeckonSession *self)
{
  g_autoptr (GError) error = NULL;

  if (!self->heard)
    {
      beckon_session_lose_stream (self);
      return;
    }
  error = g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL,
                               "The server does not acknowledge");
  beckon_session_end_stream (self, error);
}

static gboolean
answer_timeout_cb (gpointer user_data)
{
  BeckonSession *self = user_data;

  self->answer_id = 0;
  give_up_asking (self);
  return G_SOURCE_REMOVE;
}

static gboolean
ask_cb (gpointer user_data)
{
  BeckonSession *self = user_data;
  g_autoptr (BeckonElement) r = beckon_element_new ("r", BECKON_NS_SM);

  self->ask_id = 0;
  self->ask_soon = FALSE;
  beckon_stream_send (self->stream, r);
  self->heard = FALSE;
  self->answer_id = g_timeout_add (self->timeout, answer_timeout_cb, self);
  return G_SOURCE_REMOVE;
}

/* Asks now, or together with others. While an answer is due this has to wait for that. */
void
beckon_session_ask_for_ack (BeckonSession *self, gboolean soon)
{
  gboolean sooner = soon && !self->ask_soon;

  self->ask_soon |= soon;
  if (self->answer_id != 0 || (self->ask_id != 0 && !sooner))
    return;

  g_clear_handle_id (&self->ask_id, g_source_remove);
  self->ask_id = self->ask_soon ? g_idle_add_full (G_PRIORITY_DEFAULT, ask_cb, self, NULL)
                                : g_timeout_add (ACK_DELAY, ask_cb, self);
}

static void
unproven_pinged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) waiters = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonElement) reply
    = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);

  if (g_error_matches (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT))
    give_up_asking (BECKON_SESSION (source));
  /* The server deals with stanzas in order, so an error that it answers proves as much. */
  for (guint i = 0; i < waiters->len; i++)
    if (reply != NULL || error->domain == BECKON_STANZA_ERROR)
      beckon_waiter_return_boolean (g_ptr_array_index (waiters, i), TRUE);
    else
      beckon_waiter_return_error (g_ptr_array_index (waiters, i), g_error_copy (error));
}

static gboolean
ping_cb (gpointer user_data)
{
  BeckonSession *self = user_data;
  g_autoptr (BeckonElement) iq = beckon_element_new ("iq", BECKON_NS_CLIENT);

  self->ping_id = 0;
  self->heard = FALSE;
  beckon_element_set_attribute (iq, "type", "get");
  beckon_element_set_attribute (iq, "to", self->domain);
  beckon_element_add_child (iq, "ping", "urn:xmpp:ping");
  beckon_session_send_iq_async (self, iq, NULL, unproven_pinged_cb, self->unproven);
  self->unproven = g_ptr_array_new ();
  return G_SOURCE_REMOVE;
}

/* Takes the waiter. */
static void
send_stanza (BeckonSession *self, BeckonElement *stanza, BeckonWaiter *waiter)
{
  if (self->stream != NULL)
    beckon_stream_send (self->stream, stanza);

  if (self->sm != NULL && !self->closed && beckon_session_is_stanza (stanza))
    {
      beckon_stream_management_add_sent (self->sm, stanza, waiter);
      if (self->stream != NULL)
        beckon_session_ask_for_ack (self, waiter != NULL
                                            || beckon_element_is (stanza, "message", NULL)
                                            || beckon_stream_management_get_n_unacked (self->sm)
                                                 >= ACK_AFTER);
    }
  else if (waiter != NULL && self->stream != NULL)
    {
      g_ptr_array_add (self->unproven, waiter);
      if (self->ping_id == 0)
        self->ping_id = g_idle_add_full (G_PRIORITY_DEFAULT, ping_cb, self, NULL);
    }
  else if (waiter != NULL)
    beckon_waiter_return_error (waiter, beckon_session_new_closed_error ());
}

void
beckon_session_stop_asking (BeckonSession *self)
{
  g_clear_handle_id (&self->ask_id, g_source_remove);
  g_clear_handle_id (&self->answer_id, g_source_remove);
  g_clear_handle_id (&self->ping_id, g_source_remove);
  self->ask_soon = FALSE;
}

void
beckon_session_fail_unproven (BeckonSession *self)
{
  g_autoptr (GPtrArray) unproven = g_steal_pointer (&self->unproven);

  self->unproven = g_ptr_array_new ();
  for (guint i = 0; i < unproven->len; i++)
    beckon_waiter_return_error (g_ptr_array_index (unproven, i),
                                beckon_session_new_closed_error ());
}

/**
 * beckon_session_send:
 * @stanza: what to send. It must not be changed any more
 *
 * Sends something for which no reply is expected. Without a stream a stanza waits for the
 * resumption, if there can be one; anything else, and anything in a session that is over, is lost.
 */
void
beckon_session_send (BeckonSession *self, BeckonElement *stanza)
{
  g_return_if_fail (BECKON_IS_SESSION (self));

  send_stanza (self, stanza, NULL);
}

/**
 * beckon_session_send_acked_async:
 * @stanza: what to send. It must not be changed any more
 *
 * Sends @stanza and waits until the server has it: by stream management, also over a resumption,
 * or without that by a ping (XEP-0199) that is sent behind it. Cancelling does not take it back.
 */
void
beckon_session_send_acked_async (BeckonSession *self,
                                 BeckonElement *stanza,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;

  g_return_if_fail (BECKON_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, beckon_session_send_acked_async);
  send_stanza (self, stanza, beckon_waiter_new (task));
}

/**
 * beckon_session_send_acked_finish:
 *
 * Returns: %FALSE when the session ended before, so that nobody knows whether the server has the
 *   stanza, with %BECKON_STREAM_ERROR_CLOSED or, if it ended because the server did not answer the
 *   ping, %BECKON_STREAM_ERROR_TIMEOUT; or with %G_IO_ERROR_CANCELLED
 */
gboolean
beckon_session_send_acked_finish (BeckonSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What the server says */

static gboolean
take_ack (BeckonSession *self, const char *h, GError **error)
{
  guint64 number;

  if (h == NULL || !g_ascii_string_to_unsigned (h, 10, 0, G_MAXUINT32, &number, NULL))
    {
      g_set_error_literal (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL,
                           "The server acknowledges without a number");
      return FALSE;
    }
  return beckon_stream_management_acknowledge (self->sm, number, error);
}

void
beckon_session_handle_ack (BeckonSession *self, BeckonElement *a)
{
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->answer_id, g_source_remove);
  if (!take_ack (self, beckon_element_get_attribute (a, "h"), &error))
    {
      /* What it acknowledged before may be wrong as well. */
      g_clear_pointer (&self->resume_id, g_free);
      beckon_session_end_stream (self, error);
    }
  else if (self->stream != NULL && beckon_stream_management_get_n_unacked (self->sm) > 0)
    beckon_session_ask_for_ack (self, FALSE);
}

/**
 * beckon_session_take_failed:
 * @failed: what the server answers to the wish to resume this session
 *
 * The session will not be resumed. The server may still know what it had got of it (XEP-0198,
 * section 5); an impossible number says nothing.
 */
void
beckon_session_take_failed (BeckonSession *self, BeckonElement *failed)
{
  const char *h = beckon_element_get_attribute (failed, "h");

  g_return_if_fail (BECKON_IS_SESSION (self));

  beckon_session_forget_resumption (self);
  if (self->sm != NULL && h != NULL)
    take_ack (self, h, NULL);
}

/* What we say */

void
beckon_session_send_ack (BeckonSession *self)
{
  g_autoptr (BeckonElement) a = beckon_element_new ("a", BECKON_NS_SM);
  g_autofree char *h
    = g_strdup_printf ("%u", beckon_stream_management_get_handled_count (self->sm));

  beckon_element_set_attribute (a, "h", h);
  beckon_stream_send (self->stream, a);
  self->owes_ack = self->early.length > 0 || beckon_stream_management_is_held (self->sm);
}

/**
 * beckon_session_hold_ack:
 *
 * To be called from a handler that is going to store the stanza.
 *
 * Returns: (transfer full): the promise
 */
BeckonAckHold *
beckon_session_hold_ack (BeckonSession *self)
{
  BeckonAckHold *hold;

  g_return_val_if_fail (BECKON_IS_SESSION (self), NULL);

  hold = g_new0 (BeckonAckHold, 1);
  hold->session = g_object_ref (self);
  if (self->sm != NULL && self->stream != NULL)
    hold->id = beckon_stream_management_hold (self->sm);
  return hold;
}

/**
 * beckon_ack_hold_release:
 * @hold: (transfer full): a promise that is kept: what it is for is on the disk
 */
void
beckon_ack_hold_release (BeckonAckHold *hold)
{
  g_autoptr (BeckonSession) self = hold->session;

  if (self->sm != NULL)
    {
      guint32 before = beckon_stream_management_get_handled_count (self->sm);

      beckon_stream_management_release (self->sm, hold->id);
      /* The server asked when we could not say it yet. */
      if (self->owes_ack && self->stream != NULL
          && beckon_stream_management_get_handled_count (self->sm) != before)
        beckon_session_send_ack (self);
    }
  g_free (hold);
}
