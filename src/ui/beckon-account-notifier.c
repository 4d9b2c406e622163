/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-account-notifier.h"

#include <glib/gi18n.h>

#include "beckon-device-notice.h"
#include "beckon-preferences-window.h"
#include "beckon-window.h"

#define REQUESTS "requests"
#define DEVICE "device"

struct _BeckonAccountNotifier
{
  GObject parent_instance;

  GtkApplication *application; /* not owned: it owns this */
  BeckonNotificationServer *server;
  GSettings *settings;
  GListModel *requests;
  GHashTable *asked;             /* BeckonContact whose request was told of */
  BeckonAccount *device_account; /* (nullable): where a device was signed in last */
};

G_DEFINE_FINAL_TYPE (BeckonAccountNotifier, beckon_account_notifier, G_TYPE_OBJECT)

/* Whether the window is there to say it. */
static gboolean
is_looked_at (BeckonAccountNotifier *self)
{
  BeckonWindow *window = beckon_window_find (self->application);

  return window != NULL && gtk_window_is_active (GTK_WINDOW (window));
}

static void
requests_changed_cb (BeckonAccountNotifier *self)
{
  const guint n = g_list_model_get_n_items (self->requests);
  g_autoptr (GHashTable) before = g_steal_pointer (&self->asked);
  g_autoptr (BeckonContact) last = NULL;
  g_autofree char *text = NULL;
  BeckonNotification notification = {
    .title = _ ("Contact Request"),
    .category = "presence",
    .urgency = BECKON_URGENCY_LOW,
  };

  self->asked = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  for (guint i = 0; i < n; i++)
    {
      BeckonContact *contact = g_list_model_get_item (self->requests, i);

      g_hash_table_add (self->asked, contact);
      if (!g_hash_table_contains (before, contact))
        g_set_object (&last, contact);
    }
  if (n == 0)
    beckon_notification_server_withdraw (self->server, REQUESTS);
  if (last == NULL || !g_settings_get_boolean (self->settings, "notify") || is_looked_at (self))
    return;

  if (n == 1 && g_settings_get_boolean (self->settings, "notify-text"))
    /* Translators: %s is an address. */
    text = g_strdup_printf (_ ("%s wants to be your contact"),
                            beckon_jid_get_bare (beckon_contact_get_jid (last)));
  else
    text = g_strdup_printf (ngettext ("%u contact request", "%u contact requests", n), n);
  notification.body = text;
  beckon_notification_server_show (self->server, REQUESTS, &notification);
}

/* Told of whatever the person has turned off: if it was not them, it is to be stopped. */
static void
new_device_cb (BeckonAccountNotifier *self, const BeckonDevice *device, BeckonAccount *account)
{
  g_autofree char *text = beckon_device_notice_dup_text (device, account);
  BeckonNotification notification = {
    .title = _ ("New Device"),
    .body = text,
    .category = "network",
    .urgency = BECKON_URGENCY_CRITICAL,
    .sound = TRUE,
  };

  g_set_object (&self->device_account, account);
  if (!is_looked_at (self))
    beckon_notification_server_show (self->server, DEVICE, &notification);
}

static void
accounts_changed_cb (
  BeckonAccountNotifier *self, guint position, guint removed, guint added, GListModel *accounts)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (accounts, i);

      g_signal_connect_object (
        account, "new-device", G_CALLBACK (new_device_cb), self, G_CONNECT_SWAPPED);
    }
}

static void
activated_cb (BeckonAccountNotifier *self, const char *id, const char *action, const char *text)
{
  BeckonWindow *window;

  if (!g_str_equal (id, REQUESTS) && !g_str_equal (id, DEVICE))
    return;
  g_application_activate (G_APPLICATION (self->application));
  window = beckon_window_find (self->application);
  if (window == NULL)
    return;
  if (g_str_equal (id, REQUESTS))
    gtk_widget_activate_action (GTK_WIDGET (window), "win.requests", NULL);
  else if (self->device_account != NULL)
    beckon_preferences_window_present_account (window, self->device_account);
}

static void
beckon_account_notifier_dispose (GObject *object)
{
  BeckonAccountNotifier *self = BECKON_ACCOUNT_NOTIFIER (object);

  if (self->server != NULL)
    {
      beckon_notification_server_withdraw (self->server, REQUESTS);
      beckon_notification_server_withdraw (self->server, DEVICE);
    }
  g_clear_object (&self->server);
  g_clear_object (&self->requests);
  g_clear_object (&self->settings);
  g_clear_object (&self->device_account);
  g_clear_pointer (&self->asked, g_hash_table_unref);
  G_OBJECT_CLASS (beckon_account_notifier_parent_class)->dispose (object);
}

static void
beckon_account_notifier_class_init (BeckonAccountNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_account_notifier_dispose;
}

static void
beckon_account_notifier_init (BeckonAccountNotifier *self)
{
  self->settings = g_settings_new (APPLICATION_ID);
  self->asked = g_hash_table_new (NULL, NULL);
}

static gpointer
map_requests (gpointer item, gpointer user_data)
{
  g_autoptr (BeckonAccount) account = item;

  return g_object_ref (beckon_account_get_requests (account));
}

/**
 * beckon_account_notifier_new:
 * @application: whose windows may show what happens
 * @client: whose accounts
 * @server: where to tell of it
 *
 * Returns: (transfer full): a notifier
 */
BeckonAccountNotifier *
beckon_account_notifier_new (GtkApplication *application,
                             BeckonClient *client,
                             BeckonNotificationServer *server)
{
  BeckonAccountNotifier *self = g_object_new (BECKON_TYPE_ACCOUNT_NOTIFIER, NULL);
  GListModel *accounts = beckon_client_get_accounts (client);
  GtkMapListModel *lists
    = gtk_map_list_model_new (g_object_ref (accounts), map_requests, NULL, NULL);

  self->application = application;
  self->server = g_object_ref (server);
  g_signal_connect_object (
    server, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  self->requests = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists)));
  g_signal_connect_object (
    self->requests, "items-changed", G_CALLBACK (requests_changed_cb), self, G_CONNECT_SWAPPED);
  requests_changed_cb (self);
  g_signal_connect_object (
    accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self, G_CONNECT_SWAPPED);
  accounts_changed_cb (self, 0, 0, g_list_model_get_n_items (accounts), accounts);
  return self;
}
