/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-main-view.h"

#include <glib/gi18n.h>

#include "beckon-conversation-view.h"
#include "beckon-error-box.h"
#include "beckon-search.h"
#include "beckon-sidebar.h"

struct _BeckonMainView
{
  AdwBin parent_instance;

  AdwLeaflet *leaflet;
  BeckonSidebar *sidebar;
  GtkStack *stack;
  BeckonConversationView *conversation; /* NULL until the first chat is opened */

  GCancellable *opening;
  char *text; /* (nullable): to fill in what is being opened */
};

G_DEFINE_FINAL_TYPE (BeckonMainView, beckon_main_view, ADW_TYPE_BIN)

static GtkWidget *
get_content (BeckonMainView *self)
{
  return GTK_WIDGET (self->stack);
}

/* In one column, the chat is open only while it is seen. */
static void
update_layout (BeckonMainView *self)
{
  const gboolean folded = adw_leaflet_get_folded (self->leaflet);
  const gboolean content = adw_leaflet_get_visible_child (self->leaflet) == get_content (self);

  BeckonChat *chat = beckon_sidebar_get_selected (self->sidebar);

  beckon_sidebar_set_show_title_buttons (self->sidebar, folded);
  if (chat == NULL)
    return;
  g_object_set (self->conversation, "show-back", folded, NULL);
  if (folded && !content && !adw_leaflet_get_child_transition_running (self->leaflet))
    beckon_main_view_close_chat (self);
}

static void
back_cb (BeckonMainView *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
archive_cb (BeckonMainView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.archive-chat", NULL);
}

static void
details_cb (BeckonMainView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.contact-details", NULL);
}

static void
open_cb (BeckonMainView *self, GObject *item)
{
  if (BECKON_IS_CHAT (item))
    {
      beckon_main_view_open_chat (self, BECKON_CHAT (item));
      /* What is in one column is read first: on a phone, a keyboard would cover half of it. */
      if (!adw_leaflet_get_folded (self->leaflet))
        gtk_widget_grab_focus (GTK_WIDGET (self->conversation));
    }
  else if (BECKON_IS_FOUND_MESSAGE (item))
    {
      BeckonFoundMessage *found = BECKON_FOUND_MESSAGE (item);

      beckon_main_view_open_chat (self, beckon_found_message_get_chat (found));
      beckon_conversation_view_show_message (self->conversation,
                                             beckon_found_message_get_message (found));
    }
  else
    {
      BeckonContact *contact = BECKON_CONTACT (item);

      beckon_main_view_open_address (
        self, beckon_contact_get_account (contact), beckon_contact_get_jid (contact));
    }
}

static void
beckon_main_view_dispose (GObject *object)
{
  BeckonMainView *self = BECKON_MAIN_VIEW (object);

  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (beckon_main_view_parent_class)->dispose (object);
}

static void
beckon_main_view_class_init (BeckonMainViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_main_view_dispose;

  g_type_ensure (BECKON_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-main-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonMainView, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BeckonMainView, sidebar);
  gtk_widget_class_bind_template_child (widget_class, BeckonMainView, stack);
  gtk_widget_class_bind_template_callback (widget_class, update_layout);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
}

static void
beckon_main_view_init (BeckonMainView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_layout (self);
}

/**
 * beckon_main_view_new:
 * @client: whose chats
 *
 * Returns: (transfer floating): a view with no chat open
 */
GtkWidget *
beckon_main_view_new (BeckonClient *client)
{
  BeckonMainView *self = g_object_new (BECKON_TYPE_MAIN_VIEW, NULL);

  beckon_sidebar_set_client (self->sidebar, client);
  return GTK_WIDGET (self);
}

/**
 * beckon_main_view_get_chat:
 *
 * Returns: (transfer none) (nullable): the chat that is open
 */
BeckonChat *
beckon_main_view_get_chat (BeckonMainView *self)
{
  g_return_val_if_fail (BECKON_IS_MAIN_VIEW (self), NULL);

  return beckon_sidebar_get_selected (self->sidebar);
}

static void
make_conversation (BeckonMainView *self)
{
  self->conversation = BECKON_CONVERSATION_VIEW (beckon_conversation_view_new ());
  g_signal_connect_object (
    self->conversation, "back", G_CALLBACK (back_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    self->conversation, "archive", G_CALLBACK (archive_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    self->conversation, "details", G_CALLBACK (details_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->conversation), "chat");
}

/**
 * beckon_main_view_open_chat:
 * @chat: a chat
 *
 * Shows @chat.
 */
void
beckon_main_view_open_chat (BeckonMainView *self, BeckonChat *chat)
{
  g_return_if_fail (BECKON_IS_MAIN_VIEW (self));
  g_return_if_fail (BECKON_IS_CHAT (chat));

  g_cancellable_cancel (self->opening);
  if (self->conversation == NULL)
    make_conversation (self);
  beckon_conversation_view_set_chat (self->conversation, chat);
  beckon_sidebar_set_selected (self->sidebar, chat);
  gtk_stack_set_visible_child_name (self->stack, "chat");
  /* So that it costs nothing when the window begins with a chat. */
  gtk_widget_set_visible (gtk_stack_get_child_by_name (self->stack, "nothing"), FALSE);
  adw_leaflet_set_visible_child (self->leaflet, get_content (self));
  update_layout (self);
}

static void
open_address_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonMainView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonChat) chat
    = beckon_account_open_chat_finish (BECKON_ACCOUNT (source), result, &error);

  if (chat != NULL)
    {
      beckon_main_view_open_chat (self, chat);
      /* Whoever begins a chat is going to write. */
      gtk_widget_grab_focus (GTK_WIDGET (self->conversation));
      if (self->text != NULL)
        beckon_conversation_view_add_text (self->conversation, self->text);
      g_clear_pointer (&self->text, g_free);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autoptr (BeckonErrorText) text = beckon_error_text_new (error, NULL);

      beckon_error_present (GTK_WIDGET (self), text);
    }
}

/**
 * beckon_main_view_open_address:
 * @account: the account to talk from
 * @jid: a bare address
 *
 * Shows the chat with @jid, which is made when there was none.
 */
void
beckon_main_view_open_address (BeckonMainView *self, BeckonAccount *account, BeckonJid *jid)
{
  beckon_main_view_write_to (self, account, jid, NULL);
}

/**
 * beckon_main_view_write_to:
 * @account: the account to talk from
 * @jid: a bare address
 * @text: (nullable): what to fill in
 *
 * Shows the chat with @jid, with @text behind what is already written there.
 */
void
beckon_main_view_write_to (BeckonMainView *self,
                           BeckonAccount *account,
                           BeckonJid *jid,
                           const char *text)
{
  g_return_if_fail (BECKON_IS_MAIN_VIEW (self));
  g_return_if_fail (BECKON_IS_ACCOUNT (account));

  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  self->opening = g_cancellable_new ();
  g_free (self->text);
  self->text = g_strdup (text);
  beckon_account_open_chat_async (
    account, jid, self->opening, open_address_cb, g_object_ref (self));
}

/**
 * beckon_main_view_close_chat:
 *
 * Shows no chat; in a narrow window, the list of chats.
 */
void
beckon_main_view_close_chat (BeckonMainView *self)
{
  g_return_if_fail (BECKON_IS_MAIN_VIEW (self));

  if (beckon_sidebar_get_selected (self->sidebar) == NULL)
    return;
  beckon_sidebar_set_selected (self->sidebar, NULL);
  beckon_conversation_view_set_chat (self->conversation, NULL);
  gtk_widget_set_visible (gtk_stack_get_child_by_name (self->stack, "nothing"), TRUE);
  gtk_stack_set_visible_child_name (self->stack, "nothing");
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->sidebar));
}

/**
 * beckon_main_view_search:
 *
 * Puts the cursor into the search over chats and contacts.
 */
void
beckon_main_view_search (BeckonMainView *self)
{
  g_return_if_fail (BECKON_IS_MAIN_VIEW (self));

  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->sidebar));
  beckon_sidebar_search (self->sidebar);
}

/**
 * beckon_main_view_step:
 * @steps: 1 for the next chat, -1 for the one before
 *
 * Opens a neighbour of the open chat.
 */
void
beckon_main_view_step (BeckonMainView *self, int steps)
{
  g_return_if_fail (BECKON_IS_MAIN_VIEW (self));

  beckon_sidebar_step (self->sidebar, steps);
}
