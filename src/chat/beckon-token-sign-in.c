/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-token-sign-in.h"

#include "beckon-account-private.h"
#include "beckon-client-private.h"
#include "beckon-login.h"
#include "beckon-wipe.h"

/* With whose token, and where. */
typedef struct
{
  BeckonJid *jid;
  char *host;
  guint16 port;
  gboolean direct_tls;
  char *proxy; /* (nullable) */
  char *token;
  char *device_id;
  BeckonAccount *again; /* (nullable) */
  gboolean already;
} TokenSignIn;

static void
token_sign_in_free (gpointer data)
{
  TokenSignIn *sign_in = data;

  beckon_jid_unref (sign_in->jid);
  g_free (sign_in->host);
  g_free (sign_in->proxy);
  beckon_wipe_string (sign_in->token);
  g_free (sign_in->device_id);
  g_clear_object (&sign_in->again);
  g_free (sign_in);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonAccount *account;
  GError *error = NULL;

  account = beckon_client_sign_in_finish (BECKON_CLIENT (source), result, &error);
  if (account != NULL)
    g_task_return_pointer (task, account, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
account_changed_cb (BeckonAccount *account, GParamSpec *pspec, GTask *task)
{
  BeckonAccountState state = beckon_account_get_state (account);
  const GError *error = beckon_account_get_error (account);

  if (state == BECKON_ACCOUNT_CONNECTING || state == BECKON_ACCOUNT_SIGNING_IN)
    return;
  g_signal_handlers_disconnect_by_func (account, account_changed_cb, task);
  if (state == BECKON_ACCOUNT_ONLINE)
    g_task_return_pointer (task, g_object_ref (account), g_object_unref);
  else if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Disconnected");
  g_object_unref (task);
}

static void
sign_in_as (GTask *task, BeckonJid *jid)
{
  BeckonClient *self = g_task_get_source_object (task);
  TokenSignIn *data = g_task_get_task_data (task);
  BeckonAccount *account = beckon_client_find_account (self, jid);
  BeckonSignIn sign_in = {
    .jid = jid,
    .host = data->host,
    .port = data->port,
    .direct_tls = data->direct_tls,
    .proxy = data->proxy,
    .oauth_token = data->token,
    .device_id = data->device_id,
  };

  if (account == NULL)
    beckon_client_sign_in_async (self, &sign_in, NULL, signed_in_cb, g_object_ref (task));
  else if (account == data->again && beckon_account_get_state (account) != BECKON_ACCOUNT_ONLINE)
    {
      g_signal_connect (account, "notify::state", G_CALLBACK (account_changed_cb),
                        g_object_ref (task));
      beckon_account_sign_in_with_token (account, data->token);
    }
  else
    {
      data->already = TRUE;
      g_task_return_pointer (task, g_object_ref (account), g_object_unref);
    }
}

static void
identified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonLogin *login = BECKON_LOGIN (source);
  g_autoptr (BeckonSession) session = NULL;
  GError *error = NULL;

  session = beckon_login_run_finish (login, result, &error);
  if (session == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  beckon_session_close (session);
  sign_in_as (task, beckon_login_get_jid (login));
}

/* The server says whose the token is when it is used. */
static void
identify (GTask *task)
{
  TokenSignIn *sign_in = g_task_get_task_data (task);
  g_autoptr (BeckonLogin) login = beckon_login_new (sign_in->jid);

  beckon_login_set_host (login, sign_in->host, sign_in->port, sign_in->direct_tls);
  beckon_login_set_proxy (login, sign_in->proxy);
  beckon_login_set_oauth_token (login, sign_in->token);
  beckon_login_run_async (login, NULL, identified_cb, g_object_ref (task));
}

/**
 * beckon_client_sign_in_with_token_async:
 * @sign_in: with what; copied. Its address may be a domain only, when it is not known whose the
 *   token is
 * @again: (nullable): an account that is to go on with the token, if it is for that
 *
 * Signs in with an OAuth token: a new account, or one that is here and that the server let in no
 * more. Errors are those of beckon_client_sign_in_async(), or what the account has.
 */
void
beckon_client_sign_in_with_token_async (BeckonClient *self,
                                        const BeckonSignIn *sign_in,
                                        BeckonAccount *again,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  TokenSignIn *data = g_new0 (TokenSignIn, 1);

  g_task_set_source_tag (task, beckon_client_sign_in_with_token_async);
  g_task_set_task_data (task, data, token_sign_in_free);
  data->jid = beckon_jid_ref (sign_in->jid);
  data->host = g_strdup (sign_in->host);
  data->port = sign_in->port;
  data->direct_tls = sign_in->direct_tls;
  data->proxy = g_strdup (sign_in->proxy);
  data->token = g_strdup (sign_in->oauth_token);
  data->device_id = g_strdup (sign_in->device_id);
  g_set_object (&data->again, again);
  if (beckon_jid_get_local (data->jid) != NULL)
    sign_in_as (task, data->jid);
  else
    identify (task);
}

/**
 * beckon_client_sign_in_with_token_finish:
 * @already: (out): whether the account was here already and the token was not used
 *
 * Returns: (transfer full): the account; online, if it was not here already
 */
BeckonAccount *
beckon_client_sign_in_with_token_finish (BeckonClient *self,
                                         GAsyncResult *result,
                                         gboolean *already,
                                         GError **error)
{
  TokenSignIn *sign_in = g_task_get_task_data (G_TASK (result));

  *already = sign_in->already;
  return g_task_propagate_pointer (G_TASK (result), error);
}
