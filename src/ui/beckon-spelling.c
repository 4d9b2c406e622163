/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-spelling.h"

#include <glib/gi18n.h>

#include "beckon-dictionary.h"
#include "beckon-spelling-words.h"

#define MAX_SUGGESTIONS 5
/* How long to check before others have their turn on the main loop, in microseconds. */
#define TURN 4000
/* What begins and ends a block of code (XEP-0393, section 5.1.2). */
#define FENCE "```"

struct _BeckonSpelling
{
  GObject parent_instance;

  GtkTextView *view; /* (nullable), weak */
  GtkTextBuffer *buffer;
  gboolean enabled;

  BeckonDictionary *dictionary; /* (nullable) */
  GCancellable *cancellable;    /* (nullable): while that is loaded */

  GtkTextTag *misspelt;
  GtkTextTag *unchecked; /* lines to look at, as far as they have characters */
  GtkTextTag *in_code;   /* the end of a line behind which there is code */
  guint check_id;

  GtkTextMark *edited; /* where the person last wrote something */
  gboolean left_out;   /* the word there would be underlined if nobody was writing it */

  GMenu *menu;
  GtkTextMark *word_start; /* what the menu is about */
  GtkTextMark *word_end;
};

enum
{
  PROP_0,
  PROP_ENABLED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BeckonSpelling, beckon_spelling, G_TYPE_OBJECT)

/* Checking */

static gboolean
is_at_mark (BeckonSpelling *self, GtkTextMark *mark, int start, int end)
{
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, mark);
  return gtk_text_iter_get_offset (&iter) >= start && gtk_text_iter_get_offset (&iter) <= end;
}

static void
check_word (BeckonSpelling *self, int line_start, const BeckonSpellingWord *word)
{
  const int first = line_start + word->start, last = line_start + word->end;
  GtkTextIter start, end;

  if (!beckon_dictionary_is_misspelt (self->dictionary, word->text))
    return;
  if (is_at_mark (self, gtk_text_buffer_get_insert (self->buffer), first, last)
      && is_at_mark (self, self->edited, first, last))
    {
      self->left_out = TRUE;
      return;
    }
  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, first);
  gtk_text_buffer_get_iter_at_offset (self->buffer, &end, last);
  gtk_text_buffer_apply_tag (self->buffer, self->misspelt, &start, &end);
}

/* Returns: whether the line before ends within a block of code */
static gboolean
begins_in_code (BeckonSpelling *self, const GtkTextIter *line)
{
  GtkTextIter end = *line;

  return gtk_text_iter_backward_char (&end) && gtk_text_iter_has_tag (&end, self->in_code);
}

/* Notes whether the next line is code, which may be news for that one. @end is behind the line. */
static void
set_in_code (BeckonSpelling *self, const GtkTextIter *end, gboolean in_code)
{
  GtkTextIter newline = *end, next = *end;

  if (!gtk_text_iter_starts_line (end) || !gtk_text_iter_backward_char (&newline)
      || gtk_text_iter_has_tag (&newline, self->in_code) == in_code)
    return;
  if (in_code)
    gtk_text_buffer_apply_tag (self->buffer, self->in_code, &newline, end);
  else
    gtk_text_buffer_remove_tag (self->buffer, self->in_code, &newline, end);
  gtk_text_iter_forward_line (&next);
  gtk_text_buffer_apply_tag (self->buffer, self->unchecked, end, &next);
}

static void
check_line (BeckonSpelling *self, GtkTextIter *start)
{
  GtkTextIter end;
  g_autofree char *text = NULL;
  gboolean was_in_code, is_fence;

  gtk_text_iter_set_line_offset (start, 0);
  end = *start;
  gtk_text_iter_forward_line (&end);
  gtk_text_buffer_remove_tag (self->buffer, self->unchecked, start, &end);
  gtk_text_buffer_remove_tag (self->buffer, self->misspelt, start, &end);
  /* A slice, in which everything counts as one character that does so in the buffer. */
  text = gtk_text_iter_get_slice (start, &end);
  was_in_code = begins_in_code (self, start);
  is_fence = g_str_has_prefix (text, FENCE);
  set_in_code (self, &end, was_in_code != is_fence);
  if (!was_in_code && !is_fence)
    {
      g_autoptr (GArray) words = beckon_spelling_words_find (text);

      for (guint i = 0; i < words->len; i++)
        check_word (self, gtk_text_iter_get_offset (start),
                    &g_array_index (words, BeckonSpellingWord, i));
    }
}

static gboolean
check_cb (gpointer user_data)
{
  BeckonSpelling *self = user_data;
  const gint64 end = g_get_monotonic_time () + TURN;

  do
    {
      GtkTextIter iter;

      gtk_text_buffer_get_start_iter (self->buffer, &iter);
      if (!gtk_text_iter_has_tag (&iter, self->unchecked)
          && !gtk_text_iter_forward_to_tag_toggle (&iter, self->unchecked))
        {
          self->check_id = 0;
          return G_SOURCE_REMOVE;
        }
      check_line (self, &iter);
    }
  while (g_get_monotonic_time () < end);
  return G_SOURCE_CONTINUE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonSpelling) self = user_data;
  BeckonDictionary *dictionary = beckon_dictionary_load_finish (result, NULL);

  if (dictionary == NULL)
    return; /* not wanted any more */
  g_clear_object (&self->cancellable);
  self->dictionary = dictionary;
  if (beckon_dictionary_get_n_languages (dictionary) > 0)
    self->check_id = g_idle_add (check_cb, self);
}

static void
schedule (BeckonSpelling *self)
{
  if (!self->enabled || self->check_id != 0 || self->cancellable != NULL
      || gtk_text_buffer_get_char_count (self->buffer) == 0)
    return;
  if (self->dictionary == NULL)
    {
      self->cancellable = g_cancellable_new ();
      beckon_dictionary_load_async (
        g_get_language_names (), self->cancellable, loaded_cb, g_object_ref (self));
    }
  else if (beckon_dictionary_get_n_languages (self->dictionary) > 0)
    {
      self->check_id = g_idle_add (check_cb, self);
    }
}

/* Lets the lines be looked at from that of @start to that of @end. */
static void
check_again (BeckonSpelling *self, const GtkTextIter *start, const GtkTextIter *end)
{
  GtkTextIter first = *start, last = *end;

  gtk_text_iter_set_line_offset (&first, 0);
  gtk_text_iter_forward_line (&last);
  gtk_text_buffer_apply_tag (self->buffer, self->unchecked, &first, &last);
  schedule (self);
}

static void
check_all_again (BeckonSpelling *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  check_again (self, &start, &end);
}

/* What the person does */

static void
inserted_cb (BeckonSpelling *self, GtkTextIter *end, const char *text, int length)
{
  GtkTextIter start = *end;

  gtk_text_iter_backward_chars (&start, g_utf8_strlen (text, length));
  gtk_text_buffer_move_mark (self->buffer, self->edited, end);
  check_again (self, &start, end);
}

static void
deleted_cb (BeckonSpelling *self, GtkTextIter *start, GtkTextIter *end)
{
  gtk_text_buffer_move_mark (self->buffer, self->edited, start);
  check_again (self, start, start);
}

static void
cursor_moved_cb (BeckonSpelling *self)
{
  GtkTextIter iter;

  if (!self->left_out)
    return;
  self->left_out = FALSE;
  gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, self->edited);
  check_again (self, &iter, &iter);
}

/* The menu */

static char *
dup_word (BeckonSpelling *self, GtkTextIter *start, GtkTextIter *end)
{
  gtk_text_buffer_get_iter_at_mark (self->buffer, start, self->word_start);
  gtk_text_buffer_get_iter_at_mark (self->buffer, end, self->word_end);
  return gtk_text_buffer_get_text (self->buffer, start, end, FALSE);
}

static void
correct_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BeckonSpelling *self = user_data;
  const int count = gtk_text_buffer_get_char_count (self->buffer);
  GtkTextIter start, end;
  g_autofree char *word = dup_word (self, &start, &end);

  if (!gtk_text_iter_has_tag (&start, self->misspelt))
    return; /* changed since */
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_insert (self->buffer, &end, g_variant_get_string (parameter, NULL), -1);
  if (gtk_text_buffer_get_char_count (self->buffer) > count)
    {
      gtk_text_buffer_get_iter_at_mark (self->buffer, &start, self->word_start);
      gtk_text_buffer_get_iter_at_mark (self->buffer, &end, self->word_end);
      gtk_text_buffer_delete (self->buffer, &start, &end);
    }
  gtk_text_buffer_end_user_action (self->buffer);
}

static void
add_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BeckonSpelling *self = user_data;
  GtkTextIter start, end;
  g_autofree char *word = dup_word (self, &start, &end);

  if (self->dictionary != NULL)
    beckon_dictionary_add (self->dictionary, word);
  check_all_again (self);
}

static void
ignore_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BeckonSpelling *self = user_data;
  GtkTextIter start, end;
  g_autofree char *word = dup_word (self, &start, &end);

  if (self->dictionary != NULL)
    beckon_dictionary_ignore (self->dictionary, word);
  check_all_again (self);
}

static void
add_suggestions (BeckonSpelling *self, const char *word)
{
  g_autoptr (GMenu) section = g_menu_new ();
  g_auto (GStrv) suggestions
    = beckon_dictionary_dup_suggestions (self->dictionary, word, MAX_SUGGESTIONS);

  for (char **suggestion = suggestions; *suggestion != NULL; suggestion++)
    {
      /* No letter of it is for the keyboard. */
      g_auto (GStrv) parts = g_strsplit (*suggestion, "_", -1);
      g_autofree char *label = g_strjoinv ("__", parts);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "spelling.correct", "s", *suggestion);
      g_menu_append_item (section, item);
    }
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (section));
}

/* Makes the menu be about the word at @iter, if that is underlined. */
static void
update_menu (BeckonSpelling *self, const GtkTextIter *iter)
{
  GtkTextIter start = *iter, end;
  g_autoptr (GMenu) section = g_menu_new ();
  g_autofree char *word = NULL;

  g_menu_remove_all (self->menu);
  /* The cursor is often right behind it. */
  if (!gtk_text_iter_has_tag (&start, self->misspelt)
      && !(gtk_text_iter_ends_tag (&start, self->misspelt) && gtk_text_iter_backward_char (&start)))
    return;
  end = start;
  gtk_text_iter_forward_to_tag_toggle (&end, self->misspelt);
  if (!gtk_text_iter_starts_tag (&start, self->misspelt))
    gtk_text_iter_backward_to_tag_toggle (&start, self->misspelt);
  gtk_text_buffer_move_mark (self->buffer, self->word_start, &start);
  gtk_text_buffer_move_mark (self->buffer, self->word_end, &end);
  word = gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
  add_suggestions (self, word);
  g_menu_append (section, _ ("_Add to Dictionary"), "spelling.add");
  g_menu_append (section, C_ ("spelling", "_Ignore"), "spelling.ignore");
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (section));
}

static void
update_menu_at (BeckonSpelling *self, double x, double y)
{
  GtkTextIter iter;
  int left, top;

  gtk_text_view_window_to_buffer_coords (self->view, GTK_TEXT_WINDOW_WIDGET, x, y, &left, &top);
  gtk_text_view_get_iter_at_location (self->view, &iter, left, top);
  update_menu (self, &iter);
}

static void
clicked_cb (BeckonSpelling *self, int n_press, double x, double y)
{
  update_menu_at (self, x, y);
}

static gboolean
key_pressed_cb (BeckonSpelling *self, guint keyval, guint keycode, GdkModifierType state)
{
  GtkTextIter iter;

  if (keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && (state & GDK_SHIFT_MASK) != 0))
    {
      gtk_text_buffer_get_iter_at_mark (
        self->buffer, &iter, gtk_text_buffer_get_insert (self->buffer));
      update_menu (self, &iter);
    }
  return FALSE;
}

/* Before the text view itself, which opens the menu. */
static void
add_controller (BeckonSpelling *self,
                GtkEventController *controller,
                const char *signal,
                GCallback cb)
{
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, signal, cb, self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), controller);
}

static void
add_menu (BeckonSpelling *self)
{
  static const GActionEntry entries[] = {
    { "correct", correct_cb, "s", NULL, NULL, { 0 } },
    { "add", add_cb, NULL, NULL, NULL, { 0 } },
    { "ignore", ignore_cb, NULL, NULL, NULL, { 0 } },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self->view), "spelling", G_ACTION_GROUP (actions));
  gtk_text_view_set_extra_menu (self->view, G_MENU_MODEL (self->menu));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  add_controller (self, GTK_EVENT_CONTROLLER (click), "pressed", G_CALLBACK (clicked_cb));
  add_controller (self, GTK_EVENT_CONTROLLER (press), "pressed", G_CALLBACK (update_menu_at));
  add_controller (
    self, gtk_event_controller_key_new (), "key-pressed", G_CALLBACK (key_pressed_cb));
}

/* The object */

static void
set_enabled (BeckonSpelling *self, gboolean enabled)
{
  GtkTextIter start, end;

  if (self->enabled == enabled)
    return;
  self->enabled = enabled;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
  if (enabled)
    {
      check_all_again (self);
      return;
    }
  g_clear_handle_id (&self->check_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->dictionary);
  g_menu_remove_all (self->menu);
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_remove_tag (self->buffer, self->misspelt, &start, &end);
}

static void
beckon_spelling_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ENABLED:
      g_value_set_boolean (value, BECKON_SPELLING (object)->enabled);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_spelling_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ENABLED:
      set_enabled (BECKON_SPELLING (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_spelling_dispose (GObject *object)
{
  BeckonSpelling *self = BECKON_SPELLING (object);

  if (self->view != NULL)
    gtk_widget_insert_action_group (GTK_WIDGET (self->view), "spelling", NULL);
  g_clear_weak_pointer (&self->view);
  g_clear_handle_id (&self->check_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->dictionary);
  g_clear_object (&self->buffer);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (beckon_spelling_parent_class)->dispose (object);
}

static void
beckon_spelling_class_init (BeckonSpellingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = beckon_spelling_get_property;
  object_class->set_property = beckon_spelling_set_property;
  object_class->dispose = beckon_spelling_dispose;

  properties[PROP_ENABLED]
    = g_param_spec_boolean ("enabled", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beckon_spelling_init (BeckonSpelling *self)
{
  self->menu = g_menu_new ();
}

/**
 * beckon_spelling_new:
 * @view: where somebody writes
 *
 * Returns: (transfer full): what checks it, once it is enabled
 */
BeckonSpelling *
beckon_spelling_new (GtkTextView *view)
{
  BeckonSpelling *self = g_object_new (BECKON_TYPE_SPELLING, NULL);
  GtkTextIter iter;

  g_set_weak_pointer (&self->view, view);
  self->buffer = g_object_ref (gtk_text_view_get_buffer (view));
  self->misspelt = gtk_text_buffer_create_tag (
    self->buffer, NULL, "underline", PANGO_UNDERLINE_ERROR, NULL);
  self->unchecked = gtk_text_buffer_create_tag (self->buffer, NULL, NULL);
  self->in_code = gtk_text_buffer_create_tag (self->buffer, NULL, NULL);
  gtk_text_buffer_get_end_iter (self->buffer, &iter);
  self->edited = gtk_text_buffer_create_mark (self->buffer, NULL, &iter, FALSE);
  self->word_start = gtk_text_buffer_create_mark (self->buffer, NULL, &iter, TRUE);
  self->word_end = gtk_text_buffer_create_mark (self->buffer, NULL, &iter, TRUE);
  g_signal_connect_object (self->buffer,
                           "insert-text",
                           G_CALLBACK (inserted_cb),
                           self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->buffer,
                           "delete-range",
                           G_CALLBACK (deleted_cb),
                           self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->buffer,
                           "notify::cursor-position",
                           G_CALLBACK (cursor_moved_cb),
                           self,
                           G_CONNECT_SWAPPED);
  add_menu (self);
  return self;
}
