/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of messages: which one a message is, and how it is written. */

#include "beckon-store-messages-private.h"

#include "beckon-store-private.h"

/* The order of messages comes from their arrival and from the archive, never from a clock: neither
 * the sender's nor ours is to be trusted with it. A message that arrives gets the key of its row,
 *
 *     2^62 + row * 2^33
 *
 * which only grows, over all chats. What the archive later knows to be in between is put below the
 * next known message, in steps of 2^12 (beckon-store-archive-pages.c): there is room for two million
 * in each place, and half of all numbers for what is older than everything. Times are only for show.
 */
#define NEXT_SORT_KEY                                                                              \
  "((1 << 62) + ((SELECT seq + 1 FROM sqlite_sequence WHERE name = 'messages') << 33))"

#define RETURNING_MESSAGE                                                                          \
  " RETURNING id, sort_key, chat_id, sender, resource, outgoing, origin_id, archive_id, time,"     \
  " body, state, error, replaces_id, edited, unstyled, markable"

gpointer
beckon_store_read_message (BeckonStatement *statement)
{
  BeckonMessageRecord *message = beckon_message_record_new ();

  message->id = beckon_statement_get_int64 (statement, 0);
  message->sort_key = beckon_statement_get_int64 (statement, 1);
  message->chat_id = beckon_statement_get_int64 (statement, 2);
  message->sender = beckon_statement_dup_text (statement, 3);
  message->resource = beckon_statement_dup_text (statement, 4);
  message->outgoing = beckon_statement_get_int64 (statement, 5) != 0;
  message->origin_id = beckon_statement_dup_text (statement, 6);
  message->archive_id = beckon_statement_dup_text (statement, 7);
  message->time = beckon_statement_get_int64 (statement, 8);
  message->body = beckon_statement_dup_text (statement, 9);
  message->state = beckon_statement_get_int64 (statement, 10);
  message->error = beckon_statement_dup_text (statement, 11);
  message->replaces_id = beckon_statement_dup_text (statement, 12);
  message->edited = beckon_statement_get_int64 (statement, 13) != 0;
  message->unstyled = beckon_statement_get_int64 (statement, 14) != 0;
  message->markable = beckon_statement_get_int64 (statement, 15) != 0;
  return message;
}

/* The row that is this message, or NULL. Its archive's id decides; where one of the two has none
 * yet, or it was sent twice, the writer's id does. Of somebody who uses an id for two different
 * texts both are kept. Our own ids are never used twice, and our text may come back changed where
 * XML has no way to carry it. */
gboolean
beckon_store_find_known_message (BeckonDatabase *database,
                                 BeckonMessageRecord *message,
                                 BeckonMessageRecord **known,
                                 GError **error)
{
  *known = NULL;

  if (message->archive_id != NULL)
    {
      g_autoptr (BeckonStatement) statement
        = beckon_database_prepare (database,
                                   "SELECT " BECKON_STORE_MESSAGE_COLUMNS
                                   " FROM messages AS m WHERE m.chat_id = ?1 AND m.archive_id = ?2",
                                   error);

      if (statement == NULL)
        return FALSE;
      beckon_statement_bind_int64 (statement, 1, message->chat_id);
      beckon_statement_bind_text (statement, 2, message->archive_id);
      if (!beckon_statement_read_one (statement, beckon_store_read_message,
                                      (GDestroyNotify) beckon_message_record_unref,
                                      (gpointer *) known, error))
        return FALSE;
    }

  if (*known == NULL && message->origin_id != NULL)
    {
      g_autoptr (BeckonStatement) statement = beckon_database_prepare (
        database,
        "SELECT " BECKON_STORE_MESSAGE_COLUMNS
        " FROM messages AS m WHERE m.chat_id = ?1 AND m.origin_id = ?2 AND m.sender = ?3"
        " AND (m.outgoing OR m.body = ?4 OR EXISTS"
        "  (SELECT 1 FROM message_edits WHERE message_id = m.id AND body = ?4))"
        " ORDER BY m.id DESC LIMIT 1",
        error);

      if (statement == NULL)
        return FALSE;
      beckon_statement_bind_int64 (statement, 1, message->chat_id);
      beckon_statement_bind_text (statement, 2, message->origin_id);
      beckon_statement_bind_text (statement, 3, message->sender);
      beckon_statement_bind_text (statement, 4, message->body);
      if (!beckon_statement_read_one (statement, beckon_store_read_message,
                                      (GDestroyNotify) beckon_message_record_unref,
                                      (gpointer *) known, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
beckon_store_find_message_row (BeckonDatabase *database,
                               gint64 id,
                               BeckonMessageRecord **message,
                               GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "SELECT " BECKON_STORE_MESSAGE_COLUMNS
                               " FROM messages AS m WHERE m.id = ?1",
                               error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, id);
  return beckon_statement_read_one (statement, beckon_store_read_message,
                                    (GDestroyNotify) beckon_message_record_unref,
                                    (gpointer *) message, error)
         && beckon_store_check_found (*message, error);
}

static gboolean
index_body (BeckonDatabase *database, BeckonMessageRecord *message, GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database, "INSERT INTO message_index (rowid, body) VALUES (?1, ?2)",
                               error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, message->id);
  beckon_statement_bind_text (statement, 2, message->body);
  return beckon_statement_run (statement, error);
}

/* The index has no texts of its own, and must be told the one that it is to forget. */
static gboolean
unindex_body (BeckonDatabase *database, BeckonMessageRecord *message, GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database, "INSERT INTO message_index (message_index, rowid, body) VALUES ('delete', ?1, ?2)",
    error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, message->id);
  beckon_statement_bind_text (statement, 2, message->body);
  return beckon_statement_run (statement, error);
}

/* Adds a row; at the end of everything for a sort key of 0.
 *
 * Without RETURNING: that makes SQLite take a savepoint for each row, at which the index writes
 * what it has collected. A batch then takes three times as long. */
gboolean
beckon_store_insert_message (BeckonDatabase *database,
                             BeckonMessageRecord *message,
                             gint64 sort_key,
                             BeckonMessageRecord **stored,
                             GError **error)
{
  g_autoptr (BeckonMessageRecord) inserted = beckon_message_record_copy (message);
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "INSERT INTO messages (sort_key, chat_id, sender, resource, outgoing, origin_id, archive_id,"
    " time, body, state, error, replaces_id, edited, unstyled, markable)"
    " VALUES (coalesce (?1, " NEXT_SORT_KEY "), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
    " ?13, ?14, ?15)",
    error);

  if (statement == NULL)
    return FALSE;

  if (sort_key != 0)
    beckon_statement_bind_int64 (statement, 1, sort_key);
  beckon_statement_bind_int64 (statement, 2, message->chat_id);
  beckon_statement_bind_text (statement, 3, message->sender);
  beckon_statement_bind_text (statement, 4, message->resource);
  beckon_statement_bind_int64 (statement, 5, message->outgoing != FALSE);
  beckon_statement_bind_text (statement, 6, message->origin_id);
  beckon_statement_bind_text (statement, 7, message->archive_id);
  beckon_statement_bind_int64 (statement, 8, message->time);
  beckon_statement_bind_text (statement, 9, message->body);
  beckon_statement_bind_int64 (statement, 10, message->state);
  beckon_statement_bind_text (statement, 11, message->error);
  beckon_statement_bind_text (statement, 12, message->replaces_id);
  beckon_statement_bind_int64 (statement, 13, message->edited != FALSE);
  beckon_statement_bind_int64 (statement, 14, message->unstyled != FALSE);
  beckon_statement_bind_int64 (statement, 15, message->markable != FALSE);
  if (!beckon_statement_run (statement, error))
    return FALSE;

  inserted->id = beckon_database_get_last_row (database);
  inserted->sort_key = sort_key != 0
                         ? sort_key
                         : BECKON_STORE_SORT_KEY_BASE + inserted->id * BECKON_STORE_SORT_KEY_ROOM;
  if (!index_body (database, inserted, error))
    return FALSE;
  *stored = g_steal_pointer (&inserted);
  return TRUE;
}

/* Only forward. A failure is final but for a new try, or for word that it got there all the same;
 * and what somebody has received has not failed. */
gboolean
beckon_store_may_become (BeckonMessageState from, BeckonMessageState to)
{
  if (from == BECKON_MESSAGE_RECEIVED || to == BECKON_MESSAGE_RECEIVED)
    return FALSE;
  if (from == BECKON_MESSAGE_FAILED)
    return to == BECKON_MESSAGE_QUEUED || to == BECKON_MESSAGE_DELIVERED
           || to == BECKON_MESSAGE_READ;
  if (to == BECKON_MESSAGE_FAILED)
    return from < BECKON_MESSAGE_DELIVERED;
  return to > from;
}

gboolean
beckon_store_write_message_state (BeckonDatabase *database,
                                  gint64 message_id,
                                  BeckonMessageState state,
                                  const char *condition,
                                  BeckonMessageRecord **stored,
                                  GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database, "UPDATE messages SET state = ?2, error = ?3 WHERE id = ?1" RETURNING_MESSAGE, error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, message_id);
  beckon_statement_bind_int64 (statement, 2, state);
  beckon_statement_bind_text (statement, 3, state == BECKON_MESSAGE_FAILED ? condition : NULL);
  return beckon_statement_read_one (statement, beckon_store_read_message,
                                    (GDestroyNotify) beckon_message_record_unref,
                                    (gpointer *) stored, error);
}

/* Adds to a row what the same message, come again, newly says. */
gboolean
beckon_store_merge_message (BeckonDatabase *database,
                            BeckonMessageRecord *known,
                            BeckonMessageRecord *message,
                            BeckonMessageRecord **stored,
                            GError **error)
{
  gboolean better = message->state != BECKON_MESSAGE_QUEUED
                    && beckon_store_may_become (known->state, message->state);

  if ((known->archive_id != NULL || message->archive_id == NULL)
      && (known->resource != NULL || message->resource == NULL) && !better)
    {
      *stored = beckon_message_record_ref (known);
      return TRUE;
    }

  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "UPDATE messages SET archive_id = coalesce (archive_id, ?2),"
    " resource = coalesce (resource, ?3), state = ?4, error = ?5 WHERE id = ?1" RETURNING_MESSAGE,
    error);

  if (statement == NULL)
    return FALSE;
  beckon_statement_bind_int64 (statement, 1, known->id);
  beckon_statement_bind_text (statement, 2, message->archive_id);
  beckon_statement_bind_text (statement, 3, message->resource);
  beckon_statement_bind_int64 (statement, 4, better ? message->state : known->state);
  beckon_statement_bind_text (statement, 5, better ? message->error : known->error);
  return beckon_statement_read_one (statement, beckon_store_read_message,
                                    (GDestroyNotify) beckon_message_record_unref,
                                    (gpointer *) stored, error);
}

/* Keeps a text that a message had, and what is known of the correction. */
gboolean
beckon_store_keep_edit (BeckonDatabase *database,
                        gint64 message_id,
                        const char *body,
                        const char *archive_id,
                        gint64 sort_key,
                        GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "INSERT INTO message_edits (message_id, time, body, archive_id, sort_key)"
    " VALUES (?1, ?2, ?3, ?4, ?5)",
    error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, message_id);
  beckon_statement_bind_int64 (statement, 2, g_get_real_time ());
  beckon_statement_bind_text (statement, 3, body);
  beckon_statement_bind_text (statement, 4, archive_id);
  beckon_statement_bind_int64 (statement, 5, sort_key);
  return beckon_statement_run (statement, error);
}

/* Gives a row another text. */
gboolean
beckon_store_write_body (BeckonDatabase *database,
                         BeckonMessageRecord *message,
                         const char *body,
                         BeckonMessageRecord **stored,
                         GError **error)
{
  g_autoptr (BeckonMessageRecord) corrected = NULL;
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database, "UPDATE messages SET body = ?2, edited = 1 WHERE id = ?1" RETURNING_MESSAGE, error);

  if (statement == NULL || !unindex_body (database, message, error))
    return FALSE;
  beckon_statement_bind_int64 (statement, 1, message->id);
  beckon_statement_bind_text (statement, 2, body);
  if (!beckon_statement_read_one (statement, beckon_store_read_message,
                                  (GDestroyNotify) beckon_message_record_unref,
                                  (gpointer *) &corrected, error)
      || !index_body (database, corrected, error))
    return FALSE;
  *stored = g_steal_pointer (&corrected);
  return TRUE;
}
