/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Being the phone, the list of devices, and the code of one's own address. */

#include "ui-fixture.h"

#include "beckon-address-code-window.h"
#include "beckon-approve-window.h"
#include "beckon-preferences-window.h"
#include "beckon-qr-reader.h"
#include "beckon-session.h"
#include "beckon-window.h"
#include "fake-devices.h"

typedef struct
{
  BeckonClient *client;
  BeckonAccount *account;
  BeckonWindow *window;
  GtkWidget *approve_window; /* until it has ended, with all that it waits for */
} Fixture;

static const char *const devices[] = { "Desk", "Tablet <b>", "Laptop", NULL };

static void
set_up (Fixture *f, gconstpointer data)
{
  fake_devices_set_names (devices);
  fake_devices_set_network (BECKON_APPROVAL_NETWORK_SAME);
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
  WAIT_FOR (f->approve_window == NULL);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  WAIT_FOR (f->window == NULL);
  g_object_add_weak_pointer (G_OBJECT (f->client), (gpointer *) &f->client);
  g_object_unref (f->client);
  WAIT_FOR (f->client == NULL);
}

static GtkWidget *
open_approve (Fixture *f)
{
  WAIT_FOR (f->approve_window == NULL);
  f->approve_window
    = GTK_WIDGET (beckon_approve_window_present (GTK_WINDOW (f->window), f->account));
  g_object_add_weak_pointer (G_OBJECT (f->approve_window), (gpointer *) &f->approve_window);
  WAIT_FOR (gtk_widget_get_mapped (f->approve_window));
  return f->approve_window;
}

static void
set_text (GtkWidget *window, const char *id, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_get (window, id)), text);
}

static void
press (GtkWidget *window, const char *id)
{
  GtkWidget *button = ui_get (window, id);

  g_assert_true (gtk_widget_get_mapped (button));
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static const char *
get_page (GtkWidget *window)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (ui_get (window, "stack")));
}

#define wait_for_page(window, name) WAIT_FOR (g_str_equal (get_page (window), name))

static GtkWidget *
open_details (Fixture *f)
{
  GtkWidget *window = open_approve (f);

  g_assert_false (gtk_widget_is_sensitive (ui_get (window, "continue_button")));
  set_text (window, "code_row", " BCDF-GHJK ");
  press (window, "continue_button");
  wait_for_page (window, "details");
  g_assert_cmpstr (fake_devices_get_code (), ==, "BCDF-GHJK");
  WAIT_FOR (gtk_widget_get_mapped (ui_get (window, "decline_button")));
  return window;
}

static void
close_window (GtkWidget *window)
{
  ui_fixture_keep_picture (window, g_strrstr (g_test_get_path (), "/") + 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_approve (Fixture *f, gconstpointer data)
{
  GtkWidget *window = open_details (f);

  g_assert_nonnull (ui_find_label (window, "Tablet <b>"));
  g_assert_nonnull (ui_find_label (window, "Not named")); /* its system */
  g_assert_nonnull (ui_find_label (window, "192.0.2.7, the same network as this computer"));
  g_assert_nonnull (strstr (ui_text (window, "account_label"), "alice@example.org"));

  /* Two digits it has to be. */
  for (const char *const *number = (const char *const[]){ "", "4", "4x", "423", NULL }; *number; number++)
    {
      set_text (window, "number_row", *number);
      g_assert_false (gtk_widget_is_sensitive (ui_get (window, "confirm_button")));
    }
  set_text (window, "number_row", "42");
  press (window, "confirm_button");
  wait_for_page (window, "result");
  g_assert_cmpstr (fake_devices_get_decision (), ==, "42");
  g_assert_nonnull (ui_find_label (window, "Confirmed"));
  close_window (window);
}

/* To decline needs no number. */
static void
test_decline (Fixture *f, gconstpointer data)
{
  GtkWidget *window = open_details (f);

  press (window, "decline_button");
  wait_for_page (window, "result");
  g_assert_cmpstr (fake_devices_get_decision (), ==, "decline");
  WAIT_FOR (ui_find_label (window, "Declined") != NULL);
  close_window (window);
}

static void
test_wrong_number (Fixture *f, gconstpointer data)
{
  GtkWidget *window = open_details (f);

  for (guint i = 0; i < 2; i++)
    {
      set_text (window, "number_row", "41");
      press (window, "confirm_button");
      wait_for_page (window, "details");
      WAIT_FOR (ui_find_label (window, "Another number") != NULL);
      g_assert_true (gtk_widget_has_css_class (ui_get (window, "number_row"), "error"));
    }
  set_text (window, "number_row", "41");
  press (window, "confirm_button");
  wait_for_page (window, "code");
  WAIT_FOR (ui_find_label (window, "Three wrong numbers") != NULL);
  close_window (window);
}

/* Lines break rather than widen it, on every page of it. */
static void
test_narrow (Fixture *f, gconstpointer data)
{
  GtkWidget *window = open_details (f);
  int minimum;

  set_text (window, "number_row", "41");
  press (window, "confirm_button");
  WAIT_FOR (ui_find_label (window, "Another number") != NULL);
  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  close_window (window);
}

typedef struct
{
  BeckonStanzaError code;
  const char *title;
} Refusal;

static const Refusal refusals[] = {
  { BECKON_STANZA_ERROR_ITEM_NOT_FOUND, "No such code" },
  { BECKON_STANZA_ERROR_GONE, "The code is over" },
  { BECKON_STANZA_ERROR_CONFLICT, "Scanned already" },
  { BECKON_STANZA_ERROR_RESOURCE_CONSTRAINT, "Too many tries" },
};

static void
test_refused (Fixture *f, gconstpointer data)
{
  GtkWidget *window = open_approve (f);

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      fake_devices_refuse (BECKON_STANZA_ERROR, refusals[i].code);
      set_text (window, "code_row", "BCDF-GHJK");
      press (window, "continue_button");
      wait_for_page (window, "code");
      WAIT_FOR (ui_find_label (window, refusals[i].title) != NULL);
    }
  close_window (window);
}

static void
test_network (Fixture *f, gconstpointer data)
{
  GtkWidget *window;

  fake_devices_set_network (BECKON_APPROVAL_NETWORK_OTHER);
  window = open_details (f);
  g_assert_nonnull (ui_find_label (window, "192.0.2.7, another network than this computer’s"));
  gtk_window_destroy (GTK_WINDOW (window));

  fake_devices_set_network (BECKON_APPROVAL_NETWORK_UNKNOWN);
  window = open_details (f);
  g_assert_nonnull (ui_find_label (window, "192.0.2.7"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The list */

static GtkWidget *
open_list (Fixture *f)
{
  GtkWidget *window;

  beckon_preferences_window_present_account (f->window, f->account);
  WAIT_FOR ((window = ui_find_window (BECKON_TYPE_PREFERENCES_WINDOW)) != NULL);
  WAIT_FOR (ui_find_label (window, "Laptop") != NULL);
  return window;
}

static void
answer (const char *heading, const char *label)
{
  GtkWidget *dialog;

  WAIT_FOR ((dialog = ui_find_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL
            && ui_find_label (dialog, label) != NULL);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==, heading);
  g_signal_emit_by_name (
    gtk_widget_get_ancestor (ui_find_label (dialog, label), GTK_TYPE_BUTTON), "clicked");
  WAIT_FOR (ui_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

static void
activate_row (GtkWidget *window, const char *title)
{
  GtkWidget *label = ui_find_label (window, title);

  g_assert_nonnull (label);
  gtk_widget_activate (gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX_ROW));
}

static void
test_others (Fixture *f, gconstpointer data)
{
  static const char *const alone[] = { "Desk", NULL };
  GtkWidget *window = open_list (f);

  g_assert_nonnull (ui_find_label (window, "This one"));
  g_assert_nonnull (ui_find_label (window, "Tablet <b>"));

  /* Not without asking. */
  activate_row (window, "Sign Out All Others…");
  answer ("Sign out all other devices?", "Cancel");
  g_assert_null (fake_devices_get_revoked ());

  activate_row (window, "Sign Out All Others…");
  fake_devices_set_names (alone);
  answer ("Sign out all other devices?", "Sign Out");
  WAIT_FOR (ui_find_label (window, "Laptop") == NULL);
  g_assert_cmpstr (fake_devices_get_revoked (), ==, "others");
  g_assert_null (ui_find_label (window, "Sign Out All Others…"));
  close_window (window);
}

static void
test_one (Fixture *f, gconstpointer data)
{
  static const char *const without[] = { "Desk", "Laptop", NULL };
  GtkWidget *window = open_list (f);
  GtkWidget *row = gtk_widget_get_ancestor (ui_find_label (window, "Tablet <b>"), ADW_TYPE_ACTION_ROW);
  GtkWidget *button = gtk_widget_get_ancestor (ui_find_label (row, "Sign Out"), GTK_TYPE_BUTTON);

  g_signal_emit_by_name (button, "clicked");
  fake_devices_set_names (without);
  answer ("Sign out “\xe2\x81\xa8Tablet <b>\xe2\x81\xa9”?", "Sign Out");
  WAIT_FOR (ui_find_label (window, "Tablet <b>") == NULL);
  g_assert_cmpstr (fake_devices_get_revoked (), ==, "d1");
  close_window (window);
}

/* A new device is in the list as soon as the server says it. */
static void
test_new (Fixture *f, gconstpointer data)
{
  static const char *const more[] = { "Desk", "Tablet <b>", "Laptop", "Watch", NULL };
  BeckonDevice device = { .id = (char *) "d3", .name = (char *) "Watch" };
  GtkWidget *window = open_list (f);

  g_assert_null (ui_find_label (window, "Watch"));
  fake_devices_set_names (more);
  g_signal_emit_by_name (f->account, "new-device", &device);
  WAIT_FOR (ui_find_label (window, "Watch") != NULL);
  close_window (window);
}

/* The own address */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

/* What another phone would read off the screen. */
static void
test_own_code (Fixture *f, gconstpointer data)
{
  BeckonJid *jid = beckon_account_get_jid (f->account);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *window;

  beckon_address_code_window_present (GTK_WINDOW (f->window), jid);
  WAIT_FOR ((window = ui_find_window (BECKON_TYPE_ADDRESS_CODE_WINDOW)) != NULL
            && gtk_widget_get_mapped (window));
  g_assert_cmpstr (ui_text (window, "address_label"), ==, "alice@example.org");
  texture = ui_fixture_render (window);
  bytes = gdk_texture_save_to_png_bytes (texture);
  beckon_qr_reader_read_async (bytes, NULL, read_cb, &result);
  WAIT_FOR (result != NULL);
  text = beckon_qr_reader_read_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "xmpp:alice@example.org");

  press (window, "copy_button");
  WAIT_FOR (ui_find_label (window, "The link is copied") != NULL);
  close_window (window);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_fixture_init_style ();

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/devices/approve", test_approve);
  ADD ("/devices/decline", test_decline);
  ADD ("/devices/wrong-number", test_wrong_number);
  ADD ("/devices/narrow", test_narrow);
  ADD ("/devices/refused", test_refused);
  ADD ("/devices/network", test_network);
  ADD ("/devices/others", test_others);
  ADD ("/devices/one", test_one);
  ADD ("/devices/new", test_new);
  ADD ("/devices/own-code", test_own_code);
  return g_test_run ();
}
