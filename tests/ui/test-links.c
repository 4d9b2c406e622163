/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Links from other programs: each is a question, or says why it is none. */

#include "ui-fixture.h"

#include "beckon-add-contact-window.h"
#include "beckon-window.h"

typedef struct
{
  BeckonClient *client;
  BeckonWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer has_account)
{
  /* Nothing answers there. */
  g_autoptr (BeckonServerChoice) server
    = beckon_server_choice_new (NULL, "127.0.0.1:1", FALSE, NULL);

  f->client = ui_fixture_client_new ();
  if (has_account != NULL)
    ui_fixture_add_people (f->client);
  f->window = beckon_window_new (NULL, server);
  gtk_window_present (GTK_WINDOW (f->window));
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (f->window)));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  GtkWidget *dialog;

  while ((dialog = ui_find_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL)
    gtk_window_destroy (GTK_WINDOW (dialog));
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  WAIT_FOR (f->window == NULL);
  g_object_add_weak_pointer (G_OBJECT (f->client), (gpointer *) &f->client);
  g_object_unref (f->client);
  WAIT_FOR (f->client == NULL);
}

static AdwMessageDialog *
open_link (Fixture *f, const char *link)
{
  GtkWidget *dialog;

  beckon_window_open_link (f->window, link);
  dialog = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  return ADW_MESSAGE_DIALOG (dialog);
}

static void
assert_says (AdwMessageDialog *dialog, const char *heading, const char *body)
{
  if (strstr (adw_message_dialog_get_heading (dialog), heading) == NULL)
    g_error ("“%s” is not in “%s”", heading, adw_message_dialog_get_heading (dialog));
  if (strstr (adw_message_dialog_get_body (dialog), body) == NULL)
    g_error ("“%s” is not in “%s”", body, adw_message_dialog_get_body (dialog));
}

static void
test_questions (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *link;
    const char *heading;
    const char *body;
  } rows[] = {
    { "xmpp:mercutio@example.org", "Write to \u2068mercutio@example.org\u2069?", "Nothing is sent" },
    { "XMPP:mercutio@example.org/home?message", "Write to \u2068mercutio@example.org\u2069?", "Nothing" },
    { "xmpp:///mercutio@example.org?message;body=Hi", "Write to", "fills in this message" },
    { "xmpp:mercutio@example.org?message;body=%20", "Write to", "Nothing is sent" },
    { "xmpp:example.net?register;preauth=abc", "Create an account on \u2068example.net\u2069?", "before you" },
    { "xmpp:mercutio@example.org?remove", "Remove \u2068mercutio@example.org\u2069", "no longer see" },
    { "xmpp:verona@rooms.example.org?join", "Nothing Was Done", "verona@rooms.example.org" },
    { "xmpp:mercutio@example.org?unsubscribe", "Nothing Was Done", "\u2068unsubscribe\u2069" },
    { "xmpp:mercutio@example.org?%E2%80%AEevil", "Nothing Was Done", "evil" },
    /* not for people */
    { "xmpp:example.org", "broken", "proper address" },
    { "xmpp:example.org?remove", "broken", "proper address" },
    /* broken or hostile */
    { "xmpp:", "broken", "proper address" },
    { "", "broken", "proper address" },
    { "file:///etc/passwd", "broken", "proper address" },
    { "javascript:alert(1)", "broken", "proper address" },
    { "xmpp:mercutio%00@example.org", "broken", "proper address" },
    { "xmpp:mercutio@example.org?message;body=%1B[2J", "broken", "proper address" },
    { "xmpp:mercutio@example.org?message;body=%FF", "broken", "proper address" },
    { "xmpp:mercutio@\xff", "broken", "proper address" },
    { "xmpp:mercutio%E2%80%AE@example.org", "broken", "proper address" },
  };

  beckon_window_set_client (f->window, f->client);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].link);
      assert_says (open_link (f, rows[i].link), rows[i].heading, rows[i].body);
    }
}

static void
test_huge (Fixture *f, gconstpointer data)
{
  g_autofree char *as = g_strnfill (1000000, 'a');
  g_autofree char *link = g_strconcat ("xmpp:mercutio@example.org?message;body=", as, NULL);

  beckon_window_set_client (f->window, f->client);
  assert_says (open_link (f, link), "broken", "longer");
}

/* A dialog for each link would cover the screen. */
static void
test_one_at_a_time (Fixture *f, gconstpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();

  beckon_window_set_client (f->window, f->client);
  for (guint i = 0; i < 20; i++)
    beckon_window_open_link (f->window, i % 2 == 0 ? "xmpp:mercutio@example.org" : "xmpp:a@b?roster");
  WAIT_FOR (g_list_model_get_n_items (windows) == 2);
}

static void
test_message (Fixture *f, gconstpointer data)
{
  AdwMessageDialog *dialog;

  beckon_window_set_client (f->window, f->client);
  dialog = open_link (f, "xmpp:romeo@example.org?message;body=%20Wherefore%0Aart%20%3Cb%3Ethou?%20");
  WAIT_FOR (ui_find_label (GTK_WIDGET (dialog), "Wherefore\nart <b>thou?") != NULL);
  ui_fixture_keep_picture (GTK_WIDGET (dialog), "link-message");

  /* Nothing is opened but by saying so. */
  adw_message_dialog_response (dialog, "cancel");
  g_assert_null (ui_find_id (GTK_WIDGET (f->window), "composer"));
}

static void
test_warning (Fixture *f, gconstpointer data)
{
  AdwMessageDialog *dialog;
  GtkWidget *extra;

  beckon_window_set_client (f->window, f->client);
  /* a Cyrillic о */
  dialog = open_link (f, "xmpp:r%D0%BEmeo@example.org");
  extra = adw_message_dialog_get_extra_child (dialog);
  g_assert_true (g_str_has_prefix (
    gtk_label_get_label (GTK_LABEL (gtk_widget_get_first_child (extra))), "Careful"));
  ui_fixture_keep_picture (GTK_WIDGET (dialog), "link-warning");
}

static void
test_roster (Fixture *f, gconstpointer data)
{
  GtkWidget *window;

  beckon_window_set_client (f->window, f->client);
  beckon_window_open_link (f->window, "xmpp:mercutio@example.org?roster;name=Mercutio%0A%E2%80%AE");
  window = ui_find_window (BECKON_TYPE_ADD_CONTACT_WINDOW);
  g_assert_nonnull (window);
  g_assert_cmpstr (ui_text (window, "address_row"), ==, "mercutio@example.org");
  g_assert_cmpstr (ui_text (window, "name_row"), ==, "Mercutio");

  gtk_window_destroy (GTK_WINDOW (window));

  /* What proves an invitation stays with it. */
  beckon_window_open_link (f->window, "xmpp:mercutio@example.org?roster;preauth=secret;ibr=y");
  window = ui_find_window (BECKON_TYPE_ADD_CONTACT_WINDOW);
  g_assert_nonnull (strstr (ui_text (window, "address_row"), "preauth=secret"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* It waits for the client, and then for an account. */
static void
test_waits (Fixture *f, gconstpointer data)
{
  beckon_window_open_link (f->window, "xmpp:mercutio@example.org?message");
  g_assert_null (ui_find_window (ADW_TYPE_MESSAGE_DIALOG));
  beckon_window_set_client (f->window, f->client);
  g_assert_null (ui_find_window (ADW_TYPE_MESSAGE_DIALOG));
  WAIT_FOR (ui_find_label (GTK_WIDGET (f->window), "The link opens once you have an account") != NULL);

  /* The account is there, and the way to it left. */
  ui_fixture_add_people (f->client);
  gtk_widget_activate_action (ui_get (f->window, "welcome_page"), "setup.cancel", NULL);
  WAIT_FOR (ui_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
}

static void
test_invited (Fixture *f, gconstpointer data)
{
  AdwMessageDialog *dialog;

  beckon_window_set_client (f->window, f->client);
  dialog = open_link (f, "xmpp:mercutio@example.net?roster;preauth=secret;ibr=y");
  assert_says (dialog, "Create an account on \u2068example.net\u2069?", "mercutio@example.net");
  ui_fixture_keep_picture (GTK_WIDGET (dialog), "link-invited");
  adw_message_dialog_response (dialog, "continue");
  WAIT_FOR (ui_find_id (GTK_WIDGET (f->window), "form_view") != NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_fixture_init_style ();

#define ADD(path, account, function)                                                               \
  g_test_add (path, Fixture, GINT_TO_POINTER (account), set_up, function, tear_down)
  ADD ("/links/questions", TRUE, test_questions);
  ADD ("/links/huge", TRUE, test_huge);
  ADD ("/links/one-at-a-time", TRUE, test_one_at_a_time);
  ADD ("/links/message", TRUE, test_message);
  ADD ("/links/warning", TRUE, test_warning);
  ADD ("/links/roster", TRUE, test_roster);
  ADD ("/links/waits", FALSE, test_waits);
  ADD ("/links/invited", FALSE, test_invited);
  return g_test_run ();
}
