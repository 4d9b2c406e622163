/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-export-file.h"

struct _BeckonExportFile
{
  GFile *file;
  GOutputStream *stream;
  gboolean is_new; /* there was none before */
};

void
beckon_export_file_free (BeckonExportFile *self)
{
  g_object_unref (self->file);
  g_object_unref (self->stream);
  g_free (self);
}

static void
take_stream (GTask *task, GFile *file, GFileOutputStream *stream, gboolean is_new, GError *error)
{
  BeckonExportFile *self;

  if (stream == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self = g_new0 (BeckonExportFile, 1);
  self->file = g_object_ref (file);
  self->stream = G_OUTPUT_STREAM (stream);
  self->is_new = is_new;
  g_task_return_pointer (task, self, (GDestroyNotify) beckon_export_file_free);
}

static void
replaced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GFileOutputStream *stream = g_file_replace_finish (G_FILE (source), result, &error);

  take_stream (task, G_FILE (source), stream, FALSE, error);
}

/* A new file has no other for the time until it is complete, so that one has to know of it. */
static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  GFile *file = G_FILE (source);
  GError *error = NULL;
  GFileOutputStream *stream = g_file_create_finish (file, result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    {
      take_stream (task, file, stream, TRUE, error);
      return;
    }
  g_error_free (error);
  g_file_replace_async (file, NULL, FALSE,
                        G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                        G_PRIORITY_DEFAULT, cancellable, replaced_cb,
                        g_steal_pointer (&task));
}

/**
 * beckon_export_file_open_async:
 * @file: where to
 *
 * Begins to write.
 */
void
beckon_export_file_open_async (GFile *file,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_export_file_open_async);
  g_file_create_async (file, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT, cancellable, created_cb,
                       task);
}

BeckonExportFile *
beckon_export_file_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

GOutputStream *
beckon_export_file_get_stream (BeckonExportFile *self)
{
  return self->stream;
}

typedef struct
{
  GTask *task;
  GError *error; /* (nullable) */
  GFile *file;   /* (nullable): to be deleted when there is an error */
} Ending;

static void
end (Ending *ending)
{
  if (ending->error != NULL)
    g_task_return_error (ending->task, ending->error);
  else
    g_task_return_boolean (ending->task, TRUE);
  g_object_unref (ending->task);
  g_clear_object (&ending->file);
  g_free (ending);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_file_delete_finish (G_FILE (source), result, NULL);
  end (user_data);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ending *ending = user_data;

  g_output_stream_close_finish (G_OUTPUT_STREAM (source), result,
                                ending->error == NULL ? &ending->error : NULL);
  if (ending->error != NULL && ending->file != NULL)
    g_file_delete_async (ending->file, G_PRIORITY_DEFAULT, NULL, deleted_cb, ending);
  else
    end (ending);
}

static void
close_file (BeckonExportFile *self, GTask *task, GError *error, GCancellable *cancellable)
{
  Ending *ending = g_new0 (Ending, 1);

  ending->task = task;
  ending->error = error;
  if (self->is_new)
    ending->file = g_object_ref (self->file);
  g_output_stream_close_async (self->stream, G_PRIORITY_DEFAULT, cancellable, closed_cb, ending);
}

/**
 * beckon_export_file_complete:
 * @task: (transfer full): who wrote it; ends with %TRUE when the file is in its place
 */
void
beckon_export_file_complete (BeckonExportFile *self, GTask *task)
{
  close_file (self, task, NULL, g_task_get_cancellable (task));
}

/**
 * beckon_export_file_drop:
 * @task: (transfer full): who wrote it; ends with @error when nothing is left of the file
 * @error: (transfer full): why
 *
 * A new file takes the place of the one before when it is closed, but not with a cancellable that
 * is cancelled.
 */
void
beckon_export_file_drop (BeckonExportFile *self, GTask *task, GError *error)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  close_file (self, task, error, cancelled);
}
