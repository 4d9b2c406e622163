/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-requests-window.h"

#include <glib/gi18n.h>

#include "beckon-address-text.h"
#include "beckon-avatar.h"
#include "beckon-error-box.h"

/* Not all of a flood are shown at once: as some are answered, the next ones move up. */
#define MAX_SHOWN 50

struct _BeckonRequestsWindow
{
  AdwWindow parent_instance;

  BeckonErrorBox *error_box;
  GtkListBox *list_box;

  GListModel *requests;
};

G_DEFINE_FINAL_TYPE (BeckonRequestsWindow, beckon_requests_window, ADW_TYPE_WINDOW)

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonRequestsWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error)
      && self->error_box != NULL)
    beckon_error_box_set_error (
      self->error_box,
      error,
      beckon_jid_get_domain (beckon_account_get_jid (BECKON_ACCOUNT (source))));
}

static void
answer (BeckonRequestsWindow *self, GtkWidget *button, gboolean accept)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);
  BeckonContact *contact = g_object_get_data (G_OBJECT (row), "contact");
  BeckonAccount *account = beckon_contact_get_account (contact);

  gtk_widget_set_sensitive (row, FALSE);
  beckon_error_box_set_text (self->error_box, NULL);
  if (account != NULL)
    beckon_account_answer_request_async (
      account, beckon_contact_get_jid (contact), accept, NULL, answer_cb, g_object_ref (self));
}

static void
accept_cb (GtkWidget *button, BeckonRequestsWindow *self)
{
  answer (self, button, TRUE);
}

static void
decline_cb (GtkWidget *button, BeckonRequestsWindow *self)
{
  answer (self, button, FALSE);
}

static void
block_cb (GtkWidget *button, BeckonRequestsWindow *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);
  BeckonContact *contact = g_object_get_data (G_OBJECT (row), "contact");
  BeckonAccount *account = beckon_contact_get_account (contact);

  answer (self, button, FALSE);
  if (account != NULL)
    beckon_account_set_blocked_async (
      account, beckon_contact_get_jid (contact), TRUE, NULL, answer_cb, g_object_ref (self));
}

static void
add_button (BeckonRequestsWindow *self,
            GtkWidget *row,
            const char *icon,
            const char *label,
            const char *address,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *full = g_strdup_printf ("%s: %s", label, address);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, full, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  g_signal_connect_object (button, "clicked", callback, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
make_row (BeckonRequestsWindow *self, BeckonContact *contact)
{
  const char *address = beckon_jid_get_bare (beckon_contact_get_jid (contact));
  g_autofree char *warning = beckon_address_text_dup_warning (
    beckon_contact_get_jid (contact), beckon_contact_get_account (contact));
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar = beckon_avatar_new (32);

  g_object_set_data_full (
    G_OBJECT (row), "contact", g_object_ref (contact), g_object_unref);
  beckon_avatar_set_person (BECKON_AVATAR (avatar), G_OBJECT (contact));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  /* The address, not the name: that is what is trusted here. */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), address);
  if (warning != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), warning);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, address, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  add_button (
    self, row, "action-unavailable-symbolic", _ ("Block"), address, G_CALLBACK (block_cb));
  add_button (self, row, "window-close-symbolic", _ ("Decline"), address, G_CALLBACK (decline_cb));
  add_button (self, row, "object-select-symbolic", _ ("Accept"), address, G_CALLBACK (accept_cb));
  return row;
}

static void
requests_changed_cb (BeckonRequestsWindow *self)
{
  const guint n_requests = g_list_model_get_n_items (self->requests);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list_box, 0)) != NULL)
    gtk_list_box_remove (self->list_box, GTK_WIDGET (row));
  for (guint i = 0; i < MIN (n_requests, MAX_SHOWN); i++)
    {
      g_autoptr (BeckonContact) contact = g_list_model_get_item (self->requests, i);

      gtk_list_box_append (self->list_box, make_row (self, contact));
    }
  if (n_requests == 0 && gtk_widget_get_visible (GTK_WIDGET (self)))
    gtk_window_close (GTK_WINDOW (self));
}

static gpointer
map_requests (gpointer item, gpointer user_data)
{
  g_autoptr (BeckonAccount) account = item;

  return g_object_ref (beckon_account_get_requests (account));
}

static void
beckon_requests_window_dispose (GObject *object)
{
  BeckonRequestsWindow *self = BECKON_REQUESTS_WINDOW (object);

  if (self->requests != NULL)
    g_signal_handlers_disconnect_by_data (self->requests, self);
  g_clear_object (&self->requests);
  G_OBJECT_CLASS (beckon_requests_window_parent_class)->dispose (object);
}

static void
beckon_requests_window_class_init (BeckonRequestsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_requests_window_dispose;

  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-requests-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonRequestsWindow, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonRequestsWindow, list_box);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
beckon_requests_window_init (BeckonRequestsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * beckon_requests_window_present:
 * @parent: the window to stand over
 */
void
beckon_requests_window_present (BeckonWindow *parent)
{
  BeckonRequestsWindow *self
    = g_object_new (BECKON_TYPE_REQUESTS_WINDOW, "transient-for", parent, NULL);
  GListModel *accounts = beckon_client_get_accounts (beckon_window_get_client (parent));
  GtkMapListModel *lists
    = gtk_map_list_model_new (g_object_ref (accounts), map_requests, NULL, NULL);

  self->requests = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists)));
  g_signal_connect_object (
    self->requests, "items-changed", G_CALLBACK (requests_changed_cb), self, G_CONNECT_SWAPPED);
  requests_changed_cb (self);
  gtk_window_present (GTK_WINDOW (self));
}
