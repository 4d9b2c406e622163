/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-profile-window.h"

#include <glib/gi18n.h>

#include "beckon-account-profile.h"
#include "beckon-error-box.h"
#include "beckon-profile-text.h"

struct _BeckonProfileWindow
{
  AdwWindow parent_instance;

  GtkWidget *save_button;
  GtkSpinner *save_spinner;
  BeckonErrorBox *error_box;
  GtkStack *stack;
  AdwPreferencesGroup *name_group;
  AdwPreferencesGroup *email_group;
  AdwPreferencesGroup *phone_group;
  AdwPreferencesGroup *url_group;
  AdwPreferencesGroup *work_group;
  AdwPreferencesGroup *place_group;
  GtkTextView *note_view;

  AdwPreferencesWindow *preferences; /* (nullable), weak */
  BeckonAccount *account;
  BeckonProfile *loaded; /* (nullable) */
  GPtrArray *rows[BECKON_PROFILE_N_FIELDS]; /* of GtkEditable, which the groups have */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BeckonProfileWindow, beckon_profile_window, ADW_TYPE_WINDOW)

static void
show_error (BeckonProfileWindow *self, const GError *error)
{
  beckon_error_box_set_error (
    self->error_box, error, beckon_jid_get_domain (beckon_account_get_jid (self->account)));
}

/* The rows */

static AdwPreferencesGroup *
get_group (BeckonProfileWindow *self, BeckonProfileField field)
{
  switch (field)
    {
    case BECKON_PROFILE_EMAIL:
      return self->email_group;
    case BECKON_PROFILE_PHONE:
      return self->phone_group;
    case BECKON_PROFILE_URL:
      return self->url_group;
    case BECKON_PROFILE_ORGANIZATION:
    case BECKON_PROFILE_TITLE:
    case BECKON_PROFILE_ROLE:
      return self->work_group;
    case BECKON_PROFILE_LOCALITY:
    case BECKON_PROFILE_COUNTRY:
      return self->place_group;
    default:
      return self->name_group;
    }
}

static GtkInputPurpose
get_purpose (BeckonProfileField field)
{
  switch (field)
    {
    case BECKON_PROFILE_EMAIL:
      return GTK_INPUT_PURPOSE_EMAIL;
    case BECKON_PROFILE_PHONE:
      return GTK_INPUT_PURPOSE_PHONE;
    case BECKON_PROFILE_URL:
      return GTK_INPUT_PURPOSE_URL;
    default:
      return GTK_INPUT_PURPOSE_FREE_FORM;
    }
}

static void add_row (BeckonProfileWindow *self, BeckonProfileField field, const char *text);

/* There is always an empty one at the end to write another one into. */
static void
list_changed_cb (BeckonProfileWindow *self, GtkEditable *row)
{
  const BeckonProfileField field
    = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "field"));
  GPtrArray *rows = self->rows[field];

  if (rows->pdata[rows->len - 1] == row && *gtk_editable_get_text (row) != '\0'
      && rows->len < BECKON_PROFILE_MAX_VALUES)
    add_row (self, field, NULL);
}

/* What another program has put there stays; what is typed here is what all of them understand. */
static void
birthday_changed_cb (BeckonProfileWindow *self, GtkEditable *row)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (row)));
  const gboolean valid
    = *text == '\0' || beckon_profile_text_is_date (text)
      || g_strcmp0 (text, beckon_profile_get (self->loaded, BECKON_PROFILE_BIRTHDAY, 0)) == 0;

  if (valid)
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
  gtk_widget_set_sensitive (self->save_button, valid);
}

static void
add_row (BeckonProfileWindow *self, BeckonProfileField field, const char *text)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 field == BECKON_PROFILE_BIRTHDAY
                                   /* Translators: keep the form of the day: year, month, day. */
                                   ? _ ("Birthday, such as 1990-12-31")
                                   : beckon_profile_text_get_label (field));
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row), get_purpose (field));
  if (beckon_profile_text_is_left_to_right (field))
    gtk_widget_set_direction (
      GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (row))), GTK_TEXT_DIR_LTR);
  g_object_set_data (G_OBJECT (row), "field", GUINT_TO_POINTER (field));
  adw_preferences_group_add (get_group (self, field), row);
  g_ptr_array_add (self->rows[field], row);
  if (beckon_profile_field_is_list (field))
    g_signal_connect_object (
      row, "changed", G_CALLBACK (list_changed_cb), self, G_CONNECT_SWAPPED);
  else if (field == BECKON_PROFILE_BIRTHDAY)
    g_signal_connect_object (
      row, "changed", G_CALLBACK (birthday_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
fill_in (BeckonProfileWindow *self)
{
  const char *note = beckon_profile_get (self->loaded, BECKON_PROFILE_NOTE, 0);
  const char *nick = beckon_account_get_nick (self->account);

  for (guint field = 0; field < BECKON_PROFILE_NOTE; field++)
    {
      const guint n = beckon_profile_get_n (self->loaded, field);

      for (guint i = 0; i < n; i++)
        add_row (self, field, beckon_profile_get (self->loaded, field, i));
      if (n == 0 || (beckon_profile_field_is_list (field) && n < BECKON_PROFILE_MAX_VALUES))
        add_row (self, field, NULL);
    }
  if (nick != NULL)
    gtk_editable_set_text (self->rows[BECKON_PROFILE_NICKNAME]->pdata[0], nick);
  gtk_text_buffer_set_text (
    gtk_text_view_get_buffer (self->note_view), note != NULL ? note : "", -1);
}

static BeckonProfile *
read_form (BeckonProfileWindow *self)
{
  BeckonProfile *profile = beckon_profile_new ();
  g_autofree char *note = NULL;

  for (guint field = 0; field < BECKON_PROFILE_NOTE; field++)
    for (guint i = 0; i < self->rows[field]->len; i++)
      beckon_profile_add (profile, field, gtk_editable_get_text (self->rows[field]->pdata[i]));
  g_object_get (gtk_text_view_get_buffer (self->note_view), "text", &note, NULL);
  beckon_profile_add (profile, BECKON_PROFILE_NOTE, note);
  return profile;
}

/* Loading */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonProfileWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean restricted;
  g_autoptr (BeckonProfile) profile = beckon_account_load_own_profile_finish (
    BECKON_ACCOUNT (source), result, &restricted, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (profile == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "failed");
      show_error (self, error);
      return;
    }
  self->loaded = g_steal_pointer (&profile);
  adw_preferences_group_set_description (
    self->name_group,
    restricted ? _ ("Not everyone can see this: another program has restricted who may.")
               : _ ("Everyone who knows your address can see this. Fill in only what they may know."));
  fill_in (self);
  gtk_stack_set_visible_child_name (self->stack, "form");
  gtk_widget_set_sensitive (self->save_button, TRUE);
  gtk_widget_grab_focus (self->rows[BECKON_PROFILE_NICKNAME]->pdata[0]);
}

static void
load_cb (BeckonProfileWindow *self)
{
  beckon_error_box_set_text (self->error_box, NULL);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  beckon_account_load_own_profile_async (
    self->account, self->cancellable, loaded_cb, g_object_ref (self));
}

/* Saving */

static void
set_saving (BeckonProfileWindow *self, gboolean saving)
{
  /* GTK 4.8: a field that has the focus when it becomes insensitive goes on to blink. */
  if (saving)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), !saving);
  gtk_widget_set_sensitive (self->save_button, !saving);
  gtk_spinner_set_spinning (self->save_spinner, saving);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonProfileWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  const gboolean saved
    = beckon_account_save_own_profile_finish (BECKON_ACCOUNT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_saving (self, FALSE);
  if (!saved)
    {
      show_error (self, error);
      gtk_widget_grab_focus (self->save_button);
      return;
    }
  if (self->preferences != NULL)
    adw_preferences_window_add_toast (self->preferences, adw_toast_new (_ ("The profile was saved")));
  gtk_window_close (GTK_WINDOW (self));
}

static void
save_cb (BeckonProfileWindow *self)
{
  g_autoptr (BeckonProfile) profile = read_form (self);

  beckon_error_box_set_text (self->error_box, NULL);
  set_saving (self, TRUE);
  beckon_account_save_own_profile_async (
    self->account, profile, self->cancellable, saved_cb, g_object_ref (self));
}

static gboolean
beckon_profile_window_close_request (GtkWindow *window)
{
  g_cancellable_cancel (BECKON_PROFILE_WINDOW (window)->cancellable);
  return GTK_WINDOW_CLASS (beckon_profile_window_parent_class)->close_request (window);
}

static void
beckon_profile_window_dispose (GObject *object)
{
  BeckonProfileWindow *self = BECKON_PROFILE_WINDOW (object);

  g_clear_weak_pointer (&self->preferences);
  g_clear_object (&self->account);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->loaded, beckon_profile_unref);
  for (guint field = 0; field < BECKON_PROFILE_N_FIELDS; field++)
    g_clear_pointer (&self->rows[field], g_ptr_array_unref);
  G_OBJECT_CLASS (beckon_profile_window_parent_class)->dispose (object);
}

static void
beckon_profile_window_class_init (BeckonProfileWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_profile_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = beckon_profile_window_close_request;

  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-profile-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonProfileWindow, save_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonProfileWindow, save_spinner);
  gtk_widget_class_bind_template_child (widget_class, BeckonProfileWindow, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonProfileWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, BeckonProfileWindow, name_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonProfileWindow, email_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonProfileWindow, phone_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonProfileWindow, url_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonProfileWindow, work_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonProfileWindow, place_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonProfileWindow, note_view);
  gtk_widget_class_bind_template_callback (widget_class, load_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
beckon_profile_window_init (BeckonProfileWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  for (guint field = 0; field < BECKON_PROFILE_N_FIELDS; field++)
    self->rows[field] = g_ptr_array_new ();
}

/**
 * beckon_profile_window_present:
 * @parent: the preferences, to stand over and to tell of success
 * @account: whose profile to edit
 */
void
beckon_profile_window_present (AdwPreferencesWindow *parent, BeckonAccount *account)
{
  BeckonProfileWindow *self
    = g_object_new (BECKON_TYPE_PROFILE_WINDOW, "transient-for", parent, NULL);

  g_set_weak_pointer (&self->preferences, parent);
  self->account = g_object_ref (account);
  load_cb (self);
  gtk_window_present (GTK_WINDOW (self));
}
