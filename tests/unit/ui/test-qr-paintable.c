/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Without a display: the render nodes are drawn by cairo. */

#include "beckon-qr-paintable.h"

#include <glib/gstdio.h>

#define LINK "https://scan.example.org/scan/s/Zm9yIGEgZ29vZCBjb2RlIQ"

static cairo_surface_t *
draw (GdkPaintable *paintable, int width, int height, int scale)
{
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  cairo_surface_t *surface
    = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * scale, height * scale);
  cairo_t *cr = cairo_create (surface);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  cairo_scale (cr, scale, scale);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static guint32
get_pixel (cairo_surface_t *surface, int x, int y)
{
  const guchar *row
    = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (gconstpointer) row)[x] & 0xffffff;
}

/* Every pixel is black or white, and every change of colour is where a module ends. */
static void
assert_crisp (cairo_surface_t *surface)
{
  const int width = cairo_image_surface_get_width (surface);
  const int height = cairo_image_surface_get_height (surface);
  int module = 0;

  for (int y = 0; y < height; y++)
    {
      int since = 0;

      for (int x = 0; x < width; x++)
        {
          const guint32 pixel = get_pixel (surface, x, y);

          g_assert_true (pixel == 0 || pixel == 0xffffff);
          if (x > 0 && pixel != get_pixel (surface, x - 1, y))
            {
              /* The first dark run of all is the top of a finder pattern: seven modules. */
              if (module == 0 && pixel == 0xffffff)
                {
                  g_assert_cmpint ((x - since) % 7, ==, 0);
                  module = (x - since) / 7;
                }
              if (module != 0 && since != 0)
                g_assert_cmpint ((x - since) % module, ==, 0);
              since = x;
            }
        }
    }
  g_assert_cmpint (module, >, 0);
}

static void
test_crisp (void)
{
  static const int sizes[] = { 45, 97, 200, 240, 321, 500 };
  g_autoptr (GdkPaintable) paintable = beckon_qr_paintable_new (LINK);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int scale = 1; scale <= 3; scale++)
      {
        cairo_surface_t *surface = draw (paintable, sizes[i], sizes[i] + 7, scale);

        assert_crisp (surface);
        cairo_surface_destroy (surface);
      }
}

/* Four modules of white on every side. */
static void
test_quiet_zone (void)
{
  g_autoptr (GdkPaintable) paintable = beckon_qr_paintable_new (LINK);
  const int side = gdk_paintable_get_intrinsic_width (paintable);
  cairo_surface_t *surface = draw (paintable, side, side, 1);
  int first = side, last = 0;
  int module = 0;

  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++)
      if (get_pixel (surface, x, y) == 0)
        {
          first = MIN (first, MIN (x, y));
          last = MAX (last, MAX (x, y));
        }
  while (get_pixel (surface, first + module, first) == 0)
    module++;
  module /= 7;
  g_assert_cmpint (module, >, 0);
  g_assert_cmpint (first, >=, 4 * module);
  g_assert_cmpint (side - 1 - last, >=, 4 * module);
  cairo_surface_destroy (surface);
}

/* What a reader that is not ours makes of it. */
static void
test_read (void)
{
  g_autofree char *zbarimg = g_find_program_in_path ("zbarimg");
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  if (zbarimg == NULL)
    {
      g_test_skip ("No zbarimg");
      return;
    }
  folder = g_dir_make_tmp ("beckon-qr-XXXXXX", NULL);
  path = g_build_filename (folder, "code.png", NULL);
  for (int scale = 1; scale <= 3; scale++)
    {
      const char *argv[]
        = { zbarimg, "--raw", "-q", "-Sdisable", "-Sqrcode.enable", path, NULL };
      g_autoptr (GdkPaintable) paintable = beckon_qr_paintable_new (LINK);
      cairo_surface_t *surface = draw (paintable, 200, 200, scale);
      g_autofree char *text = NULL;

      g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
      cairo_surface_destroy (surface);
      g_assert_true (g_spawn_sync (
        NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &text, NULL, NULL, NULL));
      g_assert_cmpstr (g_strchomp (text), ==, LINK);
    }
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_too_long (void)
{
  g_autofree char *text = g_strnfill (5000, 'x');

  g_assert_null (beckon_qr_paintable_new (text));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* For the types of the render nodes; that it finds no display does not matter. */
  gtk_init_check ();

  g_test_add_func ("/qr-paintable/crisp", test_crisp);
  g_test_add_func ("/qr-paintable/quiet-zone", test_quiet_zone);
  g_test_add_func ("/qr-paintable/read", test_read);
  g_test_add_func ("/qr-paintable/too-long", test_too_long);
  return g_test_run ();
}
