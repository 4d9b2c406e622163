/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-setup-view.h"

#include "beckon-register-page.h"
#include "beckon-scan-page.h"
#include "beckon-server-page.h"
#include "beckon-sign-in-page.h"
#include "beckon-welcome-page.h"
#include "xep-0401.h"

struct _BeckonSetupView
{
  AdwBin parent_instance;

  AdwLeaflet *leaflet;
  BeckonWelcomePage *welcome_page;

  BeckonClient *client;
  BeckonServerChoice *server;
  gboolean can_cancel;
};

enum
{
  DONE,
  CANCELLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonSetupView, beckon_setup_view, ADW_TYPE_BIN)

/* Pages that follow the visible one are gone: what is opened again begins anew. */
static void
beckon_setup_view_drop_pages (BeckonSetupView *self)
{
  GtkWidget *page;

  if (adw_leaflet_get_child_transition_running (self->leaflet))
    return;
  while ((page = adw_leaflet_get_adjacent_child (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD))
         != NULL)
    adw_leaflet_remove (self->leaflet, page);
}

static void
beckon_setup_view_push (BeckonSetupView *self, GtkWidget *page)
{
  beckon_setup_view_drop_pages (self);
  adw_leaflet_append (self->leaflet, page);
  adw_leaflet_set_visible_child (self->leaflet, page);
  gtk_widget_grab_focus (page);
}

static void
done_cb (BeckonSetupView *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

static void
scan_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BeckonSetupView *self = BECKON_SETUP_VIEW (widget);
  GtkWidget *page = beckon_scan_page_new (self->client, self->server);

  g_signal_connect_object (page, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  beckon_setup_view_push (self, page);
}

static void
sign_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BeckonSetupView *self = BECKON_SETUP_VIEW (widget);
  GtkWidget *page = beckon_sign_in_page_new (self->client, self->server);
  GtkWidget *from = adw_leaflet_get_visible_child (self->leaflet);

  /* A proxy that was chosen to scan through is the way with a password, too. */
  if (BECKON_IS_SCAN_PAGE (from))
    beckon_sign_in_page_set_proxy (BECKON_SIGN_IN_PAGE (page),
                                   beckon_scan_page_get_proxy (BECKON_SCAN_PAGE (from)));
  g_signal_connect_object (page, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  beckon_setup_view_push (self, page);
}

static void
chosen_cb (BeckonSetupView *self,
           const char *domain,
           const char *proxy,
           const char *token,
           const char *username,
           BeckonJid *inviter)
{
  g_autoptr (BeckonServerChoice) server = NULL;
  GtkWidget *page;

  /* A host set by hand is for the server that it was set for. */
  if (self->server != NULL && (self->server->domain == NULL || g_str_equal (self->server->domain, domain)))
    server = beckon_server_choice_copy (self->server);
  else
    server = g_new0 (BeckonServerChoice, 1);
  g_free (server->domain);
  server->domain = g_strdup (domain);
  g_free (server->proxy);
  server->proxy = g_strdup (proxy);

  page = beckon_register_page_new (self->client, server, token, username);
  if (inviter != NULL)
    beckon_register_page_set_inviter (BECKON_REGISTER_PAGE (page), inviter, token);
  g_signal_connect_object (page, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  beckon_setup_view_push (self, page);
}

static void
register_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BeckonSetupView *self = BECKON_SETUP_VIEW (widget);
  GtkWidget *page = beckon_server_page_new (self->server);

  g_signal_connect_object (page, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  beckon_setup_view_push (self, page);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BeckonSetupView *self = BECKON_SETUP_VIEW (widget);

  if (!adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK) && self->can_cancel)
    g_signal_emit (self, signals[CANCELLED], 0);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[CANCELLED], 0);
}

static void
beckon_setup_view_finalize (GObject *object)
{
  BeckonSetupView *self = BECKON_SETUP_VIEW (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->server, beckon_server_choice_free);
  G_OBJECT_CLASS (beckon_setup_view_parent_class)->finalize (object);
}

static void
beckon_setup_view_class_init (BeckonSetupViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = beckon_setup_view_finalize;

  signals[DONE] = g_signal_new (
    "done", BECKON_TYPE_SETUP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CANCELLED] = g_signal_new ("cancelled", BECKON_TYPE_SETUP_VIEW, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (BECKON_TYPE_WELCOME_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-setup-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonSetupView, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BeckonSetupView, welcome_page);
  gtk_widget_class_bind_template_callback (widget_class, beckon_setup_view_drop_pages);
  gtk_widget_class_install_action (widget_class, "setup.scan", NULL, scan_action);
  gtk_widget_class_install_action (widget_class, "setup.sign-in", NULL, sign_in_action);
  gtk_widget_class_install_action (widget_class, "setup.register", NULL, register_action);
  gtk_widget_class_install_action (widget_class, "setup.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "setup.cancel", NULL, cancel_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "setup.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "setup.back",
                                       NULL);
}

static void
beckon_setup_view_init (BeckonSetupView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * beckon_setup_view_new:
 * @client: where the account is to be
 * @server: (nullable): what to fill in where a server is asked for
 *
 * Returns: (transfer floating): a view with the welcome page
 */
GtkWidget *
beckon_setup_view_new (BeckonClient *client, const BeckonServerChoice *server)
{
  BeckonSetupView *self = g_object_new (BECKON_TYPE_SETUP_VIEW, NULL);

  self->client = g_object_ref (client);
  self->server = beckon_server_choice_copy (server);
  return GTK_WIDGET (self);
}

/**
 * beckon_setup_view_start:
 * @can_cancel: whether there is something to go back to
 *
 * Goes back to the welcome page.
 */
void
beckon_setup_view_start (BeckonSetupView *self, gboolean can_cancel)
{
  g_return_if_fail (BECKON_IS_SETUP_VIEW (self));

  self->can_cancel = can_cancel;
  beckon_welcome_page_set_can_cancel (self->welcome_page, can_cancel);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->welcome_page));
  beckon_setup_view_drop_pages (self);
}

/**
 * beckon_setup_view_scan_again:
 * @account: an account that the server has signed out
 *
 * Shows a code to sign in @account again, in front of the welcome page.
 */
void
beckon_setup_view_scan_again (BeckonSetupView *self, BeckonAccount *account)
{
  GtkWidget *page;

  g_return_if_fail (BECKON_IS_SETUP_VIEW (self));

  page = beckon_scan_page_new_again (self->client, account);
  g_signal_connect_object (page, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  beckon_setup_view_push (self, page);
}

/**
 * beckon_setup_view_register:
 * @link: an invitation to a server (XEP-0401)
 *
 * Shows the form for an account there, in front of the welcome page.
 */
void
beckon_setup_view_register (BeckonSetupView *self, const char *link)
{
  g_autoptr (BeckonInvitation) invitation = beckon_invitation_parse (link, NULL);

  g_return_if_fail (BECKON_IS_SETUP_VIEW (self));

  if (invitation != NULL && invitation->can_register)
    chosen_cb (self,
               invitation->domain,
               NULL,
               invitation->token,
               invitation->username,
               invitation->inviter);
}
