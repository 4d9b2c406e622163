/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Registration on a real server, in the shapes that servers give it. */

#include "beckon-login.h"
#include "beckon-registration.h"
#include "beckon-session.h"
#include "xep-0077.h"

#include <stdlib.h>
#include <string.h>

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *slot;
}

static guint16
get_port (void)
{
  return atoi (g_getenv ("BECKON_TEST_TLS_PORT"));
}

static BeckonRegistration *
registration_new (const char *token)
{
  return beckon_registration_new (g_getenv ("BECKON_TEST_DOMAIN"), g_getenv ("BECKON_TEST_HOST"),
                                  get_port (), TRUE, token);
}

static gboolean
fetch (BeckonRegistration *registration, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_registration_fetch_async (registration, NULL, result_cb, &result);
  return beckon_registration_fetch_finish (registration, wait_for (&result), error);
}

static BeckonRegistration *
fetched_new (const char *token)
{
  BeckonRegistration *registration = registration_new (token);
  g_autoptr (GError) error = NULL;

  fetch (registration, &error);
  g_assert_no_error (error);
  return registration;
}

static gboolean
submit (BeckonRegistration *registration, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beckon_registration_submit_async (registration, NULL, result_cb, &result);
  return beckon_registration_submit_finish (registration, wait_for (&result), error);
}

static BeckonFormField *
field (BeckonRegistration *registration, const char *var)
{
  return beckon_data_form_get_field (beckon_registration_get_form (registration), var);
}

static void
fill (BeckonRegistration *registration, const char *var, const char *value)
{
  beckon_form_field_set_value (field (registration, var), value);
}

static void
assert_refused (BeckonRegistration *registration, BeckonRegistrationError code, const char *var)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (submit (registration, &error));
  g_assert_error (error, BECKON_REGISTRATION_ERROR, (int) code);
  g_assert_cmpstr (beckon_registration_get_error_field (registration), ==, var);
}

static void
assert_registered (BeckonRegistration *registration)
{
  g_autoptr (GError) error = NULL;

  submit (registration, &error);
  g_assert_no_error (error);
}

static BeckonSession *
sign_in (const char *username, const char *password)
{
  g_autoptr (BeckonJid) jid
    = beckon_jid_new_from_parts (username, g_getenv ("BECKON_TEST_DOMAIN"), NULL, NULL);
  g_autoptr (BeckonLogin) login = beckon_login_new (jid);
  g_autoptr (GAsyncResult) result = NULL;

  beckon_login_set_host (login, g_getenv ("BECKON_TEST_HOST"), get_port (), TRUE);
  beckon_login_set_password (login, password);
  beckon_login_run_async (login, NULL, result_cb, &result);
  return beckon_login_run_finish (login, wait_for (&result), NULL);
}

/* The account is there, and we can read back what to sign in with. */
static void
assert_account (BeckonRegistration *registration)
{
  g_autoptr (BeckonSession) session = sign_in (beckon_registration_get_username (registration),
                                               beckon_registration_get_password (registration));

  g_assert_nonnull (session);
  beckon_session_close (session);
}

static gboolean
request (BeckonSession *session, BeckonElement *iq, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BeckonElement) reply = NULL;

  beckon_session_send_iq_async (session, iq, NULL, result_cb, &result);
  reply = beckon_session_send_iq_finish (session, wait_for (&result), error);
  return reply != NULL;
}

/* Register, change the password, delete the account. */
static void
test_life (void)
{
  g_autoptr (BeckonRegistration) registration = fetched_new (NULL);
  g_autoptr (BeckonSession) session = NULL;
  g_autoptr (BeckonElement) change = NULL;
  g_autoptr (BeckonElement) removal = NULL;
  g_autoptr (GError) error = NULL;

  fill (registration, "username", "eve");
  fill (registration, "password", "old <&> pass");
  assert_registered (registration);
  session = sign_in ("eve", "old <&> pass");
  g_assert_nonnull (session);

  change
    = beckon_register_change_password_new (beckon_session_get_jid (session), "new \303\244 pass");
  request (session, change, &error);
  g_assert_no_error (error);
  beckon_session_close (session);
  g_clear_object (&session);
  g_assert_null (sign_in ("eve", "old <&> pass"));
  session = sign_in ("eve", "new \303\244 pass");
  g_assert_nonnull (session);

  /* The server may end the stream in place of an answer. */
  removal = beckon_register_remove_new ();
  request (session, removal, NULL);
  beckon_session_close (session);
  g_assert_null (sign_in ("eve", "new \303\244 pass"));
}

static void
test_taken (void)
{
  g_autoptr (BeckonRegistration) registration = fetched_new (NULL);

  fill (registration, "username", "alice");
  fill (registration, "password", "x-marks-the-spot");
  assert_refused (registration, BECKON_REGISTRATION_ERROR_CONFLICT, "username");
  fill (registration, "username", "alice2");
  assert_registered (registration);
  assert_account (registration);
}

static void
test_legacy (void)
{
  g_autoptr (BeckonRegistration) registration = fetched_new (NULL);

  g_assert_nonnull (field (registration, "email"));
  g_assert_null (beckon_form_field_get_label (field (registration, "username")));
  fill (registration, "username", "eve");
  fill (registration, "password", "x");
  fill (registration, "email", "eve@example.com");
  assert_registered (registration);
  assert_account (registration);
}

static void
test_form (void)
{
  g_autoptr (BeckonRegistration) registration = fetched_new (NULL);

  g_assert_cmpstr (beckon_form_field_get_label (field (registration, "nick")), ==, "Nickname");
  g_assert_cmpstr (beckon_form_field_get_value (field (registration, "colour")), ==, "red");
  assert_refused (registration, BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE, "username");
  fill (registration, "username", "eve");
  fill (registration, "password", "x");
  assert_refused (registration, BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE, "nick");
  fill (registration, "nick", "Eve");
  assert_refused (registration, BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE, "colour");
  fill (registration, "colour", "blue");
  assert_refused (registration, BECKON_REGISTRATION_ERROR_NOT_ACCEPTABLE, "rules");
  fill (registration, "rules", "1");
  assert_registered (registration);
  assert_account (registration);
}

static void
test_captcha (void)
{
  g_autoptr (BeckonRegistration) registration = fetched_new (NULL);

  g_assert_cmpstr (beckon_form_field_get_media_type (field (registration, "ocr")), ==, "image/png");
  g_assert_cmpuint (g_bytes_get_size (beckon_form_field_get_media (field (registration, "ocr"))), >,
                    100);
  fill (registration, "username", "eve");
  fill (registration, "password", "x");
  fill (registration, "ocr", "beacon");
  assert_refused (registration, BECKON_REGISTRATION_ERROR_CAPTCHA, "ocr");
  g_assert_cmpstr (beckon_form_field_get_value (field (registration, "username")), ==, "eve");
  g_assert_nonnull (beckon_form_field_get_media (field (registration, "ocr")));
  fill (registration, "ocr", "Beckon");
  assert_registered (registration);
  assert_account (registration);
}

static void
test_web (void)
{
  g_autoptr (BeckonRegistration) registration = fetched_new (NULL);

  g_assert_null (beckon_registration_get_form (registration));
  g_assert_cmpstr (beckon_registration_get_web_url (registration), ==,
                   "https://localhost/register");
}

static void
test_wait (void)
{
  g_autoptr (BeckonRegistration) registration = fetched_new (NULL);

  fill (registration, "username", "eve");
  fill (registration, "password", "x");
  assert_refused (registration, BECKON_REGISTRATION_ERROR_WAIT, NULL);
}

static void
test_refuse (void)
{
  g_autoptr (BeckonRegistration) registration = fetched_new (NULL);

  fill (registration, "username", "eve");
  fill (registration, "password", "x");
  assert_refused (registration, BECKON_REGISTRATION_ERROR_CLOSED, NULL);
}

static void
test_closed (void)
{
  g_autoptr (BeckonRegistration) registration = registration_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (fetch (registration, &error));
  g_assert_error (error, BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_CLOSED);
}

static char *
create_invitation (void)
{
  const char *argv[] = { "prosodyctl",
                         "--config",
                         g_getenv ("BECKON_TEST_PROSODY_CONFIG"),
                         "shell",
                         "invite:create_account(\"localhost\")",
                         NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  const char *token;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL,
                &error);
  g_assert_no_error (error);
  token = strstr (output, "preauth=");
  g_assert_nonnull (token);
  token += strlen ("preauth=");
  return g_strndup (token,
                    strspn (token,
                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"));
}

static void
test_invitation (void)
{
  g_autofree char *token = create_invitation ();
  g_autoptr (BeckonRegistration) registration = fetched_new (token);
  g_autoptr (BeckonRegistration) again = registration_new (token);
  g_autoptr (GError) error = NULL;

  fill (registration, "username", "eve");
  fill (registration, "password", "x");
  assert_registered (registration);
  assert_account (registration);

  g_assert_false (fetch (again, &error));
  g_assert_error (error, BECKON_REGISTRATION_ERROR, BECKON_REGISTRATION_ERROR_INVITATION);
}

static void
test_no_invitation (void)
{
  g_autoptr (BeckonRegistration) registration = fetched_new (NULL);

  fill (registration, "username", "frank");
  fill (registration, "password", "x");
  assert_refused (registration, BECKON_REGISTRATION_ERROR_INVITATION, NULL);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *variant;
    const char *path;
    GTestFunc function;
  } tests[] = {
    { "default", "/registration/life", test_life },
    { "default", "/registration/taken", test_taken },
    { "registration-legacy", "/registration/legacy", test_legacy },
    { "registration-form", "/registration/form", test_form },
    { "registration-captcha", "/registration/captcha", test_captcha },
    { "registration-web", "/registration/web", test_web },
    { "registration-wait", "/registration/wait", test_wait },
    { "registration-refuse", "/registration/refuse", test_refuse },
    { "registration-closed", "/registration/closed", test_closed },
    { "registration-invite", "/registration/invitation", test_invitation },
    { "registration-invite", "/registration/no-invitation", test_no_invitation },
  };
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  database = g_tls_file_database_new (g_getenv ("BECKON_TEST_CA"), &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    if (g_strcmp0 (argv[1], tests[i].variant) == 0)
      g_test_add_func (tests[i].path, tests[i].function);
  return g_test_run ();
}
