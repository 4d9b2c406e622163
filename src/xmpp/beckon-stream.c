/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-stream-private.h"

#include "beckon-ns.h"
#include "beckon-stream-error-private.h"
#include "beckon-time-limit.h"
#include "beckon-tls.h"
#include "beckon-wire-private.h"

/* Servers answer a wrong password slowly, on purpose. */
#define ANSWER_TIMEOUT_MS 30000

/* Who waits for an element, and how long. */
typedef struct
{
  GTask *task;
  BeckonTimeLimit *limit;
  GSource *source;
} Waiter;

struct _BeckonStream
{
  GObject parent_instance;

  GTlsConnection *connection;
  BeckonWire *wire;
  char *domain;
  char *from;
  char *lang;
  guint answer_timeout;

  BeckonElement *features;
  gboolean opening; /* the waiter waits for features */
  Waiter *waiter;

  GQueue elements; /* came, and were neither received nor emitted */
  gboolean started;
  guint emit_id;

  gboolean closing;
  gboolean ended;
  gboolean emitted_closed;
  GError *error;
};

enum
{
  ELEMENT,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonStream, beckon_stream, G_TYPE_OBJECT)

static void
waiter_free (Waiter *waiter)
{
  g_source_destroy (waiter->source);
  g_source_unref (waiter->source);
  beckon_time_limit_free (waiter->limit);
  g_object_unref (waiter->task);
  g_free (waiter);
}

static void
beckon_stream_dispose (GObject *object)
{
  BeckonStream *self = BECKON_STREAM (object);

  /* A waiter would have kept the stream alive. */
  g_clear_handle_id (&self->emit_id, g_source_remove);
  if (self->wire != NULL)
    {
      beckon_wire_detach (self->wire);
      g_clear_object (&self->wire);
    }

  G_OBJECT_CLASS (beckon_stream_parent_class)->dispose (object);
}

static void
beckon_stream_finalize (GObject *object)
{
  BeckonStream *self = BECKON_STREAM (object);

  g_object_unref (self->connection);
  g_free (self->domain);
  g_free (self->from);
  g_free (self->lang);
  g_clear_pointer (&self->features, beckon_element_unref);
  g_queue_clear_full (&self->elements, (GDestroyNotify) beckon_element_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (beckon_stream_parent_class)->finalize (object);
}

static void
beckon_stream_class_init (BeckonStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_stream_dispose;
  object_class->finalize = beckon_stream_finalize;

  /**
   * BeckonStream::element:
   * @element: (type BeckonElement): what came
   */
  signals[ELEMENT]
    = g_signal_new ("element", BECKON_TYPE_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, BECKON_TYPE_ELEMENT | G_SIGNAL_TYPE_STATIC_SCOPE);
  /**
   * BeckonStream::closed:
   * @error: why
   */
  signals[CLOSED] = g_signal_new ("closed", BECKON_TYPE_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
beckon_stream_init (BeckonStream *self)
{
  g_queue_init (&self->elements);
}

static void
return_element (BeckonStream *self, BeckonElement *element)
{
  Waiter *waiter = g_steal_pointer (&self->waiter);

  g_task_return_pointer (waiter->task, beckon_element_ref (element),
                         (GDestroyNotify) beckon_element_unref);
  waiter_free (waiter);
}

static void
return_error (BeckonStream *self, const GError *error)
{
  Waiter *waiter = g_steal_pointer (&self->waiter);

  self->opening = FALSE;
  g_task_return_error (waiter->task, g_error_copy (error));
  waiter_free (waiter);
}

static void
emit_closed (BeckonStream *self)
{
  if (!self->started || self->emitted_closed)
    return;
  self->emitted_closed = TRUE;
  g_signal_emit (self, signals[CLOSED], 0, self->error);
}

static void
fail (BeckonStream *self, const char *condition, const char *message)
{
  beckon_wire_fail (self->wire, condition,
                    g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL,
                                         message));
}

static void
opened_cb (BeckonElement *header, gpointer user_data)
{
  const char *version = beckon_element_get_attribute (header, "version");

  /* Without a version there would be no features (RFC 6120, section 4.7.5). */
  if (version == NULL || !g_str_has_prefix (version, "1."))
    fail (user_data, "unsupported-version", "The server does not speak XMPP 1.0");
}

static void
handle_features (BeckonStream *self, BeckonElement *element)
{
  if (!beckon_element_is (element, "features", BECKON_NS_STREAM))
    {
      fail (self, "invalid-xml", "Something else came than features");
      return;
    }
  self->opening = FALSE;
  return_element (self, element);
}

static void
element_cb (BeckonElement *element, gpointer user_data)
{
  g_autoptr (BeckonStream) self = g_object_ref (user_data);

  if (beckon_element_is (element, "error", BECKON_NS_STREAM))
    {
      beckon_wire_fail (self->wire, NULL, beckon_stream_error_new_from_element (element));
      return;
    }
  /* With SASL2 new features come without a new stream (XEP-0388, section 2.6.2). */
  if (beckon_element_is (element, "features", BECKON_NS_STREAM))
    {
      g_clear_pointer (&self->features, beckon_element_unref);
      self->features = beckon_element_ref (element);
    }

  if (self->opening)
    handle_features (self, element);
  else if (self->waiter != NULL)
    return_element (self, element);
  else if (self->started && self->elements.length == 0)
    g_signal_emit (self, signals[ELEMENT], 0, element);
  else
    {
      g_queue_push_tail (&self->elements, beckon_element_ref (element));
      beckon_wire_set_paused (self->wire, TRUE);
    }
}

static void
ended_cb (const GError *error, gpointer user_data)
{
  g_autoptr (BeckonStream) self = g_object_ref (user_data);

  self->ended = TRUE;
  if (self->error == NULL)
    self->error = g_error_copy (error);
  if (self->waiter != NULL)
    return_error (self, self->error);
  if (self->elements.length == 0)
    emit_closed (self);
  if (self->closing)
    g_object_unref (self);
}

static void
released_cb (gsize unread, gpointer user_data)
{
}

/* beckon_stream_new:
 * Returns: (transfer full): a stream on @connection, which is verified; not opened yet */
BeckonStream *
beckon_stream_new (GTlsConnection *connection,
                   const BeckonStreamTarget *target,
                   guint answer_timeout)
{
  static const BeckonWireEvents events = { opened_cb, element_cb, ended_cb, released_cb };
  BeckonStream *self = g_object_new (BECKON_TYPE_STREAM, NULL);

  self->connection = g_object_ref (connection);
  self->wire = beckon_wire_new (G_IO_STREAM (connection), &events, self);
  beckon_wire_set_tap (self->wire, target->tap);
  self->domain = g_strdup (target->domain);
  self->from = g_strdup (target->from);
  self->lang = g_strdup (target->lang);
  self->answer_timeout = answer_timeout > 0 ? answer_timeout : ANSWER_TIMEOUT_MS;
  return self;
}

static gboolean
limit_cb (GCancellable *cancellable, gpointer user_data)
{
  BeckonStream *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean opening = self->opening;

  if (!beckon_time_limit_is_over (self->waiter->limit))
    {
      g_autoptr (BeckonStream) alive = g_object_ref (self);

      g_cancellable_set_error_if_cancelled (cancellable, &error);
      return_error (self, error);
      /* A stream that is half opened is good for nothing. */
      if (opening)
        beckon_wire_fail (self->wire, NULL,
                          g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED,
                                               "Opening the stream was cancelled"));
      return G_SOURCE_REMOVE;
    }
  beckon_wire_fail (self->wire, "connection-timeout",
                    g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT,
                                         "The server does not answer"));
  return G_SOURCE_REMOVE;
}

/* Makes @task wait for an element. Takes it. Returns: whether it has to wait, and did not fail. */
static gboolean
wait_for_element (BeckonStream *self, GTask *task, guint timeout)
{
  g_autoptr (GTask) owned = task;

  if (g_task_return_error_if_cancelled (task))
    return FALSE;
  if (self->waiter != NULL || self->started)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "Somebody else waits already");
      return FALSE;
    }
  if (self->error != NULL)
    {
      g_task_return_error (task, g_error_copy (self->error));
      return FALSE;
    }

  self->waiter = g_new0 (Waiter, 1);
  self->waiter->task = g_steal_pointer (&owned);
  self->waiter->limit = beckon_time_limit_new (g_task_get_cancellable (task), timeout);
  self->waiter->source
    = g_cancellable_source_new (beckon_time_limit_get_cancellable (self->waiter->limit));
  g_source_set_callback (self->waiter->source, G_SOURCE_FUNC (limit_cb), self, NULL);
  g_source_attach (self->waiter->source, g_main_context_get_thread_default ());
  return TRUE;
}

/* beckon_stream_open_async:
 * Opens the stream, or another one on top of it, and sends what @pipeline says right behind the
 * header. Finish with beckon_stream_restart_finish(). */
void
beckon_stream_open_async (BeckonStream *self,
                          BeckonStreamPipeline pipeline,
                          gpointer pipeline_data,
                          guint timeout,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_stream_open_async);
  g_task_set_check_cancellable (task, FALSE); /* the waiter does */
  if (self->elements.length > 0 && self->error == NULL)
    fail (self, "invalid-xml", "Something came where a new stream begins");
  if (!wait_for_element (self, task, timeout))
    return;

  self->opening = TRUE;
  beckon_wire_open (self->wire, self->domain, self->from, self->lang);
  if (pipeline != NULL)
    {
      g_autoptr (BeckonElement) element = pipeline (self, pipeline_data);

      if (element != NULL)
        beckon_wire_send (self->wire, element);
    }
}

const char *
beckon_stream_get_domain (BeckonStream *self)
{
  g_return_val_if_fail (BECKON_IS_STREAM (self), NULL);

  return self->domain;
}

/**
 * beckon_stream_get_features:
 *
 * Returns: (transfer none): the newest features that the server announced
 */
BeckonElement *
beckon_stream_get_features (BeckonStream *self)
{
  g_return_val_if_fail (BECKON_IS_STREAM (self), NULL);

  return self->features;
}

/**
 * beckon_stream_dup_channel_binding:
 * @type: `tls-exporter`, `tls-server-end-point` or `tls-unique`
 *
 * See beckon_tls_dup_channel_binding().
 *
 * Returns: (transfer full) (nullable): the data, or %NULL with a #GTlsChannelBindingError
 */
GBytes *
beckon_stream_dup_channel_binding (BeckonStream *self, const char *type, GError **error)
{
  g_return_val_if_fail (BECKON_IS_STREAM (self), NULL);

  return beckon_tls_dup_channel_binding (self->connection, type, error);
}

/**
 * beckon_stream_send:
 * @element: what to send
 *
 * Sends @element, after all that was sent before. Whether it arrives is for others to find out; on
 * a stream that ended nothing happens.
 */
void
beckon_stream_send (BeckonStream *self, BeckonElement *element)
{
  g_return_if_fail (BECKON_IS_STREAM (self));

  beckon_wire_send (self->wire, element);
}

/**
 * beckon_stream_restart_async:
 *
 * Opens a new stream on the same connection, as RFC 6120 (section 4.3.3) wants after SASL. All that
 * was read before is forgotten. A cancelled restart closes the stream.
 *
 * Errors: those of #BeckonStreamError, %G_IO_ERROR_CANCELLED.
 */
void
beckon_stream_restart_async (BeckonStream *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (BECKON_IS_STREAM (self));

  beckon_stream_open_async (self, NULL, NULL, self->answer_timeout, cancellable, callback,
                            user_data);
}

/**
 * beckon_stream_restart_finish:
 *
 * Returns: (transfer full) (nullable): the new features
 */
BeckonElement *
beckon_stream_restart_finish (BeckonStream *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * beckon_stream_receive_async:
 *
 * Asks for the next element. Only one can be asked for at a time, and none after
 * beckon_stream_start(). Cancelling loses no element; no answer in time ends the stream.
 *
 * Errors: those of #BeckonStreamError, %G_IO_ERROR_CANCELLED.
 */
void
beckon_stream_receive_async (BeckonStream *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;

  g_return_if_fail (BECKON_IS_STREAM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, beckon_stream_receive_async);
  /* The waiter does, without losing an element that is on its way to the caller. */
  g_task_set_check_cancellable (task, FALSE);
  /* What has come goes before the news that it was the last, unless we closed. */
  if (self->waiter == NULL && !self->started && !self->closing && self->elements.length > 0
      && !g_cancellable_is_cancelled (cancellable))
    {
      g_task_return_pointer (task, g_queue_pop_head (&self->elements),
                             (GDestroyNotify) beckon_element_unref);
      beckon_wire_set_paused (self->wire, self->elements.length > 0);
      g_object_unref (task);
      return;
    }
  wait_for_element (self, task, self->answer_timeout);
}

/**
 * beckon_stream_receive_finish:
 *
 * Returns: (transfer full) (nullable): the element
 */
BeckonElement *
beckon_stream_receive_finish (BeckonStream *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
emit_cb (gpointer user_data)
{
  g_autoptr (BeckonStream) self = g_object_ref (user_data);

  self->emit_id = 0;
  while (self->elements.length > 0)
    {
      g_autoptr (BeckonElement) element = g_queue_pop_head (&self->elements);

      g_signal_emit (self, signals[ELEMENT], 0, element);
    }
  beckon_wire_set_paused (self->wire, FALSE);
  if (self->ended)
    emit_closed (self);
  return G_SOURCE_REMOVE;
}

/**
 * beckon_stream_start:
 *
 * Goes over from beckon_stream_receive_async() to the signals. To be called once, when nobody waits
 * for an element, by whoever has connected to them. None is emitted before it returns.
 */
void
beckon_stream_start (BeckonStream *self)
{
  g_return_if_fail (BECKON_IS_STREAM (self));
  g_return_if_fail (!self->started && self->waiter == NULL);

  self->started = TRUE;
  self->emit_id = g_idle_add_full (G_PRIORITY_DEFAULT, emit_cb, self, NULL);
}

/**
 * beckon_stream_set_keepalive:
 * @seconds: how often to send white space when nothing else was sent, or 0 for never (which is how
 *   a stream begins)
 */
void
beckon_stream_set_keepalive (BeckonStream *self, guint seconds)
{
  g_return_if_fail (BECKON_IS_STREAM (self));

  beckon_wire_set_keepalive (self->wire, seconds);
}

/**
 * beckon_stream_set_max_stanza_size:
 * @bytes: how large one element from the server may be; more ends the stream
 */
void
beckon_stream_set_max_stanza_size (BeckonStream *self, gsize bytes)
{
  g_return_if_fail (BECKON_IS_STREAM (self));

  beckon_wire_set_max_stanza_size (self->wire, bytes);
}

/**
 * beckon_stream_close:
 *
 * Ends the stream: what was sent before goes out and the server is told, which takes a moment, in
 * which the stream keeps itself alive. Nothing is received or emitted any more but `closed`; who
 * waits gets a %BECKON_STREAM_ERROR_CLOSED. May be called at any time, and again.
 */
void
beckon_stream_close (BeckonStream *self)
{
  g_return_if_fail (BECKON_IS_STREAM (self));

  if (self->closing || self->error != NULL)
    return;

  /* Until ended_cb(). */
  g_object_ref (self);
  self->closing = TRUE;
  g_queue_clear_full (&self->elements, (GDestroyNotify) beckon_element_unref);
  self->error = g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED,
                                     "The stream was closed");
  beckon_wire_close (self->wire);
  if (self->waiter != NULL)
    return_error (self, self->error);
}
