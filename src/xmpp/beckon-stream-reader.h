/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

#define BECKON_STREAM_READER_ERROR (beckon_stream_reader_error_quark ())
GQuark beckon_stream_reader_error_quark (void);

/**
 * BeckonStreamReaderError:
 * @BECKON_STREAM_READER_ERROR_XML: not well-formed, or not UTF-8
 * @BECKON_STREAM_READER_ERROR_RESTRICTED: XML that RFC 6120, section 11.1, forbids (DTD, entity,
 *   comment, processing instruction)
 * @BECKON_STREAM_READER_ERROR_LIMIT: over one of the limits
 * @BECKON_STREAM_READER_ERROR_STREAM: well-formed, but not an XMPP stream
 *
 * None of them can be mended by reading on: the connection has to be closed.
 */
typedef enum
{
  BECKON_STREAM_READER_ERROR_XML,
  BECKON_STREAM_READER_ERROR_RESTRICTED,
  BECKON_STREAM_READER_ERROR_LIMIT,
  BECKON_STREAM_READER_ERROR_STREAM,
} BeckonStreamReaderError;

/**
 * BeckonStreamReaderEvents:
 * @opened: the stream header, an element without children
 * @element: a complete first-level element
 * @closed: the end tag of the stream
 *
 * Called from within beckon_stream_reader_feed().
 */
typedef struct
{
  void (*opened) (BeckonElement *header, gpointer user_data);
  void (*element) (BeckonElement *element, gpointer user_data);
  void (*closed) (gpointer user_data);
} BeckonStreamReaderEvents;

#define BECKON_TYPE_STREAM_READER (beckon_stream_reader_get_type ())
G_DECLARE_FINAL_TYPE (BeckonStreamReader, beckon_stream_reader, BECKON, STREAM_READER, GObject)

BeckonStreamReader *beckon_stream_reader_new (const BeckonStreamReaderEvents *events,
                                              gpointer user_data);
void beckon_stream_reader_set_max_stanza_size (BeckonStreamReader *self, gsize bytes);
void beckon_stream_reader_restart (BeckonStreamReader *self);
gsize beckon_stream_reader_get_unread (BeckonStreamReader *self);
gboolean beckon_stream_reader_feed (BeckonStreamReader *self,
                                    const char *data,
                                    gsize length,
                                    GError **error);

BeckonElement *beckon_stream_reader_parse_element (const char *xml, gssize length, GError **error);

G_END_DECLS
