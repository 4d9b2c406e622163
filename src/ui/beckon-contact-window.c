/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-contact-window.h"

#include <glib/gi18n.h>

#include "beckon-address-text.h"
#include "beckon-avatar.h"
#include "beckon-button-wrap.h"
#include "beckon-contact-removal.h"
#include "beckon-error-box.h"
#include "beckon-profile-group.h"
#include "beckon-show-text.h"

struct _BeckonContactWindow
{
  AdwWindow parent_instance;

  BeckonAvatar *avatar;
  GtkLabel *name_label;
  GtkLabel *address_label;
  GtkLabel *presence_label;
  GtkLabel *warning_label;
  BeckonErrorBox *error_box;
  GtkWidget *roster_group;
  GtkEditable *name_row;
  GtkEditable *groups_row;
  AdwActionRow *see_row;
  AdwActionRow *seen_row;
  BeckonProfileGroup *profile_group;
  GtkWidget *ask_button;
  GtkWidget *add_button;
  GtkButton *block_button;
  GtkWidget *remove_button;

  BeckonWindow *main_window; /* (nullable), weak */
  BeckonContact *contact;
};

G_DEFINE_FINAL_TYPE (BeckonContactWindow, beckon_contact_window, ADW_TYPE_WINDOW)

/**
 * beckon_contact_window_split_groups:
 * @text: names of groups with commas between them
 *
 * Returns: (transfer full): the names, without the empty ones
 */
char **
beckon_contact_window_split_groups (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (GStrvBuilder) groups = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (groups, parts[i]);
  return g_strv_builder_end (groups);
}

static void
update (BeckonContactWindow *self)
{
  BeckonContact *contact = self->contact;
  const gboolean in_roster = beckon_contact_get_in_roster (contact);
  const gboolean blocked = beckon_contact_get_blocked (contact);
  const BeckonSubscription subscription = beckon_contact_get_subscription (contact);
  const gboolean see
    = subscription == BECKON_SUBSCRIPTION_TO || subscription == BECKON_SUBSCRIPTION_BOTH;
  const gboolean seen
    = subscription == BECKON_SUBSCRIPTION_FROM || subscription == BECKON_SUBSCRIPTION_BOTH;
  g_autofree char *presence = beckon_show_text_describe_contact (contact);
  /* Who is in the list was added in full knowledge of whom else there is. */
  g_autofree char *warning
    = beckon_address_text_dup_warning (beckon_contact_get_jid (contact),
                                       in_roster ? NULL : beckon_contact_get_account (contact));
  const char *see_text = _ ("No");

  gtk_label_set_label (self->name_label, beckon_contact_get_name (contact));
  gtk_label_set_label (self->address_label,
                       beckon_jid_get_bare (beckon_contact_get_jid (contact)));
  gtk_label_set_label (self->presence_label, blocked ? _ ("Blocked") : presence);
  gtk_label_set_label (self->warning_label, warning != NULL ? warning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->warning_label), warning != NULL);

  if (see)
    see_text = _ ("Yes");
  else if (beckon_contact_get_asked (contact))
    see_text = _ ("Asked, no answer yet");
  adw_action_row_set_subtitle (self->see_row, see_text);
  adw_action_row_set_subtitle (self->seen_row, seen ? _ ("Yes") : _ ("No"));

  gtk_widget_set_visible (self->roster_group, in_roster);
  gtk_widget_set_visible (self->ask_button, in_roster && !see);
  gtk_widget_set_visible (self->add_button, !in_roster && !blocked);
  gtk_widget_set_visible (self->remove_button, in_roster);
  gtk_button_set_label (self->block_button, blocked ? _ ("Un_block") : _ ("_Block"));
}

static void
fill_in (BeckonContactWindow *self)
{
  const char *const *groups = beckon_contact_get_groups (self->contact);
  g_autofree char *text = groups != NULL ? g_strjoinv (", ", (char **) groups) : g_strdup ("");

  gtk_editable_set_text (self->name_row, beckon_contact_get_name (self->contact));
  gtk_editable_set_text (self->groups_row, text);
}

static void
call_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonContactWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error)
      && self->error_box != NULL)
    beckon_error_box_set_error (
      self->error_box,
      error,
      beckon_jid_get_domain (beckon_account_get_jid (BECKON_ACCOUNT (source))));
}

static void
rename_cb (BeckonContactWindow *self)
{
  BeckonAccount *account = beckon_contact_get_account (self->contact);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
  g_auto (GStrv) groups
    = beckon_contact_window_split_groups (gtk_editable_get_text (self->groups_row));

  beckon_error_box_set_text (self->error_box, NULL);
  if (account != NULL)
    beckon_account_rename_contact_async (account,
                                         beckon_contact_get_jid (self->contact),
                                         *name != '\0' ? name : NULL,
                                         (const char *const *) groups,
                                         NULL,
                                         call_cb,
                                         g_object_ref (self));
}

static void
ask_cb (BeckonContactWindow *self)
{
  BeckonAccount *account = beckon_contact_get_account (self->contact);
  const gboolean in_roster = beckon_contact_get_in_roster (self->contact);

  beckon_error_box_set_text (self->error_box, NULL);
  if (account != NULL)
    beckon_account_add_contact_async (
      account,
      beckon_contact_get_jid (self->contact),
      in_roster ? beckon_contact_get_name (self->contact) : NULL,
      in_roster ? beckon_contact_get_groups (self->contact) : NULL,
      NULL,
      call_cb,
      g_object_ref (self));
}

static void
block_cb (BeckonContactWindow *self)
{
  BeckonAccount *account = beckon_contact_get_account (self->contact);

  beckon_error_box_set_text (self->error_box, NULL);
  if (account != NULL)
    beckon_account_set_blocked_async (account,
                                      beckon_contact_get_jid (self->contact),
                                      !beckon_contact_get_blocked (self->contact),
                                      NULL,
                                      call_cb,
                                      g_object_ref (self));
}

static void
remove_cb (BeckonContactWindow *self)
{
  if (self->main_window != NULL)
    beckon_contact_removal_start (self->main_window, self->contact);
  gtk_window_close (GTK_WINDOW (self));
}

static void
beckon_contact_window_dispose (GObject *object)
{
  BeckonContactWindow *self = BECKON_CONTACT_WINDOW (object);

  g_clear_weak_pointer (&self->main_window);
  g_clear_object (&self->contact);
  G_OBJECT_CLASS (beckon_contact_window_parent_class)->dispose (object);
}

static void
beckon_contact_window_class_init (BeckonContactWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_contact_window_dispose;

  g_type_ensure (BECKON_TYPE_AVATAR);
  g_type_ensure (BECKON_TYPE_ERROR_BOX);
  g_type_ensure (BECKON_TYPE_PROFILE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-contact-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, avatar);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, name_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, address_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, presence_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, warning_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, error_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, roster_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, name_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, groups_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, see_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, seen_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, profile_group);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, ask_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, add_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, block_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonContactWindow, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, rename_cb);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
  gtk_widget_class_bind_template_callback (widget_class, block_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
beckon_contact_window_init (BeckonContactWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  beckon_button_wrap (self->add_button);
  beckon_button_wrap (GTK_WIDGET (self->block_button));
  beckon_button_wrap (self->remove_button);
}

/**
 * beckon_contact_window_present:
 * @parent: the window to stand over
 * @contact: whom to show
 */
void
beckon_contact_window_present (BeckonWindow *parent, BeckonContact *contact)
{
  BeckonContactWindow *self
    = g_object_new (BECKON_TYPE_CONTACT_WINDOW, "transient-for", parent, NULL);

  g_set_weak_pointer (&self->main_window, parent);
  self->contact = g_object_ref (contact);
  beckon_avatar_set_person (self->avatar, G_OBJECT (contact));
  g_signal_connect_object (contact, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  beckon_profile_group_set_contact (self->profile_group, contact);
  fill_in (self);
  update (self);
  /* Before it is shown: the address would take the focus, and be selected by that. */
  gtk_widget_grab_focus (gtk_widget_get_visible (self->roster_group) ? GTK_WIDGET (self->name_row)
                                                                    : self->add_button);
  gtk_window_present (GTK_WINDOW (self));
}
