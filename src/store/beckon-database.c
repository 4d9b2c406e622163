/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-database-private.h"

#include "beckon-store.h"
#include "beckon-tokenizer-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

/* How long to wait for another process, which may just be ending, before saying BUSY. */
#define BUSY_TIMEOUT_MS 2000

struct _BeckonDatabase
{
  sqlite3 *handle;
  GThread *thread;
  GHashTable *statements; /* by their SQL */
};

/* Makes the file, and the folder for it, for this person's eyes only; SQLite gives its journal the
 * same mode. Does nothing where there is a file: to open and close it again would drop the locks
 * that this process may hold on it. */
static void
create_private (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  g_mkdir_with_parents (folder, 0700);
  fd = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd >= 0)
    g_close (fd, NULL);
}

/* Opens the connection, and changes nothing yet in a file that is there. */
BeckonDatabase *
beckon_database_open (const char *path, GError **error)
{
  g_autoptr (BeckonDatabase) self = g_new0 (BeckonDatabase, 1);
  int code;

  self->thread = g_thread_self ();
  self->statements
    = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) beckon_statement_free);

  create_private (path);
  code = sqlite3_open_v2 (path, &self->handle,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
                            | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE,
                          NULL);
  if (code == SQLITE_OK)
    code = beckon_tokenizer_register (self->handle);
  if (code != SQLITE_OK)
    {
      beckon_statement_set_error (self->handle, code, error);
      return NULL;
    }
  if (sqlite3_db_readonly (self->handle, "main") == 1)
    {
      g_set_error_literal (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_READ_ONLY,
                           "The file cannot be written");
      return NULL;
    }

  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  /* Until beckon_database_configure(): a file that is refused is left as it was. */
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  /* Keeps a second Beckon out, and needs no shared memory next to the file. */
  if (!beckon_database_exec (self, "PRAGMA locking_mode = EXCLUSIVE", error))
    return NULL;
  return g_steal_pointer (&self);
}

/* The settings that write to the file, for one that is ours to write. In WAL mode FULL means that
 * what is committed survives a power cut. Temporary tables stay in memory: nobody's messages get
 * into /tmp. */
gboolean
beckon_database_configure (BeckonDatabase *self, GError **error)
{
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  return beckon_database_exec (self,
                               "PRAGMA journal_mode = WAL;"
                               "PRAGMA journal_size_limit = 4194304;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA secure_delete = ON;"
                               "PRAGMA cell_size_check = ON;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA foreign_keys = ON;",
                               error);
}

void
beckon_database_close (BeckonDatabase *self)
{
  g_assert (self->thread == g_thread_self ());

  g_hash_table_unref (self->statements);
  if (sqlite3_close (self->handle) != SQLITE_OK)
    g_critical ("SQLite: %s", sqlite3_errmsg (self->handle));
  g_free (self);
}

/* One or more statements without values. */
gboolean
beckon_database_exec (BeckonDatabase *self, const char *sql, GError **error)
{
  int code;

  g_assert (self->thread == g_thread_self ());

  code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);
  if (code != SQLITE_OK)
    {
      beckon_statement_set_error (self->handle, code, error);
      return FALSE;
    }
  return TRUE;
}

/* The one number that a statement gives; 0 when it gives none. */
gboolean
beckon_database_get_int64 (BeckonDatabase *self, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (self, sql, error);

  if (statement == NULL)
    return FALSE;

  *value = 0;
  if (beckon_statement_next (statement, &failure))
    *value = beckon_statement_get_int64 (statement, 0);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return TRUE;
}

/* The row that was added last. */
gint64
beckon_database_get_last_row (BeckonDatabase *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

/* Some failures (a full disk, say) end the transaction by themselves. */
gboolean
beckon_database_in_transaction (BeckonDatabase *self)
{
  return !sqlite3_get_autocommit (self->handle);
}

/* Lends a statement, made once and kept. It is not lent twice at a time. */
BeckonStatement *
beckon_database_prepare (BeckonDatabase *self, const char *sql, GError **error)
{
  BeckonStatement *statement;

  g_assert (self->thread == g_thread_self ());

  statement = g_hash_table_lookup (self->statements, sql);
  if (statement == NULL)
    {
      statement = beckon_statement_new (self->handle, sql, error);
      if (statement == NULL)
        return NULL;
      g_hash_table_insert (self->statements, (char *) beckon_statement_get_sql (statement),
                           statement);
    }
  return statement;
}
