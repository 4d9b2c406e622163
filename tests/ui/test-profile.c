/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What contacts tell of themselves, and what the person does. */

#include "ui-fixture.h"

#include "beckon-account-private.h"
#include "beckon-contact-private.h"
#include "beckon-contact-window.h"
#include "beckon-preferences-window.h"
#include "beckon-profile-text.h"
#include "beckon-profile-window.h"
#include "beckon-session.h"
#include "beckon-window.h"
#include "fake-profile.h"

typedef struct
{
  BeckonClient *client;
  BeckonAccount *account;
  BeckonWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->client = ui_fixture_client_new ();
  f->account = ui_fixture_add_people (f->client);
  f->window = beckon_window_new (NULL, NULL);
  beckon_window_set_client (f->window, f->client);
  gtk_window_present (GTK_WINDOW (f->window));
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (f->window)));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_false (fake_profile_is_waiting ());
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  WAIT_FOR (f->window == NULL);
  g_object_add_weak_pointer (G_OBJECT (f->client), (gpointer *) &f->client);
  g_object_unref (f->client);
  WAIT_FOR (f->client == NULL);
}

static void
close_window (GtkWidget *window)
{
  ui_fixture_keep_picture (window, g_strrstr (g_test_get_path (), "/") + 1);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_close (GTK_WINDOW (window));
  if (fake_profile_is_waiting ())
    fake_profile_refuse (G_IO_ERROR, G_IO_ERROR_FAILED);
  WAIT_FOR (window == NULL);
}

static BeckonProfile *
make_profile (void)
{
  BeckonProfile *profile = beckon_profile_new ();

  beckon_profile_add (profile, BECKON_PROFILE_FULL_NAME, "Romeo <b> & Montague");
  beckon_profile_add (profile, BECKON_PROFILE_BIRTHDAY, "1990-12-31");
  beckon_profile_add (profile, BECKON_PROFILE_EMAIL, "romeo@example.com");
  beckon_profile_add (profile, BECKON_PROFILE_PHONE, "+39 045 123");
  beckon_profile_add (profile, BECKON_PROFILE_URL, "javascript:alert(1)");
  beckon_profile_add (profile, BECKON_PROFILE_URL, "https://example.org/romeo");
  beckon_profile_add (profile, BECKON_PROFILE_LOCALITY, "Verona");
  beckon_profile_add (profile, BECKON_PROFILE_NOTE, "Did my heart love till now?\nForswear it, sight!");
  return profile;
}

static BeckonContact *
find_contact (Fixture *f, const char *address)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (address, NULL);

  return beckon_account_ensure_contact (f->account, jid);
}

static GtkWidget *
open_contact (Fixture *f, const char *address)
{
  GtkWidget *window;

  beckon_contact_window_present (f->window, find_contact (f, address));
  window = ui_find_window (BECKON_TYPE_CONTACT_WINDOW);
  WAIT_FOR (gtk_widget_get_mapped (window));
  return window;
}

/* A button whose tooltip says what it does, in the row with that address or number; or NULL. */
static GtkWidget *
find_button (GtkWidget *root, const char *text, const char *tooltip)
{
  g_autofree char *shown = beckon_profile_text_dup_value (BECKON_PROFILE_URL, text);
  GtkWidget *label = ui_find_label (root, shown);
  GtkWidget *row = label != NULL ? gtk_widget_get_ancestor (label, ADW_TYPE_ACTION_ROW) : NULL;
  GtkWidget *suffixes = row;

  g_assert_nonnull (row);
  for (GtkWidget *c = gtk_widget_get_first_child (gtk_widget_get_first_child (suffixes)); c != NULL;
       c = gtk_widget_get_next_sibling (c))
    for (GtkWidget *b = gtk_widget_get_first_child (c); b != NULL; b = gtk_widget_get_next_sibling (b))
      if (GTK_IS_BUTTON (b) && g_strcmp0 (gtk_widget_get_tooltip_text (b), tooltip) == 0)
        return b;
  return NULL;
}

static void
test_contact (Fixture *f, gconstpointer data)
{
  g_autoptr (BeckonProfile) profile = make_profile ();
  g_autoptr (BeckonProfile) nothing = beckon_profile_new ();
  GtkWidget *window = open_contact (f, "romeo@example.org");

  WAIT_FOR (ui_find_label (window, "Fetching the profile…") != NULL);
  fake_profile_refuse (BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND);
  WAIT_FOR (ui_find_label (window, "The profile cannot be fetched just now.") != NULL);
  g_assert_false (gtk_widget_get_mapped (ui_get (window, "error_box")));
  g_signal_emit_by_name (
    gtk_widget_get_ancestor (ui_find_label (window, "Try Again"), GTK_TYPE_BUTTON), "clicked");
  g_assert_true (fake_profile_is_waiting ());
  fake_profile_answer (profile, FALSE);
  WAIT_FOR (ui_find_label (window, "Romeo <b> & Montague") != NULL);
  g_assert_nonnull (ui_find_label (window, "December 31, 1990"));
  g_assert_null (ui_find_label (window, "Fetching the profile…"));
  /* All can be copied; opened is what is a page, a letter or a call, and nothing else. */
  g_assert_nonnull (find_button (window, "romeo@example.com", "Copy"));
  g_assert_nonnull (find_button (window, "romeo@example.com", "Write an E-Mail"));
  g_assert_nonnull (find_button (window, "+39 045 123", "Call"));
  g_assert_nonnull (find_button (window, "https://example.org/romeo", "Open in a Web Browser"));
  g_assert_nonnull (find_button (window, "javascript:alert(1)", "Copy"));
  g_assert_null (find_button (window, "javascript:alert(1)", "Open in a Web Browser"));
  ui_fixture_settle (window);
  gtk_widget_grab_focus (find_button (window, "javascript:alert(1)", "Copy"));
  ui_fixture_keep_picture (window, "contact-told");
  close_window (window);

  window = open_contact (f, "romeo@example.org");
  fake_profile_answer (nothing, FALSE);
  WAIT_FOR (ui_find_label (window, "They tell nothing about themselves.") != NULL);
  close_window (window);

  /* Whoever closes the window does not wait. */
  close_window (open_contact (f, "romeo@example.org"));
}

/* A stranger's server is not asked by itself; one who is blocked is not asked at all. */
static void
test_stranger (Fixture *f, gconstpointer data)
{
  g_autoptr (BeckonProfile) profile = make_profile ();
  GtkWidget *window = open_contact (f, "stranger@example.net");

  g_assert_false (fake_profile_is_waiting ());
  g_signal_emit_by_name (
    gtk_widget_get_ancestor (ui_find_label (window, "Look"), GTK_TYPE_BUTTON), "clicked");
  g_assert_true (fake_profile_is_waiting ());
  fake_profile_answer (profile, FALSE);
  WAIT_FOR (ui_find_label (window, "Verona") != NULL);
  close_window (window);

  beckon_contact_set_blocked (find_contact (f, "romeo@example.org"), TRUE);
  window = open_contact (f, "romeo@example.org");
  g_assert_false (fake_profile_is_waiting ());
  g_assert_false (gtk_widget_get_visible (ui_get (window, "profile_group")));
  close_window (window);
}

static GtkWidget *
open_own (Fixture *f)
{
  GtkWidget *window;

  beckon_profile_window_present (NULL, f->account);
  window = ui_find_window (BECKON_TYPE_PROFILE_WINDOW);
  WAIT_FOR (gtk_widget_get_mapped (window));
  g_assert_false (gtk_widget_is_sensitive (ui_get (window, "save_button")));
  return window;
}

/* The field with that title that has that text, or NULL. */
static GtkWidget *
find_row (GtkWidget *root, const char *title, const char *text)
{
  if (ADW_IS_ENTRY_ROW (root)
      && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title)
      && g_str_equal (gtk_editable_get_text (GTK_EDITABLE (root)), text))
    return root;
  for (GtkWidget *c = gtk_widget_get_first_child (root); c; c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = find_row (c, title, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
write_into (GtkWidget *window, const char *title, const char *before, const char *text)
{
  GtkWidget *row = find_row (window, title, before);

  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
test_own (Fixture *f, gconstpointer data)
{
  g_autoptr (BeckonProfile) profile = make_profile ();
  g_autoptr (BeckonProfile) refused = NULL;
  g_autoptr (BeckonProfile) saved = NULL;
  GtkWidget *window = open_own (f);
  GtkTextBuffer *note;

  /* There is no form as long as it is not known what is there. */
  fake_profile_refuse (BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_INTERNAL_SERVER_ERROR);
  WAIT_FOR (gtk_widget_get_mapped (ui_get (window, "error_box")));
  g_assert_null (find_row (window, "Full name", ""));
  WAIT_FOR (ui_find_label (window, "Try Again") != NULL);
  g_signal_emit_by_name (
    gtk_widget_get_ancestor (ui_find_label (window, "Try Again"), GTK_TYPE_BUTTON), "clicked");
  fake_profile_answer (profile, FALSE);
  WAIT_FOR (ui_find_label (window, "Everyone who knows your address can see this. Fill in only "
                                   "what they may know.")
            != NULL);
  g_assert_false (gtk_widget_get_mapped (ui_get (window, "error_box")));

  ui_fixture_keep_picture (window, "own-filled");

  /* Whoever writes into the last one of several gets another. */
  write_into (window, "E-mail address", "", "r@example.org");
  g_assert_nonnull (find_row (window, "E-mail address", ""));
  write_into (window, "Telephone", "+39 045 123", "");
  write_into (window, "Full name", "Romeo <b> & Montague", " Romeo ");
  write_into (window, "Birthday, such as 1990-12-31", "1990-12-31", "31.12.1990");
  g_assert_false (gtk_widget_is_sensitive (ui_get (window, "save_button")));
  write_into (window, "Birthday, such as 1990-12-31", "31.12.1990", "1990-02-30");
  g_assert_false (gtk_widget_is_sensitive (ui_get (window, "save_button")));
  write_into (window, "Birthday, such as 1990-12-31", "1990-02-30", "1991-01-01");
  note = gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_get (window, "note_view")));
  gtk_text_buffer_set_text (note, "One\nTwo", -1);

  /* What was typed stays when it cannot be saved. */
  g_signal_emit_by_name (ui_get (window, "save_button"), "clicked");
  g_assert_false (gtk_widget_is_sensitive (ui_get (window, "save_button")));
  fake_profile_refuse (BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_RESOURCE_CONSTRAINT);
  WAIT_FOR (gtk_widget_get_mapped (ui_get (window, "error_box")));
  refused = fake_profile_get_saved ();
  g_assert_nonnull (find_row (window, "Full name", " Romeo "));
  g_assert_true (gtk_widget_is_sensitive (ui_get (window, "save_button")));
  ui_fixture_keep_picture (window, "own-refused");

  g_signal_emit_by_name (ui_get (window, "save_button"), "clicked");
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  fake_profile_answer (profile, FALSE);
  WAIT_FOR (window == NULL);
  saved = fake_profile_get_saved ();
  g_assert_true (beckon_profile_equal (saved, refused));
  g_assert_cmpstr (beckon_profile_get (saved, BECKON_PROFILE_FULL_NAME, 0), ==, "Romeo");
  g_assert_cmpstr (beckon_profile_get (saved, BECKON_PROFILE_BIRTHDAY, 0), ==, "1991-01-01");
  g_assert_cmpstr (beckon_profile_get (saved, BECKON_PROFILE_EMAIL, 1), ==, "r@example.org");
  g_assert_cmpuint (beckon_profile_get_n (saved, BECKON_PROFILE_PHONE), ==, 0);
  g_assert_cmpuint (beckon_profile_get_n (saved, BECKON_PROFILE_URL), ==, 2);
  g_assert_cmpstr (beckon_profile_get (saved, BECKON_PROFILE_NOTE, 0), ==, "One\nTwo");
}

static void
test_own_restricted (Fixture *f, gconstpointer data)
{
  g_autoptr (BeckonProfile) profile = beckon_profile_new ();
  GtkWidget *window;

  /* What other programs have written need not be a day that we know. */
  beckon_profile_add (profile, BECKON_PROFILE_BIRTHDAY, "in winter");
  beckon_account_set_nick (f->account, "al");
  window = open_own (f);
  fake_profile_answer (profile, TRUE);
  WAIT_FOR (ui_find_label (window, "Not everyone can see this: another program has restricted who "
                                   "may.")
            != NULL);
  g_assert_true (gtk_widget_is_sensitive (ui_get (window, "save_button")));
  g_assert_nonnull (find_row (window, "Nickname", "al"));
  close_window (window);
}

/* The picture can be taken away as long as there is one; nothing is lost when that fails. */
static void
test_picture (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) picture = g_bytes_new_static ("picture", 7);
  GtkWidget *preferences, *button;

  beckon_preferences_window_present_account (f->window, f->account);
  preferences = ui_find_window (BECKON_TYPE_PREFERENCES_WINDOW);
  WAIT_FOR (gtk_widget_get_mapped (ui_get (preferences, "choose_button")));
  button = ui_get (preferences, "remove_button");
  g_assert_false (gtk_widget_get_visible (button));
  beckon_account_set_avatar (f->account, picture);
  g_assert_true (gtk_widget_get_visible (button));
  g_signal_emit_by_name (button, "clicked");
  WAIT_FOR (gtk_widget_get_mapped (ui_get (preferences, "error_box")));
  g_assert_true (beckon_account_get_avatar (f->account) == picture);
  close_window (preferences);
}

/* The preferences say that it was saved, and can be closed while they do. */
static void
test_toast (Fixture *f, gconstpointer data)
{
  g_autoptr (BeckonProfile) profile = make_profile ();
  g_autoptr (BeckonProfile) saved = NULL;
  GtkWidget *preferences, *window;

  beckon_preferences_window_present_account (f->window, f->account);
  preferences = ui_find_window (BECKON_TYPE_PREFERENCES_WINDOW);
  WAIT_FOR (gtk_widget_get_mapped (ui_get (preferences, "choose_button")));
  beckon_profile_window_present (ADW_PREFERENCES_WINDOW (preferences), f->account);
  window = ui_find_window (BECKON_TYPE_PROFILE_WINDOW);
  fake_profile_answer (profile, FALSE);
  WAIT_FOR (gtk_widget_is_sensitive (ui_get (window, "save_button")));
  g_signal_emit_by_name (ui_get (window, "save_button"), "clicked");
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  fake_profile_answer (profile, FALSE);
  saved = fake_profile_get_saved ();
  WAIT_FOR (window == NULL);
  WAIT_FOR (ui_find_label (preferences, "The profile was saved") != NULL);
  close_window (preferences);
}

static void
test_words (Fixture *f, gconstpointer data)
{
  static const struct
  {
    BeckonProfileField field;
    const char *text;
    const char *uri;
  } rows[] = {
    { BECKON_PROFILE_EMAIL, "a+b@example.org", "mailto:a+b@example.org" },
    { BECKON_PROFILE_EMAIL, "a@example.org?bcc=b@c", NULL },
    { BECKON_PROFILE_EMAIL, "a?b@example.org", "mailto:a%3Fb@example.org" },
    { BECKON_PROFILE_EMAIL, "a, b@example.org", NULL },
    { BECKON_PROFILE_EMAIL, "@example.org", NULL },
    { BECKON_PROFILE_EMAIL, "a@", NULL },
    { BECKON_PROFILE_PHONE, "+49 (30) 12-34/5.6", "tel:+4930123456" },
    { BECKON_PROFILE_PHONE, "*#06#", NULL },
    { BECKON_PROFILE_PHONE, "call me", NULL },
    { BECKON_PROFILE_PHONE, "+", NULL },
    { BECKON_PROFILE_URL, "HTTP://example.org/?a=b#c", "HTTP://example.org/?a=b#c" },
    { BECKON_PROFILE_URL, "https:///x", NULL },
    { BECKON_PROFILE_URL, "file:///etc/passwd", NULL },
    { BECKON_PROFILE_URL, "www.example.org", NULL },
    { BECKON_PROFILE_NOTE, "https://example.org/", NULL },
  };
  g_autofree char *no_year = beckon_profile_text_dup_value (BECKON_PROFILE_BIRTHDAY, "--02-29");
  g_autofree char *number = beckon_profile_text_dup_value (BECKON_PROFILE_PHONE, "+39 045");
  g_autofree char *other = beckon_profile_text_dup_value (BECKON_PROFILE_BIRTHDAY, "long ago");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *uri = beckon_profile_text_dup_uri (rows[i].field, rows[i].text);

      g_assert_cmpstr (uri, ==, rows[i].uri);
    }
  g_assert_cmpstr (no_year, ==, "February 29");
  g_assert_nonnull (strstr (other, "long ago"));
  /* A number keeps its order from right to left, too. */
  g_assert_cmpstr (number, ==, "\xe2\x81\xa6+39 045\xe2\x81\xa9");
  g_assert_true (beckon_profile_text_is_date ("2000-02-29"));
  g_assert_false (beckon_profile_text_is_date ("--02-29"));
  g_assert_false (beckon_profile_text_is_date (""));
  for (guint field = 0; field < BECKON_PROFILE_N_FIELDS; field++)
    g_assert_cmpstr (beckon_profile_text_get_label (field), !=, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_fixture_init_style ();

#define ADD(name, function)                                                                        \
  g_test_add ("/profile/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("contact", test_contact);
  ADD ("stranger", test_stranger);
  ADD ("own", test_own);
  ADD ("own-restricted", test_own_restricted);
  ADD ("picture", test_picture);
  ADD ("toast", test_toast);
  ADD ("words", test_words);
  return g_test_run ();
}
