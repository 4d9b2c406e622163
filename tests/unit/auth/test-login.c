/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-login.h"

#include "fake-sasl.h"

#include <string.h>

#define JID "alice@" FAKE_SERVER_DOMAIN
#define FULL_JID JID "/Beckon~1"
#define AGENT_ID "d4565fa7-4d72-4749-b3d3-740edbf87770"

/* Whoever says nothing more waits for this, and then cuts the connection. */
#define STREAM_END "</stream:stream>"

#define MECHANISM(name) "<mechanism>" name "</mechanism>"
#define BINDING_TYPES                                                                              \
  "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>"                                              \
  "<channel-binding type='tls-server-end-point'/><channel-binding type='tls-exporter'/>"           \
  "</sasl-channel-binding>"
#define SCRAM MECHANISM ("SCRAM-SHA-1") MECHANISM ("SCRAM-SHA-256") MECHANISM ("SCRAM-SHA-256-PLUS")
#define INLINE                                                                                     \
  "<inline><sm xmlns='urn:xmpp:sm:3'/><bind xmlns='urn:xmpp:bind:0'><inline>"                      \
  "<feature var='urn:xmpp:carbons:2'/><feature var='urn:xmpp:csi:0'/>"                             \
  "<feature var='urn:xmpp:sm:3'/></inline></bind>"                                                 \
  "<fast xmlns='urn:xmpp:fast:0'>" MECHANISM ("HT-SHA-256-NONE")                                   \
    MECHANISM ("HT-SHA-256-EXPR") "</fast></inline>"
#define SASL2(content) "<authentication xmlns='" FAKE_SASL2_NS "'>" content "</authentication>"
#define SASL(content) "<mechanisms xmlns='" FAKE_SASL_NS "'>" content "</mechanisms>"
#define FULL_FEATURES SASL2 (SCRAM INLINE) BINDING_TYPES
#define BIND_FEATURES                                                                              \
  "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><sm xmlns='urn:xmpp:sm:3'/>"                    \
  "<csi xmlns='urn:xmpp:csi:0'/>"
#define NO_FEATURES "<stream:features/>"
#define BOUND                                                                                      \
  "<bound xmlns='urn:xmpp:bind:0'><enabled xmlns='urn:xmpp:sm:3' id='sm-1' resume='1' max='600'/>" \
  "</bound>"
#define TOKEN "<token xmlns='urn:xmpp:fast:0' token='new-token' expiry='2030-01-02T03:04:05Z'/>"

typedef struct
{
  FakeServer *server;
  BeckonLogin *login;
  const char *text; /* for the script */
  const struct _Steps *steps;
  gboolean has_password;
  GCancellable *cancellable;
  GAsyncResult *result;
} Fixture;

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->result);
  fixture->result = g_object_ref (result);
}

static void
set_up (Fixture *fixture, FakeServerScript script, const char *text)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (JID, NULL);

  fixture->text = text;
  fixture->server = fake_server_new (script, fixture);
  fixture->login = beckon_login_new (jid);
  beckon_login_set_host (fixture->login, "127.0.0.1", fake_server_get_port (fixture->server), TRUE);
  beckon_login_set_user_agent (fixture->login, AGENT_ID, "Beckon", "A <test> & more");
}

static BeckonSession *
run (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_login_run_async (fixture->login, fixture->cancellable, result_cb, fixture);
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = g_steal_pointer (&fixture->result);
  return beckon_login_run_finish (fixture->login, result, error);
}

static void
tear_down (Fixture *fixture)
{
  fake_server_free (fixture->server);
  g_assert_finalize_object (fixture->login);
}

static void
end_session (BeckonSession *session)
{
  beckon_session_close (session);
  g_object_unref (session);
}

/* Runs an attempt that has to fail like that. */
static void
assert_fails (Fixture *fixture, BeckonLoginError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (run (fixture, &error));
  g_assert_error (error, BECKON_LOGIN_ERROR, (int) code);
}

static void send (FakeConnection *connection, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
send (FakeConnection *connection, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  fake_connection_send (connection, text);
}

static gboolean
open_stream (FakeConnection *connection, const char *features)
{
  return fake_connection_start_tls (connection, "good")
         && fake_connection_open_stream (connection, features);
}

static void
send_success (FakeConnection *connection, const char *proof, const char *jid, const char *more)
{
  send (connection,
        "<success xmlns='" FAKE_SASL2_NS "'><additional-data>%s</additional-data>"
        "<authorization-identifier>%s</authorization-identifier>%s</success>",
        proof, jid, more);
}

/* SASL2 with all that it can do inline, by password */

static void
password_script (FakeConnection *connection, gpointer user_data)
{
  g_autofree char *request = NULL, *proof = NULL;

  if (!open_stream (connection, FULL_FEATURES))
    return;
  request = fake_connection_read_to (connection, "</authenticate>");
  g_assert_nonnull (strstr (request, "mechanism=\"SCRAM-SHA-256-PLUS\""));
  g_assert_nonnull (strstr (request, "<user-agent id=\"" AGENT_ID "\">"));
  g_assert_nonnull (strstr (request, "<device>A &lt;test&gt; &amp; more</device>"));
  g_assert_nonnull (strstr (request, "<tag>Beckon</tag>"));
  g_assert_nonnull (strstr (request, "<enable xmlns=\"urn:xmpp:carbons:2\"/>"));
  g_assert_nonnull (strstr (request, "mechanism=\"HT-SHA-256-EXPR\""));
  g_assert_null (strstr (request, "<fast"));
  g_assert_null (strstr (request, "<resume"));
  g_assert_true (
    fake_sasl_scram (connection, FAKE_SASL2_NS, request, "SCRAM-SHA-256-PLUS", NULL, &proof));
  send_success (connection, proof, FULL_JID, BOUND TOKEN);
  send (connection, NO_FEATURES);
  fake_connection_expect (connection, STREAM_END);
}

static void
test_password (void)
{
  Fixture fixture = { NULL };
  BeckonSession *session;
  g_autoptr (GError) error = NULL;
  g_autofree char *expiry = NULL;

  set_up (&fixture, password_script, NULL);
  beckon_login_set_password (fixture.login, "pencil");
  session = run (&fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (beckon_jid_get_full (beckon_session_get_jid (session)), ==, FULL_JID);
  g_assert_cmpstr (beckon_session_get_resume_id (session), ==, "sm-1");
  g_assert_cmpstr (beckon_login_get_mechanism (fixture.login), ==, "SCRAM-SHA-256-PLUS");
  g_assert_cmpstr (beckon_login_get_pinned_mechanism (fixture.login), ==, "SCRAM-SHA-256-PLUS");
  g_assert_cmpstr (beckon_login_get_new_fast_mechanism (fixture.login), ==, "HT-SHA-256-EXPR");
  g_assert_cmpstr (beckon_login_get_new_fast_token (fixture.login), ==, "new-token");
  expiry = g_date_time_format_iso8601 (beckon_login_get_new_fast_expiry (fixture.login));
  g_assert_cmpstr (expiry, ==, "2030-01-02T03:04:05Z");
  g_assert_true (beckon_login_get_fast_offered (fixture.login));
  g_assert_false (beckon_login_get_fast_refused (fixture.login));
  g_assert_true (beckon_login_get_carbons_enabled (fixture.login));
  g_assert_true (beckon_login_get_csi_offered (fixture.login));
  g_assert_false (beckon_login_get_resumed (fixture.login));
  end_session (session);
  tear_down (&fixture);
}

/* By token: one round trip, as the server says nothing before it has it all */

static void
token_script (FakeConnection *connection, gpointer user_data)
{
  g_autofree char *request = NULL, *proof = NULL;

  if (!fake_connection_start_tls (connection, "good"))
    return;
  request = fake_connection_read_to (connection, "</authenticate>");
  g_assert_true (strstr (request, "<stream:stream") < strstr (request, "<authenticate"));
  g_assert_nonnull (strstr (request, "from='" JID "'"));
  g_assert_nonnull (strstr (request, "mechanism=\"HT-SHA-256-EXPR\""));
  g_assert_nonnull (strstr (request, "<fast "));
  g_assert_nonnull (strstr (request, " count=\"7\""));
  g_assert_null (strstr (request, "request-token"));
  proof = fake_sasl_ht (connection, request, TRUE);
  g_assert_nonnull (proof);
  send (connection, FAKE_SERVER_HEADER "<stream:features>" FULL_FEATURES "</stream:features>");
  send_success (connection, proof, FULL_JID, BOUND TOKEN);
  send (connection, NO_FEATURES);
  fake_connection_expect (connection, STREAM_END);
}

static void
test_token (void)
{
  Fixture fixture = { NULL };
  BeckonSession *session;
  g_autoptr (GError) error = NULL;

  set_up (&fixture, token_script, NULL);
  beckon_login_set_fast_token (fixture.login, "HT-SHA-256-EXPR", "secret-token", 7);
  beckon_login_set_pinned_mechanism (fixture.login, "SCRAM-SHA-256-PLUS");
  session = run (&fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (beckon_jid_get_full (beckon_session_get_jid (session)), ==, FULL_JID);
  g_assert_cmpstr (beckon_login_get_mechanism (fixture.login), ==, "HT-SHA-256-EXPR");
  g_assert_cmpstr (beckon_login_get_pinned_mechanism (fixture.login), ==, "SCRAM-SHA-256-PLUS");
  g_assert_cmpstr (beckon_login_get_new_fast_mechanism (fixture.login), ==, "HT-SHA-256-EXPR");
  g_assert_cmpstr (beckon_login_get_new_fast_token (fixture.login), ==, "new-token");
  g_assert_true (beckon_login_get_carbons_enabled (fixture.login));
  end_session (session);
  tear_down (&fixture);
}

/* A token that the server refuses, with a password and without */

static void
refusal_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *request = NULL, *again = NULL, *proof = NULL;

  if (!open_stream (connection, FULL_FEATURES))
    return;
  request = fake_connection_read_to (connection, "</authenticate>");
  g_assert_nonnull (strstr (request, "mechanism=\"HT-SHA-256-NONE\""));
  g_assert_null (fake_sasl_ht (connection, request, FALSE));
  send (connection, "<failure xmlns='" FAKE_SASL2_NS "'><%s xmlns='" FAKE_SASL_NS "'/></failure>",
        fixture->text);
  if (!fixture->has_password)
    {
      fake_connection_expect (connection, STREAM_END);
      return;
    }
  again = fake_connection_read_to (connection, "</authenticate>");
  g_assert_nonnull (strstr (again, "mechanism=\"SCRAM-SHA-256-PLUS\""));
  g_assert_nonnull (strstr (again, "request-token"));
  g_assert_null (strstr (again, "<fast"));
  g_assert_true (
    fake_sasl_scram (connection, FAKE_SASL2_NS, again, "SCRAM-SHA-256-PLUS", NULL, &proof));
  send_success (connection, proof, FULL_JID, BOUND TOKEN);
  send (connection, NO_FEATURES);
  fake_connection_expect (connection, STREAM_END);
}

static void
test_token_refused (void)
{
  static const struct
  {
    const char *condition;
    BeckonLoginError code;
    gboolean refused;
  } cases[] = {
    { "not-authorized", BECKON_LOGIN_ERROR_NOT_AUTHORIZED, TRUE },
    { "credentials-expired", BECKON_LOGIN_ERROR_NOT_AUTHORIZED, TRUE },
    { "invalid-mechanism", BECKON_LOGIN_ERROR_NOT_AUTHORIZED, TRUE },
    { "temporary-auth-failure", BECKON_LOGIN_ERROR_TRY_LATER, FALSE },
    { "account-disabled", BECKON_LOGIN_ERROR_ACCOUNT_DISABLED, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { NULL };

      set_up (&fixture, refusal_script, cases[i].condition);
      beckon_login_set_fast_token (fixture.login, "HT-SHA-256-NONE", "wrong", 1);
      assert_fails (&fixture, cases[i].code);
      g_assert_cmpint (beckon_login_get_fast_refused (fixture.login), ==, cases[i].refused);
      tear_down (&fixture);
    }
}

static void
test_token_then_password (void)
{
  Fixture fixture = { .has_password = TRUE };
  BeckonSession *session;
  g_autoptr (GError) error = NULL;

  set_up (&fixture, refusal_script, "not-authorized");
  beckon_login_set_fast_token (fixture.login, "HT-SHA-256-NONE", "wrong", 1);
  beckon_login_set_password (fixture.login, "pencil");
  session = run (&fixture, &error);
  g_assert_no_error (error);
  g_assert_true (beckon_login_get_fast_refused (fixture.login));
  g_assert_cmpstr (beckon_login_get_mechanism (fixture.login), ==, "SCRAM-SHA-256-PLUS");
  g_assert_cmpstr (beckon_login_get_new_fast_mechanism (fixture.login), ==, "HT-SHA-256-EXPR");
  end_session (session);
  tear_down (&fixture);
}

/* RFC 6120 only. Which of two ways it shows that it does not know SASL2: no such features, or an
 * error at once */

static void
send_reply (FakeConnection *connection, const char *request, const char *content)
{
  const char *start = strstr (request, " id=\"") + strlen (" id=\"");

  send (connection, "<iq type='result' id='%.*s'>%s</iq>", (int) (strchr (start, '"') - start),
        start, content);
}

static void
legacy_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;
  gboolean expect_pipelining
    = fixture->text != NULL && fake_server_get_n_connections (fixture->server) == 1;
  g_autofree char *request = NULL, *proof = NULL, *bind = NULL, *carbons = NULL;

  if (!fake_connection_start_tls (connection, "good"))
    return;
  if (expect_pipelining && g_str_equal (fixture->text, "error"))
    {
      g_assert_true (fake_connection_expect (connection, "</authenticate>"));
      send (connection,
            FAKE_SERVER_HEADER "<stream:error><not-authorized "
                               "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
      fake_connection_expect (connection, STREAM_END);
      return;
    }
  if (!fake_connection_open_stream (connection, SASL (SCRAM) BINDING_TYPES))
    return;
  if (expect_pipelining)
    {
      fake_connection_expect (connection, STREAM_END);
      return;
    }

  request = fake_connection_read_to (connection, "</auth>");
  g_assert_null (strstr (request, "authenticate"));
  g_assert_true (fake_sasl_scram (connection, FAKE_SASL_NS, strstr (request, "<auth"),
                                  "SCRAM-SHA-256-PLUS", NULL, &proof));
  send (connection, "<success xmlns='" FAKE_SASL_NS "'>%s</success>", proof);
  g_assert_true (fake_connection_open_stream (connection, BIND_FEATURES));
  bind = fake_connection_read_to (connection, "</iq>");
  g_assert_nonnull (strstr (bind, "<resource>Beckon."));
  send_reply (connection, strstr (bind, "<iq"),
              "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>" FULL_JID "</jid></bind>");
  carbons = fake_connection_read_to (connection, "</iq>");
  g_assert_nonnull (strstr (carbons, "urn:xmpp:carbons:2"));
  g_assert_true (fake_connection_expect (connection, "urn:xmpp:sm:3"));
  send (connection, "<message from='bob@example.org'><body>Early</body></message>");
  send_reply (connection, carbons, "");
  send (connection, "<enabled xmlns='urn:xmpp:sm:3' id='sm-1' resume='true'/>");
  fake_connection_expect (connection, STREAM_END);
}

static void
test_legacy (gconstpointer data)
{
  const char *how = data;
  Fixture fixture = { NULL };
  BeckonSession *session;
  g_autoptr (GError) error = NULL;

  set_up (&fixture, legacy_script, how);
  beckon_login_set_password (fixture.login, "pencil");
  if (how != NULL)
    beckon_login_set_fast_token (fixture.login, "HT-SHA-256-EXPR", "secret-token", 1);
  session = run (&fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fake_server_get_n_connections (fixture.server), ==, how != NULL ? 2 : 1);
  g_assert_cmpstr (beckon_jid_get_full (beckon_session_get_jid (session)), ==, FULL_JID);
  g_assert_cmpstr (beckon_session_get_resume_id (session), ==, "sm-1");
  g_assert_cmpstr (beckon_login_get_mechanism (fixture.login), ==, "SCRAM-SHA-256-PLUS");
  g_assert_null (beckon_login_get_new_fast_token (fixture.login));
  g_assert_false (beckon_login_get_fast_offered (fixture.login));
  g_assert_cmpint (beckon_login_get_fast_refused (fixture.login), ==, how != NULL);
  g_assert_true (beckon_login_get_carbons_enabled (fixture.login));
  g_assert_true (beckon_login_get_csi_offered (fixture.login));
  end_session (session);
  tear_down (&fixture);
}

/* RFC 6120 again, with answers that are out of the ordinary: to the request at each step, "ID"
 * being its id */

typedef struct _Steps
{
  const char *success; /* instead of one with a proof */
  const char *features;
  const char *bound;
  const char *session;
  const char *enabled;
  int error; /* OK or a BeckonLoginError */
  gboolean carbons;
  gboolean resumable;
} Steps;

enum
{
  OK = -1
};

static gboolean
answer_step (FakeConnection *connection, const char *request_end, const char *answer)
{
  g_autofree char *request = fake_connection_read_to (connection, request_end);
  g_autoptr (GString) text = g_string_new (answer);
  const char *id;

  if (request == NULL)
    return FALSE;
  id = strstr (request, " id=\"");
  if (id != NULL)
    {
      g_autofree char *value = g_strndup (id + 5, strcspn (id + 5, "\""));

      g_string_replace (text, "ID", value, 0);
    }
  fake_connection_send (connection, text->str);
  return TRUE;
}

static void
steps_script (FakeConnection *connection, gpointer user_data)
{
  const Steps *steps = ((Fixture *) user_data)->steps;
  g_autofree char *request = NULL, *proof = NULL, *success = NULL;

  if (!open_stream (connection, SASL (SCRAM)))
    return;
  request = fake_connection_read_to (connection, "</auth>");
  if (!fake_sasl_scram (connection, FAKE_SASL_NS, strstr (request, "<auth"), "SCRAM-SHA-256-PLUS",
                        NULL, &proof))
    return;
  success = g_strdup_printf ("<success xmlns='" FAKE_SASL_NS "'>%s</success>",
                             steps->success != NULL ? steps->success : proof);
  fake_connection_send (connection, success);
  if (steps->features != NULL && fake_connection_open_stream (connection, steps->features)
      && steps->bound != NULL && answer_step (connection, "</iq>", steps->bound)
      && (steps->session == NULL || answer_step (connection, "</iq>", steps->session))
      && steps->enabled != NULL)
    answer_step (connection, "</iq>", steps->enabled);
  fake_connection_expect (connection, STREAM_END);
}

#define BIND "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"
#define SM "<sm xmlns='urn:xmpp:sm:3'/>"
#define SESSION(content)                                                                           \
  "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'>" content "</session>"
#define BOUND_TO(jid)                                                                              \
  "<iq type='result' id='ID'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>" jid             \
  "</jid></bind></iq>"
#define RESULT "<iq type='result' id='ID'/>"
#define ERROR(condition)                                                                           \
  "<iq type='error' id='ID'><error type='cancel'><" condition                                      \
  " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"

static const Steps steps[] = {
  { NULL, BIND, BOUND_TO (FULL_JID), NULL, RESULT, OK, TRUE, FALSE },
  { NULL, BIND SM SESSION ("<optional/>"), BOUND_TO (FULL_JID), NULL,
    ERROR ("service-unavailable") "<enabled xmlns='urn:xmpp:sm:3'/>", OK, FALSE, FALSE },
  { NULL, BIND SM SESSION (""), BOUND_TO (FULL_JID), RESULT,
    "<failed xmlns='urn:xmpp:sm:3'/>" RESULT, OK, TRUE, FALSE },
  { NULL, BIND SM, BOUND_TO (FULL_JID), NULL,
    "<enabled xmlns='urn:xmpp:sm:3' id='1' resume='1'/>" RESULT, OK, TRUE, TRUE },
  { NULL, BIND SM, BOUND_TO (FULL_JID), NULL,
    RESULT "<enabled xmlns='urn:xmpp:sm:3' id='1' resume='false'/>", OK, TRUE, FALSE },
  { "", NULL, NULL, NULL, NULL, BECKON_LOGIN_ERROR_SERVER_PROOF },
  { "=", NULL, NULL, NULL, NULL, BECKON_LOGIN_ERROR_SERVER_PROOF },
  { "dj1BQUFB", NULL, NULL, NULL, NULL, BECKON_LOGIN_ERROR_SERVER_PROOF },
  { NULL, "", NULL, NULL, NULL, BECKON_LOGIN_ERROR_PROTOCOL },
  { NULL, BIND, BOUND_TO ("mallory@" FAKE_SERVER_DOMAIN "/x"), NULL, NULL,
    BECKON_LOGIN_ERROR_PROTOCOL },
  { NULL, BIND, BOUND_TO (JID), NULL, NULL, BECKON_LOGIN_ERROR_PROTOCOL },
  { NULL, BIND, RESULT, NULL, NULL, BECKON_LOGIN_ERROR_PROTOCOL },
  { NULL, BIND,
    "<iq type='result' id='other'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>" FULL_JID
    "</jid></bind></iq>",
    NULL, NULL, BECKON_LOGIN_ERROR_PROTOCOL },
  { NULL, BIND, "<message id='ID'/>", NULL, NULL, BECKON_LOGIN_ERROR_PROTOCOL },
  { NULL, BIND, ERROR ("not-allowed"), NULL, NULL, BECKON_LOGIN_ERROR_PROTOCOL },
  { NULL, BIND, ERROR ("resource-constraint"), NULL, NULL, BECKON_LOGIN_ERROR_TRY_LATER },
  { NULL, BIND SM, BOUND_TO (FULL_JID), NULL, "<resumed xmlns='urn:xmpp:sm:3'/>",
    BECKON_LOGIN_ERROR_PROTOCOL },
};

static void
test_steps (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      Fixture fixture = { .steps = &steps[i] };
      BeckonSession *session;
      g_autoptr (GError) error = NULL;

      g_test_message ("%" G_GSIZE_FORMAT, i);
      set_up (&fixture, steps_script, NULL);
      beckon_login_set_password (fixture.login, "pencil");
      if (steps[i].error != OK)
        assert_fails (&fixture, steps[i].error);
      else
        {
          session = run (&fixture, &error);
          g_assert_no_error (error);
          g_assert_cmpint (beckon_login_get_carbons_enabled (fixture.login), ==, steps[i].carbons);
          g_assert_cmpint (beckon_session_can_resume (session), ==, steps[i].resumable);
          end_session (session);
        }
      tear_down (&fixture);
    }
}

/* A token, no password, and a server that takes no tokens any more */

static void
no_tokens_script (FakeConnection *connection, gpointer user_data)
{
  if (open_stream (connection, SASL (SCRAM) BINDING_TYPES))
    fake_connection_expect (connection, STREAM_END);
}

static void
test_token_useless (void)
{
  Fixture fixture = { NULL };

  set_up (&fixture, no_tokens_script, NULL);
  beckon_login_set_fast_token (fixture.login, "HT-SHA-256-EXPR", "secret-token", 1);
  assert_fails (&fixture, BECKON_LOGIN_ERROR_NO_CREDENTIALS);
  g_assert_true (beckon_login_get_fast_refused (fixture.login));
  tear_down (&fixture);
}

/* Signing out */

static void
invalidate_script (FakeConnection *connection, gpointer user_data)
{
  g_autofree char *request = NULL, *proof = NULL;

  if (!open_stream (connection, FULL_FEATURES))
    return;
  request = fake_connection_read_to (connection, "</authenticate>");
  g_assert_nonnull (strstr (request, "invalidate=\"true\""));
  g_assert_null (strstr (request, "<bind"));
  g_assert_null (strstr (request, "request-token"));
  proof = fake_sasl_ht (connection, request, FALSE);
  send_success (connection, proof, JID, "");
  send (connection, NO_FEATURES);
  fake_connection_expect (connection, STREAM_END);
}

static void
test_invalidate (void)
{
  Fixture fixture = { NULL };
  BeckonSession *session;
  g_autoptr (GError) error = NULL;

  set_up (&fixture, invalidate_script, NULL);
  beckon_login_set_fast_token (fixture.login, "HT-SHA-256-NONE", "secret-token", 2);
  beckon_login_set_invalidate_fast (fixture.login, TRUE);
  session = run (&fixture, &error);
  g_assert_no_error (error);
  g_assert_null (beckon_login_get_new_fast_token (fixture.login));
  end_session (session);
  tear_down (&fixture);
}

/* A server that says something, whatever it is, to a SCRAM request */

static void
answer_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (!open_stream (connection, FULL_FEATURES)
      || !fake_connection_expect (connection, "</authenticate>"))
    return;
  fake_connection_send (connection, fixture->text);
  fake_connection_expect (connection, STREAM_END);
}

static void
test_answer (void)
{
#define FAILURE(content) "<failure xmlns='" FAKE_SASL2_NS "'>" content "</failure>"
#define CONDITION(name) "<" name " xmlns='" FAKE_SASL_NS "'/>"
  static const struct
  {
    const char *answer;
    BeckonLoginError code;
  } cases[] = {
    { FAILURE (CONDITION ("not-authorized")), BECKON_LOGIN_ERROR_NOT_AUTHORIZED },
    { FAILURE (CONDITION ("account-disabled")), BECKON_LOGIN_ERROR_ACCOUNT_DISABLED },
    { FAILURE (CONDITION ("credentials-expired")), BECKON_LOGIN_ERROR_EXPIRED },
    { FAILURE (CONDITION ("temporary-auth-failure")), BECKON_LOGIN_ERROR_TRY_LATER },
    { FAILURE (CONDITION ("mechanism-too-weak")), BECKON_LOGIN_ERROR_NO_MECHANISM },
    { FAILURE (CONDITION ("malformed-request")), BECKON_LOGIN_ERROR_PROTOCOL },
    { FAILURE (""), BECKON_LOGIN_ERROR_PROTOCOL },
    { "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
      "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>Too many</text></stream:error>",
      BECKON_LOGIN_ERROR_TRY_LATER },
    { "<continue xmlns='" FAKE_SASL2_NS "'><tasks><task>TOTP</task></tasks></continue>",
      BECKON_LOGIN_ERROR_PROTOCOL },
    { "<challenge xmlns='" FAKE_SASL2_NS "'>!</challenge>", BECKON_LOGIN_ERROR_PROTOCOL },
    { "<challenge xmlns='" FAKE_SASL2_NS "'>Zm9v</challenge>", BECKON_LOGIN_ERROR_PROTOCOL },
    { "<success xmlns='" FAKE_SASL2_NS "'><authorization-identifier>" FULL_JID
      "</authorization-identifier>" BOUND "</success>" NO_FEATURES,
      BECKON_LOGIN_ERROR_SERVER_PROOF },
    { "<success xmlns='" FAKE_SASL2_NS "'><additional-data>dj0=</additional-data>"
      "<authorization-identifier>" FULL_JID "</authorization-identifier>" BOUND
      "</success>" NO_FEATURES,
      BECKON_LOGIN_ERROR_SERVER_PROOF },
    { "<success xmlns='" FAKE_SASL_NS "'/>", BECKON_LOGIN_ERROR_PROTOCOL },
    { "<message><body>Hello</body></message>", BECKON_LOGIN_ERROR_PROTOCOL },
    { NO_FEATURES, BECKON_LOGIN_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { NULL };

      g_test_message ("%s", cases[i].answer);
      set_up (&fixture, answer_script, cases[i].answer);
      beckon_login_set_password (fixture.login, "pencil");
      assert_fails (&fixture, cases[i].code);
      g_assert_null (beckon_login_get_mechanism (fixture.login));
      tear_down (&fixture);
    }
}

static void
test_large_answer (void)
{
  g_autofree char *filler = g_strnfill (100 * 1024, 'A');
  g_autofree char *answer
    = g_strdup_printf ("<challenge xmlns='" FAKE_SASL2_NS "'>%s</challenge>", filler);
  Fixture fixture = { NULL };
  g_autoptr (GError) error = NULL;

  set_up (&fixture, answer_script, answer);
  beckon_login_set_password (fixture.login, "pencil");
  g_assert_null (run (&fixture, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL);
  tear_down (&fixture);
}

/* A server that knows the password, and then says something wrong */

static void
success_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *request = NULL, *proof = NULL, *success = NULL;

  if (!open_stream (connection, FULL_FEATURES))
    return;
  request = fake_connection_read_to (connection, "</authenticate>");
  if (!fake_sasl_scram (connection, FAKE_SASL2_NS, request, "SCRAM-SHA-256-PLUS", NULL, &proof))
    return;
  send (connection, "<success xmlns='" FAKE_SASL2_NS "'><additional-data>%s</additional-data>",
        proof);
  fake_connection_send (connection, fixture->text);
  fake_connection_expect (connection, STREAM_END);
}

static void
test_success (void)
{
#define IDENTIFIER(jid) "<authorization-identifier>" jid "</authorization-identifier>"
  static const char *const cases[] = {
    BOUND "</success>" NO_FEATURES,
    IDENTIFIER ("mallory@" FAKE_SERVER_DOMAIN "/x") BOUND "</success>" NO_FEATURES,
    IDENTIFIER ("alice@elsewhere.example/x") BOUND "</success>" NO_FEATURES,
    IDENTIFIER ("@") BOUND "</success>" NO_FEATURES,
    IDENTIFIER (JID) BOUND "</success>" NO_FEATURES,
    IDENTIFIER (FULL_JID) "<resumed xmlns='urn:xmpp:sm:3' previd='sm-1' h='1'/></success>",
    IDENTIFIER (FULL_JID) BOUND "</success><message/>",
    IDENTIFIER (JID) "</success>" NO_FEATURES,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { NULL };

      g_test_message ("%s", cases[i]);
      set_up (&fixture, success_script, cases[i]);
      beckon_login_set_password (fixture.login, "pencil");
      assert_fails (&fixture, BECKON_LOGIN_ERROR_PROTOCOL);
      tear_down (&fixture);
    }
}

/* A server that confirms what it has offered, whatever came of that on the way (XEP-0474) */

static void
confirming_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *request = NULL, *proof = NULL;

  if (!open_stream (connection, FULL_FEATURES))
    return;
  request = fake_connection_read_to (connection, "</authenticate>");
  if (!fake_sasl_scram (connection, FAKE_SASL2_NS, request, "SCRAM-SHA-256-PLUS", fixture->text,
                        &proof))
    {
      fake_connection_expect (connection, STREAM_END);
      return;
    }
  send_success (connection, proof, FULL_JID, BOUND);
  send (connection, NO_FEATURES);
  fake_connection_expect (connection, STREAM_END);
}

static void
test_confirmed_offer (void)
{
  Fixture good = { NULL }, bad = { NULL };
  BeckonSession *session;
  g_autoptr (GError) error = NULL;

  set_up (&good, confirming_script,
          "SCRAM-SHA-1\x1eSCRAM-SHA-256\x1eSCRAM-SHA-256-PLUS"
          "\x1ftls-exporter\x1etls-server-end-point");
  beckon_login_set_password (good.login, "pencil");
  session = run (&good, &error);
  g_assert_no_error (error);
  end_session (session);
  tear_down (&good);

  set_up (&bad, confirming_script,
          "SCRAM-SHA-1\x1eSCRAM-SHA-256\x1eSCRAM-SHA-256-PLUS\x1eSCRAM-SHA-512-PLUS"
          "\x1ftls-exporter\x1etls-server-end-point");
  beckon_login_set_password (bad.login, "pencil");
  assert_fails (&bad, BECKON_LOGIN_ERROR_DOWNGRADE);
  tear_down (&bad);
}

/* A server that asks for the password itself. */

static void
plain_script (FakeConnection *connection, gpointer user_data)
{
  g_autofree char *request = NULL, *data = NULL;

  if (!open_stream (connection, SASL2 (MECHANISM ("PLAIN") INLINE)))
    return;
  request = fake_connection_read_to (connection, "</authenticate>");
  if (request == NULL)
    return;
  /* base64 of "\0alice\0pencil" */
  g_assert_nonnull (strstr (request, "AGFsaWNlAHBlbmNpbA=="));
  send (connection,
        "<success xmlns='" FAKE_SASL2_NS "'>" IDENTIFIER (FULL_JID) BOUND "</success>" NO_FEATURES);
  fake_connection_expect (connection, STREAM_END);
}

static void
test_plain (void)
{
  Fixture fixture = { NULL };
  BeckonSession *session;
  g_autoptr (GError) error = NULL;

  set_up (&fixture, plain_script, NULL);
  beckon_login_set_password (fixture.login, "pencil");
  session = run (&fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (beckon_login_get_pinned_mechanism (fixture.login), ==, "PLAIN");
  end_session (session);
  tear_down (&fixture);
}

static void
never_script (FakeConnection *connection, gpointer user_data)
{
  g_autofree char *all = NULL;

  if (!open_stream (connection, SASL2 (MECHANISM ("PLAIN") INLINE)))
    return;
  all = fake_connection_read_to (connection, STREAM_END);
  g_assert_nonnull (all);
  g_assert_null (strstr (all, "authenticate"));
}

static void
test_plain_after_scram (void)
{
  Fixture fixture = { NULL };

  set_up (&fixture, never_script, NULL);
  beckon_login_set_password (fixture.login, "pencil");
  beckon_login_set_pinned_mechanism (fixture.login, "SCRAM-SHA-1");
  assert_fails (&fixture, BECKON_LOGIN_ERROR_DOWNGRADE);
  tear_down (&fixture);
}

/* OAuth */

static void
oauth_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *request = NULL, *data = NULL;

  if (!open_stream (connection, SASL2 (MECHANISM ("OAUTHBEARER") SCRAM INLINE) BINDING_TYPES))
    return;
  request = fake_connection_read_to (connection, "</authenticate>");
  data = fake_sasl_dup_data (request);
  g_assert_cmpstr (data, ==, "n,a=" JID ",\001auth=Bearer oauth-token\001\001");
  if (fixture->text != NULL)
    {
      send (connection, "<challenge xmlns='" FAKE_SASL2_NS "'>e30=</challenge>");
      g_assert_true (fake_connection_expect (connection, ">AQ==</response>"));
      fake_connection_send (connection, fixture->text);
    }
  else
    send (connection, "<success xmlns='" FAKE_SASL2_NS "'>" IDENTIFIER (FULL_JID) BOUND TOKEN
          "</success>" NO_FEATURES);
  fake_connection_expect (connection, STREAM_END);
}

static void
test_oauth (void)
{
  Fixture good = { NULL }, refused = { NULL };
  BeckonSession *session;
  g_autoptr (GError) error = NULL;

  set_up (&good, oauth_script, NULL);
  beckon_login_set_oauth_token (good.login, "oauth-token");
  session = run (&good, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (beckon_login_get_new_fast_token (good.login), ==, "new-token");
  g_assert_null (beckon_login_get_pinned_mechanism (good.login));
  end_session (session);
  tear_down (&good);

  set_up (&refused, oauth_script, FAILURE (CONDITION ("not-authorized")));
  beckon_login_set_oauth_token (refused.login, "oauth-token");
  assert_fails (&refused, BECKON_LOGIN_ERROR_NOT_AUTHORIZED);
  g_assert_false (beckon_login_get_fast_refused (refused.login));
  tear_down (&refused);
}

/* With a token and no address: the server says whose it is. */

static void
domain_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *request = NULL, *data = NULL;

  if (!open_stream (connection, SASL2 (MECHANISM ("OAUTHBEARER") SCRAM INLINE) BINDING_TYPES))
    return;
  request = fake_connection_read_to (connection, "</authenticate>");
  data = fake_sasl_dup_data (request);
  g_assert_cmpstr (data, ==, "n,,\001auth=Bearer oauth-token\001\001");
  send (connection,
        "<success xmlns='" FAKE_SASL2_NS "'><authorization-identifier>%s"
        "</authorization-identifier>" BOUND "</success>" NO_FEATURES,
        fixture->text);
  fake_connection_expect (connection, STREAM_END);
}

static void
set_up_domain (Fixture *fixture, const char *identifier)
{
  g_autoptr (BeckonJid) domain = beckon_jid_new (FAKE_SERVER_DOMAIN, NULL);

  fixture->text = identifier;
  fixture->server = fake_server_new (domain_script, fixture);
  fixture->login = beckon_login_new (domain);
  beckon_login_set_host (fixture->login, "127.0.0.1", fake_server_get_port (fixture->server), TRUE);
}

static void
test_domain (void)
{
  static const char *const forged[]
    = { "", FAKE_SERVER_DOMAIN, FAKE_SERVER_DOMAIN "/x", "alice@example.net/x", "@", "alice@" };
  Fixture good = { NULL }, password = { NULL };
  BeckonSession *session;
  g_autoptr (GError) error = NULL;

  set_up_domain (&good, FULL_JID);
  beckon_login_set_oauth_token (good.login, "oauth-token");
  session = run (&good, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (beckon_jid_get_full (beckon_login_get_jid (good.login)), ==, JID);
  end_session (session);
  tear_down (&good);

  for (gsize i = 0; i < G_N_ELEMENTS (forged); i++)
    {
      Fixture bad = { NULL };

      set_up_domain (&bad, forged[i]);
      beckon_login_set_oauth_token (bad.login, "oauth-token");
      assert_fails (&bad, BECKON_LOGIN_ERROR_PROTOCOL);
      tear_down (&bad);
    }

  /* A password is always somebody's. */
  set_up_domain (&password, FULL_JID);
  beckon_login_set_oauth_token (password.login, "oauth-token");
  beckon_login_set_password (password.login, "secret");
  assert_fails (&password, BECKON_LOGIN_ERROR_NOT_AUTHORIZED);
  tear_down (&password);
}

/* Going on with a session whose stream was cut */

static void
resume_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *request = NULL, *proof = NULL;

  if (!open_stream (connection, FULL_FEATURES))
    return;
  request = fake_connection_read_to (connection, "</authenticate>");
  if (!fake_sasl_scram (connection, FAKE_SASL2_NS, request, "SCRAM-SHA-256-PLUS", NULL, &proof))
    return;
  if (fake_server_get_n_connections (fixture->server) == 1)
    {
      send_success (connection, proof, FULL_JID, BOUND);
      send (connection, NO_FEATURES);
      return;
    }
  g_assert_nonnull (strstr (request, "<resume "));
  g_assert_nonnull (strstr (request, " previd=\"sm-1\""));
  g_assert_nonnull (strstr (request, " h=\"0\""));
  send_success (connection, proof, g_str_equal (fixture->text, BOUND) ? FULL_JID : JID,
                fixture->text);
  if (g_str_equal (fixture->text, BOUND))
    send (connection, NO_FEATURES);
  fake_connection_expect (connection, STREAM_END);
}

static void
interrupted_cb (BeckonSession *session, GError *error, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static BeckonSession *
interrupted_session (Fixture *fixture)
{
  gboolean interrupted = FALSE;
  BeckonSession *session;
  g_autoptr (GError) error = NULL;

  beckon_login_set_password (fixture->login, "pencil");
  session = run (fixture, &error);
  g_assert_no_error (error);
  g_signal_connect (session, "interrupted", G_CALLBACK (interrupted_cb), &interrupted);
  while (!interrupted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (session, &interrupted);
  g_assert_true (beckon_session_can_resume (session));
  return session;
}

static void
login_again (Fixture *fixture, BeckonSession *session)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (JID, NULL);

  g_assert_finalize_object (fixture->login);
  fixture->login = beckon_login_new (jid);
  beckon_login_set_host (fixture->login, "127.0.0.1", fake_server_get_port (fixture->server), TRUE);
  beckon_login_set_password (fixture->login, "pencil");
  beckon_login_set_resume_session (fixture->login, session);
}

static void
test_resume (void)
{
  static const struct
  {
    const char *answer;
    gboolean resumed;
    gboolean ok;
  } cases[] = {
    { "<resumed xmlns='urn:xmpp:sm:3' previd='sm-1' h='0'/>", TRUE, TRUE },
    { BOUND, FALSE, TRUE },
    { "<resumed xmlns='urn:xmpp:sm:3' previd='sm-1' h='5'/>", FALSE, FALSE },
    { "<resumed xmlns='urn:xmpp:sm:3' previd='sm-1'/>", FALSE, FALSE },
    { "<resumed xmlns='urn:xmpp:sm:3' previd='sm-2' h='0'/>", FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { NULL };
      BeckonSession *first, *second;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].answer);
      set_up (&fixture, resume_script, cases[i].answer);
      first = interrupted_session (&fixture);
      login_again (&fixture, first);
      second = run (&fixture, &error);
      g_assert_cmpint (second != NULL, ==, cases[i].ok);
      g_assert_cmpint (beckon_login_get_resumed (fixture.login), ==, cases[i].resumed);
      g_assert_cmpint (second == first, ==, cases[i].resumed);
      if (second != NULL)
        end_session (second);
      end_session (first);
      tear_down (&fixture);
    }
}

static void
forgotten_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *request = NULL, *proof = NULL, *next = NULL;

  if (fake_server_get_n_connections (fixture->server) == 1)
    {
      resume_script (connection, user_data);
      return;
    }
  if (!open_stream (connection, SASL2 (SCRAM "<inline><sm xmlns='urn:xmpp:sm:3'/></inline>")
                                  BINDING_TYPES))
    return;
  request = fake_connection_read_to (connection, "</authenticate>");
  g_assert_nonnull (strstr (request, "<resume "));
  if (!fake_sasl_scram (connection, FAKE_SASL2_NS, request, "SCRAM-SHA-256-PLUS", NULL, &proof))
    return;
  send_success (connection, proof, JID, "<failed xmlns='urn:xmpp:sm:3' h='0'/>");
  send (connection, "<stream:features>" BIND_FEATURES "</stream:features>");
  next = fake_connection_read_to (connection, "</iq>");
  g_assert_true (g_str_has_prefix (next, "<iq "));
  send_reply (connection, next,
              "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>" FULL_JID "</jid></bind>");
  answer_step (connection, "</iq>", RESULT "<enabled xmlns='urn:xmpp:sm:3'/>");
  fake_connection_expect (connection, STREAM_END);
}

/* A session that the server has forgotten is not asked for a second time, where a resource is bound
 * after signing in. */
static void
test_forgotten (void)
{
  Fixture fixture = { NULL };
  BeckonSession *first, *second;
  g_autoptr (GError) error = NULL;

  set_up (&fixture, forgotten_script, BOUND);
  first = interrupted_session (&fixture);
  login_again (&fixture, first);
  second = run (&fixture, &error);
  g_assert_no_error (error);
  g_assert_true (second != first);
  g_assert_false (beckon_login_get_resumed (fixture.login));
  end_session (second);
  end_session (first);
  tear_down (&fixture);
}

/* Nothing to sign in with, and giving up */

static void
test_nothing (void)
{
  Fixture fixture = { NULL };

  set_up (&fixture, never_script, NULL);
  assert_fails (&fixture, BECKON_LOGIN_ERROR_NO_CREDENTIALS);
  g_assert_cmpuint (fake_server_get_n_connections (fixture.server), ==, 0);
  tear_down (&fixture);
}

static void
test_server_address (void)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (FAKE_SERVER_DOMAIN, NULL);
  Fixture fixture = { NULL };

  set_up (&fixture, never_script, NULL);
  g_assert_finalize_object (fixture.login);
  fixture.login = beckon_login_new (jid);
  beckon_login_set_password (fixture.login, "pencil");
  assert_fails (&fixture, BECKON_LOGIN_ERROR_NOT_AUTHORIZED);
  g_assert_cmpuint (fake_server_get_n_connections (fixture.server), ==, 0);
  tear_down (&fixture);
}

static void
silent_script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (!open_stream (connection, FULL_FEATURES)
      || !fake_connection_expect (connection, "</authenticate>"))
    return;
  g_cancellable_cancel (fixture->cancellable);
  fake_connection_expect (connection, STREAM_END);
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Fixture fixture = { .cancellable = cancellable };
  g_autoptr (GError) error = NULL;

  set_up (&fixture, silent_script, NULL);
  beckon_login_set_password (fixture.login, "pencil");
  g_assert_null (run (&fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tear_down (&fixture);
}

static void
cut_script (FakeConnection *connection, gpointer user_data)
{
  if (open_stream (connection, FULL_FEATURES))
    fake_connection_expect (connection, "</authenticate>");
}

static void
test_cut (void)
{
  Fixture fixture = { NULL };
  g_autoptr (GError) error = NULL;

  set_up (&fixture, cut_script, NULL);
  beckon_login_set_password (fixture.login, "pencil");
  g_assert_null (run (&fixture, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

  g_test_add_func ("/login/password", test_password);
  g_test_add_func ("/login/token", test_token);
  g_test_add_func ("/login/token/refused", test_token_refused);
  g_test_add_func ("/login/token/then-password", test_token_then_password);
  g_test_add_func ("/login/token/useless", test_token_useless);
  g_test_add_func ("/login/token/invalidate", test_invalidate);
  g_test_add_data_func ("/login/legacy/password", NULL, test_legacy);
  g_test_add_data_func ("/login/legacy/after-token", "features", test_legacy);
  g_test_add_data_func ("/login/legacy/after-error", "error", test_legacy);
  g_test_add_func ("/login/legacy/steps", test_steps);
  g_test_add_func ("/login/answer", test_answer);
  g_test_add_func ("/login/large-answer", test_large_answer);
  g_test_add_func ("/login/success", test_success);
  g_test_add_func ("/login/confirmed-offer", test_confirmed_offer);
  g_test_add_func ("/login/plain", test_plain);
  g_test_add_func ("/login/plain-after-scram", test_plain_after_scram);
  g_test_add_func ("/login/oauth", test_oauth);
  g_test_add_func ("/login/domain", test_domain);
  g_test_add_func ("/login/resume", test_resume);
  g_test_add_func ("/login/forgotten", test_forgotten);
  g_test_add_func ("/login/nothing", test_nothing);
  g_test_add_func ("/login/server-address", test_server_address);
  g_test_add_func ("/login/cancel", test_cancel);
  g_test_add_func ("/login/cut", test_cut);

  return g_test_run ();
}
