/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-keyring-secret-store-private.h"
#include "secrets-test.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/* The keyring in each state that it can be in; see tests/support/with-keyring.sh. */

static void
set_keyring_locked (gboolean locked)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;

  if (locked)
    {
      const char *collections[] = { "/org/freedesktop/secrets/collection/login", NULL };
      g_autoptr (GVariant) reply
        = g_dbus_connection_call_sync (bus, "org.freedesktop.secrets", "/org/freedesktop/secrets",
                                       "org.freedesktop.Secret.Service", "Lock",
                                       g_variant_new ("(^ao)", collections), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
      g_assert_no_error (error);
    }
  else
    {
      g_autofree char *script
        = g_test_build_filename (G_TEST_DIST, "support", "keyring-unlock.py", NULL);
      const char *command[] = { "/usr/bin/python3", script, "test", NULL };
      int status;

      g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                                   NULL, NULL, NULL, &status, &error));
      g_assert_no_error (error);
      g_assert_true (g_spawn_check_wait_status (status, NULL));
    }
}

static void
test_store (void)
{
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_keyring ();

  check_store (store);
}

static void
test_order (void)
{
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_keyring ();

  check_order (store);
}

static void
test_cancel (void)
{
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_keyring ();

  check_cancel (store);
}

static void
assert_fails (BeckonSecretStore *store, BeckonSecretKind kind, BeckonSecretError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (look_up (store, ALICE, kind, &error));
  g_assert_error (error, BECKON_SECRET_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (store_secret (store, ALICE, kind, "new", &error));
  g_assert_error (error, BECKON_SECRET_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (clear (store, ALICE, kind, &error));
  g_assert_error (error, BECKON_SECRET_ERROR, (int) code);
}

/* What is there and locked is not taken for absent, is not lost, and is there again when the
 * keyring is open. */
static void
test_locked_while_running (void)
{
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_keyring ();
  g_autoptr (GError) error = NULL;

  g_assert_true (store_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, "old", &error));
  g_assert_no_error (error);
  set_keyring_locked (TRUE);
  assert_fails (store, BECKON_SECRET_FAST_TOKEN, BECKON_SECRET_ERROR_LOCKED);
  assert_secret (store, ALICE, BECKON_SECRET_PASSWORD, NULL);
  g_assert_true (clear (store, ALICE, BECKON_SECRET_PASSWORD, &error));
  g_assert_no_error (error);

  set_keyring_locked (FALSE);
  assert_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, "old");
  g_assert_true (clear (store, ALICE, BECKON_SECRET_FAST_TOKEN, &error));
  g_assert_no_error (error);
}

/* Locked from the start: that nothing is stored can be told all the same. */
static void
test_locked (void)
{
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_keyring ();
  g_autoptr (GError) error = NULL;

  assert_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, NULL);
  g_assert_false (store_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, "new", &error));
  g_assert_error (error, BECKON_SECRET_ERROR, BECKON_SECRET_ERROR_LOCKED);
  g_clear_error (&error);

  set_keyring_locked (FALSE);
  check_store (store);
}

/* In a group of its own, which ends with it; and it ends with this test, however that ends. */
static void
set_up_child (gpointer user_data)
{
  setpgid (0, 0);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* Somebody who presses these keys in every window that asks for the keyring's password. Again and
 * again: a window that has just come up may miss some, and xdotool fails when any window goes while
 * it looks for one, or waits for ever when that one goes. */
static GPid
start_pressing (const char *keys)
{
  g_autofree char *script
    = g_strdup_printf ("while :; do timeout 2 xdotool search --sync --onlyvisible --name '^Unlock'"
                       " windowfocus --sync key --delay 20 %s; done",
                       keys);
  const char *command[] = { "sh", "-c", script, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;

  g_spawn_async (NULL, (char **) command, NULL,
                 G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_DO_NOT_REAP_CHILD,
                 set_up_child, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

static void
stop_pressing (GPid pid)
{
  kill (-pid, SIGKILL);
  waitpid (pid, NULL, 0);
}

/* The person is asked for the keyring's password, and gives it. */
static void
test_prompt (void)
{
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_keyring ();
  g_autoptr (GError) error = NULL;
  /* Without ctrl+a, which would stay down if this was stopped in the middle of it. */
  GPid person = start_pressing ("BackSpace BackSpace BackSpace BackSpace t e s t Return");

  g_assert_true (store_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, "new", &error));
  g_assert_no_error (error);
  assert_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, "new");

  set_keyring_locked (TRUE);
  assert_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, "new");

  set_keyring_locked (TRUE);
  g_assert_true (clear (store, ALICE, BECKON_SECRET_FAST_TOKEN, &error));
  g_assert_no_error (error);
  assert_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, NULL);
  stop_pressing (person);
}

/* The person is asked, and does not want to. */
static void
test_prompt_dismissed (void)
{
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_keyring ();
  g_autoptr (GError) error = NULL;
  GPid person;

  g_assert_true (store_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, "new", &error));
  g_assert_no_error (error);
  set_keyring_locked (TRUE);
  person = start_pressing ("Escape");
  assert_fails (store, BECKON_SECRET_FAST_TOKEN, BECKON_SECRET_ERROR_LOCKED);
  stop_pressing (person);
}

static void
test_empty (void)
{
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_keyring ();
  g_autoptr (GError) error = NULL;

  assert_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, NULL);
  g_assert_true (clear (store, ALICE, BECKON_SECRET_FAST_TOKEN, &error));
  g_assert_no_error (error);
  g_assert_false (store_secret (store, ALICE, BECKON_SECRET_FAST_TOKEN, "new", &error));
  g_assert_error (error, BECKON_SECRET_ERROR, BECKON_SECRET_ERROR_UNAVAILABLE);
}

static void
test_missing (void)
{
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_keyring ();

  assert_fails (store, BECKON_SECRET_FAST_TOKEN, BECKON_SECRET_ERROR_UNAVAILABLE);
}

/* A keyring that takes calls and answers none of them, or all of them with an error when it is
 * told to. */
typedef struct
{
  GDBusConnection *connection;
  GMutex lock;
  GQueue calls; /* of GDBusMessage */
  guint searches;
} SilentKeyring;

static GDBusMessage *
swallow_call (GDBusConnection *connection,
              GDBusMessage *message,
              gboolean incoming,
              gpointer user_data)
{
  SilentKeyring *self = user_data;

  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;
  g_mutex_lock (&self->lock);
  self->searches += g_strcmp0 (g_dbus_message_get_member (message), "SearchItems") == 0;
  g_queue_push_tail (&self->calls, message);
  g_mutex_unlock (&self->lock);
  return NULL;
}

static void
silent_keyring_start (SilentKeyring *self)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  g_queue_init (&self->calls);
  self->connection
    = g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_add_filter (self->connection, swallow_call, self, NULL);
  reply
    = g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus",
                                   "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                                   g_variant_new ("(su)", "org.freedesktop.secrets", 0), NULL,
                                   G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static guint
silent_keyring_answer_all (SilentKeyring *self)
{
  guint n = 0;
  GDBusMessage *call;

  g_mutex_lock (&self->lock);
  while ((call = g_queue_pop_head (&self->calls)) != NULL)
    {
      g_autoptr (GDBusMessage) answer
        = g_dbus_message_new_method_error_literal (call, "org.freedesktop.DBus.Error.Failed",
                                                   "Too late");

      g_dbus_connection_send_message (self->connection, answer, G_DBUS_SEND_MESSAGE_FLAGS_NONE,
                                      NULL, NULL);
      g_object_unref (call);
      n++;
    }
  g_mutex_unlock (&self->lock);
  g_dbus_connection_flush_sync (self->connection, NULL, NULL);
  return n;
}

static gboolean
silent_keyring_is_asked_again (SilentKeyring *self)
{
  gboolean again;

  g_mutex_lock (&self->lock);
  again = self->searches > 1;
  g_mutex_unlock (&self->lock);
  return again;
}

/* Where an answer got lost the next one counts. */
static void
test_lost (gconstpointer data)
{
  SilentKeyring *keyring = (SilentKeyring *) data;
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_keyring ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  silent_keyring_start (keyring);
  beckon_keyring_secret_store_set_limits (store, 4000, 4000);
  beckon_secret_store_lookup_async (store, ALICE, BECKON_SECRET_PASSWORD, NULL, keep_result,
                                    &result);
  while (result == NULL && !silent_keyring_is_asked_again (keyring))
    g_main_context_iteration (NULL, FALSE);
  g_assert_null (result);
  while (result == NULL)
    {
      silent_keyring_answer_all (keyring);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_null (beckon_secret_store_lookup_finish (store, result, &error));
  g_assert_error (error, BECKON_SECRET_ERROR, BECKON_SECRET_ERROR_UNAVAILABLE);
}

/* Nobody waits for ever. */
static void
test_silent (void)
{
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_keyring ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_keyring_secret_store_set_limits (store, 100, 100);
  assert_fails (store, BECKON_SECRET_FAST_TOKEN, BECKON_SECRET_ERROR_TIMEOUT);

  beckon_keyring_secret_store_set_limits (store, G_MAXUINT, G_MAXUINT);
  beckon_secret_store_lookup_async (store, ALICE, BECKON_SECRET_PASSWORD, cancellable, keep_result,
                                    &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (beckon_secret_store_lookup_finish (store, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What comes late does no harm, and a call of now is not taken for one of then. */
static void
test_late (gconstpointer data)
{
  SilentKeyring *keyring = (SilentKeyring *) data;
  g_autoptr (BeckonSecretStore) store = beckon_secret_store_new_keyring ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beckon_secret_store_lookup_async (store, ALICE, BECKON_SECRET_PASSWORD, NULL, keep_result,
                                    &result);
  while (result == NULL)
    {
      silent_keyring_answer_all (keyring);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_null (beckon_secret_store_lookup_finish (store, result, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == BECKON_SECRET_ERROR);

  g_clear_object (&keyring->connection);
}

int
main (int argc, char *argv[])
{
  const char *state = g_getenv ("KEYRING");
  SilentKeyring keyring = { 0 };

  g_test_init (&argc, &argv, NULL);

  if (g_strcmp0 (argv[1], "file") == 0) /* the encrypted file that is used in a sandbox */
    {
      g_autofree char *path
        = g_build_filename (g_get_user_data_dir (), "keyrings", "test.keyring", NULL);

      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
      g_test_add_func ("/keyring/file/store", test_store);
      g_test_add_func ("/keyring/file/order", test_order);
      g_test_add_func ("/keyring/file/cancel", test_cancel);
    }
  else if (g_strcmp0 (argv[1], "prompt") == 0)
    {
      g_test_add_func ("/keyring/prompt/answered", test_prompt);
      g_test_add_func ("/keyring/prompt/dismissed", test_prompt_dismissed);
    }
  else if (g_strcmp0 (state, "unlocked") == 0)
    {
      g_test_add_func ("/keyring/unlocked/store", test_store);
      g_test_add_func ("/keyring/unlocked/order", test_order);
      g_test_add_func ("/keyring/unlocked/cancel", test_cancel);
      g_test_add_func ("/keyring/unlocked/locked-while-running", test_locked_while_running);
    }
  else if (g_strcmp0 (state, "locked") == 0)
    {
      g_test_add_func ("/keyring/locked", test_locked);
    }
  else if (g_strcmp0 (state, "empty") == 0)
    {
      g_test_add_func ("/keyring/empty", test_empty);
    }
  else
    {
      g_test_add_func ("/keyring/missing", test_missing);
      g_test_add_data_func ("/keyring/lost", &keyring, test_lost);
      g_test_add_func ("/keyring/silent", test_silent);
      g_test_add_data_func ("/keyring/late", &keyring, test_late);
    }
  return g_test_run ();
}
