/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-private.h"

#include "beckon-account-modules-private.h"
#include "beckon-connection.h"

/* How an account gets online, and what it signs in with. */

static void
connection_changed_cb (BeckonAccount *self)
{
  BeckonConnection *connection = beckon_account_get_connection (self);
  const GError *error = beckon_connection_get_error (connection);

  beckon_account_set_state (self, beckon_connection_get_state (connection), error,
                            beckon_connection_get_retry_time (connection));
  if (error != NULL && error->domain == BECKON_SECRET_ERROR)
    beckon_account_report_keyring (self, error);
}

static void
signed_in_cb (BeckonAccount *self, BeckonLogin *login, const GError *keyring_error)
{
  beckon_account_take_login (self, login);
  beckon_account_report_keyring (self, keyring_error);
}

static void
session_lost_cb (BeckonAccount *self)
{
  beckon_account_modules_detach (beckon_account_get_modules (self));
}

/**
 * beckon_account_follow_connection:
 *
 * Lets the account do what its connection, which it was just given, tells.
 */
void
beckon_account_follow_connection (BeckonAccount *self)
{
  BeckonConnection *connection = beckon_account_get_connection (self);

  g_signal_connect_swapped (connection, "changed", G_CALLBACK (connection_changed_cb), self);
  g_signal_connect_swapped (connection, "signed-in", G_CALLBACK (signed_in_cb), self);
  g_signal_connect_swapped (connection, "online", G_CALLBACK (beckon_account_go_online), self);
  g_signal_connect_swapped (connection, "session-lost", G_CALLBACK (session_lost_cb), self);
  connection_changed_cb (self);
}

/**
 * beckon_account_take_login:
 * @login: a login that succeeded
 *
 * Learns from it what is to be remembered, or to be done when online.
 */
void
beckon_account_take_login (BeckonAccount *self, BeckonLogin *login)
{
  BeckonAccountModules *modules = beckon_account_get_modules (self);
  BeckonAccountRecord *record = beckon_account_get_record (self);
  const char *mechanism = beckon_login_get_pinned_mechanism (login);

  if (!beckon_login_get_resumed (login))
    {
      modules->needs_carbons = !beckon_login_get_carbons_enabled (login);
      modules->knows_activity = beckon_login_get_csi_offered (login);
    }
  if (mechanism == NULL || g_strcmp0 (record->mechanism, mechanism) == 0)
    return;
  g_free (record->mechanism);
  record->mechanism = g_strdup (mechanism);
  beckon_account_save_record (self);
}

/**
 * beckon_account_go_online:
 * @session: a session; if it is the one from before, it was resumed
 */
void
beckon_account_go_online (BeckonAccount *self, BeckonSession *session)
{
  BeckonAccountModules *modules = beckon_account_get_modules (self);

  if (beckon_module_get_session (BECKON_MODULE (modules->outbox)) == session)
    beckon_account_modules_resume (modules);
  else
    beckon_account_modules_attach (modules, session);
}

/**
 * beckon_account_set_active:
 * @active: whether somebody looks
 *
 * For the server, which may save what nobody would see (XEP-0352).
 */
void
beckon_account_set_active (BeckonAccount *self, gboolean active)
{
  BeckonAccountModules *modules = beckon_account_get_modules (self);

  if (modules != NULL)
    beckon_account_modules_set_active (modules, active);
}

/**
 * beckon_account_connect:
 *
 * Connects, if the person wants that.
 */
void
beckon_account_connect (BeckonAccount *self)
{
  BeckonConnection *connection = beckon_account_get_connection (self);

  if (connection != NULL && beckon_account_get_enabled (self))
    beckon_connection_start (connection);
}

void
beckon_account_disconnect (BeckonAccount *self)
{
  BeckonConnection *connection = beckon_account_get_connection (self);

  if (connection != NULL)
    beckon_connection_stop (connection);
}

/**
 * beckon_account_get_session:
 *
 * Returns: (transfer none) (nullable): the session, if the account is online
 */
BeckonSession *
beckon_account_get_session (BeckonAccount *self)
{
  BeckonConnection *connection = beckon_account_get_connection (self);

  return connection != NULL ? beckon_connection_get_session (connection) : NULL;
}

/**
 * beckon_account_get_has_token:
 *
 * Returns: whether the account can sign in again without its password
 */
gboolean
beckon_account_get_has_token (BeckonAccount *self)
{
  BeckonCredentials *credentials = beckon_account_get_credentials (self);

  return credentials != NULL && beckon_credentials_has_token (credentials);
}

static void
password_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonAccount) self = user_data;
  g_autoptr (GError) error = NULL;

  beckon_credentials_keep_password_finish (BECKON_CREDENTIALS (source), result, &error);
  beckon_account_report_keyring (self, error);
}

/**
 * beckon_account_set_keep_password:
 * @keep: whether to keep the password in the keyring as long as there is no token
 */
void
beckon_account_set_keep_password (BeckonAccount *self, gboolean keep)
{
  BeckonCredentials *credentials = beckon_account_get_credentials (self);

  if (credentials == NULL)
    return;
  beckon_account_get_record (self)->keep_password = keep;
  beckon_account_save_record (self);
  beckon_credentials_keep_password_async (credentials, keep, NULL, password_kept_cb,
                                          g_object_ref (self));
}

/**
 * beckon_account_keep_password:
 * @password: the account's password, as it now is
 *
 * For the next sign-in, where there is no token or the server does not accept it any more.
 */
void
beckon_account_keep_password (BeckonAccount *self, const char *password)
{
  BeckonCredentials *credentials = beckon_account_get_credentials (self);

  if (credentials != NULL)
    beckon_credentials_set_password (credentials, password,
                                     beckon_account_get_record (self)->keep_password);
}

/**
 * beckon_account_try_now:
 *
 * Ends a pause between two attempts to connect, or tries again when something was mended.
 */
void
beckon_account_try_now (BeckonAccount *self)
{
  BeckonConnection *connection = beckon_account_get_connection (self);

  if (connection != NULL)
    beckon_connection_try_now (connection);
}

/**
 * beckon_account_sign_in_again:
 * @password: the password that the person has typed
 *
 * For an account that needs it: tries with it, and keeps what the server gives for the next time.
 */
void
beckon_account_sign_in_again (BeckonAccount *self, const char *password)
{
  BeckonConnection *connection = beckon_account_get_connection (self);

  if (connection == NULL)
    return;
  beckon_account_keep_password (self, password);
  beckon_connection_try_now (connection);
}

/**
 * beckon_account_sign_in_with_token:
 * @token: an OAuth token for the account and its device id
 *
 * As beckon_account_sign_in_again(), where a phone has confirmed.
 */
void
beckon_account_sign_in_with_token (BeckonAccount *self, const char *token)
{
  BeckonConnection *connection = beckon_account_get_connection (self);

  if (connection == NULL)
    return;
  beckon_credentials_set_oauth_token (beckon_account_get_credentials (self), token);
  if (beckon_account_get_enabled (self))
    beckon_connection_try_now (connection);
  else
    beckon_account_set_enabled (self, TRUE);
}
