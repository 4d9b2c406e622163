/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signs in to the server that bench-sign-in.py started: once with the password, then by token.
 * Prints the median time of the latter in milliseconds.
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

static double
run (BeckonLogin *login)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BeckonSession) session = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time (), end;

  beckon_login_run_async (login, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  end = g_get_monotonic_time ();
  session = beckon_login_run_finish (login, result, &error);
  if (session == NULL)
    g_error ("Sign-in failed: %s", error->message);
  beckon_session_close (session);
  return (end - start) / 1000.0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return *(const double *) a < *(const double *) b ? -1 : 1;
}

int
main (int argc, char **argv)
{
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (argv[3], NULL);
  g_autoptr (BeckonLogin) first = login_new (argv);
  char password[256];
  double times[TIMES];

  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
  if (fgets (password, sizeof password, stdin) == NULL)
    return 1;
  beckon_login_set_password (first, g_strchomp (password));
  run (first);
  for (guint i = 0; i < TIMES; i++)
    {
      g_autoptr (BeckonLogin) login = login_new (argv);

      beckon_login_set_fast_token (login,
                                   beckon_login_get_new_fast_mechanism (first),
                                   beckon_login_get_new_fast_token (first),
                                   i + 1);
      times[i] = run (login);
    }
  qsort (times, TIMES, sizeof times[0], compare);
  g_print ("%.1f\n", times[TIMES / 2]);
  return 0;
}
