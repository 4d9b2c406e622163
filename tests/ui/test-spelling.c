/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Spelling in the composer, with the dictionary of hunspell-en-us. */

#include "config.h"

#include "ui-fixture.h"

#include "beckon-composer.h"
#include "beckon-dictionary.h"
#include "beckon-spelling-row.h"

#include <string.h>

typedef struct
{
  GtkWindow *window;
  BeckonComposer *composer;
  GtkTextView *view;
  GtkTextBuffer *buffer;
  GSettings *settings;
} Fixture;

static gboolean
is_underlined (GtkTextIter *iter)
{
  g_autoptr (GSList) tags = gtk_text_iter_get_tags (iter);

  for (GSList *l = tags; l != NULL; l = l->next)
    {
      PangoUnderline underline;

      g_object_get (l->data, "underline", &underline, NULL);
      if (underline == PANGO_UNDERLINE_ERROR)
        return TRUE;
    }
  return FALSE;
}

/* All that is underlined, with spaces between. */
static char *
dup_underlined (Fixture *f)
{
  GString *words = g_string_new (NULL);
  GtkTextIter iter, next;
  gboolean before = FALSE;

  gtk_text_buffer_get_start_iter (f->buffer, &iter);
  for (; !gtk_text_iter_is_end (&iter); iter = next)
    {
      gboolean now = is_underlined (&iter);

      next = iter;
      gtk_text_iter_forward_char (&next);
      if (now && !before && words->len > 0)
        g_string_append_c (words, ' ');
      if (now)
        g_string_append_unichar (words, gtk_text_iter_get_char (&iter));
      before = now;
    }
  return g_string_free (words, FALSE);
}

static gboolean
underlines (Fixture *f, const char *words)
{
  g_autofree char *underlined = dup_underlined (f);

  return g_str_equal (underlined, words);
}

static void
put_cursor (Fixture *f, int offset)
{
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_offset (f->buffer, &iter, offset);
  gtk_text_buffer_place_cursor (f->buffer, &iter);
}

/* As if it was typed. */
static void
type (Fixture *f, const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    gtk_text_buffer_insert_interactive_at_cursor (f->buffer, p, g_utf8_next_char (p) - p, TRUE);
}

/* Writes a line that is wrong, which is underlined when all before it has been looked at. */
static void
assert_marks (Fixture *f, const char *text, const char *expected)
{
  g_autofree char *whole = g_strconcat (text, "\nEndd.", NULL);
  g_autofree char *wanted
    = *expected != '\0' ? g_strconcat (expected, " Endd", NULL) : g_strdup ("Endd");
  g_autofree char *got = NULL;
  GtkTextIter end;

  beckon_composer_set_text (f->composer, whole);
  do
    {
      g_main_context_iteration (NULL, TRUE);
      gtk_text_buffer_get_end_iter (f->buffer, &end);
      gtk_text_iter_backward_chars (&end, 2);
    }
  while (!is_underlined (&end));
  got = dup_underlined (f);
  g_assert_cmpstr (got, ==, wanted);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_setenv ("LANGUAGE", "xx:en_US", TRUE);
  f->settings = g_settings_new (APPLICATION_ID);
  f->composer = g_object_new (BECKON_TYPE_COMPOSER, NULL);
  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (f->window, 400, 100);
  adw_window_set_content (ADW_WINDOW (f->window), GTK_WIDGET (f->composer));
  gtk_window_present (f->window);
  f->view = GTK_TEXT_VIEW (ui_get (f->composer, "text_view"));
  f->buffer = gtk_text_view_get_buffer (f->view);
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (f->view)));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_settings_reset (f->settings, "check-spelling");
  g_object_unref (f->settings);
  g_object_add_weak_pointer (G_OBJECT (f->composer), (gpointer *) &f->composer);
  gtk_window_destroy (f->window);
  WAIT_FOR (f->composer == NULL);
}

static void
test_words (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } rows[] = {
    { "I like appels and pears, dont you?", "appels dont" },
    { "Don't worry, it’s fine", "" },
    { "Helo, wrold! «Helo»", "Helo wrold Helo" },
    { "*Helo* ~wrold~", "Helo wrold" },
    /* addresses, links, and what is for machines */
    { "See https://exmaple.org/xyzzy?q=abcde#fghij", "" },
    { "Write to jhon@exmaple.org or xmpp:jhon@exmaple.org?message", "" },
    { "www.exmaple.org, exmaple.org and foo.tar.gz", "" },
    { "/mee sighs, #hashtagg, ~/documentz", "" },
    { "a :smilee: b snake_casee 3rdd x86", "" },
    /* code (XEP-0393) */
    { "Call `prinft` but not prinft", "prinft" },
    { "> Helo quoted", "Helo" },
    { "```\nprinft (wrold)\n```\nHelo", "Helo" },
    /* no dictionary has these */
    { "你好，世界 приветт नमस्ते مرحبا こんにちは", "" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_marks (f, rows[i].text, rows[i].expected);
}

static void
test_typing (Fixture *f, gconstpointer data)
{
  /* Nothing is said of a word before it is written. */
  type (f, "Frist helo");
  WAIT_FOR (underlines (f, "Frist"));
  type (f, " ");
  WAIT_FOR (underlines (f, "Frist helo"));
  /* Looking at it changes nothing, writing on does. */
  put_cursor (f, 3);
  g_assert_true (underlines (f, "Frist helo"));
  put_cursor (f, 10);
  type (f, "z");
  WAIT_FOR (underlines (f, "Frist"));
  put_cursor (f, 0);
  WAIT_FOR (underlines (f, "Frist heloz"));
  beckon_composer_set_text (f->composer, "");
  type (f, "a wrogn");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (underlines (f, ""));
  put_cursor (f, 0);
  WAIT_FOR (underlines (f, "wrogn"));
  ui_fixture_settle (GTK_WIDGET (f->window));
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "spelling");
}

/* A block of code begins and ends above what is already there. */
static void
test_blocks (Fixture *f, gconstpointer data)
{
  GtkTextIter start, end;

  beckon_composer_set_text (f->composer, "One\nHelo\nTwo\nWrold\nThree");
  WAIT_FOR (underlines (f, "Helo Wrold"));
  put_cursor (f, 4);
  type (f, "```\n");
  WAIT_FOR (underlines (f, ""));
  put_cursor (f, strlen ("One\n```\nHelo\n"));
  type (f, "```\n");
  WAIT_FOR (underlines (f, "Wrold"));
  gtk_text_buffer_get_iter_at_offset (f->buffer, &start, 4);
  gtk_text_buffer_get_iter_at_offset (f->buffer, &end, 8);
  gtk_text_buffer_delete (f->buffer, &start, &end);
  WAIT_FOR (underlines (f, "Helo"));
}

/* Opens nothing, but lets the menu be about the word there. Returns: the menu */
static GMenuModel *
point_at (Fixture *f, int offset)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (f->view));
  GtkTextIter iter;
  GdkRectangle place;
  int x, y;

  gtk_text_buffer_get_iter_at_offset (f->buffer, &iter, offset);
  gtk_text_view_get_iter_location (f->view, &iter, &place);
  gtk_text_view_buffer_to_window_coords (
    f->view, GTK_TEXT_WINDOW_WIDGET, place.x + 1, place.y + place.height / 2, &x, &y);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller)
          && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
        g_signal_emit_by_name (controller, "pressed", 1, (double) x, (double) y);
    }
  return gtk_text_view_get_extra_menu (f->view);
}

static gboolean
offers (GMenuModel *menu, const char *wanted)
{
  g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, 0, G_MENU_LINK_SECTION);

  for (int i = 0; i < g_menu_model_get_n_items (section); i++)
    {
      g_autofree char *label = NULL;

      g_menu_model_get_item_attribute (section, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
      if (g_str_equal (label, wanted))
        return TRUE;
    }
  return FALSE;
}

static void
do_action (Fixture *f, const char *action, const char *what)
{
  g_assert_true (
    gtk_widget_activate_action (GTK_WIDGET (f->view), action, what != NULL ? "s" : NULL, what));
}

static void
test_menu (Fixture *f, gconstpointer data)
{
  GMenuModel *menu;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  assert_marks (f, "One appple, two", "appple");
  menu = point_at (f, 1);
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 0);
  menu = point_at (f, 6);
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 2);
  g_assert_true (offers (menu, "apple"));
  do_action (f, "spelling.correct", "apple");
  text = beckon_composer_dup_text (f->composer);
  g_assert_cmpstr (text, ==, "One apple, two\nEndd.");
  WAIT_FOR (underlines (f, "Endd"));

  /* A menu that is older than the text does nothing; and it can be undone. */
  do_action (f, "spelling.correct", "apple");
  gtk_text_buffer_undo (f->buffer);
  again = beckon_composer_dup_text (f->composer);
  g_assert_cmpstr (again, ==, "One appple, two\nEndd.");
}

static void
test_full (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("Helo \n");
  g_autofree char *after = NULL;
  GtkTextIter word;

  while (text->len < BECKON_COMPOSER_MAX_CHARS)
    g_string_append (text, "a\n");
  g_string_truncate (text, BECKON_COMPOSER_MAX_CHARS);
  beckon_composer_set_text (f->composer, text->str);
  gtk_text_buffer_get_iter_at_offset (f->buffer, &word, 2);
  WAIT_FOR (is_underlined (&word));
  point_at (f, 2);
  do_action (f, "spelling.correct", "Hello");
  after = beckon_composer_dup_text (f->composer);
  g_assert_cmpstr (after, ==, text->str);
}

static void
test_add_and_ignore (Fixture *f, gconstpointer data)
{
  g_autofree char *path
    = g_build_filename (g_get_user_config_dir (), "enchant", "en_US.dic", NULL);
  g_autofree char *added = NULL;

  assert_marks (f, "Beckonish, Beckonese, Beckonian", "Beckonish Beckonese Beckonian");
  point_at (f, 2);
  do_action (f, "spelling.add", NULL);
  WAIT_FOR (underlines (f, "Beckonese Beckonian Endd"));
  point_at (f, 13);
  do_action (f, "spelling.ignore", NULL);
  WAIT_FOR (underlines (f, "Beckonian Endd"));
  g_assert_true (g_file_get_contents (path, &added, NULL, NULL));
  g_assert_cmpstr (g_strstrip (added), ==, "Beckonish");
}

static void
test_switch (Fixture *f, gconstpointer data)
{
  assert_marks (f, "Helo", "Helo");
  point_at (f, 2);
  g_settings_set_boolean (f->settings, "check-spelling", FALSE);
  g_assert_true (underlines (f, ""));
  g_assert_cmpint (g_menu_model_get_n_items (gtk_text_view_get_extra_menu (f->view)), ==, 0);
  type (f, " wrold ");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (underlines (f, ""));
  /* On, off and on, before any dictionary is there. */
  g_settings_set_boolean (f->settings, "check-spelling", TRUE);
  g_settings_set_boolean (f->settings, "check-spelling", FALSE);
  g_settings_set_boolean (f->settings, "check-spelling", TRUE);
  WAIT_FOR (underlines (f, "Helo Endd wrold"));
}

/* As much as fits, all of it wrong. */
static void
test_large (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *line = g_strnfill (4097, 'a');
  g_autofree char *underlined = NULL;
  gint64 longest = 0, start;
  GtkTextIter end;

  while (text->len + 100 < BECKON_COMPOSER_MAX_CHARS)
    g_string_append (text, "Helo wrold thsi iz nott rite att al, butt somebody pastd it.\n");
  beckon_composer_set_text (f->composer, text->str);
  do
    {
      start = g_get_monotonic_time ();
      g_main_context_iteration (NULL, TRUE);
      longest = MAX (longest, g_get_monotonic_time () - start);
      gtk_text_buffer_get_end_iter (f->buffer, &end);
      gtk_text_iter_backward_chars (&end, strlen ("astd it.\n"));
    }
  while (!is_underlined (&end));
  underlined = dup_underlined (f);
  g_assert_cmpuint (strlen (underlined), >, BECKON_COMPOSER_MAX_CHARS / 3);
  g_test_message ("The longest turn of the main loop took %d ms", (int) (longest / 1000));

  /* Nobody wrote a line of that length by hand. */
  for (guint i = 1; i < strlen (line); i += 5)
    line[i] = ' ';
  assert_marks (f, line, "");
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static BeckonDictionary *
load (const char *const *languages)
{
  g_autoptr (GAsyncResult) result = NULL;
  BeckonDictionary *dictionary;

  beckon_dictionary_load_async (languages, NULL, loaded_cb, &result);
  WAIT_FOR (result != NULL);
  dictionary = beckon_dictionary_load_finish (result, NULL);
  g_assert_nonnull (dictionary);
  return dictionary;
}

static void
test_languages (void)
{
  const char *const none[] = { "zh_CN.UTF-8", "zh_CN", "zh", "C", "../../etc/passwd", "", NULL };
  const char *const some[] = { "en_US.UTF-8", "en_US", "en.UTF-8", "en", "C", NULL };
  g_autoptr (BeckonDictionary) empty = load (none);
  g_autoptr (BeckonDictionary) english = load (some);
  g_auto (GStrv) suggestions = NULL;
  g_autofree char *mess = g_strnfill (40, 'q');
  gint64 start;

  g_assert_cmpuint (beckon_dictionary_get_n_languages (empty), ==, 0);
  g_assert_false (beckon_dictionary_is_misspelt (empty, "wrold"));
  g_assert_cmpuint (beckon_dictionary_get_n_languages (english), ==, 1);
  g_assert_cmpstr (beckon_dictionary_get_language (english, 0), ==, "en_US");
  g_assert_true (beckon_dictionary_is_misspelt (english, "wrold"));
  start = g_get_monotonic_time ();
  suggestions = beckon_dictionary_dup_suggestions (english, mess, 5);
  g_test_message ("Suggestions for a mess took %d ms",
                  (int) ((g_get_monotonic_time () - start) / 1000));
  g_assert_cmpuint (g_strv_length (suggestions), <=, 5);
}

static void
test_row (void)
{
  GtkWindow *window = GTK_WINDOW (adw_window_new ());
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GtkWidget *row;

  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (group));
  gtk_window_present (window);
  g_setenv ("LANGUAGE", "en_US", TRUE);
  row = beckon_spelling_row_new ();
  adw_preferences_group_add (group, row);
  WAIT_FOR (ui_find_label (row, "Dictionaries: en_US") != NULL);
  g_assert_true (gtk_widget_get_sensitive (row));

  g_setenv ("LANGUAGE", "zh_CN", TRUE);
  row = beckon_spelling_row_new ();
  adw_preferences_group_add (group, row);
  WAIT_FOR (ui_find_label (row, "No dictionary for your language (zh_CN) is installed") != NULL);
  g_assert_false (gtk_widget_get_sensitive (row));
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_fixture_init_style ();

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/spelling/words", test_words);
  ADD ("/spelling/typing", test_typing);
  ADD ("/spelling/blocks", test_blocks);
  ADD ("/spelling/menu", test_menu);
  ADD ("/spelling/full", test_full);
  ADD ("/spelling/add-and-ignore", test_add_and_ignore);
  ADD ("/spelling/switch", test_switch);
  ADD ("/spelling/large", test_large);
  g_test_add_func ("/spelling/languages", test_languages);
  g_test_add_func ("/spelling/row", test_row);
  return g_test_run ();
}
