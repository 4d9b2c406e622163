/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-chats.h"

#include "beckon-store-chats-private.h"
#include "beckon-store-messages-private.h"
#include "beckon-store-private.h"

/* Both subqueries only look into the index messages_order: one step to the last message, one for
 * each message behind the mark. */
#define SELECT_CHATS                                                                               \
  "SELECT " BECKON_STORE_MESSAGE_COLUMNS ", c.id, c.account_id, c.peer, c.pinned, c.archived,"     \
  " c.draft, c.read_sort_key, c.deleted_sort_key, c.muted_until,"                                  \
  " (SELECT count(*) FROM messages WHERE chat_id = c.id"                                           \
  "  AND sort_key > max (c.read_sort_key, c.deleted_sort_key) AND outgoing = 0)"                   \
  " FROM chats AS c LEFT JOIN messages AS m ON m.id ="                                             \
  " (SELECT id FROM messages WHERE chat_id = c.id AND sort_key > c.deleted_sort_key"               \
  "  ORDER BY sort_key DESC LIMIT 1) "

static gpointer
read_chat (BeckonStatement *statement)
{
  const int first = BECKON_STORE_MESSAGE_N_COLUMNS;
  BeckonChatRecord *chat = beckon_chat_record_new ();

  if (beckon_statement_get_int64 (statement, 0) != 0)
    chat->last_message = beckon_store_read_message (statement);
  chat->id = beckon_statement_get_int64 (statement, first);
  chat->account_id = beckon_statement_get_int64 (statement, first + 1);
  chat->peer = beckon_statement_dup_text (statement, first + 2);
  chat->pinned = beckon_statement_get_int64 (statement, first + 3) != 0;
  chat->archived = beckon_statement_get_int64 (statement, first + 4) != 0;
  chat->draft = beckon_statement_dup_text (statement, first + 5);
  chat->read_sort_key = beckon_statement_get_int64 (statement, first + 6);
  chat->deleted_sort_key = beckon_statement_get_int64 (statement, first + 7);
  chat->muted_until = beckon_statement_get_int64 (statement, first + 8);
  chat->unread = beckon_statement_get_int64 (statement, first + 9);
  return chat;
}

static gboolean
load_chats (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 account_id = g_variant_get_int64 (data);
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database, SELECT_CHATS "WHERE ?1 = 0 OR c.account_id = ?1", error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, account_id);
  return beckon_statement_collect (statement, read_chat, (GDestroyNotify) beckon_chat_record_unref,
                                   result, error);
}

static const BeckonStoreCall load_chats_call = {
  .func = load_chats,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) g_ptr_array_unref,
};

void
beckon_store_load_chats_async (BeckonStore *self,
                               gint64 account_id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  beckon_store_call_async (self, &load_chats_call, beckon_store_values ("x", account_id),
                           cancellable, callback, user_data);
}

GPtrArray *
beckon_store_load_chats_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &load_chats_call, result, error);
}

gboolean
beckon_store_load_chat (BeckonDatabase *database, gint64 id, gpointer *result, GError **error)
{
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database, SELECT_CHATS "WHERE c.id = ?1", error);

  if (statement == NULL)
    return FALSE;

  beckon_statement_bind_int64 (statement, 1, id);
  return beckon_statement_read_one (statement, read_chat, (GDestroyNotify) beckon_chat_record_unref,
                                    result, error)
         && beckon_store_check_found (*result, error);
}

static gboolean
open_chat (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 account_id;
  const char *peer;
  g_autoptr (BeckonStatement) insert
    = beckon_database_prepare (database,
                               "INSERT OR IGNORE INTO chats (account_id, peer) VALUES (?1, ?2)",
                               error);
  g_autoptr (BeckonStatement) statement = NULL;

  if (insert == NULL)
    return FALSE;

  g_variant_get (data, "(x&s)", &account_id, &peer);
  beckon_statement_bind_int64 (insert, 1, account_id);
  beckon_statement_bind_text (insert, 2, peer);
  if (!beckon_statement_run (insert, error))
    return FALSE;

  statement
    = beckon_database_prepare (database, SELECT_CHATS "WHERE c.account_id = ?1 AND c.peer = ?2",
                               error);
  if (statement == NULL)
    return FALSE;
  beckon_statement_bind_int64 (statement, 1, account_id);
  beckon_statement_bind_text (statement, 2, peer);
  return beckon_statement_read_one (statement, read_chat, (GDestroyNotify) beckon_chat_record_unref,
                                    result, error)
         && beckon_store_check_found (*result, error);
}

static const BeckonStoreCall open_chat_call = {
  .func = open_chat,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) beckon_chat_record_unref,
};

void
beckon_store_open_chat_async (BeckonStore *self,
                              gint64 account_id,
                              const char *peer,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  beckon_store_call_async (self, &open_chat_call, beckon_store_values ("(xs)", account_id, peer),
                           cancellable, callback, user_data);
}

BeckonChatRecord *
beckon_store_open_chat_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &open_chat_call, result, error);
}

static gboolean
set_number (BeckonDatabase *database, const char *sql, GVariant *values, GError **error)
{
  gint64 chat_id;
  gint64 number;
  g_autoptr (BeckonStatement) statement = beckon_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  g_variant_get (values, "(xx)", &chat_id, &number);
  beckon_statement_bind_int64 (statement, 1, chat_id);
  beckon_statement_bind_int64 (statement, 2, number);
  return beckon_statement_run (statement, error);
}

static gboolean
set_pinned (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  return set_number (database, "UPDATE chats SET pinned = ?2 WHERE id = ?1", data, error);
}

static const BeckonStoreCall set_pinned_call = {
  .func = set_pinned,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
};

void
beckon_store_set_chat_pinned_async (BeckonStore *self,
                                    gint64 chat_id,
                                    gboolean pinned,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  beckon_store_call_async (self, &set_pinned_call,
                           beckon_store_values ("(xx)", chat_id, (gint64) (pinned != 0)),
                           cancellable, callback, user_data);
}

static gboolean
set_muted (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  return set_number (database, "UPDATE chats SET muted_until = ?2 WHERE id = ?1", data, error);
}

static const BeckonStoreCall set_muted_call = {
  .func = set_muted,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
};

void
beckon_store_set_chat_muted_async (BeckonStore *self,
                                   gint64 chat_id,
                                   gint64 until,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  beckon_store_call_async (self, &set_muted_call, beckon_store_values ("(xx)", chat_id, until),
                           cancellable, callback, user_data);
}

static gboolean
set_archived (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  return set_number (database, "UPDATE chats SET archived = ?2 WHERE id = ?1", data, error);
}

static const BeckonStoreCall set_archived_call = {
  .func = set_archived,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
};

void
beckon_store_set_chat_archived_async (BeckonStore *self,
                                      gint64 chat_id,
                                      gboolean archived,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  beckon_store_call_async (self, &set_archived_call,
                           beckon_store_values ("(xx)", chat_id, (gint64) (archived != 0)),
                           cancellable, callback, user_data);
}

static gboolean
set_draft (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  gint64 chat_id;
  const char *draft;
  g_autoptr (BeckonStatement) statement
    = beckon_database_prepare (database, "UPDATE chats SET draft = ?2 WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;

  g_variant_get (data, "(xm&s)", &chat_id, &draft);
  beckon_statement_bind_int64 (statement, 1, chat_id);
  beckon_statement_bind_text (statement, 2, draft);
  return beckon_statement_run (statement, error);
}

static const BeckonStoreCall set_draft_call = {
  .func = set_draft,
  .writes = TRUE,
  .free_data = (GDestroyNotify) g_variant_unref,
};

void
beckon_store_set_chat_draft_async (BeckonStore *self,
                                   gint64 chat_id,
                                   const char *draft,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  beckon_store_call_async (self, &set_draft_call, beckon_store_values ("(xms)", chat_id, draft),
                           cancellable, callback, user_data);
}
