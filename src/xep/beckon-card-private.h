/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-profile.h"

G_BEGIN_DECLS

/**
 * BeckonCardRow:
 * @field: what it says
 * @name: the property's name
 * @parts: the names of the children one of which has the text, what is written first; where there
 *   are none, the property has it itself
 * @scheme: (nullable): of a URI, the scheme that is not shown
 * @shared: whether the property says more things than this one; only the first of these is looked
 *   at
 *
 * A property of a vCard. Where two say the same, the first is the one that is written.
 */
typedef struct
{
  BeckonProfileField field;
  const char *name;
  const char *parts[3];
  const char *scheme;
  gboolean shared;
} BeckonCardRow;

/**
 * BeckonCardFormat:
 * @root: the element's name
 * @ns: its namespace, and that of all properties
 * @names: the property that has the full name in pieces
 * @rows: the properties that a #BeckonProfile knows
 *
 * One of the two ways to write a vCard in XML.
 */
typedef struct
{
  const char *root;
  const char *ns;
  const char *names;
  const BeckonCardRow *rows;
  guint n_rows;
} BeckonCardFormat;

BeckonProfile *beckon_card_parse (const BeckonCardFormat *format, BeckonElement *card);
BeckonElement *
beckon_card_edit (const BeckonCardFormat *format, BeckonElement *card, BeckonProfile *profile);

G_END_DECLS
