/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-stream-reader.h"

#include "beckon-ns.h"
#include "beckon-parser-private.h"
#include "beckon-tree-builder.h"

#include <string.h>

G_DEFINE_QUARK (BeckonStreamReaderError, beckon_stream_reader_error)

/* Before sign-in nothing large has to come. */
#define DEFAULT_MAX_STANZA_SIZE (64 * 1024)
/* One tag with all that is in it. expat keeps a tag until its end has come, and starts over with
 * it whenever more of it comes. */
#define MAX_TAG_SIZE (32 * 1024)
/* How much expat gets at once, so that the limits are looked at while bytes arrive. */
#define SLICE_SIZE 8192
/* expat keeps all names that it ever saw, so a parser is replaced after that many bytes. */
#define PARSER_LIFETIME (1024 * 1024)

struct _BeckonStreamReader
{
  GObject parent_instance;

  BeckonStreamReaderEvents events;
  gpointer user_data;
  gsize max_stanza_size;

  XML_Parser parser;
  GError *error;
  guint generation;
  gsize unread;

  /* In bytes that the present parser got, of which the replayed header was the first. */
  gsize fed;
  gsize event_end;
  gsize stanza_start;

  gboolean in_stream;
  gboolean finished;
  GString *header; /* to replay */
  BeckonTreeBuilder *builder;

  /* Made by expat's handlers, delivered when it is not running. */
  BeckonElement *pending_header;
  BeckonElement *pending_element;
  gboolean pending_close;
};

G_DEFINE_FINAL_TYPE (BeckonStreamReader, beckon_stream_reader, G_TYPE_OBJECT)

static void
fail (BeckonStreamReader *self, BeckonStreamReaderError code, const char *message)
{
  if (self->error != NULL)
    return;

  self->error = g_error_new_literal (BECKON_STREAM_READER_ERROR, code, message);
  XML_StopParser (self->parser, XML_FALSE);
}

/* Called first in every handler: says whether to go on. After XML_StopParser() expat may still
 * have something to tell. */
static gboolean
check_event (BeckonStreamReader *self)
{
  if (self->error != NULL)
    return FALSE;

  self->event_end = XML_GetCurrentByteIndex (self->parser) + XML_GetCurrentByteCount (self->parser);
  if (!beckon_tree_builder_is_empty (self->builder)
      && self->event_end - self->stanza_start > self->max_stanza_size)
    fail (self, BECKON_STREAM_READER_ERROR_LIMIT, "A stanza is too large");
  return self->error == NULL;
}

/* Writes down what a later parser has to know of the header: its name and its namespaces. The
 * namespaces were collected before it came. */
static void
remember_header (BeckonStreamReader *self, const char *qname)
{
  g_auto (GStrv) parts = g_strsplit (qname, BECKON_TREE_SEPARATOR, 3);
  g_autofree char *start = NULL;

  start = parts[2] != NULL ? g_strdup_printf ("<%s:stream", parts[2]) : g_strdup ("<stream");
  g_string_prepend (self->header, start);
  g_string_append_c (self->header, '>');
}

static void
ns_decl_cb (void *user_data, const char *prefix, const char *uri)
{
  BeckonStreamReader *self = user_data;

  if (!self->in_stream)
    {
      g_autofree char *escaped = g_markup_escape_text (uri != NULL ? uri : "", -1);

      g_string_append_printf (self->header, " xmlns%s%s='%s'", prefix != NULL ? ":" : "",
                              prefix != NULL ? prefix : "", escaped);
    }
}

static void
take_header (BeckonStreamReader *self, const char *name, const char **attributes)
{
  g_autoptr (BeckonElement) header
    = beckon_tree_builder_make_element (name, attributes, &self->error);

  if (header == NULL)
    {
      XML_StopParser (self->parser, XML_FALSE);
      return;
    }
  if (!beckon_element_is (header, "stream", BECKON_NS_STREAM))
    {
      fail (self, BECKON_STREAM_READER_ERROR_STREAM, "This is not an XMPP stream");
      return;
    }
  remember_header (self, name);
  self->in_stream = TRUE;
  self->pending_header = g_steal_pointer (&header);
  XML_StopParser (self->parser, XML_TRUE);
}

static void
start_cb (void *user_data, const char *name, const char **attributes)
{
  BeckonStreamReader *self = user_data;

  if (!check_event (self))
    return;

  /* The header, replayed to a new parser. */
  if (self->in_stream && self->fed == 0)
    return;
  if (!self->in_stream)
    {
      take_header (self, name, attributes);
      return;
    }

  if (beckon_tree_builder_is_empty (self->builder))
    self->stanza_start = XML_GetCurrentByteIndex (self->parser);
  if (!beckon_tree_builder_start (self->builder, name, attributes, &self->error))
    XML_StopParser (self->parser, XML_FALSE);
}

static void
end_cb (void *user_data, const char *name)
{
  BeckonStreamReader *self = user_data;

  if (!check_event (self))
    return;

  if (beckon_tree_builder_is_empty (self->builder))
    {
      self->pending_close = TRUE;
      XML_StopParser (self->parser, XML_TRUE);
    }
  else if (!beckon_tree_builder_end (self->builder, &self->pending_element, &self->error))
    XML_StopParser (self->parser, XML_FALSE);
  else if (self->pending_element != NULL)
    XML_StopParser (self->parser, XML_TRUE);
}

static void
text_cb (void *user_data, const char *text, int length)
{
  BeckonStreamReader *self = user_data;

  if (!check_event (self))
    return;

  if (!beckon_tree_builder_is_empty (self->builder))
    {
      beckon_tree_builder_text (self->builder, text, length);
      return;
    }
  for (int i = 0; i < length; i++)
    if (strchr (" \t\r\n", text[i]) == NULL)
      {
        fail (self, BECKON_STREAM_READER_ERROR_STREAM, "There is text between the stanzas");
        return;
      }
}

static void
xml_decl_cb (void *user_data, const char *version, const char *encoding, int standalone)
{
  if (!beckon_parser_takes_encoding (encoding))
    fail (user_data, BECKON_STREAM_READER_ERROR_XML, "The stream is not in UTF-8");
}

static void
doctype_cb (void *user_data,
            const char *name,
            const char *system_id,
            const char *public_id,
            int has_internal_subset)
{
  fail (user_data, BECKON_STREAM_READER_ERROR_RESTRICTED, "There is a document type");
}

static void
comment_cb (void *user_data, const char *text)
{
  fail (user_data, BECKON_STREAM_READER_ERROR_RESTRICTED, "There is a comment");
}

static void
instruction_cb (void *user_data, const char *target, const char *data)
{
  fail (user_data, BECKON_STREAM_READER_ERROR_RESTRICTED, "There is a processing instruction");
}

static void
make_parser (BeckonStreamReader *self)
{
  g_clear_pointer (&self->parser, XML_ParserFree);
  self->parser = beckon_parser_new (self);
  XML_SetElementHandler (self->parser, start_cb, end_cb);
  XML_SetStartNamespaceDeclHandler (self->parser, ns_decl_cb);
  XML_SetCharacterDataHandler (self->parser, text_cb);
  XML_SetXmlDeclHandler (self->parser, xml_decl_cb);
  XML_SetStartDoctypeDeclHandler (self->parser, doctype_cb);
  XML_SetCommentHandler (self->parser, comment_cb);
  XML_SetProcessingInstructionHandler (self->parser, instruction_cb);
  self->fed = self->event_end = 0;
}

/* Forgets the stream, not an error. */
static void
clear_stream (BeckonStreamReader *self)
{
  beckon_tree_builder_clear (self->builder);
  g_string_truncate (self->header, 0);
  g_clear_pointer (&self->pending_header, beckon_element_unref);
  g_clear_pointer (&self->pending_element, beckon_element_unref);
  self->pending_close = FALSE;
  self->in_stream = self->finished = FALSE;
}

static void
beckon_stream_reader_finalize (GObject *object)
{
  BeckonStreamReader *self = BECKON_STREAM_READER (object);

  clear_stream (self);
  g_clear_pointer (&self->parser, XML_ParserFree);
  beckon_tree_builder_free (self->builder);
  g_string_free (self->header, TRUE);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (beckon_stream_reader_parent_class)->finalize (object);
}

static void
beckon_stream_reader_class_init (BeckonStreamReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_stream_reader_finalize;
}

static void
beckon_stream_reader_init (BeckonStreamReader *self)
{
  self->max_stanza_size = DEFAULT_MAX_STANZA_SIZE;
  self->builder = beckon_tree_builder_new ();
  self->header = g_string_new (NULL);
  make_parser (self);
}

/**
 * beckon_stream_reader_new:
 * @events: what to call; copied
 * @user_data: for the functions in @events
 *
 * Returns: (transfer full): a reader that waits for a stream header
 */
BeckonStreamReader *
beckon_stream_reader_new (const BeckonStreamReaderEvents *events, gpointer user_data)
{
  BeckonStreamReader *self = g_object_new (BECKON_TYPE_STREAM_READER, NULL);

  self->events = *events;
  self->user_data = user_data;
  return self;
}

/**
 * beckon_stream_reader_set_max_stanza_size:
 * @bytes: how large one first-level element may be, as it comes over the wire; 64 KiB in a new
 *   reader
 */
void
beckon_stream_reader_set_max_stanza_size (BeckonStreamReader *self, gsize bytes)
{
  g_return_if_fail (BECKON_IS_STREAM_READER (self));

  self->max_stanza_size = bytes;
}

/**
 * beckon_stream_reader_restart:
 *
 * Forgets everything that was read and waits for a new stream header. Called from within an event,
 * it also ends the running beckon_stream_reader_feed(): no byte behind that event is looked
 * at, and beckon_stream_reader_get_unread() says how many there were.
 *
 * A reader that failed stays so.
 */
void
beckon_stream_reader_restart (BeckonStreamReader *self)
{
  g_return_if_fail (BECKON_IS_STREAM_READER (self));

  self->unread = self->fed - self->event_end;
  self->generation++;
  clear_stream (self);
  make_parser (self);
}

/**
 * beckon_stream_reader_get_unread:
 *
 * Returns: how many bytes had been fed behind the last event when the reader was restarted. When
 *   TLS starts there must be none: somebody on the way may have added them
 */
gsize
beckon_stream_reader_get_unread (BeckonStreamReader *self)
{
  g_return_val_if_fail (BECKON_IS_STREAM_READER (self), 0);

  return self->unread;
}

/* Calls back for what the parser found. Returns: whether to go on with the same parser. */
static gboolean
deliver (BeckonStreamReader *self)
{
  guint generation = self->generation;
  g_autoptr (BeckonElement) header = g_steal_pointer (&self->pending_header);
  g_autoptr (BeckonElement) element = g_steal_pointer (&self->pending_element);
  gboolean closed = self->pending_close;

  self->pending_close = FALSE;
  if (header != NULL)
    self->events.opened (header, self->user_data);
  if (element != NULL)
    self->events.element (element, self->user_data);
  if (closed && self->generation == generation)
    {
      self->finished = TRUE;
      self->events.closed (self->user_data);
    }
  return self->generation == generation && !self->finished;
}

static void
take_parser_error (BeckonStreamReader *self)
{
  fail (self,
        beckon_parser_get_error (self->parser),
        XML_ErrorString (XML_GetErrorCode (self->parser)));
}

static void
check_limits (BeckonStreamReader *self)
{
  if (!beckon_tree_builder_is_empty (self->builder)
      && self->fed - self->stanza_start > self->max_stanza_size)
    fail (self, BECKON_STREAM_READER_ERROR_LIMIT, "A stanza is too large");
  else if (self->fed - self->event_end > MAX_TAG_SIZE)
    fail (self, BECKON_STREAM_READER_ERROR_LIMIT, "A tag is too large");
}

/* Between two stanzas: a new parser that knows of the header. */
static void
renew_parser (BeckonStreamReader *self)
{
  make_parser (self);
  if (XML_Parse (self->parser, self->header->str, self->header->len, XML_FALSE) != XML_STATUS_OK)
    take_parser_error (self);
  self->fed = self->event_end = self->header->len;
}

/* Stops early at an error, at the end of the stream and when the reader is restarted. */
static void
feed_slice (BeckonStreamReader *self, const char *data, gsize length)
{
  enum XML_Status status;

  self->fed += length;
  status = XML_Parse (self->parser, data, length, XML_FALSE);
  while (status == XML_STATUS_SUSPENDED)
    {
      if (!deliver (self))
        return;
      if (self->fed > PARSER_LIFETIME)
        {
          gsize left = self->fed - self->event_end;

          renew_parser (self);
          self->fed += left;
          status = XML_Parse (self->parser, data + length - left, left, XML_FALSE);
        }
      else
        status = XML_ResumeParser (self->parser);
    }
  if (status == XML_STATUS_ERROR)
    take_parser_error (self);
  else
    check_limits (self);
}

/**
 * beckon_stream_reader_feed:
 * @data: (array length=length): the next bytes of the stream, cut anywhere
 *
 * Reads on. The functions given to beckon_stream_reader_new() are called from within, for
 * all that @data completes. In them the reader may be restarted or its last reference dropped;
 * it must not be fed. What comes behind the end of the stream is ignored.
 *
 * Returns: %FALSE with a %BECKON_STREAM_READER_ERROR, now and in every later call; nothing that
 *   was read before the error is taken back
 */
gboolean
beckon_stream_reader_feed (BeckonStreamReader *self, const char *data, gsize length, GError **error)
{
  g_autoptr (BeckonStreamReader) alive = NULL;
  guint generation;

  g_return_val_if_fail (BECKON_IS_STREAM_READER (self), FALSE);

  alive = g_object_ref (self);
  generation = self->generation;
  self->unread = 0;
  while (length > 0 && self->error == NULL && !self->finished)
    {
      gsize slice = strnlen (data, MIN (length, SLICE_SIZE));

      /* At one of these expat would go over to UTF-16 by itself. */
      if (slice == 0)
        {
          fail (self, BECKON_STREAM_READER_ERROR_XML, "There is a NUL");
          break;
        }
      feed_slice (self, data, slice);
      data += slice;
      length -= slice;
      if (self->generation != generation)
        {
          self->unread += length;
          break;
        }
    }

  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

static void
ignore_header_cb (BeckonElement *header, gpointer user_data)
{
}

static void
keep_element_cb (BeckonElement *element, gpointer user_data)
{
  g_ptr_array_add (user_data, beckon_element_ref (element));
}

static void
ignore_close_cb (gpointer user_data)
{
}

/**
 * beckon_stream_reader_parse_element:
 * @xml: one element, complete
 * @length: in bytes, or -1 when it ends with a NUL
 *
 * See beckon_element_parse(). The size is not limited, everything else is.
 *
 * Returns: (transfer full) (nullable): the element, or %NULL with a %BECKON_STREAM_READER_ERROR
 */
BeckonElement *
beckon_stream_reader_parse_element (const char *xml, gssize length, GError **error)
{
  const BeckonStreamReaderEvents events = { ignore_header_cb, keep_element_cb, ignore_close_cb };
  const char *start
    = "<stream:stream xmlns='" BECKON_NS_CLIENT "' xmlns:stream='" BECKON_NS_STREAM "'>";
  g_autoptr (GPtrArray) elements
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_element_unref);
  g_autoptr (BeckonStreamReader) self = beckon_stream_reader_new (&events, elements);
  gsize size = length < 0 ? strlen (xml) : (gsize) length;

  beckon_stream_reader_set_max_stanza_size (self, size);
  if (!beckon_stream_reader_feed (self, start, strlen (start), error)
      || !beckon_stream_reader_feed (self, xml, size, error))
    return NULL;

  if (elements->len != 1 || self->finished || !beckon_tree_builder_is_empty (self->builder)
      || self->fed != self->event_end)
    {
      g_set_error_literal (error, BECKON_STREAM_READER_ERROR, BECKON_STREAM_READER_ERROR_XML,
                           "This is not one complete element");
      return NULL;
    }
  return beckon_element_ref (g_ptr_array_index (elements, 0));
}
