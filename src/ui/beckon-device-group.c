/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-device-group.h"

#include <glib/gi18n.h>

#include "beckon-account-devices.h"
#include "beckon-approve-window.h"
#include "beckon-error-box.h"
#include "beckon-text.h"
#include "beckon-time-format.h"

struct _BeckonDeviceGroup
{
  AdwPreferencesGroup parent_instance;

  BeckonAccount *account;
  GPtrArray *rows; /* of GtkWidget */
  GCancellable *cancellable; /* (nullable): of the list that is being asked for */
};

G_DEFINE_FINAL_TYPE (BeckonDeviceGroup, beckon_device_group, ADW_TYPE_PREFERENCES_GROUP)

static void load (BeckonDeviceGroup *self);

static const char *
get_name (const BeckonDevice *device)
{
  if (device->name != NULL)
    return device->name;
  return device->software != NULL ? device->software : _ ("A device without a name");
}

/* Signing out */

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonDeviceGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->account == NULL)
    return;
  if (!beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error)
      && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    {
      g_autoptr (BeckonErrorText) text = beckon_error_text_new (
        error, beckon_jid_get_domain (beckon_account_get_jid (self->account)));

      beckon_error_present (GTK_WIDGET (self), text);
    }
  load (self);
}

static void
response_cb (BeckonDeviceGroup *self, const char *response, AdwMessageDialog *dialog)
{
  const char *id = g_object_get_data (G_OBJECT (dialog), "id");

  if (!g_str_equal (response, "sign-out") || self->account == NULL)
    return;
  if (id != NULL)
    beckon_account_revoke_device_async (
      self->account, id, NULL, revoked_cb, g_object_ref (self));
  else
    beckon_account_revoke_other_devices_async (
      self->account, NULL, revoked_cb, g_object_ref (self));
}

/* There is no way back, so it is asked for first. */
static void
ask (BeckonDeviceGroup *self, const char *id, const char *name)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
    GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, NULL));

  g_autofree char *isolated = name != NULL ? beckon_text_dup_isolated (name) : NULL;

  if (id != NULL)
    /* Translators: %s is a device's name. */
    adw_message_dialog_format_heading (dialog, _ ("Sign out “%s”?"), isolated);
  else
    adw_message_dialog_set_heading (dialog, _ ("Sign out all other devices?"));
  adw_message_dialog_set_body (dialog,
                               id != NULL
                                 ? _ ("It is disconnected at once, and has to be signed in again. "
                                      "This cannot be undone.")
                                 : _ ("They are disconnected at once, and have to be signed in "
                                      "again. This cannot be undone."));
  adw_message_dialog_add_responses (
    dialog, "cancel", _ ("_Cancel"), "sign-out", _ ("_Sign Out"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "sign-out", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "id", g_strdup (id), g_free);
  g_signal_connect_object (
    dialog, "response", G_CALLBACK (response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
sign_out_cb (BeckonDeviceGroup *self, GtkWidget *button)
{
  ask (self,
       g_object_get_data (G_OBJECT (button), "id"),
       g_object_get_data (G_OBJECT (button), "name"));
}

static void
others_cb (BeckonDeviceGroup *self)
{
  ask (self, NULL, NULL);
}

static void
approve_cb (BeckonDeviceGroup *self)
{
  GtkWindow *window
    = beckon_approve_window_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                     self->account);

  g_signal_connect_object (window, "unmap", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
}

/* The list */

static char *
format_time (GDateTime *utc)
{
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = beckon_time_format_day (local, now);
  g_autofree char *clock = beckon_time_format_clock (local);

  /* Translators: the first %s is a day ("Today", "March 2, 2024"), the second the time of day. */
  return g_strdup_printf (_ ("%s, %s"), day, clock);
}

/* The application and the system in one line, the times in another. */
static char *
describe (const BeckonDevice *device)
{
  GString *text = g_string_new (device->name != NULL ? device->software : NULL);

  if (device->os != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", device->os);
  if (device->first_seen != NULL)
    {
      g_autofree char *time = format_time (device->first_seen);

      g_string_append (text, text->len > 0 ? "\n" : "");
      /* Translators: %s is a day and a time. */
      g_string_append_printf (text, _ ("Signed in: %s"), time);
    }
  if (device->last_seen != NULL)
    {
      g_autofree char *time = format_time (device->last_seen);

      g_string_append (text, text->len > 0 ? "\n" : "");
      /* Translators: %s is a day and a time. */
      g_string_append_printf (text, _ ("Last connected: %s"), time);
    }
  return g_string_free (text, FALSE);
}

static void
add_row (BeckonDeviceGroup *self, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
add_device (BeckonDeviceGroup *self, const BeckonDevice *device)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *subtitle = describe (device);
  const char *name = get_name (device);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (device->current)
    {
      GtkWidget *mark = gtk_label_new (_ ("This one"));

      gtk_widget_add_css_class (mark, "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark);
    }
  else
    {
      GtkWidget *button = gtk_button_new_with_label (_ ("Sign Out"));
      /* Translators: %s is a device's name. */
      g_autofree char *label = g_strdup_printf (_ ("Sign out “%s”"), name);

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      /* Its label would win over the longer name since GTK 4.16. */
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (
        GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      g_object_set_data_full (G_OBJECT (button), "id", g_strdup (device->id), g_free);
      g_object_set_data_full (G_OBJECT (button), "name", g_strdup (name), g_free);
      g_signal_connect_object (
        button, "clicked", G_CALLBACK (sign_out_cb), self, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  add_row (self, row);
}

static void
add_action (BeckonDeviceGroup *self, const char *title, GCallback callback)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", callback, self, G_CONNECT_SWAPPED);
  add_row (self, row);
}

static void
show_devices (BeckonDeviceGroup *self, GPtrArray *devices)
{
  guint n_others = 0;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  add_action (self, _ ("A_pprove a Sign-In…"), G_CALLBACK (approve_cb));
  for (guint i = 0; i < devices->len; i++)
    {
      const BeckonDevice *device = devices->pdata[i];

      add_device (self, device);
      n_others += !device->current;
    }
  if (n_others > 1)
    add_action (self, _ ("Sign Out All _Others…"), G_CALLBACK (others_cb));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
devices_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonDeviceGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices
    = beckon_account_list_devices_finish (BECKON_ACCOUNT (source), result, &error);

  if (devices != NULL && self->account != NULL)
    show_devices (self, devices);
  else if (devices == NULL)
    g_debug ("No list of devices: %s", error->message);
}

static void
load (BeckonDeviceGroup *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->account == NULL || beckon_account_get_state (self->account) != BECKON_ACCOUNT_ONLINE)
    return;
  self->cancellable = g_cancellable_new ();
  beckon_account_list_devices_async (
    self->account, self->cancellable, devices_cb, g_object_ref (self));
}

static void
beckon_device_group_dispose (GObject *object)
{
  BeckonDeviceGroup *self = BECKON_DEVICE_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->account);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (beckon_device_group_parent_class)->dispose (object);
}

static void
beckon_device_group_class_init (BeckonDeviceGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_device_group_dispose;
}

static void
beckon_device_group_init (BeckonDeviceGroup *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Devices"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * beckon_device_group_set_account:
 * @account: whose devices to show; set once
 */
void
beckon_device_group_set_account (BeckonDeviceGroup *self, BeckonAccount *account)
{
  g_return_if_fail (BECKON_IS_DEVICE_GROUP (self));
  g_return_if_fail (self->account == NULL);

  self->account = g_object_ref (account);
  g_signal_connect_object (
    account, "notify::state", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    account, "new-device", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
}
