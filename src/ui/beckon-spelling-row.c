/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-spelling-row.h"

#include <glib/gi18n.h>

#include "beckon-dictionary.h"

struct _BeckonSpellingRow
{
  AdwActionRow parent_instance;

  GtkWidget *enabled_switch;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BeckonSpellingRow, beckon_spelling_row, ADW_TYPE_ACTION_ROW)

static char *
describe_languages (BeckonDictionary *dictionary)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < beckon_dictionary_get_n_languages (dictionary); i++)
    g_string_append_printf (
      names, "%s%s", i > 0 ? ", " : "", beckon_dictionary_get_language (dictionary, i));
  /* Translators: %s are names of languages, such as “de_AT, en_US”, of which there are dictionaries. */
  return g_strdup_printf (_ ("Dictionaries: %s"), names->str);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonSpellingRow) self = user_data;
  g_autoptr (BeckonDictionary) dictionary = beckon_dictionary_load_finish (result, NULL);
  g_autofree char *text = NULL;

  if (dictionary == NULL)
    return;
  if (beckon_dictionary_get_n_languages (dictionary) > 0)
    {
      text = describe_languages (dictionary);
    }
  else
    {
      /* Translators: %s is the name of a language, such as “de_AT”. */
      text = g_strdup_printf (_ ("No dictionary for your language (%s) is installed"),
                              g_get_language_names ()[0]);
      gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
}

static void
beckon_spelling_row_dispose (GObject *object)
{
  BeckonSpellingRow *self = BECKON_SPELLING_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (beckon_spelling_row_parent_class)->dispose (object);
}

/* What is being loaded holds the row. */
static void
beckon_spelling_row_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (BECKON_SPELLING_ROW (widget)->cancellable);
  GTK_WIDGET_CLASS (beckon_spelling_row_parent_class)->unroot (widget);
}

static void
beckon_spelling_row_class_init (BeckonSpellingRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_spelling_row_dispose;
  GTK_WIDGET_CLASS (klass)->unroot = beckon_spelling_row_unroot;
}

static void
beckon_spelling_row_init (BeckonSpellingRow *self)
{
  g_autoptr (GSettings) settings = g_settings_new (APPLICATION_ID);

  self->enabled_switch = gtk_switch_new ();
  gtk_widget_set_valign (self->enabled_switch, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->enabled_switch);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), self->enabled_switch);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Check s_pelling"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self), TRUE);
  g_settings_bind (
    settings, "check-spelling", self->enabled_switch, "active", G_SETTINGS_BIND_DEFAULT);
  self->cancellable = g_cancellable_new ();
  beckon_dictionary_load_async (
    g_get_language_names (), self->cancellable, loaded_cb, g_object_ref (self));
}

GtkWidget *
beckon_spelling_row_new (void)
{
  return g_object_new (BECKON_TYPE_SPELLING_ROW, NULL);
}
