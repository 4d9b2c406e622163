/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The XML console: what it shows, hides, finds, sends and saves. */

#include "ui-fixture.h"

#include "beckon-account-private.h"
#include "beckon-connection.h"
#include "beckon-console-view.h"
#include "beckon-console-window.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  BeckonClient *client;
  BeckonAccount *account;
  BeckonTap *tap;
  GtkWindow *parent;
  BeckonConsoleWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();
  g_autoptr (BeckonCredentials) credentials = beckon_credentials_new (secrets, "alice@example.org");
  g_autoptr (BeckonConnection) connection = NULL;

  f->client = ui_fixture_client_new ();
  f->account = ui_fixture_add_account (f->client, "alice@example.org");
  connection = beckon_connection_new (beckon_account_get_jid (f->account), credentials);
  beckon_account_set_connection (f->account, connection, credentials);
  f->tap = g_object_ref (beckon_connection_get_tap (connection));
  f->parent = GTK_WINDOW (adw_window_new ());
  gtk_window_present (f->parent);
  beckon_console_window_present (f->parent, f->client, f->account);
  f->window = BECKON_CONSOLE_WINDOW (ui_find_window (BECKON_TYPE_CONSOLE_WINDOW));
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (f->window)));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (ui_find_window (BECKON_TYPE_CONSOLE_WINDOW) != NULL)
    g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  else
    f->window = NULL;
  gtk_window_destroy (f->parent);
  WAIT_FOR (f->window == NULL);
  g_object_unref (f->tap);
  g_object_add_weak_pointer (G_OBJECT (f->client), (gpointer *) &f->client);
  g_object_unref (f->client);
  WAIT_FOR (f->client == NULL);
}

static void
report (Fixture *f, gboolean sent, const char *xml)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonElement) element = beckon_element_parse (xml, -1, &error);

  g_assert_no_error (error);
  beckon_tap_report (f->tap, sent, element);
}

static BeckonConsoleView *
get_view (Fixture *f)
{
  return BECKON_CONSOLE_VIEW (ui_get (f->window, "view"));
}

static gboolean
shows (Fixture *f, const char *what)
{
  g_autofree char *text = beckon_console_view_dup_text (get_view (f));

  return strstr (text, what) != NULL;
}

static void
report_some (Fixture *f)
{
  report (f, TRUE,
          "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>hunter2</auth>");
  report (f, TRUE, "<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>");
  report (f, FALSE, "<iq type='result' id='1'/>");
  report (f, FALSE, "<presence from='bob@example.org/a'><status>Straße</status></presence>");
  report (f, FALSE, "<message from='bob@example.org/a'><body>Hello there</body></message>");
}

static void
test_shows (Fixture *f, gconstpointer data)
{
  GtkWidget *empty = ui_get (f->window, "empty_label");
  GtkCheckButton *hide = GTK_CHECK_BUTTON (ui_get (f->window, "hide_check"));

  g_assert_true (gtk_widget_get_visible (empty));
  report_some (f);
  g_assert_false (gtk_widget_get_visible (empty));
  g_assert_true (shows (f, "Sent, "));
  g_assert_true (shows (f, "Received, "));
  g_assert_true (shows (f, "\n  <ping xmlns=\"urn:xmpp:ping\"/>\n"));
  g_assert_true (shows (f, "<body>•••</body>"));
  ui_fixture_settle (GTK_WIDGET (f->window));
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "console");

  gtk_check_button_set_active (hide, FALSE);
  g_assert_true (shows (f, "<body>Hello there</body>"));
  g_assert_false (shows (f, "hunter2"));
  gtk_check_button_set_active (hide, TRUE);
  g_assert_false (shows (f, "Hello there"));

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ui_get (f->window, "pause_button")), TRUE);
  report (f, FALSE, "<presence from='carol@example.org/a'/>");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ui_get (f->window, "pause_button")), FALSE);
  report (f, FALSE, "<presence from='dave@example.org/a'/>");
  g_assert_false (shows (f, "carol@"));
  g_assert_true (shows (f, "dave@"));
}

static void
search (Fixture *f, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_get (f->window, "search_entry")), text);
  g_signal_emit_by_name (ui_get (f->window, "search_entry"), "search-changed");
}

static void
choose (Fixture *f, const char *action, const char *what)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->window), action, "s", what));
}

/* Nothing is hidden, whatever was sent; it is found as it is shown. */
static void
test_unseen (Fixture *f, gconstpointer data)
{
  report (f, FALSE, "<presence id='\xe2\x80\xaegnp.exe'><status>a\xe2\x80\x8b</status></presence>");
  g_assert_true (shows (f, "id=\"&#x202E;gnp.exe\""));
  g_assert_true (shows (f, "<status>a&#x200B;</status>"));
  search (f, "&#x200b;");
  g_assert_true (shows (f, "gnp.exe"));
}

static void
test_filter (Fixture *f, gconstpointer data)
{
  report_some (f);
  choose (f, "filter.kind", "iq");
  g_assert_true (shows (f, "type=\"get\"") && shows (f, "type=\"result\""));
  g_assert_false (shows (f, "<auth") || shows (f, "<presence") || shows (f, "<message"));
  choose (f, "filter.direction", "received");
  g_assert_true (shows (f, "type=\"result\""));
  g_assert_false (shows (f, "type=\"get\""));
  /* What comes meanwhile is put where it belongs, or not at all. */
  report (f, TRUE, "<iq type='get' id='2'/>");
  report (f, FALSE, "<iq type='result' id='2'/>");
  g_assert_true (shows (f, "id=\"2\""));
  g_assert_false (shows (f, "type=\"get\""));
  choose (f, "filter.kind", "other");
  choose (f, "filter.direction", "sent");
  g_assert_true (shows (f, "<auth"));
  g_assert_false (shows (f, "<iq"));
  choose (f, "filter.kind", "all");
  choose (f, "filter.direction", "both");

  search (f, "STRASSE");
  g_assert_true (shows (f, "<presence"));
  g_assert_false (shows (f, "<iq"));
  /* What is hidden is not found. */
  search (f, "hello");
  g_assert_false (shows (f, "<message"));
  g_assert_true (gtk_widget_get_visible (ui_get (f->window, "empty_label")));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_get (f->window, "hide_check")), FALSE);
  g_assert_true (shows (f, "Hello there"));
}

/* The text has what the list has, and no more. */
static void
test_bounds (Fixture *f, gconstpointer data)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (get_view (f)));
  g_autofree char *text = NULL;
  int lines;

  for (guint i = 0; i < 2000; i++)
    report (f, i % 2 == 0, "<r xmlns='urn:xmpp:sm:3'/>");
  lines = gtk_text_buffer_get_line_count (buffer);
  g_assert_cmpint (lines, ==, 3 * 2000 + 1);
  for (guint i = 0; i < 100; i++)
    report (f, FALSE, "<presence><ä/></presence>");
  g_assert_cmpint (gtk_text_buffer_get_line_count (buffer), ==, lines + 2 * 100);
  text = beckon_console_view_dup_text (get_view (f));
  g_assert_true (g_str_has_prefix (text, "Sent, "));
  g_assert_true (g_str_has_suffix (text, "\n<presence>\n  <ä/>\n</presence>\n\n"));
}

static gboolean
is_at_end (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) > 2 * gtk_adjustment_get_page_size (adjustment)
         && gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment)
              >= gtk_adjustment_get_upper (adjustment) - 1;
}

/* What is newest is on show, unless the person looks at something else. */
static void
test_follows (Fixture *f, gconstpointer data)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (get_view (f)));

  for (guint i = 0; i < 50; i++)
    report_some (f);
  WAIT_FOR (is_at_end (adjustment));
  for (guint i = 0; i < 20; i++)
    {
      report_some (f);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
    }
  ui_fixture_settle (GTK_WIDGET (f->window));
  WAIT_FOR (is_at_end (adjustment));

  ui_fixture_settle (GTK_WIDGET (f->window));
  gtk_adjustment_set_value (adjustment, 100);
  report_some (f);
  ui_fixture_settle (GTK_WIDGET (f->window));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 100);
}

/* However much it is, the window does not stand still. */
static void
test_large (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) xml = g_string_new ("<message>");
  gint64 start;

  while (xml->len < 30 * 1024)
    g_string_append (xml, "<item xmlns='urn:x' node='abcdefghijklmnopqrstuvwxyz'>text</item>");
  g_string_append (xml, "</message>");
  for (guint i = 0; i < 200; i++)
    report (f, FALSE, xml->str);
  start = g_get_monotonic_time ();
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_get (f->window, "hide_check")), FALSE);
  g_test_message ("%d characters written anew in %d ms",
                  gtk_text_buffer_get_char_count (
                    gtk_text_view_get_buffer (GTK_TEXT_VIEW (get_view (f)))),
                  (int) ((g_get_monotonic_time () - start) / 1000));
  g_assert_true (shows (f, ">text</item>"));
  start = g_get_monotonic_time ();
  search (f, "nothing of this kind");
  g_test_message ("searched in %d ms", (int) ((g_get_monotonic_time () - start) / 1000));
  g_assert_false (shows (f, "<item"));
}

static void
test_send (Fixture *f, gconstpointer data)
{
  GtkTextBuffer *stanza
    = gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_get (f->window, "stanza_view")));
  GtkWidget *button = ui_get (f->window, "send_button");
  g_autofree char *kept = NULL;
  GtkTextIter start, end;

  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_text_buffer_set_text (stanza, " \n", -1);
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_text_buffer_set_text (stanza, "<message>", -1);
  g_assert_true (gtk_widget_is_sensitive (button));
  gtk_widget_activate_action (button, "console.send", NULL);
  WAIT_FOR (ui_find_label (GTK_WIDGET (f->window), "This is not XML") != NULL);
  gtk_text_buffer_get_bounds (stanza, &start, &end);
  kept = gtk_text_buffer_get_text (stanza, &start, &end, FALSE);
  g_assert_cmpstr (kept, ==, "<message>");
  ui_fixture_settle (GTK_WIDGET (f->window));
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "console-error");

  gtk_text_buffer_set_text (stanza, "<presence/>", -1);
  gtk_widget_activate_action (button, "console.send", NULL);
  WAIT_FOR (ui_find_label (GTK_WIDGET (f->window), "Not connected") != NULL);
}

static void
test_save (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("beckon-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "xml.txt", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;
  g_autofree char *shown = NULL;
  GStatBuf status;

  report_some (f);
  beckon_console_window_save (f->window, file);
  WAIT_FOR (ui_find_label (GTK_WIDGET (f->window), "Saved") != NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  shown = beckon_console_view_dup_text (get_view (f));
  g_assert_cmpstr (text, ==, shown);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_unlink (path);
  g_rmdir (folder);

  beckon_console_window_save (f->window, file);
  WAIT_FOR (ui_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  gtk_window_destroy (GTK_WINDOW (ui_find_window (ADW_TYPE_MESSAGE_DIALOG)));
}

/* One window for an account, as long as there is that account. */
static void
test_account (Fixture *f, gconstpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();
  const guint n = g_list_model_get_n_items (windows);
  BeckonAccount *other = ui_fixture_add_account (f->client, "alice@example.net");

  beckon_console_window_present (f->parent, f->client, f->account);
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, n);
  beckon_console_window_present (f->parent, f->client, other);
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, n + 1);
  beckon_client_remove_account (f->client, other);
  WAIT_FOR (g_list_model_get_n_items (windows) == n);
  g_assert_true (ui_find_window (BECKON_TYPE_CONSOLE_WINDOW) == GTK_WIDGET (f->window));
  beckon_client_remove_account (f->client, f->account);
  g_assert_null (ui_find_window (BECKON_TYPE_CONSOLE_WINDOW));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_fixture_init_style ();

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/console-window/shows", test_shows);
  ADD ("/console-window/filter", test_filter);
  ADD ("/console-window/bounds", test_bounds);
  ADD ("/console-window/follows", test_follows);
  ADD ("/console-window/large", test_large);
  ADD ("/console-window/unseen", test_unseen);
  ADD ("/console-window/send", test_send);
  ADD ("/console-window/save", test_save);
  ADD ("/console-window/account", test_account);
  return g_test_run ();
}
