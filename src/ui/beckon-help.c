/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-help.h"

#include <glib/gi18n.h>

#include "beckon-error-box.h"

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GtkWindow *parent = GTK_WINDOW (source);
  g_autoptr (GError) error = NULL;
  BeckonErrorText text = { 0 };

  if (gtk_show_uri_full_finish (parent, result, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text.title = _ ("The help cannot be shown");
  text.body = _ ("It is read with the application Help, which is also called Yelp. Install that, then "
                 "try again.");
  text.details = error->message;
  beckon_error_present (GTK_WIDGET (parent), &text);
}

/**
 * beckon_help_show:
 * @parent: the window that is asked from
 * @page: the name of a page in help/C, and of a section in it, such as "connecting#proxy"
 *
 * Shows a page of the help, in the desktop's own application for that.
 */
void
beckon_help_show (GtkWindow *parent, const char *page)
{
  g_autofree char *uri = g_strdup_printf ("help:" GETTEXT_PACKAGE "/%s", page);

  gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, NULL, shown_cb, NULL);
}
