/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-conversation-view.h"

#include "beckon-account-bar.h"
#include "beckon-address-text.h"
#include "beckon-avatar.h"
#include "beckon-composer.h"
#include "beckon-history-view.h"
#include "beckon-late-menu.h"
#include "beckon-show-text.h"

#include <glib/gi18n.h>

/* After so long without a key the other side is told that nobody is typing (XEP-0085). */
#define TYPING_SECONDS 5

struct _BeckonConversationView
{
  AdwBin parent_instance;

  BeckonAvatar *avatar;
  GtkLabel *title_label;
  GtkLabel *status_label;
  GtkWidget *warning_image;
  GtkMenuButton *menu_button;
  GMenuModel *menu;
  GtkWidget *back_button;
  BeckonAccountBar *account_bar;
  GtkWidget *scroller;
  BeckonHistoryView *history;
  GtkWidget *empty_label;
  GtkRevealer *newest_revealer;
  GtkLabel *newest_label;
  GtkRevealer *error_revealer;
  GtkLabel *error_label;
  BeckonComposer *composer;

  BeckonChat *chat;
  BeckonMessageList *list;
  GSignalGroup *chat_signals;
  GSignalGroup *contact_signals;
  GSignalGroup *account_signals;
  GSignalGroup *list_signals;
  GtkWindow *window; /* watched for becoming active; not owned */
  guint typing_source;
  guint read_source;
  gboolean filling; /* the composer is being filled by us, not by the person */
};

enum
{
  PROP_0,
  PROP_CHAT,
  PROP_SHOW_BACK,
  N_PROPS
};

enum
{
  BACK,
  ARCHIVE,
  DETAILS,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonConversationView, beckon_conversation_view, ADW_TYPE_BIN)

/* In one column, the list of chats does not show how the connection is: then it stands here. */
static void
update_account_bar (BeckonConversationView *self)
{
  const gboolean alone = gtk_widget_get_visible (self->back_button);

  beckon_account_bar_set_account (
    self->account_bar, alone && self->chat != NULL ? beckon_chat_get_account (self->chat) : NULL);
}

/* -- Head --------------------------------------------------------------------------------------- */

static void
update_head (BeckonConversationView *self)
{
  BeckonContact *contact = beckon_chat_get_contact (self->chat);
  g_autofree char *status = NULL;

  gtk_label_set_label (self->title_label, beckon_chat_get_title (self->chat));
  if (beckon_chat_get_peer_typing (self->chat))
    status = g_strdup (_("Writing…"));
  else if (beckon_show_text_is_current (beckon_chat_get_account (self->chat)))
    status = beckon_show_text_describe_contact (contact);
  else
    status = g_strdup ("");
  gtk_label_set_label (self->status_label, status);
  gtk_widget_set_visible (GTK_WIDGET (self->status_label), status[0] != '\0');
}

/* Somebody who is no contact may want to be taken for one. */
static void
update_warning (BeckonConversationView *self)
{
  BeckonContact *contact = beckon_chat_get_contact (self->chat);
  g_autofree char *warning = NULL;

  if (!beckon_contact_get_in_roster (contact))
    warning = beckon_address_text_dup_warning (beckon_contact_get_jid (contact),
                                               beckon_chat_get_account (self->chat));
  gtk_widget_set_visible (self->warning_image, warning != NULL);
  gtk_widget_set_tooltip_text (self->warning_image, warning);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->warning_image),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, warning != NULL ? warning : "", -1);
}

static void
update_archived (BeckonConversationView *self)
{
  const gboolean archived = beckon_chat_get_archived (self->chat);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conversation.archive", !archived);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conversation.unarchive", archived);
}

/* -- Reading ------------------------------------------------------------------------------------ */

/* What is on show in the window that the person looks at has been read. */
static gboolean
mark_read_cb (gpointer user_data)
{
  BeckonConversationView *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  guint n = self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
  g_autoptr (BeckonMessage) newest = NULL;

  self->read_source = 0;
  if (n == 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)) || !GTK_IS_WINDOW (root)
      || !gtk_window_is_active (GTK_WINDOW (root))
      || !beckon_history_view_get_at_newest (self->history))
    return G_SOURCE_REMOVE;
  newest = g_list_model_get_item (G_LIST_MODEL (self->list), n - 1);
  if (beckon_message_get_sort_key (newest) > beckon_chat_get_read_sort_key (self->chat))
    beckon_chat_mark_read (self->chat, newest);
  return G_SOURCE_REMOVE;
}

/* Not at once: this may be in the middle of a layout, in which the counts that it changes, in the
 * list of chats, must not ask for another one. */
static void
mark_read (BeckonConversationView *self)
{
  if (self->read_source == 0)
    self->read_source = g_idle_add (mark_read_cb, self);
}

static void
update_place (BeckonConversationView *self)
{
  gboolean at_newest = beckon_history_view_get_at_newest (self->history);
  guint items = self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
  guint unread = self->chat != NULL ? beckon_chat_get_unread (self->chat) : 0;

  gtk_revealer_set_reveal_child (self->newest_revealer, items > 0 && !at_newest);
  gtk_widget_set_visible (
    self->empty_label,
    self->list != NULL && items == 0 && !beckon_message_list_get_loading (self->list));
  gtk_widget_set_visible (GTK_WIDGET (self->newest_label), unread > 0);
  if (unread > 0)
    {
      g_autofree char *count = g_strdup_printf ("%u", unread);

      gtk_label_set_label (self->newest_label, count);
    }
  mark_read (self);
}

static void
show_error (BeckonConversationView *self, const char *text)
{
  gtk_label_set_label (self->error_label, text);
  gtk_revealer_set_reveal_child (self->error_revealer, TRUE);
}

static void
list_error_cb (BeckonConversationView *self)
{
  if (beckon_message_list_get_error (self->list) != NULL)
    show_error (self,
                _("Older messages could not be read from the disk. Scroll to try again."));
}

/* -- Writing ------------------------------------------------------------------------------------ */

static gboolean
stopped_typing_cb (gpointer user_data)
{
  BeckonConversationView *self = user_data;

  self->typing_source = 0;
  beckon_chat_set_typing (self->chat, FALSE);
  return G_SOURCE_REMOVE;
}

static void
text_changed_cb (BeckonConversationView *self)
{
  g_autofree char *text = NULL;

  if (self->filling || self->chat == NULL)
    return;
  text = beckon_composer_dup_text (self->composer);
  beckon_chat_set_draft (self->chat, text[0] != '\0' ? text : NULL);

  if (text[0] == '\0')
    {
      if (self->typing_source != 0)
        beckon_chat_set_typing (self->chat, FALSE);
      g_clear_handle_id (&self->typing_source, g_source_remove);
      return;
    }
  if (self->typing_source == 0)
    beckon_chat_set_typing (self->chat, TRUE);
  else
    g_source_remove (self->typing_source);
  self->typing_source = g_timeout_add_seconds (TYPING_SECONDS, stopped_typing_cb, self);
}

static void
fill_composer (BeckonConversationView *self, const char *text)
{
  self->filling = TRUE;
  beckon_composer_set_text (self->composer, text);
  self->filling = FALSE;
}

typedef struct
{
  BeckonConversationView *view;
  char *body;
} Sending;

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BeckonChat *chat = BECKON_CHAT (source);
  Sending *sending = user_data;
  g_autoptr (BeckonConversationView) self = sending->view;
  g_autofree char *body = sending->body, *now = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonMessage) message = beckon_chat_send_finish (chat, result, &error);

  g_free (sending);
  if (message != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* It could not be stored, so it is not sent. The words go back to where they can be kept. */
  if (beckon_chat_get_draft (chat) == NULL)
    beckon_chat_set_draft (chat, body);
  if (self->chat != chat)
    return;
  now = beckon_composer_dup_text (self->composer);
  if (now[0] == '\0')
    fill_composer (self, body);
  show_error (self,
              _("The message could not be saved, so it was not sent. Make sure that there is "
                "free disk space, then send it again."));
}

static void
send_cb (BeckonConversationView *self)
{
  Sending *sending = g_new0 (Sending, 1);

  sending->view = g_object_ref (self);
  sending->body = g_strchomp (beckon_composer_dup_text (self->composer));
  gtk_revealer_set_reveal_child (self->error_revealer, FALSE);
  beckon_composer_set_text (self->composer, NULL);
  beckon_message_list_clear_unread (self->list);
  beckon_history_view_scroll_to_newest (self->history);
  beckon_chat_send_async (self->chat, sending->body, NULL, sent_cb, sending);
}

static void
too_long_cb (BeckonConversationView *self)
{
  show_error (self, _("This is too long for one message. Nothing was inserted."));
}

/* -- Actions ------------------------------------------------------------------------------------ */

static void
back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[BACK], 0);
}

static void
details (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[DETAILS], 0);
}

static void
archive (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[ARCHIVE], 0);
}

static void
unarchive (GtkWidget *widget, const char *action, GVariant *parameter)
{
  beckon_chat_set_archived (BECKON_CONVERSATION_VIEW (widget)->chat, FALSE);
}

static void
mute (GtkWidget *widget, const char *action, GVariant *parameter)
{
  BeckonConversationView *self = BECKON_CONVERSATION_VIEW (widget);

  if (self->chat != NULL)
    beckon_chat_mute (self->chat, parameter != NULL ? g_variant_get_int64 (parameter) : 0);
}

static void
update_muted (BeckonConversationView *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "conversation.unmute",
                                 self->chat != NULL && beckon_chat_get_muted (self->chat));
}

static void
newest (GtkWidget *widget, const char *action, GVariant *parameter)
{
  beckon_history_view_scroll_to_newest (BECKON_CONVERSATION_VIEW (widget)->history);
}

static void
close_error (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_revealer_set_reveal_child (BECKON_CONVERSATION_VIEW (widget)->error_revealer, FALSE);
}

/* -- Object ------------------------------------------------------------------------------------- */

static void
beckon_conversation_view_root (GtkWidget *widget)
{
  BeckonConversationView *self = BECKON_CONVERSATION_VIEW (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (beckon_conversation_view_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (!GTK_IS_WINDOW (root))
    return;
  self->window = GTK_WINDOW (root);
  g_signal_connect_swapped (root, "notify::is-active", G_CALLBACK (mark_read), self);
}

static void
beckon_conversation_view_unroot (GtkWidget *widget)
{
  BeckonConversationView *self = BECKON_CONVERSATION_VIEW (widget);

  if (self->window != NULL)
    g_signal_handlers_disconnect_by_data (self->window, self);
  self->window = NULL;
  GTK_WIDGET_CLASS (beckon_conversation_view_parent_class)->unroot (widget);
}

static void
beckon_conversation_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (beckon_conversation_view_parent_class)->map (widget);
  mark_read (BECKON_CONVERSATION_VIEW (widget));
}

static gboolean
beckon_conversation_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BECKON_CONVERSATION_VIEW (widget)->composer));
}

static void
beckon_conversation_view_get_property (GObject *object,
                                       guint property_id,
                                       GValue *value,
                                       GParamSpec *pspec)
{
  BeckonConversationView *self = BECKON_CONVERSATION_VIEW (object);

  switch (property_id)
    {
    case PROP_CHAT:
      g_value_set_object (value, self->chat);
      break;
    case PROP_SHOW_BACK:
      g_value_set_boolean (value, gtk_widget_get_visible (self->back_button));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
beckon_conversation_view_set_property (GObject *object,
                                       guint property_id,
                                       const GValue *value,
                                       GParamSpec *pspec)
{
  BeckonConversationView *self = BECKON_CONVERSATION_VIEW (object);

  switch (property_id)
    {
    case PROP_CHAT:
      beckon_conversation_view_set_chat (self, g_value_get_object (value));
      break;
    case PROP_SHOW_BACK:
      gtk_widget_set_visible (self->back_button, g_value_get_boolean (value));
      update_account_bar (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
beckon_conversation_view_dispose (GObject *object)
{
  BeckonConversationView *self = BECKON_CONVERSATION_VIEW (object);

  beckon_conversation_view_set_chat (self, NULL);
  g_clear_handle_id (&self->read_source, g_source_remove);
  g_clear_object (&self->chat_signals);
  g_clear_object (&self->contact_signals);
  g_clear_object (&self->account_signals);
  g_clear_object (&self->list_signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), BECKON_TYPE_CONVERSATION_VIEW);
  G_OBJECT_CLASS (beckon_conversation_view_parent_class)->dispose (object);
}

static void
beckon_conversation_view_class_init (BeckonConversationViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = beckon_conversation_view_get_property;
  object_class->set_property = beckon_conversation_view_set_property;
  object_class->dispose = beckon_conversation_view_dispose;
  widget_class->root = beckon_conversation_view_root;
  widget_class->unroot = beckon_conversation_view_unroot;
  widget_class->map = beckon_conversation_view_map;
  widget_class->grab_focus = beckon_conversation_view_grab_focus;

  properties[PROP_CHAT] = g_param_spec_object ("chat", NULL, NULL, BECKON_TYPE_CHAT, flags);
  properties[PROP_SHOW_BACK] = g_param_spec_boolean ("show-back", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[BACK] = g_signal_new ("back",
                                BECKON_TYPE_CONVERSATION_VIEW,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                0);
  signals[ARCHIVE] = g_signal_new ("archive",
                                   BECKON_TYPE_CONVERSATION_VIEW,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
  signals[DETAILS] = g_signal_new ("details",
                                   BECKON_TYPE_CONVERSATION_VIEW,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);

  g_type_ensure (BECKON_TYPE_ACCOUNT_BAR);
  g_type_ensure (BECKON_TYPE_AVATAR);
  g_type_ensure (BECKON_TYPE_COMPOSER);
  g_type_ensure (BECKON_TYPE_HISTORY_VIEW);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/im/beckon/Beckon/ui/beckon-conversation-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, avatar);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, title_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, status_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, warning_image);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, menu_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, menu);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, back_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, account_bar);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, scroller);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, history);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, empty_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, newest_revealer);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, newest_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, error_revealer);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, error_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonConversationView, composer);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, too_long_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_install_action (widget_class, "conversation.back", NULL, back);
  gtk_widget_class_install_action (widget_class, "conversation.details", NULL, details);
  gtk_widget_class_install_action (widget_class, "conversation.archive", NULL, archive);
  gtk_widget_class_install_action (widget_class, "conversation.unarchive", NULL, unarchive);
  gtk_widget_class_install_action (widget_class, "conversation.mute", "x", mute);
  gtk_widget_class_install_action (widget_class, "conversation.unmute", NULL, mute);
  gtk_widget_class_install_action (widget_class, "conversation.newest", NULL, newest);
  gtk_widget_class_install_action (widget_class, "conversation.close-error", NULL, close_error);
  gtk_widget_class_add_binding_action (
    widget_class, GDK_KEY_End, GDK_CONTROL_MASK, "conversation.newest", NULL);
}

static void
beckon_conversation_view_init (BeckonConversationView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  beckon_late_menu_set (self->menu_button, self->menu);
  g_signal_connect_swapped (
    self->history, "notify::at-newest", G_CALLBACK (update_place), self);

  self->chat_signals = g_signal_group_new (BECKON_TYPE_CHAT);
  g_signal_group_connect_swapped (
    self->chat_signals, "notify::title", G_CALLBACK (update_head), self);
  g_signal_group_connect_swapped (
    self->chat_signals, "notify::peer-typing", G_CALLBACK (update_head), self);
  g_signal_group_connect_swapped (
    self->chat_signals, "notify::archived", G_CALLBACK (update_archived), self);
  g_signal_group_connect_swapped (
    self->chat_signals, "notify::muted", G_CALLBACK (update_muted), self);
  g_signal_group_connect_swapped (
    self->chat_signals, "notify::unread", G_CALLBACK (update_place), self);
  self->contact_signals = g_signal_group_new (BECKON_TYPE_CONTACT);
  g_signal_group_connect_swapped (
    self->contact_signals, "notify", G_CALLBACK (update_head), self);
  g_signal_group_connect_swapped (
    self->contact_signals, "notify::in-roster", G_CALLBACK (update_warning), self);
  self->account_signals = g_signal_group_new (BECKON_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (
    self->account_signals, "notify::state", G_CALLBACK (update_head), self);
  self->list_signals = g_signal_group_new (BECKON_TYPE_MESSAGE_LIST);
  g_signal_group_connect_swapped (
    self->list_signals, "items-changed", G_CALLBACK (update_place), self);
  g_signal_group_connect_swapped (
    self->list_signals, "notify::loading", G_CALLBACK (update_place), self);
  g_signal_group_connect_swapped (
    self->list_signals, "notify::error", G_CALLBACK (list_error_cb), self);
}

/**
 * beckon_conversation_view_new:
 *
 * Returns: (transfer floating): a view without a chat
 */
GtkWidget *
beckon_conversation_view_new (void)
{
  return g_object_new (BECKON_TYPE_CONVERSATION_VIEW, NULL);
}

/**
 * beckon_conversation_view_set_chat:
 * @chat: (nullable): the chat to show. What is written and not sent stays with its chat as a
 *   draft
 */
void
beckon_conversation_view_set_chat (BeckonConversationView *self, BeckonChat *chat)
{
  g_autoptr (GSimpleActionGroup) actions = NULL;

  if (self->chat == chat)
    return;

  if (self->typing_source != 0)
    beckon_chat_set_typing (self->chat, FALSE);
  g_clear_handle_id (&self->typing_source, g_source_remove);
  g_clear_handle_id (&self->read_source, g_source_remove);
  beckon_history_view_set_list (self->history, NULL);
  g_clear_object (&self->list);
  g_set_object (&self->chat, chat);
  if (chat != NULL)
    {
      g_autoptr (GPropertyAction) pinned = g_property_action_new ("pinned", chat, "pinned");

      actions = g_simple_action_group_new ();
      g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (pinned));
      self->list = beckon_message_list_new (chat);
      gtk_revealer_set_reveal_child (self->error_revealer, FALSE);
      fill_composer (self, beckon_chat_get_draft (chat));
      beckon_avatar_set_person (self->avatar, G_OBJECT (beckon_chat_get_contact (chat)));
      update_head (self);
      update_warning (self);
      update_archived (self);
    }
  g_signal_group_set_target (self->chat_signals, chat);
  g_signal_group_set_target (self->contact_signals,
                             chat != NULL ? beckon_chat_get_contact (chat) : NULL);
  g_signal_group_set_target (self->account_signals,
                             chat != NULL ? beckon_chat_get_account (chat) : NULL);
  g_signal_group_set_target (self->list_signals, self->list);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "chat", G_ACTION_GROUP (actions));
  beckon_history_view_set_list (self->history, self->list);
  update_account_bar (self);
  update_muted (self);
  update_place (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHAT]);
}

/**
 * beckon_conversation_view_show_message:
 * @message: a message of the chat
 *
 * Goes to it, however far back it is.
 */
void
beckon_conversation_view_show_message (BeckonConversationView *self, BeckonMessage *message)
{
  beckon_history_view_scroll_to (self->history, beckon_message_get_sort_key (message));
}

/**
 * beckon_conversation_view_add_text:
 * @text: what shall be written behind what is there, on a line of its own
 */
void
beckon_conversation_view_add_text (BeckonConversationView *self, const char *text)
{
  beckon_composer_add_text (self->composer, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}
