/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-new-chat-window.h"

#include <glib/gi18n.h>

#include "beckon-add-contact-window.h"
#include "beckon-address-text.h"
#include "beckon-chat-row.h"
#include "beckon-contact-list-model.h"

struct _BeckonNewChatWindow
{
  AdwWindow parent_instance;

  GtkEditable *search_entry;
  GtkDropDown *account_drop_down;
  GtkWidget *address_button;
  GtkLabel *address_label;
  GtkLabel *warning_label;
  GtkStack *stack;
  GtkListView *list_view;

  BeckonWindow *main_window; /* (nullable), weak */
  GListModel *accounts;
  BeckonContactListModel *contacts;
  BeckonJid *typed; /* (nullable): the address that was typed */
};

G_DEFINE_FINAL_TYPE (BeckonNewChatWindow, beckon_new_chat_window, ADW_TYPE_WINDOW)

static BeckonAccount *
dup_account (BeckonNewChatWindow *self)
{
  const guint selected = gtk_drop_down_get_selected (self->account_drop_down);

  return g_list_model_get_item (self->accounts,
                                selected != GTK_INVALID_LIST_POSITION ? selected : 0);
}

static void
open_and_close (BeckonNewChatWindow *self, BeckonAccount *account, BeckonJid *jid)
{
  if (self->main_window != NULL && account != NULL)
    beckon_window_open_address (self->main_window, account, jid);
  gtk_window_close (GTK_WINDOW (self));
}

static void
activate_cb (BeckonNewChatWindow *self, guint position)
{
  g_autoptr (BeckonContact) contact
    = g_list_model_get_item (G_LIST_MODEL (self->contacts), position);

  if (contact != NULL)
    open_and_close (self, beckon_contact_get_account (contact), beckon_contact_get_jid (contact));
}

static void
address_clicked_cb (BeckonNewChatWindow *self)
{
  g_autoptr (BeckonAccount) account = dup_account (self);

  open_and_close (self, account, self->typed);
}

static gboolean
is_in_list (BeckonNewChatWindow *self, BeckonJid *jid)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->contacts)); i++)
    {
      g_autoptr (BeckonContact) contact = g_list_model_get_item (G_LIST_MODEL (self->contacts), i);

      if (beckon_jid_equal (beckon_contact_get_jid (contact), jid))
        return TRUE;
    }
  return FALSE;
}

static void
search_changed_cb (BeckonNewChatWindow *self)
{
  const char *text = gtk_editable_get_text (self->search_entry);
  g_autoptr (BeckonAccount) account = dup_account (self);
  g_autofree char *warning = NULL;
  gboolean offer;

  beckon_sorted_list_set_search (BECKON_SORTED_LIST (self->contacts), *text != '\0' ? text : NULL);
  g_clear_pointer (&self->typed, beckon_jid_unref);
  self->typed = beckon_address_text_parse (text, NULL);

  offer = self->typed != NULL && !is_in_list (self, self->typed);
  gtk_widget_set_visible (self->address_button, offer);
  gtk_widget_set_visible (GTK_WIDGET (self->account_drop_down),
                          offer && g_list_model_get_n_items (self->accounts) > 1);
  if (offer)
    {
      /* Translators: %s is an address. */
      g_autofree char *label
        = g_strdup_printf (_ ("Start a chat with %s"), beckon_jid_get_bare (self->typed));

      gtk_label_set_label (self->address_label, label);
      gtk_accessible_update_property (
        GTK_ACCESSIBLE (self->address_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      warning = beckon_address_text_dup_warning (self->typed, account);
    }
  gtk_label_set_label (self->warning_label, warning != NULL ? warning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->warning_label), warning != NULL);
  gtk_stack_set_visible_child_name (
    self->stack,
    g_list_model_get_n_items (G_LIST_MODEL (self->contacts)) > 0 ? "list" : "empty");
}

static void
search_activate_cb (BeckonNewChatWindow *self)
{
  search_changed_cb (self);
  if (gtk_widget_get_visible (self->address_button))
    address_clicked_cb (self);
  else
    activate_cb (self, 0);
}

static void
add_contact_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BeckonNewChatWindow *self = BECKON_NEW_CHAT_WINDOW (widget);

  if (self->main_window != NULL)
    beckon_add_contact_window_present (
      self->main_window, NULL, gtk_editable_get_text (self->search_entry), NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, beckon_chat_row_new ());
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  beckon_chat_row_set_item (BECKON_CHAT_ROW (gtk_list_item_get_child (list_item)),
                            gtk_list_item_get_item (list_item));
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  beckon_chat_row_set_item (BECKON_CHAT_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
beckon_new_chat_window_dispose (GObject *object)
{
  BeckonNewChatWindow *self = BECKON_NEW_CHAT_WINDOW (object);

  g_clear_weak_pointer (&self->main_window);
  g_clear_object (&self->accounts);
  g_clear_object (&self->contacts);
  g_clear_pointer (&self->typed, beckon_jid_unref);
  G_OBJECT_CLASS (beckon_new_chat_window_parent_class)->dispose (object);
}

static void
beckon_new_chat_window_class_init (BeckonNewChatWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_new_chat_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-new-chat-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonNewChatWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, BeckonNewChatWindow, account_drop_down);
  gtk_widget_class_bind_template_child (widget_class, BeckonNewChatWindow, address_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonNewChatWindow, address_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonNewChatWindow, warning_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonNewChatWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, BeckonNewChatWindow, list_view);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_install_action (
    widget_class, "new-chat.add-contact", NULL, add_contact_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
beckon_new_chat_window_init (BeckonNewChatWindow *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row_cb), NULL);
  gtk_list_view_set_factory (self->list_view, factory);
}

/**
 * beckon_new_chat_window_present:
 * @parent: the window that shows the chat
 */
void
beckon_new_chat_window_present (BeckonWindow *parent)
{
  BeckonNewChatWindow *self
    = g_object_new (BECKON_TYPE_NEW_CHAT_WINDOW, "transient-for", parent, NULL);
  g_autoptr (GtkStringList) addresses = gtk_string_list_new (NULL);
  g_autoptr (GtkSelectionModel) selection = NULL;

  g_set_weak_pointer (&self->main_window, parent);
  self->accounts = g_object_ref (beckon_client_get_accounts (beckon_window_get_client (parent)));
  for (guint i = 0; i < g_list_model_get_n_items (self->accounts); i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (self->accounts, i);

      gtk_string_list_append (addresses, beckon_jid_get_bare (beckon_account_get_jid (account)));
    }
  gtk_drop_down_set_model (self->account_drop_down, G_LIST_MODEL (addresses));

  self->contacts = beckon_contact_list_model_new (self->accounts);
  selection
    = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->contacts))));
  gtk_list_view_set_model (self->list_view, selection);
  search_changed_cb (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}
