/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages of the gallery with chats, and the talk that is in them. */

#include "gallery.h"

#include "beckon-account-devices.h"
#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-composer.h"
#include "beckon-contact-removal.h"
#include "beckon-conversation-view.h"
#include "beckon-login-error.h"
#include "beckon-message-row.h"
#include "beckon-net-error.h"

/* Rows of the list, whose first is the newest. */
#define TALK 0
#define QUIET 4

GtkWidget *
gallery_find_type (GtkWidget *root, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;
  for (GtkWidget *c = gtk_widget_get_first_child (root); c; c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = gallery_find_type (c, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Names in several scripts. */
void
gallery_add_talk (BeckonAccount *account)
{
  static const struct
  {
    const char *address;
    const char *name;
    BeckonShow show;
    const char *status;
    const char *body;
    gint64 minutes_ago;
  } people[] = {
    { "mei@example.org", "林美", BECKON_SHOW_BUSY, "会议中",
      "照片我已经整理好了，一共二百一十四张，放在你桌上的U盘里。", 5 * 60 },
    { "ahmad@example.org", "أحمد", BECKON_SHOW_ONLINE, NULL, "هل ستأتي يوم الأحد؟ الجدة تسأل عنك.",
      60 * 24 * 2 },
    { "bob@example.org", "Bob Martin", BECKON_SHOW_AWAY, "At lunch", "See you there", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      BeckonChat *chat;

      ui_fixture_add_contact (
        account, people[i].address, people[i].name, people[i].show, people[i].status);
      chat = ui_fixture_add_chat (account, people[i].address);
      beckon_message_record_unref (
        ui_fixture_add_message (chat, people[i].body, FALSE, people[i].minutes_ago, 0));
    }
}

void
gallery_open_chat (Gallery *self, guint position)
{
  g_signal_emit_by_name (ui_get (self->window, "list_view"), "activate", position);
  WAIT_FOR (gtk_widget_get_mapped (ui_get (self->window, "composer")));
}

/* All that a message can be. Only a chat that is open keeps what comes. */
static void
open_talk (Gallery *self)
{
  static const struct
  {
    const char *body;
    gboolean outgoing;
    gint64 minutes_ago;
    BeckonMessageState state;
  } talk[] = {
    { "Good night!", TRUE, 400 * 24 * 60, BECKON_MESSAGE_READ },
    { "Happy new year 🎉", FALSE, 40 * 24 * 60, 0 },
    { "See you tomorrow", TRUE, 26 * 60, BECKON_MESSAGE_READ },
    { "Hi Alice! Did you see the forecast?", FALSE, 30, 0 },
    { "Rain until Thursday, then sun. I thought we could take the early train and walk up to the old "
      "tower before it gets too warm, and eat something at the lake on the way back.",
      FALSE, 29, 0 },
    { "/me packs the good coffee", FALSE, 28, 0 },
    { "> I thought we could take the early train\nYes, *let's*. The timetable is at "
      "https://example.org/trains/with/a/very/long/path?from=home&to=the-old-tower.",
      TRUE, 20, BECKON_MESSAGE_DELIVERED },
    { "I bring `sandwiches`", TRUE, 19, BECKON_MESSAGE_SENT },
    { "听起来不错！那我们星期四早上七点半在车站见，别忘了带雨伞。", FALSE, 10, 0 },
    { "نعم، رائع! نلتقي يوم الخميس في المحطة الساعة 7:30.", FALSE, 9, 0 },
    { "👍", FALSE, 8, 0 },
    { "See you there", TRUE, 1, BECKON_MESSAGE_FAILED },
    { "Until then", TRUE, 0, BECKON_MESSAGE_QUEUED },
  };
  BeckonChat *chat;

  gallery_open_chat (self, TALK);
  chat = beckon_window_get_chat (self->window);
  for (gsize i = 0; i < G_N_ELEMENTS (talk); i++)
    beckon_message_record_unref (ui_fixture_add_message (
      chat, talk[i].body, talk[i].outgoing, talk[i].minutes_ago, talk[i].state));
  WAIT_FOR (gallery_find_type (GTK_WIDGET (self->window), BECKON_TYPE_MESSAGE_ROW) != NULL);
}

static GtkWidget *
show_chats (Gallery *self)
{
  g_autoptr (GListModel) chats = g_object_ref (beckon_account_get_chats (self->account));

  for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
    {
      g_autoptr (BeckonChat) chat = g_list_model_get_item (chats, i);

      if (i == 1)
        beckon_chat_set_draft (chat, "Not sent yet, and longer than the line");
      if (i == 2)
        beckon_chat_set_peer_typing (chat, TRUE);
    }
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_conversation (Gallery *self)
{
  open_talk (self);
  return GTK_WIDGET (self->window);
}

/* The beginning of the same. */
static GtkWidget *
show_conversation_past (Gallery *self)
{
  GtkScrolledWindow *scroller;
  GtkAdjustment *adjustment;

  open_talk (self);
  scroller = GTK_SCROLLED_WINDOW (ui_get (self->window, "scroller"));
  ui_fixture_settle (GTK_WIDGET (self->window));
  adjustment = gtk_scrolled_window_get_vadjustment (scroller);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_lower (adjustment));
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_conversation_writing (Gallery *self)
{
  BeckonChat *chat;

  gallery_open_chat (self, QUIET);
  chat = beckon_window_get_chat (self->window);
  beckon_chat_set_peer_typing (chat, TRUE);
  beckon_composer_set_text (BECKON_COMPOSER (ui_get (self->window, "composer")),
                            "Several lines\nof what is not sent yet:\n你好，世界\nمرحبا بالعالم");
  return GTK_WIDGET (self->window);
}

/* Somebody whose address imitates a contact's. */
static GtkWidget *
show_conversation_stranger (Gallery *self)
{
  BeckonChat *chat = ui_fixture_add_chat (self->account, "r0meo@example.org");

  beckon_message_record_unref (ui_fixture_add_message (chat, "It is me", FALSE, 0, 0));
  beckon_window_open_chat (self->window, chat);
  beckon_message_record_unref (ui_fixture_add_message (chat, "Hello?", FALSE, 0, 0));
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_message_menu (Gallery *self)
{
  GtkWidget *row;
  GtkWidget *menu;

  open_talk (self);
  ui_fixture_settle (GTK_WIDGET (self->window));
  row = gallery_find_type (GTK_WIDGET (self->window), BECKON_TYPE_MESSAGE_ROW);
  gtk_widget_activate_action (row, "message.menu", NULL);
  WAIT_FOR ((menu = gallery_find_type (row, GTK_TYPE_POPOVER)) != NULL);
  return menu;
}

static GtkWidget *
show_menu (GtkWidget *button)
{
  GtkWidget *popover;

  while (button != NULL && !GTK_IS_MENU_BUTTON (button))
    button = gtk_widget_get_parent (button);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  WAIT_FOR (gtk_widget_get_mapped (popover));
  return popover;
}

/* The button that opens a menu, which has no id. */
static GtkWidget *
find_menu_button (GtkWidget *root, const char *icon)
{
  if (GTK_IS_MENU_BUTTON (root)
      && g_strcmp0 (gtk_menu_button_get_icon_name (GTK_MENU_BUTTON (root)), icon) == 0)
    return root;
  for (GtkWidget *c = gtk_widget_get_first_child (root); c; c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = find_menu_button (c, icon);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
show_main_menu (Gallery *self)
{
  return show_menu (find_menu_button (ui_get (self->window, "sidebar"), "open-menu-symbolic"));
}

static GtkWidget *
show_chat_menu (Gallery *self)
{
  open_talk (self);
  return show_menu (find_menu_button (
    gallery_find_type (GTK_WIDGET (self->window), BECKON_TYPE_CONVERSATION_VIEW), "view-more-symbolic"));
}

static GtkWidget *
show_status (Gallery *self)
{
  return show_menu (ui_get (self->window, "status_button"));
}

static GtkWidget *
search (Gallery *self, const char *text)
{
  GtkWidget *entry = ui_get (ui_get (self->window, "sidebar"), "search_entry");

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "search-changed");
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_search (Gallery *self)
{
  return search (self, "m");
}

static GtkWidget *
show_nothing_found (Gallery *self)
{
  return search (self, "nobody at all");
}

static GtkWidget *
show_archived (Gallery *self)
{
  gallery_open_chat (self, QUIET);
  gtk_widget_activate_action (ui_get (self->window, "composer"), "conversation.archive", NULL);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_removed (Gallery *self)
{
  gallery_open_chat (self, QUIET);
  beckon_contact_removal_start (
    self->window, beckon_chat_get_contact (beckon_window_get_chat (self->window)));
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_archive (Gallery *self)
{
  show_archived (self);
  gtk_widget_activate_action (ui_get (self->window, "list_view"), "sidebar.show-archived", NULL);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_no_archived (Gallery *self)
{
  gtk_widget_activate_action (ui_get (self->window, "list_view"), "sidebar.show-archived", NULL);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_no_chats (Gallery *self)
{
  self->account = ui_fixture_add_account (self->client, "alice@example.org");
  gtk_widget_activate_action (ui_get (self->window, "welcome_page"), "setup.cancel", NULL);
  WAIT_FOR (ui_find_id (GTK_WIDGET (self->window), "sidebar") != NULL);
  return GTK_WIDGET (self->window);
}

/* What is wrong with the account, and with the keyring; and somebody asks. */
static GtkWidget *
show_state (Gallery *self, BeckonAccountState state, GQuark domain, int code)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, "What the server said of it");

  beckon_account_set_state (
    self->account, state, error, g_get_monotonic_time () + 42 * G_USEC_PER_SEC - 1000);
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_offline (Gallery *self)
{
  return show_state (self, BECKON_ACCOUNT_WAITING, BECKON_NET_ERROR, BECKON_NET_ERROR_NO_NETWORK);
}

static GtkWidget *
show_offline_conversation (Gallery *self)
{
  open_talk (self);
  return show_state (self, BECKON_ACCOUNT_WAITING, BECKON_NET_ERROR, BECKON_NET_ERROR_TIMEOUT);
}

static GtkWidget *
show_needs_action (Gallery *self)
{
  beckon_client_set_keyring_state (self->client, BECKON_KEYRING_LOCKED);
  return show_state (
    self, BECKON_ACCOUNT_NEEDS_ACTION, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED);
}

static GtkWidget *
show_request (Gallery *self)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new ("stranger@example.net", NULL);

  beckon_account_add_request (self->account, beckon_account_ensure_contact (self->account, jid));
  return GTK_WIDGET (self->window);
}

static GtkWidget *
show_new_device (Gallery *self)
{
  BeckonDevice device = { .id = (char *) "d1", .name = (char *) "Desk" };

  g_signal_emit_by_name (self->account, "new-device", &device);
  return GTK_WIDGET (self->window);
}

const GalleryPage gallery_chat_pages[] = {
  { "no-chats", FALSE, show_no_chats },
  { "chats", TRUE, show_chats },
  { "conversation", TRUE, show_conversation },
  { "conversation-past", TRUE, show_conversation_past },
  { "conversation-writing", TRUE, show_conversation_writing },
  { "conversation-stranger", TRUE, show_conversation_stranger },
  { "conversation-offline", TRUE, show_offline_conversation },
  { "menu-main", TRUE, show_main_menu },
  { "menu-chat", TRUE, show_chat_menu },
  { "menu-message", TRUE, show_message_menu },
  { "menu-status", TRUE, show_status },
  { "search", TRUE, show_search },
  { "search-nothing", TRUE, show_nothing_found },
  { "chats-archived-toast", TRUE, show_archived },
  { "chats-removed-toast", TRUE, show_removed },
  { "chats-archive", TRUE, show_archive },
  { "chats-archive-empty", TRUE, show_no_archived },
  { "chats-offline", TRUE, show_offline },
  { "chats-needs-action", TRUE, show_needs_action },
  { "chats-request", TRUE, show_request },
  { "chats-new-device", TRUE, show_new_device },
  { NULL },
};
