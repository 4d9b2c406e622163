/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-window.h"

#include "beckon-setup-view.h"

struct _BeckonWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toast_overlay;
  GtkStack *stack;
  BeckonSetupView *setup_view;

  GSettings *settings;
  BeckonServerChoice *server;
};

G_DEFINE_FINAL_TYPE (BeckonWindow, beckon_window, ADW_TYPE_APPLICATION_WINDOW)

static void
setup_cancelled_cb (BeckonWindow *self)
{
  gtk_stack_set_visible_child_name (self->stack, "main");
}

static void
beckon_window_show_setup (BeckonWindow *self, gboolean can_cancel)
{
  if (self->setup_view == NULL)
    {
      self->setup_view = g_object_new (BECKON_TYPE_SETUP_VIEW, NULL);
      beckon_setup_view_set_server (self->setup_view, self->server);
      g_signal_connect_object (self->setup_view, "cancelled", G_CALLBACK (setup_cancelled_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->setup_view), "setup");
    }
  beckon_setup_view_start (self->setup_view, can_cancel);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->setup_view));
}

static gboolean
beckon_window_close_request (GtkWindow *window)
{
  BeckonWindow *self = BECKON_WINDOW (window);
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));

  return GTK_WINDOW_CLASS (beckon_window_parent_class)->close_request (window);
}

static void
beckon_window_dispose (GObject *object)
{
  BeckonWindow *self = BECKON_WINDOW (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->server, beckon_server_choice_free);
  G_OBJECT_CLASS (beckon_window_parent_class)->dispose (object);
}

static void
beckon_window_class_init (BeckonWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = beckon_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = beckon_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, BeckonWindow, stack);
}

static void
beckon_window_init (BeckonWindow *self)
{
  self->settings = g_settings_new (APPLICATION_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

/**
 * beckon_window_new:
 * @application: the application
 * @server: (nullable): a server chosen on the command line
 *
 * Returns: (transfer none): a window, owned by GTK until it is closed
 */
BeckonWindow *
beckon_window_new (GtkApplication *application, const BeckonServerChoice *server)
{
  BeckonWindow *self = g_object_new (BECKON_TYPE_WINDOW, "application", application, NULL);

  self->server = beckon_server_choice_copy (server);
  beckon_window_show_setup (self, FALSE);
  return self;
}
