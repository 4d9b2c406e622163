/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-stream-reader.h"

#include <expat.h>

G_BEGIN_DECLS

XML_Parser beckon_parser_new (gpointer user_data);
gboolean beckon_parser_takes_encoding (const char *encoding);
BeckonStreamReaderError beckon_parser_get_error (XML_Parser parser);

G_END_DECLS
