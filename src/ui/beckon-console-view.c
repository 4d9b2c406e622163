/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-console-view.h"

#include <glib/gi18n.h>

#include "beckon-console-entry.h"

/* In how many frames, at least and at most, the text has got the height that it will have. */
#define MIN_FRAMES 3
#define MAX_FRAMES 20

struct _BeckonConsoleView
{
  GtkTextView parent_instance;

  GListModel *entries; /* (nullable) */
  gboolean with_texts;
  GArray *lengths; /* of what stands for each entry, in characters */
  guint follow_id;
  guint n_frames; /* since something came at the end */
};

G_DEFINE_FINAL_TYPE (BeckonConsoleView, beckon_console_view, GTK_TYPE_TEXT_VIEW)

static GtkTextBuffer *
get_buffer (BeckonConsoleView *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
}

static gboolean
is_at_end (BeckonConsoleView *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self));

  return adjustment == NULL
         || gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment)
              >= gtk_adjustment_get_upper (adjustment) - 1;
}

static gboolean
follow_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  BeckonConsoleView *self = BECKON_CONSOLE_VIEW (widget);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self));

  self->n_frames++;
  if ((self->n_frames > MIN_FRAMES && is_at_end (self)) || self->n_frames > MAX_FRAMES)
    {
      self->follow_id = 0;
      /* GTK moves the text when it turns out to be of another height than was guessed, even to where
       * the adjustment cannot follow: then nothing is on show until the text is told where it is. */
      g_signal_emit_by_name (adjustment, "value-changed");
      return G_SOURCE_REMOVE;
    }
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return G_SOURCE_CONTINUE;
}

/* The text has its height only some frames later. More that comes till then is followed, too. */
static void
follow (BeckonConsoleView *self)
{
  self->n_frames = 0;
  if (self->follow_id == 0)
    self->follow_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), follow_cb, NULL, NULL);
}

static char *
make_heading (BeckonConsoleEntry *entry)
{
  g_autoptr (GDateTime) utc
    = g_date_time_new_from_unix_utc (beckon_console_entry_get_time (entry) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *time = g_date_time_format (local, "%H:%M:%S");

  if (beckon_console_entry_get_sent (entry))
    /* Translators: over what was sent to the server in the XML console; %s is the time. */
    return g_strdup_printf (_ ("Sent, %s"), time);
  /* Translators: over what came from the server in the XML console; %s is the time. */
  return g_strdup_printf (_ ("Received, %s"), time);
}

/* Writes an entry where @iter is, and leaves that behind it. Returns: how long it is */
static int
insert_entry (BeckonConsoleView *self, GtkTextIter *iter, BeckonConsoleEntry *entry)
{
  g_autofree char *heading = make_heading (entry);
  const int start = gtk_text_iter_get_offset (iter);

  gtk_text_buffer_insert_with_tags_by_name (get_buffer (self), iter, heading, -1, "heading", NULL);
  gtk_text_buffer_insert (get_buffer (self), iter, "\n", 1);
  gtk_text_buffer_insert (
    get_buffer (self), iter, beckon_console_entry_get_xml (entry, self->with_texts), -1);
  gtk_text_buffer_insert (get_buffer (self), iter, "\n\n", 2);
  return gtk_text_iter_get_offset (iter) - start;
}

static int
get_length (BeckonConsoleView *self, guint position, guint n)
{
  int length = 0;

  for (guint i = position; i < position + n; i++)
    length += g_array_index (self->lengths, int, i);
  return length;
}

static void
entries_changed_cb (BeckonConsoleView *self, guint position, guint removed, guint added)
{
  const gboolean at_end = self->follow_id != 0 || is_at_end (self);
  const int start = position == self->lengths->len
                      ? gtk_text_buffer_get_char_count (get_buffer (self))
                      : get_length (self, 0, position);
  GtkTextIter iter, behind;

  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &iter, start);
  if (removed > 0)
    {
      gtk_text_buffer_get_iter_at_offset (
        get_buffer (self), &behind, start + get_length (self, position, removed));
      gtk_text_buffer_delete (get_buffer (self), &iter, &behind);
      g_array_remove_range (self->lengths, position, removed);
    }
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BeckonConsoleEntry) entry = g_list_model_get_item (self->entries, i);
      const int length = insert_entry (self, &iter, entry);

      g_array_insert_val (self->lengths, i, length);
    }
  if (at_end && added > 0)
    follow (self);
}

static void
write_anew (BeckonConsoleView *self)
{
  const guint n = self->entries != NULL ? g_list_model_get_n_items (self->entries) : 0;

  entries_changed_cb (self, 0, self->lengths->len, n);
}

static void
beckon_console_view_dispose (GObject *object)
{
  BeckonConsoleView *self = BECKON_CONSOLE_VIEW (object);

  if (self->entries != NULL)
    g_signal_handlers_disconnect_by_data (self->entries, self);
  g_clear_object (&self->entries);
  g_clear_pointer (&self->lengths, g_array_unref);
  G_OBJECT_CLASS (beckon_console_view_parent_class)->dispose (object);
}

static void
beckon_console_view_class_init (BeckonConsoleViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_console_view_dispose;
}

static void
beckon_console_view_init (BeckonConsoleView *self)
{
  GtkTextBuffer *buffer = get_buffer (self);

  self->lengths = g_array_new (FALSE, FALSE, sizeof (int));
  gtk_text_buffer_create_tag (buffer, "heading", "weight", PANGO_WEIGHT_BOLD, NULL);
  /* Nobody can undo what has passed. */
  gtk_text_buffer_set_enable_undo (buffer, FALSE);
}

/**
 * beckon_console_view_set_entries:
 * @entries: of #BeckonConsoleEntry
 */
void
beckon_console_view_set_entries (BeckonConsoleView *self, GListModel *entries)
{
  g_return_if_fail (self->entries == NULL);

  self->entries = g_object_ref (entries);
  g_signal_connect_swapped (entries, "items-changed", G_CALLBACK (entries_changed_cb), self);
  write_anew (self);
}

/**
 * beckon_console_view_set_with_texts:
 * @with_texts: whether to show what people wrote to each other
 */
void
beckon_console_view_set_with_texts (BeckonConsoleView *self, gboolean with_texts)
{
  if (self->with_texts == with_texts)
    return;
  self->with_texts = with_texts;
  write_anew (self);
}

/**
 * beckon_console_view_dup_text:
 *
 * Returns: (transfer full): all that is shown
 */
char *
beckon_console_view_dup_text (BeckonConsoleView *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  return gtk_text_buffer_get_text (get_buffer (self), &start, &end, TRUE);
}
