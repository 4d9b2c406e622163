/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-message-bubble.h"

#include "beckon-message-text.h"
#include "beckon-time-format.h"

#include <glib/gi18n.h>
#include <string.h>

/* Lines longer than this are tiring to read. */
#define MAX_TEXT_WIDTH 480
#define GAP 12

/* Rows are made by the hundred while somebody scrolls, so their few widgets are put together
 * here and not from a template, which would have to be walked each time. For the same reason the
 * bubble asks its label for a height only: GtkLabel finds a width for a height by trying. */
struct _BeckonMessageBubble
{
  GtkWidget parent_instance;

  BeckonMessage *message;
  char *sender_name;
  GtkWidget *label;
  GtkWidget *more; /* NULL for all but long messages */
  GtkWidget *footer;
  GtkWidget *edited;
  GtkWidget *state;
  glong shown_chars;
};

G_DEFINE_FINAL_TYPE (BeckonMessageBubble, beckon_message_bubble, GTK_TYPE_WIDGET)

/**
 * beckon_message_state_describe:
 *
 * Returns: (nullable): what is known of a message that we wrote, in words
 */
const char *
beckon_message_state_describe (BeckonMessageState state)
{
  switch (state)
    {
    case BECKON_MESSAGE_QUEUED:
    case BECKON_MESSAGE_WRITTEN:
      return _("Waiting to be sent");
    case BECKON_MESSAGE_SENT:
      return _("Sent");
    case BECKON_MESSAGE_DELIVERED:
      return _("Delivered");
    case BECKON_MESSAGE_READ:
      return _("Read");
    case BECKON_MESSAGE_FAILED:
      return _("Not sent");
    case BECKON_MESSAGE_RECEIVED:
    default:
      return NULL;
    }
}

static const char *
state_icon (BeckonMessageState state)
{
  switch (state)
    {
    case BECKON_MESSAGE_QUEUED:
    case BECKON_MESSAGE_WRITTEN:
      return "beckon-message-queued-symbolic";
    case BECKON_MESSAGE_SENT:
      return "beckon-message-sent-symbolic";
    case BECKON_MESSAGE_DELIVERED:
    case BECKON_MESSAGE_READ:
      return "beckon-message-delivered-symbolic";
    case BECKON_MESSAGE_FAILED:
      return "dialog-warning-symbolic";
    case BECKON_MESSAGE_RECEIVED:
    default:
      return NULL;
    }
}

/* What the text needs, given what there is: whether the footer fits beside a single line. */
typedef struct
{
  int text_width;
  int footer_width;
  int footer_height;
  int more_height;
  gboolean beside;
  int width;
} Shape;

static Shape
shape_for_width (BeckonMessageBubble *self, int available)
{
  Shape shape = { 0 };
  int natural, more_width = 0;

  gtk_widget_measure (self->label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  gtk_widget_measure (
    self->footer, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &shape.footer_width, NULL, NULL);
  gtk_widget_measure (
    self->footer, GTK_ORIENTATION_VERTICAL, -1, NULL, &shape.footer_height, NULL, NULL);
  if (self->more != NULL)
    {
      gtk_widget_measure (
        self->more, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &more_width, NULL, NULL);
      gtk_widget_measure (
        self->more, GTK_ORIENTATION_VERTICAL, -1, NULL, &shape.more_height, NULL, NULL);
    }

  available = MIN (available, MAX_TEXT_WIDTH);
  shape.text_width = MIN (natural, available);
  shape.beside = self->more == NULL && natural + GAP + shape.footer_width <= available
                 && strchr (beckon_message_get_body (self->message), '\n') == NULL;
  shape.width = shape.beside ? shape.text_width + GAP + shape.footer_width
                             : MAX (MAX (shape.text_width, shape.footer_width), more_width);
  return shape;
}

static void
beckon_message_bubble_measure (GtkWidget *widget,
                               GtkOrientation orientation,
                               int for_size,
                               int *minimum,
                               int *natural,
                               int *minimum_baseline,
                               int *natural_baseline)
{
  BeckonMessageBubble *self = BECKON_MESSAGE_BUBBLE (widget);
  Shape shape;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      shape = shape_for_width (self, G_MAXINT);
      *minimum = shape.footer_width;
      *natural = shape.width;
    }
  else
    {
      int height;

      shape = shape_for_width (self, for_size < 0 ? MAX_TEXT_WIDTH : for_size);
      gtk_widget_measure (
        self->label, GTK_ORIENTATION_VERTICAL, shape.text_width, NULL, &height, NULL, NULL);
      height = shape.beside ? MAX (height, shape.footer_height)
                            : height + shape.more_height + shape.footer_height;
      *minimum = *natural = height;
    }
}

static void
beckon_message_bubble_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BeckonMessageBubble *self = BECKON_MESSAGE_BUBBLE (widget);
  Shape shape = shape_for_width (self, width);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int text_width = shape.beside ? shape.text_width : width, text_height;
  int footer_x = rtl ? 0 : width - shape.footer_width;

  gtk_widget_measure (
    self->label, GTK_ORIENTATION_VERTICAL, shape.text_width, NULL, &text_height, NULL, NULL);
  gtk_widget_size_allocate (
    self->label,
    &(GtkAllocation){ rtl ? width - text_width : 0, 0, text_width, text_height },
    -1);
  if (self->more != NULL)
    gtk_widget_size_allocate (
      self->more, &(GtkAllocation){ 0, text_height, width, shape.more_height }, -1);
  gtk_widget_size_allocate (
    self->footer,
    &(GtkAllocation){
      footer_x, height - shape.footer_height, shape.footer_width, shape.footer_height },
    -1);
}

static GtkSizeRequestMode
beckon_message_bubble_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static gboolean
activate_link_cb (GtkLabel *label, const char *uri)
{
  /* Whatever this was made of, nothing else is opened; what may be, GtkLabel opens. */
  return !beckon_message_text_may_open (uri);
}

static void
set_text (BeckonMessageBubble *self)
{
  g_autofree char *action = NULL, *text = NULL, *markup = NULL;
  g_autoptr (PangoAttrList) attributes = NULL;
  const char *body = beckon_message_get_body (self->message);
  gboolean cut = FALSE;

  /* XEP-0245: what somebody does, told in the third person. */
  if (g_str_has_prefix (body, "/me "))
    body = action = g_strdup_printf ("%s %s", self->sender_name, body + strlen ("/me "));
  text = beckon_message_text_prepare (body, self->shown_chars, &cut);
  markup = beckon_message_text_to_markup (text);
  if (!beckon_message_get_unstyled (self->message))
    attributes = beckon_message_text_to_attributes (text);
  gtk_label_set_markup (GTK_LABEL (self->label), markup);
  gtk_label_set_attributes (GTK_LABEL (self->label), attributes);

  if (!cut)
    g_clear_pointer (&self->more, gtk_widget_unparent);
  else if (self->more == NULL)
    {
      self->more = gtk_button_new_with_mnemonic (_("Show _More"));
      gtk_widget_add_css_class (self->more, "flat");
      gtk_widget_set_halign (self->more, GTK_ALIGN_START);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->more), "bubble.show-more");
      gtk_widget_insert_after (self->more, GTK_WIDGET (self), self->label);
    }
}

static void
show_more (GtkWidget *widget, const char *action, GVariant *parameter)
{
  BeckonMessageBubble *self = BECKON_MESSAGE_BUBBLE (widget);

  self->shown_chars += 4 * BECKON_MESSAGE_TEXT_PAGE;
  set_text (self);
}

/**
 * beckon_message_bubble_update:
 *
 * Shows the message as it is now.
 */
void
beckon_message_bubble_update (BeckonMessageBubble *self)
{
  BeckonMessageState state = beckon_message_get_state (self->message);
  const char *icon = state_icon (state), *description = beckon_message_state_describe (state);

  set_text (self);
  gtk_widget_set_visible (self->edited, beckon_message_get_edited (self->message));
  gtk_widget_set_visible (self->state, icon != NULL);
  if (icon == NULL)
    return;
  gtk_image_set_from_icon_name (GTK_IMAGE (self->state), icon);
  gtk_widget_set_tooltip_text (self->state, description);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->state), GTK_ACCESSIBLE_PROPERTY_LABEL, description, -1);
  if (state == BECKON_MESSAGE_READ)
    gtk_widget_add_css_class (self->state, "accent");
  else
    gtk_widget_remove_css_class (self->state, "accent");
}

static void
beckon_message_bubble_dispose (GObject *object)
{
  BeckonMessageBubble *self = BECKON_MESSAGE_BUBBLE (object);
  GtkWidget *child;

  /* Also a menu that is open. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  self->label = self->more = self->footer = NULL;
  g_clear_object (&self->message);
  g_clear_pointer (&self->sender_name, g_free);
  G_OBJECT_CLASS (beckon_message_bubble_parent_class)->dispose (object);
}

static void
beckon_message_bubble_class_init (BeckonMessageBubbleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = beckon_message_bubble_dispose;
  widget_class->measure = beckon_message_bubble_measure;
  widget_class->size_allocate = beckon_message_bubble_size_allocate;
  widget_class->get_request_mode = beckon_message_bubble_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "bubble");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, "bubble.show-more", NULL, show_more);
}

static GtkWidget *
footer_label_new (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

static void
beckon_message_bubble_init (BeckonMessageBubble *self)
{
  self->shown_chars = BECKON_MESSAGE_TEXT_PAGE;

  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_selectable (GTK_LABEL (self->label), TRUE);
  g_signal_connect (self->label, "activate-link", G_CALLBACK (activate_link_cb), NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));

  self->footer = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_add_css_class (self->footer, "footer");
  gtk_widget_set_parent (self->footer, GTK_WIDGET (self));
  self->edited = footer_label_new ();
  gtk_label_set_label (GTK_LABEL (self->edited), _("edited"));
  gtk_box_append (GTK_BOX (self->footer), self->edited);
}

/**
 * beckon_message_bubble_new:
 * @message: what to show. It does not change; how it is shown follows only by
 *   beckon_message_bubble_update()
 * @sender_name: who wrote it, as it is to be called in a sentence
 */
BeckonMessageBubble *
beckon_message_bubble_new (BeckonMessage *message, const char *sender_name)
{
  BeckonMessageBubble *self = g_object_new (BECKON_TYPE_MESSAGE_BUBBLE, NULL);
  g_autofree char *clock = beckon_time_format_clock (beckon_message_get_time (message));
  GtkWidget *time = footer_label_new ();

  self->message = g_object_ref (message);
  self->sender_name = g_strdup (sender_name);
  gtk_label_set_label (GTK_LABEL (time), clock);
  gtk_box_append (GTK_BOX (self->footer), time);
  self->state = gtk_image_new ();
  gtk_box_append (GTK_BOX (self->footer), self->state);
  gtk_widget_add_css_class (GTK_WIDGET (self),
                            beckon_message_get_outgoing (message) ? "outgoing" : "incoming");
  if (g_str_has_prefix (beckon_message_get_body (message), "/me "))
    gtk_widget_add_css_class (self->label, "action");
  beckon_message_bubble_update (self);
  return self;
}
