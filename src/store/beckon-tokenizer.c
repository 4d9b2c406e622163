/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-tokenizer-private.h"

/* The search index cuts text into words with SQLite's unicode61, which folds case and diacritics.
 * Scripts that put no spaces between words would come out of that as one long word for each
 * sentence, so their characters are made words of their own here; what a person looks for is
 * matched as a phrase, and so finds them next to each other, one character being enough.
 *
 * SQLite's trigram tokenizer was the other choice. It finds nothing shorter than three characters,
 * which most Chinese words are, keeps diacritics before SQLite 3.45, and makes the index several
 * times as large for all languages. */

typedef struct
{
  fts5_tokenizer words;
  Fts5Tokenizer *instance;
} Tokenizer;

typedef struct
{
  void *context;
  int (*token) (void *, int, const char *, int, int, int);
} Sink;

static gboolean
stands_alone (gunichar c)
{
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_YI:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
    case G_UNICODE_SCRIPT_TIBETAN:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Takes a word of unicode61, whose output is valid UTF-8, and passes its pieces on. */
static int
split_word (void *data, int flags, const char *word, int length, int start, int end)
{
  Sink *sink = data;
  const char *limit = word + length;
  const char *piece = word;

  while (piece < limit)
    {
      const char *next = g_utf8_next_char (piece);

      if (!stands_alone (g_utf8_get_char (piece)))
        while (next < limit && !stands_alone (g_utf8_get_char (next)))
          next = g_utf8_next_char (next);
      next = MIN (next, limit);

      int code = sink->token (sink->context, flags, piece, next - piece, start, end);
      if (code != SQLITE_OK)
        return code;
      piece = next;
    }
  return SQLITE_OK;
}

static int
tokenize (Fts5Tokenizer *tokenizer,
          void *context,
          int flags,
          const char *text,
          int length,
          int (*token) (void *, int, const char *, int, int, int))
{
  Tokenizer *self = (Tokenizer *) tokenizer;
  Sink sink = { context, token };

  return self->words.xTokenize (self->instance, &sink, flags, text, length, split_word);
}

static void
delete_tokenizer (Fts5Tokenizer *tokenizer)
{
  Tokenizer *self = (Tokenizer *) tokenizer;

  self->words.xDelete (self->instance);
  g_free (self);
}

static int
create_tokenizer (void *context, const char **arguments, int n_arguments, Fts5Tokenizer **tokenizer)
{
  static const char *options[] = { "remove_diacritics", "2" };
  fts5_api *api = context;
  Tokenizer *self = g_new0 (Tokenizer, 1);
  void *words_context;
  int code = api->xFindTokenizer (api, "unicode61", &words_context, &self->words);

  if (code == SQLITE_OK)
    code = self->words.xCreate (words_context, options, G_N_ELEMENTS (options), &self->instance);
  if (code != SQLITE_OK)
    {
      g_free (self);
      return code;
    }
  *tokenizer = (Fts5Tokenizer *) self;
  return SQLITE_OK;
}

/* Makes the tokenizer `beckon` known to a connection. Returns a code of SQLite. */
int
beckon_tokenizer_register (sqlite3 *connection)
{
  static fts5_tokenizer methods = { create_tokenizer, delete_tokenizer, tokenize };
  fts5_api *api = NULL;
  sqlite3_stmt *statement;
  int code = sqlite3_prepare_v2 (connection, "SELECT fts5 (?1)", -1, &statement, NULL);

  if (code != SQLITE_OK)
    return code;
  sqlite3_bind_pointer (statement, 1, &api, "fts5_api_ptr", NULL);
  sqlite3_step (statement);
  code = sqlite3_finalize (statement);
  if (code != SQLITE_OK)
    return code;
  if (api == NULL)
    return SQLITE_ERROR;
  return api->xCreateTokenizer (api, "beckon", api, &methods, NULL);
}
