/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-messages-private.h"
#include "beckon-store-private.h"

/* More words than anybody looks for; each costs a walk through the index. */
#define MAX_WORDS 32

static gboolean
has_letters (const char *word)
{
  for (; *word != '\0'; word = g_utf8_next_char (word))
    if (g_unichar_isalnum (g_utf8_get_char (word)))
      return TRUE;
  return FALSE;
}

/* Each word in quotes, so that nothing in it is taken for the index's own language, and as the
 * beginning of a word. NULL when there is nothing that the index has. */
static char *
make_query (const char *words)
{
  g_auto (GStrv) parts = g_strsplit_set (words, " \t\r\n", -1);
  g_autoptr (GString) query = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; parts[i] != NULL && n < MAX_WORDS; i++)
    {
      g_auto (GStrv) pieces = NULL;
      g_autofree char *quoted = NULL;

      if (!has_letters (parts[i]))
        continue;
      pieces = g_strsplit (parts[i], "\"", -1);
      quoted = g_strjoinv ("\"\"", pieces);
      g_string_append_printf (query, "\"%s\"* ", quoted);
      n++;
    }
  return n > 0 ? g_string_free (g_steal_pointer (&query), FALSE) : NULL;
}

/* The text itself, anywhere in the body. */
static char *
make_pattern (const char *words)
{
  g_autofree char *text = g_strstrip (g_strdup (words));
  GString *pattern = g_string_new ("%");

  for (const char *c = text; *c != '\0'; c++)
    {
      if (strchr ("%_\\", *c) != NULL)
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *c);
    }
  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

/* What has no letters (a smiley, say) is not in the index and is looked for in the texts. */
#define SEARCH_INDEX                                                                               \
  "SELECT " BECKON_STORE_MESSAGE_COLUMNS " FROM"                                                   \
  " (SELECT f.id FROM message_index AS i JOIN messages AS f ON f.id = i.rowid"                     \
  "  JOIN chats AS c ON c.id = f.chat_id"                                                          \
  "  WHERE message_index MATCH ?1 AND (?2 = 0 OR f.chat_id = ?2)"                                  \
  "  AND f.sort_key > c.deleted_sort_key"                                                          \
  "  ORDER BY f.sort_key DESC LIMIT ?3) AS found"                                                  \
  " JOIN messages AS m ON m.id = found.id ORDER BY m.sort_key DESC"
#define SEARCH_TEXTS                                                                               \
  "SELECT " BECKON_STORE_MESSAGE_COLUMNS " FROM messages AS m JOIN chats AS c ON c.id = m.chat_id" \
  " WHERE m.body LIKE ?1 ESCAPE '\\' AND (?2 = 0 OR m.chat_id = ?2)"                               \
  " AND m.sort_key > c.deleted_sort_key"                                                           \
  " ORDER BY m.sort_key DESC LIMIT ?3"

static gboolean
search_messages (BeckonDatabase *database, gpointer data, gpointer *result, GError **error)
{
  const char *words;
  gint64 chat_id;
  guint limit;
  g_autofree char *query = NULL;
  g_autofree char *pattern = NULL;
  g_autoptr (BeckonStatement) statement = NULL;

  g_variant_get (data, "(&sxu)", &words, &chat_id, &limit);
  query = make_query (words);
  if (query == NULL)
    pattern = make_pattern (words);
  if (g_strcmp0 (pattern, "%%") == 0) /* nothing was asked for */
    limit = 0;

  statement
    = beckon_database_prepare (database, query != NULL ? SEARCH_INDEX : SEARCH_TEXTS, error);
  if (statement == NULL)
    return FALSE;
  beckon_statement_bind_text (statement, 1, query != NULL ? query : pattern);
  beckon_statement_bind_int64 (statement, 2, chat_id);
  beckon_statement_bind_int64 (statement, 3, limit);
  return beckon_statement_collect (statement, beckon_store_read_message,
                                   (GDestroyNotify) beckon_message_record_unref, result, error);
}

static const BeckonStoreCall search_messages_call = {
  .func = search_messages,
  .free_data = (GDestroyNotify) g_variant_unref,
  .free_result = (GDestroyNotify) g_ptr_array_unref,
};

void
beckon_store_search_messages_async (BeckonStore *self,
                                    const char *words,
                                    gint64 chat_id,
                                    guint limit,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  beckon_store_call_async (self, &search_messages_call,
                           beckon_store_values ("(sxu)", words, chat_id, limit), cancellable,
                           callback, user_data);
}

GPtrArray *
beckon_store_search_messages_finish (BeckonStore *self, GAsyncResult *result, GError **error)
{
  return beckon_store_call_finish (self, &search_messages_call, result, error);
}
