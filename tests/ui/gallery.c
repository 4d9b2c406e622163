/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Takes pictures of every page and window, to look at: build-aux/gallery runs this once for each
 * language.
 *
 *   gallery FOLDER|- SIZES SCHEMES [PAGE...]
 *
 * SIZES and SCHEMES are lists with commas, such as 360x640,900x700 and light,dark-large; text is twice as
 * large with the latter. What does not fit is told on the standard output, and what would not fit in
 * any language either is an error; for a test of that, "-" instead of a folder keeps no pictures. */

#include "config.h"

#include "gallery.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>

static void
close_all (Gallery *gallery)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  while (g_list_model_get_n_items (toplevels) > 0)
    {
      g_autoptr (GtkWindow) window
        = g_list_model_get_item (toplevels, g_list_model_get_n_items (toplevels) - 1);

      /* A row of libadwaita 1.2 that has the focus when its window goes warns of itself. */
      gtk_window_set_focus (window, NULL);
      gtk_window_destroy (window);
    }
  g_clear_object (&gallery->client);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static guint
take (Gallery *gallery,
      const GalleryPage *page,
      const char *folder,
      const char *name,
      int width,
      int height)
{
  g_autofree char *file = g_strconcat (page->name, ".png", NULL);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, file, NULL) : NULL;
  g_autofree char *told = g_strdup_printf ("%s %s", page->name, name);
  g_autoptr (GdkTexture) texture = NULL;
  GtkWidget *widget;
  guint n_misfits;

  gallery->client = ui_fixture_client_new ();
  gallery->account = NULL;
  if (page->people)
    {
      gallery->account = ui_fixture_add_people (gallery->client);
      gallery_add_talk (gallery->account);
    }
  gallery->window = beckon_window_new (gallery->application, gallery->server);
  gtk_window_set_default_size (GTK_WINDOW (gallery->window), width, height);
  beckon_window_set_client (gallery->window, gallery->client);
  gtk_window_present (GTK_WINDOW (gallery->window));
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (gallery->window)));
  ui_fixture_settle (GTK_WIDGET (gallery->window));

  widget = page->show (gallery);
  if (widget != GTK_WIDGET (gallery->window) && GTK_IS_WINDOW (widget) && width < 600
      && !ADW_IS_MESSAGE_DIALOG (widget))
    {
      ui_fixture_settle (widget);
      gtk_window_set_default_size (GTK_WINDOW (widget), width, height);
    }
  WAIT_FOR (gtk_widget_get_mapped (widget));
  if (folder != NULL)
    texture = ui_fixture_render (widget);
  else
    ui_fixture_settle (widget);
  if (texture != NULL && !gdk_texture_save_to_png (texture, path))
    g_error ("%s cannot be written", path);

  n_misfits = gallery_tell_misfits (widget, told, width, height);
  close_all (gallery);
  return n_misfits;
}

static void
set_text_size (int factor)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * factor * PANGO_SCALE, NULL);
}

static gboolean
is_wanted (const GalleryPage *page, char **wanted)
{
  return *wanted == NULL || g_strv_contains ((const char *const *) wanted, page->name);
}

int
main (int argc, char **argv)
{
  const GalleryPage *lists[] = { gallery_setup_pages, gallery_chat_pages, gallery_window_pages };
  Gallery gallery = { NULL };
  g_autoptr (FakeServer) server = NULL;
  g_autofree char *host = NULL;
  g_auto (GStrv) sizes = NULL;
  g_auto (GStrv) schemes = NULL;
  g_autoptr (GError) error = NULL;
  guint n_misfits = 0;

  g_test_init (&argc, &argv, NULL);
  /* What is told of a page must not keep the others from being shown. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("TEXTDOMAINDIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (argc < 4)
    {
      g_printerr ("gallery FOLDER|- SIZES SCHEMES [PAGE...]\n");
      return 2;
    }

  fake_server_trust_certificates ();
  gallery.application = GTK_APPLICATION (beckon_application_new ());
  if (!g_application_register (G_APPLICATION (gallery.application), NULL, &error))
    g_error ("%s", error->message);
  server = fake_server_new (gallery_serve_form, NULL);
  host = g_strdup_printf ("127.0.0.1:%u", fake_server_get_port (server));
  gallery.server = beckon_server_choice_new (FAKE_SERVER_DOMAIN, host, TRUE, NULL);

  sizes = g_strsplit (argv[2], ",", -1);
  schemes = g_strsplit (argv[3], ",", -1);
  for (char **scheme = schemes; *scheme != NULL; scheme++)
    for (char **size = sizes; *size != NULL; size++)
      {
        g_autofree char *name = g_strdup_printf ("%s-%s", *size, *scheme);
        g_autofree char *folder
          = g_str_equal (argv[1], "-") ? NULL : g_build_filename (argv[1], name, NULL);
        int width, height;

        if (sscanf (*size, "%dx%d", &width, &height) != 2
            || (folder != NULL && g_mkdir_with_parents (folder, 0755) != 0))
          g_error ("%s: no size or no folder", name);
        adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                            g_str_has_prefix (*scheme, "dark")
                                              ? ADW_COLOR_SCHEME_FORCE_DARK
                                              : ADW_COLOR_SCHEME_FORCE_LIGHT);
        set_text_size (g_str_has_suffix (*scheme, "-large") ? 2 : 1);
        for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
          for (const GalleryPage *page = lists[i]; page->name != NULL; page++)
            if (is_wanted (page, argv + 4))
              n_misfits += take (&gallery, page, folder, name, width, height);
      }
  beckon_server_choice_free (gallery.server);
  g_object_unref (gallery.application);
  return n_misfits > 0;
}
