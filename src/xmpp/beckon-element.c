/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-element.h"

#include "beckon-ns.h"
#include "beckon-stream-reader.h"
#include "beckon-text.h"

#include <strophe.h>

/* A BeckonElement is an xmpp_stanza_t under another name: no layer but this one needs to know
 * libstrophe. */
#define STANZA(element) ((xmpp_stanza_t *) (element))
#define ELEMENT(stanza) ((BeckonElement *) (stanza))

G_DEFINE_BOXED_TYPE (BeckonElement, beckon_element, beckon_element_ref, beckon_element_unref)

/* libstrophe wants a context for its allocator and its log. One without a log serves all
 * elements, for as long as the program runs. xmpp_initialize() is for its connections, which
 * nobody makes here: it wakes an OpenSSL that would then take two megabytes. */
static xmpp_ctx_t *
get_context (void)
{
  static gsize context;

  if (g_once_init_enter (&context))
    g_once_init_leave (&context, (gsize) xmpp_ctx_new (NULL, NULL));
  return (xmpp_ctx_t *) context;
}

/**
 * beckon_element_new:
 * @name: the local name
 * @ns: the namespace
 *
 * Returns: (transfer full): a new element
 */
BeckonElement *
beckon_element_new (const char *name, const char *ns)
{
  xmpp_stanza_t *stanza;

  g_return_val_if_fail (name != NULL && ns != NULL, NULL);

  stanza = xmpp_stanza_new (get_context ());
  xmpp_stanza_set_name (stanza, name);
  xmpp_stanza_set_ns (stanza, ns);
  return ELEMENT (stanza);
}

BeckonElement *
beckon_element_ref (BeckonElement *self)
{
  return ELEMENT (xmpp_stanza_clone (STANZA (self)));
}

void
beckon_element_unref (BeckonElement *self)
{
  xmpp_stanza_release (STANZA (self));
}

/**
 * beckon_element_copy:
 *
 * Returns: (transfer full): a copy of the whole tree, which has no parent
 */
BeckonElement *
beckon_element_copy (BeckonElement *self)
{
  return ELEMENT (xmpp_stanza_copy (STANZA (self)));
}

/**
 * beckon_element_new_like:
 *
 * Returns: (transfer full): a new element with the name, namespace and attributes of @self, and
 *   nothing in it
 */
BeckonElement *
beckon_element_new_like (BeckonElement *self)
{
  BeckonElement *element
    = beckon_element_new (beckon_element_get_name (self), beckon_element_get_ns (self));
  int n_attributes = 2 * xmpp_stanza_get_attribute_count (STANZA (self));
  g_autofree const char **attributes = g_new (const char *, n_attributes);

  n_attributes = xmpp_stanza_get_attributes (STANZA (self), attributes, n_attributes);
  for (int i = 0; i + 1 < n_attributes; i += 2)
    xmpp_stanza_set_attribute (STANZA (element), attributes[i], attributes[i + 1]);
  return element;
}

const char *
beckon_element_get_name (BeckonElement *self)
{
  return xmpp_stanza_get_name (STANZA (self));
}

const char *
beckon_element_get_ns (BeckonElement *self)
{
  return xmpp_stanza_get_ns (STANZA (self));
}

/**
 * beckon_element_is:
 * @self: (nullable): an element
 * @name: (nullable): a local name, or %NULL for any
 * @ns: (nullable): a namespace, or %NULL for any
 *
 * Returns: whether there is an element and it has that name and namespace
 */
gboolean
beckon_element_is (BeckonElement *self, const char *name, const char *ns)
{
  return self != NULL && (name == NULL || g_strcmp0 (beckon_element_get_name (self), name) == 0)
         && (ns == NULL || g_strcmp0 (beckon_element_get_ns (self), ns) == 0);
}

/**
 * beckon_element_get_attribute:
 * @name: the name of an attribute without a namespace, or `xml:lang`
 *
 * Returns: (nullable): its value, valid until the element changes
 */
const char *
beckon_element_get_attribute (BeckonElement *self, const char *name)
{
  return xmpp_stanza_get_attribute (STANZA (self), name);
}

/**
 * beckon_element_set_attribute:
 * @value: (nullable): the value; %NULL removes the attribute
 *
 * Characters that XML 1.0 does not allow are left out, as beckon_element_add_text() does.
 */
void
beckon_element_set_attribute (BeckonElement *self, const char *name, const char *value)
{
  g_autofree char *legal = NULL;

  if (value == NULL)
    {
      xmpp_stanza_del_attribute (STANZA (self), name);
      return;
    }
  legal = beckon_text_dup_xml_legal (value, -1);
  xmpp_stanza_set_attribute (STANZA (self), name, legal);
}

/* Returns: (transfer container): names and values, one after the other, with a %NULL at the end */
static const char **
list_attributes (xmpp_stanza_t *stanza)
{
  int n = 2 * xmpp_stanza_get_attribute_count (stanza);
  const char **attributes = g_new0 (const char *, n + 1);

  xmpp_stanza_get_attributes (stanza, attributes, n);
  return attributes;
}

/**
 * beckon_element_dup_attribute_names:
 *
 * Returns: (transfer full): the names of all attributes, of which `xmlns` may be one
 */
char **
beckon_element_dup_attribute_names (BeckonElement *self)
{
  g_autofree const char **attributes = list_attributes (STANZA (self));
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (gsize i = 0; attributes[i] != NULL; i += 2)
    g_strv_builder_add (names, attributes[i]);
  return g_strv_builder_end (names);
}

static BeckonElement *
skip_text (xmpp_stanza_t *stanza)
{
  while (stanza != NULL && !xmpp_stanza_is_tag (stanza))
    stanza = xmpp_stanza_get_next (stanza);
  return ELEMENT (stanza);
}

/**
 * beckon_element_get_first_child:
 *
 * Returns: (transfer none) (nullable): the first child that is an element
 */
BeckonElement *
beckon_element_get_first_child (BeckonElement *self)
{
  return skip_text (xmpp_stanza_get_children (STANZA (self)));
}

/**
 * beckon_element_get_next_sibling:
 *
 * Returns: (transfer none) (nullable): the next child, of the same parent, that is an element
 */
BeckonElement *
beckon_element_get_next_sibling (BeckonElement *self)
{
  return skip_text (xmpp_stanza_get_next (STANZA (self)));
}

/**
 * beckon_element_get_child:
 * @name: (nullable): a local name, or %NULL for any
 * @ns: (nullable): a namespace, or %NULL for any
 *
 * Returns: (transfer none) (nullable): the first direct child with that name and namespace
 */
BeckonElement *
beckon_element_get_child (BeckonElement *self, const char *name, const char *ns)
{
  BeckonElement *child = beckon_element_get_first_child (self);

  while (child != NULL && !beckon_element_is (child, name, ns))
    child = beckon_element_get_next_sibling (child);
  return child;
}

/**
 * beckon_element_dup_text:
 *
 * Returns: (transfer full): the text directly in the element, not that in its children; maybe empty
 */
char *
beckon_element_dup_text (BeckonElement *self)
{
  GString *text = g_string_new (NULL);

  for (xmpp_stanza_t *child = xmpp_stanza_get_children (STANZA (self)); child != NULL;
       child = xmpp_stanza_get_next (child))
    if (xmpp_stanza_is_text (child))
      g_string_append (text, xmpp_stanza_get_text_ptr (child));
  return g_string_free (text, FALSE);
}

/**
 * beckon_element_dup_child_text:
 *
 * Returns: (transfer full) (nullable): the text of the first such child, or %NULL when there is no
 *   such child
 */
char *
beckon_element_dup_child_text (BeckonElement *self, const char *name, const char *ns)
{
  BeckonElement *child = beckon_element_get_child (self, name, ns);

  return child != NULL ? beckon_element_dup_text (child) : NULL;
}

/**
 * beckon_element_add_child:
 *
 * Returns: (transfer none): a new child at the end, which belongs to @self
 */
BeckonElement *
beckon_element_add_child (BeckonElement *self, const char *name, const char *ns)
{
  g_autoptr (BeckonElement) child = beckon_element_new (name, ns);

  beckon_element_append (self, child);
  return child;
}

/**
 * beckon_element_add_text_child:
 * @text: (nullable): its text
 *
 * Returns: (transfer none): a new child with that text at the end, which belongs to @self
 */
BeckonElement *
beckon_element_add_text_child (BeckonElement *self,
                               const char *name,
                               const char *ns,
                               const char *text)
{
  BeckonElement *child = beckon_element_add_child (self, name, ns);

  if (text != NULL)
    beckon_element_add_text (child, text, -1);
  return child;
}

/**
 * beckon_element_append:
 * @child: an element without a parent; @self takes a reference
 *
 * Appending walks all earlier children (libstrophe keeps no tail), so who appends what others
 * count must bound the number.
 */
void
beckon_element_append (BeckonElement *self, BeckonElement *child)
{
  xmpp_stanza_add_child (STANZA (self), STANZA (child));
}

/**
 * beckon_element_add_text:
 * @text: UTF-8
 * @length: in bytes, or -1 when it ends with a NUL
 *
 * Appends @text. Characters that XML 1.0 does not allow are left out: one of them would make
 * the server end the stream.
 */
void
beckon_element_add_text (BeckonElement *self, const char *text, gssize length)
{
  g_autofree char *legal = beckon_text_dup_xml_legal (text, length);
  xmpp_stanza_t *node = xmpp_stanza_new (get_context ());

  xmpp_stanza_set_text (node, legal);
  xmpp_stanza_add_child_ex (STANZA (self), node, FALSE);
}

/**
 * beckon_element_replace_text:
 * @text: what shall be there instead of the text directly in the element, which must have some
 */
void
beckon_element_replace_text (BeckonElement *self, const char *text)
{
  for (xmpp_stanza_t *child = xmpp_stanza_get_children (STANZA (self)); child != NULL;
       child = xmpp_stanza_get_next (child))
    if (xmpp_stanza_is_text (child))
      {
        xmpp_stanza_set_text (child, text);
        text = "";
      }
}

static void
write_escaped (GString *xml, const char *text, gboolean is_attribute)
{
  const char *special = is_attribute ? "&<>\"\t\n\r" : "&<>\r";

  for (gsize length = strcspn (text, special); TRUE; length = strcspn (text, special))
    {
      g_string_append_len (xml, text, length);
      text += length;
      if (*text == '\0')
        return;
      switch (*text)
        {
        case '&':
          g_string_append (xml, "&amp;");
          break;
        case '<':
          g_string_append (xml, "&lt;");
          break;
        case '>':
          g_string_append (xml, "&gt;");
          break;
        case '"':
          g_string_append (xml, "&quot;");
          break;
        default:
          g_string_append_printf (xml, "&#%d;", *text);
          break;
        }
      text++;
    }
}

static void
write_attribute (GString *xml, const char *name, const char *value)
{
  g_string_append_c (xml, ' ');
  g_string_append (xml, name);
  g_string_append (xml, "=\"");
  write_escaped (xml, value, TRUE);
  g_string_append_c (xml, '"');
}

static gboolean
has_text (xmpp_stanza_t *stanza)
{
  xmpp_stanza_t *child = xmpp_stanza_get_children (stanza);

  while (child != NULL && !xmpp_stanza_is_text (child))
    child = xmpp_stanza_get_next (child);
  return child != NULL;
}

/* Begins a line in which an element at that depth starts or ends. */
static void
write_indent (GString *xml, int depth)
{
  if (depth < 0)
    return;
  g_string_append_c (xml, '\n');
  for (int i = 0; i < 2 * depth; i++)
    g_string_append_c (xml, ' ');
}

/* @depth is -1 where nothing is to be indented, such as beside text, of which that would be part. */
static void
write_element (GString *xml, xmpp_stanza_t *stanza, const char *parent_ns, int depth)
{
  const char *name = xmpp_stanza_get_name (stanza);
  const char *ns = xmpp_stanza_get_ns (stanza);
  g_autofree const char **attributes = list_attributes (stanza);
  xmpp_stanza_t *child = xmpp_stanza_get_children (stanza);
  int inner_depth = depth < 0 || has_text (stanza) ? -1 : depth + 1;

  g_string_append_c (xml, '<');
  g_string_append (xml, name);
  if (g_strcmp0 (ns, parent_ns) != 0)
    write_attribute (xml, "xmlns", ns);
  for (gsize i = 0; attributes[i] != NULL; i += 2)
    if (!g_str_equal (attributes[i], "xmlns"))
      write_attribute (xml, attributes[i], attributes[i + 1]);

  if (child == NULL)
    {
      g_string_append (xml, "/>");
      return;
    }
  g_string_append_c (xml, '>');
  for (; child != NULL; child = xmpp_stanza_get_next (child))
    if (xmpp_stanza_is_text (child))
      write_escaped (xml, xmpp_stanza_get_text_ptr (child), FALSE);
    else
      {
        write_indent (xml, inner_depth);
        write_element (xml, child, ns, inner_depth);
      }
  write_indent (xml, inner_depth < 0 ? -1 : depth);
  g_string_append (xml, "</");
  g_string_append (xml, name);
  g_string_append_c (xml, '>');
}

/**
 * beckon_element_to_xml:
 *
 * libstrophe's own writer takes several times as long, which counts when a server asks once for
 * each contact, and leaves out a namespace that the parent has even where that is not written.
 *
 * Returns: (transfer full): the element as it goes on the wire, with `jabber:client` as the
 *   namespace that needs no mention
 */
char *
beckon_element_to_xml (BeckonElement *self)
{
  GString *xml = g_string_sized_new (256);

  write_element (xml, STANZA (self), BECKON_NS_CLIENT, -1);
  return g_string_free (xml, FALSE);
}

/**
 * beckon_element_to_indented_xml:
 *
 * Returns: (transfer full): as beckon_element_to_xml(), for people to read: each element that is not
 *   beside text has a line of its own
 */
char *
beckon_element_to_indented_xml (BeckonElement *self)
{
  GString *xml = g_string_sized_new (256);

  write_element (xml, STANZA (self), BECKON_NS_CLIENT, 0);
  return g_string_free (xml, FALSE);
}

/**
 * beckon_element_parse:
 * @xml: one element, complete
 * @length: in bytes, or -1 when it ends with a NUL
 *
 * Reads an element with the same reader, and so the same limits, as those that come over a
 * stream. An element that names no namespace is in `jabber:client`.
 *
 * Returns: (transfer full) (nullable): the element, or %NULL with a %BECKON_STREAM_READER_ERROR
 */
BeckonElement *
beckon_element_parse (const char *xml, gssize length, GError **error)
{
  return beckon_stream_reader_parse_element (xml, length, error);
}
