/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the person sees of a file before and after it is imported. */

#include "ui-fixture.h"

#include "beckon-import-window.h"
#include "beckon-window.h"

#include <glib/gstdio.h>

#define BEGIN "<server-data xmlns='urn:xmpp:pie:0'><host jid='old.example'><user name='alice'>"
#define END "</user></host></server-data>"
#define CONTENT                                                                                    \
  "<query xmlns='jabber:iq:roster'><item jid='mercutio@example.org' name='M'/>"                    \
  "<item jid='new@example.net' subscription='both'/></query>"                                      \
  "<blocklist xmlns='urn:xmpp:blocking'><item jid='spam@example.net'/></blocklist>"                \
  "<archive xmlns='urn:xmpp:pie:0#mam'><result xmlns='urn:xmpp:mam:2' id='a'>"                     \
  "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' "                           \
  "stamp='2020-01-02T03:04:05Z'/><message xmlns='jabber:client' from='new@example.net' "           \
  "to='alice@old.example' type='chat'><body>Hi</body></message></forwarded></result></archive>"

typedef struct
{
  BeckonClient *client;
  BeckonAccount *account;
  GtkWindow *parent;
  GtkWidget *window;
  char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) file = NULL;
  int fd = g_file_open_tmp ("beckon-import-XXXXXX.xml", &f->path, NULL);

  g_assert_true (g_close (fd, NULL));
  g_assert_true (g_file_set_contents (f->path, data, -1, NULL));
  f->client = ui_fixture_client_new ();
  f->account = ui_fixture_add_people (f->client);
  f->parent = GTK_WINDOW (gtk_window_new ());
  gtk_window_present (f->parent);
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (f->parent)));
  file = g_file_new_for_path (f->path);
  beckon_import_window_present (f->parent, f->account, file);
  f->window = ui_find_window (BECKON_TYPE_IMPORT_WINDOW);
  g_assert_nonnull (f->window);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
}

static gboolean
is_shown (Fixture *f, const char *id)
{
  return gtk_widget_get_visible (ui_get (f->window, id));
}

/* On the screen, with what is in the file or why it cannot be read. */
static void
wait_until_looked (Fixture *f)
{
  g_assert_true (is_shown (f, "spinner"));
  g_assert_false (is_shown (f, "import_button"));
  WAIT_FOR (gtk_widget_get_mapped (f->window) && !is_shown (f, "spinner"));
  ui_fixture_settle (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->window != NULL)
    gtk_window_close (GTK_WINDOW (f->window));
  WAIT_FOR (f->window == NULL);
  gtk_window_destroy (f->parent);
  g_object_add_weak_pointer (G_OBJECT (f->client), (gpointer *) &f->client);
  g_object_unref (f->client);
  WAIT_FOR (f->client == NULL);
  g_unlink (f->path);
  g_free (f->path);
}

/* Nothing happens before the person says so; and what does not work is told. */
static void
test_content (Fixture *f, gconstpointer data)
{
  wait_until_looked (f);
  g_assert_true (is_shown (f, "import_button"));
  g_assert_nonnull (ui_find_label (f->window, "alice@old.example"));
  g_assert_nonnull (ui_find_label (f->window, "2 contacts"));
  g_assert_nonnull (ui_find_label (f->window, "1 of them is new here"));
  g_assert_nonnull (ui_find_label (f->window, "1 blocked person"));
  g_assert_nonnull (ui_find_label (f->window, "1 message"));
  ui_fixture_keep_picture (f->window, "import");

  /* There is no disk here to keep messages on. */
  g_signal_emit_by_name (ui_get (f->window, "import_button"), "clicked");
  g_assert_true (is_shown (f, "stop_button"));
  WAIT_FOR (is_shown (f, "error_box"));
  g_assert_true (is_shown (f, "import_button"));
  g_assert_nonnull (
    ui_find_label (f->window, "0 messages were added.\n"
                              "Import again to go on with the rest: nothing is added twice."));
  ui_fixture_settle (f->window);
  ui_fixture_keep_picture (f->window, "import-failed");
}

static void
test_narrow (Fixture *f, gconstpointer data)
{
  gtk_window_set_default_size (GTK_WINDOW (f->window), 360, 560);
  wait_until_looked (f);
  g_assert_cmpint (gtk_widget_get_width (f->window), <=, 360);
  ui_fixture_keep_picture (f->window, "import-narrow");
}

/* What is no account, or is cut off, is told, and nothing can be pressed but to close it. */
static void
test_wrong (Fixture *f, gconstpointer data)
{
  wait_until_looked (f);
  g_assert_true (is_shown (f, "error_box"));
  g_assert_false (is_shown (f, "import_button"));
  g_assert_false (is_shown (f, "content_group"));
  ui_fixture_keep_picture (f->window, "import-wrong");
  g_signal_emit_by_name (ui_get (f->window, "close_button"), "clicked");
  WAIT_FOR (f->window == NULL);
}

static void
test_closed (Fixture *f, gconstpointer data)
{
  gtk_window_close (GTK_WINDOW (f->window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_fixture_init_style ();

#define ADD(path, file, function) g_test_add (path, Fixture, file, set_up, function, tear_down)
  ADD ("/import/content", BEGIN CONTENT END, test_content);
  ADD ("/import/narrow", BEGIN CONTENT END, test_narrow);
  ADD ("/import/wrong", "<html/>", test_wrong);
  ADD ("/import/cut-off", BEGIN CONTENT, test_wrong);
  ADD ("/import/closed", BEGIN CONTENT END, test_closed);
  return g_test_run ();
}
