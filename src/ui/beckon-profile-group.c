/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-profile-group.h"

#include <glib/gi18n.h>

#include "beckon-account-profile.h"
#include "beckon-profile-text.h"

/* A note may have as many lines as it has characters. */
#define MAX_LINES 20

struct _BeckonProfileGroup
{
  AdwPreferencesGroup parent_instance;

  BeckonContact *contact; /* (nullable) */
  GPtrArray *rows;        /* of GtkWidget, which the group has */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BeckonProfileGroup, beckon_profile_group, ADW_TYPE_PREFERENCES_GROUP)

static void load (BeckonProfileGroup *self);

static void
clear (BeckonProfileGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

static AdwActionRow *
add_row (BeckonProfileGroup *self, const char *title)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
  return ADW_ACTION_ROW (row);
}

/* One row that says what there is to say, and maybe a button. */
static void
show_sentence (BeckonProfileGroup *self, const char *sentence, const char *button_label)
{
  AdwActionRow *row;

  clear (self);
  row = add_row (self, sentence);
  if (button_label != NULL)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (button_label);

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      g_signal_connect_object (button, "clicked", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (row, button);
    }
}

/* What a profile says */

static void
copy_cb (GtkButton *button)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)),
                          g_object_get_data (G_OBJECT (button), "text"));
  gtk_button_set_icon_name (button, "object-select-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), _ ("Copied"));
}

static void
open_cb (GtkWidget *button)
{
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (button)),
                g_object_get_data (G_OBJECT (button), "text"),
                GDK_CURRENT_TIME);
}

static void
add_button (AdwActionRow *row,
            const char *icon_name,
            const char *tooltip,
            const char *text,
            const char *label,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "text", g_strdup (text), g_free);
  g_signal_connect (button, "clicked", callback, NULL);
  adw_action_row_add_suffix (row, button);
}

static const char *
get_open_text (BeckonProfileField field)
{
  switch (field)
    {
    case BECKON_PROFILE_EMAIL:
      return _ ("Write an E-Mail");
    case BECKON_PROFILE_PHONE:
      return _ ("Call");
    default:
      return _ ("Open in a Web Browser");
    }
}

static void
add_value (BeckonProfileGroup *self, BeckonProfileField field, const char *text)
{
  AdwActionRow *row = add_row (self, beckon_profile_text_get_label (field));
  g_autofree char *value = beckon_profile_text_dup_value (field, text);
  g_autofree char *uri = beckon_profile_text_dup_uri (field, text);

  adw_action_row_set_subtitle (row, value);
  adw_action_row_set_subtitle_lines (row, field == BECKON_PROFILE_NOTE ? MAX_LINES : 0);
  if (beckon_profile_field_is_list (field))
    {
      /* Translators: %s is an address or a number. */
      g_autofree char *label = g_strdup_printf (_ ("Copy “%s”"), value);

      add_button (row, "edit-copy-symbolic", _ ("Copy"), text, label, G_CALLBACK (copy_cb));
    }
  if (uri != NULL)
    {
      const char *verb = get_open_text (field);
      g_autofree char *label
        /* Translators: the first %s is what is done ("Call"), the second an address or number. */
        = g_strdup_printf (C_ ("what to do: with what", "%s: %s"), verb, value);

      add_button (row, "adw-external-link-symbolic", verb, uri, label, G_CALLBACK (open_cb));
    }
}

static void
profile_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonProfileGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonProfile) profile
    = beckon_account_fetch_profile_finish (BECKON_ACCOUNT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->contact == NULL)
    return;
  if (profile == NULL)
    {
      show_sentence (self, _ ("The profile cannot be fetched just now."), _ ("_Try Again"));
      return;
    }
  if (beckon_profile_is_empty (profile))
    {
      show_sentence (self, _ ("They tell nothing about themselves."), NULL);
      return;
    }
  clear (self);
  for (guint field = 0; field < BECKON_PROFILE_N_FIELDS; field++)
    for (guint i = 0; i < beckon_profile_get_n (profile, field); i++)
      add_value (self, field, beckon_profile_get (profile, field, i));
}

static void
load (BeckonProfileGroup *self)
{
  BeckonAccount *account = beckon_contact_get_account (self->contact);
  GtkWidget *spinner = gtk_spinner_new ();

  if (account == NULL)
    return;
  clear (self);
  adw_action_row_add_suffix (add_row (self, _ ("Fetching the profile…")), spinner);
  gtk_spinner_start (GTK_SPINNER (spinner));
  beckon_account_fetch_profile_async (account,
                                      beckon_contact_get_jid (self->contact),
                                      self->cancellable,
                                      profile_cb,
                                      g_object_ref (self));
}

static void
beckon_profile_group_dispose (GObject *object)
{
  BeckonProfileGroup *self = BECKON_PROFILE_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->contact);
  G_OBJECT_CLASS (beckon_profile_group_parent_class)->dispose (object);
}

static void
beckon_profile_group_finalize (GObject *object)
{
  BeckonProfileGroup *self = BECKON_PROFILE_GROUP (object);

  g_ptr_array_unref (self->rows);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (beckon_profile_group_parent_class)->finalize (object);
}

/* The request that waits has a reference, so that dispose would come too late. */
static void
beckon_profile_group_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (BECKON_PROFILE_GROUP (widget)->cancellable);
  GTK_WIDGET_CLASS (beckon_profile_group_parent_class)->unroot (widget);
}

static void
beckon_profile_group_class_init (BeckonProfileGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_profile_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = beckon_profile_group_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = beckon_profile_group_unroot;
}

static void
beckon_profile_group_init (BeckonProfileGroup *self)
{
  self->rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Profile"));
}

/**
 * beckon_profile_group_set_contact:
 * @contact: whose profile to show; set once
 */
void
beckon_profile_group_set_contact (BeckonProfileGroup *self, BeckonContact *contact)
{
  g_return_if_fail (BECKON_IS_PROFILE_GROUP (self));
  g_return_if_fail (self->contact == NULL);

  self->contact = g_object_ref (contact);
  gtk_widget_set_visible (GTK_WIDGET (self), !beckon_contact_get_blocked (contact));
  if (beckon_contact_get_blocked (contact))
    return;
  if (beckon_contact_get_in_roster (contact))
    load (self);
  else
    show_sentence (self,
                   _ ("Their server learns that you want to know what they tell about themselves."),
                   _ ("_Look"));
}
