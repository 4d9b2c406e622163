/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-keyring-secret-store-private.h"

#include "config.h"

#include <libsecret/secret.h>

/* The desktop's keyring, by the functions secret_password_* of libsecret: they speak to the Secret
 * Service or, in a sandbox, keep an encrypted file whose key the portal gives.
 *
 * Each operation begins with a search, which opens nothing. It tells "nothing is stored" from
 * "locked", which a lookup does not, and it finds out whether the keyring answers at all before a
 * person may have to be asked for its password.
 *
 * libsecret may never answer, and must not be cancelled: the answer of a portal gets lost, and
 * then cancelling blocks for ever (0.20.5). So no cancellable is given to it. An operation has its
 * own time limit, and searches anew a few times within it, as the next answer may well come
 * through; what comes later is freed and forgotten. */
#define SILENT_MS 10000
#define PROMPT_MS 180000
#define SEARCHES 4

typedef struct
{
  GObject parent_instance;

  GQueue operations; /* the first one is being carried out */
  guint silent_ms;
  guint prompt_ms;
} BeckonKeyringSecretStore;

typedef GObjectClass BeckonKeyringSecretStoreClass;

static GType beckon_keyring_secret_store_get_type (void);
static void beckon_keyring_secret_store_iface_init (BeckonSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BeckonKeyringSecretStore,
                               beckon_keyring_secret_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BECKON_TYPE_SECRET_STORE,
                                                      beckon_keyring_secret_store_iface_init))

static const SecretSchema schema = {
  .name = APPLICATION_ID,
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

typedef struct _Operation Operation;

/* Held by the queue until it is answered, and by each call of libsecret until that answers. */
struct _Operation
{
  GTask *task; /* NULL when it is answered */
  GHashTable *attributes;
  char *secret; /* to store */
  void (*act) (Operation *self, gboolean found, gboolean locked);
  guint searches; /* begun so far; 0 when one has been answered */
  GSource *limit;
  gboolean prompts; /* a person may be asked */
  GSource *cancelled;
};

static void start_first (BeckonKeyringSecretStore *self);
static void operation_search (Operation *self);

static const char *
kind_to_string (BeckonSecretKind kind)
{
  switch (kind)
    {
    case BECKON_SECRET_FAST_TOKEN:
      return "fast-token";
    case BECKON_SECRET_FAST_TOKEN_NEXT:
      return "fast-token-next";
    case BECKON_SECRET_PASSWORD:
      return "password";
    case BECKON_SECRET_REVOKE:
      return "revoke";
    default:
      g_assert_not_reached ();
    }
}

static void
operation_clear (gpointer data)
{
  Operation *self = data;

  g_assert (self->task == NULL);
  g_hash_table_unref (self->attributes);
  beckon_secret_free (self->secret);
}

static void
operation_unref (Operation *self)
{
  g_rc_box_release_full (self, operation_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Operation, operation_unref)

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Ends an operation, for its caller; the next one begins. */
static GTask *
operation_end (Operation *self)
{
  GTask *task = g_steal_pointer (&self->task);
  BeckonKeyringSecretStore *store = g_task_get_source_object (task);
  gboolean was_first = g_queue_peek_head (&store->operations) == self;

  clear_source (&self->limit);
  clear_source (&self->cancelled);
  g_queue_remove (&store->operations, self);
  operation_unref (self);
  if (was_first)
    start_first (store);
  return task;
}

static void
operation_succeed (Operation *self)
{
  g_autoptr (GTask) task = operation_end (self);

  g_task_return_boolean (task, TRUE);
}

static void
operation_fail (Operation *self, BeckonSecretError code, const char *message)
{
  g_autoptr (GTask) task = operation_end (self);

  g_task_return_new_error (task, BECKON_SECRET_ERROR, code, "%s", message);
}

/* What a keyring says, as what the caller can do about it. */
static BeckonSecretError
translate_error (const GError *error)
{
  if (error->domain == SECRET_ERROR)
    {
      switch (error->code)
        {
        case SECRET_ERROR_IS_LOCKED:
          return BECKON_SECRET_ERROR_LOCKED;
        case SECRET_ERROR_NO_SUCH_OBJECT: /* there is a service, but no keyring in it yet */
          return BECKON_SECRET_ERROR_UNAVAILABLE;
        default:
          return BECKON_SECRET_ERROR_FAILED;
        }
    }
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMED_OUT)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return BECKON_SECRET_ERROR_TIMEOUT;
  /* No bus, nobody on it who could be asked, or a portal that does not get at the key. */
  if (error->domain == G_DBUS_ERROR || error->domain == G_IO_ERROR)
    return BECKON_SECRET_ERROR_UNAVAILABLE;
  return BECKON_SECRET_ERROR_FAILED;
}

/* Takes the error. */
static void
operation_fail_with (Operation *self, GError *error)
{
  g_autoptr (GError) owned = error;

  g_dbus_error_strip_remote_error (owned);
  operation_fail (self, translate_error (owned), owned->message);
}

static gboolean
limit_cb (gpointer user_data)
{
  Operation *self = user_data;

  if (self->searches > 0 && self->searches < SEARCHES)
    operation_search (self);
  else if (self->prompts)
    operation_fail (self, BECKON_SECRET_ERROR_LOCKED, "The keyring was not unlocked in time");
  else
    operation_fail (self, BECKON_SECRET_ERROR_TIMEOUT, "The keyring does not answer");
  return G_SOURCE_REMOVE;
}

static void
operation_set_limit_ms (Operation *self, guint ms)
{
  clear_source (&self->limit);
  self->limit = g_timeout_source_new (ms);
  g_source_set_callback (self->limit, limit_cb, self, NULL);
  g_source_attach (self->limit, g_task_get_context (self->task));
}

/* How long to wait from now on: for the keyring only, or for a person too. */
static void
operation_set_limit (Operation *self, gboolean may_prompt)
{
  BeckonKeyringSecretStore *store = g_task_get_source_object (self->task);

  self->prompts = may_prompt;
  operation_set_limit_ms (self, may_prompt ? store->prompt_ms : store->silent_ms);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = operation_end (user_data);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Operation) self = user_data;
  g_autoptr (GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);
  gboolean locked = FALSE;

  for (GList *l = items; l != NULL; l = l->next)
    locked |= SECRET_IS_ITEM (l->data) && secret_item_get_locked (l->data);

  if (self->task != NULL && self->searches > 0)
    {
      self->searches = 0;
      if (error != NULL)
        operation_fail_with (self, g_steal_pointer (&error));
      else
        self->act (self, items != NULL, locked);
    }
  g_list_free_full (items, g_object_unref);
}

static void
operation_search (Operation *self)
{
  BeckonKeyringSecretStore *store = g_task_get_source_object (self->task);

  self->searches++;
  operation_set_limit_ms (self, store->silent_ms / SEARCHES);
  secret_password_searchv (&schema, self->attributes, SECRET_SEARCH_ALL, NULL, searched_cb,
                           g_rc_box_acquire (self));
}

static void
start_first (BeckonKeyringSecretStore *store)
{
  Operation *self = g_queue_peek_head (&store->operations);

  if (self != NULL)
    operation_search (self);
}

/* Queues an operation; act goes on when it is known what there is. */
static void
operation_queue (BeckonSecretStore *store,
                 const char *account,
                 BeckonSecretKind kind,
                 const char *secret,
                 void (*act) (Operation *, gboolean, gboolean),
                 GTask *task)
{
  BeckonKeyringSecretStore *keyring = (BeckonKeyringSecretStore *) store;
  Operation *self = g_rc_box_new0 (Operation);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->task = task;
  self->attributes
    = secret_attributes_build (&schema, "account", account, "kind", kind_to_string (kind), NULL);
  self->secret = g_strdup (secret);
  self->act = act;
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_task_get_context (task));
    }

  g_queue_push_tail (&keyring->operations, self);
  if (keyring->operations.length == 1)
    start_first (keyring);
}

/* Without an error, too, it may not be done: when the person does not open the keyring. */
static void
operation_take_answer (Operation *self, gboolean done, const GError *error)
{
  if (self->task == NULL)
    return;
  if (done)
    operation_succeed (self);
  else if (error != NULL)
    operation_fail_with (self, g_error_copy (error));
  else
    operation_fail (self, BECKON_SECRET_ERROR_LOCKED, "The keyring was not opened");
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Operation) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean stored = secret_password_store_finish (result, &error);

  operation_take_answer (self, stored, error);
}

static void
act_store (Operation *self, gboolean found, gboolean locked)
{
  g_autofree char *label
    = g_strdup_printf ("Beckon: %s", (char *) g_hash_table_lookup (self->attributes, "account"));

  operation_set_limit (self, TRUE);
  secret_password_storev (&schema, self->attributes, SECRET_COLLECTION_DEFAULT, label, self->secret,
                          NULL, stored_cb, g_rc_box_acquire (self));
}

static void
keyring_store_async (BeckonSecretStore *store,
                     const char *account,
                     BeckonSecretKind kind,
                     const char *secret,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, keyring_store_async);
  operation_queue (store, account, kind, secret, act_store, task);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Operation) self = user_data;
  g_autoptr (GError) error = NULL;
  char *password = secret_password_lookup_finish (result, &error);

  if (self->task == NULL)
    ;
  else if (error != NULL)
    operation_fail_with (self, g_steal_pointer (&error));
  else if (password == NULL)
    operation_fail (self, BECKON_SECRET_ERROR_LOCKED, "The keyring was not opened");
  else
    {
      g_autoptr (GTask) task = operation_end (self);

      g_task_return_pointer (task, g_strdup (password), (GDestroyNotify) beckon_secret_free);
    }
  secret_password_free (password);
}

/* Asks the person to open the keyring where it is locked. */
static void
look_up (Operation *self, gboolean locked, GAsyncReadyCallback callback)
{
  operation_set_limit (self, locked);
  secret_password_lookupv (&schema, self->attributes, NULL, callback, g_rc_box_acquire (self));
}

static void
act_lookup (Operation *self, gboolean found, gboolean locked)
{
  if (found)
    {
      look_up (self, locked, looked_up_cb);
    }
  else
    {
      g_autoptr (GTask) task = operation_end (self);

      g_task_return_pointer (task, NULL, NULL);
    }
}

static void
keyring_lookup_async (BeckonSecretStore *store,
                      const char *account,
                      BeckonSecretKind kind,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, keyring_lookup_async);
  operation_queue (store, account, kind, NULL, act_lookup, task);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Operation) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean cleared = secret_password_clear_finish (result, &error);

  operation_take_answer (self, cleared, error);
}

static void
clear (Operation *self)
{
  operation_set_limit (self, FALSE);
  secret_password_clearv (&schema, self->attributes, NULL, cleared_cb, g_rc_box_acquire (self));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Operation) self = user_data;
  g_autoptr (GError) error = NULL;
  char *password = secret_password_lookup_finish (result, &error);

  if (self->task == NULL)
    ;
  else if (error != NULL)
    operation_fail_with (self, g_steal_pointer (&error));
  else if (password == NULL)
    operation_fail (self, BECKON_SECRET_ERROR_LOCKED, "The keyring was not opened");
  else
    clear (self);
  secret_password_free (password);
}

/* Clearing passes locked items over without a word; looking one up opens them. */
static void
act_clear (Operation *self, gboolean found, gboolean locked)
{
  if (!found)
    operation_succeed (self);
  else if (locked)
    look_up (self, TRUE, opened_cb);
  else
    clear (self);
}

static void
keyring_clear_async (BeckonSecretStore *store,
                     const char *account,
                     BeckonSecretKind kind,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, keyring_clear_async);
  operation_queue (store, account, kind, NULL, act_clear, task);
}

static gboolean
keyring_finish (BeckonSecretStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static char *
keyring_lookup_finish (BeckonSecretStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
beckon_keyring_secret_store_iface_init (BeckonSecretStoreInterface *iface)
{
  iface->store_async = keyring_store_async;
  iface->store_finish = keyring_finish;
  iface->lookup_async = keyring_lookup_async;
  iface->lookup_finish = keyring_lookup_finish;
  iface->clear_async = keyring_clear_async;
  iface->clear_finish = keyring_finish;
}

static void
beckon_keyring_secret_store_class_init (BeckonKeyringSecretStoreClass *klass)
{
}

static void
beckon_keyring_secret_store_init (BeckonKeyringSecretStore *self)
{
  g_queue_init (&self->operations);
  self->silent_ms = SILENT_MS;
  self->prompt_ms = PROMPT_MS;
}

/* For tests: how long to wait for the keyring, and for a person who is asked for its password. */
void
beckon_keyring_secret_store_set_limits (BeckonSecretStore *self, guint silent_ms, guint prompt_ms)
{
  BeckonKeyringSecretStore *keyring = (BeckonKeyringSecretStore *) self;

  keyring->silent_ms = silent_ms;
  keyring->prompt_ms = prompt_ms;
}

/**
 * beckon_secret_store_new_keyring:
 *
 * Makes a secret store over the desktop's keyring. Whether there is one shows with the first call.
 *
 * Returns: (transfer full): a secret store
 */
BeckonSecretStore *
beckon_secret_store_new_keyring (void)
{
  return g_object_new (beckon_keyring_secret_store_get_type (), NULL);
}
