/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is done about a failure: when to try again, and when to ask the person. */

#include "beckon-connection-private.h"

#include "beckon-net-error.h"
#include "beckon-stream-error-private.h"

#define N_DRAWS 200

/* The first pause, which is random, too, lets nobody come back together with all the others; the
 * later ones grow up to some minutes. In milliseconds. */
static void
test_pauses (void)
{
  static const struct
  {
    guint failures;
    guint least;
    guint most;
  } cases[] = {
    { 0, 0, 4000 },
    { 1, 4000, 8000 },
    { 2, 8000, 16000 },
    { 5, 64000, 128000 },
    { 8, 150000, 300000 },
    { 100, 150000, 300000 },
    { G_MAXUINT, 150000, 300000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint below = 0;

      for (guint draw = 0; draw < N_DRAWS; draw++)
        {
          guint pause = beckon_connection_choose_pause (cases[i].failures);

          g_assert_cmpuint (pause, >=, cases[i].least);
          g_assert_cmpuint (pause, <, cases[i].most);
          below += pause < (cases[i].least + cases[i].most) / 2 ? 1 : 0;
        }
      /* In both halves, but for once in 2^199 times. */
      g_assert_cmpuint (below, >, 0);
      g_assert_cmpuint (below, <, N_DRAWS);
    }
}

#define assert_final(domain, code, final)                                                          \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GError) error_ = g_error_new_literal (domain, (int) (code), "");                    \
    g_assert_cmpint (beckon_connection_error_is_final (error_), ==, final);                        \
  }                                                                                                \
  G_STMT_END

static void
assert_condition (const char *condition, gboolean final)
{
  g_autofree char *xml
    = g_strdup_printf ("<error xmlns='http://etherx.jabber.org/streams'>"
                       "<%s xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></error>",
                       condition);
  g_autoptr (BeckonElement) element = beckon_element_parse (xml, -1, NULL);
  g_autoptr (GError) error = beckon_stream_error_new_from_element (element);

  g_assert_cmpint (beckon_connection_error_is_final (error), ==, final);
}

/* What repeating cannot mend is for the person to decide, and nothing else is. */
static void
test_final (void)
{
  assert_final (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED, TRUE);
  assert_final (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_ACCOUNT_DISABLED, TRUE);
  assert_final (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_SERVER_PROOF, TRUE);
  assert_final (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_TRY_LATER, FALSE);
  assert_final (BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL, FALSE);
  assert_final (BECKON_SECRET_ERROR, BECKON_SECRET_ERROR_LOCKED, TRUE);
  assert_final (BECKON_SECRET_ERROR, BECKON_SECRET_ERROR_TIMEOUT, FALSE);
  assert_final (BECKON_NET_ERROR, BECKON_NET_ERROR_CERTIFICATE, TRUE);
  assert_final (BECKON_NET_ERROR, BECKON_NET_ERROR_TIMEOUT, FALSE);
  assert_final (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_NO_TLS, TRUE);
  assert_final (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED, FALSE);
  assert_final (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL, FALSE);
  assert_final (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, FALSE);
  assert_condition ("conflict", TRUE);
  assert_condition ("host-unknown", TRUE);
  assert_condition ("not-authorized", TRUE);
  assert_condition ("system-shutdown", FALSE);
  assert_condition ("policy-violation", FALSE);
  assert_condition ("see-other-host", FALSE);
  assert_condition ("undefined-condition", FALSE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connection-failure/pauses", test_pauses);
  g_test_add_func ("/connection-failure/final", test_final);
  return g_test_run ();
}
