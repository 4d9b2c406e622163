/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-message-row.h"

#include "beckon-account.h"
#include "beckon-message-bubble.h"
#include "beckon-time-format.h"

#include <glib/gi18n.h>

/* Messages of one sender that are closer than this are shown as one group. */
#define GROUP_SPAN (5 * G_TIME_SPAN_MINUTE)

struct _BeckonMessageRow
{
  GtkWidget parent_instance;

  BeckonChat *chat;
  BeckonMessage *message;
  BeckonMessageBubble *bubble;
  GtkWidget *day;     /* NULL where none begins */
  GtkWidget *unread;  /* NULL but on the first unread message */
  GtkWidget *failure; /* NULL unless it failed */
};

G_DEFINE_FINAL_TYPE (BeckonMessageRow, beckon_message_row, GTK_TYPE_WIDGET)

static const char *
describe_failure (const char *condition)
{
  if (g_strcmp0 (condition, "remote-server-not-found") == 0
      || g_strcmp0 (condition, "remote-server-timeout") == 0)
    return _("The server of this address cannot be reached.");
  if (g_strcmp0 (condition, "item-not-found") == 0 || g_strcmp0 (condition, "gone") == 0)
    return _("There is nobody at this address.");
  if (g_strcmp0 (condition, "service-unavailable") == 0
      || g_strcmp0 (condition, "recipient-unavailable") == 0)
    return _("This address takes no messages now.");
  if (g_strcmp0 (condition, "forbidden") == 0 || g_strcmp0 (condition, "not-allowed") == 0
      || g_strcmp0 (condition, "policy-violation") == 0
      || g_strcmp0 (condition, "not-authorized") == 0)
    return _("The server did not let this message through.");
  if (g_strcmp0 (condition, BECKON_MESSAGE_NOT_TAKEN) == 0)
    return _("The server hung up each time this message was sent.");
  return _("This message could not be delivered.");
}

static GtkWidget *
separator_new (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_set_halign (label, GTK_ALIGN_CENTER);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
update_failure (BeckonMessageRow *self)
{
  GtkWidget *label, *retry;

  g_clear_pointer (&self->failure, gtk_widget_unparent);
  if (beckon_message_get_state (self->message) != BECKON_MESSAGE_FAILED)
    return;

  label = gtk_label_new (describe_failure (beckon_message_get_error (self->message)));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "error");
  retry = gtk_button_new_with_mnemonic (_("_Send Again"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (retry), "message.retry");
  gtk_widget_add_css_class (retry, "flat");
  gtk_widget_add_css_class (retry, "caption-heading");

  self->failure = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_halign (self->failure, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (self->failure), label);
  gtk_box_append (GTK_BOX (self->failure), retry);
  gtk_widget_insert_after (self->failure, GTK_WIDGET (self), GTK_WIDGET (self->bubble));
}

static void
update_accessible (BeckonMessageRow *self)
{
  g_autofree char *clock = beckon_time_format_clock (beckon_message_get_time (self->message));
  g_autofree char *text = NULL, *label = NULL;
  const char *state = beckon_message_state_describe (beckon_message_get_state (self->message));

  if (beckon_message_get_outgoing (self->message))
    /* Translators: a message for a screen reader: its text, its time, what is known of it. */
    label = g_strdup_printf (
      _("You: %s, %s, %s"), beckon_message_get_body (self->message), clock, state);
  else
    /* Translators: a message for a screen reader: who wrote it, its text, its time. */
    label = g_strdup_printf (_("%s: %s, %s"),
                             beckon_chat_get_title (self->chat),
                             beckon_message_get_body (self->message),
                             clock);
  text = g_utf8_strlen (label, -1) > 1000 ? g_utf8_substring (label, 0, 1000)
                                          : g_steal_pointer (&label);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
message_changed_cb (BeckonMessageRow *self)
{
  beckon_message_bubble_update (self->bubble);
  update_failure (self);
  update_accessible (self);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  BeckonMessageRow *self = BECKON_MESSAGE_ROW (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          beckon_message_get_body (self->message));
}

static void
retry (GtkWidget *widget, const char *action, GVariant *parameter)
{
  BeckonMessageRow *self = BECKON_MESSAGE_ROW (widget);

  if (beckon_message_get_state (self->message) == BECKON_MESSAGE_FAILED)
    beckon_chat_retry (self->chat, self->message);
}

static void
show_menu (GtkWidget *widget, const char *action, GVariant *parameter)
{
  BeckonMessageRow *self = BECKON_MESSAGE_ROW (widget);
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *popover;

  g_menu_append (menu, _("_Copy Message"), "message.copy");
  if (beckon_message_get_state (self->message) == BECKON_MESSAGE_FAILED)
    g_menu_append (menu, _("_Send Again"), "message.retry");
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (popover, GTK_WIDGET (self->bubble));
  g_signal_connect (popover, "closed", G_CALLBACK (gtk_widget_unparent), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
pressed_cb (BeckonMessageRow *self)
{
  show_menu (GTK_WIDGET (self), NULL, NULL);
}

static void
beckon_message_row_dispose (GObject *object)
{
  BeckonMessageRow *self = BECKON_MESSAGE_ROW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->message);
  g_clear_object (&self->chat);
  G_OBJECT_CLASS (beckon_message_row_parent_class)->dispose (object);
}

static void
beckon_message_row_class_init (BeckonMessageRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = beckon_message_row_dispose;
  gtk_widget_class_set_css_name (widget_class, "message");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_install_action (widget_class, "message.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "message.retry", NULL, retry);
  gtk_widget_class_install_action (widget_class, "message.menu", NULL, show_menu);
  gtk_widget_class_add_binding_action (
    widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "message.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "message.menu", NULL);
  gtk_widget_class_add_binding_action (
    widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "message.menu", NULL);
}

static void
beckon_message_row_init (BeckonMessageRow *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkGesture *press = gtk_gesture_click_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}

/**
 * beckon_message_row_new:
 * @chat: the chat that @message is in
 * @message: what to show; the row follows its changes
 */
BeckonMessageRow *
beckon_message_row_new (BeckonChat *chat, BeckonMessage *message)
{
  BeckonMessageRow *self = g_object_new (BECKON_TYPE_MESSAGE_ROW, NULL);
  gboolean outgoing = beckon_message_get_outgoing (message);
  const char *sender = outgoing ? beckon_account_get_name (beckon_chat_get_account (chat))
                                : beckon_chat_get_title (chat);

  self->chat = g_object_ref (chat);
  self->message = g_object_ref (message);
  self->bubble = beckon_message_bubble_new (message, sender);
  gtk_widget_set_halign (GTK_WIDGET (self->bubble), outgoing ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->bubble), GTK_WIDGET (self));
  g_signal_connect_object (
    message, "notify", G_CALLBACK (message_changed_cb), self, G_CONNECT_SWAPPED);
  update_failure (self);
  update_accessible (self);
  return self;
}

BeckonMessage *
beckon_message_row_get_message (BeckonMessageRow *self)
{
  return self->message;
}

/**
 * beckon_message_row_set_previous:
 * @previous: (nullable): the message above this one
 * @unread_after: the sort key of the last message that had been read, or 0
 *
 * Tells the row what is above it: from that follows whether a day or the unread part begins here,
 * and whether it goes on in one group with what is above.
 */
void
beckon_message_row_set_previous (BeckonMessageRow *self,
                                 BeckonMessage *previous,
                                 gint64 unread_after)
{
  GDateTime *time = beckon_message_get_time (self->message);
  gint64 key = beckon_message_get_sort_key (self->message);
  gboolean new_day, first_unread, group;

  new_day
    = previous == NULL || !beckon_time_same_day (beckon_message_get_time (previous), time);
  first_unread = unread_after > 0 && key > unread_after
                 && (previous == NULL || beckon_message_get_sort_key (previous) <= unread_after);
  group = !new_day && !first_unread
          && beckon_message_get_outgoing (previous) == beckon_message_get_outgoing (self->message)
          && g_strcmp0 (beckon_message_get_sender (previous),
                        beckon_message_get_sender (self->message))
               == 0
          && ABS (g_date_time_difference (time, beckon_message_get_time (previous))) < GROUP_SPAN;

  g_clear_pointer (&self->day, gtk_widget_unparent);
  g_clear_pointer (&self->unread, gtk_widget_unparent);
  if (first_unread)
    {
      self->unread = separator_new ("unread");
      gtk_label_set_label (GTK_LABEL (self->unread), _("New Messages"));
      gtk_widget_insert_after (self->unread, GTK_WIDGET (self), NULL);
    }
  if (new_day)
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_local ();
      g_autofree char *text = beckon_time_format_day (time, now);

      self->day = separator_new ("day");
      gtk_label_set_label (GTK_LABEL (self->day), text);
      gtk_widget_insert_after (self->day, GTK_WIDGET (self), NULL);
    }
  if (group)
    gtk_widget_add_css_class (GTK_WIDGET (self), "continued");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "continued");
}
