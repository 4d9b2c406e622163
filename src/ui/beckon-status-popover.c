/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-status-popover.h"

#include <glib/gi18n.h>

#include "beckon-account.h"
#include "beckon-avatar.h"
#include "beckon-show-text.h"

struct _BeckonStatusPopover
{
  GtkPopover parent_instance;

  GtkBox *accounts_box;
  GtkCheckButton *online_button;
  GtkCheckButton *away_button;
  GtkCheckButton *busy_button;
  GtkCheckButton *offline_button;
  GtkEditable *status_entry;

  GListModel *accounts;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (BeckonStatusPopover, beckon_status_popover, GTK_TYPE_POPOVER)

static GtkWidget *
make_account_row (BeckonAccount *account)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *avatar = beckon_avatar_new (32);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *nick = beckon_account_get_nick (account);
  const char *address = beckon_jid_get_bare (beckon_account_get_jid (account));
  GtkWidget *name_label = gtk_label_new (nick != NULL ? nick : address);

  beckon_avatar_set_person (BECKON_AVATAR (avatar), G_OBJECT (account));
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name_label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (name_label, "heading");
  gtk_box_append (GTK_BOX (box), name_label);
  if (nick != NULL)
    {
      GtkWidget *address_label = gtk_label_new (address);

      gtk_label_set_xalign (GTK_LABEL (address_label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (address_label), PANGO_ELLIPSIZE_MIDDLE);
      gtk_widget_add_css_class (address_label, "caption");
      gtk_widget_add_css_class (address_label, "dim-label");
      gtk_box_append (GTK_BOX (box), address_label);
    }
  gtk_box_append (GTK_BOX (row), avatar);
  gtk_box_append (GTK_BOX (row), box);
  return row;
}

static BeckonShow
get_chosen_show (BeckonStatusPopover *self)
{
  if (gtk_check_button_get_active (self->away_button))
    return BECKON_SHOW_AWAY;
  if (gtk_check_button_get_active (self->busy_button))
    return BECKON_SHOW_BUSY;
  if (gtk_check_button_get_active (self->offline_button))
    return BECKON_SHOW_OFFLINE;
  return BECKON_SHOW_ONLINE;
}

static void
apply (BeckonStatusPopover *self)
{
  const BeckonShow show = get_chosen_show (self);
  const char *text = gtk_editable_get_text (self->status_entry);

  for (guint i = 0; i < g_list_model_get_n_items (self->accounts); i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (self->accounts, i);

      if (show != BECKON_SHOW_OFFLINE)
        beckon_account_set_presence (account, show, *text != '\0' ? text : NULL);
      beckon_account_set_enabled (account, show != BECKON_SHOW_OFFLINE);
    }
}

static void
show_toggled_cb (GtkCheckButton *button, BeckonStatusPopover *self)
{
  if (gtk_check_button_get_active (button) && !self->filling)
    apply (self);
}

/* Where there is nothing, nothing can be cleared. */
static void
status_changed_cb (BeckonStatusPopover *self)
{
  GtkEntry *entry = GTK_ENTRY (self->status_entry);

  if (*gtk_editable_get_text (self->status_entry) == '\0')
    {
      gtk_entry_set_icon_from_icon_name (entry, GTK_ENTRY_ICON_SECONDARY, NULL);
      return;
    }
  gtk_entry_set_icon_from_icon_name (entry, GTK_ENTRY_ICON_SECONDARY, "edit-clear-symbolic");
  gtk_entry_set_icon_tooltip_text (entry, GTK_ENTRY_ICON_SECONDARY, _ ("Clear"));
}

static void
status_cleared_cb (BeckonStatusPopover *self)
{
  gtk_editable_set_text (self->status_entry, "");
}

/* The text is set when it is finished, not with each letter. */
static void
beckon_status_popover_closed (GtkPopover *popover)
{
  BeckonStatusPopover *self = BECKON_STATUS_POPOVER (popover);
  g_autoptr (BeckonAccount) first = g_list_model_get_item (self->accounts, 0);
  const char *text = gtk_editable_get_text (self->status_entry);

  if (first != NULL
      && g_strcmp0 (beckon_account_get_status (first), *text != '\0' ? text : NULL) != 0)
    apply (self);
}

static void
fill_in (BeckonStatusPopover *self)
{
  g_autoptr (BeckonAccount) first = g_list_model_get_item (self->accounts, 0);
  const char *status;

  self->filling = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (self->accounts); i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (self->accounts, i);

      gtk_box_append (self->accounts_box, make_account_row (account));
    }
  if (first != NULL)
    {
      const BeckonShow show = beckon_account_get_show (first);
      GtkCheckButton *button = self->online_button;

      if (!beckon_account_get_enabled (first))
        button = self->offline_button;
      else if (show == BECKON_SHOW_BUSY)
        button = self->busy_button;
      else if (show == BECKON_SHOW_AWAY || show == BECKON_SHOW_EXTENDED_AWAY)
        button = self->away_button;
      gtk_check_button_set_active (button, TRUE);
      status = beckon_account_get_status (first);
      gtk_editable_set_text (self->status_entry, status != NULL ? status : "");
    }
  self->filling = FALSE;
}

static void
beckon_status_popover_dispose (GObject *object)
{
  BeckonStatusPopover *self = BECKON_STATUS_POPOVER (object);

  g_clear_object (&self->accounts);
  G_OBJECT_CLASS (beckon_status_popover_parent_class)->dispose (object);
}

static void
beckon_status_popover_class_init (BeckonStatusPopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = beckon_status_popover_dispose;
  GTK_POPOVER_CLASS (klass)->closed = beckon_status_popover_closed;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-status-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonStatusPopover, accounts_box);
  gtk_widget_class_bind_template_child (widget_class, BeckonStatusPopover, online_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonStatusPopover, away_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonStatusPopover, busy_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonStatusPopover, offline_button);
  gtk_widget_class_bind_template_child (widget_class, BeckonStatusPopover, status_entry);
  gtk_widget_class_bind_template_callback (widget_class, show_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_cleared_cb);
}

static void
beckon_status_popover_init (BeckonStatusPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * beckon_status_popover_new:
 * @accounts: a list of #BeckonAccount
 *
 * Returns: (transfer floating): a popover that shows how they are now
 */
GtkWidget *
beckon_status_popover_new (GListModel *accounts)
{
  BeckonStatusPopover *self = g_object_new (BECKON_TYPE_STATUS_POPOVER, NULL);

  self->accounts = g_object_ref (accounts);
  fill_in (self);
  return GTK_WIDGET (self);
}
