/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-list-portions.h"

/* More than is seen of a list in any window that is not very tall. */
#define PORTION 40

/* Whoever shows as many as these makes no more rows, however many there are. */
#define ALL 200

static gboolean
grow_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  GtkSliceListModel *shown = user_data;
  guint size = gtk_slice_list_model_get_size (shown);

  if (size >= ALL)
    return G_SOURCE_REMOVE;
  size += PORTION;
  gtk_slice_list_model_set_size (shown, size < ALL ? size : G_MAXUINT);
  return G_SOURCE_CONTINUE;
}

/**
 * beckon_list_portions_begin:
 * @shown: the beginning of a list
 * @widget: where it is shown
 *
 * Makes @shown short, and lets it grow to the whole list while @widget is seen. To be called before
 * much in the list changes.
 */
void
beckon_list_portions_begin (GtkSliceListModel *shown, GtkWidget *widget)
{
  gboolean growing = gtk_slice_list_model_get_size (shown) < ALL;

  gtk_slice_list_model_set_size (shown, PORTION);
  if (!growing)
    gtk_widget_add_tick_callback (widget, grow_cb, g_object_ref (shown), g_object_unref);
}
