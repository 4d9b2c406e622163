/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signs in to the server that bench-sign-in.py started: once with the password, then by token; and
 * resumes a session that was cut off, which it asks for with a line "cut". Prints the median times
 * of the latter two in milliseconds.
 *
 *   sign-in HOST PORT CA-FILE ADDRESS      (the password comes on standard input) */

#include "beckon-login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMES 7
#define DEVICE "d4565fa7-4d72-4749-b3d3-740edbf87770"

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static BeckonLogin *
login_new (char **argv)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (argv[4], NULL);
  BeckonLogin *login = beckon_login_new (jid);

  beckon_login_set_host (login, argv[1], atoi (argv[2]), TRUE);
  beckon_login_set_user_agent (login, DEVICE, "Beckon", "Benchmark");
  return login;
}

/* Gives the session, and how long it took. */
static BeckonSession *
run (BeckonLogin *login, double *milliseconds)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BeckonSession *session;
  gint64 start = g_get_monotonic_time (), end;

  beckon_login_run_async (login, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  end = g_get_monotonic_time ();
  session = beckon_login_run_finish (login, result, &error);
  if (session == NULL)
    g_error ("Sign-in failed: %s", error->message);
  *milliseconds = (end - start) / 1000.0;
  return session;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return *(const double *) a < *(const double *) b ? -1 : 1;
}

static void
print_median (double *times)
{
  qsort (times, TIMES, sizeof times[0], compare);
  g_print ("%.1f\n", times[TIMES / 2]);
}

static void
flag_cb (gboolean *flag)
{
  *flag = TRUE;
}

static void
wait_for_cut (BeckonSession *session)
{
  gboolean interrupted = FALSE;
  gulong handler
    = g_signal_connect_swapped (session, "interrupted", G_CALLBACK (flag_cb), &interrupted);

  g_print ("cut\n");
  fflush (stdout);
  while (!interrupted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (session, handler);
}

int
main (int argc, char **argv)
{
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (argv[3], NULL);
  g_autoptr (BeckonLogin) first = login_new (argv);
  g_autoptr (BeckonSession) kept = NULL;
  char password[256];
  double times[TIMES];

  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
  if (fgets (password, sizeof password, stdin) == NULL)
    return 1;
  beckon_login_set_password (first, g_strchomp (password));
  kept = run (first, times);
  for (guint i = 0; i < 2 * TIMES; i++)
    {
      g_autoptr (BeckonLogin) login = login_new (argv);
      g_autoptr (BeckonSession) session = NULL;

      if (i == TIMES)
        print_median (times);
      beckon_login_set_fast_token (login,
                                   beckon_login_get_new_fast_mechanism (first),
                                   beckon_login_get_new_fast_token (first),
                                   i + 1);
      if (i >= TIMES)
        {
          wait_for_cut (kept);
          beckon_login_set_resume_session (login, kept);
        }
      else
        {
          beckon_session_close (kept);
        }
      session = run (login, &times[i % TIMES]);
      if (i >= TIMES && !beckon_login_get_resumed (login))
        g_error ("The session was not resumed");
      g_set_object (&kept, session);
    }
  print_median (times);
  beckon_session_close (kept);
  return 0;
}
