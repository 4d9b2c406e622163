/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in to a real server. The argument is the variant of support/prosody.py that it is. */

#include "beckon-login.h"

#include <string.h>

/* Who says nothing for so long waits for the other side. */
#define QUIET_MS 300

/* A relay in front of the server: it passes on what one side says when it has said all, and so
 * counts the dependent round trips, those of TLS included. */
typedef struct
{
  GSocketListener *listener;
  guint16 port;
  guint16 server_port;
  GCancellable *stop;
  GThread *thread;
  gint round_trips;
  gint cut;
} Relay;

static GSocketConnection *
connect_to_server (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection
    = g_socket_client_connect_to_host (client, g_getenv ("BECKON_TEST_HOST"), port, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

/* Returns: whether @socket is still open */
static gboolean
read_until_quiet (GSocket *socket, GByteArray *data)
{
  guint8 buffer[16384];
  gint64 quiet = 0;

  while (g_socket_condition_timed_wait (socket, G_IO_IN, quiet, NULL, NULL))
    {
      gssize length = g_socket_receive (socket, (char *) buffer, sizeof buffer, NULL, NULL);

      if (length <= 0)
        return FALSE;
      g_byte_array_append (data, buffer, length);
      quiet = QUIET_MS * G_TIME_SPAN_MILLISECOND;
    }
  return TRUE;
}

static gboolean
pass_on (GSocketConnection *from, GSocketConnection *to, gint *count)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  if (!read_until_quiet (g_socket_connection_get_socket (from), data))
    return FALSE;
  if (data->len == 0)
    return TRUE;
  if (count != NULL)
    g_atomic_int_inc (count);
  return g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (to)), data->data,
                                    data->len, NULL, NULL, NULL);
}

static gpointer
relay (gpointer data)
{
  Relay *self = data;
  GSocketConnection *client;

  while ((client = g_socket_listener_accept (self->listener, NULL, self->stop, NULL)) != NULL)
    {
      g_autoptr (GSocketConnection) server = connect_to_server (self->server_port);

      while (!g_atomic_int_get (&self->cut) && pass_on (client, server, &self->round_trips)
             && pass_on (server, client, NULL))
        g_usleep (1000);
      g_socket_close (g_socket_connection_get_socket (client), NULL);
      g_object_unref (client);
    }
  return NULL;
}

static void
relay_start (Relay *self, guint16 server_port)
{
  g_autoptr (GError) error = NULL;

  memset (self, 0, sizeof *self);
  self->listener = g_socket_listener_new ();
  self->stop = g_cancellable_new ();
  self->server_port = server_port;
  self->port = g_socket_listener_add_any_inet_port (self->listener, NULL, &error);
  g_assert_no_error (error);
  self->thread = g_thread_new ("relay", relay, self);
}

static void
relay_stop (Relay *self)
{
  g_atomic_int_set (&self->cut, TRUE);
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
}

static guint16
get_port (const char *name)
{
  return atoi (g_getenv (name));
}

static BeckonLogin *
new_login (const char *name, guint16 port, gboolean direct_tls)
{
  g_autofree char *address = g_strdup_printf ("%s@%s", name, g_getenv ("BECKON_TEST_DOMAIN"));
  g_autoptr (BeckonJid) jid = beckon_jid_new (address, NULL);
  BeckonLogin *login = beckon_login_new (jid);

  beckon_login_set_host (login, g_getenv ("BECKON_TEST_HOST"), port, direct_tls);
  beckon_login_set_user_agent (login, "d4565fa7-4d72-4749-b3d3-740edbf87770", "Beckon", "Test");
  return login;
}

static BeckonLogin *
login_of (const char *name)
{
  return new_login (name, get_port ("BECKON_TEST_TLS_PORT"), TRUE);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static BeckonSession *
run (BeckonLogin *login, GError **error)
{
  GAsyncResult *result = NULL;
  BeckonSession *session;

  beckon_login_run_async (login, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  session = beckon_login_run_finish (login, result, error);
  g_object_unref (result);
  return session;
}

static void
closed_cb (BeckonSession *session, GError *error, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
end_session (BeckonSession *session)
{
  gboolean closed = FALSE;

  g_signal_connect (session, "closed", G_CALLBACK (closed_cb), &closed);
  beckon_session_close (session);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (session, &closed);
  g_object_unref (session);
}

static BeckonSession *
run_well (BeckonLogin *login)
{
  g_autoptr (GError) error = NULL;
  BeckonSession *session = run (login, &error);

  g_assert_no_error (error);
  return session;
}

static void
assert_ready (BeckonLogin *login, BeckonSession *session)
{
  g_assert_true (
    g_str_has_prefix (beckon_jid_get_resource (beckon_session_get_jid (session)), "Beckon"));
  g_assert_true (beckon_session_can_resume (session));
  g_assert_nonnull (beckon_session_get_resume_id (session));
  g_assert_true (beckon_login_get_carbons_enabled (login));
  g_assert_true (beckon_login_get_csi_offered (login));
}

/* Signs in by password with a mechanism, and lets go again. */
static void
sign_in (BeckonLogin *login, const char *mechanism)
{
  BeckonSession *session;

  beckon_login_set_password (login, "wonderland");
  session = run_well (login);
  g_assert_cmpstr (beckon_login_get_mechanism (login), ==, mechanism);
  assert_ready (login, session);
  end_session (session);
}

static void
assert_fails (BeckonLogin *login, BeckonLoginError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (run (login, &error));
  g_assert_error (error, BECKON_LOGIN_ERROR, (int) code);
}

/* Gets a token for the account "alice". */
static BeckonLogin *
get_token (void)
{
  BeckonLogin *login = login_of ("alice");

  sign_in (login, "SCRAM-SHA-256-PLUS");
  g_assert_cmpstr (beckon_login_get_new_fast_mechanism (login), ==, "HT-SHA-256-EXPR");
  g_assert_true (beckon_login_get_fast_offered (login));
  return login;
}

static void
use_token_of (BeckonLogin *login, BeckonLogin *earlier, guint count)
{
  beckon_login_set_fast_token (login, beckon_login_get_new_fast_mechanism (earlier),
                               beckon_login_get_new_fast_token (earlier), count);
}

static void
test_token (void)
{
  g_autoptr (BeckonLogin) first = get_token ();
  g_autoptr (BeckonLogin) second = NULL;
  BeckonSession *session;
  Relay relay;

  relay_start (&relay, get_port ("BECKON_TEST_TLS_PORT"));
  second = new_login ("alice", relay.port, TRUE);
  use_token_of (second, first, 1);
  session = run_well (second);
  g_assert_cmpstr (beckon_login_get_mechanism (second), ==, "HT-SHA-256-EXPR");
  assert_ready (second, session);
  /* One for TLS, one for all the rest */
  g_assert_cmpint (g_atomic_int_get (&relay.round_trips), ==, 2);
  relay_stop (&relay);
  end_session (session);
}

static void
test_starttls (void)
{
  g_autoptr (BeckonLogin) first = new_login ("alice", get_port ("BECKON_TEST_PORT"), FALSE);
  g_autoptr (BeckonLogin) second = new_login ("alice", get_port ("BECKON_TEST_PORT"), FALSE);
  BeckonSession *session;

  sign_in (first, "SCRAM-SHA-256-PLUS");
  use_token_of (second, first, 0);
  session = run_well (second);
  assert_ready (second, session);
  end_session (session);
}

static void
test_refused (void)
{
  g_autoptr (BeckonLogin) wrong_password = login_of ("alice");
  g_autoptr (BeckonLogin) unknown = login_of ("nobody");
  g_autoptr (BeckonLogin) disabled = login_of ("dora");

  beckon_login_set_password (wrong_password, "looking glass");
  assert_fails (wrong_password, BECKON_LOGIN_ERROR_NOT_AUTHORIZED);
  beckon_login_set_password (unknown, "wonderland");
  assert_fails (unknown, BECKON_LOGIN_ERROR_NOT_AUTHORIZED);
  beckon_login_set_password (disabled, "explorer");
  assert_fails (disabled, BECKON_LOGIN_ERROR_ACCOUNT_DISABLED);
}

static void
test_wrong_token (void)
{
  g_autoptr (BeckonLogin) login = login_of ("alice");

  beckon_login_set_fast_token (login, "HT-SHA-256-EXPR", "secret-token:fast-guessed", 1);
  assert_fails (login, BECKON_LOGIN_ERROR_NOT_AUTHORIZED);
  g_assert_true (beckon_login_get_fast_refused (login));
}

static void
test_wrong_token_right_password (void)
{
  g_autoptr (BeckonLogin) login = login_of ("alice");

  beckon_login_set_fast_token (login, "HT-SHA-256-EXPR", "secret-token:fast-guessed", 1);
  sign_in (login, "SCRAM-SHA-256-PLUS");
  g_assert_true (beckon_login_get_fast_refused (login));
  g_assert_nonnull (beckon_login_get_new_fast_token (login));
}

/* The same letters in another form */
static void
test_prepared_password (void)
{
  g_autoptr (BeckonLogin) login = login_of ("carol");

  beckon_login_set_password (login, "pa\u0308sswo\u0308rd");
  end_session (run_well (login));
}

static void
test_invalidate (void)
{
  g_autoptr (BeckonLogin) first = get_token ();
  g_autoptr (BeckonLogin) out = login_of ("alice");
  g_autoptr (BeckonLogin) after = login_of ("alice");

  use_token_of (out, first, 1);
  beckon_login_set_invalidate_fast (out, TRUE);
  end_session (run_well (out));
  g_assert_null (beckon_login_get_new_fast_token (out));
  use_token_of (after, first, 2);
  assert_fails (after, BECKON_LOGIN_ERROR_NOT_AUTHORIZED);
  g_assert_true (beckon_login_get_fast_refused (after));
}

static void
test_resume (void)
{
  g_autoptr (BeckonLogin) first = NULL;
  g_autoptr (BeckonLogin) second = login_of ("alice");
  g_autoptr (BeckonSession) session = NULL, resumed = NULL;
  g_autofree char *id = NULL;
  gboolean interrupted = FALSE;
  Relay relay;

  relay_start (&relay, get_port ("BECKON_TEST_TLS_PORT"));
  first = new_login ("alice", relay.port, TRUE);
  beckon_login_set_password (first, "wonderland");
  session = run_well (first);
  id = g_strdup (beckon_session_get_resume_id (session));
  g_signal_connect (session, "interrupted", G_CALLBACK (closed_cb), &interrupted);
  relay_stop (&relay);
  while (!interrupted)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (beckon_session_can_resume (session));

  beckon_login_set_password (second, "wonderland");
  beckon_login_set_resume_session (second, session);
  resumed = run_well (second);
  g_assert_true (beckon_login_get_resumed (second));
  g_assert_true (resumed == session);
  g_assert_cmpstr (beckon_session_get_resume_id (session), ==, id);
  g_signal_handlers_disconnect_by_data (session, &interrupted);
  end_session (g_steal_pointer (&resumed));
}

/* No SASL2: step by step */
static void
test_legacy (void)
{
  g_autoptr (BeckonLogin) login = login_of ("alice");

  sign_in (login, "SCRAM-SHA-256-PLUS");
  g_assert_false (beckon_login_get_fast_offered (login));
  g_assert_null (beckon_login_get_new_fast_token (login));
}

static void
test_legacy_token (void)
{
  g_autoptr (BeckonLogin) login = login_of ("alice");

  beckon_login_set_fast_token (login, "HT-SHA-256-EXPR", "secret-token:fast-old", 1);
  sign_in (login, "SCRAM-SHA-256-PLUS");
  g_assert_true (beckon_login_get_fast_refused (login));
}

static void
test_no_fast (void)
{
  g_autoptr (BeckonLogin) login = login_of ("alice");

  sign_in (login, "SCRAM-SHA-256-PLUS");
  g_assert_false (beckon_login_get_fast_offered (login));
}

static void
test_plain (void)
{
  g_autoptr (BeckonLogin) login = login_of ("alice");
  g_autoptr (BeckonLogin) pinned = login_of ("alice");

  sign_in (login, "PLAIN");
  beckon_login_set_password (pinned, "wonderland");
  beckon_login_set_pinned_mechanism (pinned, "SCRAM-SHA-1");
  assert_fails (pinned, BECKON_LOGIN_ERROR_DOWNGRADE);
}

static void
test_sha_1 (void)
{
  g_autoptr (BeckonLogin) login = login_of ("alice");

  sign_in (login, "SCRAM-SHA-1-PLUS");
}

/* A new token with every sign-in: the old one is good until the new one was used. */
static void
test_rotate (void)
{
  g_autoptr (BeckonLogin) first = get_token ();
  g_autoptr (BeckonLogin) second = login_of ("alice");
  g_autoptr (BeckonLogin) again = login_of ("alice");
  g_autoptr (BeckonLogin) with_new = login_of ("alice");
  g_autoptr (BeckonLogin) with_old = login_of ("alice");

  use_token_of (second, first, 1);
  end_session (run_well (second));
  g_assert_nonnull (beckon_login_get_new_fast_token (second));
  g_assert_cmpstr (beckon_login_get_new_fast_token (second), !=,
                   beckon_login_get_new_fast_token (first));

  use_token_of (again, first, 2);
  end_session (run_well (again));
  use_token_of (with_new, again, 1);
  end_session (run_well (with_new));
  use_token_of (with_old, first, 3);
  assert_fails (with_old, BECKON_LOGIN_ERROR_NOT_AUTHORIZED);
  g_assert_true (beckon_login_get_fast_refused (with_old));
}

int
main (int argc, char **argv)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  static const struct
  {
    const char *variant;
    const char *path;
    GTestFunc function;
  } tests[] = {
    { "default", "/login/token", test_token },
    { "default", "/login/starttls", test_starttls },
    { "default", "/login/refused", test_refused },
    { "default", "/login/wrong-token", test_wrong_token },
    { "default", "/login/wrong-token-right-password", test_wrong_token_right_password },
    { "default", "/login/prepared-password", test_prepared_password },
    { "default", "/login/invalidate", test_invalidate },
    { "default", "/login/resume", test_resume },
    { "no-sasl2", "/login/legacy", test_legacy },
    { "no-sasl2", "/login/legacy/token", test_legacy_token },
    { "no-sasl2", "/login/legacy/resume", test_resume },
    { "no-sasl2", "/login/legacy/refused", test_refused },
    { "no-fast", "/login/no-fast", test_no_fast },
    { "plain", "/login/plain", test_plain },
    { "sha-1", "/login/sha-1", test_sha_1 },
    { "fast-rotate", "/login/rotate", test_rotate },
  };

  g_test_init (&argc, &argv, NULL);
  database = g_tls_file_database_new (g_getenv ("BECKON_TEST_CA"), &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    if (g_strcmp0 (argv[1], tests[i].variant) == 0)
      g_test_add_func (tests[i].path, tests[i].function);
  return g_test_run ();
}
