/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BeckonDictionary:
 *
 * The words of the languages that somebody reads, as far as this computer has dictionaries, and
 * those that the person has added.
 */
#define BECKON_TYPE_DICTIONARY (beckon_dictionary_get_type ())
G_DECLARE_FINAL_TYPE (BeckonDictionary, beckon_dictionary, BECKON, DICTIONARY, GObject)

void beckon_dictionary_load_async (const char *const *languages,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
BeckonDictionary *beckon_dictionary_load_finish (GAsyncResult *result, GError **error);

guint beckon_dictionary_get_n_languages (BeckonDictionary *self);
const char *beckon_dictionary_get_language (BeckonDictionary *self, guint i);

gboolean beckon_dictionary_is_misspelt (BeckonDictionary *self, const char *word);
char **beckon_dictionary_dup_suggestions (BeckonDictionary *self, const char *word, guint max);
void beckon_dictionary_add (BeckonDictionary *self, const char *word);
void beckon_dictionary_ignore (BeckonDictionary *self, const char *word);

G_END_DECLS
