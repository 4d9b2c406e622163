/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Corrections (XEP-0308): which message one is for, and which of several is the last. */

#include "beckon-store-messages-private.h"

#include "beckon-store-private.h"

/* The message that is to be corrected, or NULL: only one of the same writer in the same chat. One that
 * was corrected before it was known has no row but that of its correction. */
gboolean
beckon_store_find_corrected (BeckonDatabase *database,
                             BeckonMessageRecord *correction,
                             BeckonMessageRecord **corrected,
                             GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "SELECT " BECKON_STORE_MESSAGE_COLUMNS
    " FROM messages AS m WHERE m.chat_id = ?1 AND (m.origin_id = ?2 OR m.replaces_id = ?2)"
    " AND m.sender = ?3 ORDER BY m.origin_id IS ?2 DESC, m.id DESC LIMIT 1",
    error);

  *corrected = NULL;
  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, correction->chat_id);
  beckon_statement_bind_text (statement, 2, correction->replaces_id);
  beckon_statement_bind_text (statement, 3, correction->sender);
  return beckon_statement_read_one (statement, beckon_store_read_message,
                                    (GDestroyNotify) beckon_message_record_unref,
                                    (gpointer *) corrected, error);
}

/* The correction, from the sort key on, that stands for a message that comes only now, or NULL.
 * The plus keeps SQLite from reading all of the chat behind that key, rather than few corrections. */
gboolean
beckon_store_find_correction (BeckonDatabase *database,
                              BeckonMessageRecord *message,
                              gint64 sort_key,
                              BeckonMessageRecord **correction,
                              GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "SELECT " BECKON_STORE_MESSAGE_COLUMNS
                               " FROM messages AS m WHERE m.chat_id = ?1 AND m.replaces_id = ?2"
                               " AND m.sender = ?3 AND +m.sort_key >= ?4 LIMIT 1",
                               error);

  *correction = NULL;
  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, message->chat_id);
  beckon_statement_bind_text (statement, 2, message->origin_id);
  beckon_statement_bind_text (statement, 3, message->sender);
  beckon_statement_bind_int64 (statement, 4, sort_key);
  return beckon_statement_read_one (statement, beckon_store_read_message,
                                    (GDestroyNotify) beckon_message_record_unref,
                                    (gpointer *) correction, error);
}

typedef struct
{
  gboolean known; /* the correction is one of them */
  gint64 last;    /* where the last one stands */
} Edits;

static gpointer
read_edits (BeckonStatement *statement)
{
  Edits *edits = g_new0 (Edits, 1);

  edits->known = beckon_statement_get_int64 (statement, 0) != 0;
  edits->last = beckon_statement_get_int64 (statement, 1);
  return edits;
}

/* Corrects a message, unless a correction that stands behind this one has done so. The sort key is
 * that which this one would have as a message. */
gboolean
beckon_store_apply_correction (BeckonDatabase *database,
                               BeckonMessageRecord *corrected,
                               BeckonMessageRecord *correction,
                               gint64 sort_key,
                               BeckonMessageRecord **stored,
                               GError **error)
{
  g_autofree Edits *edits = NULL;
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "SELECT max (archive_id IS NOT NULL AND archive_id IS ?2), max (sort_key)"
    " FROM message_edits WHERE message_id = ?1",
    error);

  if (statement == NULL)
    return FALSE;
  beckon_statement_bind_int64 (statement, 1, corrected->id);
  beckon_statement_bind_text (statement, 2, correction->archive_id);
  if (!beckon_statement_read_one (statement, read_edits, g_free, (gpointer *) &edits, error))
    return FALSE;
  if (corrected->replaces_id != NULL)
    edits->last = MAX (edits->last, corrected->sort_key);

  /* The same correction, come again; or the text was deleted. */
  if (edits->known || *corrected->body == '\0'
      || (correction->archive_id != NULL
          && g_strcmp0 (correction->archive_id, corrected->archive_id) == 0))
    {
      *stored = beckon_message_record_ref (corrected);
      return TRUE;
    }
  if (edits->last > sort_key || g_str_equal (corrected->body, correction->body))
    {
      *stored = beckon_message_record_ref (corrected);
      return correction->archive_id == NULL
             || beckon_store_keep_edit (database, corrected->id, correction->body,
                                        correction->archive_id, sort_key, error);
    }
  return beckon_store_keep_edit (database, corrected->id, corrected->body, correction->archive_id,
                                 sort_key, error)
         && beckon_store_write_body (database, corrected, correction->body, stored, error);
}

/* Where a correction stands that comes now: below the key of the next message to arrive. */
static gboolean
get_place (BeckonDatabase *database, gint64 *sort_key, GError **error)
{
  gint64 n_rows;

  if (!beckon_database_get_int64 (
        database, "SELECT seq FROM sqlite_sequence WHERE name = 'messages'", &n_rows, error))
    return FALSE;
  *sort_key = BECKON_STORE_SORT_KEY_BASE + (n_rows + 1) * BECKON_STORE_SORT_KEY_ROOM;
  return TRUE;
}

/* Takes a message that comes now for the correction that it may be. Result: NULL when it is a message
 * of its own. */
gboolean
beckon_store_take_correction (BeckonDatabase *database,
                              BeckonMessageRecord *message,
                              BeckonMessageRecord **stored,
                              GError **error)
{
  gint64 sort_key;
  g_autoptr (BeckonMessageRecord) corrected = NULL;

  *stored = NULL;
  if (message->replaces_id == NULL)
    return TRUE;
  if (!beckon_store_find_corrected (database, message, &corrected, error))
    return FALSE;
  return corrected == NULL
         || (get_place (database, &sort_key, error)
             && beckon_store_apply_correction (database, corrected, message, sort_key, stored,
                                               error));
}
