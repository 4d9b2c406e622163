/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-composer.h"
#include "beckon-contact-private.h"
#include "beckon-conversation-view.h"
#include "beckon-history-view.h"
#include "beckon-message-row.h"

#include <adwaita.h>

/* A window with a chat that is nowhere but in memory. With BECKON_TEST_SCREENSHOTS set to a
 * folder, what each test ends with is kept there as a picture. */
typedef struct
{
  BeckonAccount *account;
  BeckonChat *chat;
  GtkWindow *window;
  BeckonConversationView *view;
  gint64 next_id;
} Fixture;

static gboolean
give_up_cb (gpointer what)
{
  g_error ("Timed out: %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

#define WAIT_FOR(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint timer_ = g_timeout_add_seconds (20, give_up_cb, (gpointer) #condition);                             \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (timer_);                                                                      \
  }                                                                                                \
  G_STMT_END

/* Times are local days before a fixed one would age; so they are told from now. */
static BeckonMessageRecord *
add (Fixture *f, const char *body, gboolean outgoing, gint64 minutes_ago, BeckonMessageState state)
{
  BeckonMessageRecord *record = beckon_message_record_new ();

  record->id = record->sort_key = ++f->next_id;
  record->chat_id = 1;
  record->sender = g_strdup (outgoing ? "alice@example.org" : "bob@example.org");
  record->outgoing = outgoing;
  record->body = g_strdup (body);
  record->time = g_get_real_time () - minutes_ago * G_TIME_SPAN_MINUTE;
  record->state = outgoing ? state : BECKON_MESSAGE_RECEIVED;
  beckon_chat_take_stored (f->chat, record, TRUE);
  return record;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (BeckonAccountRecord) account = beckon_account_record_new ();
  g_autoptr (BeckonChatRecord) chat = beckon_chat_record_new ();

  account->id = 1;
  account->jid = g_strdup ("alice@example.org");
  f->account = beckon_account_new (NULL, account);
  chat->id = 1;
  chat->account_id = 1;
  chat->peer = g_strdup ("bob@example.org");
  f->chat = beckon_account_add_chat (f->account, chat);
  beckon_contact_set_presence (
    beckon_chat_get_contact (f->chat), "phone", BECKON_SHOW_AWAY, 0, "At lunch");

  f->window = GTK_WINDOW (adw_window_new ());
  f->view = BECKON_CONVERSATION_VIEW (beckon_conversation_view_new ());
  adw_window_set_content (ADW_WINDOW (f->window), GTK_WIDGET (f->view));
  gtk_window_set_default_size (f->window, data != NULL ? GPOINTER_TO_INT (data) : 700, 640);
  beckon_conversation_view_set_chat (f->view, f->chat);
  gtk_window_present (f->window);
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (f->view)));
}

static void
keep_picture (Fixture *f)
{
  const char *folder = g_getenv ("BECKON_TEST_SCREENSHOTS");
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *name = NULL, *path = NULL;
  int width, height;

  if (folder == NULL)
    return;
  for (guint i = 0; i < 20; i++)
    {
      gtk_widget_queue_draw (GTK_WIDGET (f->window));
      gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
    }
  paintable = gtk_widget_paintable_new (GTK_WIDGET (f->window));
  width = gtk_widget_get_width (GTK_WIDGET (f->window));
  height = gtk_widget_get_height (GTK_WIDGET (f->window));
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (f->window)),
                                         node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  name = g_strdelimit (g_strconcat (g_test_get_path () + 1, ".png", NULL), "/", '-');
  path = g_build_filename (folder, name, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  keep_picture (f);
  g_object_add_weak_pointer (G_OBJECT (f->view), (gpointer *) &f->view);
  gtk_window_destroy (f->window);
  WAIT_FOR (f->view == NULL);
  g_object_add_weak_pointer (G_OBJECT (f->account), (gpointer *) &f->account);
  g_object_unref (f->account);
  g_assert_null (f->account);
}

static GtkWidget *
find_type (GtkWidget *root, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;
  for (GtkWidget *c = gtk_widget_get_first_child (root); c; c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = find_type (c, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static guint
count_rows (Fixture *f)
{
  GtkWidget *history = find_type (GTK_WIDGET (f->view), BECKON_TYPE_HISTORY_VIEW);
  guint n = 0;

  for (GtkWidget *c = gtk_widget_get_first_child (history); c; c = gtk_widget_get_next_sibling (c))
    n += BECKON_IS_MESSAGE_ROW (c);
  return n;
}

static void
fill (Fixture *f)
{
  static const char *const talk[]
    = { "Hi Alice! Did you see the forecast?",
        ("Rain until Thursday, then sun. I thought we could take the early train and walk up "
         "to the old tower before it gets too warm."),
        "/me packs the good coffee" };

  beckon_message_record_unref (add (f, "Good night!", TRUE, 26 * 60, BECKON_MESSAGE_READ));
  for (guint i = 0; i < G_N_ELEMENTS (talk); i++)
    beckon_message_record_unref (add (f, talk[i], FALSE, 30 - i, 0));
  beckon_message_record_unref (add (
    f, "Yes, let's. The timetable is at https://example.org/trains?from=home.", TRUE, 20,
    BECKON_MESSAGE_DELIVERED));
  beckon_message_record_unref (add (f, "I bring sandwiches", TRUE, 19, BECKON_MESSAGE_SENT));
  beckon_message_record_unref (add (f, "听起来不错！", FALSE, 10, 0));
  beckon_message_record_unref (
    add (f, "\xd9\x86\xd8\xb9\xd9\x85\xd8\x8c \xd8\xb1\xd8\xa7\xd8\xa6\xd8\xb9", FALSE, 9, 0));
  beckon_message_record_unref (add (f, "See you there", TRUE, 1, BECKON_MESSAGE_QUEUED));
}

static void
test_talk (Fixture *f, gconstpointer data)
{
  g_autoptr (BeckonMessageRecord) failed = NULL;

  fill (f);
  failed = add (f, "One more thing", TRUE, 0, BECKON_MESSAGE_FAILED);
  WAIT_FOR (count_rows (f) == 10);
  beckon_chat_set_peer_typing (f->chat, TRUE);
}

/* The newest message stays on show; who has scrolled away stays where they are. */
static void
test_follows (Fixture *f, gconstpointer data)
{
  BeckonHistoryView *history
    = BECKON_HISTORY_VIEW (find_type (GTK_WIDGET (f->view), BECKON_TYPE_HISTORY_VIEW));
  g_autoptr (GtkAdjustment) adjustment = NULL;
  double before;

  for (guint i = 0; i < 60; i++)
    beckon_message_record_unref (add (f, "A line", i % 3 == 0, 60 - i, BECKON_MESSAGE_SENT));
  WAIT_FOR (count_rows (f) == 60 && beckon_history_view_get_at_newest (history));

  g_object_get (history, "vadjustment", &adjustment, NULL);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - 300);
  WAIT_FOR (!beckon_history_view_get_at_newest (history));
  before = gtk_adjustment_get_value (adjustment);
  beckon_message_record_unref (add (f, "News", FALSE, 0, 0));
  WAIT_FOR (count_rows (f) == 61);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, before);
  g_assert_false (beckon_history_view_get_at_newest (history));

  gtk_widget_activate_action (GTK_WIDGET (f->view), "conversation.newest", NULL);
  WAIT_FOR (beckon_history_view_get_at_newest (history));
}

static void
test_draft_stays_with_its_chat (Fixture *f, gconstpointer data)
{
  BeckonComposer *composer
    = BECKON_COMPOSER (find_type (GTK_WIDGET (f->view), BECKON_TYPE_COMPOSER));
  g_autofree char *text = NULL;

  beckon_composer_set_text (composer, "Unfinished");
  g_assert_cmpstr (beckon_chat_get_draft (f->chat), ==, "Unfinished");
  beckon_conversation_view_set_chat (f->view, NULL);
  beckon_conversation_view_set_chat (f->view, f->chat);
  text = beckon_composer_dup_text (composer);
  g_assert_cmpstr (text, ==, "Unfinished");
}

static void
test_too_long (Fixture *f, gconstpointer data)
{
  BeckonComposer *composer
    = BECKON_COMPOSER (find_type (GTK_WIDGET (f->view), BECKON_TYPE_COMPOSER));
  g_autofree char *huge = g_strnfill (BECKON_COMPOSER_MAX_CHARS + 1, 'x'), *text = NULL;
  GtkTextView *text_view
    = GTK_TEXT_VIEW (find_type (GTK_WIDGET (composer), GTK_TYPE_TEXT_VIEW));

  beckon_composer_set_text (composer, "mine");
  gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (text_view), huge, -1);
  text = beckon_composer_dup_text (composer);
  g_assert_cmpstr (text, ==, "mine");
}

static void
test_hostile (Fixture *f, gconstpointer data)
{
  g_autofree char *line = g_strnfill (200000, 'm');
  GString *marks = g_string_new ("a");

  for (guint i = 0; i < 10000; i++)
    g_string_append (marks, "\xcc\x81");
  beckon_message_record_unref (add (f, line, FALSE, 5, 0));
  beckon_message_record_unref (add (f, marks->str, FALSE, 4, 0));
  beckon_message_record_unref (
    add (f, "<span size='999999'>big</span> & \xe2\x80\xaeneddih", FALSE, 3, 0));
  WAIT_FOR (count_rows (f) == 3);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  g_string_free (marks, TRUE);
}

/* The window may go while a menu is open in it. */
static void
test_menu (Fixture *f, gconstpointer data)
{
  GtkWidget *row;

  beckon_message_record_unref (add (f, "A line", FALSE, 0, 0));
  WAIT_FOR ((row = find_type (GTK_WIDGET (f->view), BECKON_TYPE_MESSAGE_ROW)) != NULL);
  gtk_widget_activate_action (row, "message.menu", NULL);
  WAIT_FOR (find_type (row, GTK_TYPE_POPOVER) != NULL);
}

/* What AdwApplication does by itself. */
static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  GdkDisplay *display = gdk_display_get_default ();

  gtk_css_provider_load_from_resource (provider, "/im/beckon/Beckon/style.css");
  gtk_style_context_add_provider_for_display (
    display, GTK_STYLE_PROVIDER (provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display),
                                    "/im/beckon/Beckon/icons");
}

/* As if it was typed. */
static void
type (GtkTextBuffer *buffer, const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    gtk_text_buffer_insert_interactive_at_cursor (buffer, p, g_utf8_next_char (p) - p, TRUE);
}

static void
test_emoji_names (void)
{
  static const struct
  {
    const char *typed;
    const char *text;
  } rows[] = {
    { ":smile:", "😄" },
    { "Well :Smile: done :+1:", "Well 😄 done 👍" },
    { "a\n:heart:", "a\n❤️" },
    { "at 10:100:", "at 10:100:" },
    { ":nosuchthing:", ":nosuchthing:" },
    { "::", "::" },
    { ":", ":" },
    { ":smile :smile:", ":smile 😄" },
    { "天气:smile:", "天气:smile:" },
    { ":aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:",
      ":aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:" },
  };
  BeckonComposer *composer = g_object_ref_sink (g_object_new (BECKON_TYPE_COMPOSER, NULL));
  GtkTextBuffer *buffer
    = gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_type (GTK_WIDGET (composer), GTK_TYPE_TEXT_VIEW)));

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = NULL;

      beckon_composer_set_text (composer, NULL);
      type (buffer, rows[i].typed);
      text = beckon_composer_dup_text (composer);
      g_assert_cmpstr (text, ==, rows[i].text);
    }

  /* What is pasted stays as it is; and a change can be taken back. */
  beckon_composer_set_text (composer, NULL);
  gtk_text_buffer_insert_at_cursor (buffer, ":smile:", -1);
  {
    g_autofree char *text = beckon_composer_dup_text (composer);

    g_assert_cmpstr (text, ==, ":smile:");
  }
  beckon_composer_set_text (composer, NULL);
  type (buffer, ":smile:");
  gtk_text_buffer_undo (buffer);
  {
    g_autofree char *text = beckon_composer_dup_text (composer);

    g_assert_cmpstr (text, ==, ":smile");
  }
  g_object_unref (composer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  load_style ();
#define ADD(path, size, func)                                                                      \
  g_test_add (path, Fixture, GINT_TO_POINTER (size), set_up, func, tear_down)
  ADD ("/conversation/talk", 0, test_talk);
  ADD ("/conversation/narrow", 360, test_talk);
  ADD ("/conversation/follows", 0, test_follows);
  ADD ("/conversation/draft", 0, test_draft_stays_with_its_chat);
  ADD ("/conversation/too-long", 0, test_too_long);
  ADD ("/conversation/menu", 0, test_menu);
  ADD ("/conversation/hostile", 0, test_hostile);
  g_test_add_func ("/conversation/emoji-names", test_emoji_names);
  return g_test_run ();
}
