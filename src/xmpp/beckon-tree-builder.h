/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"

G_BEGIN_DECLS

/* Stands between the namespace, the name and the prefix in what expat reports. It is no character
 * of XML, so it is in none of them. */
#define BECKON_TREE_SEPARATOR "\x1f"

/**
 * BeckonTreeBuilder:
 *
 * Builds one element with all that is in it from what expat reports, bit by bit and within limits.
 * Where a limit is passed the functions give a %BECKON_STREAM_READER_ERROR_LIMIT, and the builder
 * must not be used any more.
 */
typedef struct _BeckonTreeBuilder BeckonTreeBuilder;

BeckonTreeBuilder *beckon_tree_builder_new (void);
void beckon_tree_builder_free (BeckonTreeBuilder *self);

gboolean beckon_tree_builder_is_empty (BeckonTreeBuilder *self);
gboolean beckon_tree_builder_start (BeckonTreeBuilder *self,
                                    const char *qname,
                                    const char **attributes,
                                    GError **error);
void beckon_tree_builder_text (BeckonTreeBuilder *self, const char *text, gsize length);
gboolean
beckon_tree_builder_end (BeckonTreeBuilder *self, BeckonElement **complete, GError **error);
void beckon_tree_builder_clear (BeckonTreeBuilder *self);

BeckonElement *
beckon_tree_builder_make_element (const char *qname, const char **attributes, GError **error);

G_END_DECLS
