/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-tree-builder.h"

#include "beckon-ns.h"
#include "beckon-stream-reader.h"

#include <string.h>

/* Every element gets a copy of its namespace's name. */
#define MAX_NS_LENGTH 256
#define MAX_DEPTH 64
/* Honest rosters have more than 10,000; each costs a walk over those before it. */
#define MAX_CHILDREN 16384
#define MAX_ELEMENTS 65536
#define MAX_ATTRIBUTES 64

/* An element whose end has not come. */
typedef struct
{
  BeckonElement *element;
  guint n_children;
} Level;

struct _BeckonTreeBuilder
{
  GArray *levels;
  guint n_elements;
  GString *text;
};

static void
clear_level (gpointer data)
{
  Level *level = data;

  beckon_element_unref (level->element);
}

/**
 * beckon_tree_builder_new:
 *
 * Returns: (transfer full): an empty builder
 */
BeckonTreeBuilder *
beckon_tree_builder_new (void)
{
  BeckonTreeBuilder *self = g_new0 (BeckonTreeBuilder, 1);

  self->levels = g_array_new (FALSE, FALSE, sizeof (Level));
  g_array_set_clear_func (self->levels, clear_level);
  self->text = g_string_new (NULL);
  return self;
}

void
beckon_tree_builder_free (BeckonTreeBuilder *self)
{
  g_array_unref (self->levels);
  g_string_free (self->text, TRUE);
  g_free (self);
}

static Level *
get_level (BeckonTreeBuilder *self)
{
  return &g_array_index (self->levels, Level, self->levels->len - 1);
}

static gboolean
set_limit_error (GError **error, const char *message)
{
  g_set_error_literal (error, BECKON_STREAM_READER_ERROR, BECKON_STREAM_READER_ERROR_LIMIT,
                       message);
  return FALSE;
}

static gboolean
count_child (Level *parent, GError **error)
{
  if (parent->n_children++ < MAX_CHILDREN)
    return TRUE;
  return set_limit_error (error, "An element has too many children");
}

static gboolean
flush_text (BeckonTreeBuilder *self, GError **error)
{
  Level *level = get_level (self);

  if (self->text->len == 0)
    return TRUE;
  if (!count_child (level, error))
    return FALSE;

  beckon_element_add_text (level->element, self->text->str, self->text->len);
  g_string_truncate (self->text, 0);
  return TRUE;
}

/**
 * beckon_tree_builder_make_element:
 * @qname: a name, as expat reports it
 * @attributes: names and values in turn, up to a %NULL
 *
 * Returns: (transfer full) (nullable): an element without children
 */
BeckonElement *
beckon_tree_builder_make_element (const char *qname, const char **attributes, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (qname, BECKON_TREE_SEPARATOR, 3);
  gboolean has_ns = parts[1] != NULL;
  g_autoptr (BeckonElement) element
    = beckon_element_new (has_ns ? parts[1] : parts[0], has_ns ? parts[0] : "");
  guint n = 0;

  if (has_ns && strlen (parts[0]) > MAX_NS_LENGTH)
    {
      set_limit_error (error, "A namespace has too long a name");
      return NULL;
    }

  for (; attributes[0] != NULL; attributes += 2)
    {
      if (++n > MAX_ATTRIBUTES)
        {
          set_limit_error (error, "An element has too many attributes");
          return NULL;
        }
      /* libstrophe knows attributes by name alone: what is in a namespace is something else
       * than the attribute of that name and must not take its place. */
      if (strstr (attributes[0], BECKON_TREE_SEPARATOR) == NULL)
        beckon_element_set_attribute (element, attributes[0], attributes[1]);
      else if (g_str_has_prefix (attributes[0],
                                 BECKON_NS_XML BECKON_TREE_SEPARATOR "lang" BECKON_TREE_SEPARATOR))
        beckon_element_set_attribute (element, "xml:lang", attributes[1]);
    }
  return g_steal_pointer (&element);
}

/**
 * beckon_tree_builder_is_empty:
 *
 * Returns: whether no element has begun
 */
gboolean
beckon_tree_builder_is_empty (BeckonTreeBuilder *self)
{
  return self->levels->len == 0;
}

/**
 * beckon_tree_builder_start:
 * @qname: a name, as expat reports it
 * @attributes: names and values in turn, up to a %NULL
 *
 * Begins an element, inside the one that has begun last.
 */
gboolean
beckon_tree_builder_start (BeckonTreeBuilder *self,
                           const char *qname,
                           const char **attributes,
                           GError **error)
{
  g_autoptr (BeckonElement) element = beckon_tree_builder_make_element (qname, attributes, error);
  Level level = { NULL, 0 };

  if (element == NULL)
    return FALSE;

  if (self->levels->len == 0)
    self->n_elements = 0;
  if (self->levels->len == MAX_DEPTH || ++self->n_elements > MAX_ELEMENTS)
    return set_limit_error (error, "A stanza has too many elements");
  if (self->levels->len > 0)
    {
      if (!flush_text (self, error) || !count_child (get_level (self), error))
        return FALSE;
      beckon_element_append (get_level (self)->element, element);
    }
  level.element = g_steal_pointer (&element);
  g_array_append_val (self->levels, level);
  return TRUE;
}

/**
 * beckon_tree_builder_text:
 * @text: (array length=length): more text of the element that has begun last
 */
void
beckon_tree_builder_text (BeckonTreeBuilder *self, const char *text, gsize length)
{
  g_string_append_len (self->text, text, length);
}

/**
 * beckon_tree_builder_end:
 * @complete: (out) (transfer full) (nullable): the whole element, if that was its end
 *
 * Ends the element that has begun last.
 */
gboolean
beckon_tree_builder_end (BeckonTreeBuilder *self, BeckonElement **complete, GError **error)
{
  if (!flush_text (self, error))
    return FALSE;

  *complete = self->levels->len == 1 ? beckon_element_ref (get_level (self)->element) : NULL;
  g_array_set_size (self->levels, self->levels->len - 1);
  return TRUE;
}

/**
 * beckon_tree_builder_clear:
 *
 * Forgets what has begun.
 */
void
beckon_tree_builder_clear (BeckonTreeBuilder *self)
{
  g_array_set_size (self->levels, 0);
  g_string_truncate (self->text, 0);
}
