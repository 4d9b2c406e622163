/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opens a chat with 100,000 messages, scrolls back through some of it, and prints what that costs
 * beside the budget of a frame at 60 Hz.
 *
 *   history [STEP]     pixels for each frame, 400 if not given */

#include "bench-wait.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-conversation-view.h"
#include "beckon-history-view.h"
#include "beckon-store-accounts.h"
#include "beckon-store-chats.h"
#include "beckon-store-messages.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#define HISTORY 100000
#define BATCH 5000
#define FRAMES 600

static double step = 400;
static GArray *frames; /* of gint64, microseconds */
static gint64 opened_at, first_frame, frame_start;
static GtkAdjustment *adjustment;
static BeckonHistoryView *history;
static GMainLoop *loop;

static char *
make_body (guint number)
{
  static const char words[] = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do "
                              "eiusmod tempor incididunt ut labore et dolore magna aliqua ";
  GString *body = g_string_new (NULL);
  guint random = (number * 2654435761u) >> 16;
  guint length = 10 + (random % 8 == 0 ? random % 700 : random % 120);

  g_string_append_printf (body, "%u ", number);
  for (guint i = 0; i < length; i++)
    g_string_append_c (body, words[(random + i) % (sizeof words - 1)]);
  return g_string_free (body, FALSE);
}

static void
fill (BeckonStore *store, gint64 chat_id)
{
  for (guint first = 0; first < HISTORY; first += BATCH)
    {
      g_autoptr (GPtrArray) messages
        = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_message_record_unref);
      g_autoptr (GAsyncResult) result = NULL;

      for (guint i = first; i < first + BATCH; i++)
        {
          BeckonMessageRecord *message = beckon_message_record_new ();

          message->chat_id = chat_id;
          message->outgoing = i % 3 == 0;
          message->state = message->outgoing ? BECKON_MESSAGE_DELIVERED : BECKON_MESSAGE_RECEIVED;
          message->sender = g_strdup (message->outgoing ? "alice@example.org" : "bob@example.org");
          message->origin_id = g_strdup_printf ("o-%u", i);
          message->time = g_get_real_time () - (HISTORY - i) * 10 * G_TIME_SPAN_MINUTE;
          message->body = make_body (i);
          g_ptr_array_add (messages, message);
        }
      beckon_store_add_messages_async (store, messages, NULL, keep_result, &result);
      g_ptr_array_unref (
        beckon_store_add_messages_finish (store, wait_for (&result), NULL, NULL));
    }
}

static void
before_paint_cb (void)
{
  frame_start = g_get_monotonic_time ();
}

static void
after_paint_cb (void)
{
  gint64 now = g_get_monotonic_time (), spent = now - frame_start;

  if (first_frame == 0 && gtk_adjustment_get_upper (adjustment) != 0
      && beckon_history_view_get_at_newest (history))
    first_frame = now - opened_at;
  else if (first_frame != 0)
    g_array_append_val (frames, spent);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  if (first_frame == 0)
    return G_SOURCE_CONTINUE;
  if (frames->len >= FRAMES)
    {
      g_main_loop_quit (loop);
      return G_SOURCE_REMOVE;
    }
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - step);
  return G_SOURCE_CONTINUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return *(const gint64 *) a < *(const gint64 *) b ? -1 : 1;
}

static double
percentile (guint percent)
{
  return g_array_index (frames, gint64, (frames->len - 1) * percent / 100) / 1000.0;
}

static void
print_time (const char *name, double milliseconds)
{
  g_print ("%s\t%.2f\t%.2f\tms\n", name, milliseconds, 1000.0 / 60);
}

static GtkWidget *
find_history (GtkWidget *root)
{
  if (BECKON_IS_HISTORY_VIEW (root))
    return root;
  for (GtkWidget *c = gtk_widget_get_first_child (root); c; c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = find_history (c);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
measure (BeckonChat *chat)
{
  GtkWidget *window = adw_window_new (), *view = beckon_conversation_view_new ();
  GdkFrameClock *clock;

  history = BECKON_HISTORY_VIEW (find_history (view));
  g_object_get (history, "vadjustment", &adjustment, NULL);
  adw_window_set_content (ADW_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 700, 700);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (view))
    g_main_context_iteration (NULL, TRUE);
  gtk_test_widget_wait_for_draw (window);
  g_object_unref (adjustment);
  g_object_get (history, "vadjustment", &adjustment, NULL);

  clock = gtk_widget_get_frame_clock (window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), NULL);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), NULL);
  gtk_widget_add_tick_callback (GTK_WIDGET (history), tick_cb, NULL, NULL);
  opened_at = g_get_monotonic_time ();
  beckon_conversation_view_set_chat (BECKON_CONVERSATION_VIEW (view), chat);
  g_main_loop_run (loop);

  g_array_sort (frames, compare);
  print_time ("open a chat of 100,000 messages", first_frame / 1000.0);
  print_time ("a frame while scrolling back, median", percentile (50));
  print_time ("a frame while scrolling back, 99 %", percentile (99));
  print_time ("a frame while scrolling back, worst", percentile (100));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("beckon-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "beckon.db", NULL);
  g_autoptr (GAsyncResult) opened = NULL, saved = NULL, chatted = NULL, closed = NULL;
  g_autoptr (BeckonStore) store = NULL;
  g_autoptr (BeckonAccountRecord) account = beckon_account_record_new (), stored = NULL;
  g_autoptr (BeckonChatRecord) chat_record = NULL;
  g_autoptr (BeckonAccount) owner = NULL;
  const char *const suffixes[] = { "", "-wal", "-shm" };

  if (argc > 1)
    step = g_ascii_strtod (argv[1], NULL);
  adw_init ();
  loop = g_main_loop_new (NULL, FALSE);
  frames = g_array_new (FALSE, FALSE, sizeof (gint64));

  beckon_store_open_async (path, NULL, keep_result, &opened);
  store = beckon_store_open_finish (wait_for (&opened), NULL);
  account->jid = g_strdup ("alice@example.org");
  beckon_store_save_account_async (store, account, NULL, keep_result, &saved);
  stored = beckon_store_save_account_finish (store, wait_for (&saved), NULL);
  beckon_store_open_chat_async (store, stored->id, "bob@example.org", NULL, keep_result, &chatted);
  chat_record = beckon_store_open_chat_finish (store, wait_for (&chatted), NULL);
  fill (store, chat_record->id);

  owner = beckon_account_new (store, stored);
  measure (beckon_account_add_chat (owner, chat_record));

  beckon_store_close_async (store, keep_result, &closed);
  beckon_store_close_finish (store, wait_for (&closed), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
  g_rmdir (folder);
  return 0;
}
