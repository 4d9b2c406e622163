/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-parser-private.h"

#include "beckon-tree-builder.h"

/* beckon_parser_new:
 * @user_data: for the handlers
 *
 * Returns: (transfer full): a parser of UTF-8 whose names are as #BeckonTreeBuilder takes them. Who
 *   has it bounds how large a tag may be */
XML_Parser
beckon_parser_new (gpointer user_data)
{
  XML_Parser parser = XML_ParserCreateNS ("UTF-8", BECKON_TREE_SEPARATOR[0]);

  if (parser == NULL)
    g_error ("Out of memory for a parser");
  XML_SetReturnNSTriplet (parser, XML_TRUE);
#ifdef HAVE_REPARSE_DEFERRAL
  /* A stanza is to be delivered when its last byte has come. The bound of tags does for us what
   * expat wants to do by waiting. */
  XML_SetReparseDeferralEnabled (parser, XML_FALSE);
#endif
  XML_SetUserData (parser, user_data);
  return parser;
}

/* beckon_parser_takes_encoding:
 * @encoding: (nullable): what an XML declaration names
 *
 * Returns: whether it is what the parser reads, whatever is declared */
gboolean
beckon_parser_takes_encoding (const char *encoding)
{
  return encoding == NULL || g_ascii_strcasecmp (encoding, "UTF-8") == 0;
}

/* Returns: what kind of error it was that @parser met. */
BeckonStreamReaderError
beckon_parser_get_error (XML_Parser parser)
{
  return XML_GetErrorCode (parser) == XML_ERROR_UNDEFINED_ENTITY
           ? BECKON_STREAM_READER_ERROR_RESTRICTED
           : BECKON_STREAM_READER_ERROR_XML;
}
