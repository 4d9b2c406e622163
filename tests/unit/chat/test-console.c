/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "talk-server.h"

#include "beckon-connection.h"
#include "beckon-console-private.h"

#include <string.h>

static void
set_up (TalkServer *server, gconstpointer data)
{
  talk_server_set_up (server, data);
  talk_server_sign_in (server);
  talk_server_answer_start (server, "");
}

static guint
count (BeckonConsole *console)
{
  return g_list_model_get_n_items (G_LIST_MODEL (console));
}

static BeckonConsoleEntry *
get (BeckonConsole *console, guint position)
{
  g_autoptr (BeckonConsoleEntry) entry = g_list_model_get_item (G_LIST_MODEL (console), position);

  g_assert_nonnull (entry);
  return entry; /* the console has it, too */
}

/* All of it, each with an arrow before it. */
static char *
dup_all (BeckonConsole *console, gboolean with_texts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < count (console); i++)
    g_string_append_printf (text, "%c%s\n",
                            beckon_console_entry_get_sent (get (console, i)) ? '>' : '<',
                            beckon_console_entry_get_xml (get (console, i), with_texts));
  return g_string_free (text, FALSE);
}

static gboolean
shows (BeckonConsole *console, const char *what)
{
  g_autofree char *all = dup_all (console, TRUE);

  return strstr (all, what) != NULL;
}

static void
test_traffic (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonConsole) console = beckon_console_new (server->account);
  BeckonConsoleEntry *entry;

  guint i = 0;

  talk_server_send (server,
                    "<message from='bob@example.org/a' id='m1'><body>Hello</body></message>");
  wait_until (shows (console, "Hello"));
  while (beckon_console_entry_get_kind (get (console, i)) != BECKON_CONSOLE_MESSAGE)
    i++;
  entry = get (console, i);
  g_assert_false (beckon_console_entry_get_sent (entry));
  g_assert_cmpint (beckon_console_entry_get_time (entry), <=, g_get_real_time ());
  g_assert_nonnull (
    strstr (beckon_console_entry_get_xml (entry, TRUE), "\n  <body>Hello</body>\n"));
  g_assert_nonnull (strstr (beckon_console_entry_get_xml (entry, FALSE), "\n  <body>•••</body>\n"));

  /* What passes in a pause is not there afterwards. */
  beckon_console_set_paused (console, TRUE);
  beckon_console_clear (console);
  g_assert_cmpuint (count (console), ==, 0);
  talk_server_send (server, "<message from='bob@example.org/a' id='m2'><body>Two</body></message>");
  talk_server_send (server,
                    "<iq type='get' from='example.org' id='i1'><ping xmlns='urn:xmpp:ping'/></iq>");
  g_free (talk_server_get (server, "i1"));
  beckon_console_set_paused (console, FALSE);
  talk_server_send (server,
                    "<message from='bob@example.org/a' id='m3'><body>Three</body></message>");
  wait_until (shows (console, "Three"));
  g_assert_false (shows (console, "Two"));
}

/* The whole way back online is shown, without what would let somebody else take it. */
static void
test_signing_in (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonConsole) console = beckon_console_new (server->account);
  g_autofree char *all = NULL;
  g_autofree char *plain = g_base64_encode ((const guchar *) "\0alice\0" PASSWORD,
                                            strlen (PASSWORD) + strlen ("alice") + 2);

  beckon_account_sign_in_again (server->account, PASSWORD);
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  wait_until (beckon_account_get_state (server->account) == BECKON_ACCOUNT_ONLINE
              && shows (console, "authenticate"));
  all = dup_all (console, TRUE);
  g_assert_nonnull (strstr (all, ">•••</initial-response>"));
  g_assert_nonnull (strstr (all, "<features"));
  g_assert_null (strstr (all, plain));
  g_assert_null (strstr (all, PASSWORD));
}

static void
assert_refused (BeckonConsole *console, const char *xml, BeckonConsoleError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (beckon_console_send (console, xml, &error));
  g_assert_error (error, BECKON_CONSOLE_ERROR, (int) code);
}

static void
test_send (TalkServer *server, gconstpointer data)
{
  g_autoptr (BeckonConsole) console = beckon_console_new (server->account);
  g_autofree char *long_body = g_strnfill (BECKON_CONSOLE_MAX_SENT, 'a');
  g_autofree char *too_long = g_strdup_printf ("<message><body>%s</body></message>", long_body);
  g_autofree char *got = NULL, *own = NULL;
  g_autoptr (GError) error = NULL;

  assert_refused (console, "", BECKON_CONSOLE_ERROR_XML);
  assert_refused (console, "Hello", BECKON_CONSOLE_ERROR_XML);
  assert_refused (console, "<message>", BECKON_CONSOLE_ERROR_XML);
  assert_refused (console, "<message/><message/>", BECKON_CONSOLE_ERROR_XML);
  assert_refused (console, "<message/></stream:stream>", BECKON_CONSOLE_ERROR_XML);
  assert_refused (console, "<message><!-- --></message>", BECKON_CONSOLE_ERROR_XML);
  assert_refused (console, "<!DOCTYPE a><message/>", BECKON_CONSOLE_ERROR_XML);
  assert_refused (console, too_long, BECKON_CONSOLE_ERROR_XML);
  assert_refused (console, "<message xmlns='urn:x'/>", BECKON_CONSOLE_ERROR_STANZA);
  assert_refused (console, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
                  BECKON_CONSOLE_ERROR_STANZA);
  assert_refused (console, "<stream:error/>", BECKON_CONSOLE_ERROR_STANZA);
  assert_refused (console, "<iq/>", BECKON_CONSOLE_ERROR_STANZA);
  assert_refused (console, "<iq type='maybe'/>", BECKON_CONSOLE_ERROR_STANZA);
  assert_refused (console, "<message to='@'/>", BECKON_CONSOLE_ERROR_TO);
  assert_refused (console, "<message from='eve@example.org'/>", BECKON_CONSOLE_ERROR_FROM);
  assert_refused (console, "<message from='" ALICE "/elsewhere'/>", BECKON_CONSOLE_ERROR_FROM);
  assert_refused (console, "<message from='@'/>", BECKON_CONSOLE_ERROR_FROM);
  g_assert_false (shows (console, "eve@example.org"));

  g_assert_true (
    beckon_console_send (console,
                         "\n <iq type='get' to='example.org'><q xmlns='urn:by-hand'/></iq>\n",
                         &error));
  g_assert_no_error (error);
  got = talk_server_get (server, "urn:by-hand");
  g_assert_nonnull (strstr (got, " id=\""));
  wait_until (shows (console, "><iq"));
  own = g_strdup_printf ("<message from='" ALICE "'><own xmlns='urn:own'/></message>");
  g_assert_true (beckon_console_send (console, own, &error));
  g_free (talk_server_get (server, "urn:own"));

  beckon_account_set_enabled (server->account, FALSE);
  wait_until (beckon_account_get_state (server->account) == BECKON_ACCOUNT_OFFLINE);
  g_assert_false (beckon_console_send (console, "<presence/>", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
}

static void
count_changes_cb (GListModel *model, guint position, guint removed, guint added, int *n)
{
  *n += (int) added - (int) removed;
}

/* Whatever comes, memory does not grow with it. */
static void
test_bounds (void)
{
  g_autoptr (BeckonSecretStore) secrets = beckon_secret_store_new_memory ();
  g_autoptr (BeckonCredentials) credentials = beckon_credentials_new (secrets, ALICE);
  g_autoptr (BeckonAccountRecord) record = beckon_account_record_new ();
  g_autoptr (BeckonJid) jid = beckon_jid_new (ALICE, NULL);
  g_autoptr (BeckonConnection) connection = beckon_connection_new (jid, credentials);
  BeckonTap *tap = beckon_connection_get_tap (connection);
  g_autoptr (BeckonAccount) account = NULL;
  g_autoptr (BeckonConsole) console = NULL;
  g_autoptr (BeckonElement) small = beckon_element_new ("r", "urn:xmpp:sm:3");
  g_autoptr (BeckonElement) last = beckon_element_new ("a", "urn:xmpp:sm:3");
  g_autoptr (BeckonElement) large = beckon_element_new ("message", "jabber:client");
  g_autofree char *text = g_strnfill (BECKON_CONSOLE_ENTRY_MAX_BYTES / 2, 'x');
  int n = 0;

  record->jid = g_strdup (ALICE);
  account = beckon_account_new (NULL, record);
  beckon_account_set_connection (account, connection, credentials);
  console = beckon_console_new (account);
  g_signal_connect (console, "items-changed", G_CALLBACK (count_changes_cb), &n);

  for (guint i = 0; i < BECKON_CONSOLE_MAX_ENTRIES; i++)
    beckon_tap_report (tap, TRUE, small);
  g_assert_cmpuint (count (console), ==, BECKON_CONSOLE_MAX_ENTRIES);
  beckon_tap_report (tap, FALSE, last);
  g_assert_cmpuint (count (console), ==, BECKON_CONSOLE_MAX_ENTRIES);
  g_assert_false (beckon_console_entry_get_sent (get (console, BECKON_CONSOLE_MAX_ENTRIES - 1)));

  beckon_element_add_text_child (large, "a", "urn:x", text);
  beckon_element_add_text_child (large, "b", "urn:x", "ääää");
  beckon_element_add_text_child (large, "c", "urn:x", text);
  for (guint i = 0; i < 1000; i++)
    {
      gsize size = 0;

      beckon_tap_report (tap, FALSE, large);
      for (guint j = 0; i % 100 == 99 && j < count (console); j++)
        size += beckon_console_entry_get_size (get (console, j));
      g_assert_cmpuint (size, <=, BECKON_CONSOLE_MAX_BYTES);
    }
  g_assert_cmpuint (count (console), <, 200);
  g_assert_cmpuint (count (console), >, 20);
  g_assert_cmpint (n, ==, (int) count (console));
  g_assert_true (g_str_has_suffix (beckon_console_entry_get_xml (get (console, 0), TRUE), "x…"));

  /* A character is not cut. */
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (BeckonElement) element = beckon_element_new ("a", "urn:x");
      g_autoptr (GString) umlauts = g_string_new (NULL);

      for (guint j = 0; j < i; j++)
        g_string_append_c (umlauts, 'x');
      while (umlauts->len < 2 * BECKON_CONSOLE_ENTRY_MAX_BYTES)
        g_string_append (umlauts, "ä");
      beckon_element_add_text (element, umlauts->str, -1);
      beckon_tap_report (tap, FALSE, element);
      g_assert_true (
        g_utf8_validate (beckon_console_entry_get_xml (get (console, count (console) - 1), TRUE),
                         -1, NULL));
    }
  beckon_console_clear (console);
  g_assert_cmpint (n, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

  g_test_add ("/console/traffic", TalkServer, NULL, set_up, test_traffic, talk_server_tear_down);
  g_test_add ("/console/signing-in", TalkServer, NULL, set_up, test_signing_in,
              talk_server_tear_down);
  g_test_add ("/console/send", TalkServer, NULL, set_up, test_send, talk_server_tear_down);
  g_test_add_func ("/console/bounds", test_bounds);

  return g_test_run ();
}
