/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking for messages in a history on disk that is longer than what a window shows. */

#include "store-test.h"
#include "ui-fixture.h"

#include "beckon-chat-row.h"
#include "beckon-history-view.h"
#include "beckon-main-view.h"
#include "beckon-message-row.h"
#include "beckon-window.h"

#define HISTORY 1000

typedef struct
{
  Fixture store;
  BeckonClient *client;
  BeckonWindow *window;
  GtkWidget *list;
  GtkEditable *entry;
} SearchFixture;

static void
fill_store (Fixture *fixture)
{
  g_autoptr (BeckonAccountRecord) account = beckon_account_record_new ();
  g_autoptr (BeckonAccountRecord) stored = NULL;
  g_autoptr (GPtrArray) messages = message_list ();
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;
  gint64 chats[2];

  account->jid = g_strdup ("alice@example.org");
  stored = CALL (beckon_store_save_account, &error, fixture->store, account);
  g_assert_no_error (error);
  chats[0] = add_chat (fixture, stored->id, "bob@example.org");
  chats[1] = add_chat (fixture, stored->id, "needle@example.org");
  for (guint i = 0; i < HISTORY; i++)
    {
      g_autofree char *id = g_strdup_printf ("o-%u", i);
      g_autofree char *body
        = i == 300 ? g_strdup ("In the very long sentence <i>before</i> it there is a Needle")
                   : g_strdup_printf ("Straw %u", i);

      g_ptr_array_add (messages, make_message (chats[0], "bob@example.org", id, body));
    }
  g_ptr_array_add (messages, make_message (chats[1], "needle@example.org", "n", "Not me"));
  added = add_messages (fixture, messages, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up_window (SearchFixture *f, gconstpointer width)
{
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  set_up_folder (&f->store, NULL);
  g_free (f->store.path);
  f->store.path = g_build_filename (f->store.folder, "beckon.db", NULL);
  open_store (&f->store);
  fill_store (&f->store);
  close_store (&f->store);

  beckon_client_open_async (f->store.folder, secrets, NULL, keep_result, &result);
  f->client = beckon_client_open_finish (wait_for (&result), &error);
  g_assert_no_error (error);
  f->window = beckon_window_new (NULL, NULL);
  gtk_window_set_default_size (GTK_WINDOW (f->window), GPOINTER_TO_INT (width), 640);
  beckon_window_set_client (f->window, f->client);
  gtk_window_present (GTK_WINDOW (f->window));
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (f->window)));
  f->list = ui_get (f->window, "list_view");
  f->entry = GTK_EDITABLE (ui_get (ui_get (f->window, "sidebar"), "search_entry"));
}

static void
tear_down_window (SearchFixture *f, gconstpointer data)
{
  g_autofree char *name = g_strdelimit (g_strdup (g_test_get_path () + 1), "/", '-');
  g_autoptr (GAsyncResult) result = NULL;

  ui_fixture_keep_picture (GTK_WIDGET (f->window), name);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  WAIT_FOR (f->window == NULL);
  beckon_client_close_async (f->client, keep_result, &result);
  g_assert_true (beckon_client_close_finish (f->client, wait_for (&result), NULL));
  g_object_unref (f->client);
  tear_down (&f->store, NULL);
}

static guint
count (SearchFixture *f)
{
  return g_list_model_get_n_items (
    G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (f->list))));
}

static GtkWidget *
find_found_row (GtkWidget *root)
{
  if (BECKON_IS_MESSAGE_ROW (root) && gtk_widget_has_css_class (root, "found"))
    return root;
  for (GtkWidget *c = gtk_widget_get_first_child (root); c; c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = find_found_row (c);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_found (SearchFixture *f, gconstpointer data)
{
  gtk_editable_set_text (f->entry, "needl");
  WAIT_FOR (ui_find_label (f->list, "Messages") != NULL);
  /* The chat by its name, the heading and the message, from near the word on. */
  g_assert_cmpuint (count (f), ==, 3);
  g_assert_nonnull (ui_find_label (f->list, "…there is a Needle"));

  gtk_editable_set_text (f->entry, "needle straw");
  WAIT_FOR (ui_find_label (GTK_WIDGET (f->window), "Nothing Found") != NULL);
  gtk_editable_set_text (f->entry, "straw");
  WAIT_FOR (count (f) == 101);
  gtk_editable_set_text (f->entry, "");
  WAIT_FOR (count (f) == 2);
}

/* However far back it is, the message comes into the middle of the view and takes the focus. */
static void
test_go_there (SearchFixture *f, gconstpointer data)
{
  GtkWidget *row, *history;
  graphene_rect_t box;

  gtk_editable_set_text (f->entry, "sentence");
  WAIT_FOR (ui_find_label (f->list, "Messages") != NULL);
  g_assert_cmpuint (count (f), ==, 2);
  g_signal_emit_by_name (f->entry, "activate"); /* passes over the heading */
  WAIT_FOR ((row = find_found_row (GTK_WIDGET (f->window))) != NULL);
  g_assert_true (gtk_widget_is_focus (row));
  history = gtk_widget_get_ancestor (row, BECKON_TYPE_HISTORY_VIEW);
  g_assert_true (gtk_widget_compute_bounds (row, history, &box));
  g_assert_cmpfloat (box.origin.y, >, gtk_widget_get_height (history) / 4);
  g_assert_cmpfloat (box.origin.y + box.size.height, <, gtk_widget_get_height (history) * 3 / 4);

  ui_fixture_keep_picture (GTK_WIDGET (f->window), "search-gone-there");

  /* And from there back to the newest. */
  gtk_widget_activate_action (row, "conversation.newest", NULL);
  WAIT_FOR (beckon_history_view_get_at_newest (BECKON_HISTORY_VIEW (history)));
  g_assert_nonnull (ui_find_label (history, "Straw 999"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_fixture_init_style ();

#define ADD(path, width, function)                                                                 \
  g_test_add (path, SearchFixture, GINT_TO_POINTER (width), set_up_window, function,               \
              tear_down_window)
  ADD ("/search/found", 360, test_found);
  ADD ("/search/go-there", 960, test_go_there);
  ADD ("/search/go-there-narrow", 360, test_go_there);
  return g_test_run ();
}
