/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-welcome-page.h"

#include "beckon-way-button.h"

struct _BeckonWelcomePage
{
  AdwBin parent_instance;

  GtkWidget *cancel_button;
};

G_DEFINE_FINAL_TYPE (BeckonWelcomePage, beckon_welcome_page, ADW_TYPE_BIN)

static void
beckon_welcome_page_class_init (BeckonWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (BECKON_TYPE_WAY_BUTTON);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BeckonWelcomePage, cancel_button);
}

static void
beckon_welcome_page_init (BeckonWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * beckon_welcome_page_set_can_cancel:
 * @can_cancel: whether there is something to go back to: the window, when the person is adding one
 *   more account
 *
 * Shows or hides the way out.
 */
void
beckon_welcome_page_set_can_cancel (BeckonWelcomePage *self, gboolean can_cancel)
{
  g_return_if_fail (BECKON_IS_WELCOME_PAGE (self));

  gtk_widget_set_visible (self->cancel_button, can_cancel);
}
