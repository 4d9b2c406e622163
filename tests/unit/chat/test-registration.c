/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-registration.h"

#include "beckon-stream.h"
#include "fake-server.h"

#include <string.h>

/* One request and what the server does with it. */
typedef struct
{
  const char *expected; /* what must be in the request */
  const char *refused;  /* (nullable): what must not */
  const char *answer;   /* with the request's id for %s; NULL: the connection is cut. One that
                         * ends the stream is the last of its connection */
} Step;

typedef struct
{
  FakeServer *server;
  const Step *steps;
  guint n_steps;
  guint step;   /* the script's */
  char *failed; /* what the script did not find */

  BeckonRegistration *registration;
  GAsyncResult *result;
} Fixture;

#define RESULT(content) "<iq type='result' id='%s' from='" FAKE_SERVER_DOMAIN "'>" content "</iq>"
#define ANSWER(content) RESULT ("<query xmlns='jabber:iq:register'>" content "</query>")
#define ERROR(condition, text)                                                                     \
  "<iq type='error' id='%s' from='" FAKE_SERVER_DOMAIN "'><error type='modify'><" condition        \
  " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text "                                           \
  "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>" text "</text></error></iq>"
#define LEGACY ANSWER ("<instructions>Hello</instructions><username/><password/><email/>")
#define GET "type=\"get\""
#define SET "type=\"set\""

#define CID_1 "sha1+4caece539b039b16e16206ea2478f8c5ffb2ca05@bob.xmpp.org"
#define CID_2 "sha1+ca68aba2fbec4e7a3e58af7d39c0142c0041780c@bob.xmpp.org"
#define PICTURE(cid, data)                                                                         \
  "<data xmlns='urn:xmpp:bob' cid='" cid "' type='image/png'>" data "</data>"
#define CAPTCHA(challenge, cid)                                                                    \
  "<x xmlns='jabber:x:data' type='form'>"                                                          \
  "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:captcha</value></field>"                   \
  "<field var='challenge' type='hidden'><value>" challenge "</value></field>"                      \
  "<field var='username' type='text-single' label='User name'><required/></field>"                 \
  "<field var='password' type='text-private' label='Password'><required/></field>"                 \
  "<field var='ocr' label='Enter the text you see'><required/>"                                    \
  "<media xmlns='urn:xmpp:media-element'><uri type='image/png'>cid:" cid "</uri></media>"          \
  "</field></x>"

static char *
read_id (const char *text)
{
  const char *id = strstr (text, " id=\"");

  return id != NULL ? g_strndup (id + 5, strcspn (id + 5, "\"")) : NULL;
}

/* Goes on where the connection before has ended. */
static void
script (FakeConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (fake_connection_start_tls (connection, "good"));
  g_assert_true (fake_connection_open_stream (connection, ""));
  while (fixture->step < fixture->n_steps)
    {
      const Step *step = &fixture->steps[fixture->step++];
      g_autofree char *request = fake_connection_read_to (connection, "</iq>");
      g_autofree char *id = NULL;
      g_autofree char *answer = NULL;

      if (request == NULL || strstr (request, step->expected) == NULL
          || (step->refused != NULL && strstr (request, step->refused) != NULL)
          || (id = read_id (request)) == NULL)
        {
          fixture->failed = g_strdup_printf ("step %u: %s", fixture->step, request);
          return;
        }
      if (step->answer == NULL)
        return;
      answer = g_strdup (step->answer);
      if (strstr (answer, "id='%s'") != NULL)
        {
          g_auto (GStrv) parts = g_strsplit (answer, "%s", 2);

          g_free (answer);
          answer = g_strconcat (parts[0], id, parts[1], NULL);
        }
      fake_connection_send (connection, answer);
      if (g_str_has_suffix (answer, "</stream:stream>"))
        return;
    }
  fake_connection_expect (connection, "</stream:stream>");
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->result);
  fixture->result = g_object_ref (result);
}

static GAsyncResult *
wait_for_result (Fixture *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&fixture->result);
}

static void
start (Fixture *fixture, const Step *steps, guint n_steps, const char *token)
{
  fixture->steps = steps;
  fixture->n_steps = n_steps;
  fixture->server = fake_server_new (script, fixture);
  fixture->registration
    = beckon_registration_new (FAKE_SERVER_DOMAIN, "127.0.0.1",
                               fake_server_get_port (fixture->server), TRUE, token);
}

static gboolean
fetch (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_registration_fetch_async (fixture->registration, NULL, result_cb, fixture);
  result = wait_for_result (fixture);
  return beckon_registration_fetch_finish (fixture->registration, result, error);
}

static void
fetch_well (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fetch (fixture, &error);
  g_assert_no_error (error);
}

static gboolean
submit (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_registration_submit_async (fixture->registration, NULL, result_cb, fixture);
  result = wait_for_result (fixture);
  return beckon_registration_submit_finish (fixture->registration, result, error);
}

static BeckonFormField *
field (Fixture *fixture, const char *var)
{
  return beckon_data_form_get_field (beckon_registration_get_form (fixture->registration), var);
}

static void
fill (Fixture *fixture, const char *var, const char *value)
{
  beckon_form_field_set_value (field (fixture, var), value);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->registration);
  fake_server_free (fixture->server);
  g_assert_cmpstr (fixture->failed, ==, NULL);
  g_assert_cmpuint (fixture->step, ==, fixture->n_steps);
  g_free (fixture->failed);
}

#define START(token, ...)                                                                          \
  static const Step steps[] = { __VA_ARGS__ };                                                     \
  start (fixture, steps, G_N_ELEMENTS (steps), token)

static void
test_legacy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  START (NULL, { GET, "preauth", LEGACY },
         { "<username>bill</username><password>p &amp; w</password><email>b@example.com</email>",
           "jabber:x:data", RESULT ("") });

  fetch_well (fixture);
  g_assert_null (beckon_registration_get_web_url (fixture->registration));
  fill (fixture, "username", "bill");
  fill (fixture, "password", "p & w");
  fill (fixture, "email", "b@example.com");
  submit (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (beckon_registration_get_username (fixture->registration), ==, "bill");
  g_assert_cmpstr (beckon_registration_get_password (fixture->registration), ==, "p & w");
}

/* A picture that came along, a wrong answer, another picture, the right answer. */
static void
test_captcha (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonDataForm) first = NULL;

  START (NULL, { GET, NULL, ANSWER (CAPTCHA ("c1", CID_1) PICTURE (CID_1, "iVBORw0KGgo=")) },
         { "<value>c1</value>", NULL, ERROR ("not-allowed", "The CAPTCHA was not solved") },
         { GET, NULL, ANSWER (CAPTCHA ("c2", CID_2) PICTURE (CID_2, "iVBORw0KGgox")) },
         { "<value>c2</value>", "wrong", RESULT ("") });

  fetch_well (fixture);
  first = g_object_ref (beckon_registration_get_form (fixture->registration));
  g_assert_cmpuint (g_bytes_get_size (beckon_form_field_get_media (field (fixture, "ocr"))), ==, 8);
  g_assert_cmpstr (beckon_form_field_get_media_type (field (fixture, "ocr")), ==, "image/png");
  fill (fixture, "username", "bill");
  fill (fixture, "password", "secret");
  fill (fixture, "ocr", "wrong");
  g_assert_false (submit (fixture, &error));
  g_assert_error (error, BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_CAPTCHA);
  g_clear_error (&error);

  g_assert_cmpstr (beckon_registration_get_error_field (fixture->registration), ==, "ocr");
  g_assert_true (beckon_registration_get_form (fixture->registration) != first);
  g_assert_cmpuint (g_bytes_get_size (beckon_form_field_get_media (field (fixture, "ocr"))), ==, 9);
  g_assert_cmpstr (beckon_form_field_get_value (field (fixture, "username")), ==, "bill");
  g_assert_cmpstr (beckon_form_field_get_value (field (fixture, "password")), ==, "secret");
  g_assert_null (beckon_form_field_get_value (field (fixture, "ocr")));

  fill (fixture, "ocr", "right");
  submit (fixture, &error);
  g_assert_no_error (error);
  g_assert_null (beckon_registration_get_error_field (fixture->registration));
}

static void
test_captcha_fetched (Fixture *fixture, gconstpointer data)
{
  START (NULL, { GET, NULL, ANSWER (CAPTCHA ("c1", CID_1)) },
         { CID_1, NULL, RESULT (PICTURE (CID_1, "iVBORw0KGgo=")) });

  fetch_well (fixture);
  g_assert_cmpuint (g_bytes_get_size (beckon_form_field_get_media (field (fixture, "ocr"))), ==, 8);
}

/* A picture that is not what its name says, or not a picture, is not shown; the form is. */
static void
test_captcha_broken (Fixture *fixture, gconstpointer data)
{
  static const Step steps[][2] = {
    { { GET, NULL, ANSWER (CAPTCHA ("c1", CID_1) PICTURE (CID_1, "iVBORw0KGgox")) } },
    { { GET, NULL, ANSWER (CAPTCHA ("c1", CID_1) PICTURE (CID_1, "!!!")) } },
    { { GET, NULL, ANSWER (CAPTCHA ("c1", CID_1)) },
      { CID_1, NULL, ERROR ("item-not-found", "Gone") } },
    { { GET, NULL, ANSWER (CAPTCHA ("c1", CID_1)) }, { CID_1, NULL, RESULT ("") } },
  };
  guint i = GPOINTER_TO_UINT (data);

  start (fixture, steps[i], i < 2 ? 1 : 2, NULL);
  fetch_well (fixture);
  g_assert_nonnull (field (fixture, "ocr"));
  g_assert_null (beckon_form_field_get_media (field (fixture, "ocr")));
}

static const struct
{
  const char *answer;
  BeckonRegistrationError code;
  const char *field;
} submit_errors[] = {
  { ERROR ("conflict", "Taken"), BECKON_REGISTRATION_ERROR_CONFLICT, "username" },
  { ERROR ("not-acceptable", "The requested username is invalid."),
    BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE, "username" },
  { ERROR ("not-acceptable", "PASSWORD: too short"), BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE,
    "password" },
  { ERROR ("not-acceptable", "Passwords and usernames"), BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE,
    NULL },
  { ERROR ("not-acceptable", ""), BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE, NULL },
  { ERROR ("not-acceptable", "By invitation only"), BECKON_REGISTRATION_ERROR_INVITATION, NULL },
  { ERROR ("bad-request", "?"), BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE, NULL },
  { ERROR ("not-allowed", "No"), BECKON_REGISTRATION_ERROR_CLOSED, NULL },
  { ERROR ("forbidden", "No"), BECKON_REGISTRATION_ERROR_CLOSED, NULL },
  { ERROR ("service-unavailable", ""), BECKON_REGISTRATION_ERROR_CLOSED, NULL },
  { ERROR ("resource-constraint", "Later"), BECKON_REGISTRATION_ERROR_WAIT, NULL },
  { ERROR ("policy-violation", "Later"), BECKON_REGISTRATION_ERROR_WAIT, NULL },
  { ERROR ("policy-violation", "The password is too weak"),
    BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE, "password" },
  { ERROR ("internal-server-error", ""), BECKON_REGISTRATION_ERROR_PROTOCOL, NULL },
};

static void
test_submit_error (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  const Step steps[] = { { GET, NULL, LEGACY },
                         { SET, NULL, submit_errors[i].answer },
                         { "<password>other</password>", NULL, RESULT ("") } };
  g_autoptr (GError) error = NULL;

  start (fixture, steps, G_N_ELEMENTS (steps), NULL);
  fetch_well (fixture);
  fill (fixture, "username", "bill");
  fill (fixture, "password", "secret");
  fill (fixture, "email", "b@example.com");
  g_assert_false (submit (fixture, &error));
  g_assert_error (error, BECKON_REGISTRATION_ERROR, (int) submit_errors[i].code);
  g_assert_cmpstr (beckon_registration_get_error_field (fixture->registration), ==,
                   submit_errors[i].field);
  g_clear_error (&error);

  /* Nothing is lost, and it can be tried again. */
  g_assert_cmpstr (beckon_form_field_get_value (field (fixture, "username")), ==, "bill");
  g_assert_cmpstr (beckon_form_field_get_value (field (fixture, "email")), ==, "b@example.com");
  fill (fixture, "password", "other");
  submit (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (beckon_registration_get_password (fixture->registration), ==, "other");
}

static const struct
{
  const char *answer;
  BeckonRegistrationError code;
} fetch_errors[] = {
  { ERROR ("service-unavailable", ""), BECKON_REGISTRATION_ERROR_CLOSED },
  { ERROR ("not-allowed", ""), BECKON_REGISTRATION_ERROR_CLOSED },
  { ERROR ("resource-constraint", ""), BECKON_REGISTRATION_ERROR_WAIT },
  { ERROR ("bad-request", ""), BECKON_REGISTRATION_ERROR_PROTOCOL },
  { RESULT (""), BECKON_REGISTRATION_ERROR_PROTOCOL },
  { ANSWER (""), BECKON_REGISTRATION_ERROR_PROTOCOL },
  { ANSWER ("<x xmlns='jabber:x:data' type='cancel'/>"), BECKON_REGISTRATION_ERROR_PROTOCOL },
};

static void
test_fetch_error (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  const Step steps[] = { { GET, NULL, fetch_errors[i].answer } };
  g_autoptr (GError) error = NULL;

  start (fixture, steps, G_N_ELEMENTS (steps), NULL);
  g_assert_false (fetch (fixture, &error));
  g_assert_error (error, BECKON_REGISTRATION_ERROR, (int) fetch_errors[i].code);
  g_assert_null (beckon_registration_get_form (fixture->registration));
}

static void
test_web (Fixture *fixture, gconstpointer data)
{
  START (NULL, { GET, NULL,
                 ANSWER ("<x xmlns='jabber:x:oob'><url>https://beckon.test/register</url></x>") });

  fetch_well (fixture);
  g_assert_null (beckon_registration_get_form (fixture->registration));
  g_assert_cmpstr (beckon_registration_get_web_url (fixture->registration), ==,
                   "https://beckon.test/register");
}

static void
test_invitation (Fixture *fixture, gconstpointer data)
{
  START ("tok<en", { "token=\"tok&lt;en\"", NULL, RESULT ("") }, { GET, NULL, LEGACY });

  fetch_well (fixture);
  g_assert_nonnull (field (fixture, "username"));
}

static void
test_invitation_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  START ("token", { "urn:xmpp:pars:0", NULL, ERROR ("item-not-found", "Expired") });

  g_assert_false (fetch (fixture, &error));
  g_assert_error (error, BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_INVITATION);
}

/* The server ends the stream while the person writes. */
static void
test_reconnect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  START ("token", { "token=\"token\"", NULL, RESULT ("") },
         { GET, NULL, LEGACY "</stream:stream>" }, { "token=\"token\"", NULL, RESULT ("") },
         { GET, NULL, ANSWER ("<username/><password/><email/><key>k2</key>") },
         { "<key>k2</key>", NULL, RESULT ("") });

  fetch_well (fixture);
  fill (fixture, "username", "bill");
  fill (fixture, "password", "secret");
  fill (fixture, "email", "b@example.com");
  submit (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (beckon_registration_get_username (fixture->registration), ==, "bill");
}

static void
test_cut (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  START (NULL, { GET, NULL, LEGACY }, { SET, NULL, NULL });

  fetch_well (fixture);
  fill (fixture, "username", "bill");
  fill (fixture, "password", "secret");
  fill (fixture, "email", "b@example.com");
  g_assert_false (submit (fixture, &error));
  g_assert_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED);
  g_assert_null (beckon_registration_get_username (fixture->registration));
  g_assert_cmpstr (beckon_form_field_get_value (field (fixture, "username")), ==, "bill");
}

/* What is wrong before anything is sent. */
static void
test_incomplete (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *username;
    const char *password;
    const char *field;
  } cases[] = {
    { NULL, "secret", "username" },
    { "bill", "", "password" },
    { "bill@home", "secret", "username" },
    { "a b", "secret", "username" },
  };

  START (NULL, { GET, NULL, ANSWER ("<username/><password/>") });

  fetch_well (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      fill (fixture, "username", cases[i].username);
      fill (fixture, "password", cases[i].password);
      g_assert_false (submit (fixture, &error));
      g_assert_error (error, BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE);
      g_assert_cmpstr (beckon_registration_get_error_field (fixture->registration), ==,
                       cases[i].field);
    }
}

static void
test_cancelled_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  start (fixture, NULL, 0, NULL);
  g_cancellable_cancel (cancellable);
  beckon_registration_fetch_async (fixture->registration, cancellable, result_cb, fixture);
  result = wait_for_result (fixture);
  g_assert_false (beckon_registration_fetch_finish (fixture->registration, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  START (NULL, { GET, NULL, LEGACY });

  fetch_well (fixture);
  fill (fixture, "username", "bill");
  fill (fixture, "password", "secret");
  fill (fixture, "email", "b@example.com");
  beckon_registration_submit_async (fixture->registration, cancellable, result_cb, fixture);
  g_cancellable_cancel (cancellable);
  result = wait_for_result (fixture);
  g_assert_false (beckon_registration_submit_finish (fixture->registration, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_bad_domain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start (fixture, NULL, 0, NULL);
  g_assert_finalize_object (fixture->registration);
  fixture->registration = beckon_registration_new ("not a domain", NULL, 0, FALSE, NULL);
  g_assert_false (fetch (fixture, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

#define ADD(name, data, function)                                                                  \
  g_test_add ("/registration/" name, Fixture, data, set_up, function, tear_down)
#define ADD_EACH(name, n, function)                                                                \
  for (guint i = 0; i < (n); i++)                                                                  \
    {                                                                                              \
      g_autofree char *path = g_strdup_printf ("/registration/" name "/%u", i);                    \
                                                                                                   \
      g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, function, tear_down);               \
    }

  ADD ("legacy", NULL, test_legacy);
  ADD ("captcha", NULL, test_captcha);
  ADD ("captcha-fetched", NULL, test_captcha_fetched);
  ADD_EACH ("captcha-broken", 4, test_captcha_broken)
  ADD_EACH ("submit-error", G_N_ELEMENTS (submit_errors), test_submit_error)
  ADD_EACH ("fetch-error", G_N_ELEMENTS (fetch_errors), test_fetch_error)
  ADD ("web", NULL, test_web);
  ADD ("invitation", NULL, test_invitation);
  ADD ("invitation-refused", NULL, test_invitation_refused);
  ADD ("reconnect", NULL, test_reconnect);
  ADD ("cut", NULL, test_cut);
  ADD ("incomplete", NULL, test_incomplete);
  ADD ("cancelled-first", NULL, test_cancelled_first);
  ADD ("cancelled-later", NULL, test_cancelled_later);
  ADD ("bad-domain", NULL, test_bad_domain);

  return g_test_run ();
}
