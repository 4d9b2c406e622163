/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages of an archive: where in a chat's history each of their messages belongs. */

#include "beckon-store-archive.h"

#include "beckon-store-messages-private.h"
#include "beckon-store-private.h"

typedef struct
{
  gint64 gap_id;
  GPtrArray *messages;
  char *before_id;
  gboolean complete;

  gboolean follows;   /* the end of its gap has been filled before */
  gint64 sort_key;    /* what is still to be placed belongs below */
  GArray *known_keys; /* for each message, the key of its row, or 0 */
  guint n_behind;     /* how many of them are older than all that earlier pages have placed */
  GArray *places;     /* for each correction, the key that it would have, or 0 */
} Page;

static void
page_free (Page *page)
{
  g_ptr_array_unref (page->messages);
  g_array_unref (page->known_keys);
  g_array_unref (page->places);
  g_free (page->before_id);
  g_free (page);
}

static gpointer
read_key (BeckonStatement *statement)
{
  gint64 key = beckon_statement_get_int64 (statement, 0);

  return g_memdup2 (&key, sizeof key);
}

/* A sort key; the other value where there is no row. */
static gboolean
get_key (BeckonStatement *statement, gint64 otherwise, gint64 *key, GError **error)
{
  g_autofree gint64 *found = NULL;

  if (!beckon_statement_read_one (statement, read_key, g_free, (gpointer *) &found, error))
    return FALSE;
  *key = found != NULL ? *found : otherwise;
  return TRUE;
}

typedef struct
{
  gint64 sort_key;
  gboolean follows;
} Place;

static gpointer
read_place (BeckonStatement *statement)
{
  Place *place = g_new0 (Place, 1);

  place->sort_key = beckon_statement_get_int64 (statement, 0);
  place->follows = beckon_statement_get_int64 (statement, 1) != 0;
  return place;
}

/* Where the page begins: at its gap, or below all that there is and was of the chat. */
static gboolean
find_place (BeckonDatabase *database, Page *page, GError **error)
{
  g_autofree Place *place = NULL;
  g_autoptr (BeckonStatement) gap = beckon_database_prepare (
    database, "SELECT sort_key, before_id IS NOT NULL FROM gaps WHERE id = ?1", error);
  g_autoptr (BeckonStatement) oldest = beckon_database_prepare (
    database,
    "SELECT sort_key FROM"
    " (SELECT sort_key FROM messages WHERE chat_id = ?1 ORDER BY sort_key LIMIT 1)"
    " UNION ALL SELECT deleted_sort_key FROM chats WHERE id = ?1 AND deleted_sort_key > 0"
    " ORDER BY sort_key LIMIT 1",
    error);

  if (gap == NULL || oldest == NULL)
    return FALSE;

  if (page->gap_id != 0)
    {
      beckon_statement_bind_int64 (gap, 1, page->gap_id);
      if (!beckon_statement_read_one (gap, read_place, g_free, (gpointer *) &place, error)
          || !beckon_store_check_found (place, error))
        return FALSE;
      page->sort_key = place->sort_key;
      page->follows = place->follows;
      return TRUE;
    }
  if (page->messages->len > 0)
    {
      BeckonMessageRecord *message = g_ptr_array_index (page->messages, 0);

      beckon_statement_bind_int64 (oldest, 1, message->chat_id);
      if (!get_key (oldest, 0, &page->sort_key, error))
        return FALSE;
    }
  return page->sort_key != 0 || beckon_store_make_place (database, &page->sort_key, error);
}

/* Whether two that are the same message are also the same in the archive, as far as one can know:
 * it may have been sent twice. */
static gboolean
is_same_item (BeckonMessageRecord *known, BeckonMessageRecord *message)
{
  return known->archive_id == NULL || g_strcmp0 (known->archive_id, message->archive_id) == 0;
}

static gboolean
came_live (BeckonMessageRecord *known)
{
  return known->sort_key == BECKON_STORE_SORT_KEY_BASE + known->id * BECKON_STORE_SORT_KEY_ROOM;
}

/* A known message shows where in the page we are. Not so one that is further down than an older one
 * of the page: it was written here long before it was sent. */
static gboolean
find_known (BeckonDatabase *database, Page *page, GError **error)
{
  gint64 newest = 0;

  page->n_behind = page->messages->len;
  for (guint i = 0; i < page->messages->len; i++)
    {
      BeckonMessageRecord *message = g_ptr_array_index (page->messages, i);
      g_autoptr (BeckonMessageRecord) known = NULL;
      gint64 key = 0;

      if (!beckon_store_find_known_message (database, message, &known, error))
        return FALSE;
      if (known != NULL && known->sort_key >= page->sort_key && !came_live (known))
        page->n_behind = MIN (page->n_behind, i);
      if (known != NULL && is_same_item (known, message) && known->sort_key > newest)
        key = newest = known->sort_key;
      g_array_append_val (page->known_keys, key);
    }
  return TRUE;
}

/* What came live while the page was on its way can be in it, and something newer too that has not
 * come: the page then begins above the newest of what is known. Not so behind another page, which
 * was newer. */
static gboolean
raise_place (BeckonDatabase *database, Page *page, GError **error)
{
  gint64 newest = 0;
  gint64 above;
  g_autoptr (BeckonStatement) statement = NULL;

  for (guint i = 0; i < page->known_keys->len; i++)
    newest = MAX (newest, g_array_index (page->known_keys, gint64, i));
  if (newest < page->sort_key || page->follows)
    return TRUE;

  statement = beckon_database_prepare (
    database,
    "SELECT m.sort_key FROM chats AS c JOIN messages AS m ON m.chat_id = c.id"
    " WHERE c.account_id = (SELECT account_id FROM chats WHERE id = ?1) AND m.sort_key > ?2"
    " ORDER BY m.sort_key LIMIT 1",
    error);
  if (statement == NULL)
    return FALSE;
  beckon_statement_bind_int64 (
    statement, 1, ((BeckonMessageRecord *) g_ptr_array_index (page->messages, 0))->chat_id);
  beckon_statement_bind_int64 (statement, 2, newest);
  if (!get_key (statement, 0, &above, error))
    return FALSE;
  page->sort_key = above;
  return above != 0 || beckon_store_make_place (database, &page->sort_key, error);
}

/* A place for a message below what is newer in the page, and above what its chat has below that or
 * had there. */
static gboolean
take_key (BeckonDatabase *database, Page *page, gint64 chat_id, GError **error)
{
  gint64 below;
  gint64 step;
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database,
                               "SELECT sort_key FROM (SELECT sort_key FROM messages"
                               "  WHERE chat_id = ?1 AND sort_key < ?2"
                               "  ORDER BY sort_key DESC LIMIT 1)"
                               " UNION ALL SELECT removed_sort_key FROM chats"
                               "  WHERE id = ?1 AND removed_sort_key < ?2"
                               " ORDER BY sort_key DESC LIMIT 1",
                               error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, chat_id);
  beckon_statement_bind_int64 (statement, 2, page->sort_key);
  if (!get_key (statement, 0, &below, error))
    return FALSE;
  step = MIN (BECKON_STORE_SORT_KEY_STEP, (page->sort_key - below) / 2);
  if (step == 0)
    {
      g_set_error_literal (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_FAILED,
                           "There is no room between two messages");
      return FALSE;
    }
  page->sort_key -= step;
  return TRUE;
}

/* Whether a known message shows the place of what is older in the page. One of ours does not, when
 * others have been received between it and what is newer in the page: those are older in the
 * archive, and it was written here long before it was sent. */
static gboolean
is_mark (BeckonDatabase *database,
         Page *page,
         BeckonMessageRecord *message,
         gint64 known_key,
         gboolean *result,
         GError **error)
{
  gint64 received;
  g_autoptr (BeckonStatement) statement = NULL;

  *result = known_key != 0 && known_key < page->sort_key;
  if (!*result || !message->outgoing)
    return TRUE;
  statement = beckon_database_prepare (
    database,
    "SELECT m.sort_key FROM chats AS c JOIN messages AS m ON m.chat_id = c.id"
    " WHERE c.account_id = (SELECT account_id FROM chats WHERE id = ?1)"
    " AND m.sort_key > ?2 AND m.sort_key < ?3 AND NOT m.outgoing LIMIT 1",
    error);
  if (statement == NULL)
    return FALSE;
  beckon_statement_bind_int64 (statement, 1, message->chat_id);
  beckon_statement_bind_int64 (statement, 2, known_key);
  beckon_statement_bind_int64 (statement, 3, page->sort_key);
  if (!get_key (statement, 0, &received, error))
    return FALSE;
  *result = received == 0;
  return TRUE;
}

/* Whether what belongs at the place of the page was deleted, and is not to come back. */
static gboolean
is_removed (BeckonDatabase *database, Page *page, gint64 chat_id, gboolean *result, GError **error)
{
  gint64 removed;
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    "SELECT max (removed_sort_key, min (deleted_sort_key, 1)) FROM chats WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, chat_id);
  if (!get_key (statement, 0, &removed, error))
    return FALSE;
  *result = page->sort_key <= removed;
  return TRUE;
}

/* A message that is in the page, and not among those that were known before it: a correction has its
 * turn when all others are there, and what was corrected already does not come once more. */
static gboolean
place_new_message (BeckonDatabase *database,
                   Page *page,
                   guint i,
                   BeckonMessageRecord **stored,
                   gboolean *is_new,
                   GError **error)
{
  BeckonMessageRecord *message = g_ptr_array_index (page->messages, i);
  gboolean removed;

  if (message->replaces_id != NULL)
    {
      if (!take_key (database, page, message->chat_id, error))
        return FALSE;
      g_array_index (page->places, gint64, i) = page->sort_key;
      return TRUE;
    }
  if (message->origin_id != NULL
      && !beckon_store_find_correction (database, message, page->sort_key, stored, error))
    return FALSE;
  if (*stored != NULL)
    return TRUE;
  if (!is_removed (database, page, message->chat_id, &removed, error))
    return FALSE;
  if (removed)
    return TRUE;
  *is_new = TRUE;
  return take_key (database, page, message->chat_id, error)
         && beckon_store_insert_message (database, message, page->sort_key, stored, error);
}

/* Some of what was missed may have been kept for us elsewhere, too, and have come by itself: behind
 * what is newer in the archive, when that was here first or comes with an earlier page. */
static gboolean
is_misplaced (Page *page, guint i, BeckonMessageRecord *known, BeckonMessageRecord *message)
{
  return page->follows && i < page->n_behind && !known->outgoing
         && known->sort_key > page->sort_key && came_live (known) && is_same_item (known, message);
}

/* Up to where the chat is read moves with the message. */
static gboolean
move_message (BeckonDatabase *database, Page *page, BeckonMessageRecord *known, GError **error)
{
  static const char *const steps[] = {
    "UPDATE messages SET sort_key = ?3 WHERE chat_id = ?1 AND sort_key = ?2",
    "UPDATE chats SET read_sort_key = ?3 WHERE id = ?1 AND read_sort_key = ?2",
    "UPDATE chats SET told_sort_key = ?3 WHERE id = ?1 AND told_sort_key = ?2",
  };

  if (!take_key (database, page, known->chat_id, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (BeckonStatement) statement = beckon_database_prepare (database, steps[i], error);

      if (statement == NULL)
        return FALSE;
      beckon_statement_bind_int64 (statement, 1, known->chat_id);
      beckon_statement_bind_int64 (statement, 2, known->sort_key);
      beckon_statement_bind_int64 (statement, 3, page->sort_key);
      if (!beckon_statement_run (statement, error))
        return FALSE;
    }
  known->sort_key = page->sort_key;
  return TRUE;
}

static gboolean
place_message (
  BeckonDatabase *database, Page *page, guint i, BeckonStoreAdded *added, GError **error)
{
  BeckonMessageRecord *message = g_ptr_array_index (page->messages, i);
  gint64 known_key = g_array_index (page->known_keys, gint64, i);
  BeckonMessageRecord **stored = (BeckonMessageRecord **) &g_ptr_array_index (added->messages, i);
  gboolean *is_new = &g_array_index (added->is_new, gboolean, i);
  g_autoptr (BeckonMessageRecord) known = NULL;
  gboolean is_known_mark;

  *is_new = FALSE;
  if (!is_mark (database, page, message, known_key, &is_known_mark, error))
    return FALSE;
  if (is_known_mark)
    page->sort_key = known_key;
  /* Once more: an archive may have a message twice in one page. */
  if (!beckon_store_find_known_message (database, message, &known, error))
    return FALSE;
  if (known == NULL)
    return place_new_message (database, page, i, stored, is_new, error);
  if (is_misplaced (page, i, known, message))
    {
      added->moved = TRUE;
      if (!move_message (database, page, known, error))
        return FALSE;
    }
  return beckon_store_merge_message (database, known, message, stored, error);
}

/* A correction of what nobody knows is a message, unless that was deleted. */
static gboolean
place_correction (
  BeckonDatabase *database, Page *page, guint i, BeckonStoreAdded *added, GError **error)
{
  BeckonMessageRecord *message = g_ptr_array_index (page->messages, i);
  gint64 place = g_array_index (page->places, gint64, i);
  BeckonMessageRecord **stored = (BeckonMessageRecord **) &g_ptr_array_index (added->messages, i);
  g_autoptr (BeckonMessageRecord) corrected = NULL;
  gint64 deleted;
  g_autoptr (BeckonStatement) statement = NULL;

  if (!beckon_store_find_corrected (database, message, &corrected, error))
    return FALSE;
  if (corrected != NULL)
    return beckon_store_apply_correction (database, corrected, message, place, stored, error);

  statement = beckon_database_prepare (
    database, "SELECT deleted_sort_key FROM chats WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;
  beckon_statement_bind_int64 (statement, 1, message->chat_id);
  if (!get_key (statement, 0, &deleted, error))
    return FALSE;
  if (deleted > 0)
    return TRUE;
  g_array_index (added->is_new, gboolean, i) = TRUE;
  return beckon_store_insert_message (database, message, place, stored, error);
}

/* From the newest to the oldest; then the corrections, of which the last counts. */
static gboolean
place_messages (BeckonDatabase *database, Page *page, BeckonStoreAdded *added, GError **error)
{
  g_ptr_array_set_size (added->messages, page->messages->len);
  g_array_set_size (added->is_new, page->messages->len);
  g_array_set_size (page->places, page->messages->len);
  for (guint i = page->messages->len; i > 0; i--)
    if (!place_message (database, page, i - 1, added, error))
      return FALSE;
  for (guint i = 0; i < page->messages->len; i++)
    if (g_array_index (page->places, gint64, i) != 0
        && !place_correction (database, page, i, added, error))
      return FALSE;
  return TRUE;
}

/* Leaves out what has no place. */
static void
leave_out_removed (BeckonStoreAdded *added)
{
  for (guint i = added->messages->len; i > 0; i--)
    if (g_ptr_array_index (added->messages, i - 1) == NULL)
      {
        g_ptr_array_remove_index (added->messages, i - 1);
        g_array_remove_index (added->is_new, i - 1);
      }
}

static gboolean
shrink_gap (BeckonDatabase *database, Page *page, GError **error)
{
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (
    database,
    page->complete ? "DELETE FROM gaps WHERE id = ?1"
                   : "UPDATE gaps SET before_id = coalesce (?2, before_id), sort_key = ?3"
                     " WHERE id = ?1",
    error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, page->gap_id);
  if (!page->complete)
    {
      beckon_statement_bind_text (statement, 2, page->before_id);
      beckon_statement_bind_int64 (statement, 3, page->sort_key);
    }
  return beckon_statement_run (statement, error);
}

static gboolean
add_page (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  Page *page = data;
  g_autoptr (BeckonStoreAdded) added = beckon_store_added_new ();

  if (!find_place (database, page, error) || !find_known (database, page, error)
      || !raise_place (database, page, error) || !place_messages (database, page, added, error)
      || !shrink_gap (database, page, error))
    return FALSE;
  leave_out_removed (added);
  *result = g_steal_pointer (&added);
  return TRUE;
}

static const BeckonStoreCall add_page_call = {
  .func = add_page,
  .writes = TRUE,
  .free_data = (GDestroyNotify) page_free,
  .free_result = (GDestroyNotify) beckon_store_added_free,
};

void
beckon_store_add_page_async (BeckonStore *self,
                             gint64 gap_id,
                             GPtrArray *messages,
                             const char *before_id,
                             gboolean complete,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Page *page = g_new0 (Page, 1);

  page->gap_id = gap_id;
  page->messages = beckon_store_copy_messages (messages);
  page->known_keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  page->places = g_array_new (FALSE, TRUE, sizeof (gint64));
  page->before_id = g_strdup (before_id);
  page->complete = complete;
  beckon_store_call_async (self, &add_page_call, page, cancellable, callback, user_data);
}

GPtrArray *
beckon_store_add_page_finish (BeckonStore *self,
                              GAsyncResult *result,
                              GArray **is_new,
                              gboolean *moved,
                              GError **error)
{
  BeckonStoreAdded *added = beckon_store_call_finish (self, &add_page_call, result, error);

  if (moved != NULL)
    *moved = added != NULL && added->moved;
  return added != NULL ? beckon_store_added_take (added, is_new) : NULL;
}
