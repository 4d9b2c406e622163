/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-error-box.h"

#include <glib/gi18n.h>

struct _BeckonErrorBox
{
  AdwBin parent_instance;

  GtkLabel *title_label;
  GtkLabel *body_label;
  GtkExpander *expander;
  GtkLabel *details_label;
  GtkButton *help_button;
};

G_DEFINE_FINAL_TYPE (BeckonErrorBox, beckon_error_box, ADW_TYPE_BIN)

static void
beckon_error_box_class_init (BeckonErrorBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/beckon/Beckon/ui/beckon-error-box.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_bind_template_child (widget_class, BeckonErrorBox, title_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonErrorBox, body_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonErrorBox, expander);
  gtk_widget_class_bind_template_child (widget_class, BeckonErrorBox, details_label);
  gtk_widget_class_bind_template_child (widget_class, BeckonErrorBox, help_button);
}

static void
beckon_error_box_init (BeckonErrorBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * beckon_error_box_set_text:
 * @text: (nullable): what to show; %NULL hides the box
 */
void
beckon_error_box_set_text (BeckonErrorBox *self, const BeckonErrorText *text)
{
  g_return_if_fail (BECKON_IS_ERROR_BOX (self));

  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
  if (text == NULL)
    return;
  gtk_label_set_label (self->title_label, text->title);
  gtk_label_set_label (self->body_label, text->body);
  gtk_label_set_label (self->details_label, text->details != NULL ? text->details : "");
  gtk_expander_set_expanded (self->expander, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->expander), text->details != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->help_button), text->help != NULL);
  if (text->help != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->help_button), "s", text->help);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text->body,
                                  -1);
}

/**
 * beckon_error_box_set_error:
 * @error: (nullable): an error to word; %NULL hides the box
 * @server: (nullable): the server that it is about
 */
void
beckon_error_box_set_error (BeckonErrorBox *self, const GError *error, const char *server)
{
  g_autoptr (BeckonErrorText) text = NULL;

  if (error != NULL)
    text = beckon_error_text_new (error, server);
  beckon_error_box_set_text (self, text);
}

static void
help_response_cb (GtkWidget *dialog, const char *response, gpointer page)
{
  gtk_widget_activate_action (dialog, "app.help", "s", page);
}

/**
 * beckon_error_present:
 * @parent: a widget of the window to stand over
 * @text: what to show
 *
 * Shows an error as a dialog, for what has no page of its own.
 */
void
beckon_error_present (GtkWidget *parent, const BeckonErrorText *text)
{
  GtkWidget *dialog = adw_message_dialog_new (
    GTK_WINDOW (gtk_widget_get_root (parent)), text->title, text->body);

  if (text->details != NULL)
    {
      GtkWidget *expander = gtk_expander_new_with_mnemonic (_ ("_Details"));
      GtkWidget *label = gtk_label_new (text->details);

      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
      gtk_widget_add_css_class (label, "caption");
      gtk_expander_set_child (GTK_EXPANDER (expander), label);
      adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), expander);
    }
  if (text->help != NULL)
    {
      adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "help", _ ("_Help"));
      g_signal_connect (
        dialog, "response::help", G_CALLBACK (help_response_cb), (gpointer) text->help);
    }
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}
