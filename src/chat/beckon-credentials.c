/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-credentials.h"

#include <string.h>

/* In the order in which they are tried. */
typedef enum
{
  SLOT_NEXT_TOKEN,
  SLOT_TOKEN,
  SLOT_OAUTH,
  SLOT_PASSWORD,
  N_SLOTS,
} Slot;

/* Where a slot is kept. An OAuth token lives too short to be. */
static const BeckonSecretKind kinds[N_SLOTS] = {
  [SLOT_NEXT_TOKEN] = BECKON_SECRET_FAST_TOKEN_NEXT,
  [SLOT_TOKEN] = BECKON_SECRET_FAST_TOKEN,
  [SLOT_PASSWORD] = BECKON_SECRET_PASSWORD,
};

struct _BeckonCredentials
{
  GObject parent_instance;

  BeckonSecretStore *secrets;
  char *account;
  /* A token is kept as its mechanism, a space, and the token itself. */
  char *slots[N_SLOTS];
  gboolean keep_password;
  gboolean is_half_read; /* the keyring may have more, and has failed */

  GQueue calls; /* GTask, the first of which is under way */
};

G_DEFINE_FINAL_TYPE (BeckonCredentials, beckon_credentials, G_TYPE_OBJECT)

static void
beckon_credentials_finalize (GObject *object)
{
  BeckonCredentials *self = BECKON_CREDENTIALS (object);

  for (guint i = 0; i < N_SLOTS; i++)
    g_clear_pointer (&self->slots[i], beckon_secret_free);
  g_clear_object (&self->secrets);
  g_free (self->account);
  G_OBJECT_CLASS (beckon_credentials_parent_class)->finalize (object);
}

static void
beckon_credentials_class_init (BeckonCredentialsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_credentials_finalize;
}

static void
beckon_credentials_init (BeckonCredentials *self)
{
}

/**
 * beckon_credentials_new:
 * @secrets: the keyring
 * @account: the account's bare address
 *
 * Returns: (transfer full): credentials of which nothing is known yet
 */
BeckonCredentials *
beckon_credentials_new (BeckonSecretStore *secrets, const char *account)
{
  BeckonCredentials *self = g_object_new (BECKON_TYPE_CREDENTIALS, NULL);

  self->secrets = g_object_ref (secrets);
  self->account = g_strdup (account);
  return self;
}

/* One call after the other: what is used next must be in the keyring before, or it would be known
 * to nobody after a crash. */

static void run_call (GTask *task);

/* Takes the task. */
static void
begin_call (GTask *task)
{
  BeckonCredentials *self = g_task_get_source_object (task);

  g_queue_push_tail (&self->calls, task);
  if (self->calls.length == 1)
    run_call (task);
}

static void
end_call (GTask *task, GError *error)
{
  g_autoptr (GTask) ended = task;
  BeckonCredentials *self = g_task_get_source_object (task);
  GTask *next;

  g_queue_pop_head (&self->calls);
  next = g_queue_peek_head (&self->calls);
  if (next != NULL)
    run_call (next);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

typedef struct
{
  BeckonSecretKind kind;
  char *secret; /* (nullable): %NULL to clear */
} Write;

static void
write_free (gpointer data)
{
  Write *write = data;

  g_clear_pointer (&write->secret, beckon_secret_free);
  g_free (write);
}

static void
add_write (GPtrArray *writes, BeckonSecretKind kind, const char *secret)
{
  Write *write = g_new0 (Write, 1);

  write->kind = kind;
  write->secret = g_strdup (secret);
  g_ptr_array_add (writes, write);
}

static void run_next_write (GTask *task);

/* Once the server has seen a token used, it takes none that is older. So the one that the keyring
 * knows goes on being used while it does not take a newer one, lest a crash sign us out. Without
 * any keyring there is nothing to lose. */
static void
forget_next_token (BeckonCredentials *self, const GError *error)
{
  if (!g_error_matches (error, BECKON_SECRET_ERROR, BECKON_SECRET_ERROR_UNAVAILABLE))
    g_clear_pointer (&self->slots[SLOT_NEXT_TOKEN], beckon_secret_free);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GPtrArray *writes = g_task_get_task_data (task);
  Write *write = g_ptr_array_index (writes, 0);
  GError *error = NULL;
  gboolean done;

  done = write->secret != NULL
           ? beckon_secret_store_store_finish (BECKON_SECRET_STORE (source), result, &error)
           : beckon_secret_store_clear_finish (BECKON_SECRET_STORE (source), result, &error);
  if (!done)
    {
      if (g_task_get_source_tag (task) == beckon_credentials_accept_async)
        forget_next_token (g_task_get_source_object (task), error);
      end_call (task, error);
      return;
    }
  g_ptr_array_remove_index (writes, 0);
  run_next_write (task);
}

static void
run_next_write (GTask *task)
{
  BeckonCredentials *self = g_task_get_source_object (task);
  GPtrArray *writes = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Write *write;

  if (writes->len == 0)
    {
      end_call (task, NULL);
      return;
    }
  write = g_ptr_array_index (writes, 0);
  if (write->secret != NULL)
    beckon_secret_store_store_async (self->secrets, self->account, write->kind, write->secret,
                                     cancellable, written_cb, task);
  else
    beckon_secret_store_clear_async (self->secrets, self->account, write->kind, cancellable,
                                     written_cb, task);
}

static void run_next_lookup (GTask *task, Slot slot);

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  BeckonCredentials *self = g_task_get_source_object (task);
  Slot slot = GPOINTER_TO_UINT (g_task_get_task_data (task));
  GError *error = NULL;
  char *secret;

  secret = beckon_secret_store_lookup_finish (BECKON_SECRET_STORE (source), result, &error);
  self->is_half_read = error != NULL;
  if (error != NULL)
    {
      end_call (task, error);
      return;
    }
  if (secret != NULL)
    {
      g_clear_pointer (&self->slots[slot], beckon_secret_free);
      self->slots[slot] = secret;
      if (slot == SLOT_PASSWORD)
        self->keep_password = TRUE;
    }
  run_next_lookup (task, slot + 1);
}

static void
run_next_lookup (GTask *task, Slot slot)
{
  BeckonCredentials *self = g_task_get_source_object (task);

  if (slot == N_SLOTS)
    {
      end_call (task, NULL);
      return;
    }
  if (slot == SLOT_OAUTH)
    slot++;
  g_task_set_task_data (task, GUINT_TO_POINTER (slot), NULL);
  beckon_secret_store_lookup_async (self->secrets, self->account, kinds[slot],
                                    g_task_get_cancellable (task), looked_up_cb, task);
}

static void
run_call (GTask *task)
{
  BeckonCredentials *self = g_task_get_source_object (task);

  if (g_task_get_source_tag (task) != beckon_credentials_load_async)
    run_next_write (task);
  else if (beckon_credentials_get_count (self) > 0 && !self->is_half_read)
    end_call (task, NULL);
  else
    run_next_lookup (task, 0);
}

/**
 * beckon_credentials_load_async:
 *
 * Waits until the keyring has all that is known here, or reads from it if that is nothing, or only
 * the half of it because the keyring failed. Fails with a %BECKON_SECRET_ERROR when it cannot be read, which is not the same as having nothing.
 */
void
beckon_credentials_load_async (BeckonCredentials *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_credentials_load_async);
  begin_call (task);
}

gboolean
beckon_credentials_load_finish (BeckonCredentials *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * beckon_credentials_set_password:
 * @password: (nullable): to sign in with; kept in memory until there is a token
 * @keep: whether to keep it in the keyring, where the server gives no token
 */
void
beckon_credentials_set_password (BeckonCredentials *self, const char *password, gboolean keep)
{
  char *copy = g_strdup (password);

  g_clear_pointer (&self->slots[SLOT_PASSWORD], beckon_secret_free);
  self->slots[SLOT_PASSWORD] = copy;
  self->keep_password = keep;
  self->is_half_read = FALSE;
}

/**
 * beckon_credentials_set_oauth_token:
 * @token: (nullable): an access token (RFC 7628) to sign in with; kept in memory until there is a
 *   token of the server's own
 */
void
beckon_credentials_set_oauth_token (BeckonCredentials *self, const char *token)
{
  char *copy = g_strdup (token);

  g_clear_pointer (&self->slots[SLOT_OAUTH], beckon_secret_free);
  self->slots[SLOT_OAUTH] = copy;
  self->is_half_read = FALSE;
}

/**
 * beckon_credentials_keep_password_async:
 * @keep: whether to keep the password in the keyring, where the server gives no token
 *
 * Changes what was said with beckon_credentials_set_password(), for the password as it is.
 */
void
beckon_credentials_keep_password_async (BeckonCredentials *self,
                                        gboolean keep,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *writes = g_ptr_array_new_with_free_func (write_free);

  g_task_set_source_tag (task, beckon_credentials_keep_password_async);
  g_task_set_task_data (task, writes, (GDestroyNotify) g_ptr_array_unref);
  self->keep_password = keep;
  if (!keep || self->slots[SLOT_PASSWORD] != NULL)
    add_write (writes, BECKON_SECRET_PASSWORD, keep ? self->slots[SLOT_PASSWORD] : NULL);
  begin_call (task);
}

gboolean
beckon_credentials_keep_password_finish (BeckonCredentials *self,
                                         GAsyncResult *result,
                                         GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * beckon_credentials_get_count:
 *
 * Returns: how many different things there are to sign in with
 */
guint
beckon_credentials_get_count (BeckonCredentials *self)
{
  guint count = 0;

  for (Slot slot = 0; slot < N_SLOTS; slot++)
    if (self->slots[slot] != NULL)
      count++;
  return count;
}

gboolean
beckon_credentials_has_token (BeckonCredentials *self)
{
  return self->slots[SLOT_TOKEN] != NULL || self->slots[SLOT_NEXT_TOKEN] != NULL;
}

gboolean
beckon_credentials_has_password (BeckonCredentials *self)
{
  return self->slots[SLOT_PASSWORD] != NULL;
}

/* The slot that is tried in the attempt of this number, or N_SLOTS. */
static Slot
find_slot (BeckonCredentials *self, guint attempt)
{
  for (Slot slot = 0; slot < N_SLOTS; slot++)
    if (self->slots[slot] != NULL && attempt-- == 0)
      return slot;
  return N_SLOTS;
}

/**
 * beckon_credentials_prepare:
 * @login: where to put what to try
 * @attempt: 0 for the first attempt, and one more after each that the server did not accept, below
 *   beckon_credentials_get_count()
 */
void
beckon_credentials_prepare (BeckonCredentials *self, BeckonLogin *login, guint attempt)
{
  Slot slot = find_slot (self, attempt);
  char *space;

  g_return_if_fail (slot < N_SLOTS);

  if (slot == SLOT_PASSWORD)
    {
      beckon_login_set_password (login, self->slots[slot]);
      return;
    }
  if (slot == SLOT_OAUTH)
    {
      beckon_login_set_oauth_token (login, self->slots[slot]);
      return;
    }
  space = strchr (self->slots[slot], ' ');
  if (space != NULL)
    {
      g_autofree char *mechanism = g_strndup (self->slots[slot], space - self->slots[slot]);

      beckon_login_set_fast_token (login, mechanism, space + 1, 0);
    }
}

static void
set_slot (BeckonCredentials *self, GPtrArray *writes, Slot slot, char *secret)
{
  if (self->slots[slot] == NULL && secret == NULL)
    return;
  g_clear_pointer (&self->slots[slot], beckon_secret_free);
  self->slots[slot] = secret;
  add_write (writes, kinds[slot], secret);
}

/**
 * beckon_credentials_accept_async:
 * @login: a login that succeeded
 * @attempt: what beckon_credentials_prepare() was given for it
 *
 * Learns from a success: the token that was used is the one to keep, a new one is kept beside it,
 * and with a token the password is forgotten. Ends when the keyring has it all; when that fails,
 * the token that was used, or the first there is, is known in memory nevertheless.
 */
void
beckon_credentials_accept_async (BeckonCredentials *self,
                                 BeckonLogin *login,
                                 guint attempt,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *writes = g_ptr_array_new_with_free_func (write_free);
  const char *token = beckon_login_get_new_fast_token (login);
  const char *mechanism = beckon_login_get_new_fast_mechanism (login);
  Slot used = find_slot (self, attempt);
  gboolean had_next = self->slots[SLOT_NEXT_TOKEN] != NULL;
  char *fresh = NULL;

  g_task_set_source_tag (task, beckon_credentials_accept_async);
  g_task_set_task_data (task, writes, (GDestroyNotify) g_ptr_array_unref);
  if (token != NULL && mechanism != NULL)
    fresh = g_strdup_printf ("%s %s", mechanism, token);

  if (used == SLOT_NEXT_TOKEN)
    set_slot (self, writes, SLOT_TOKEN, g_steal_pointer (&self->slots[SLOT_NEXT_TOKEN]));
  if (used != SLOT_NEXT_TOKEN && used != SLOT_TOKEN && fresh != NULL)
    set_slot (self, writes, SLOT_TOKEN, g_steal_pointer (&fresh));

  if (fresh != NULL)
    set_slot (self, writes, SLOT_NEXT_TOKEN, fresh);
  else
    {
      /* Also when none is known here: an earlier sign-in may have left one. */
      g_clear_pointer (&self->slots[SLOT_NEXT_TOKEN], beckon_secret_free);
      if (used != SLOT_TOKEN || had_next)
        add_write (writes, BECKON_SECRET_FAST_TOKEN_NEXT, NULL);
    }

  if (token != NULL)
    g_clear_pointer (&self->slots[SLOT_OAUTH], beckon_secret_free);
  if (beckon_credentials_has_token (self) && (used != SLOT_PASSWORD || token != NULL))
    set_slot (self, writes, SLOT_PASSWORD, NULL);
  else if (used == SLOT_PASSWORD)
    {
      /* Tokens that did not work while the password did are of no use. */
      set_slot (self, writes, SLOT_TOKEN, NULL);
      if (self->keep_password)
        add_write (writes, BECKON_SECRET_PASSWORD, self->slots[SLOT_PASSWORD]);
    }
  begin_call (task);
}

gboolean
beckon_credentials_accept_finish (BeckonCredentials *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * beckon_credentials_revoke_async:
 *
 * Forgets everything, but for one token that is kept to be invalidated on the server when it can
 * be reached.
 */
void
beckon_credentials_revoke_async (BeckonCredentials *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *writes = g_ptr_array_new_with_free_func (write_free);

  g_task_set_source_tag (task, beckon_credentials_revoke_async);
  g_task_set_task_data (task, writes, (GDestroyNotify) g_ptr_array_unref);
  if (self->slots[SLOT_TOKEN] != NULL)
    add_write (writes, BECKON_SECRET_REVOKE, self->slots[SLOT_TOKEN]);
  for (Slot slot = 0; slot < N_SLOTS; slot++)
    {
      g_clear_pointer (&self->slots[slot], beckon_secret_free);
      if (slot != SLOT_OAUTH)
        add_write (writes, kinds[slot], NULL);
    }
  begin_call (task);
}

gboolean
beckon_credentials_revoke_finish (BeckonCredentials *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
