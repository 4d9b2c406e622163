/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-qr-paintable.h"
#include "beckon-qr-reader.h"

#define LINK "https://scan.example.org/scan/s/Zm9yIGEgZ29vZCBjb2RlIQ"

typedef struct
{
  GMainLoop *loop;
  char *text;
  GError *error;
} Reading;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;

  reading->text = beckon_qr_reader_read_finish (result, &reading->error);
  g_main_loop_quit (reading->loop);
}

static char *
read_picture (GBytes *picture, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Reading reading = { .loop = loop };

  beckon_qr_reader_read_async (picture, cancellable, read_cb, &reading);
  g_main_loop_run (loop);
  if (reading.error != NULL)
    g_propagate_error (error, reading.error);
  return reading.text;
}

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* A code, or nothing, on a picture with the margin that a photograph has. */
static GBytes *
draw (const char *text)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 300);
  cairo_t *cr = cairo_create (surface);
  GByteArray *png = g_byte_array_new ();

  cairo_set_source_rgb (cr, 0.6, 0.7, 0.6);
  cairo_paint (cr);
  if (text != NULL)
    {
      g_autoptr (GdkPaintable) paintable = beckon_qr_paintable_new (text);
      g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
      g_autoptr (GskRenderNode) node = NULL;

      gdk_paintable_snapshot (paintable, snapshot, 240, 240);
      node = gtk_snapshot_to_node (snapshot);
      cairo_translate (cr, 80, 30);
      gsk_render_node_draw (node, cr);
    }
  cairo_destroy (cr);
  g_assert_cmpint (
    cairo_surface_write_to_png_stream (surface, write_cb, png), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (png);
}

static void
test_read (void)
{
  g_autoptr (GBytes) picture = draw (LINK);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = read_picture (picture, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, LINK);
}

static void
test_no_code (void)
{
  g_autoptr (GBytes) picture = draw (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = read_picture (picture, NULL, &error);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (text);
}

/* What is longer than any link of ours is not looked at. */
static void
test_long (void)
{
  g_autofree char *much = g_strnfill (1100, 'x');
  g_autoptr (GBytes) picture = draw (much);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = read_picture (picture, NULL, &error);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (text);
}

static void
test_no_picture (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("Not a picture", 13);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = read_picture (bytes, NULL, &error);

  g_assert_nonnull (error);
  g_assert_null (text);
}

static void
test_cancelled (void)
{
  g_autoptr (GBytes) picture = draw (LINK);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_cancellable_cancel (cancellable);
  text = read_picture (picture, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* For the types of the render nodes; that it finds no display does not matter. */
  gtk_init_check ();

  g_test_add_func ("/qr-reader/read", test_read);
  g_test_add_func ("/qr-reader/no-code", test_no_code);
  g_test_add_func ("/qr-reader/long", test_long);
  g_test_add_func ("/qr-reader/no-picture", test_no_picture);
  g_test_add_func ("/qr-reader/cancelled", test_cancelled);
  return g_test_run ();
}
