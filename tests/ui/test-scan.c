/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Each state of signing in by scanning, driven by a scripted attempt. */

#include "ui-fixture.h"

#include "beckon-net-error.h"
#include "beckon-proxy-row.h"
#include "beckon-sign-in-page.h"
#include "beckon-window.h"
#include "fake-scan-sign-in.h"

#include <glib/gstdio.h>

#define TOR "socks5://127.0.0.1:9050"

typedef struct
{
  BeckonClient *client;
  BeckonWindow *window;
  BeckonScanSignIn *sign_in; /* the one that the page has made last */
} Fixture;

typedef struct
{
  int width, height;
  gboolean dark;
  gboolean right_to_left;
  gboolean large_text;
  gboolean no_server;
} Setup;

static const Setup usual = { 960, 640 };
static const Setup narrow = { 360, 640 };
static const Setup dark = { 960, 640, .dark = TRUE };
static const Setup right_to_left = { 960, 640, .right_to_left = TRUE };
static const Setup large_text = { 360, 640, .large_text = TRUE };
static const Setup no_server = { 960, 640, .no_server = TRUE };

static void
set_up (Fixture *f, gconstpointer data)
{
  const Setup *setup = data;
  g_autoptr (BeckonServerChoice) server
    = beckon_server_choice_new ("example.org", "127.0.0.1:5222", FALSE, NULL);

  adw_style_manager_set_color_scheme (
    adw_style_manager_get_default (),
    setup->dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  gtk_widget_set_default_direction (setup->right_to_left ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi",
                (setup->large_text ? 192 : 96) * 1024, NULL);

  f->client = ui_fixture_client_new ();
  f->window = beckon_window_new (NULL, setup->no_server ? NULL : server);
  gtk_window_set_default_size (GTK_WINDOW (f->window), setup->width, setup->height);
  beckon_window_set_client (f->window, f->client);
  gtk_window_present (GTK_WINDOW (f->window));
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (f->window)));
  ui_fixture_settle (GTK_WIDGET (f->window));
  gtk_widget_activate_action (ui_get (f->window, "scan_button"), "setup.scan", NULL);
  WAIT_FOR (ui_find_id (GTK_WIDGET (f->window), "announcement") != NULL
            && gtk_widget_get_mapped (ui_get (f->window, "announcement")));
  f->sign_in = fake_scan_sign_in_get_last ();
  g_assert_true ((f->sign_in == NULL) == setup->no_server);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *name = g_strdelimit (g_strdup (g_test_get_path () + 1), "/", '-');

  ui_fixture_keep_picture (GTK_WIDGET (f->window), name);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  WAIT_FOR (f->window == NULL);
  WAIT_FOR (fake_scan_sign_in_get_last () == NULL);
  g_object_add_weak_pointer (G_OBJECT (f->client), (gpointer *) &f->client);
  g_object_unref (f->client);
  g_assert_null (f->client);
}

static gboolean
is_shown (Fixture *f, const char *id)
{
  return gtk_widget_get_mapped (ui_get (f->window, id));
}

/* The title, and in the announcement the title and the words. */
static void
assert_message (Fixture *f, const char *title, const char *word, const char *button)
{
  AdwStatusPage *page = ADW_STATUS_PAGE (ui_get (f->window, "message_page"));

  WAIT_FOR (is_shown (f, "message_page"));
  g_assert_cmpstr (adw_status_page_get_title (page), ==, title);
  g_assert_nonnull (adw_status_page_get_icon_name (page));
  g_assert_nonnull (strstr (adw_status_page_get_description (page), word));
  g_assert_true (g_str_has_prefix (ui_text (f->window, "announcement"), title));
  g_assert_cmpstr (
    gtk_button_get_label (GTK_BUTTON (ui_get (f->window, "message_button"))), ==, button);
  WAIT_FOR (gtk_window_get_focus (GTK_WINDOW (f->window)) == ui_get (f->window, "message_button"));
}

static void
press (Fixture *f, const char *id)
{
  g_signal_emit_by_name (ui_get (f->window, id), "clicked");
}

static char *
read_code (Fixture *f)
{
  g_autofree char *zbarimg = g_find_program_in_path ("zbarimg");
  g_autofree char *folder = g_dir_make_tmp ("beckon-scan-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "window.png", NULL);
  const char *argv[] = { zbarimg, "--raw", "-q", "-Sdisable", "-Sqrcode.enable", path, NULL };
  g_autoptr (GdkTexture) texture = ui_fixture_render (GTK_WIDGET (f->window));
  char *text = NULL;

  g_assert_true (gdk_texture_save_to_png (texture, path));
  g_assert_true (g_spawn_sync (
    NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &text, NULL, NULL, NULL));
  g_unlink (path);
  g_rmdir (folder);
  return g_strchomp (text);
}

/* What everybody sees, in every form of the window. */
static void
test_waiting (Fixture *f, gconstpointer data)
{
  g_autofree char *zbarimg = g_find_program_in_path ("zbarimg");
  const Setup *setup = data;

  g_assert_cmpstr (ui_text (f->window, "announcement"), ==, "Asking example.org for a code…");
  g_assert_cmpstr (fake_scan_sign_in_get_domain (f->sign_in), ==, "example.org");
  g_assert_cmpstr (fake_scan_sign_in_get_set_host (f->sign_in), ==, "127.0.0.1");

  fake_scan_sign_in_show_code (f->sign_in, "Zm9yIGEgZ29vZCBjb2RlIQ", 60);
  WAIT_FOR (is_shown (f, "code_picture"));
  ui_fixture_settle (GTK_WIDGET (f->window));
  g_assert_cmpstr (
    ui_text (f->window, "host_label"), ==, "The code opens a page of scan.example.org");
  g_assert_cmpstr (ui_text (f->window, "user_code_label"), ==, "BCDF-GHJK");
  g_assert_cmpstr (
    ui_text (f->window, "verification_label"), ==, "No camera? Type this at scan.example.org/scan");
  g_assert_true (g_str_has_prefix (ui_text (f->window, "announcement"), "Waiting for your phone."));
  if (!setup->large_text)
    g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (f->window)), <=, setup->width);
  g_assert_cmpint (gtk_widget_get_width (ui_get (f->window, "code_picture")), >=, 240);

  if (zbarimg != NULL)
    {
      g_autofree char *text = read_code (f);

      g_assert_cmpstr (text, ==, "https://scan.example.org/scan/s/Zm9yIGEgZ29vZCBjb2RlIQ");
    }
}

/* The next code takes the place of the one before by itself. */
static void
test_next_code (Fixture *f, gconstpointer data)
{
  g_autoptr (GdkPaintable) first = NULL;
  GtkPicture *picture = GTK_PICTURE (ui_get (f->window, "code_picture"));

  fake_scan_sign_in_show_code (f->sign_in, "AAAAAAAAAAAAAAAAAAAAAA", 60);
  first = g_object_ref (gtk_picture_get_paintable (picture));
  fake_scan_sign_in_set_no_network (f->sign_in, FALSE);
  g_assert_true (gtk_picture_get_paintable (picture) == first);
  fake_scan_sign_in_show_code (f->sign_in, "BBBBBBBBBBBBBBBBBBBBBB", 60);
  g_assert_true (gtk_picture_get_paintable (picture) != first);
}

/* The bar moves; the words, which are read out, do not change each second. */
static void
test_time (Fixture *f, gconstpointer data)
{
  GtkProgressBar *bar = GTK_PROGRESS_BAR (ui_get (f->window, "code_progress"));
  double before;

  fake_scan_sign_in_show_code (f->sign_in, "AAAAAAAAAAAAAAAAAAAAAA", 58);
  before = gtk_progress_bar_get_fraction (bar);
  g_assert_cmpstr (ui_text (f->window, "announcement"), ==,
                   "Waiting for your phone. A new code comes in 60 seconds.");
  WAIT_FOR (gtk_progress_bar_get_fraction (bar) < before);
  g_assert_cmpstr (ui_text (f->window, "announcement"), ==,
                   "Waiting for your phone. A new code comes in 60 seconds.");
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  fake_scan_sign_in_show_code (f->sign_in, "AAAAAAAAAAAAAAAAAAAAAA", 60);
  press (f, "copy_button");
  g_assert_cmpstr (ui_text (f->window, "announcement"), ==, "The short code is copied.");
  gdk_clipboard_read_text_async (
    gtk_widget_get_clipboard (GTK_WIDGET (f->window)), NULL, copied_cb, &text);
  WAIT_FOR (text != NULL);
  g_assert_cmpstr (text, ==, "BCDF-GHJK");
}

static void
test_scanned (Fixture *f, gconstpointer data)
{
  fake_scan_sign_in_show_code (f->sign_in, "AAAAAAAAAAAAAAAAAAAAAA", 60);
  fake_scan_sign_in_scan (f->sign_in, "alice@example.org", "Alice <b>");
  WAIT_FOR (is_shown (f, "number_label"));
  g_assert_cmpstr (ui_text (f->window, "number_label"), ==, "42");
  g_assert_cmpstr (ui_text (f->window, "name_label"), ==, "Alice <b>");
  g_assert_cmpstr (ui_text (f->window, "address_label"), ==, "alice@example.org");
  g_assert_cmpstr (ui_text (f->window, "announcement"), ==,
                   "Scanned. Confirm on your phone with the number 42, within 180 seconds.");
  g_assert_false (gtk_widget_get_visible (ui_get (f->window, "warning_bar")));
  g_assert_false (gtk_widget_get_visible (ui_get (f->window, "address_warning_label")));
}

static void
test_picture (Fixture *f, gconstpointer data)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 64, 64);
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GBytes) broken = g_bytes_new_static ("\x89PNG and then no more", 21);
  AdwAvatar *avatar = ADW_AVATAR (ui_get (f->window, "avatar"));
  char *buffer;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0x3584e4ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &length, "png", NULL, NULL));
  png = g_bytes_new_take (buffer, length);

  fake_scan_sign_in_scan (f->sign_in, "alice@example.org", "Alice");
  fake_scan_sign_in_set_picture (f->sign_in, png);
  WAIT_FOR (adw_avatar_get_custom_image (avatar) != NULL);
  fake_scan_sign_in_set_picture (f->sign_in, broken);
  g_assert_null (adw_avatar_get_custom_image (avatar));
}

/* An address that imitates another one gets a warning. */
static void
test_deceptive (Fixture *f, gconstpointer data)
{
  fake_scan_sign_in_scan (f->sign_in, "\xd0\xb0lice@example.org", "Alice");
  g_assert_true (gtk_widget_get_visible (ui_get (f->window, "address_warning_label")));
}

static void
test_somebody_else (Fixture *f, gconstpointer data)
{
  fake_scan_sign_in_show_code (f->sign_in, "AAAAAAAAAAAAAAAAAAAAAA", 60);
  fake_scan_sign_in_scan (f->sign_in, "alice@example.org", "Alice");
  fake_scan_sign_in_set_other_scanned (f->sign_in);
  WAIT_FOR (is_shown (f, "warning_bar"));
  g_assert_true (
    g_str_has_prefix (ui_text (f->window, "warning_label"), "Somebody else tried to scan"));
}

static void
test_no_network (Fixture *f, gconstpointer data)
{
  fake_scan_sign_in_show_code (f->sign_in, "AAAAAAAAAAAAAAAAAAAAAA", 60);
  fake_scan_sign_in_set_no_network (f->sign_in, TRUE);
  WAIT_FOR (is_shown (f, "warning_bar"));
  g_assert_true (g_str_has_prefix (ui_text (f->window, "warning_label"), "No network."));
  fake_scan_sign_in_set_no_network (f->sign_in, FALSE);
  g_assert_false (gtk_widget_get_visible (ui_get (f->window, "warning_bar")));
}

static void
test_slow (Fixture *f, gconstpointer data)
{
  g_assert_false (gtk_widget_get_visible (ui_get (f->window, "warning_bar")));
  WAIT_FOR (is_shown (f, "warning_bar"));
  g_assert_true (g_str_has_prefix (ui_text (f->window, "warning_label"), "This takes longer"));
  fake_scan_sign_in_show_code (f->sign_in, "AAAAAAAAAAAAAAAAAAAAAA", 60);
  g_assert_false (gtk_widget_get_visible (ui_get (f->window, "warning_bar")));
}

static void
test_signing_in (Fixture *f, gconstpointer data)
{
  BeckonAccount *account;

  fake_scan_sign_in_show_code (f->sign_in, "AAAAAAAAAAAAAAAAAAAAAA", 60);
  fake_scan_sign_in_scan (f->sign_in, "alice@example.org", "Alice");
  fake_scan_sign_in_set_state (f->sign_in, BECKON_SCAN_SIGNING_IN);
  WAIT_FOR (is_shown (f, "busy_label"));
  g_assert_cmpstr (
    ui_text (f->window, "announcement"), ==, "Confirmed. Signing in as alice@example.org…");
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "scan-signing-in-busy");

  account = ui_fixture_add_account (f->client, "alice@example.org");
  fake_scan_sign_in_end (f->sign_in, BECKON_SCAN_DONE, account);
  WAIT_FOR (ui_find_id (GTK_WIDGET (f->window), "sidebar") != NULL
            && is_shown (f, "sidebar"));
}

/* By the RFC alone nobody says who it is. */
static void
test_plain_provider (Fixture *f, gconstpointer data)
{
  fake_scan_sign_in_show_code (f->sign_in, "AAAAAAAAAAAAAAAAAAAAAA", 60);
  fake_scan_sign_in_set_state (f->sign_in, BECKON_SCAN_SIGNING_IN);
  WAIT_FOR (is_shown (f, "busy_label"));
  g_assert_cmpstr (ui_text (f->window, "announcement"), ==, "Confirmed. Signing in…");
}

static void
test_already_signed_in (Fixture *f, gconstpointer data)
{
  BeckonAccount *account = ui_fixture_add_account (f->client, "alice@example.org");

  fake_scan_sign_in_end (f->sign_in, BECKON_SCAN_ALREADY_SIGNED_IN, account);
  assert_message (f, "Signed in already", "alice@example.org", "_Open It");
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "scan-already-signed-in-message");
  press (f, "message_button");
  WAIT_FOR (ui_find_id (GTK_WIDGET (f->window), "sidebar") != NULL
            && is_shown (f, "sidebar"));
}

static void
test_paused (Fixture *f, gconstpointer data)
{
  fake_scan_sign_in_set_state (f->sign_in, BECKON_SCAN_PAUSED);
  assert_message (f, "Paused", "Nobody has scanned", "Show a _New Code");
  press (f, "message_button");
  g_assert_cmpuint (fake_scan_sign_in_get_n_renewed (f->sign_in), ==, 1);
  WAIT_FOR (is_shown (f, "busy_label"));
}

/* A new code after the end is a new attempt. */
static void
assert_new_attempt (Fixture *f)
{
  BeckonScanSignIn *old = f->sign_in;

  g_object_ref (old);
  press (f, "message_button");
  f->sign_in = fake_scan_sign_in_get_last ();
  g_assert_true (f->sign_in != old);
  g_object_unref (old);
  WAIT_FOR (is_shown (f, "busy_label"));
}

static void
test_expired (Fixture *f, gconstpointer data)
{
  fake_scan_sign_in_set_state (f->sign_in, BECKON_SCAN_EXPIRED);
  assert_message (f, "The time is over", "not confirmed in time", "Show a _New Code");
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "scan-expired-message");
  assert_new_attempt (f);
}

static void
test_declined (Fixture *f, gconstpointer data)
{
  fake_scan_sign_in_set_state (f->sign_in, BECKON_SCAN_DECLINED);
  assert_message (f, "Declined on the phone", "not you who declined", "Show a _New Code");
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "scan-declined-message");
  assert_new_attempt (f);
}

static void
test_wrong_number (Fixture *f, gconstpointer data)
{
  fake_scan_sign_in_set_state (f->sign_in, BECKON_SCAN_WRONG_NUMBER);
  assert_message (f, "Three wrong numbers", "another number", "Show a _New Code");
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "scan-wrong-number-message");
  assert_new_attempt (f);
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  fake_scan_sign_in_scan (f->sign_in, "alice@example.org", "Alice");
  WAIT_FOR (is_shown (f, "cancel_button"));
  press (f, "cancel_button");
  assert_message (f, "Cancelled", "no longer works", "Show a _New Code");
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "scan-cancelled-message");
  assert_new_attempt (f);
}

/* Leaving the page ends the code. */
static void
test_left (Fixture *f, gconstpointer data)
{
  const guint before = fake_scan_sign_in_get_n_cancelled ();

  fake_scan_sign_in_show_code (f->sign_in, "AAAAAAAAAAAAAAAAAAAAAA", 60);
  gtk_widget_activate_action (ui_get (f->window, "announcement"), "setup.back", NULL);
  WAIT_FOR (fake_scan_sign_in_get_n_cancelled () == before + 1);
  WAIT_FOR (is_shown (f, "scan_button"));
  WAIT_FOR (fake_scan_sign_in_get_last () == NULL);
}

static void
test_not_offered (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error
    = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "No <metadata> anywhere");

  fake_scan_sign_in_fail (f->sign_in, BECKON_SCAN_NOT_OFFERED, error);
  assert_message (f, "No scanning on this server", "example.org", "_Sign In With a Password");
  g_assert_true (is_shown (f, "server_button"));
  gtk_expander_set_expanded (GTK_EXPANDER (ui_get (f->window, "details_expander")), TRUE);
  g_assert_cmpstr (ui_text (f->window, "details_label"), ==, "No <metadata> anywhere");
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "scan-not-offered-message");
  press (f, "message_button");
  WAIT_FOR (ui_find_id (GTK_WIDGET (f->window), "password_row") != NULL
            && is_shown (f, "password_row"));
}

static void
test_failed (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error
    = g_error_new_literal (BECKON_NET_ERROR, BECKON_NET_ERROR_TIMEOUT, "No answer");

  fake_scan_sign_in_fail (f->sign_in, BECKON_SCAN_FAILED, error);
  assert_message (f, "No answer", "example.org", "_Try Again");
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "scan-failed-message");
  assert_new_attempt (f);
}

static void
test_server (Fixture *f, gconstpointer data)
{
  GtkEditable *row = GTK_EDITABLE (ui_get (f->window, "domain_row"));
  GtkWidget *page;

  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (row)));
  g_assert_false (gtk_widget_get_sensitive (ui_get (f->window, "show_button")));
  gtk_editable_set_text (row, "two words");
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "scan-server-page");
  press (f, "show_button");
  g_assert_true (is_shown (f, "error_box"));
  g_assert_null (fake_scan_sign_in_get_last ());

  /* The whole address will do. */
  beckon_proxy_row_set_uri (BECKON_PROXY_ROW (ui_get (f->window, "proxy_row")), TOR);
  gtk_editable_set_text (row, " alice@chat.example.net ");
  g_assert_false (gtk_widget_get_visible (ui_get (f->window, "error_box")));
  press (f, "show_button");
  f->sign_in = fake_scan_sign_in_get_last ();
  g_assert_nonnull (f->sign_in);
  g_assert_cmpstr (fake_scan_sign_in_get_domain (f->sign_in), ==, "chat.example.net");
  g_assert_null (fake_scan_sign_in_get_set_host (f->sign_in));
  g_assert_cmpstr (fake_scan_sign_in_get_proxy (f->sign_in), ==, TOR);

  /* And back for another one. */
  fake_scan_sign_in_set_state (f->sign_in, BECKON_SCAN_NOT_OFFERED);
  WAIT_FOR (is_shown (f, "server_button"));
  press (f, "server_button");
  WAIT_FOR (is_shown (f, "domain_row"));
  g_assert_null (fake_scan_sign_in_get_last ());

  /* Who wants a proxy wants it with a password, too. */
  gtk_widget_activate_action (ui_get (f->window, "domain_row"), "setup.sign-in", NULL);
  WAIT_FOR (ui_find_id (GTK_WIDGET (f->window), "password_row") != NULL
            && is_shown (f, "password_row"));
  page = gtk_widget_get_ancestor (ui_get (f->window, "password_row"), BECKON_TYPE_SIGN_IN_PAGE);
  g_assert_cmpstr (beckon_proxy_row_get_uri (BECKON_PROXY_ROW (ui_get (page, "proxy_row"))), ==, TOR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_fixture_init_style ();

#define ADD(path, setup, function) g_test_add (path, Fixture, setup, set_up, function, tear_down)
  ADD ("/scan/waiting", &usual, test_waiting);
  ADD ("/scan/waiting-narrow", &narrow, test_waiting);
  ADD ("/scan/waiting-dark", &dark, test_waiting);
  ADD ("/scan/waiting-right-to-left", &right_to_left, test_waiting);
  ADD ("/scan/waiting-large-text", &large_text, test_waiting);
  ADD ("/scan/next-code", &usual, test_next_code);
  ADD ("/scan/time", &usual, test_time);
  ADD ("/scan/copy", &usual, test_copy);
  ADD ("/scan/scanned", &usual, test_scanned);
  ADD ("/scan/scanned-narrow", &narrow, test_scanned);
  ADD ("/scan/scanned-dark", &dark, test_scanned);
  ADD ("/scan/scanned-right-to-left", &right_to_left, test_scanned);
  ADD ("/scan/scanned-large-text", &large_text, test_scanned);
  ADD ("/scan/picture", &usual, test_picture);
  ADD ("/scan/deceptive", &usual, test_deceptive);
  ADD ("/scan/somebody-else", &usual, test_somebody_else);
  ADD ("/scan/no-network", &usual, test_no_network);
  ADD ("/scan/slow", &usual, test_slow);
  ADD ("/scan/signing-in", &usual, test_signing_in);
  ADD ("/scan/plain-provider", &usual, test_plain_provider);
  ADD ("/scan/already-signed-in", &usual, test_already_signed_in);
  ADD ("/scan/paused", &usual, test_paused);
  ADD ("/scan/expired", &usual, test_expired);
  ADD ("/scan/declined", &usual, test_declined);
  ADD ("/scan/wrong-number", &usual, test_wrong_number);
  ADD ("/scan/cancelled", &usual, test_cancelled);
  ADD ("/scan/left", &usual, test_left);
  ADD ("/scan/not-offered", &usual, test_not_offered);
  ADD ("/scan/failed", &usual, test_failed);
  ADD ("/scan/server", &no_server, test_server);
  return g_test_run ();
}
