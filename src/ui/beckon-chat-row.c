/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-chat-row.h"

#include <glib/gi18n.h>

#include "beckon-account.h"
#include "beckon-avatar.h"
#include "beckon-search.h"
#include "beckon-show-text.h"
#include "beckon-text.h"
#include "beckon-time-format.h"

#define MAX_PREVIEW_CHARS 160

struct _BeckonChatRow
{
  AdwBin parent_instance;

  BeckonAvatar *avatar;
  GtkLabel *title_label;
  GtkWidget *pin_icon;
  GtkWidget *mute_icon;
  GtkLabel *time_label;
  GtkWidget *failed_icon;
  GtkLabel *prefix_label;
  GtkLabel *preview_label;
  GtkLabel *unread_label;

  GObject *item;
  GSignalGroup *item_signals;
  GSignalGroup *account_signals;
  GSignalGroup *contact_signals;
  GSignalGroup *message_signals;
};

enum
{
  PROP_ITEM = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BeckonChatRow, beckon_chat_row, ADW_TYPE_BIN)

/**
 * beckon_chat_row_format_time:
 * @time: when the last message was written, in the zone to show
 * @now: the time it is, in the same zone
 *
 * Returns: (transfer full): the time as short as it can be told from others: of today the clock, of
 *   the last days the day of the week, else the date
 */
char *
beckon_chat_row_format_time (GDateTime *time, GDateTime *now)
{
  const GTimeSpan ago = g_date_time_difference (now, time);

  if (beckon_time_same_day (time, now))
    return beckon_time_format_clock (time);
  if (ago > 0 && ago < 6 * G_TIME_SPAN_DAY)
    /* Translators: a day of the last week, short, as g_date_time_format() takes it: "Mon". Where
     * the locale's short form is a single letter, rather "%A", for "Monday".
     * xgettext:no-c-format */
    return g_date_time_format (time, _ ("%a"));
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: a day of this year, short, as g_date_time_format() takes it: "Mar 2".
     * xgettext:no-c-format */
    return g_date_time_format (time, _ ("%b %-d"));
  return g_date_time_format (time, "%x");
}

static char *
format_preview (BeckonChat *chat, BeckonMessage *message)
{
  g_autofree char *line = beckon_text_dup_line (beckon_message_get_body (message), MAX_PREVIEW_CHARS);

  if (line == NULL)
    return g_strdup ("");
  if (g_str_has_prefix (line, "/me "))
    {
      const char *name = beckon_message_get_outgoing (message)
                           ? beckon_account_get_name (beckon_chat_get_account (chat))
                           : beckon_chat_get_title (chat);

      return g_strdup_printf ("%s %s", name, line + strlen ("/me "));
    }
  return g_steal_pointer (&line);
}

/* What a screen reader says for the row: what is seen of it, in the order of interest. @contact is
 * whose availability it shows, if any. */
static void
update_accessible (BeckonChatRow *self, BeckonContact *contact, guint unread)
{
  g_autoptr (GString) text = g_string_new (gtk_label_get_label (self->title_label));
  const char *prefix = gtk_label_get_label (self->prefix_label);

  if (contact != NULL)
    g_string_append_printf (
      text, ", %s", beckon_show_text_describe (beckon_contact_get_show (contact)));
  if (gtk_widget_get_visible (self->mute_icon))
    g_string_append_printf (text, ", %s", _ ("Muted"));
  if (unread > 0)
    {
      g_string_append (text, ", ");
      g_string_append_printf (
        text, ngettext ("%u unread message", "%u unread messages", unread), unread);
    }
  g_string_append_printf (text,
                          ", %s %s %s",
                          prefix,
                          gtk_label_get_label (self->preview_label),
                          gtk_label_get_label (self->time_label));
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str, -1);
}

/* A tooltip asks the display where the pointer is, so that rows have none for what they do not show:
 * they are made by the hundred. */
static void
show_icon (GtkWidget *icon, gboolean shown, const char *tooltip)
{
  gtk_widget_set_visible (icon, shown);
  if (shown)
    gtk_widget_set_tooltip_text (icon, tooltip);
}

static void
show_time (BeckonChatRow *self, GDateTime *time)
{
  g_autoptr (GDateTime) local = g_date_time_to_local (time);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *when = beckon_chat_row_format_time (local, now);

  gtk_label_set_label (self->time_label, when);
}

static void
show_chat (BeckonChatRow *self, BeckonChat *chat)
{
  gboolean current = beckon_show_text_is_current (beckon_chat_get_account (chat));
  BeckonMessage *message = beckon_chat_get_last_message (chat);
  GDateTime *last_time = beckon_chat_get_last_time (chat);
  const char *draft = beckon_chat_get_draft (chat);
  const guint unread = beckon_chat_get_unread (chat);
  const gboolean typing = beckon_chat_get_peer_typing (chat);
  g_autofree char *preview = NULL;
  g_autofree char *count = NULL;
  const char *prefix = "";

  if (typing)
    {
      prefix = _ ("Writing…");
    }
  else if (draft != NULL && *draft != '\0')
    {
      prefix = _ ("Draft:");
      preview = beckon_text_dup_line (draft, MAX_PREVIEW_CHARS);
    }
  else if (message != NULL)
    {
      preview = format_preview (chat, message);
      if (beckon_message_get_outgoing (message)
          && !g_str_has_prefix (beckon_message_get_body (message), "/me "))
        prefix = _ ("You:");
    }

  gtk_label_set_label (self->title_label, beckon_chat_get_title (chat));
  gtk_label_set_label (self->prefix_label, prefix);
  gtk_widget_set_visible (GTK_WIDGET (self->prefix_label), *prefix != '\0');
  gtk_label_set_label (self->preview_label, preview != NULL ? preview : "");
  show_icon (self->pin_icon, beckon_chat_get_pinned (chat), _ ("Pinned"));
  show_icon (self->mute_icon, beckon_chat_get_muted (chat), _ ("Muted"));
  show_icon (self->failed_icon,
             message != NULL && beckon_message_get_state (message) == BECKON_MESSAGE_FAILED,
             _ ("Not sent"));

  if (last_time != NULL)
    show_time (self, last_time);
  else
    gtk_label_set_label (self->time_label, "");

  count = unread > 999 ? g_strdup ("999+") : g_strdup_printf ("%u", unread);
  gtk_label_set_label (self->unread_label, count);
  gtk_widget_set_visible (GTK_WIDGET (self->unread_label), unread > 0);
  g_object_set (self->avatar, "show-presence", current, NULL);
  update_accessible (self, current ? beckon_chat_get_contact (chat) : NULL, unread);
}

static void
show_contact (BeckonChatRow *self, BeckonContact *contact)
{
  gtk_label_set_label (self->title_label, beckon_contact_get_name (contact));
  gtk_label_set_label (self->preview_label,
                       beckon_jid_get_bare (beckon_contact_get_jid (contact)));
  gtk_label_set_label (self->prefix_label, "");
  gtk_label_set_label (self->time_label, "");
  gtk_widget_set_visible (GTK_WIDGET (self->prefix_label), FALSE);
  gtk_widget_set_visible (self->pin_icon, FALSE);
  gtk_widget_set_visible (self->mute_icon, FALSE);
  gtk_widget_set_visible (self->failed_icon, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->unread_label), FALSE);
  update_accessible (self, contact, 0);
}

static void
show_found (BeckonChatRow *self, BeckonFoundMessage *found)
{
  BeckonChat *chat = beckon_found_message_get_chat (found);
  BeckonMessage *message = beckon_found_message_get_message (found);
  g_autofree char *snippet
    = beckon_text_dup_snippet (beckon_message_get_body (message),
                               beckon_found_message_get_words (found), MAX_PREVIEW_CHARS);
  const gboolean outgoing = beckon_message_get_outgoing (message);

  gtk_label_set_label (self->title_label, beckon_chat_get_title (chat));
  gtk_label_set_label (self->prefix_label, outgoing ? _ ("You:") : "");
  gtk_widget_set_visible (GTK_WIDGET (self->prefix_label), outgoing);
  gtk_label_set_label (self->preview_label, snippet != NULL ? snippet : "");
  gtk_widget_set_visible (self->pin_icon, FALSE);
  gtk_widget_set_visible (self->mute_icon, FALSE);
  gtk_widget_set_visible (self->failed_icon, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->unread_label), FALSE);
  show_time (self, beckon_message_get_time (message));
  update_accessible (self, NULL, 0);
}

static void
update (BeckonChatRow *self)
{
  if (BECKON_IS_CHAT (self->item))
    {
      BeckonChat *chat = BECKON_CHAT (self->item);

      g_signal_group_set_target (self->message_signals, beckon_chat_get_last_message (chat));
      show_chat (self, chat);
    }
  else if (BECKON_IS_CONTACT (self->item))
    {
      show_contact (self, BECKON_CONTACT (self->item));
    }
  else if (BECKON_IS_FOUND_MESSAGE (self->item))
    {
      show_found (self, BECKON_FOUND_MESSAGE (self->item));
    }
}

static void
beckon_chat_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  BeckonChatRow *self = BECKON_CHAT_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
beckon_chat_row_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  BeckonChatRow *self = BECKON_CHAT_ROW (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      beckon_chat_row_set_item (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
beckon_chat_row_dispose (GObject *object)
{
  BeckonChatRow *self = BECKON_CHAT_ROW (object);

  g_clear_object (&self->item_signals);
  g_clear_object (&self->account_signals);
  g_clear_object (&self->contact_signals);
  g_clear_object (&self->message_signals);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (beckon_chat_row_parent_class)->dispose (object);
}

static void
beckon_chat_row_class_init (BeckonChatRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = beckon_chat_row_get_property;
  object_class->set_property = beckon_chat_row_set_property;
  object_class->dispose = beckon_chat_row_dispose;

  properties[PROP_ITEM] = g_param_spec_object (
    "item",
    NULL,
    NULL,
    G_TYPE_OBJECT,
    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (BECKON_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-chat-row.ui");
  gtk_widget_class_set_css_name (widget_class, "chatrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, BeckonChatRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, BeckonChatRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonChatRow, pin_icon);
  gtk_widget_class_bind_template_child (widget_class, BeckonChatRow, mute_icon);
  gtk_widget_class_bind_template_child (widget_class, BeckonChatRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonChatRow, failed_icon);
  gtk_widget_class_bind_template_child (widget_class, BeckonChatRow, prefix_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonChatRow, preview_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonChatRow, unread_label);
}

static void
beckon_chat_row_init (BeckonChatRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->item_signals = g_signal_group_new (G_TYPE_OBJECT);
  g_signal_group_connect_object (
    self->item_signals, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->account_signals = g_signal_group_new (BECKON_TYPE_ACCOUNT);
  g_signal_group_connect_object (
    self->account_signals, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->contact_signals = g_signal_group_new (BECKON_TYPE_CONTACT);
  g_signal_group_connect_object (
    self->contact_signals, "notify::show", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->message_signals = g_signal_group_new (BECKON_TYPE_MESSAGE);
  g_signal_group_connect_object (
    self->message_signals, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

/**
 * beckon_chat_row_new:
 *
 * Returns: (transfer floating): a row of nothing
 */
GtkWidget *
beckon_chat_row_new (void)
{
  return g_object_new (BECKON_TYPE_CHAT_ROW, NULL);
}

/**
 * beckon_chat_row_get_item:
 *
 * Returns: (transfer none) (nullable): what the row shows
 */
GObject *
beckon_chat_row_get_item (BeckonChatRow *self)
{
  g_return_val_if_fail (BECKON_IS_CHAT_ROW (self), NULL);

  return self->item;
}

/**
 * beckon_chat_row_set_item:
 * @item: (nullable): a #BeckonChat, a #BeckonContact or a #BeckonFoundMessage
 */
void
beckon_chat_row_set_item (BeckonChatRow *self, GObject *item)
{
  BeckonContact *contact = NULL;

  g_return_if_fail (BECKON_IS_CHAT_ROW (self));

  if (!g_set_object (&self->item, item))
    return;
  if (BECKON_IS_CHAT (item))
    contact = beckon_chat_get_contact (BECKON_CHAT (item));
  else if (BECKON_IS_FOUND_MESSAGE (item))
    contact = beckon_chat_get_contact (beckon_found_message_get_chat (BECKON_FOUND_MESSAGE (item)));
  else if (item != NULL)
    contact = BECKON_CONTACT (item);
  beckon_avatar_set_person (self->avatar, G_OBJECT (contact));
  g_signal_group_set_target (self->contact_signals, BECKON_IS_CHAT (item) ? contact : NULL);
  g_signal_group_set_target (self->item_signals, item);
  g_signal_group_set_target (
    self->account_signals,
    BECKON_IS_CHAT (item) ? beckon_chat_get_account (BECKON_CHAT (item)) : NULL);
  g_signal_group_set_target (self->message_signals, NULL);
  g_object_set (self->avatar, "show-presence", TRUE, NULL);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}
