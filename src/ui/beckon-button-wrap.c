/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-button-wrap.h"

/**
 * beckon_button_wrap:
 * @button: a #GtkButton that has words, or will have
 *
 * Lets the words take several lines where one has no room, as large text in a narrow window has not.
 */
void
beckon_button_wrap (GtkWidget *button)
{
  GtkLabel *label;

  if (gtk_button_get_child (GTK_BUTTON (button)) == NULL)
    gtk_button_set_label (GTK_BUTTON (button), "");
  label = GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button)));
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_justify (label, GTK_JUSTIFY_CENTER);
}
