/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

/**
 * BeckonDocumentStep:
 * @BECKON_DOCUMENT_FAIL: the document is not what it should be; the error is set
 * @BECKON_DOCUMENT_SKIP: nobody wants this element
 * @BECKON_DOCUMENT_ENTER: to be told of its children, one by one
 * @BECKON_DOCUMENT_TAKE: to be given it as a whole
 * @BECKON_DOCUMENT_TRY: the same, or to skip it when it turns out to be too large
 *
 * What to do with an element that begins.
 */
typedef enum
{
  BECKON_DOCUMENT_FAIL,
  BECKON_DOCUMENT_SKIP,
  BECKON_DOCUMENT_ENTER,
  BECKON_DOCUMENT_TAKE,
  BECKON_DOCUMENT_TRY,
} BeckonDocumentStep;

/**
 * BeckonDocumentReaderEvents:
 * @begin: the root, at a depth of 0, or a child of an element that was entered begins. The tag has
 *   no children yet
 * @element: an element that was to be taken is complete. %FALSE with an error ends the reading
 *
 * Called from within beckon_document_reader_feed(), where the reader must neither be fed nor freed.
 */
typedef struct
{
  BeckonDocumentStep (*begin) (BeckonElement *tag, guint depth, gpointer user_data, GError **error);
  gboolean (*element) (BeckonElement *element, gpointer user_data, GError **error);
} BeckonDocumentReaderEvents;

/**
 * BeckonDocumentReader:
 *
 * Reads an XML document of any size, which need not fit into the memory: its elements come one by
 * one, each within limits. There is no document type, and so no entity. Errors are those of
 * %BECKON_STREAM_READER_ERROR, or what the events give.
 */
typedef struct _BeckonDocumentReader BeckonDocumentReader;

BeckonDocumentReader *beckon_document_reader_new (const BeckonDocumentReaderEvents *events,
                                                  gpointer user_data);
void beckon_document_reader_free (BeckonDocumentReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonDocumentReader, beckon_document_reader_free)

gboolean beckon_document_reader_feed (BeckonDocumentReader *self,
                                      const char *data,
                                      gsize length,
                                      GError **error);
gboolean beckon_document_reader_end (BeckonDocumentReader *self, GError **error);

G_END_DECLS
