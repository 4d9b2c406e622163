/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-qr-reader.h"

#include <zbar.h>

#include "beckon-picture.h"

/* A code is read at this many pixels on the longer side of the picture, and what it holds is
 * no longer than this. */
#define MAX_SIDE 1600
#define MAX_TEXT 1024

/* The picture in shades of grey, which is all that a code needs. */
static guchar *
get_grey (GdkTexture *texture, gsize *length)
{
  const int width = gdk_texture_get_width (texture);
  const int height = gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * height);
  guchar *grey = g_new (guchar, (gsize) width * height);

  *length = (gsize) width * height;
  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  for (gsize i = 0; i < *length; i++)
    {
      const guint alpha = pixels[i] >> 24;
      const guint red = (pixels[i] >> 16) & 0xff;
      const guint green = (pixels[i] >> 8) & 0xff;
      const guint blue = pixels[i] & 0xff;

      /* The colours are premultiplied: what is transparent is over white. */
      grey[i] = (red * 77 + green * 151 + blue * 28) / 256 + (255 - alpha);
    }
  return grey;
}

/**
 * beckon_qr_reader_read_texture:
 * @texture: a picture of a size that a caller bounds
 *
 * Reads the first QR code in the picture. This takes some milliseconds: it is for threads.
 *
 * Returns: (transfer full) (nullable): the text in the code
 */
char *
beckon_qr_reader_read_texture (GdkTexture *texture)
{
  gsize length;
  g_autofree guchar *grey = get_grey (texture, &length);
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  zbar_image_t *image = zbar_image_create ();
  g_autofree char *text = NULL;

  zbar_image_scanner_set_config (scanner, 0, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, gdk_texture_get_width (texture), gdk_texture_get_height (texture));
  zbar_image_set_data (image, grey, length, NULL);
  zbar_scan_image (scanner, image);
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol (image);
       symbol != NULL && text == NULL;
       symbol = zbar_symbol_next (symbol))
    if (zbar_symbol_get_data_length (symbol) <= MAX_TEXT)
      text = g_strndup (zbar_symbol_get_data (symbol), zbar_symbol_get_data_length (symbol));
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);

  return text != NULL && g_utf8_validate (text, -1, NULL) ? g_steal_pointer (&text) : NULL;
}

static void
read_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autofree char *text = beckon_qr_reader_read_texture (task_data);

  if (text != NULL)
    g_task_return_pointer (task, g_steal_pointer (&text), g_free);
  else
    g_task_return_new_error (
      task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "No code in this picture can be read");
}

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GdkTexture *texture = beckon_picture_decode_finish (result, &error);

  if (texture == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_task_set_task_data (task, texture, g_object_unref);
  g_task_run_in_thread (task, read_thread);
}

/**
 * beckon_qr_reader_read_async:
 * @picture: an image file
 *
 * Decodes the picture, within the limits of beckon_picture_decode_async(), and reads the first QR
 * code in it.
 */
void
beckon_qr_reader_read_async (GBytes *picture,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_qr_reader_read_async);
  beckon_picture_decode_async (
    picture, MAX_SIDE, cancellable, decoded_cb, g_steal_pointer (&task));
}

/**
 * beckon_qr_reader_read_finish:
 *
 * Returns: (transfer full): the text in the code; or %NULL, with %G_IO_ERROR_NOT_FOUND when there
 *   is no code
 */
char *
beckon_qr_reader_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
