/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-composer.h"

#include "beckon-emoji-names.h"
#include "beckon-spelling.h"

struct _BeckonComposer
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkTextView *text_view;
  GtkTextBuffer *buffer;
  GtkWidget *placeholder;
  GtkMenuButton *emoji_button;

  BeckonSpelling *spelling; /* (nullable): where this was built without */
};

enum
{
  PROP_0,
  PROP_TEXT,
  N_PROPS
};

enum
{
  SEND,
  TOO_LONG,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonComposer, beckon_composer, GTK_TYPE_WIDGET)

static gboolean
has_text (BeckonComposer *self)
{
  g_autofree char *text = beckon_composer_dup_text (self);

  return g_strstrip (text)[0] != '\0';
}

static void
send (GtkWidget *widget, const char *action, GVariant *parameter)
{
  BeckonComposer *self = BECKON_COMPOSER (widget);

  if (has_text (self))
    g_signal_emit (self, signals[SEND], 0);
}

static void
insert_newline (GtkWidget *widget, const char *action, GVariant *parameter)
{
  BeckonComposer *self = BECKON_COMPOSER (widget);

  gtk_text_buffer_delete_selection (self->buffer, TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (self->buffer, "\n", 1);
  gtk_text_view_scroll_mark_onscreen (self->text_view,
                                      gtk_text_buffer_get_insert (self->buffer));
}

/* Before the text view itself, which would make every Enter a new line, but behind the input
 * method: while that composes, Enter is its own. */
static gboolean
key_pressed_cb (BeckonComposer *self,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                GtkEventControllerKey *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));

  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return FALSE;
  if (gtk_text_view_im_context_filter_keypress (self->text_view, event))
    return TRUE;
  gtk_widget_activate_action (GTK_WIDGET (self),
                              (state & GDK_SHIFT_MASK) != 0 ? "composer.newline"
                                                            : "composer.send",
                              NULL);
  return TRUE;
}

static void
buffer_changed_cb (BeckonComposer *self)
{
  gtk_widget_set_visible (self->placeholder,
                          gtk_text_buffer_get_char_count (self->buffer) == 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send", has_text (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/* Text that would make the message too long is not cut, which would be a change nobody asked for,
 * but not taken. */
static void
insert_text_cb (BeckonComposer *self, GtkTextIter *where, const char *text, int length)
{
  glong more = g_utf8_strlen (text, length);

  if (gtk_text_buffer_get_char_count (self->buffer) + more <= BECKON_COMPOSER_MAX_CHARS)
    return;
  g_signal_stop_emission_by_name (self->buffer, "insert-text");
  g_signal_emit (self, signals[TOO_LONG], 0);
}

/* The colon that ends the name of an emoji makes it one. Undoing that gives the name back. */
static void
text_inserted_cb (BeckonComposer *self, GtkTextIter *where, const char *text, int length)
{
  GtkTextIter start = *where, name_end = *where, limit = *where;
  const char *emoji;
  g_autofree char *name = NULL;

  if (length != 1 || *text != ':')
    return;
  gtk_text_iter_backward_char (&name_end);
  start = name_end;
  gtk_text_iter_backward_chars (&limit, BECKON_EMOJI_NAME_MAX);
  if (!gtk_text_iter_backward_search (&name_end, ":", GTK_TEXT_SEARCH_TEXT_ONLY, &start, NULL, &limit))
    return;
  limit = start;
  if (gtk_text_iter_backward_char (&limit) && !g_unichar_isspace (gtk_text_iter_get_char (&limit)))
    return; /* the time of day, or an address */
  limit = start;
  gtk_text_iter_forward_char (&limit);
  name = gtk_text_iter_get_text (&limit, &name_end);
  emoji = beckon_emoji_names_look_up (name);
  if (emoji == NULL)
    return;
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete (self->buffer, &start, where);
  gtk_text_buffer_insert (self->buffer, &start, emoji, -1);
  gtk_text_buffer_end_user_action (self->buffer);
  *where = start;
}

static void
emoji_picked_cb (BeckonComposer *self, const char *emoji)
{
  gtk_text_buffer_insert_at_cursor (self->buffer, emoji, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

/* The chooser reads its data when it is made: not before it is wanted. */
static void
create_emoji_chooser_cb (GtkMenuButton *button, gpointer user_data)
{
  BeckonComposer *self = BECKON_COMPOSER (user_data);
  GtkWidget *chooser;

  if (gtk_menu_button_get_popover (button) != NULL)
    return;
  chooser = gtk_emoji_chooser_new ();
  g_signal_connect_object (
    chooser, "emoji-picked", G_CALLBACK (emoji_picked_cb), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (button, chooser);
}

static gboolean
beckon_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BECKON_COMPOSER (widget)->text_view));
}

static void
beckon_composer_get_property (GObject *object,
                              guint property_id,
                              GValue *value,
                              GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_TEXT:
      g_value_take_string (value, beckon_composer_dup_text (BECKON_COMPOSER (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
beckon_composer_set_property (GObject *object,
                              guint property_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_TEXT:
      beckon_composer_set_text (BECKON_COMPOSER (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
beckon_composer_dispose (GObject *object)
{
  BeckonComposer *self = BECKON_COMPOSER (object);

  /* What it loads might keep it alive. */
  if (self->spelling != NULL)
    g_object_run_dispose (G_OBJECT (self->spelling));
  g_clear_object (&self->spelling);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (beckon_composer_parent_class)->dispose (object);
}

static void
beckon_composer_class_init (BeckonComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = beckon_composer_get_property;
  object_class->set_property = beckon_composer_set_property;
  object_class->dispose = beckon_composer_dispose;
  widget_class->grab_focus = beckon_composer_grab_focus;

  properties[PROP_TEXT]
    = g_param_spec_string ("text",
                           NULL,
                           NULL,
                           "",
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SEND] = g_signal_new (
    "send", BECKON_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TOO_LONG] = g_signal_new (
    "too-long", BECKON_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonComposer, box);
  gtk_widget_class_bind_template_child (widget_class, BeckonComposer, text_view);
  gtk_widget_class_bind_template_child (widget_class, BeckonComposer, buffer);
  gtk_widget_class_bind_template_child (widget_class, BeckonComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, BeckonComposer, emoji_button);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, buffer_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, insert_text_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_inserted_cb);
  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send);
  gtk_widget_class_install_action (widget_class, "composer.newline", NULL, insert_newline);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "composer");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

#ifdef HAVE_ENCHANT
static void
add_spelling (BeckonComposer *self)
{
  g_autoptr (GSettings) settings = g_settings_new (APPLICATION_ID);

  self->spelling = beckon_spelling_new (self->text_view);
  g_settings_bind (settings, "check-spelling", self->spelling, "enabled", G_SETTINGS_BIND_GET);
}
#endif

static void
beckon_composer_init (BeckonComposer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (
    self->emoji_button, create_emoji_chooser_cb, self, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send", FALSE);
#ifdef HAVE_ENCHANT
  add_spelling (self);
#endif
}

/**
 * beckon_composer_dup_text:
 *
 * Returns: (transfer full): what is written, as it is
 */
char *
beckon_composer_dup_text (BeckonComposer *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

/**
 * beckon_composer_set_text:
 * @text: (nullable): what shall be written there instead. It cannot be undone to what was there
 *   before, which may belong to another chat
 */
void
beckon_composer_set_text (BeckonComposer *self, const char *text)
{
  gtk_text_buffer_begin_irreversible_action (self->buffer);
  gtk_text_buffer_set_text (self->buffer, text != NULL ? text : "", -1);
  gtk_text_buffer_end_irreversible_action (self->buffer);
}

/**
 * beckon_composer_add_text:
 * @text: what shall be written behind what is there, on a line of its own
 */
void
beckon_composer_add_text (BeckonComposer *self, const char *text)
{
  const gboolean empty = gtk_text_buffer_get_char_count (self->buffer) == 0;
  g_autofree char *line = g_strconcat (empty ? "" : "\n", text, NULL);
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_place_cursor (self->buffer, &end);
  gtk_text_buffer_insert_at_cursor (self->buffer, line, -1);
}
