/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-console-private.h"

#include "beckon-escape.h"
#include "beckon-mask.h"
#include "beckon-ns.h"

#include <string.h>

struct _BeckonConsoleEntry
{
  GObject parent_instance;

  gboolean sent;
  gint64 time;
  BeckonConsoleKind kind;
  char *xml;
  char *xml_without_texts; /* (nullable): where it is the same */
};

G_DEFINE_FINAL_TYPE (BeckonConsoleEntry, beckon_console_entry, G_TYPE_OBJECT)

static void
beckon_console_entry_finalize (GObject *object)
{
  BeckonConsoleEntry *self = BECKON_CONSOLE_ENTRY (object);

  g_free (self->xml);
  g_free (self->xml_without_texts);
  G_OBJECT_CLASS (beckon_console_entry_parent_class)->finalize (object);
}

static void
beckon_console_entry_class_init (BeckonConsoleEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_console_entry_finalize;
}

static void
beckon_console_entry_init (BeckonConsoleEntry *self)
{
}

static BeckonConsoleKind
find_kind (BeckonElement *element)
{
  static const char *const names[] = { "iq", "message", "presence" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (beckon_element_is (element, names[i], BECKON_NS_CLIENT))
      return (BeckonConsoleKind) i;
  return BECKON_CONSOLE_OTHER;
}

static char *
write_xml (BeckonElement *element)
{
  g_autofree char *raw = beckon_element_to_indented_xml (element);
  g_autofree char *xml = beckon_escape_unseen (raw);
  const char *end;

  if (strlen (xml) <= BECKON_CONSOLE_ENTRY_MAX_BYTES)
    return g_steal_pointer (&xml);
  end = g_utf8_find_prev_char (xml, xml + BECKON_CONSOLE_ENTRY_MAX_BYTES);
  return g_strdup_printf ("%.*s…", (int) (end - xml), xml);
}

/* beckon_console_entry_new:
 * @element: what was sent or came, without secrets */
BeckonConsoleEntry *
beckon_console_entry_new (gboolean sent, BeckonElement *element)
{
  BeckonConsoleEntry *self = g_object_new (BECKON_TYPE_CONSOLE_ENTRY, NULL);

  self->sent = sent;
  self->time = g_get_real_time ();
  self->kind = find_kind (element);
  self->xml = write_xml (element);
  if (self->kind == BECKON_CONSOLE_MESSAGE)
    {
      g_autoptr (BeckonElement) without = beckon_mask_dup_without_texts (element);

      self->xml_without_texts = write_xml (without);
    }
  return self;
}

gsize
beckon_console_entry_get_size (BeckonConsoleEntry *self)
{
  return strlen (self->xml)
         + (self->xml_without_texts != NULL ? strlen (self->xml_without_texts) : 0);
}

/**
 * beckon_console_entry_get_sent:
 *
 * Returns: whether it was sent, or came
 */
gboolean
beckon_console_entry_get_sent (BeckonConsoleEntry *self)
{
  g_return_val_if_fail (BECKON_IS_CONSOLE_ENTRY (self), FALSE);

  return self->sent;
}

/**
 * beckon_console_entry_get_time:
 *
 * Returns: when, in microseconds since 1970
 */
gint64
beckon_console_entry_get_time (BeckonConsoleEntry *self)
{
  g_return_val_if_fail (BECKON_IS_CONSOLE_ENTRY (self), 0);

  return self->time;
}

BeckonConsoleKind
beckon_console_entry_get_kind (BeckonConsoleEntry *self)
{
  g_return_val_if_fail (BECKON_IS_CONSOLE_ENTRY (self), BECKON_CONSOLE_OTHER);

  return self->kind;
}

/**
 * beckon_console_entry_get_xml:
 * @with_texts: whether with what people wrote to each other
 *
 * Returns: it on indented lines, with references instead of characters that are not seen. What is
 *   too long ends with "…"
 */
const char *
beckon_console_entry_get_xml (BeckonConsoleEntry *self, gboolean with_texts)
{
  g_return_val_if_fail (BECKON_IS_CONSOLE_ENTRY (self), NULL);

  return with_texts || self->xml_without_texts == NULL ? self->xml : self->xml_without_texts;
}
