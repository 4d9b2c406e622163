/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-setup-view.h"

#include "beckon-scan-page.h"
#include "beckon-welcome-page.h"

struct _BeckonSetupView
{
  AdwBin parent_instance;

  AdwLeaflet *leaflet;
  BeckonWelcomePage *welcome_page;

  BeckonServerChoice *server;
};

enum
{
  CANCELLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BeckonSetupView, beckon_setup_view, ADW_TYPE_BIN)

/* Pages behind the visible one are gone: what is opened again begins anew. */
static void
beckon_setup_view_drop_pages (BeckonSetupView *self)
{
  GtkWidget *visible = adw_leaflet_get_visible_child (self->leaflet);
  GtkWidget *page;

  if (adw_leaflet_get_child_transition_running (self->leaflet) || visible == NULL)
    return;
  while ((page = gtk_widget_get_next_sibling (visible)) != NULL)
    adw_leaflet_remove (self->leaflet, page);
}

static void
beckon_setup_view_push (BeckonSetupView *self, GtkWidget *page)
{
  beckon_setup_view_drop_pages (self);
  adw_leaflet_append (self->leaflet, page);
  adw_leaflet_set_visible_child (self->leaflet, page);
}

static void
scan_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  beckon_setup_view_push (BECKON_SETUP_VIEW (widget), g_object_new (BECKON_TYPE_SCAN_PAGE, NULL));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BeckonSetupView *self = BECKON_SETUP_VIEW (widget);

  if (!adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK))
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

  g_clear_pointer (&self->server, beckon_server_choice_free);
  G_OBJECT_CLASS (beckon_setup_view_parent_class)->finalize (object);
}

static void
beckon_setup_view_class_init (BeckonSetupViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = beckon_setup_view_finalize;

  signals[CANCELLED] = g_signal_new ("cancelled", BECKON_TYPE_SETUP_VIEW, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (BECKON_TYPE_WELCOME_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-setup-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonSetupView, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BeckonSetupView, welcome_page);
  gtk_widget_class_bind_template_callback (widget_class, beckon_setup_view_drop_pages);
  gtk_widget_class_install_action (widget_class, "setup.scan", NULL, scan_action);
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
 * beckon_setup_view_start:
 * @can_cancel: whether there is something to go back to
 *
 * Goes back to the welcome page.
 */
void
beckon_setup_view_start (BeckonSetupView *self, gboolean can_cancel)
{
  g_return_if_fail (BECKON_IS_SETUP_VIEW (self));

  beckon_welcome_page_set_can_cancel (self->welcome_page, can_cancel);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->welcome_page));
  beckon_setup_view_drop_pages (self);
}

/**
 * beckon_setup_view_set_server:
 * @server: (nullable): what to fill in where a server is asked for
 */
void
beckon_setup_view_set_server (BeckonSetupView *self, const BeckonServerChoice *server)
{
  g_return_if_fail (BECKON_IS_SETUP_VIEW (self));

  g_clear_pointer (&self->server, beckon_server_choice_free);
  self->server = beckon_server_choice_copy (server);
}
