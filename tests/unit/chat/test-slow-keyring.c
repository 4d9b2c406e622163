/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "talk-server.h"

#include <string.h>

/* A keyring that takes its time to write. */

#define WRITING 200 /* ms */

typedef struct
{
  GObject parent_instance;

  BeckonSecretStore *memory;
  guint n_writing;
  gboolean is_silent; /* to who would read */
  gboolean falls_silent; /* to who would read, after the first answer */
  gboolean fails;     /* to write */
} SlowStore;

typedef GObjectClass SlowStoreClass;

static GType slow_store_get_type (void);
static void slow_store_iface_init (BeckonSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SlowStore,
                               slow_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BECKON_TYPE_SECRET_STORE,
                                                      slow_store_iface_init))

typedef struct
{
  GTask *task;
  char *account;
  BeckonSecretKind kind;
  char *secret; /* (nullable): %NULL to clear */
} Write;

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, TRUE);
}

static gboolean
write_cb (gpointer user_data)
{
  Write *write = user_data;
  SlowStore *self = g_task_get_source_object (write->task);

  self->n_writing--;
  if (write->secret != NULL)
    beckon_secret_store_store_async (self->memory, write->account, write->kind, write->secret, NULL,
                                     written_cb, write->task);
  else
    beckon_secret_store_clear_async (self->memory, write->account, write->kind, NULL, written_cb,
                                     write->task);
  g_free (write->account);
  g_free (write->secret);
  g_free (write);
  return G_SOURCE_REMOVE;
}

static void
slow_store_async (BeckonSecretStore *store,
                  const char *account,
                  BeckonSecretKind kind,
                  const char *secret,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  Write *write;

  if (((SlowStore *) store)->fails)
    {
      g_task_report_new_error (store, callback, user_data, NULL, BECKON_SECRET_ERROR,
                               BECKON_SECRET_ERROR_TIMEOUT, "Fails");
      return;
    }
  write = g_new0 (Write, 1);
  write->task = g_task_new (store, cancellable, callback, user_data);
  write->account = g_strdup (account);
  write->kind = kind;
  write->secret = g_strdup (secret);
  ((SlowStore *) store)->n_writing++;
  g_timeout_add (WRITING, write_cb, write);
}

static void
slow_clear_async (BeckonSecretStore *store,
                  const char *account,
                  BeckonSecretKind kind,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  slow_store_async (store, account, kind, NULL, cancellable, callback, user_data);
}

static gboolean
slow_finish (BeckonSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_pointer (task,
                         beckon_secret_store_lookup_finish (BECKON_SECRET_STORE (source), result,
                                                            NULL),
                         (GDestroyNotify) beckon_secret_free);
}

static void
slow_lookup_async (BeckonSecretStore *store,
                   const char *account,
                   BeckonSecretKind kind,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  SlowStore *self = (SlowStore *) store;
  gboolean is_silent = self->is_silent;

  self->is_silent |= self->falls_silent;
  if (is_silent)
    {
      g_task_report_new_error (store, callback, user_data, NULL, BECKON_SECRET_ERROR,
                               BECKON_SECRET_ERROR_TIMEOUT, "Silent");
      return;
    }
  beckon_secret_store_lookup_async (self->memory, account, kind, NULL, looked_up_cb,
                                    g_task_new (store, cancellable, callback, user_data));
}

static char *
slow_lookup_finish (BeckonSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
slow_store_iface_init (BeckonSecretStoreInterface *iface)
{
  iface->store_async = slow_store_async;
  iface->store_finish = slow_finish;
  iface->lookup_async = slow_lookup_async;
  iface->lookup_finish = slow_lookup_finish;
  iface->clear_async = slow_clear_async;
  iface->clear_finish = slow_finish;
}

static void
slow_store_finalize (GObject *object)
{
  g_object_unref (((SlowStore *) object)->memory);
  G_OBJECT_CLASS (slow_store_parent_class)->finalize (object);
}

static void
slow_store_class_init (SlowStoreClass *klass)
{
  klass->finalize = slow_store_finalize;
}

static void
slow_store_init (SlowStore *self)
{
}

/* The tests */

static void
set_up (TalkServer *server, gconstpointer data)
{
  SlowStore *slow = g_object_new (slow_store_get_type (), NULL);

  talk_server_set_up (server, data);
  slow->memory = server->secrets;
  server->secrets = BECKON_SECRET_STORE (slow);
  server->resumed = data;
  talk_server_reopen (server);
  talk_server_sign_in (server);
}

static void
give (TalkServer *server, const char *token, const char *accepted)
{
  g_mutex_lock (&server->lock);
  server->token = token;
  server->accepted = accepted;
  g_mutex_unlock (&server->lock);
}

static gboolean
has_signed_in_with (TalkServer *server, const char *token)
{
  gboolean has;

  g_mutex_lock (&server->lock);
  has = strstr (server->logins->str, token) != NULL;
  g_mutex_unlock (&server->lock);
  return has;
}

static BeckonAccountState
get_state (TalkServer *server)
{
  return beckon_account_get_state (server->account);
}

static void
wait_for_writing (TalkServer *server)
{
  wait_until (((SlowStore *) server->secrets)->n_writing > 0);
}

/* A connection that is cut while the keyring is at work is not taken for one that works. */
static void
test_cut (TalkServer *server, gconstpointer data)
{
  give (server, "token-2", "token-1 token-2");
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  wait_for_writing (server);
  talk_server_cut (server);
  wait_until (get_state (server) == BECKON_ACCOUNT_WAITING);
  beckon_account_try_now (server->account);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
}

/* A new token is used only when the keyring has it: after a crash it would be the only one that
 * the server takes. However impatient somebody is. */
static void
test_impatience (TalkServer *server, gconstpointer data)
{
  g_autofree char *token = NULL;
  g_autofree char *next = NULL;

  give (server, "token-2", "token-1 token-2");
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);

  give (server, "token-3", "token-2 token-3");
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  wait_for_writing (server);
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  wait_until (has_signed_in_with (server, "token-3"));
  token = talk_server_dup_secret (server, BECKON_SECRET_FAST_TOKEN);
  next = talk_server_dup_secret (server, BECKON_SECRET_FAST_TOKEN_NEXT);
  g_assert_true (g_str_has_suffix (token, "token-3") || g_str_has_suffix (next, "token-3"));
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
}

/* Nor is a session signed in to twice that goes on already, but for the keyring. */
static void
test_resumed (TalkServer *server, gconstpointer data)
{
  guint n_connections;

  give (server, "token-2", "token-1 token-2");
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  wait_for_writing (server);
  n_connections = fake_server_get_n_connections (server->server);
  beckon_account_try_now (server->account);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
  g_assert_cmpuint (fake_server_get_n_connections (server->server), ==, n_connections);
}

/* A token that is not kept is not used as long as there is one that is. */
static void
test_failure (TalkServer *server, gconstpointer data)
{
  ((SlowStore *) server->secrets)->fails = TRUE;
  give (server, "token-2", "token-1 token-2");
  for (guint i = 0; i < 2; i++)
    {
      talk_server_cut (server);
      beckon_account_try_now (server->account);
      wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
    }
  g_assert_false (has_signed_in_with (server, "token-2"));

  ((SlowStore *) server->secrets)->fails = FALSE;
  for (guint i = 0; i < 2; i++)
    {
      talk_server_cut (server);
      beckon_account_try_now (server->account);
      wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
    }
  g_assert_true (has_signed_in_with (server, "token-2"));
}

/* A keyring that does not answer yet is asked again, and nobody is asked for a password. */
static void
test_silent (TalkServer *server, gconstpointer data)
{
  SlowStore *slow = (SlowStore *) server->secrets;

  slow->is_silent = TRUE;
  talk_server_reopen (server);
  wait_until (get_state (server) == BECKON_ACCOUNT_WAITING);
  g_assert_error (beckon_account_get_error (server->account), BECKON_SECRET_ERROR,
                  BECKON_SECRET_ERROR_TIMEOUT);
  slow->is_silent = FALSE;
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);
}

/* One that falls silent in the middle has not said all that it has: the token that works may be what
 * is missing. */
static void
test_half (TalkServer *server, gconstpointer data)
{
  SlowStore *slow = (SlowStore *) server->secrets;

  give (server, "token-2", "token-1");
  talk_server_cut (server);
  beckon_account_try_now (server->account);
  wait_until (get_state (server) == BECKON_ACCOUNT_ONLINE);

  slow->falls_silent = TRUE;
  talk_server_reopen (server);
  wait_until (get_state (server) == BECKON_ACCOUNT_WAITING);
  slow->falls_silent = slow->is_silent = FALSE;
  beckon_account_try_now (server->account);
  wait_until (get_state (server) != BECKON_ACCOUNT_CONNECTING);
  g_assert_cmpint (get_state (server), ==, BECKON_ACCOUNT_ONLINE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_server_trust_certificates ();

#define T(name, function, resumed)                                                                 \
  g_test_add ("/slow-keyring/" name, TalkServer, resumed, set_up, function, talk_server_tear_down)
  T ("cut", test_cut, NULL);
  T ("cut-resumable", test_cut, "0");
  T ("impatience", test_impatience, NULL);
  T ("resumed", test_resumed, "0");
  T ("failure", test_failure, NULL);
  T ("silent", test_silent, NULL);
  T ("half", test_half, NULL);
  return g_test_run ();
}
