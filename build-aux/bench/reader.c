/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The floor of bench-messages.py: the least that reads as many messages from the same server, and
 * keeps them. No window, no second thread, one table with one index.
 *
 *   reader HOST PORT CA-FILE ADDRESS N-LIVE DATABASE      (the password comes on standard input)
 *
 * Reads the whole archive, page by page, or, if N-LIVE is not 0, waits for so many messages; prints
 * the seconds and the CPU seconds that it took. */

#include "bench-wait.h"

#include "beckon-login.h"
#include "beckon-ns.h"
#include "xep-0313.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define PAGE 100
#define QUERY_ID "page"

static sqlite3 *database;
static sqlite3_stmt *insert;
static BeckonSession *session;
static guint n_messages;
static guint n_live;

static void
check (int code)
{
  if (code != SQLITE_OK && code != SQLITE_DONE)
    g_error ("SQLite: %s", sqlite3_errmsg (database));
}

static void
run (const char *sql)
{
  check (sqlite3_exec (database, sql, NULL, NULL, NULL));
}

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
         + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static gboolean
message_cb (BeckonSession *from, BeckonElement *stanza, BeckonElement *payload, gpointer user_data)
{
  g_autoptr (BeckonMamItem) item
    = beckon_mam_parse_item (stanza, beckon_session_get_jid (session), NULL, QUERY_ID);
  BeckonElement *message = item != NULL ? item->message : stanza;
  g_autofree char *text = beckon_element_dup_child_text (message, "body", BECKON_NS_CLIENT);

  if (text == NULL)
    return TRUE;
  sqlite3_bind_int (insert, 1, n_messages++);
  sqlite3_bind_text (insert, 2, text, -1, SQLITE_STATIC);
  check (sqlite3_step (insert));
  check (sqlite3_reset (insert));
  return TRUE;
}

static void
read_archive (void)
{
  g_autofree char *before = g_strdup ("");

  while (before != NULL)
    {
      BeckonMamQuery query = { .before = before, .max = PAGE };
      g_autoptr (BeckonElement) request = beckon_mam_query_new (&query, QUERY_ID);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (BeckonElement) reply = NULL;
      g_auto (BeckonMamPage) page = { NULL };

      run ("BEGIN");
      beckon_session_send_iq_async (session, request, NULL, keep_result, &result);
      wait_for (&result);
      run ("COMMIT");
      reply = beckon_session_send_iq_finish (session, result, NULL);
      if (reply == NULL || !beckon_mam_parse_fin (reply, &page, NULL))
        g_error ("The archive does not answer");
      g_free (before);
      before = page.complete ? NULL : g_steal_pointer (&page.first);
    }
}

/* What comes in one iteration of the main loop is one transaction. */
static void
read_live (void)
{
  guint end = n_messages + n_live;

  while (n_messages < end)
    {
      run ("BEGIN");
      g_main_context_iteration (NULL, TRUE);
      run ("COMMIT");
    }
}

static void
measure (void (*work) (void))
{
  gint64 start = g_get_monotonic_time ();
  double cpu = cpu_seconds ();

  work ();
  g_print ("%.3f %.3f\n", (g_get_monotonic_time () - start) / 1e6, cpu_seconds () - cpu);
}

int
main (int argc, char **argv)
{
  g_autoptr (GTlsDatabase) trusted = g_tls_file_database_new (argv[3], NULL);
  g_autoptr (BeckonJid) jid = beckon_jid_new (argv[4], NULL);
  g_autoptr (BeckonLogin) login = beckon_login_new (jid);
  g_autoptr (BeckonElement) presence = beckon_element_new ("presence", BECKON_NS_CLIENT);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char password[256];

  g_tls_backend_set_default_database (g_tls_backend_get_default (), trusted);
  if (fgets (password, sizeof password, stdin) == NULL)
    return 1;
  n_live = atoi (argv[5]);
  check (sqlite3_open (argv[6], &database));
  run ("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
       "CREATE TABLE messages (id INTEGER PRIMARY KEY, body TEXT)");
  check (sqlite3_prepare_v2 (database, "INSERT INTO messages VALUES (?1, ?2)", -1, &insert, NULL));

  beckon_login_set_host (login, argv[1], atoi (argv[2]), TRUE);
  beckon_login_set_password (login, g_strchomp (password));
  beckon_login_run_async (login, NULL, keep_result, &result);
  wait_for (&result);
  session = beckon_login_run_finish (login, result, &error);
  if (session == NULL)
    g_error ("Sign-in failed: %s", error->message);

  beckon_session_add_handler (session, "message", NULL, NULL, 0, message_cb, NULL, NULL);
  if (n_live == 0)
    {
      measure (read_archive);
    }
  else
    {
      beckon_session_send (session, presence);
      measure (read_live);
    }
  beckon_session_close (session);
  return 0;
}
