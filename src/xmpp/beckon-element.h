/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BeckonElement:
 *
 * An XML element as XMPP has them: a name, a namespace, attributes without namespace (and
 * `xml:lang`), children and text. This is libstrophe's stanza tree; the rest of Beckon sees only
 * this type. Not thread-safe: an element belongs to one thread at a time.
 *
 * Namespaces are always explicit: every element knows its own.
 */
typedef struct _BeckonElement BeckonElement;

#define BECKON_TYPE_ELEMENT (beckon_element_get_type ())
GType beckon_element_get_type (void);

BeckonElement *beckon_element_new (const char *name, const char *ns);
BeckonElement *beckon_element_ref (BeckonElement *self);
void beckon_element_unref (BeckonElement *self);
BeckonElement *beckon_element_copy (BeckonElement *self);
BeckonElement *beckon_element_new_like (BeckonElement *self);

const char *beckon_element_get_name (BeckonElement *self);
const char *beckon_element_get_ns (BeckonElement *self);
gboolean beckon_element_is (BeckonElement *self, const char *name, const char *ns);

const char *beckon_element_get_attribute (BeckonElement *self, const char *name);
void beckon_element_set_attribute (BeckonElement *self, const char *name, const char *value);
char **beckon_element_dup_attribute_names (BeckonElement *self);

BeckonElement *beckon_element_get_first_child (BeckonElement *self);
BeckonElement *beckon_element_get_next_sibling (BeckonElement *self);
BeckonElement *beckon_element_get_child (BeckonElement *self, const char *name, const char *ns);
char *beckon_element_dup_text (BeckonElement *self);
char *beckon_element_dup_child_text (BeckonElement *self, const char *name, const char *ns);

BeckonElement *beckon_element_add_child (BeckonElement *self, const char *name, const char *ns);
BeckonElement *beckon_element_add_text_child (BeckonElement *self,
                                              const char *name,
                                              const char *ns,
                                              const char *text);
void beckon_element_append (BeckonElement *self, BeckonElement *child);
void beckon_element_add_text (BeckonElement *self, const char *text, gssize length);
void beckon_element_replace_text (BeckonElement *self, const char *text);

char *beckon_element_to_xml (BeckonElement *self);
char *beckon_element_to_indented_xml (BeckonElement *self);
BeckonElement *beckon_element_parse (const char *xml, gssize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonElement, beckon_element_unref)

G_END_DECLS
