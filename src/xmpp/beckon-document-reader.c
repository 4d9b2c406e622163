/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-document-reader.h"

#include "beckon-parser-private.h"
#include "beckon-tree-builder.h"

#include <string.h>

/* An element that is taken, with all that is in it, in bytes. A picture is the largest thing that
 * honest ones carry. */
#define MAX_ELEMENT_SIZE (1024 * 1024)
/* A tag, or a comment. expat keeps it until its end has come, and starts over with it whenever more
 * of it comes. */
#define MAX_TAG_SIZE (32 * 1024)
/* expat remembers something of each element that is open, wanted or not. */
#define MAX_DEPTH 128
/* And all names that it ever saw, of which honest documents have some hundreds. In bytes. */
#define MAX_NAMES (256 * 1024)
/* How much expat gets at once, so that the limits are looked at on the way. */
#define SLICE_SIZE 8192

struct _BeckonDocumentReader
{
  BeckonDocumentReaderEvents events;
  gpointer user_data;

  XML_Parser parser;
  GError *error;
  BeckonTreeBuilder *builder;
  GHashTable *names;
  gsize names_size;
  gsize fed; /* in bytes, and so are these */
  gsize event_end;
  gsize element_start;
  guint tried_depth; /* of the element that is being taken and may be skipped, or 0 */
  guint depth;
  guint skipped_depth; /* of the element that is being skipped, or 0 */
};

static void
stop (BeckonDocumentReader *self)
{
  XML_StopParser (self->parser, XML_FALSE);
}

static void
fail (BeckonDocumentReader *self, BeckonStreamReaderError code, const char *message)
{
  if (self->error == NULL)
    self->error = g_error_new_literal (BECKON_STREAM_READER_ERROR, code, message);
  stop (self);
}

/* Called first in every handler: says whether to go on. After XML_StopParser() expat may still have
 * something to tell. */
static gboolean
check_event (BeckonDocumentReader *self)
{
  if (self->error != NULL)
    return FALSE;
  self->event_end = XML_GetCurrentByteIndex (self->parser) + XML_GetCurrentByteCount (self->parser);
  if (beckon_tree_builder_is_empty (self->builder)
      || self->event_end - self->element_start <= MAX_ELEMENT_SIZE)
    return TRUE;
  if (self->tried_depth > 0)
    {
      beckon_tree_builder_clear (self->builder);
      self->skipped_depth = self->tried_depth;
      return TRUE;
    }
  fail (self, BECKON_STREAM_READER_ERROR_LIMIT, "An element is too large");
  return FALSE;
}

static void
count_name (BeckonDocumentReader *self, const char *name)
{
  if (name == NULL || g_hash_table_contains (self->names, name))
    return;
  self->names_size += strlen (name);
  if (self->names_size > MAX_NAMES)
    fail (self, BECKON_STREAM_READER_ERROR_LIMIT, "There are too many names");
  else
    g_hash_table_add (self->names, g_strdup (name));
}

static void
begin (BeckonDocumentReader *self, const char *name, const char **attributes)
{
  g_autoptr (BeckonElement) tag = beckon_tree_builder_make_element (name, attributes, &self->error);
  BeckonDocumentStep step = BECKON_DOCUMENT_FAIL;

  if (tag != NULL)
    step = self->events.begin (tag, self->depth - 1, self->user_data, &self->error);
  switch (step)
    {
    case BECKON_DOCUMENT_FAIL:
      stop (self);
      break;
    case BECKON_DOCUMENT_SKIP:
      self->skipped_depth = self->depth;
      break;
    case BECKON_DOCUMENT_ENTER:
      break;
    case BECKON_DOCUMENT_TAKE:
    case BECKON_DOCUMENT_TRY:
      self->tried_depth = step == BECKON_DOCUMENT_TRY ? self->depth : 0;
      self->element_start = XML_GetCurrentByteIndex (self->parser);
      if (!beckon_tree_builder_start (self->builder, name, attributes, &self->error))
        stop (self);
      break;
    }
}

static void
start_cb (void *user_data, const char *name, const char **attributes)
{
  BeckonDocumentReader *self = user_data;

  if (!check_event (self))
    return;
  count_name (self, name);
  for (guint i = 0; attributes[i] != NULL; i += 2)
    count_name (self, attributes[i]);
  if (self->depth++ == MAX_DEPTH)
    fail (self, BECKON_STREAM_READER_ERROR_LIMIT, "The elements are too deep");
  if (self->error != NULL || self->skipped_depth > 0)
    return;
  if (beckon_tree_builder_is_empty (self->builder))
    begin (self, name, attributes);
  else if (!beckon_tree_builder_start (self->builder, name, attributes, &self->error))
    stop (self);
}

static void
end_cb (void *user_data, const char *name)
{
  BeckonDocumentReader *self = user_data;
  g_autoptr (BeckonElement) element = NULL;

  if (!check_event (self))
    return;
  if (self->skipped_depth == self->depth)
    self->skipped_depth = 0;
  self->depth--;
  if (beckon_tree_builder_is_empty (self->builder))
    return;
  if (!beckon_tree_builder_end (self->builder, &element, &self->error)
      || (element != NULL && !self->events.element (element, self->user_data, &self->error)))
    stop (self);
}

static void
text_cb (void *user_data, const char *text, int length)
{
  BeckonDocumentReader *self = user_data;

  if (check_event (self) && !beckon_tree_builder_is_empty (self->builder))
    beckon_tree_builder_text (self->builder, text, length);
}

/* Comments and the like mean nothing, but they show how far it is. */
static void
other_cb (void *user_data, const char *text, int length)
{
  check_event (user_data);
}

static void
ns_decl_cb (void *user_data, const char *prefix, const char *uri)
{
  count_name (user_data, prefix);
}

static void
xml_decl_cb (void *user_data, const char *version, const char *encoding, int standalone)
{
  if (!beckon_parser_takes_encoding (encoding))
    fail (user_data, BECKON_STREAM_READER_ERROR_XML, "The document is not in UTF-8");
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

/**
 * beckon_document_reader_new:
 * @events: what to call; copied
 * @user_data: for the functions in @events
 *
 * Returns: (transfer full): a reader that waits for the beginning of a document
 */
BeckonDocumentReader *
beckon_document_reader_new (const BeckonDocumentReaderEvents *events, gpointer user_data)
{
  BeckonDocumentReader *self = g_new0 (BeckonDocumentReader, 1);

  self->events = *events;
  self->user_data = user_data;
  self->builder = beckon_tree_builder_new ();
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->parser = beckon_parser_new (self);
  XML_SetElementHandler (self->parser, start_cb, end_cb);
  XML_SetStartNamespaceDeclHandler (self->parser, ns_decl_cb);
  XML_SetCharacterDataHandler (self->parser, text_cb);
  XML_SetXmlDeclHandler (self->parser, xml_decl_cb);
  XML_SetStartDoctypeDeclHandler (self->parser, doctype_cb);
  XML_SetDefaultHandler (self->parser, other_cb);
  return self;
}

void
beckon_document_reader_free (BeckonDocumentReader *self)
{
  XML_ParserFree (self->parser);
  beckon_tree_builder_free (self->builder);
  g_hash_table_unref (self->names);
  g_clear_error (&self->error);
  g_free (self);
}

static void
feed_slice (BeckonDocumentReader *self, const char *data, gsize length, gboolean last)
{
  self->fed += length;
  if (XML_Parse (self->parser, data, length, last) == XML_STATUS_ERROR)
    fail (self,
          beckon_parser_get_error (self->parser),
          XML_ErrorString (XML_GetErrorCode (self->parser)));
  else if (self->fed - self->event_end > MAX_TAG_SIZE)
    fail (self, BECKON_STREAM_READER_ERROR_LIMIT, "A tag is too large");
}

static gboolean
report (BeckonDocumentReader *self, GError **error)
{
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

/**
 * beckon_document_reader_feed:
 * @data: (array length=length): the next bytes of the document, cut anywhere
 *
 * Reads on.
 *
 * Returns: %FALSE with an error, now and in every later call; nothing that was read before it is
 *   taken back
 */
gboolean
beckon_document_reader_feed (BeckonDocumentReader *self,
                             const char *data,
                             gsize length,
                             GError **error)
{
  while (length > 0 && self->error == NULL)
    {
      gsize slice = strnlen (data, MIN (length, SLICE_SIZE));

      /* At one of these expat would go over to UTF-16 by itself. */
      if (slice == 0)
        fail (self, BECKON_STREAM_READER_ERROR_XML, "There is a NUL");
      else
        feed_slice (self, data, slice, FALSE);
      data += slice;
      length -= slice;
    }
  return report (self, error);
}

/**
 * beckon_document_reader_end:
 *
 * There are no more bytes.
 *
 * Returns: whether the document was complete
 */
gboolean
beckon_document_reader_end (BeckonDocumentReader *self, GError **error)
{
  if (self->error == NULL)
    feed_slice (self, "", 0, TRUE);
  return report (self, error);
}
