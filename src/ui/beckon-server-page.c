/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-server-page.h"

#include <glib/gi18n.h>

#include "beckon-jid.h"
#include "beckon-proxy-row.h"
#include "xep-0401.h"

struct _BeckonServerPage
{
  AdwBin parent_instance;

  GtkEditable *invitation_row;
  GtkLabel *invitation_error_label;
  BeckonProxyRow *proxy_row;
  GtkEditable *search_entry;
  GtkListBox *list_box;

  GtkWidget *typed_row; /* for a server that is not in the list */
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonServerPage, beckon_server_page, ADW_TYPE_BIN)

static const char *
get_domain (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "domain");
}

static void
set_domain (GtkWidget *row, const char *domain)
{
  g_object_set_data_full (G_OBJECT (row), "domain", g_strdup (domain), g_free);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), domain != NULL ? domain : "");
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, domain != NULL ? domain : "", -1);
}

static GtkWidget *
make_row (const char *domain, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  set_domain (row, domain);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_add_css_class (arrow, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

/* What was typed, if it can be a server: a domain with at least one dot, or "localhost". */
static char *
dup_typed_domain (BeckonServerPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->search_entry)));
  g_autoptr (BeckonJid) jid = beckon_jid_new (text, NULL);

  if (jid == NULL || beckon_jid_get_local (jid) != NULL || beckon_jid_get_resource (jid) != NULL)
    return NULL;
  if (strchr (text, '.') == NULL && !g_str_equal (text, "localhost"))
    return NULL;
  return g_strdup (beckon_jid_get_domain (jid));
}

static gboolean
filter_row (GtkListBoxRow *row, gpointer user_data)
{
  BeckonServerPage *self = user_data;
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->search_entry)));
  const char *domain = get_domain (row);
  g_autofree char *folded = g_utf8_strdown (text, -1);

  if (GTK_WIDGET (row) == self->typed_row)
    return domain != NULL;
  return *folded == '\0' || strstr (domain, folded) != NULL;
}

static void
search_changed_cb (BeckonServerPage *self)
{
  g_autofree char *typed = dup_typed_domain (self);

  for (int i = 0; typed != NULL; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list_box, i);

      if (row == NULL)
        break;
      if (GTK_WIDGET (row) != self->typed_row && g_str_equal (get_domain (row), typed))
        g_clear_pointer (&typed, g_free);
    }
  set_domain (self->typed_row, typed);
  gtk_list_box_invalidate_filter (self->list_box);
}

static void
choose (BeckonServerPage *self,
        const char *domain,
        const char *token,
        const char *username,
        BeckonJid *inviter)
{
  if (beckon_proxy_row_check (self->proxy_row))
    g_signal_emit (self,
                   signals[CHOSEN],
                   0,
                   domain,
                   beckon_proxy_row_get_uri (self->proxy_row),
                   token,
                   username,
                   inviter);
}

static void
row_activated_cb (BeckonServerPage *self, GtkListBoxRow *row)
{
  choose (self, get_domain (row), NULL, NULL, NULL);
}

static void
search_activate_cb (BeckonServerPage *self)
{
  g_autofree char *typed = dup_typed_domain (self);

  if (typed != NULL)
    choose (self, typed, NULL, NULL, NULL);
}

static void
invitation_changed_cb (BeckonServerPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->invitation_error_label), FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (self->invitation_row), "error");
}

static void
invitation_cb (BeckonServerPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->invitation_row)));
  g_autoptr (BeckonInvitation) invitation = beckon_invitation_parse (text, NULL);

  if (invitation != NULL && invitation->can_register)
    {
      choose (
        self, invitation->domain, invitation->token, invitation->username, invitation->inviter);
      return;
    }
  gtk_label_set_label (
    self->invitation_error_label,
    invitation == NULL
      ? _ ("This is not an invitation link. It begins with “xmpp:”; a web page may show it "
           "behind a button.")
      : _ ("This invitation is for people who have an account already."));
  gtk_widget_set_visible (GTK_WIDGET (self->invitation_error_label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->invitation_row), "error");
}

/* One line for each server: its domain, and behind a tab the country that it is in. */
static void
load_list (BeckonServerPage *self)
{
  g_autoptr (GBytes) bytes
    = g_resources_lookup_data ("/im/beckon/Beckon/servers.txt", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_auto (GStrv) lines = g_strsplit (g_bytes_get_data (bytes, NULL), "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *tab = strchr (lines[i], '\t');

      if (tab == NULL || lines[i][0] == '#')
        continue;
      *tab = '\0';
      gtk_list_box_append (self->list_box,
                           make_row (lines[i], g_dgettext ("iso_3166-1", tab + 1)));
    }
}

static gboolean
beckon_server_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BECKON_SERVER_PAGE (widget)->search_entry));
}

static void
beckon_server_page_class_init (BeckonServerPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = beckon_server_page_grab_focus;

  signals[CHOSEN] = g_signal_new ("chosen",
                                  BECKON_TYPE_SERVER_PAGE,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  5,
                                  G_TYPE_STRING,
                                  G_TYPE_STRING,
                                  G_TYPE_STRING,
                                  G_TYPE_STRING,
                                  BECKON_TYPE_JID);

  g_type_ensure (BECKON_TYPE_PROXY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-server-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonServerPage, invitation_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonServerPage, invitation_error_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonServerPage, proxy_row);
  gtk_widget_class_bind_template_child (widget_class, BeckonServerPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, BeckonServerPage, list_box);
  gtk_widget_class_bind_template_callback (widget_class, invitation_cb);
  gtk_widget_class_bind_template_callback (widget_class, invitation_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
beckon_server_page_init (BeckonServerPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->typed_row = make_row (NULL, _ ("The server with this name"));
  gtk_list_box_append (self->list_box, self->typed_row);
  load_list (self);
  gtk_list_box_set_filter_func (self->list_box, filter_row, self, NULL);
}

/**
 * beckon_server_page_new:
 * @server: (nullable): a server to put first
 *
 * Returns: (transfer floating): a page
 */
GtkWidget *
beckon_server_page_new (const BeckonServerChoice *server)
{
  BeckonServerPage *self = g_object_new (BECKON_TYPE_SERVER_PAGE, NULL);

  if (server != NULL && server->domain != NULL)
    gtk_list_box_prepend (self->list_box,
                          make_row (server->domain, _ ("Chosen when Beckon was started")));
  return GTK_WIDGET (self);
}
