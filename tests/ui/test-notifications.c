/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is told of outside of the window, to a double of the desktop's notification server. */

#include "ui-fixture.h"

#include "beckon-account-devices.h"
#include "beckon-account-private.h"
#include "beckon-contact-private.h"
#include "beckon-notifier.h"
#include "beckon-preferences-window.h"
#include "beckon-window.h"
#include "fake-notifications.h"

#define HOSTILE "<b>Hi</b> & <img src='http://example.org/x'/>\n\xe2\x80\xae" "now"

typedef struct
{
  GtkApplication *application;
  GSettings *settings;
  FakeNotifications *fake;
  BeckonClient *client;
  BeckonAccount *account;
  BeckonChat *chat;
  BeckonNotifier *notifier;
  BeckonWindow *window; /* NULL until a test needs it */
} Fixture;

static const char *const all[] = { "actions", "body", "body-markup", "inline-reply", NULL };
static const char *const few[] = { "body", NULL };

/* One for all tests: a connection to the bus takes one. */
static GtkApplication *application;

static void
activate_cb (Fixture *f)
{
  if (f->window == NULL)
    {
      f->window = beckon_window_new (f->application, NULL);
      beckon_window_set_client (f->window, f->client);
    }
  gtk_window_present (GTK_WINDOW (f->window));
}

static BeckonChat *
find_chat (Fixture *f, const char *address)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (address, NULL);

  return beckon_account_find_chat (f->account, jid);
}

static void
set_up (Fixture *f, gconstpointer capabilities)
{
  g_autoptr (BeckonNotificationServer) server = NULL;

  f->application = g_object_ref (application);
  g_signal_connect_swapped (f->application, "activate", G_CALLBACK (activate_cb), f);
  f->settings = g_settings_new ("im.beckon.Beckon");
  f->fake = fake_notifications_new (capabilities);
  f->client = ui_fixture_client_new ();
  f->account = ui_fixture_add_people (f->client);
  f->chat = find_chat (f, "romeo@example.org");
  server = beckon_notification_server_new (G_APPLICATION (f->application), FALSE);
  f->notifier = beckon_notifier_new (f->application, f->client, server);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->notifier);
  if (f->window != NULL)
    {
      g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
      gtk_window_destroy (GTK_WINDOW (f->window));
      WAIT_FOR (f->window == NULL);
    }
  g_object_add_weak_pointer (G_OBJECT (f->client), (gpointer *) &f->client);
  g_object_unref (f->client);
  WAIT_FOR (f->client == NULL);
  g_clear_pointer (&f->fake, fake_notifications_free);
  g_settings_reset (f->settings, "notify");
  g_settings_reset (f->settings, "notify-text");
  g_settings_reset (f->settings, "notify-sound");
  g_object_unref (f->settings);
  g_signal_handlers_disconnect_by_data (f->application, f);
  g_object_unref (f->application);
}

static void
receive (BeckonChat *chat, const char *body)
{
  beckon_message_record_unref (
    ui_fixture_add_message (chat, body, FALSE, 0, BECKON_MESSAGE_RECEIVED));
}

/* Until something more is shown. */
static void
wait_shown (Fixture *f, guint n)
{
  WAIT_FOR (f->fake->n_shown >= n);
  g_assert_cmpuint (f->fake->n_shown, ==, n);
}

static gboolean
has_action (Fixture *f, const char *action)
{
  return g_strv_contains ((const char *const *) f->fake->actions, action);
}

static void
test_message (Fixture *f, gconstpointer data)
{
  guchar urgency;
  const char *category, *entry, *sound;

  receive (f->chat, "Good morrow");
  wait_shown (f, 1);
  /* One of them was unread from the beginning. */
  g_assert_cmpstr (f->fake->title, ==, "Romeo Montague (2)");
  g_assert_cmpstr (f->fake->body, ==, "Good morrow");
  g_assert_cmpuint (f->fake->replaces, ==, 0);
  g_assert_true (has_action (f, "default"));
  g_assert_true (has_action (f, "mark-read"));
  g_assert_true (has_action (f, "inline-reply"));
  g_assert_true (g_variant_lookup (f->fake->hints, "urgency", "y", &urgency));
  g_assert_cmpuint (urgency, ==, 1);
  g_assert_true (g_variant_lookup (f->fake->hints, "category", "&s", &category));
  g_assert_cmpstr (category, ==, "im.received");
  g_assert_true (g_variant_lookup (f->fake->hints, "desktop-entry", "&s", &entry));
  g_assert_cmpstr (entry, ==, "im.beckon.Beckon");
  g_assert_true (g_variant_lookup (f->fake->hints, "sound-name", "&s", &sound));
  WAIT_FOR (f->fake->badge == 6);

  /* The next takes its place. */
  receive (f->chat, "And once more");
  wait_shown (f, 2);
  g_assert_cmpuint (f->fake->replaces, ==, f->fake->last_number);
  g_assert_cmpstr (f->fake->body, ==, "And once more");
}

static void
test_markup (Fixture *f, gconstpointer capabilities)
{
  receive (f->chat, HOSTILE);
  wait_shown (f, 1);
  if (capabilities == all)
    {
      g_assert_true (g_str_has_prefix (f->fake->body, "&lt;b&gt;Hi&lt;/b&gt; &amp; &lt;img"));
    }
  else
    {
      /* Where there is no markup, an entity would be seen. */
      g_assert_true (g_str_has_prefix (f->fake->body, "<b>Hi</b> & <img"));
      g_assert_cmpuint (g_strv_length (f->fake->actions), ==, 0);
    }
}

static void
test_long (Fixture *f, gconstpointer data)
{
  g_autofree char *text = g_strnfill (100000, 'x');

  receive (f->chat, text);
  wait_shown (f, 1);
  g_assert_cmpuint (strlen (f->fake->body), <, 1000);
}

static void
test_picture (Fixture *f, gconstpointer data)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 200, 100);
  g_autofree char *png = NULL;
  gsize length;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GVariant) image = NULL;
  int width, height;

  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &png, &length, "png", NULL, NULL));
  bytes = g_bytes_new (png, length);
  beckon_contact_set_avatar (beckon_chat_get_contact (f->chat), bytes);
  receive (f->chat, "Look");
  wait_shown (f, 1);
  image = g_variant_lookup_value (f->fake->hints, "image-data", G_VARIANT_TYPE ("(iiibiiay)"));
  g_assert_nonnull (image);
  g_variant_get_child (image, 0, "i", &width);
  g_variant_get_child (image, 1, "i", &height);
  g_assert_cmpint (width, ==, 96);
  g_assert_cmpint (height, ==, 48);

  /* What is no picture keeps nothing from being told. */
  g_bytes_unref (bytes);
  bytes = g_bytes_new_static ("\x89PNG\r\n\x1a\nnonsense", 16);
  beckon_contact_set_avatar (beckon_chat_get_contact (f->chat), bytes);
  receive (f->chat, "Again");
  wait_shown (f, 2);
}

static void
test_hidden (Fixture *f, gconstpointer data)
{
  gboolean silent;

  g_settings_set_boolean (f->settings, "notify-text", FALSE);
  g_settings_set_boolean (f->settings, "notify-sound", FALSE);
  receive (f->chat, "A secret");
  wait_shown (f, 1);
  g_assert_cmpstr (f->fake->body, ==, "2 new messages");
  g_assert_true (g_variant_lookup (f->fake->hints, "suppress-sound", "b", &silent) && silent);
}

/* After each of these, what Juliet writes is the first that is told. */
static void
test_not_wanted (Fixture *f, gconstpointer data)
{
  BeckonChat *juliet = find_chat (f, "juliet@example.org");

  beckon_chat_mute (f->chat, 3600);
  receive (f->chat, "Muted");
  receive (juliet, "1");
  wait_shown (f, 1);
  g_assert_true (g_str_has_prefix (f->fake->title, "Juliet"));
  beckon_chat_mute (f->chat, 0);

  /* Read before anybody could be told. */
  receive (f->chat, "Read at once");
  beckon_chat_mark_read (f->chat, beckon_chat_get_last_message (f->chat));
  receive (juliet, "2");
  wait_shown (f, 2);
  g_assert_cmpstr (f->fake->body, ==, "2");

  /* What we have written elsewhere. */
  beckon_message_record_unref (
    ui_fixture_add_message (f->chat, "From me", TRUE, 0, BECKON_MESSAGE_SENT));
  receive (juliet, "3");
  wait_shown (f, 3);
  g_assert_cmpstr (f->fake->body, ==, "3");

  /* Open, in the window that is looked at. */
  g_application_activate (G_APPLICATION (f->application));
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (f->window)));
  ui_fixture_settle (GTK_WIDGET (f->window));
  beckon_window_open_chat (f->window, f->chat);
  WAIT_FOR (gtk_window_is_active (GTK_WINDOW (f->window)));
  receive (f->chat, "Seen");
  receive (juliet, "4");
  wait_shown (f, 4);
  g_assert_cmpstr (f->fake->body, ==, "4");

  beckon_account_set_presence (f->account, BECKON_SHOW_BUSY, NULL);
  receive (juliet, "Busy");
  WAIT_FOR (f->fake->badge == (gint64) beckon_chat_get_unread (juliet) + 3);
  beckon_account_set_presence (f->account, BECKON_SHOW_ONLINE, NULL);
  g_settings_set_boolean (f->settings, "notify", FALSE);
  receive (juliet, "Not wanted");
  WAIT_FOR (f->fake->badge == (gint64) beckon_chat_get_unread (juliet) + 3);
  g_settings_set_boolean (f->settings, "notify", TRUE);
  receive (juliet, "5");
  wait_shown (f, 5);
  g_assert_cmpstr (f->fake->body, ==, "5");
}

static void
test_read (Fixture *f, gconstpointer data)
{
  receive (f->chat, "Good morrow");
  wait_shown (f, 1);
  beckon_chat_mark_read (f->chat, beckon_chat_get_last_message (f->chat));
  WAIT_FOR (fake_notifications_is_closed (f->fake, 1));
  WAIT_FOR (f->fake->badge == 4);
}

/* It is read while the server is still busy with showing it. */
static void
test_read_meanwhile (Fixture *f, gconstpointer data)
{
  f->fake->hold = TRUE;
  receive (f->chat, "Good morrow");
  wait_shown (f, 1);
  beckon_chat_mark_read (f->chat, beckon_chat_get_last_message (f->chat));
  fake_notifications_answer (f->fake);
  WAIT_FOR (fake_notifications_is_closed (f->fake, 1));

  /* And more comes meanwhile. */
  receive (f->chat, "One");
  wait_shown (f, 2);
  receive (f->chat, "Two");
  WAIT_FOR (beckon_chat_get_unread (f->chat) == 2);
  WAIT_FOR (f->fake->badge == 6);
  fake_notifications_answer (f->fake);
  wait_shown (f, 3);
  g_assert_cmpuint (f->fake->replaces, ==, 2);
  g_assert_cmpstr (f->fake->body, ==, "Two");
  fake_notifications_answer (f->fake);
}

static void
test_chosen (Fixture *f, gconstpointer data)
{
  receive (f->chat, "Good morrow");
  wait_shown (f, 1);
  fake_notifications_emit (f->fake, "ActionInvoked", g_variant_new ("(us)", 1, "mark-read"));
  WAIT_FOR (beckon_chat_get_unread (f->chat) == 0);
  WAIT_FOR (fake_notifications_is_closed (f->fake, 1));
  g_assert_null (f->window);

  receive (f->chat, "How are you?");
  wait_shown (f, 2);
  fake_notifications_emit (f->fake, "ActionInvoked", g_variant_new ("(us)", 2, "default"));
  WAIT_FOR (f->window != NULL && beckon_window_get_chat (f->window) == f->chat);
}

static void
test_reply (Fixture *f, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (50000, 'x');

  receive (f->chat, "How are you?");
  wait_shown (f, 1);
  fake_notifications_emit (f->fake, "NotificationReplied", g_variant_new ("(us)", 1, " \n"));
  fake_notifications_emit (f->fake, "NotificationReplied", g_variant_new ("(us)", 1, huge));
  fake_notifications_emit (f->fake, "NotificationReplied", g_variant_new ("(us)", 1, " Well! "));
  /* There is no store here that would take it: the words are kept, and the person is told. */
  wait_shown (f, 2);
  g_assert_cmpstr (f->fake->title, ==, "Not Sent");
  g_assert_cmpstr (beckon_chat_get_draft (f->chat), ==, "Well!");
}

/* Signals that are not of the server, or that make no sense. */
static void
test_forged (Fixture *f, gconstpointer data)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GDBusConnection) other = g_dbus_connection_new_for_address_sync (
    address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
      | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, NULL);

  receive (f->chat, "Good morrow");
  wait_shown (f, 1);
  g_dbus_connection_emit_signal (other, NULL, "/org/freedesktop/Notifications",
                                 "org.freedesktop.Notifications", "ActionInvoked",
                                 g_variant_new ("(us)", 1, "mark-read"), NULL);
  g_assert_true (g_dbus_connection_flush_sync (other, NULL, NULL));
  fake_notifications_emit (f->fake, "ActionInvoked", g_variant_new ("(us)", 0, "mark-read"));
  fake_notifications_emit (f->fake, "ActionInvoked", g_variant_new ("(us)", 77, "mark-read"));
  fake_notifications_emit (f->fake, "ActionInvoked", g_variant_new ("(us)", 1, "nonsense"));
  fake_notifications_emit (f->fake, "ActionInvoked", g_variant_new ("(s)", "default"));
  fake_notifications_emit (f->fake, "NotificationClosed", g_variant_new ("(ss)", "a", "b"));

  /* All of them came before this one did. */
  fake_notifications_emit (f->fake, "ActionInvoked", g_variant_new ("(us)", 1, "default"));
  WAIT_FOR (f->window != NULL);
  g_assert_cmpuint (beckon_chat_get_unread (f->chat), ==, 2);
}

/* The server ends, and another one takes over. */
static void
test_restart (Fixture *f, gconstpointer data)
{
  receive (f->chat, "Good morrow");
  wait_shown (f, 1);
  fake_notifications_free (f->fake);
  f->fake = fake_notifications_new (few);
  f->fake->last_number = 40;
  receive (f->chat, HOSTILE);
  wait_shown (f, 1);
  g_assert_cmpuint (f->fake->replaces, ==, 0);
  g_assert_true (g_str_has_prefix (f->fake->body, "<b>Hi</b>"));
}

static void
test_none (Fixture *f, gconstpointer data)
{
  BeckonChat *juliet = find_chat (f, "juliet@example.org");

  fake_notifications_free (f->fake);
  f->fake = NULL;
  receive (f->chat, "Nobody hears");
  f->fake = fake_notifications_new (all);
  WAIT_FOR (f->fake->badge > 0);
  receive (juliet, "Somebody hears");
  WAIT_FOR (f->fake->n_shown > 0);
}

static void
test_strangers (Fixture *f, gconstpointer data)
{
  BeckonChat *first = ui_fixture_add_chat (f->account, "spam1@example.net");
  BeckonChat *second = ui_fixture_add_chat (f->account, "spam2@example.net");
  guchar urgency = 9;
  gboolean silent;

  receive (first, "Buy this");
  wait_shown (f, 1);
  g_assert_cmpstr (f->fake->title, ==, "Message From a Stranger");
  g_assert_cmpstr (f->fake->body, ==, "spam1@example.net");
  g_assert_true (g_variant_lookup (f->fake->hints, "urgency", "y", &urgency));
  g_assert_cmpuint (urgency, ==, 0);
  g_assert_true (g_variant_lookup (f->fake->hints, "suppress-sound", "b", &silent) && silent);
  g_assert_false (has_action (f, "inline-reply"));

  receive (second, "And this");
  wait_shown (f, 2);
  g_assert_cmpuint (f->fake->replaces, ==, 1);
  beckon_chat_mark_read (first, beckon_chat_get_last_message (first));
  beckon_chat_mark_read (second, beckon_chat_get_last_message (second));
  WAIT_FOR (fake_notifications_is_closed (f->fake, 1));
}

static void
test_requests (Fixture *f, gconstpointer data)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new ("paris@example.org", NULL);
  BeckonContact *paris = beckon_account_ensure_contact (f->account, jid);

  beckon_account_add_request (f->account, paris);
  wait_shown (f, 1);
  g_assert_cmpstr (f->fake->title, ==, "Contact Request");
  g_assert_cmpstr (f->fake->body, ==, "paris@example.org wants to be your contact");
  g_list_store_remove_all (G_LIST_STORE (beckon_account_get_requests (f->account)));
  WAIT_FOR (fake_notifications_is_closed (f->fake, 1));
}

static void
test_device (Fixture *f, gconstpointer data)
{
  const BeckonDevice device = { .name = (char *) "Phone <1>" };
  guchar urgency = 0;

  /* Whatever else is not wanted. */
  g_settings_set_boolean (f->settings, "notify", FALSE);
  g_signal_emit_by_name (f->account, "new-device", &device);
  wait_shown (f, 1);
  g_assert_cmpstr (f->fake->title, ==, "New Device");
  g_assert_nonnull (strstr (f->fake->body, "Phone &lt;1&gt;"));
  g_assert_true (g_variant_lookup (f->fake->hints, "urgency", "y", &urgency));
  g_assert_cmpuint (urgency, ==, 2);
  fake_notifications_emit (f->fake, "ActionInvoked", g_variant_new ("(us)", 1, "default"));
  WAIT_FOR (ui_find_window (BECKON_TYPE_PREFERENCES_WINDOW) != NULL);
  gtk_window_destroy (GTK_WINDOW (ui_find_window (BECKON_TYPE_PREFERENCES_WINDOW)));
}

static void
test_end (Fixture *f, gconstpointer data)
{
  receive (f->chat, "Good morrow");
  wait_shown (f, 1);
  WAIT_FOR (f->fake->badge > 0);
  g_clear_object (&f->notifier);
  WAIT_FOR (fake_notifications_is_closed (f->fake, 1));
  WAIT_FOR (f->fake->badge == 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_fixture_init_style ();
  application = gtk_application_new ("im.beckon.Beckon.Test", G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));

#define ADD(path, capabilities, function)                                                          \
  g_test_add (path, Fixture, capabilities, set_up, function, tear_down)
  ADD ("/notifications/message", all, test_message);
  ADD ("/notifications/markup", all, test_markup);
  ADD ("/notifications/no-markup", few, test_markup);
  ADD ("/notifications/long", all, test_long);
  ADD ("/notifications/picture", all, test_picture);
  ADD ("/notifications/hidden", all, test_hidden);
  ADD ("/notifications/not-wanted", all, test_not_wanted);
  ADD ("/notifications/read", all, test_read);
  ADD ("/notifications/read-meanwhile", all, test_read_meanwhile);
  ADD ("/notifications/chosen", all, test_chosen);
  ADD ("/notifications/reply", all, test_reply);
  ADD ("/notifications/forged", all, test_forged);
  ADD ("/notifications/restart", all, test_restart);
  ADD ("/notifications/none", all, test_none);
  ADD ("/notifications/strangers", all, test_strangers);
  ADD ("/notifications/requests", all, test_requests);
  ADD ("/notifications/device", all, test_device);
  ADD ("/notifications/end", all, test_end);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
