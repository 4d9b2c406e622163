/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A new account on a server that does not let anybody sign in yet, through a proxy that knows its name. */

#include "ui-fixture.h"

#include "beckon-register-page.h"
#include "beckon-server-choice.h"
#include "fake-proxy.h"
#include "fake-server.h"

#include <string.h>

typedef struct
{
  FakeServer *server;
  FakeProxy *proxy;
  BeckonClient *client;
  GtkWindow *window;
  GtkWidget *page;
  guint n_sign_ins; /* the script's */
  char *failed;     /* what the script did not find */
} Fixture;

#define STANZA_FROM "<iq type='result' from='" FAKE_SERVER_DOMAIN "' id='%s'>"

static void
answer (FakeConnection *connection, const char *request, const char *content)
{
  const char *id = request != NULL ? strstr (request, " id=\"") : NULL;
  g_autofree char *name = id != NULL ? g_strndup (id + 5, strcspn (id + 5, "\"")) : NULL;
  g_autofree char *text = g_strdup_printf (STANZA_FROM "%s</iq>", name, content);

  fake_connection_send (connection, text);
}

/* The first connection makes the account. All others hear what a client says first, and are cut. */
static void
script (FakeConnection *connection, gpointer user_data)
{
  Fixture *f = user_data;

  g_assert_true (fake_connection_start_tls (connection, "good"));
  if (fake_server_get_n_connections (f->server) == 1)
    {
      g_autofree char *get = NULL;
      g_autofree char *set = NULL;

      g_assert_true (fake_connection_open_stream (connection, ""));
      get = fake_connection_read_to (connection, "</iq>");
      answer (connection, get, "<query xmlns='jabber:iq:register'><username/><password/></query>");
      set = fake_connection_read_to (connection, "</iq>");
      answer (connection, set, "");
      fake_connection_expect (connection, "</stream:stream>");
    }
  else
    {
      g_autofree char *said = NULL;

      g_assert_true (
        fake_connection_open_stream (connection,
                                     "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                                     "<mechanism>SCRAM-SHA-1</mechanism></mechanisms>"));
      said = fake_connection_read_to (connection, "</auth>");
      if (said != NULL)
        g_atomic_int_inc (&f->n_sign_ins);
      else
        f->failed = g_strdup ("no sign-in");
    }
}

static void
set_up (Fixture *f, gconstpointer data)
{
  BeckonServerChoice server
    = { .domain = (char *) FAKE_SERVER_DOMAIN, .host = (char *) "only-the-proxy-knows.test", .direct_tls = TRUE };

  f->server = fake_server_new (script, f);
  f->proxy = fake_proxy_new ("socks5");
  server.port = fake_server_get_port (f->server);
  server.proxy = (char *) fake_proxy_get_uri (f->proxy);
  f->client = ui_fixture_client_new ();
  f->window = GTK_WINDOW (adw_window_new ());
  f->page = beckon_register_page_new (f->client, &server, NULL, NULL);
  adw_window_set_content (ADW_WINDOW (f->window), f->page);
  gtk_window_set_default_size (f->window, 360, 640);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ui_fixture_keep_picture (GTK_WIDGET (f->window), "register");
  g_object_add_weak_pointer (G_OBJECT (f->page), (gpointer *) &f->page);
  gtk_window_destroy (f->window);
  WAIT_FOR (f->page == NULL);
  g_assert_finalize_object (f->client);
  fake_server_free (f->server);
  fake_proxy_free (f->proxy);
  g_assert_cmpstr (f->failed, ==, NULL);
}

static void
collect_entries (GtkWidget *root, GPtrArray *entries)
{
  if (ADW_IS_ENTRY_ROW (root))
    g_ptr_array_add (entries, root);
  for (GtkWidget *c = gtk_widget_get_first_child (root); c; c = gtk_widget_get_next_sibling (c))
    collect_entries (c, entries);
}

static void
fill_in (Fixture *f, const char *username, const char *password)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();

  collect_entries (f->page, entries);
  g_assert_cmpuint (entries->len, ==, 2);
  gtk_editable_set_text (g_ptr_array_index (entries, 0), username);
  gtk_editable_set_text (g_ptr_array_index (entries, 1), password);
}

static void
test_sign_in_again (Fixture *f, gconstpointer data)
{
  GtkStack *stack = GTK_STACK (ui_get (f->page, "button_stack"));

  WAIT_FOR (g_str_equal (gtk_stack_get_visible_child_name (stack), "ready"));
  fill_in (f, "newcomer", "a very long password");
  gtk_widget_activate (ui_get (f->page, "submit_button"));

  /* Each attempt from now on is to sign in: the address is taken, by the person. */
  WAIT_FOR (g_str_equal (gtk_stack_get_visible_child_name (stack), "sign-in"));
  g_assert_cmpint (g_atomic_int_get (&f->n_sign_ins), ==, 1);
  g_assert_nonnull (
    ui_find_label (f->page, "The account newcomer@" FAKE_SERVER_DOMAIN " has been created."));
  gtk_widget_activate (ui_get (f->page, "sign_in_button"));
  WAIT_FOR (g_atomic_int_get (&f->n_sign_ins) == 2);
  WAIT_FOR (g_str_equal (gtk_stack_get_visible_child_name (stack), "sign-in"));
  g_assert_false (gtk_widget_get_visible (ui_get (f->page, "form_view")));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_fixture_init_style ();
  fake_server_trust_certificates ();
  g_test_add ("/register/sign-in-again", Fixture, NULL, set_up, test_sign_in_again, tear_down);
  return g_test_run ();
}
