/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-server-info-window.h"

#include <glib/gi18n.h>

#include "beckon-error-box.h"
#include "beckon-server-info.h"
#include "beckon-text.h"

/* How much is shown of what the server says of itself. */
#define MAX_CHARS 100

struct _BeckonServerInfoWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  BeckonErrorBox *error_box;
  GtkWidget *spinner;
  AdwActionRow *software_row;
  AdwPreferencesGroup *features_group;

  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BeckonServerInfoWindow, beckon_server_info_window, ADW_TYPE_WINDOW)

/* What it is, what one has of it, and what one lacks without. */
static const struct
{
  BeckonServerFeature feature;
  const char *title;
  const char *with;
  const char *without;
} features[] = {
  { BECKON_SERVER_ARCHIVE,
    N_ ("Keeps messages"),
    N_ ("What was written while you were away, or on another device, arrives here later."),
    N_ ("What was written on another device does not arrive here later.") },
  { BECKON_SERVER_COPIES,
    N_ ("Copies messages to all devices"),
    N_ ("Each of your devices shows the whole conversation as it happens."),
    N_ ("A message may show on one of your devices only.") },
  { BECKON_SERVER_RESUMES,
    N_ ("Survives interruptions"),
    N_ ("After a bad connection it goes on where it was, and nothing is lost on the way."),
    N_ ("With a bad connection, messages may take longer, or be lost on the way to you.") },
  { BECKON_SERVER_BLOCKING,
    N_ ("Blocks people"),
    N_ ("Whom you block cannot reach any of your devices."),
    N_ ("You cannot keep anybody from writing to you.") },
  { BECKON_SERVER_PROFILES,
    N_ ("Keeps your name and picture"),
    N_ ("Your contacts see them, and you see those of your contacts."),
    N_ ("You cannot have a picture that your contacts see.") },
  { BECKON_SERVER_CHANGES,
    N_ ("Lets you change the account"),
    N_ ("You can change the password and delete the account in Beckon."),
    N_ ("The password can only be changed where the account was made, such as on a website.") },
};

static GtkWidget *
make_row (gsize i, gboolean has)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (has ? _ ("Yes") : _ ("No"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), gettext (features[i].title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               gettext (has ? features[i].with : features[i].without));
  if (!has)
    gtk_widget_add_css_class (label, "warning");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  return row;
}

static void
info_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonServerInfoWindow) self = user_data;
  BeckonAccount *account = BECKON_ACCOUNT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonServerInfo) info
    = beckon_account_get_server_info_finish (account, result, &error);
  g_autofree char *software = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_widget_set_visible (self->spinner, FALSE);
  if (info == NULL)
    {
      beckon_error_box_set_error (
        self->error_box, error, beckon_jid_get_domain (beckon_account_get_jid (account)));
      return;
    }
  software = beckon_text_dup_line (info->software, MAX_CHARS);
  adw_action_row_set_subtitle (self->software_row, software != NULL ? software : _ ("Unknown"));
  gtk_widget_set_visible (GTK_WIDGET (self->software_row), TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (features); i++)
    adw_preferences_group_add (self->features_group,
                               make_row (i, (info->features & features[i].feature) != 0));
  gtk_widget_set_visible (GTK_WIDGET (self->features_group), TRUE);
}

static gboolean
beckon_server_info_window_close_request (GtkWindow *window)
{
  g_cancellable_cancel (BECKON_SERVER_INFO_WINDOW (window)->cancellable);
  return GTK_WINDOW_CLASS (beckon_server_info_window_parent_class)->close_request (window);
}

static void
beckon_server_info_window_dispose (GObject *object)
{
  BeckonServerInfoWindow *self = BECKON_SERVER_INFO_WINDOW (object);

  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (beckon_server_info_window_parent_class)->dispose (object);
}

static void
beckon_server_info_window_class_init (BeckonServerInfoWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_server_info_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = beckon_server_info_window_close_request;

  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-server-info-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonServerInfoWindow, title);
  gtk_widget_class_bind_template_child (widget_class, BeckonServerInfoWindow, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonServerInfoWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, BeckonServerInfoWindow, software_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonServerInfoWindow, features_group);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
beckon_server_info_window_init (BeckonServerInfoWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * beckon_server_info_window_present:
 * @parent: the window to stand over
 * @account: whose server
 */
void
beckon_server_info_window_present (GtkWindow *parent, BeckonAccount *account)
{
  BeckonServerInfoWindow *self
    = g_object_new (BECKON_TYPE_SERVER_INFO_WINDOW, "transient-for", parent, NULL);

  adw_window_title_set_subtitle (self->title,
                                 beckon_jid_get_domain (beckon_account_get_jid (account)));
  beckon_account_get_server_info_async (account, self->cancellable, info_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
}
