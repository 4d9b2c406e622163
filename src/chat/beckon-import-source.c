/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-import-source.h"

/* What is looked at in one go: some milliseconds. */
#define PIECE (64 * 1024)

struct _BeckonImportSource
{
  GObject parent_instance;

  GFile *file;
  GInputStream *stream; /* (nullable): not opened yet */
  BeckonPieReader *reader;
  char *piece;
};

G_DEFINE_FINAL_TYPE (BeckonImportSource, beckon_import_source, G_TYPE_OBJECT)

static void
beckon_import_source_finalize (GObject *object)
{
  BeckonImportSource *self = BECKON_IMPORT_SOURCE (object);

  g_object_unref (self->file);
  g_clear_object (&self->stream);
  beckon_pie_reader_free (self->reader);
  g_free (self->piece);
  G_OBJECT_CLASS (beckon_import_source_parent_class)->finalize (object);
}

static void
beckon_import_source_class_init (BeckonImportSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_import_source_finalize;
}

static void
beckon_import_source_init (BeckonImportSource *self)
{
  self->piece = g_malloc (PIECE);
}

/**
 * beckon_import_source_new:
 * @events: what to call while the file is read
 *
 * Returns: (transfer full): a source of which nothing has been read
 */
BeckonImportSource *
beckon_import_source_new (GFile *file, const BeckonPieEvents *events, gpointer user_data)
{
  BeckonImportSource *self = g_object_new (BECKON_TYPE_IMPORT_SOURCE, NULL);

  self->file = g_object_ref (file);
  self->reader = beckon_pie_reader_new (events, user_data);
  return self;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonImportSource *self = g_task_get_source_object (task);
  GError *error = NULL;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (length > 0 && beckon_pie_reader_feed (self->reader, self->piece, length, &error))
    g_task_return_int (task, 1);
  else if (length == 0 && beckon_pie_reader_end (self->reader, &error))
    g_task_return_int (task, 0);
  else
    g_task_return_error (task, error);
}

static void
read_piece (BeckonImportSource *self, GTask *task)
{
  g_input_stream_read_async (self->stream, self->piece, PIECE, G_PRIORITY_DEFAULT_IDLE,
                             g_task_get_cancellable (task), read_cb, task);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonImportSource *self = g_task_get_source_object (task);
  GError *error = NULL;
  GFileInputStream *stream = g_file_read_finish (G_FILE (source), result, &error);

  if (stream == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self->stream = G_INPUT_STREAM (stream);
  read_piece (self, g_steal_pointer (&task));
}

/**
 * beckon_import_source_read_async:
 *
 * Reads a piece more, which calls the events.
 */
void
beckon_import_source_read_async (BeckonImportSource *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_import_source_read_async);
  if (self->stream != NULL)
    read_piece (self, task);
  else
    g_file_read_async (self->file, G_PRIORITY_DEFAULT, cancellable, opened_cb, task);
}

/**
 * beckon_import_source_read_finish:
 * @more: (out): whether that was not the end
 *
 * Returns: %FALSE with a %BECKON_PIE_ERROR or a %G_IO_ERROR
 */
gboolean
beckon_import_source_read_finish (BeckonImportSource *self,
                                  GAsyncResult *result,
                                  gboolean *more,
                                  GError **error)
{
  gssize n = g_task_propagate_int (G_TASK (result), error);

  *more = n > 0;
  return n >= 0;
}
