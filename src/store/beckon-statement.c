/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-statement-private.h"

#include "beckon-store.h"

#include <errno.h>

struct _BeckonStatement
{
  sqlite3 *connection;
  sqlite3_stmt *handle;
  GThread *thread;
  int bind_code; /* of the first value that could not be bound */
};

G_DEFINE_QUARK (beckon_store_error, beckon_store_error)

/**
 * beckon_store_error_may_pass:
 *
 * Returns: whether the same may work later, with nothing changed but the disk
 */
gboolean
beckon_store_error_may_pass (const GError *error)
{
  return g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_FULL)
         || g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_READ_ONLY)
         || g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_BUSY)
         || g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_IO);
}

/* That a file cannot be opened or made says little; the system knows more. */
static BeckonStoreError
open_error_from_errno (int number)
{
  switch (number)
    {
    case ENOSPC:
    case EDQUOT:
      return BECKON_STORE_ERROR_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
      return BECKON_STORE_ERROR_READ_ONLY;
    default:
      return BECKON_STORE_ERROR_IO;
    }
}

/* What SQLite says, as what the caller can do about it. The message is for logs: it names the kind
 * of failure and never a value. */
void
beckon_statement_set_error (sqlite3 *connection, int code, GError **error)
{
  BeckonStoreError result = BECKON_STORE_ERROR_FAILED;

  switch (code & 0xff)
    {
    case SQLITE_FULL:
      result = BECKON_STORE_ERROR_FULL;
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      result = BECKON_STORE_ERROR_READ_ONLY;
      break;
    case SQLITE_CANTOPEN:
      result = open_error_from_errno (sqlite3_system_errno (connection));
      break;
    case SQLITE_IOERR:
      result = BECKON_STORE_ERROR_IO;
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      result = BECKON_STORE_ERROR_DAMAGED;
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      result = BECKON_STORE_ERROR_BUSY;
      break;
    default:
      break;
    }
  g_set_error (error, BECKON_STORE_ERROR, result, "SQLite: %s (%d)", sqlite3_errmsg (connection),
               code);
}

BeckonStatement *
beckon_statement_new (sqlite3 *connection, const char *sql, GError **error)
{
  BeckonStatement *self;
  sqlite3_stmt *handle = NULL;
  int code = sqlite3_prepare_v3 (connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);

  if (code != SQLITE_OK)
    {
      beckon_statement_set_error (connection, code, error);
      return NULL;
    }

  self = g_new0 (BeckonStatement, 1);
  self->connection = connection;
  self->handle = handle;
  self->thread = g_thread_self ();
  return self;
}

void
beckon_statement_free (BeckonStatement *self)
{
  g_assert (self->thread == g_thread_self ());

  sqlite3_finalize (self->handle);
  g_free (self);
}

const char *
beckon_statement_get_sql (BeckonStatement *self)
{
  return sqlite3_sql (self->handle);
}

static void
note_bind (BeckonStatement *self, int code)
{
  g_assert (self->thread == g_thread_self ());

  if (self->bind_code == SQLITE_OK)
    self->bind_code = code;
}

void
beckon_statement_bind_int64 (BeckonStatement *self, int index, gint64 value)
{
  note_bind (self, sqlite3_bind_int64 (self->handle, index, value));
}

/* The text, which may be NULL, must live until the statement is reset. */
void
beckon_statement_bind_text (BeckonStatement *self, int index, const char *text)
{
  note_bind (self, sqlite3_bind_text (self->handle, index, text, -1, SQLITE_STATIC));
}

/* As with a text, the bytes must live until the statement is reset. */
void
beckon_statement_bind_bytes (BeckonStatement *self, int index, GBytes *bytes)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  note_bind (self,
             sqlite3_bind_blob64 (self->handle, index, data ? data : "", length, SQLITE_STATIC));
}

/* Goes to the next row. FALSE at the end, and with an error set when there is one. */
gboolean
beckon_statement_next (BeckonStatement *self, GError **error)
{
  int code = self->bind_code;

  g_assert (self->thread == g_thread_self ());

  if (code == SQLITE_OK)
    code = sqlite3_step (self->handle);
  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    beckon_statement_set_error (self->connection, code, error);
  return FALSE;
}

/* Runs a statement whose rows, if any, do not matter. */
gboolean
beckon_statement_run (BeckonStatement *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  while (beckon_statement_next (self, &failure))
    ;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* All rows: a GPtrArray of what read makes of each. */
gboolean
beckon_statement_collect (BeckonStatement *self,
                          BeckonStatementRead read,
                          GDestroyNotify free_row,
                          gpointer *rows,
                          GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GPtrArray) collected = g_ptr_array_new_with_free_func (free_row);

  while (beckon_statement_next (self, &failure))
    g_ptr_array_add (collected, read (self));
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  *rows = g_steal_pointer (&collected);
  return TRUE;
}

/* The one row, or NULL where there is none, which is no error. The statement runs to its end: one
 * that returns what it has written is undone by SQLite when it is left before. */
gboolean
beckon_statement_read_one (BeckonStatement *self,
                           BeckonStatementRead read,
                           GDestroyNotify free_row,
                           gpointer *row,
                           GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (!beckon_statement_collect (self, read, free_row, (gpointer *) &rows, error))
    return FALSE;
  *row = rows->len > 0 ? g_ptr_array_steal_index (rows, 0) : NULL;
  return TRUE;
}

void
beckon_statement_reset (BeckonStatement *self)
{
  g_assert (self->thread == g_thread_self ());

  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  self->bind_code = SQLITE_OK;
}

gint64
beckon_statement_get_int64 (BeckonStatement *self, int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

const char *
beckon_statement_get_text (BeckonStatement *self, int column)
{
  return (const char *) sqlite3_column_text (self->handle, column);
}

char *
beckon_statement_dup_text (BeckonStatement *self, int column)
{
  return g_strdup (beckon_statement_get_text (self, column));
}

GBytes *
beckon_statement_dup_bytes (BeckonStatement *self, int column)
{
  gconstpointer data = sqlite3_column_blob (self->handle, column);

  return g_bytes_new (data, sqlite3_column_bytes (self->handle, column));
}
