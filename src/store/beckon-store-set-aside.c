/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store.h"

/* What SQLite keeps of a database: the file, and what is to be carried over into it. */
static const char *const suffixes[] = { "", "-wal", "-journal" };

static gboolean
is_free (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      if (g_file_test (name, G_FILE_TEST_EXISTS))
        return FALSE;
    }
  return TRUE;
}

static char *
find_free_name (const char *path)
{
  for (guint number = 1;; number++)
    {
      g_autofree char *name = g_strdup_printf ("%s.damaged-%u", path, number);

      if (is_free (name))
        return g_steal_pointer (&name);
    }
}

/* The database itself goes last: until then it is where it was, and this can be done again. */
static void
set_aside (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *path = task_data;
  g_autofree char *name = find_free_name (path);

  for (guint i = G_N_ELEMENTS (suffixes); i > 0; i--)
    {
      g_autofree char *from_path = g_strconcat (path, suffixes[i - 1], NULL);
      g_autofree char *to_path = g_strconcat (name, suffixes[i - 1], NULL);
      g_autoptr (GFile) from = g_file_new_for_path (from_path);
      g_autoptr (GFile) to = g_file_new_for_path (to_path);
      g_autoptr (GError) error = NULL;

      if (!g_file_move (from, to, G_FILE_COPY_NO_FALLBACK_FOR_MOVE, NULL, NULL, NULL, &error)
          && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
    }
  g_task_return_pointer (task, g_steal_pointer (&name), g_free);
}

/**
 * beckon_store_set_aside_async:
 * @path: the file of a store that cannot be opened
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Gives the file another name next to where it is, one that no file has, so that a new one can be
 * made. Nothing is written to it.
 */
void
beckon_store_set_aside_async (const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, beckon_store_set_aside_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, set_aside);
}

/**
 * beckon_store_set_aside_finish:
 * @result: the result
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: (transfer full): the new name
 */
char *
beckon_store_set_aside_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
