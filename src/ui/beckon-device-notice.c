/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-device-notice.h"

#include <glib/gi18n.h>

#include "beckon-preferences-window.h"
#include "beckon-text.h"

static void
clicked_cb (BeckonWindow *window, AdwToast *toast)
{
  beckon_preferences_window_present_account (window,
                                             g_object_get_data (G_OBJECT (toast), "account"));
}

/**
 * beckon_device_notice_dup_text:
 * @device: a device
 * @account: where it was signed in
 *
 * Returns: (transfer full): the sentence that says so
 */
char *
beckon_device_notice_dup_text (const BeckonDevice *device, BeckonAccount *account)
{
  const char *name = device->name != NULL ? device->name : device->software;
  const char *address = beckon_jid_get_bare (beckon_account_get_jid (account));
  g_autofree char *isolated = name != NULL ? beckon_text_dup_isolated (name) : NULL;

  if (name != NULL)
    /* Translators: the first %s is a device's name, the second an account's address. */
    return g_strdup_printf (_ ("“%s” was signed in to %s"), isolated, address);
  /* Translators: %s is an account's address. */
  return g_strdup_printf (_ ("A new device was signed in to %s"), address);
}

/* What a narrow window has room for beside a button; where it was is behind that. */
static char *
dup_short_text (const BeckonDevice *device)
{
  const char *name = device->name != NULL ? device->name : device->software;
  g_autofree char *isolated = name != NULL ? beckon_text_dup_isolated (name) : NULL;

  if (name == NULL)
    return g_strdup (_ ("New device"));
  /* Translators: a short notice that a device was signed in. %s is the device's name. */
  return g_strdup_printf (_ ("New device: %s"), isolated);
}

/* It stays until somebody has seen it: if it was not them, they have to know. */
static void
new_device_cb (BeckonWindow *window, const BeckonDevice *device, BeckonAccount *account)
{
  g_autofree char *text = dup_short_text (device);
  g_autofree char *title = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_timeout (toast, 0);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_button_label (toast, _ ("Show _Devices"));
  g_object_set_data_full (
    G_OBJECT (toast), "account", g_object_ref (account), g_object_unref);
  g_signal_connect_object (
    toast, "button-clicked", G_CALLBACK (clicked_cb), window, G_CONNECT_SWAPPED);
  beckon_window_add_toast (window, toast);
}

static void
accounts_changed_cb (BeckonWindow *window,
                     guint position,
                     guint removed,
                     guint added,
                     GListModel *accounts)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (accounts, i);

      g_signal_connect_object (
        account, "new-device", G_CALLBACK (new_device_cb), window, G_CONNECT_SWAPPED);
    }
}

/**
 * beckon_device_notice_watch:
 * @window: where it is said
 * @client: whose accounts
 *
 * Says when a device was signed in to an account, and leads to where it can be signed out. To be
 * called once.
 */
void
beckon_device_notice_watch (BeckonWindow *window, BeckonClient *client)
{
  GListModel *accounts = beckon_client_get_accounts (client);

  g_signal_connect_object (
    accounts, "items-changed", G_CALLBACK (accounts_changed_cb), window, G_CONNECT_SWAPPED);
  accounts_changed_cb (window, 0, 0, g_list_model_get_n_items (accounts), accounts);
}
