/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-dictionary.h"

#include <enchant.h>
#include <pango/pango.h>
#include <string.h>

/* Longer things are no words, and take long to find suggestions for. In characters. */
#define MAX_WORD 40
/* Who reads more languages than these has most words in some dictionary. */
#define MAX_LANGUAGES 4

typedef struct
{
  EnchantDict *words;
  char *name;
  PangoLanguage *language;
} Language;

struct _BeckonDictionary
{
  GObject parent_instance;

  EnchantBroker *broker;
  GArray *languages; /* of Language */
};

G_DEFINE_FINAL_TYPE (BeckonDictionary, beckon_dictionary, G_TYPE_OBJECT)

/* What enchant loads its modules with belongs to the whole program. */
static GMutex load_lock;

static void
beckon_dictionary_finalize (GObject *object)
{
  BeckonDictionary *self = BECKON_DICTIONARY (object);

  for (guint i = 0; i < self->languages->len; i++)
    {
      Language *language = &g_array_index (self->languages, Language, i);

      enchant_broker_free_dict (self->broker, language->words);
      g_free (language->name);
    }
  g_array_unref (self->languages);
  g_clear_pointer (&self->broker, enchant_broker_free);
  G_OBJECT_CLASS (beckon_dictionary_parent_class)->finalize (object);
}

static void
beckon_dictionary_class_init (BeckonDictionaryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_dictionary_finalize;
}

static void
beckon_dictionary_init (BeckonDictionary *self)
{
  self->languages = g_array_new (FALSE, FALSE, sizeof (Language));
}

/* Whether there is one already for that language, such as en for en_US. */
static gboolean
has_language (BeckonDictionary *self, const char *name)
{
  const gsize length = strcspn (name, "_");

  for (guint i = 0; i < self->languages->len; i++)
    {
      const char *other = g_array_index (self->languages, Language, i).name;

      if (strcspn (other, "_") == length && strncmp (other, name, length) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
add_language (BeckonDictionary *self, const char *name)
{
  Language language;

  /* No encodings and variants, and no locale that has no language. */
  if (strpbrk (name, ".@") != NULL || !g_ascii_islower (*name) || has_language (self, name)
      || self->languages->len == MAX_LANGUAGES)
    return;
  language.words = enchant_broker_request_dict (self->broker, name);
  if (language.words == NULL)
    return;
  language.name = g_strdup (name);
  language.language = pango_language_from_string (name);
  g_array_append_val (self->languages, language);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  BeckonDictionary *self = g_object_new (BECKON_TYPE_DICTIONARY, NULL);

  g_mutex_lock (&load_lock);
  self->broker = enchant_broker_init ();
  for (char **name = data; *name != NULL && !g_cancellable_is_cancelled (cancellable); name++)
    add_language (self, *name);
  g_mutex_unlock (&load_lock);
  g_task_return_pointer (task, self, g_object_unref);
}

/**
 * beckon_dictionary_load_async:
 * @languages: as g_get_language_names() has them
 *
 * Reads dictionaries, in a thread, as some are large.
 */
void
beckon_dictionary_load_async (const char *const *languages,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_dictionary_load_async);
  g_task_set_task_data (task, g_strdupv ((char **) languages), (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * beckon_dictionary_load_finish:
 *
 * Returns: (transfer full) (nullable): the dictionary, maybe of no language, or %NULL with
 *   %G_IO_ERROR_CANCELLED
 */
BeckonDictionary *
beckon_dictionary_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

guint
beckon_dictionary_get_n_languages (BeckonDictionary *self)
{
  return self->languages->len;
}

/**
 * beckon_dictionary_get_language:
 *
 * Returns: its name, such as `de_AT`
 */
const char *
beckon_dictionary_get_language (BeckonDictionary *self, guint i)
{
  return g_array_index (self->languages, Language, i).name;
}

static gboolean
is_written_like (const char *word, PangoLanguage *language)
{
  for (; *word != '\0'; word = g_utf8_next_char (word))
    if (!pango_language_includes_script (
          language, (PangoScript) g_unichar_get_script (g_utf8_get_char (word))))
      return FALSE;
  return TRUE;
}

/* Returns: (transfer full) (element-type EnchantDict): those that could know the word */
static GPtrArray *
find_words (BeckonDictionary *self, const char *word)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->languages->len; i++)
    {
      Language *language = &g_array_index (self->languages, Language, i);

      if (is_written_like (word, language->language))
        g_ptr_array_add (found, language->words);
    }
  return found;
}

/* As dictionaries write it. */
static char *
dup_plain (const char *word)
{
  g_auto (GStrv) parts = g_strsplit (word, "’", -1);

  return g_strjoinv ("'", parts);
}

/**
 * beckon_dictionary_is_misspelt:
 * @word: one word
 *
 * Returns: whether it is in a script for which there are dictionaries, and none of them knows it
 */
gboolean
beckon_dictionary_is_misspelt (BeckonDictionary *self, const char *word)
{
  g_autoptr (GPtrArray) languages = find_words (self, word);
  g_autofree char *plain = dup_plain (word);

  if (g_utf8_strlen (plain, -1) > MAX_WORD)
    return FALSE;
  for (guint i = 0; i < languages->len; i++)
    if (enchant_dict_check (g_ptr_array_index (languages, i), plain, -1) <= 0)
      return FALSE;
  return languages->len > 0;
}

/**
 * beckon_dictionary_dup_suggestions:
 * @max: how many, at most
 *
 * Returns: (transfer full): what may have been meant, of each language in turn
 */
char **
beckon_dictionary_dup_suggestions (BeckonDictionary *self, const char *word, guint max)
{
  g_autoptr (GPtrArray) languages = find_words (self, word);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *plain = dup_plain (word);

  for (guint i = 0; i < languages->len; i++)
    {
      EnchantDict *words = g_ptr_array_index (languages, i);
      gsize n = 0;
      char **some = enchant_dict_suggest (words, plain, -1, &n);
      /* Each language has its share, so that the first does not take it all. */
      const gsize share = (max - all->len) / (languages->len - i);

      for (gsize j = 0; j < MIN (n, share); j++)
        if (!g_ptr_array_find_with_equal_func (all, some[j], g_str_equal, NULL))
          g_ptr_array_add (all, g_strdup (some[j]));
      if (some != NULL)
        enchant_dict_free_string_list (words, some);
    }
  g_ptr_array_add (all, NULL);
  return (char **) g_ptr_array_steal (all, NULL);
}

/**
 * beckon_dictionary_add:
 *
 * Takes a word to be right, for good. Other programs that use enchant know it, too.
 */
void
beckon_dictionary_add (BeckonDictionary *self, const char *word)
{
  g_autoptr (GPtrArray) languages = find_words (self, word);
  g_autofree char *plain = dup_plain (word);

  if (languages->len > 0)
    enchant_dict_add (g_ptr_array_index (languages, 0), plain, -1);
}

/**
 * beckon_dictionary_ignore:
 *
 * Takes a word to be right until the dictionary is loaded again.
 */
void
beckon_dictionary_ignore (BeckonDictionary *self, const char *word)
{
  g_autoptr (GPtrArray) languages = find_words (self, word);
  g_autofree char *plain = dup_plain (word);

  if (languages->len > 0)
    enchant_dict_add_to_session (g_ptr_array_index (languages, 0), plain, -1);
}
