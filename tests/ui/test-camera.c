/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The camera that reads the code of another device: elements of GStreamer that make pictures. */

#include "ui-fixture.h"

#include <glib/gstdio.h>

#include "beckon-approve-window.h"
#include "beckon-qr-paintable.h"
#include "fake-devices.h"

#define LINK "https://scan.example.org/scan/s/Zm9yIGEgZ29vZCBjb2RlIQ"
#define WITHOUT_CODE "videotestsrc pattern=ball is-live=true"

typedef struct
{
  BeckonClient *client;
  BeckonAccount *account;
  GtkWindow *parent;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->client = ui_fixture_client_new ();
  f->account = ui_fixture_add_people (f->client);
  f->parent = GTK_WINDOW (gtk_window_new ());
  gtk_window_present (f->parent);
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (f->parent)));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->parent);
  g_object_add_weak_pointer (G_OBJECT (f->client), (gpointer *) &f->client);
  g_object_unref (f->client);
  WAIT_FOR (f->client == NULL);
}

static void
press (GtkWidget *window, const char *id)
{
  GtkWidget *button = ui_get (window, id);

  WAIT_FOR (gtk_widget_get_mapped (button));
  g_signal_emit_by_name (button, "clicked");
}

static const char *
get_page (GtkWidget *window)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (ui_get (window, "stack")));
}

/* A file with a picture of the code of LINK. */
static char *
make_code (void)
{
  g_autofree char *folder = g_dir_make_tmp ("beckon-camera-XXXXXX", NULL);
  g_autoptr (GdkPaintable) paintable = beckon_qr_paintable_new (LINK);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 800, 600);
  cairo_t *cr = cairo_create (surface);
  char *path = g_build_filename (folder, "code.png", NULL);

  gdk_paintable_snapshot (paintable, snapshot, 300, 300);
  node = gtk_snapshot_to_node (snapshot);
  cairo_translate (cr, 310, 170);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return path;
}

/* The window, with those elements as its camera; or NULL, and the test is skipped. */
static GtkWidget *
open_with_camera (Fixture *f, const char *source, BeckonCamera **camera)
{
  g_autoptr (GError) error = NULL;
  GtkWidget *window;

  *camera = beckon_camera_new (source, &error);
  if (*camera == NULL)
    {
      g_test_skip (error->message);
      return NULL;
    }
  window = GTK_WIDGET (beckon_approve_window_present (f->parent, f->account));
  beckon_approve_window_set_camera (BECKON_APPROVE_WINDOW (window), *camera);
  press (window, "camera_button");
  return window;
}

/* Nothing holds the camera for longer than it is on. */
static void
close_window (GtkWidget *window, BeckonCamera *camera)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  g_object_add_weak_pointer (G_OBJECT (camera), (gpointer *) &camera);
  g_object_unref (camera);
  gtk_window_close (GTK_WINDOW (window));
  WAIT_FOR (window == NULL && camera == NULL);
}

static void
test_code (Fixture *f, gconstpointer data)
{
  g_autofree char *path = make_code ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *source
    = g_strdup_printf ("filesrc location=\"%s\" ! pngdec ! imagefreeze", path);
  BeckonCamera *camera;
  GtkWidget *window = open_with_camera (f, source, &camera);

  if (window != NULL)
    {
      WAIT_FOR (g_str_equal (get_page (window), "details"));
      g_assert_cmpstr (fake_devices_get_code (), ==, LINK);
      close_window (window, camera);
    }
  g_unlink (path);
  g_rmdir (folder);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

/* It looks until it is told not to, and again when it is told to. */
static void
test_without_code (Fixture *f, gconstpointer data)
{
  guint n_pictures = 0;
  BeckonCamera *camera;
  GtkWidget *window = open_with_camera (f, WITHOUT_CODE, &camera);
  GtkPicture *picture;

  if (window == NULL)
    return;
  picture = GTK_PICTURE (ui_get (window, "camera_picture"));
  g_signal_connect_swapped (camera, "notify::picture", G_CALLBACK (count_cb), &n_pictures);
  WAIT_FOR (n_pictures > 5);
  g_assert_cmpstr (get_page (window), ==, "camera");
  g_assert_nonnull (gtk_picture_get_paintable (picture));
  ui_fixture_keep_picture (window, "camera");

  press (window, "camera_cancel_button");
  g_assert_cmpstr (get_page (window), ==, "code");
  press (window, "camera_button");
  n_pictures = 0;
  WAIT_FOR (n_pictures > 5);

  close_window (window, camera);
}

/* What is not there from the start, and what goes away. */
static void
test_fails (Fixture *f, gconstpointer data)
{
  static const char *const sources[] = {
    "filesrc location=/nonexistent/picture.png ! pngdec ! imagefreeze",
    WITHOUT_CODE " ! identity error-after=5",
    WITHOUT_CODE " num-buffers=5",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      BeckonCamera *camera;
      GtkWidget *window = open_with_camera (f, sources[i], &camera);

      if (window == NULL)
        return;
      WAIT_FOR (ui_find_label (window, "No picture from the camera") != NULL);
      g_assert_cmpstr (get_page (window), ==, "code");
      ui_fixture_keep_picture (window, "camera-fails");
      close_window (window, camera);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_fixture_init_style ();

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/camera/code", test_code);
  ADD ("/camera/without-code", test_without_code);
  ADD ("/camera/fails", test_fails);
  return g_test_run ();
}
