/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-preferences-window.h"

#include <glib/gi18n.h>

#include "beckon-account-page.h"
#include "beckon-avatar.h"
#include "beckon-error-text.h"
#include "beckon-export-row.h"
#include "beckon-show-text.h"
#include "beckon-spelling-row.h"
#include "beckon-storage-group.h"

struct _BeckonPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  AdwComboRow *color_scheme_row;
  GtkSwitch *background_switch;
  GtkSwitch *login_switch;
  GtkSwitch *notify_switch;
  GtkSwitch *notify_text_switch;
  GtkSwitch *notify_sound_switch;
  AdwPreferencesGroup *writing_group;
  GtkSwitch *typing_switch;
  BeckonStorageGroup *storage_group;
  GtkSwitch *receipts_switch;
  GtkSwitch *read_switch;
  GtkSwitch *developer_switch;
  AdwPreferencesGroup *accounts_group;
  BeckonExportRow *export_row;

  BeckonWindow *main_window; /* (nullable), weak */
  GSettings *settings;
  BeckonClient *client;
  GPtrArray *account_rows;
};

G_DEFINE_FINAL_TYPE (BeckonPreferencesWindow,
                     beckon_preferences_window,
                     ADW_TYPE_PREFERENCES_WINDOW)

/* The style is an enum in GSettings and a position in the row. */
static gboolean
get_color_scheme (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *nick = g_variant_get_string (variant, NULL);

  g_value_set_uint (value,
                    g_str_equal (nick, "light")  ? 1
                    : g_str_equal (nick, "dark") ? 2
                                                 : 0);
  return TRUE;
}

static GVariant *
set_color_scheme (const GValue *value, const GVariantType *type, gpointer user_data)
{
  const char *const nicks[] = { "system", "light", "dark" };
  const guint selected = g_value_get_uint (value);

  return selected < G_N_ELEMENTS (nicks) ? g_variant_new_string (nicks[selected]) : NULL;
}

static void
add_account_cb (BeckonPreferencesWindow *self)
{
  if (self->main_window != NULL)
    beckon_window_add_account (self->main_window);
  gtk_window_close (GTK_WINDOW (self));
}

static void
account_activated_cb (BeckonPreferencesWindow *self, GtkWidget *row)
{
  BeckonAccount *account = g_object_get_data (G_OBJECT (row), "account");

  beckon_account_page_present (ADW_PREFERENCES_WINDOW (self), self->client, account);
}

static void
update_account_row (GtkWidget *row)
{
  BeckonAccount *account = g_object_get_data (G_OBJECT (row), "account");
  const GError *error = beckon_account_get_error (account);
  g_autoptr (BeckonErrorText) text = NULL;
  const char *subtitle;

  switch (beckon_account_get_state (account))
    {
    case BECKON_ACCOUNT_ONLINE:
      subtitle = beckon_show_text_describe (beckon_account_get_show (account));
      break;
    case BECKON_ACCOUNT_CONNECTING:
    case BECKON_ACCOUNT_SIGNING_IN:
      subtitle = _ ("Connecting…");
      break;
    case BECKON_ACCOUNT_OFFLINE:
      subtitle = _ ("Offline");
      break;
    default:
      if (error != NULL)
        text = beckon_error_text_new (error, NULL);
      subtitle = text != NULL ? text->title : _ ("Not connected");
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static GtkWidget *
make_account_row (BeckonPreferencesWindow *self, BeckonAccount *account)
{
  const char *address = beckon_jid_get_bare (beckon_account_get_jid (account));
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar = beckon_avatar_new (32);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  g_object_set_data_full (G_OBJECT (row), "account", g_object_ref (account), g_object_unref);
  beckon_avatar_set_person (BECKON_AVATAR (avatar), G_OBJECT (account));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), address);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, address, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (
    row, "activated", G_CALLBACK (account_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    account, "notify", G_CALLBACK (update_account_row), row, G_CONNECT_SWAPPED);
  update_account_row (row);
  return row;
}

static void
accounts_changed_cb (BeckonPreferencesWindow *self)
{
  GListModel *accounts = beckon_client_get_accounts (self->client);

  for (guint i = 0; i < self->account_rows->len; i++)
    adw_preferences_group_remove (self->accounts_group, g_ptr_array_index (self->account_rows, i));
  g_ptr_array_set_size (self->account_rows, 0);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (accounts, i);
      GtkWidget *row = make_account_row (self, account);

      g_ptr_array_add (self->account_rows, row);
      adw_preferences_group_add (self->accounts_group, row);
    }
  if (g_list_model_get_n_items (accounts) == 0 && gtk_widget_get_visible (GTK_WIDGET (self)))
    gtk_window_close (GTK_WINDOW (self));
}

static void
beckon_preferences_window_dispose (GObject *object)
{
  BeckonPreferencesWindow *self = BECKON_PREFERENCES_WINDOW (object);

  g_clear_weak_pointer (&self->main_window);
  g_clear_object (&self->settings);
  g_clear_object (&self->client);
  g_clear_pointer (&self->account_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (beckon_preferences_window_parent_class)->dispose (object);
}

static void
beckon_preferences_window_class_init (BeckonPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_preferences_window_dispose;

  g_type_ensure (BECKON_TYPE_EXPORT_ROW);
  g_type_ensure (BECKON_TYPE_STORAGE_GROUP);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/im/beckon/Beckon/ui/beckon-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, color_scheme_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, background_switch);
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, login_switch);
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, notify_switch);
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, notify_text_switch);
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, notify_sound_switch);
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, writing_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, typing_switch);
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, storage_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, receipts_switch);
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, read_switch);
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, developer_switch);
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, accounts_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonPreferencesWindow, export_row);
  gtk_widget_class_bind_template_callback (widget_class, add_account_cb);
}

static void
beckon_preferences_window_init (BeckonPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->account_rows = g_ptr_array_new ();
  self->settings = g_settings_new (APPLICATION_ID);
  g_settings_bind_with_mapping (self->settings,
                                "color-scheme",
                                self->color_scheme_row,
                                "selected",
                                G_SETTINGS_BIND_DEFAULT,
                                get_color_scheme,
                                set_color_scheme,
                                NULL,
                                NULL);
  g_settings_bind (
    self->settings, "run-in-background", self->background_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (
    self->settings, "start-at-login", self->login_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (
    self->settings, "notify", self->notify_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (
    self->settings, "notify-text", self->notify_text_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (
    self->settings, "notify-sound", self->notify_sound_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (
    self->settings, "send-typing", self->typing_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (
    self->settings, "send-receipts", self->receipts_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (
    self->settings, "send-read", self->read_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (
    self->settings, "developer", self->developer_switch, "active", G_SETTINGS_BIND_DEFAULT);
#ifdef HAVE_ENCHANT
  adw_preferences_group_add (self->writing_group, beckon_spelling_row_new ());
  gtk_widget_set_visible (GTK_WIDGET (self->writing_group), TRUE);
#endif
}

static BeckonPreferencesWindow *
open_window (BeckonWindow *parent)
{
  BeckonPreferencesWindow *self
    = g_object_new (BECKON_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);

  g_set_weak_pointer (&self->main_window, parent);
  self->client = g_object_ref (beckon_window_get_client (parent));
  beckon_export_row_set_client (self->export_row, self->client);
  beckon_storage_group_set_client (self->storage_group, self->client);
  g_signal_connect_object (beckon_client_get_accounts (self->client),
                           "items-changed",
                           G_CALLBACK (accounts_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  accounts_changed_cb (self);
  return self;
}

/**
 * beckon_preferences_window_present:
 * @parent: the window to stand over
 * @accounts: whether to begin with the accounts
 */
void
beckon_preferences_window_present (BeckonWindow *parent, gboolean accounts)
{
  BeckonPreferencesWindow *self = open_window (parent);

  if (accounts)
    adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (self), "accounts");
  gtk_window_present (GTK_WINDOW (self));
}

/**
 * beckon_preferences_window_present_account:
 * @parent: the window to stand over
 * @account: the account to begin with
 */
void
beckon_preferences_window_present_account (BeckonWindow *parent, BeckonAccount *account)
{
  BeckonPreferencesWindow *self = open_window (parent);

  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (self), "accounts");
  beckon_account_page_present (ADW_PREFERENCES_WINDOW (self), self->client, account);
  gtk_window_present (GTK_WINDOW (self));
}
