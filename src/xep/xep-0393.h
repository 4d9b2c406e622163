/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _BeckonElement BeckonElement;

#define BECKON_NS_STYLING "urn:xmpp:styling:0"

/**
 * BeckonStyle:
 * @BECKON_STYLE_STRONG: a span to show bold
 * @BECKON_STYLE_EMPHASIS: a span to show in italics
 * @BECKON_STYLE_STRIKE: a span to show struck through
 * @BECKON_STYLE_MONO: a span to show in a monospace font
 * @BECKON_STYLE_PREFORMATTED: a block of lines to show in a monospace font
 * @BECKON_STYLE_QUOTE: a block of lines that quote somebody
 */
typedef enum
{
  BECKON_STYLE_STRONG,
  BECKON_STYLE_EMPHASIS,
  BECKON_STYLE_STRIKE,
  BECKON_STYLE_MONO,
  BECKON_STYLE_PREFORMATTED,
  BECKON_STYLE_QUOTE,
} BeckonStyle;

/**
 * BeckonStyleRange:
 * @start: in bytes
 * @end: behind the last byte
 *
 * Part of a text. The characters that call for the style are in it, as they are to be shown too.
 */
typedef struct
{
  BeckonStyle style;
  gsize start;
  gsize end;
} BeckonStyleRange;

GArray *beckon_styling_parse (const char *text);
gboolean beckon_styling_is_disabled (BeckonElement *message);

G_END_DECLS
