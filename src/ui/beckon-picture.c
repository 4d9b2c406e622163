/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-picture.h"

#include <string.h>

#define CHUNK 4096

typedef struct
{
  int max_side;
  gboolean too_large;
} Limits;

static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, Limits *limits)
{
  int longer = MAX (width, height);

  if (width < 1 || height < 1 || longer > BECKON_PICTURE_MAX_SIDE)
    {
      limits->too_large = TRUE;
      /* No size makes the decoder give up at once; any other, and it decodes all of what may be
       * gigabytes first, as its data can be in the same piece as its header. */
      gdk_pixbuf_loader_set_size (loader, 0, 0);
    }
  else if (longer > limits->max_side)
    gdk_pixbuf_loader_set_size (loader,
                                MAX (1, width * limits->max_side / longer),
                                MAX (1, height * limits->max_side / longer));
}

/* The formats that are decoded at all, told by how they begin: the loaders of others (of drawings,
 * fonts, old formats) have not been written with strangers in mind. */
static gboolean
is_picture (const guchar *bytes, gsize length)
{
  static const struct
  {
    const char *start;
    gsize length;
  } starts[] = { { "\x89PNG\r\n\x1a\n", 8 }, { "\xff\xd8\xff", 3 }, { "GIF8", 4 }, { "RIFF", 4 } };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    if (length > starts[i].length && memcmp (bytes, starts[i].start, starts[i].length) == 0)
      return TRUE;
  return FALSE;
}

static GdkPixbuf *
decode (GBytes *data, Limits *limits, GCancellable *cancellable, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  gsize length;
  const guchar *bytes = g_bytes_get_data (data, &length);
  gboolean ok = TRUE;

  if (!is_picture (bytes, length))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Not a kind of picture to show");
      gdk_pixbuf_loader_close (loader, NULL);
      return NULL;
    }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), limits);
  /* In pieces, so that the header is judged before the rest is decoded. */
  for (gsize at = 0; ok && at < length && !limits->too_large; at += CHUNK)
    ok = !g_cancellable_set_error_if_cancelled (cancellable, error)
         && gdk_pixbuf_loader_write (loader, bytes + at, MIN (CHUNK, length - at), error);
  if (!ok)
    gdk_pixbuf_loader_close (loader, NULL);
  else
    ok = gdk_pixbuf_loader_close (loader, error);

  if (limits->too_large || (ok && gdk_pixbuf_loader_get_pixbuf (loader) == NULL))
    {
      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "No picture, or too large");
      return NULL;
    }
  if (!ok)
    return NULL;
  return g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));
}

static void
decode_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Limits limits = { GPOINTER_TO_INT (g_object_get_data (G_OBJECT (task), "max-side")), FALSE };
  GError *error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = decode (task_data, &limits, cancellable, &error);

  g_autoptr (GdkPixbuf) upright = NULL;

  if (pixbuf == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* A camera that was held sideways only notes that. */
  upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  g_task_return_pointer (task, gdk_texture_new_for_pixbuf (upright), g_object_unref);
}

/**
 * beckon_picture_decode_async:
 * @data: a picture file, from anybody
 * @max_side: the longer side of what is wanted, in pixels; a larger picture is made smaller
 *
 * Decodes a picture in a thread. Only its first frame counts.
 */
void
beckon_picture_decode_async (GBytes *data,
                             int max_side,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_picture_decode_async);
  g_task_set_task_data (task, g_bytes_ref (data), (GDestroyNotify) g_bytes_unref);
  g_object_set_data (G_OBJECT (task), "max-side", GINT_TO_POINTER (max_side));
  g_task_run_in_thread (task, decode_thread);
}

/**
 * beckon_picture_decode_finish:
 *
 * Returns: (transfer full) (nullable): the picture, or %NULL with an error
 */
GdkTexture *
beckon_picture_decode_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
