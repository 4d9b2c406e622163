/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-help.h"

#include <glib/gi18n.h>

#include "beckon-error-box.h"

static void
show_error (GtkWindow *parent, const GError *error)
{
  const BeckonErrorText text = {
    .title = _ ("The help cannot be shown"),
    .body = _ ("It is read with the application Help, which is also called Yelp. Install that, then "
               "try again."),
    .details = error->message,
  };

  beckon_error_present (GTK_WIDGET (parent), &text);
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GtkWindow *parent = GTK_WINDOW (source);
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (parent, result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (parent, error);
}

/**
 * beckon_help_show:
 * @parent: the window that is asked from
 * @page: the name of a page in help/C, and of a section in it, such as "connecting#proxy"
 *
 * Shows a page of the help, in the desktop's own application for that. That one does not see what
 * is in a Flatpak, for which GNOME's runtime has a reader of its own.
 */
void
beckon_help_show (GtkWindow *parent, const char *page)
{
  g_autofree char *uri = g_strdup_printf ("help:" GETTEXT_PACKAGE "/%s", page);
  g_autofree char *reader = NULL;

  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    reader = g_find_program_in_path ("yelp");
  if (reader != NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) process
        = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, reader, uri, NULL);

      if (process == NULL)
        show_error (parent, error);
    }
  else
    {
      gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, NULL, shown_cb, NULL);
    }
}
