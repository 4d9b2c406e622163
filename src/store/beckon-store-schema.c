/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-schema-private.h"

#include "beckon-store.h"

#include <glib/gstdio.h>

/* Each step takes the schema from one version to the next. A step that was released is never
 * changed: append one, and freeze a database of the version before it in tests/data.
 *
 * Times are microseconds since 1970, UTC. Addresses are prepared, so that the same one is the same
 * bytes. AUTOINCREMENT where a number must never come again: a late write for an account that was
 * removed must not find another one. */
const char *const beckon_store_schema_steps[] = {
  "CREATE TABLE accounts ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  jid TEXT NOT NULL UNIQUE,"
  "  host TEXT,"
  "  port INTEGER NOT NULL,"
  "  direct_tls INTEGER NOT NULL,"
  "  resource_id TEXT,"
  "  mechanism TEXT,"
  "  enabled INTEGER NOT NULL,"
  "  keep_password INTEGER NOT NULL,"
  "  show TEXT,"
  "  status TEXT,"
  "  nick TEXT,"
  "  roster_version TEXT,"
  "  archive_id TEXT"
  ") STRICT;"

  /* Accounts that were removed while their server was out of reach: it is to be told that their
   * token is no longer good. The token is in the keyring. */
  "CREATE TABLE revocations ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  jid TEXT NOT NULL UNIQUE,"
  "  host TEXT,"
  "  port INTEGER NOT NULL,"
  "  direct_tls INTEGER NOT NULL,"
  "  resource_id TEXT,"
  "  mechanism TEXT"
  ") STRICT;"

  /* Without a subscription it is not in the roster, only known. */
  "CREATE TABLE contacts ("
  "  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
  "  jid TEXT NOT NULL,"
  "  name TEXT,"
  "  subscription TEXT,"
  "  ask INTEGER NOT NULL DEFAULT 0,"
  "  groups TEXT,"
  "  nick TEXT,"
  "  avatar_hash TEXT,"
  "  PRIMARY KEY (account_id, jid)"
  ") STRICT, WITHOUT ROWID;"

  "CREATE TABLE chats ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
  "  peer TEXT NOT NULL,"
  "  pinned INTEGER NOT NULL DEFAULT 0,"
  "  archived INTEGER NOT NULL DEFAULT 0,"
  "  draft TEXT,"
  "  read_sort_key INTEGER NOT NULL DEFAULT 0,"
  "  UNIQUE (account_id, peer)"
  ") STRICT;"

  "CREATE TABLE messages ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,"
  "  sort_key INTEGER NOT NULL,"
  "  sender TEXT NOT NULL,"
  "  resource TEXT,"
  "  outgoing INTEGER NOT NULL,"
  "  origin_id TEXT,"
  "  archive_id TEXT,"
  "  time INTEGER NOT NULL,"
  "  body TEXT NOT NULL,"
  "  state INTEGER NOT NULL,"
  "  error TEXT,"
  "  replaces_id TEXT,"
  "  edited INTEGER NOT NULL"
  ") STRICT;"
  /* With outgoing, counting what is unread needs nothing but this index. */
  "CREATE INDEX messages_order ON messages (chat_id, sort_key, outgoing);"
  "CREATE INDEX messages_origin ON messages (chat_id, origin_id) WHERE origin_id IS NOT NULL;"
  "CREATE UNIQUE INDEX messages_archive ON messages (chat_id, archive_id)"
  "  WHERE archive_id IS NOT NULL;"
  "CREATE INDEX messages_unsent ON messages (sort_key) WHERE state IN (1, 2);"

  "CREATE TABLE message_edits ("
  "  id INTEGER PRIMARY KEY,"
  "  message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,"
  "  time INTEGER NOT NULL,"
  "  body TEXT NOT NULL"
  ") STRICT;"
  "CREATE INDEX message_edits_message ON message_edits (message_id);"

  /* Kept by hand: SQLite 3.40 lets no trigger write to it where the schema is not trusted. */
  "CREATE VIRTUAL TABLE message_index USING fts5 ("
  "  body, content = 'messages', content_rowid = 'id', columnsize = 0, tokenize = 'beckon');"
  /* So that the sequence is there to be read before the first message. */
  "INSERT INTO sqlite_sequence (name, seq) VALUES ('messages', 0);"

  /* What of an archive is known to be missing. Without after_id it begins with the archive, without
   * before_id it ends where the archive did when it was last opened. Its messages belong below the
   * sort key. */
  "CREATE TABLE gaps ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,"
  "  archive TEXT NOT NULL,"
  "  after_id TEXT,"
  "  before_id TEXT,"
  "  sort_key INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX gaps_archive ON gaps (account_id, archive, sort_key);"

  "CREATE TABLE blobs ("
  "  kind INTEGER NOT NULL,"
  "  key TEXT NOT NULL,"
  "  used INTEGER NOT NULL,"
  "  size INTEGER NOT NULL,"
  "  data BLOB NOT NULL,"
  "  PRIMARY KEY (kind, key)"
  ") STRICT;"
  "CREATE INDEX blobs_used ON blobs (kind, used, size);",

  "ALTER TABLE messages ADD COLUMN unstyled INTEGER NOT NULL DEFAULT 0;",

  /* Whether its writer wants to know that it was read; and up to where others know what was read.
   * Nobody is told now what was read long ago. */
  "ALTER TABLE messages ADD COLUMN markable INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE chats ADD COLUMN told_sort_key INTEGER NOT NULL DEFAULT 0;"
  "UPDATE chats SET told_sort_key = read_sort_key;",

  "ALTER TABLE chats ADD COLUMN muted_until INTEGER NOT NULL DEFAULT 0;",

  /* In brackets, because clang takes two strings for a forgotten comma. */
  ("ALTER TABLE accounts ADD COLUMN proxy TEXT;"
   "ALTER TABLE revocations ADD COLUMN proxy TEXT;"),

  /* Up to the one nothing of the chat is shown, up to the other nothing of it is left: what is
   * between them can be brought back (beckon-store-deletion.c). */
  ("ALTER TABLE chats ADD COLUMN deleted_sort_key INTEGER NOT NULL DEFAULT 0;"
   "ALTER TABLE chats ADD COLUMN removed_sort_key INTEGER NOT NULL DEFAULT 0;"),

  /* Of the correction that has replaced a text: its id in our archive, and the sort key that it would
   * have as a message. */
  ("ALTER TABLE message_edits ADD COLUMN archive_id TEXT;"
   "ALTER TABLE message_edits ADD COLUMN sort_key INTEGER NOT NULL DEFAULT 0;"
   "CREATE INDEX message_edits_archive ON message_edits (archive_id)"
   "  WHERE archive_id IS NOT NULL;"
   "CREATE INDEX messages_replaces ON messages (chat_id, replaces_id)"
   "  WHERE replaces_id IS NOT NULL;"),
};
const guint beckon_store_schema_n_steps = G_N_ELEMENTS (beckon_store_schema_steps);

static gboolean
get_version (BeckonDatabase *database, gint64 *version, GError **error)
{
  return beckon_database_get_int64 (database, "PRAGMA user_version", version, error);
}

/* Refuses a file that is not ours to write, by reading only. A new, empty one passes. */
gboolean
beckon_store_schema_check (BeckonDatabase *database, guint n_steps, GError **error)
{
  gint64 version;
  gint64 application;
  gint64 n_objects;

  if (!get_version (database, &version, error)
      || !beckon_database_get_int64 (database, "PRAGMA application_id", &application, error)
      || !beckon_database_get_int64 (database, "SELECT count(*) FROM sqlite_schema", &n_objects,
                                     error))
    return FALSE;

  if (application != BECKON_STORE_APPLICATION_ID
      && (application != 0 || version != 0 || n_objects != 0))
    {
      g_set_error_literal (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_DAMAGED,
                           "The file is another program's database");
      return FALSE;
    }
  if (version > n_steps)
    {
      g_set_error (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_NEWER,
                   "The file has version %" G_GINT64_FORMAT ", this program knows %u", version,
                   n_steps);
      return FALSE;
    }
  return TRUE;
}

/* One step and its number, both or neither. */
static gboolean
take_step (BeckonDatabase *database, const char *step, guint version, GError **error)
{
  g_autofree char *stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u",
                                            BECKON_STORE_APPLICATION_ID, version);

  if (!beckon_database_exec (database, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (beckon_database_exec (database, step, error) && beckon_database_exec (database, stamp, error)
      && beckon_database_exec (database, "COMMIT", error))
    return TRUE;
  if (beckon_database_in_transaction (database))
    beckon_database_exec (database, "ROLLBACK", NULL);
  return FALSE;
}

static gboolean
make_copy (BeckonDatabase *database, const char *copy, GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database, "VACUUM INTO ?1", error);

  if (statement == NULL)
    return FALSE;

  g_unlink (copy); /* of an attempt that failed: the file itself is as it was then */
  beckon_statement_bind_text (statement, 1, copy);
  if (!beckon_statement_run (statement, error))
    {
      g_unlink (copy);
      return FALSE;
    }
  return TRUE;
}

/**
 * beckon_store_schema_migrate:
 * @database: a connection, not in a transaction
 * @path: its file
 * @steps: the SQL of all steps, first to last
 * @n_steps: how many
 * @error: return location
 *
 * Takes the schema to the newest version. Each step is a transaction with its number; a copy of
 * the file as it was stays next to it, as `PATH.before-vN`, until all of them have succeeded.
 *
 * Returns: whether the schema is the newest
 */
gboolean
beckon_store_schema_migrate (BeckonDatabase *database,
                             const char *path,
                             const char *const *steps,
                             guint n_steps,
                             GError **error)
{
  g_autofree char *copy = g_strdup_printf ("%s.before-v%u", path, n_steps);
  gint64 version;

  if (!get_version (database, &version, error))
    return FALSE;
  if (version > 0 && version < n_steps && !make_copy (database, copy, error))
    return FALSE;

  for (gint64 i = version; i < n_steps; i++)
    if (!take_step (database, steps[i], i + 1, error))
      return FALSE;

  g_unlink (copy);
  return TRUE;
}
