/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "beckon-xmpp"

#include "beckon-wire-private.h"

#include "beckon-ns.h"
#include "beckon-stream-log-private.h"
#include "beckon-stream-reader.h"
#include "beckon-stream.h"

#include <string.h>

/* What the main loop reads in one turn. */
#define CHUNK_SIZE 4096
/* Reading comes after drawing a frame (GDK_PRIORITY_REDRAW is 120): a server that never stops
 * sending must not freeze the window. */
#define READ_PRIORITY (G_PRIORITY_HIGH_IDLE + 30)
/* Who does not read gets no more answers: nothing is read with that much yet to be written. */
#define MAX_UNWRITTEN (1024 * 1024)
/* How long the other side may take over the end of a stream. */
#define GOODBYE_MS 2000

#define FOOTER "</stream:stream>"

struct _BeckonWire
{
  GObject parent_instance;

  GIOStream *connection;
  BeckonStreamReader *reader;
  BeckonTap *tap; /* (nullable) */
  BeckonWireEvents events;
  gpointer user_data;

  GCancellable *read_cancellable;
  gboolean reading;
  gboolean paused;
  char chunk[CHUNK_SIZE];

  GCancellable *write_cancellable;
  GByteArray *unwritten;
  GBytes *rest;
  gsize written;
  gboolean writing;

  guint keepalive_id;
  gboolean wrote;

  guint goodbye_id;
  gboolean said_goodbye; /* our footer is sent or in @unwritten */
  gboolean closing;      /* we wait for the other side's footer */
  gboolean releasing;
  gboolean ended;
  gboolean shut;
  gsize unread;
};

G_DEFINE_FINAL_TYPE (BeckonWire, beckon_wire, G_TYPE_OBJECT)

static void read_more (BeckonWire *self);
static void write_more (BeckonWire *self);
static void end (BeckonWire *self, GError *error);

static void
beckon_wire_finalize (GObject *object)
{
  BeckonWire *self = BECKON_WIRE (object);

  g_clear_handle_id (&self->keepalive_id, g_source_remove);
  g_clear_object (&self->reader);
  g_clear_object (&self->tap);
  g_clear_object (&self->connection);
  g_object_unref (self->read_cancellable);
  g_object_unref (self->write_cancellable);
  g_byte_array_unref (self->unwritten);
  g_clear_pointer (&self->rest, g_bytes_unref);

  G_OBJECT_CLASS (beckon_wire_parent_class)->finalize (object);
}

static void
beckon_wire_class_init (BeckonWireClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_wire_finalize;
}

static void
beckon_wire_init (BeckonWire *self)
{
  self->read_cancellable = g_cancellable_new ();
  self->write_cancellable = g_cancellable_new ();
  self->unwritten = g_byte_array_new ();
}

static void
shut_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonWire) self = user_data;
  g_autoptr (GIOStream) base = NULL;

  /* Where TLS cannot say goodbye, what is below it is still open. Closing that waits for nobody. */
  if (!g_io_stream_close_finish (G_IO_STREAM (source), result, NULL)
      && G_IS_TLS_CONNECTION (source))
    {
      g_object_get (source, "base-io-stream", &base, NULL);
      g_io_stream_close (base, NULL, NULL);
    }
  g_clear_object (&self->connection);
  g_clear_handle_id (&self->goodbye_id, g_source_remove);
}

/* After each step: does what had to wait until nothing was being read or written. */
static void
settle (BeckonWire *self)
{
  gboolean busy = self->reading || self->rest != NULL || self->unwritten->len > 0;

  if (busy || self->shut || !(self->ended || self->releasing))
    return;

  self->shut = TRUE;
  if (self->ended)
    g_io_stream_close_async (self->connection, G_PRIORITY_DEFAULT, self->write_cancellable, shut_cb,
                             g_object_ref (self));
  else
    {
      g_clear_object (&self->connection);
      self->events.released (self->unread, self->user_data);
    }
}

static gboolean
goodbye_timeout_cb (gpointer user_data)
{
  BeckonWire *self = user_data;

  self->goodbye_id = 0;
  g_byte_array_set_size (self->unwritten, 0);
  g_cancellable_cancel (self->write_cancellable);
  end (self, g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED,
                                  "The stream was closed"));
  settle (self);
  return G_SOURCE_REMOVE;
}

static void
limit_goodbye (BeckonWire *self)
{
  if (self->goodbye_id == 0)
    self->goodbye_id = g_timeout_add_full (G_PRIORITY_DEFAULT, GOODBYE_MS, goodbye_timeout_cb,
                                           g_object_ref (self), g_object_unref);
}

static void
append (BeckonWire *self, const char *text)
{
  g_byte_array_append (self->unwritten, (const guint8 *) text, strlen (text));
}

static void
append_footer (BeckonWire *self)
{
  if (self->said_goodbye || self->shut)
    return;
  self->said_goodbye = TRUE;
  append (self, FOOTER);
}

/* Ends the stream now; what is yet to be written gets a moment. Takes @error. */
static void
end (BeckonWire *self, GError *error)
{
  g_autoptr (BeckonWire) alive = g_object_ref (self);
  g_autoptr (GError) owned = error;

  if (self->ended || self->shut)
    return;

  g_debug ("stream ended: %s", error->message);
  self->ended = TRUE;
  g_clear_handle_id (&self->keepalive_id, g_source_remove);
  g_cancellable_cancel (self->read_cancellable);
  if (!g_cancellable_is_cancelled (self->write_cancellable))
    limit_goodbye (self);
  write_more (self);
  if (self->events.ended != NULL)
    self->events.ended (error, self->user_data);
  settle (self);
}

static void
end_broken (BeckonWire *self, const GError *cause)
{
  /* Nothing can be written either. */
  g_byte_array_set_size (self->unwritten, 0);
  self->said_goodbye = TRUE;
  g_cancellable_cancel (self->write_cancellable);
  end (self,
       g_error_new (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED, "The connection ended: %s",
                    cause != NULL ? cause->message : "the other side closed it"));
}

static const char *
get_condition (const GError *error)
{
  switch ((BeckonStreamReaderError) error->code)
    {
    case BECKON_STREAM_READER_ERROR_XML:
      return "not-well-formed";
    case BECKON_STREAM_READER_ERROR_RESTRICTED:
      return "restricted-xml";
    case BECKON_STREAM_READER_ERROR_LIMIT:
      return "policy-violation";
    case BECKON_STREAM_READER_ERROR_STREAM:
      return "invalid-xml";
    }
  g_assert_not_reached ();
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonWire) self = user_data;
  g_autoptr (GError) error = NULL;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (self->ended || self->releasing)
    ;
  else if (length <= 0)
    end_broken (self, error);
  else if (!beckon_stream_reader_feed (self->reader, self->chunk, length, &error))
    beckon_wire_fail (self, get_condition (error),
                      g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL,
                                           error->message));
  else
    self->unread = beckon_stream_reader_get_unread (self->reader);

  /* Only now may @chunk be written to again. */
  self->reading = FALSE;
  read_more (self);
  settle (self);
}

static void
read_more (BeckonWire *self)
{
  if (self->reading || self->ended || self->releasing
      || (!self->closing && (self->paused || self->unwritten->len > MAX_UNWRITTEN)))
    return;

  self->reading = TRUE;
  g_input_stream_read_async (g_io_stream_get_input_stream (self->connection), self->chunk,
                             CHUNK_SIZE, READ_PRIORITY, self->read_cancellable, read_cb,
                             g_object_ref (self));
}

static void
write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonWire) self = user_data;
  g_autoptr (GError) error = NULL;
  gssize length = g_output_stream_write_finish (G_OUTPUT_STREAM (source), result, &error);

  self->writing = FALSE;
  self->written += MAX (length, 0);
  if (length < 0 || self->written == g_bytes_get_size (self->rest))
    g_clear_pointer (&self->rest, g_bytes_unref);
  if (length < 0)
    end_broken (self, error);
  write_more (self);
  read_more (self);
  settle (self);
}

/* All that gathered during a write goes into the next one. */
static void
write_more (BeckonWire *self)
{
  const char *data;
  gsize length;

  if (self->writing || (self->rest == NULL && self->unwritten->len == 0))
    return;

  if (self->rest == NULL)
    {
      self->rest = g_byte_array_free_to_bytes (self->unwritten);
      self->unwritten = g_byte_array_new ();
      self->written = 0;
    }
  self->writing = self->wrote = TRUE;
  data = g_bytes_get_data (self->rest, &length);
  g_output_stream_write_async (g_io_stream_get_output_stream (self->connection),
                               data + self->written, length - self->written, G_PRIORITY_DEFAULT,
                               self->write_cancellable, write_cb, g_object_ref (self));
}

static void
opened_cb (BeckonElement *header, gpointer user_data)
{
  BeckonWire *self = user_data;

  beckon_stream_log_element ("header", header);
  if (!self->closing && !self->ended)
    self->events.opened (header, self->user_data);
}

static void
element_cb (BeckonElement *element, gpointer user_data)
{
  BeckonWire *self = user_data;

  beckon_stream_log_element ("received", element);
  if (self->tap != NULL)
    beckon_tap_report (self->tap, FALSE, element);
  if (!self->closing && !self->ended)
    self->events.element (element, self->user_data);
}

static void
closed_cb (gpointer user_data)
{
  BeckonWire *self = user_data;

  if (self->ended)
    return;
  append_footer (self);
  end (self, g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED,
                                  "The other side closed the stream"));
}

/**
 * beckon_wire_new:
 * @connection: what to read from and write to
 * @events: what to call; copied
 *
 * Returns: (transfer full): a wire that does nothing before beckon_wire_open()
 */
BeckonWire *
beckon_wire_new (GIOStream *connection, const BeckonWireEvents *events, gpointer user_data)
{
  static const BeckonStreamReaderEvents reader_events = { opened_cb, element_cb, closed_cb };
  BeckonWire *self = g_object_new (BECKON_TYPE_WIRE, NULL);

  self->connection = g_object_ref (connection);
  self->reader = beckon_stream_reader_new (&reader_events, self);
  self->events = *events;
  self->user_data = user_data;
  return self;
}

/**
 * beckon_wire_set_tap:
 * @tap: (nullable): who is told of the elements
 */
void
beckon_wire_set_tap (BeckonWire *self, BeckonTap *tap)
{
  g_set_object (&self->tap, tap);
}

static void
ignore_element_cb (BeckonElement *element, gpointer user_data)
{
}

static void
ignore_released_cb (gsize unread, gpointer user_data)
{
}

/**
 * beckon_wire_detach:
 *
 * Lets no event happen any more. What was sent still goes out, then the stream is closed without
 * waiting for an answer.
 */
void
beckon_wire_detach (BeckonWire *self)
{
  static const BeckonWireEvents no_events
    = { ignore_element_cb, ignore_element_cb, NULL, ignore_released_cb };

  self->events = no_events;
  append_footer (self);
  end (self, g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED,
                                  "Nobody needs it any more"));
}

static void
append_attribute (GString *text, const char *name, const char *value)
{
  g_autofree char *escaped = NULL;

  if (value == NULL)
    return;
  escaped = g_markup_escape_text (value, -1);
  g_string_append_printf (text, " %s='%s'", name, escaped);
}

/**
 * beckon_wire_open:
 * @to: the server's domain
 * @from: (nullable): our bare address. Never on a connection that is not encrypted
 * @lang: (nullable): the language for texts from the server
 *
 * Sends a stream header and forgets what was read before: for the first stream, and for one that
 * follows on it.
 */
void
beckon_wire_open (BeckonWire *self, const char *to, const char *from, const char *lang)
{
  g_autoptr (GString) header = g_string_new ("<?xml version='1.0'?><stream:stream xmlns='");

  if (self->ended || self->closing)
    return;

  g_string_append (header, BECKON_NS_CLIENT "' xmlns:stream='" BECKON_NS_STREAM "' version='1.0'");
  append_attribute (header, "to", to);
  append_attribute (header, "from", from);
  append_attribute (header, "xml:lang", lang);
  g_string_append_c (header, '>');

  beckon_stream_reader_restart (self->reader);
  append (self, header->str);
  write_more (self);
  read_more (self);
}

/**
 * beckon_wire_send:
 *
 * Puts @element at the end of what is to be sent. Nothing happens when the stream is over.
 */
void
beckon_wire_send (BeckonWire *self, BeckonElement *element)
{
  g_autofree char *xml = NULL;

  if (self->ended || self->closing)
    return;

  beckon_stream_log_element ("sent", element);
  if (self->tap != NULL)
    beckon_tap_report (self->tap, TRUE, element);
  xml = beckon_element_to_xml (element);
  append (self, xml);
  write_more (self);
}

static gboolean
keepalive_cb (gpointer user_data)
{
  BeckonWire *self = user_data;

  if (!self->wrote)
    {
      append (self, " ");
      write_more (self);
    }
  self->wrote = FALSE;
  return G_SOURCE_CONTINUE;
}

/**
 * beckon_wire_set_keepalive:
 * @seconds: how often to send white space when nothing else was sent (RFC 6120, section 4.6.1), or
 *   0 for never
 */
void
beckon_wire_set_keepalive (BeckonWire *self, guint seconds)
{
  g_clear_handle_id (&self->keepalive_id, g_source_remove);
  if (seconds > 0 && !self->ended && !self->closing)
    self->keepalive_id = g_timeout_add_seconds (seconds, keepalive_cb, self);
}

/**
 * beckon_wire_set_paused:
 * @paused: whether to leave unread what comes; the rest of what was read already still arrives
 */
void
beckon_wire_set_paused (BeckonWire *self, gboolean paused)
{
  self->paused = paused;
  read_more (self);
}

void
beckon_wire_set_max_stanza_size (BeckonWire *self, gsize bytes)
{
  beckon_stream_reader_set_max_stanza_size (self->reader, bytes);
}

/**
 * beckon_wire_release:
 *
 * Gives the connection back, without closing it. To be called while an element is being handled:
 * nothing behind it is looked at.
 */
void
beckon_wire_release (BeckonWire *self)
{
  if (self->ended || self->closing)
    return;
  self->releasing = TRUE;
  beckon_stream_reader_restart (self->reader);
}

/**
 * beckon_wire_close:
 *
 * Ends the stream: says so, lets what was sent before go out, and waits a moment until the other
 * side has said so too. No element is handled any more.
 */
void
beckon_wire_close (BeckonWire *self)
{
  if (self->ended || self->closing || self->shut)
    return;
  self->closing = TRUE;
  self->releasing = FALSE;
  g_clear_handle_id (&self->keepalive_id, g_source_remove);
  append_footer (self);
  limit_goodbye (self);
  write_more (self);
  read_more (self);
}

/**
 * beckon_wire_fail:
 * @condition: (nullable): the stream error to send (RFC 6120, section 4.9.3)
 * @error: (transfer full): the error to report
 *
 * Ends the stream at once.
 */
void
beckon_wire_fail (BeckonWire *self, const char *condition, GError *error)
{
  if (condition != NULL && !self->ended && !self->said_goodbye)
    {
      g_autofree char *text
        = g_strdup_printf ("<stream:error><%s xmlns='" BECKON_NS_STREAM_ERRORS "'/></stream:error>",
                           condition);

      append (self, text);
    }
  append_footer (self);
  end (self, error);
}
