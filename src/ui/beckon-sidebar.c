/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-sidebar.h"

#include <glib/gi18n.h>

#include "beckon-account-bar.h"
#include "beckon-avatar.h"
#include "beckon-chat-row.h"
#include "beckon-late-menu.h"
#include "beckon-list-portions.h"
#include "beckon-sidebar-list.h"
#include "beckon-status-popover.h"

struct _BeckonSidebar
{
  AdwBin parent_instance;

  AdwHeaderBar *header_bar;
  GtkMenuButton *status_button;
  BeckonAvatar *own_avatar;
  GtkMenuButton *menu_button;
  GMenuModel *menu;
  GtkBox *bars;
  GtkWidget *keyring_bar;
  GtkLabel *keyring_label;
  GtkEditable *search_entry;
  GtkWidget *archived_button;
  GtkWidget *requests_button;
  GtkLabel *requests_label;
  GtkStack *stack;
  GtkListView *list_view;

  BeckonClient *client;
  BeckonSidebarList *list;
  GtkSliceListModel *shown; /* of its items */
  GtkSelectionModel *selection;

  GListModel *requests; /* of lists, one of each account */
  GHashTable *bound_rows;
  BeckonChat *selected;
  gboolean show_archived;
};

enum
{
  PROP_SELECTED = 1,
  PROP_SHOW_ARCHIVED,
  N_PROPS
};

enum
{
  OPEN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonSidebar, beckon_sidebar, ADW_TYPE_BIN)

/* Rows */

static void
mark_row (BeckonSidebar *self, BeckonChatRow *row)
{
  GObject *item = beckon_chat_row_get_item (row);
  const gboolean selected = item != NULL && item == G_OBJECT (self->selected);

  if (selected)
    gtk_widget_add_css_class (GTK_WIDGET (row), "selected");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "selected");
  gtk_accessible_update_state (
    GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
}

/* A heading is rare, so it takes the place of a row that is made anew when it is needed again. */
static void
bind_heading (GtkListItem *list_item, GtkStringObject *heading)
{
  GtkWidget *label = gtk_label_new (gtk_string_object_get_string (heading));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_list_item_set_child (list_item, label);
}

static void
bind_row_cb (BeckonSidebar *self, GtkListItem *list_item)
{
  GObject *item = gtk_list_item_get_item (list_item);
  GtkWidget *row = gtk_list_item_get_child (list_item);

  gtk_list_item_set_activatable (list_item, !GTK_IS_STRING_OBJECT (item));
  if (GTK_IS_STRING_OBJECT (item))
    {
      bind_heading (list_item, GTK_STRING_OBJECT (item));
      return;
    }
  if (!BECKON_IS_CHAT_ROW (row))
    {
      row = beckon_chat_row_new ();
      gtk_list_item_set_child (list_item, row);
    }
  beckon_chat_row_set_item (BECKON_CHAT_ROW (row), item);
  g_hash_table_add (self->bound_rows, row);
  mark_row (self, BECKON_CHAT_ROW (row));
}

static void
unbind_row_cb (BeckonSidebar *self, GtkListItem *list_item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);

  if (!BECKON_IS_CHAT_ROW (row))
    return;
  g_hash_table_remove (self->bound_rows, row);
  beckon_chat_row_set_item (BECKON_CHAT_ROW (row), NULL);
}

static void
activate_cb (BeckonSidebar *self, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    g_signal_emit (self, signals[OPEN], 0, item);
}

/* Search */

static void
update_stack (BeckonSidebar *self)
{
  const gboolean searching = *gtk_editable_get_text (self->search_entry) != '\0';
  const char *page = "list";

  if (self->list == NULL)
    return;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0
      && !beckon_sidebar_list_get_pending (self->list))
    page = searching ? "nothing-found" : self->show_archived ? "no-archived" : "empty";
  /* A page that was never visible has no styles, layouts and pictures yet. */
  gtk_widget_set_visible (gtk_stack_get_child_by_name (self->stack, page), TRUE);
  gtk_stack_set_visible_child_name (self->stack, page);
}

/* Comes before the lists hear of what has changed. */
static void
show_beginning (BeckonSidebar *self)
{
  if (self->shown != NULL)
    beckon_list_portions_begin (self->shown, GTK_WIDGET (self));
}

static void
search_changed_cb (BeckonSidebar *self)
{
  show_beginning (self);
  if (self->list != NULL)
    beckon_sidebar_list_set_search (self->list, gtk_editable_get_text (self->search_entry));
  update_stack (self);
}

static void
stop_search_cb (BeckonSidebar *self)
{
  gtk_editable_set_text (self->search_entry, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

/* Opens the first of what was found. */
static void
search_activate_cb (BeckonSidebar *self)
{
  g_autoptr (GObject) first = g_list_model_get_item (G_LIST_MODEL (self->selection), 0);

  if (*gtk_editable_get_text (self->search_entry) != '\0')
    activate_cb (self, GTK_IS_STRING_OBJECT (first) ? 1 : 0);
}

/* The archive */

static void
set_show_archived (BeckonSidebar *self, gboolean show_archived)
{
  if (self->list == NULL || self->show_archived == show_archived)
    return;
  self->show_archived = show_archived;
  show_beginning (self);
  beckon_sidebar_list_set_show_archived (self->list, show_archived);
  gtk_widget_set_visible (self->archived_button, show_archived);
  update_stack (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_ARCHIVED]);
}

static void
leave_archived_cb (BeckonSidebar *self)
{
  set_show_archived (self, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

/* Requests */

static void
requests_changed_cb (BeckonSidebar *self)
{
  guint n_requests = g_list_model_get_n_items (self->requests);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->requests_button, n_requests > 0);
  if (n_requests == 1)
    {
      g_autoptr (BeckonContact) contact = g_list_model_get_item (self->requests, 0);

      /* Translators: %s is an address. */
      text = g_strdup_printf (_ ("%s wants to be your contact"),
                              beckon_jid_get_bare (beckon_contact_get_jid (contact)));
    }
  else
    {
      text = g_strdup_printf (
        ngettext ("%u contact request", "%u contact requests", n_requests), n_requests);
    }
  gtk_label_set_label (self->requests_label, text);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->requests_button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static gpointer
map_requests (gpointer item, gpointer user_data)
{
  g_autoptr (BeckonAccount) account = item;

  return g_object_ref (beckon_account_get_requests (account));
}

/* Connections and keyring */

static void
accounts_changed_cb (BeckonSidebar *self)
{
  GListModel *accounts = beckon_client_get_accounts (self->client);
  const guint n_accounts = g_list_model_get_n_items (accounts);
  g_autoptr (GObject) first = g_list_model_get_item (accounts, 0);
  GtkWidget *bar;

  while ((bar = gtk_widget_get_first_child (GTK_WIDGET (self->bars))) != NULL)
    gtk_box_remove (self->bars, bar);
  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (accounts, i);

      bar = beckon_account_bar_new ();
      beckon_account_bar_set_show_address (BECKON_ACCOUNT_BAR (bar), n_accounts > 1);
      beckon_account_bar_set_account (BECKON_ACCOUNT_BAR (bar), account);
      gtk_box_append (self->bars, bar);
    }
  beckon_avatar_set_person (self->own_avatar, first);
}

static void
keyring_state_changed_cb (BeckonSidebar *self)
{
  const BeckonKeyringState state = beckon_client_get_keyring_state (self->client);

  gtk_widget_set_visible (self->keyring_bar, state != BECKON_KEYRING_OK);
  gtk_label_set_label (
    self->keyring_label,
    state == BECKON_KEYRING_LOCKED
      ? _ ("The keyring is locked, so Beckon cannot keep the sign-in. Unlock it, or enter the "
           "password at the next start.")
      : _ ("There is no keyring to keep the sign-in. Beckon will ask for the password at the next "
           "start."));
}

static void
hide_keyring_bar_cb (BeckonSidebar *self)
{
  gtk_widget_set_visible (self->keyring_bar, FALSE);
}

static void
status_popover_cb (GtkMenuButton *button, gpointer user_data)
{
  BeckonSidebar *self = user_data;

  gtk_menu_button_set_popover (
    button, beckon_status_popover_new (beckon_client_get_accounts (self->client)));
}

static void
beckon_sidebar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  BeckonSidebar *self = BECKON_SIDEBAR (object);

  switch (prop_id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, self->selected);
      break;
    case PROP_SHOW_ARCHIVED:
      g_value_set_boolean (value, self->show_archived);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
beckon_sidebar_set_property (GObject *object,
                             guint prop_id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  BeckonSidebar *self = BECKON_SIDEBAR (object);

  switch (prop_id)
    {
    case PROP_SELECTED:
      beckon_sidebar_set_selected (self, g_value_get_object (value));
      break;
    case PROP_SHOW_ARCHIVED:
      set_show_archived (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
beckon_sidebar_dispose (GObject *object)
{
  BeckonSidebar *self = BECKON_SIDEBAR (object);

  if (self->list_view != NULL)
    gtk_list_view_set_model (self->list_view, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->shown);
  g_clear_object (&self->list);
  g_clear_object (&self->requests);
  g_clear_object (&self->selected);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (beckon_sidebar_parent_class)->dispose (object);
}

static void
beckon_sidebar_finalize (GObject *object)
{
  BeckonSidebar *self = BECKON_SIDEBAR (object);

  g_hash_table_unref (self->bound_rows);
  G_OBJECT_CLASS (beckon_sidebar_parent_class)->finalize (object);
}

static void
beckon_sidebar_class_init (BeckonSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = beckon_sidebar_get_property;
  object_class->set_property = beckon_sidebar_set_property;
  object_class->dispose = beckon_sidebar_dispose;
  object_class->finalize = beckon_sidebar_finalize;

  properties[PROP_SELECTED] = g_param_spec_object (
    "selected",
    NULL,
    NULL,
    BECKON_TYPE_CHAT,
    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SHOW_ARCHIVED] = g_param_spec_boolean (
    "show-archived",
    NULL,
    NULL,
    FALSE,
    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_install_property_action (
    widget_class, "sidebar.show-archived", "show-archived");

  signals[OPEN] = g_signal_new ("open",
                                BECKON_TYPE_SIDEBAR,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_OBJECT);

  g_type_ensure (BECKON_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, header_bar);
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, status_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, own_avatar);
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, menu_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, menu);
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, bars);
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, keyring_bar);
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, keyring_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, search_entry);
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, archived_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, requests_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, requests_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, stack);
  gtk_widget_class_bind_template_child (widget_class, BeckonSidebar, list_view);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_archived_cb);
  gtk_widget_class_bind_template_callback (widget_class, hide_keyring_bar_cb);
}

static void
beckon_sidebar_init (BeckonSidebar *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->bound_rows = g_hash_table_new (NULL, NULL);

  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_row_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list_view, factory);

  beckon_late_menu_set (self->menu_button, self->menu);
  gtk_menu_button_set_create_popup_func (self->status_button, status_popover_cb, self, NULL);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->status_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Your Status"), -1);
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search_entry),
                                           GTK_WIDGET (self->list_view));
}

/**
 * beckon_sidebar_set_client:
 * @client: whose accounts to show; set once
 */
void
beckon_sidebar_set_client (BeckonSidebar *self, BeckonClient *client)
{
  GListModel *accounts;
  GtkMapListModel *lists;

  g_return_if_fail (BECKON_IS_SIDEBAR (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  accounts = beckon_client_get_accounts (client);

  g_signal_connect_object (
    accounts, "items-changed", G_CALLBACK (show_beginning), self, G_CONNECT_SWAPPED);
  self->list = beckon_sidebar_list_new (client);
  self->shown = gtk_slice_list_model_new (
    g_object_ref (beckon_sidebar_list_get_items (self->list)), 0, G_MAXUINT);
  show_beginning (self);
  self->selection = GTK_SELECTION_MODEL (
    gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->shown))));
  g_signal_connect_object (
    self->selection, "items-changed", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    self->list, "notify::pending", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list_view, self->selection);
  update_stack (self);

  lists = gtk_map_list_model_new (g_object_ref (accounts), map_requests, NULL, NULL);
  self->requests = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists)));
  g_signal_connect_object (
    self->requests, "items-changed", G_CALLBACK (requests_changed_cb), self, G_CONNECT_SWAPPED);
  requests_changed_cb (self);

  g_signal_connect_object (
    accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self, G_CONNECT_SWAPPED);
  accounts_changed_cb (self);
  g_signal_connect_object (client,
                           "notify::keyring-state",
                           G_CALLBACK (keyring_state_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  keyring_state_changed_cb (self);
}

/**
 * beckon_sidebar_get_selected:
 *
 * Returns: (transfer none) (nullable): the chat that is marked as open
 */
BeckonChat *
beckon_sidebar_get_selected (BeckonSidebar *self)
{
  g_return_val_if_fail (BECKON_IS_SIDEBAR (self), NULL);

  return self->selected;
}

/**
 * beckon_sidebar_set_selected:
 * @chat: (nullable): the chat to mark as open
 */
void
beckon_sidebar_set_selected (BeckonSidebar *self, BeckonChat *chat)
{
  GHashTableIter iter;
  gpointer row;

  g_return_if_fail (BECKON_IS_SIDEBAR (self));

  if (!g_set_object (&self->selected, chat))
    return;
  g_hash_table_iter_init (&iter, self->bound_rows);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    mark_row (self, row);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

/**
 * beckon_sidebar_set_show_title_buttons:
 * @show: whether the window's own buttons are here, at the end: when there is nothing beside
 */
void
beckon_sidebar_set_show_title_buttons (BeckonSidebar *self, gboolean show)
{
  g_return_if_fail (BECKON_IS_SIDEBAR (self));

  adw_header_bar_set_show_end_title_buttons (self->header_bar, show);
}

/**
 * beckon_sidebar_search:
 *
 * Puts the cursor into the search.
 */
void
beckon_sidebar_search (BeckonSidebar *self)
{
  g_return_if_fail (BECKON_IS_SIDEBAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/**
 * beckon_sidebar_step:
 * @steps: 1 for the next chat of the list, -1 for the one before
 *
 * Opens a neighbour of the open chat.
 */
void
beckon_sidebar_step (BeckonSidebar *self, int steps)
{
  GListModel *chats = beckon_sidebar_list_get_chats (self->list);
  const guint n_chats = g_list_model_get_n_items (chats);
  int position = steps > 0 ? -1 : (int) n_chats;

  g_return_if_fail (BECKON_IS_SIDEBAR (self));

  for (guint i = 0; i < n_chats && self->selected != NULL; i++)
    {
      g_autoptr (BeckonChat) chat = g_list_model_get_item (chats, i);

      if (chat == self->selected)
        position = i;
    }
  position += steps;
  if (position >= 0 && position < (int) n_chats)
    {
      g_autoptr (GObject) chat = g_list_model_get_item (chats, position);

      g_signal_emit (self, signals[OPEN], 0, chat);
    }
}
