/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-session.h"

#include "beckon-dispatcher.h"
#include "beckon-ns.h"
#include "beckon-random.h"
#include "beckon-stream-management.h"
#include "beckon-waiter.h"

#include <string.h>

#define DEFAULT_REQUEST_TIMEOUT 30000
/* When to ask what the server has got: at once after what somebody waits for, else after this
 * time in milliseconds or so many stanzas. */
#define ACK_DELAY 5000
#define ACK_AFTER 25
/* A server that does not say for so long what it has got is not there any more. */
#define ACK_TIMEOUT 30000
/* How many stanzas to keep until somebody wants them. */
#define MAX_EARLY 1000
/* How many of them to deliver before others have their turn on the main loop. */
#define EARLY_BATCH 100

typedef struct
{
  BeckonSession *session;
  char *id;
  BeckonJid *to; /* (nullable) */
  BeckonWaiter *waiter;
  guint timeout_id;
} Request;

struct _BeckonAckHold
{
  BeckonSession *session;
  guint64 id;
};

struct _BeckonSession
{
  GObject parent_instance;

  BeckonStream *stream; /* %NULL when it has ended */
  BeckonJid *jid;
  char *domain;
  gboolean closed;

  GHashTable *requests; /* by id */
  guint request_timeout;
  BeckonDispatcher *dispatcher;

  /* What came before the first handler. %NULL stands for a reply, which did not wait. */
  GQueue early;
  gboolean started;
  guint start_id;

  BeckonStreamManagement *sm;
  char *resume_id;
  guint max_seconds;
  guint expiry_id;
  guint ask_id;
  gboolean ask_soon;
  guint answer_id; /* since we asked */
  gboolean owes_ack;

  /* Without stream management: who waits for a ping to come back. */
  GPtrArray *unproven;
  guint ping_id;
};

enum
{
  INTERRUPTED,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonSession, beckon_session, G_TYPE_OBJECT)

static void schedule_ack_request (BeckonSession *self, gboolean soon);
static void end_stream (BeckonSession *self, const GError *error);

static GError *
new_closed_error (void)
{
  return g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED,
                              "The session has no stream any more");
}

/* Requests */

static void
request_free (gpointer data)
{
  Request *request = data;

  /* One that was cancelled, when the session goes. */
  if (request->waiter != NULL)
    beckon_waiter_return_error (request->waiter, new_closed_error ());
  g_clear_handle_id (&request->timeout_id, g_source_remove);
  g_clear_pointer (&request->to, beckon_jid_unref);
  g_free (request->id);
  g_free (request);
}

/* Takes the request out; the caller ends the waiter. */
static BeckonWaiter *
end_request (Request *request)
{
  BeckonWaiter *waiter = g_steal_pointer (&request->waiter);

  g_hash_table_remove (request->session->requests, request->id);
  return waiter;
}

static gboolean
request_timeout_cb (gpointer user_data)
{
  Request *request = user_data;

  request->timeout_id = 0;
  beckon_waiter_return_error (end_request (request),
                              g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT,
                                                   "There is no answer"));
  return G_SOURCE_REMOVE;
}

static void
fail_requests (BeckonSession *self)
{
  g_autoptr (GList) requests = g_hash_table_get_values (self->requests);
  g_autoptr (GPtrArray) waiters = g_ptr_array_new ();

  for (GList *l = requests; l != NULL; l = l->next)
    g_ptr_array_add (waiters, end_request (l->data));
  for (guint i = 0; i < waiters->len; i++)
    beckon_waiter_return_error (g_ptr_array_index (waiters, i), new_closed_error ());
}

static gboolean
is_server (BeckonSession *self, BeckonJid *jid)
{
  return beckon_jid_get_local (jid) == NULL && beckon_jid_is_bare (jid)
         && g_str_equal (beckon_jid_get_domain (jid), self->domain);
}

/* RFC 6120, sections 8.1.2.1 and 10.3.3: what our server answers for our account comes from
 * nobody or from the bare address. Only our own server can leave out the sender. */
static gboolean
is_answer_from (BeckonSession *self, Request *request, BeckonJid *from)
{
  if (request->to == NULL || (self->jid != NULL && beckon_jid_is_bare (request->to)
                              && beckon_jid_equal_bare (request->to, self->jid)))
    return from == NULL || (self->jid == NULL && is_server (self, from))
           || (beckon_jid_is_bare (from) && beckon_jid_equal_bare (from, self->jid));
  if (from == NULL)
    return is_server (self, request->to);
  return beckon_jid_equal (from, request->to);
}

static Request *
find_request (BeckonSession *self, BeckonElement *stanza, BeckonJid *from)
{
  const char *type = beckon_element_get_attribute (stanza, "type");
  const char *id = beckon_element_get_attribute (stanza, "id");
  Request *request;

  if (!beckon_element_is (stanza, "iq", NULL) || id == NULL
      || (g_strcmp0 (type, "result") != 0 && g_strcmp0 (type, "error") != 0))
    return NULL;
  request = g_hash_table_lookup (self->requests, id);
  return request != NULL && is_answer_from (self, request, from) ? request : NULL;
}

static void
handle_reply (Request *request, BeckonElement *stanza)
{
  BeckonWaiter *waiter = end_request (request);

  if (g_str_equal (beckon_element_get_attribute (stanza, "type"), "error"))
    beckon_waiter_return_error (waiter, beckon_stanza_error_new_from_element (stanza));
  else
    beckon_waiter_return_pointer (waiter, beckon_element_ref (stanza),
                                  (GDestroyNotify) beckon_element_unref);
}

/* Receiving */

/* Returns: whether the sender is one that can be; then @from is set if there is a sender */
static gboolean
get_sender (BeckonElement *stanza, BeckonJid **from)
{
  const char *text = beckon_element_get_attribute (stanza, "from");

  *from = text != NULL ? beckon_jid_new (text, NULL) : NULL;
  return text == NULL || *from != NULL;
}

static void
deliver (BeckonSession *self, BeckonElement *stanza)
{
  const char *type = beckon_element_get_attribute (stanza, "type");
  BeckonElement *payload;

  if (!beckon_element_is (stanza, "iq", NULL))
    {
      beckon_dispatcher_dispatch (self->dispatcher, self, stanza);
      return;
    }
  if (g_strcmp0 (type, "get") != 0 && g_strcmp0 (type, "set") != 0)
    return; /* a reply to nothing */

  payload = beckon_element_get_first_child (stanza);
  if (payload == NULL || beckon_element_get_next_sibling (payload) != NULL)
    beckon_session_reply_error (self, stanza, BECKON_STANZA_ERROR_BAD_REQUEST);
  else if (!beckon_dispatcher_dispatch (self->dispatcher, self, stanza))
    beckon_session_reply_error (self, stanza, BECKON_STANZA_ERROR_SERVICE_UNAVAILABLE);
}

static void
count_handled (BeckonSession *self)
{
  if (self->sm != NULL && self->stream != NULL)
    beckon_stream_management_add_handled (self->sm);
}

static void
send_ack (BeckonSession *self)
{
  g_autoptr (BeckonElement) a = beckon_element_new ("a", BECKON_NS_SM);
  g_autofree char *h
    = g_strdup_printf ("%u", beckon_stream_management_get_handled_count (self->sm));

  beckon_element_set_attribute (a, "h", h);
  beckon_stream_send (self->stream, a);
  self->owes_ack = self->early.length > 0 || beckon_stream_management_is_held (self->sm);
}

static gboolean
start_cb (gpointer user_data)
{
  g_autoptr (BeckonSession) self = g_object_ref (user_data);

  for (guint i = 0; i < EARLY_BATCH && self->early.length > 0; i++)
    {
      g_autoptr (BeckonElement) stanza = g_queue_pop_head (&self->early);

      if (stanza != NULL)
        deliver (self, stanza);
      count_handled (self);
    }
  if (self->early.length > 0)
    return G_SOURCE_CONTINUE;
  self->start_id = 0;
  self->started = TRUE;
  if (self->owes_ack && self->stream != NULL)
    send_ack (self);
  return G_SOURCE_REMOVE;
}

static void
clear_early (BeckonSession *self)
{
  BeckonElement *stanza;

  while (self->early.length > 0)
    if ((stanza = g_queue_pop_head (&self->early)) != NULL)
      beckon_element_unref (stanza);
}

static void
handle_stanza (BeckonSession *self, BeckonElement *stanza)
{
  g_autoptr (BeckonJid) from = NULL;
  gboolean valid = get_sender (stanza, &from);
  Request *request = valid ? find_request (self, stanza, from) : NULL;

  if (request != NULL)
    handle_reply (request, stanza);
  if (self->started)
    {
      if (request == NULL && valid)
        deliver (self, stanza);
      count_handled (self);
    }
  else if (self->early.length < MAX_EARLY)
    g_queue_push_tail (&self->early,
                       request == NULL && valid ? beckon_element_ref (stanza) : NULL);
  else
    {
      g_autoptr (GError) error
        = g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL,
                               "The server sends too much that was not asked for");

      end_stream (self, error);
    }
}

/* Returns: %FALSE when the session has ended with that */
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

static void
handle_ack (BeckonSession *self, BeckonElement *a)
{
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->answer_id, g_source_remove);
  if (!take_ack (self, beckon_element_get_attribute (a, "h"), &error))
    {
      /* What it acknowledged before may be wrong as well. */
      g_clear_pointer (&self->resume_id, g_free);
      end_stream (self, error);
    }
  else if (self->stream != NULL && beckon_stream_management_get_n_unacked (self->sm) > 0)
    schedule_ack_request (self, FALSE);
}

static gboolean
is_stanza (BeckonElement *element)
{
  return beckon_element_is (element, "message", BECKON_NS_CLIENT)
         || beckon_element_is (element, "presence", BECKON_NS_CLIENT)
         || beckon_element_is (element, "iq", BECKON_NS_CLIENT);
}

static void
element_cb (BeckonStream *stream, BeckonElement *element, gpointer user_data)
{
  g_autoptr (BeckonSession) self = g_object_ref (user_data);

  if (is_stanza (element))
    handle_stanza (self, element);
  else if (self->sm != NULL && beckon_element_is (element, "r", BECKON_NS_SM))
    send_ack (self);
  else if (self->sm != NULL && beckon_element_is (element, "a", BECKON_NS_SM))
    handle_ack (self, element);
}

/* Acknowledgements of what we send */

static gboolean
answer_timeout_cb (gpointer user_data)
{
  BeckonSession *self = user_data;
  g_autoptr (GError) error
    = g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT,
                           "The server does not acknowledge");

  self->answer_id = 0;
  end_stream (self, error);
  return G_SOURCE_REMOVE;
}

static gboolean
ask_cb (gpointer user_data)
{
  BeckonSession *self = user_data;
  g_autoptr (BeckonElement) r = beckon_element_new ("r", BECKON_NS_SM);

  self->ask_id = 0;
  beckon_stream_send (self->stream, r);
  self->answer_id = g_timeout_add (ACK_TIMEOUT, answer_timeout_cb, self);
  return G_SOURCE_REMOVE;
}

/* Not while an answer is due: it comes with a new chance to ask. */
static void
schedule_ack_request (BeckonSession *self, gboolean soon)
{
  if (self->answer_id != 0 || (self->ask_id != 0 && (!soon || self->ask_soon)))
    return;

  g_clear_handle_id (&self->ask_id, g_source_remove);
  self->ask_soon = soon;
  self->ask_id = soon ? g_idle_add_full (G_PRIORITY_DEFAULT, ask_cb, self, NULL)
                      : g_timeout_add (ACK_DELAY, ask_cb, self);
}

static void
unproven_pinged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) waiters = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonElement) reply
    = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);

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

  if (self->sm != NULL && !self->closed && is_stanza (stanza))
    {
      beckon_stream_management_add_sent (self->sm, stanza, waiter);
      if (self->stream != NULL)
        schedule_ack_request (
          self, waiter != NULL || beckon_element_is (stanza, "message", NULL)
                  || beckon_stream_management_get_n_unacked (self->sm) >= ACK_AFTER);
    }
  else if (waiter != NULL && self->stream != NULL)
    {
      g_ptr_array_add (self->unproven, waiter);
      if (self->ping_id == 0)
        self->ping_id = g_idle_add_full (G_PRIORITY_DEFAULT, ping_cb, self, NULL);
    }
  else if (waiter != NULL)
    beckon_waiter_return_error (waiter, new_closed_error ());
}

/* The life of a session */

static void
finish_session (BeckonSession *self, const GError *error)
{
  g_autoptr (GError) closed = new_closed_error ();

  if (self->closed)
    return;
  self->closed = TRUE;
  g_clear_handle_id (&self->expiry_id, g_source_remove);
  clear_early (self);
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

  g_clear_handle_id (&self->ask_id, g_source_remove);
  g_clear_handle_id (&self->answer_id, g_source_remove);
  g_clear_handle_id (&self->ping_id, g_source_remove);
  if (stream == NULL)
    return;
  g_signal_handlers_disconnect_by_data (stream, self);
  beckon_stream_close (stream);
}

static void
fail_unproven (BeckonSession *self)
{
  g_autoptr (GPtrArray) unproven = g_steal_pointer (&self->unproven);

  self->unproven = g_ptr_array_new ();
  for (guint i = 0; i < unproven->len; i++)
    beckon_waiter_return_error (g_ptr_array_index (unproven, i), new_closed_error ());
}

static void
end_stream (BeckonSession *self, const GError *error)
{
  g_autoptr (BeckonSession) alive = g_object_ref (self);
  g_autoptr (GError) reason = g_error_copy (error);

  drop_stream (self);
  if (beckon_session_can_resume (self))
    {
      beckon_stream_management_interrupt (self->sm);
      clear_early (self); /* they will come again */
      if (self->max_seconds > 0)
        self->expiry_id = g_timeout_add_seconds (self->max_seconds, expiry_cb, self);
    }

  fail_unproven (self);
  fail_requests (self);

  g_signal_emit (self, signals[INTERRUPTED], 0, reason);
  if (self->stream == NULL && !beckon_session_can_resume (self))
    finish_session (self, reason);
}

static void
stream_closed_cb (BeckonStream *stream, GError *error, gpointer user_data)
{
  end_stream (user_data, error);
}

static void
attach_stream (BeckonSession *self, BeckonStream *stream)
{
  self->stream = g_object_ref (stream);
  g_signal_connect (stream, "element", G_CALLBACK (element_cb), self);
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
  fail_unproven (self);

  G_OBJECT_CLASS (beckon_session_parent_class)->dispose (object);
}

static void
beckon_session_finalize (GObject *object)
{
  BeckonSession *self = BECKON_SESSION (object);

  clear_early (self);
  g_hash_table_unref (self->requests);
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
  self->request_timeout = DEFAULT_REQUEST_TIMEOUT;
  self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, request_free);
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
 * beckon_session_get_domain:
 *
 * Returns: the domain of the server
 */
const char *
beckon_session_get_domain (BeckonSession *self)
{
  g_return_val_if_fail (BECKON_IS_SESSION (self), NULL);

  return self->domain;
}

/**
 * beckon_session_set_request_timeout:
 * @milliseconds: how long later requests wait for their reply; 30 seconds in a new session
 */
void
beckon_session_set_request_timeout (BeckonSession *self, guint milliseconds)
{
  g_return_if_fail (BECKON_IS_SESSION (self));

  self->request_timeout = milliseconds;
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
 * Returns: %FALSE with %BECKON_STREAM_ERROR_CLOSED when the session ended before, so that
 *   nobody knows whether the server has the stanza; %BECKON_STREAM_ERROR_TIMEOUT, if the server does
 *   not answer the ping; or %G_IO_ERROR_CANCELLED
 */
gboolean
beckon_session_send_acked_finish (BeckonSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
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
  const char *to;
  Request *request;

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
      g_task_return_error (task, new_closed_error ());
      return;
    }

  request = g_new0 (Request, 1);
  request->session = self;
  request->id = beckon_random_id ();
  request->to = g_steal_pointer (&jid);
  request->timeout_id = g_timeout_add (self->request_timeout, request_timeout_cb, request);
  request->waiter = beckon_waiter_new (g_steal_pointer (&task));
  g_hash_table_insert (self->requests, request->id, request);
  beckon_element_set_attribute (iq, "id", request->id);
  send_stanza (self, iq, NULL);
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
 * beckon_session_add_handler:
 * @stanza_name: `message`, `presence` or `iq` (of these: get and set only)
 * @payload_name: (nullable): the name of a direct child, or %NULL for any
 * @payload_ns: (nullable): the namespace of that child; %NULL, with @payload_name %NULL too, for
 *   every stanza
 * @priority: handlers of higher priority are asked first
 * @handler: who to ask
 * @destroy: (nullable): frees @user_data
 *
 * Returns: an id for beckon_session_remove_handler(), never 0
 */
guint
beckon_session_add_handler (BeckonSession *self,
                            const char *stanza_name,
                            const char *payload_name,
                            const char *payload_ns,
                            int priority,
                            BeckonStanzaHandler handler,
                            gpointer user_data,
                            GDestroyNotify destroy)
{
  g_return_val_if_fail (BECKON_IS_SESSION (self), 0);
  g_return_val_if_fail (payload_name == NULL || payload_ns != NULL, 0);

  if (!self->started && self->start_id == 0)
    self->start_id = g_idle_add_full (G_PRIORITY_DEFAULT, start_cb, self, NULL);
  return beckon_dispatcher_add (self->dispatcher, stanza_name, payload_name, payload_ns, priority,
                                handler, user_data, destroy);
}

/**
 * beckon_session_remove_handler:
 * @id: from beckon_session_add_handler(); maybe of the handler that is running
 */
void
beckon_session_remove_handler (BeckonSession *self, guint id)
{
  g_return_if_fail (BECKON_IS_SESSION (self));

  beckon_dispatcher_remove (self->dispatcher, id);
}

/**
 * beckon_session_is_from_own_account:
 *
 * Returns: whether the own server says this for the own account (RFC 6120, section 8.1.2.1): it
 *   comes from nobody or from the own bare address
 */
gboolean
beckon_session_is_from_own_account (BeckonSession *self, BeckonElement *stanza)
{
  g_autoptr (BeckonJid) from = NULL;

  g_return_val_if_fail (BECKON_IS_SESSION (self), FALSE);

  if (self->jid == NULL || !get_sender (stanza, &from))
    return FALSE;
  return from == NULL
         || (beckon_jid_is_bare (from) && beckon_jid_equal_bare (from, self->jid));
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
        send_ack (self);
    }
  g_free (hold);
}

/**
 * beckon_session_enable_sm:
 * @resume_id: (nullable): the server's id for resuming, or %NULL when it cannot be resumed
 * @max_seconds: for how long it can be resumed after an interruption, or 0 if the server did not say
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
      g_propagate_error (error, new_closed_error ());
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
      g_propagate_error (error, new_closed_error ());
      return FALSE;
    }

  g_clear_handle_id (&self->expiry_id, g_source_remove);
  self->owes_ack = FALSE;
  attach_stream (self, stream);
  again = beckon_stream_management_prepare_resend (self->sm);
  for (guint i = 0; i < again->len; i++)
    beckon_stream_send (stream, g_ptr_array_index (again, i));
  if (again->len > 0)
    schedule_ack_request (self, TRUE);
  return TRUE;
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
  error = new_closed_error ();
  /* The last word on what we have, so that the server does not deliver it again. */
  if (self->stream != NULL && self->sm != NULL)
    send_ack (self);
  g_clear_pointer (&self->resume_id, g_free);
  if (self->stream != NULL)
    end_stream (self, error);
  finish_session (self, error);
}
