/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-change-password-window.h"

#include <glib/gi18n.h>

#include "beckon-error-box.h"
#include "beckon-password.h"
#include "beckon-session.h"
#include "beckon-text.h"

#define MAX_REASON_CHARS 200

struct _BeckonChangePasswordWindow
{
  AdwWindow parent_instance;

  GtkWidget *change_button;
  GtkSpinner *spinner;
  BeckonErrorBox *error_box;
  AdwPreferencesGroup *form;
  GtkEditable *first_row;
  GtkEditable *second_row;
  GtkLabel *hint_label;

  AdwPreferencesWindow *preferences; /* (nullable), weak */
  BeckonAccount *account;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (BeckonChangePasswordWindow, beckon_change_password_window, ADW_TYPE_WINDOW)

/* What keeps the new password from being taken, as soon as that is clear; else how good it is. */
static void
changed_cb (BeckonChangePasswordWindow *self)
{
  const char *const words[] = { "", _ ("Weak password"), _ ("Fair password"), _ ("Good password") };
  const char *password = gtk_editable_get_text (self->first_row);
  const char *again = gtk_editable_get_text (self->second_row);
  const BeckonPasswordStrength strength = beckon_password_get_strength (password);
  const gboolean differ = strength > BECKON_PASSWORD_WEAK && !g_str_has_prefix (password, again);

  gtk_label_set_label (self->hint_label, differ ? _ ("The two passwords differ") : words[strength]);
  gtk_widget_set_sensitive (self->change_button,
                            !self->busy && strength > BECKON_PASSWORD_WEAK
                              && g_str_equal (password, again));
}

static void
set_busy (BeckonChangePasswordWindow *self, gboolean busy)
{
  self->busy = busy;
  gtk_editable_set_editable (self->first_row, !busy);
  gtk_editable_set_editable (self->second_row, !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  changed_cb (self);
}

/* What the server wants of a password only it can say. */
static void
show_reason (BeckonChangePasswordWindow *self, const char *reason)
{
  g_autofree char *text = beckon_text_dup_line (reason, MAX_REASON_CHARS);

  gtk_label_set_label (self->hint_label, text != NULL ? text : "");
}

static void
end (BeckonChangePasswordWindow *self)
{
  /* GTK 4.8: a password field that has the focus when its window ends is used after its own end. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
password_changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonChangePasswordWindow) self = user_data;
  BeckonAccount *account = BECKON_ACCOUNT (source);
  g_autoptr (GError) error = NULL;

  if (self->preferences == NULL)
    {
      end (self);
      return;
    }
  if (beckon_account_call_finish (account, result, &error))
    {
      adw_preferences_window_add_toast (self->preferences,
                                        adw_toast_new (_ ("The password was changed")));
      end (self);
      return;
    }
  set_busy (self, FALSE);
  if (error->domain == BECKON_STANZA_ERROR)
    show_reason (self, error->message);
  beckon_error_box_set_error (
    self->error_box, error, beckon_jid_get_domain (beckon_account_get_jid (account)));
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->first_row));
}

static void
submit (BeckonChangePasswordWindow *self)
{
  beckon_error_box_set_text (self->error_box, NULL);
  set_busy (self, TRUE);
  /* Not to be cancelled: nobody would know which password it is then. */
  beckon_account_change_password_async (self->account,
                                        gtk_editable_get_text (self->first_row),
                                        NULL,
                                        password_changed_cb,
                                        g_object_ref (self));
}

/* As long as the server has not answered, it may have to come back with what went wrong. */
static gboolean
beckon_change_password_window_close_request (GtkWindow *window)
{
  BeckonChangePasswordWindow *self = BECKON_CHANGE_PASSWORD_WINDOW (window);

  if (self->busy)
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  else
    end (self);
  return TRUE;
}

static void
beckon_change_password_window_dispose (GObject *object)
{
  BeckonChangePasswordWindow *self = BECKON_CHANGE_PASSWORD_WINDOW (object);

  g_clear_weak_pointer (&self->preferences);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (beckon_change_password_window_parent_class)->dispose (object);
}

static void
beckon_change_password_window_class_init (BeckonChangePasswordWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_change_password_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = beckon_change_password_window_close_request;

  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/im/beckon/Beckon/ui/beckon-change-password-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonChangePasswordWindow, change_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonChangePasswordWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, BeckonChangePasswordWindow, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonChangePasswordWindow, form);
  gtk_widget_class_bind_template_child (widget_class, BeckonChangePasswordWindow, first_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonChangePasswordWindow, second_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonChangePasswordWindow, hint_label);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, submit);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
beckon_change_password_window_init (BeckonChangePasswordWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * beckon_change_password_window_present:
 * @parent: the window to stand over, and where to say that it is done
 * @account: whose password to change
 */
void
beckon_change_password_window_present (AdwPreferencesWindow *parent, BeckonAccount *account)
{
  BeckonChangePasswordWindow *self
    = g_object_new (BECKON_TYPE_CHANGE_PASSWORD_WINDOW, "transient-for", parent, NULL);
  /* Translators: %s is an account's address. */
  g_autofree char *text = g_strdup_printf (
    _ ("All other devices that use %s with the old password have to sign in again. The new "
       "password must not be weak."),
    beckon_jid_get_bare (beckon_account_get_jid (account)));
  g_autofree char *description = g_markup_escape_text (text, -1); /* it is markup */

  g_set_weak_pointer (&self->preferences, parent);
  self->account = g_object_ref (account);
  adw_preferences_group_set_description (self->form, description);
  changed_cb (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->first_row));
}
