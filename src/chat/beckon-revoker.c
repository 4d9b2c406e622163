/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-revoker.h"

#include "beckon-login.h"
#include "beckon-store-accounts.h"

#include <string.h>

/* How long until a server that could not be reached is tried again, in seconds. */
#define RETRY (30 * 60)

struct _BeckonRevoker
{
  GObject parent_instance;

  BeckonStore *store;
  BeckonSecretStore *secrets;
  GCancellable *cancellable;
  GPtrArray *pending; /* of BeckonAccountRecord; the last is under way */
  gboolean running;
  gboolean again;
  guint retry_id;
};

G_DEFINE_FINAL_TYPE (BeckonRevoker, beckon_revoker, G_TYPE_OBJECT)

static void revoke_next (BeckonRevoker *self);

static void
beckon_revoker_dispose (GObject *object)
{
  BeckonRevoker *self = BECKON_REVOKER (object);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->store);
  g_clear_object (&self->secrets);
  G_OBJECT_CLASS (beckon_revoker_parent_class)->dispose (object);
}

static void
beckon_revoker_finalize (GObject *object)
{
  BeckonRevoker *self = BECKON_REVOKER (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  G_OBJECT_CLASS (beckon_revoker_parent_class)->finalize (object);
}

static void
beckon_revoker_class_init (BeckonRevokerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_revoker_dispose;
  object_class->finalize = beckon_revoker_finalize;
}

static void
beckon_revoker_init (BeckonRevoker *self)
{
  self->cancellable = g_cancellable_new ();
}

BeckonRevoker *
beckon_revoker_new (BeckonStore *store, BeckonSecretStore *secrets)
{
  BeckonRevoker *self = g_object_new (BECKON_TYPE_REVOKER, NULL);

  self->store = g_object_ref (store);
  self->secrets = g_object_ref (secrets);
  return self;
}

static gboolean
retry_cb (gpointer user_data)
{
  BeckonRevoker *self = user_data;

  self->retry_id = 0;
  beckon_revoker_run (self);
  return G_SOURCE_REMOVE;
}

static BeckonAccountRecord *
get_current (BeckonRevoker *self)
{
  return g_ptr_array_index (self->pending, self->pending->len - 1);
}

static void
skip (BeckonRevoker *self)
{
  g_ptr_array_set_size (self->pending, self->pending->len - 1);
  revoke_next (self);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonRevoker) self = user_data;

  /* If it is not forgotten, the server will say the next time that it does not know the token. */
  beckon_store_write_finish (BECKON_STORE (source), result, NULL);
  if (self->store != NULL)
    skip (self);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonRevoker) self = user_data;

  beckon_secret_store_clear_finish (BECKON_SECRET_STORE (source), result, NULL);
  if (self->store != NULL)
    beckon_store_remove_revocation_async (self->store, get_current (self)->id, NULL, forgotten_cb,
                                          g_object_ref (self));
}

static void
forget (BeckonRevoker *self)
{
  beckon_secret_store_clear_async (self->secrets, get_current (self)->jid, BECKON_SECRET_REVOKE,
                                   NULL, cleared_cb, g_object_ref (self));
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonRevoker) self = user_data;
  g_autoptr (BeckonSession) session = NULL;
  g_autoptr (GError) error = NULL;

  session = beckon_login_run_finish (BECKON_LOGIN (source), result, &error);
  if (session != NULL)
    beckon_session_close (session);
  if (self->store == NULL)
    return;
  /* A token that the server does not accept is as good as invalidated. */
  if (session != NULL
      || g_error_matches (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NOT_AUTHORIZED)
      || g_error_matches (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_EXPIRED)
      || g_error_matches (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_ACCOUNT_DISABLED)
      || g_error_matches (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_NO_MECHANISM))
    {
      forget (self);
      return;
    }
  if (self->retry_id == 0)
    self->retry_id = g_timeout_add_seconds (RETRY, retry_cb, self);
  skip (self);
}

static void
run_login (BeckonRevoker *self, const char *secret)
{
  BeckonAccountRecord *record = get_current (self);
  g_autoptr (BeckonJid) jid = beckon_jid_new (record->jid, NULL);
  const char *space = strchr (secret, ' ');
  g_autofree char *mechanism = NULL;
  g_autoptr (BeckonLogin) login = NULL;

  if (jid == NULL || space == NULL)
    {
      forget (self);
      return;
    }
  mechanism = g_strndup (secret, space - secret);
  login = beckon_login_new (jid);
  if (record->host != NULL)
    beckon_login_set_host (login, record->host, record->port, record->direct_tls);
  beckon_login_set_proxy (login, record->proxy);
  beckon_login_set_user_agent (login, record->resource_id, NULL, NULL);
  beckon_login_set_fast_token (login, mechanism, space + 1, 0);
  beckon_login_set_invalidate_fast (login, TRUE);
  beckon_login_run_async (login, self->cancellable, revoked_cb, g_object_ref (self));
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonRevoker) self = user_data;
  g_autoptr (GError) error = NULL;
  char *secret;

  secret = beckon_secret_store_lookup_finish (BECKON_SECRET_STORE (source), result, &error);
  if (self->store == NULL || error != NULL)
    {
      if (self->store != NULL)
        skip (self);
    }
  else if (secret == NULL)
    forget (self);
  else
    run_login (self, secret);
  g_clear_pointer (&secret, beckon_secret_free);
}

static void
revoke_next (BeckonRevoker *self)
{
  if (self->pending->len > 0)
    {
      beckon_secret_store_lookup_async (self->secrets, get_current (self)->jid,
                                        BECKON_SECRET_REVOKE, self->cancellable, looked_up_cb,
                                        g_object_ref (self));
      return;
    }
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  self->running = FALSE;
  if (self->again)
    beckon_revoker_run (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonRevoker) self = user_data;
  g_autoptr (GPtrArray) records = NULL;

  records = beckon_store_load_revocations_finish (BECKON_STORE (source), result, NULL);
  if (self->store == NULL)
    return;
  if (records == NULL)
    records = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_account_record_unref);
  self->pending = g_steal_pointer (&records);
  revoke_next (self);
}

/**
 * beckon_revoker_run:
 *
 * Tries all that are still to be invalidated. To be called at the start, when there is a new one,
 * and when there is a network again.
 */
void
beckon_revoker_run (BeckonRevoker *self)
{
  self->again = self->running;
  if (self->running)
    return;
  self->running = TRUE;
  beckon_store_load_revocations_async (self->store, self->cancellable, loaded_cb,
                                       g_object_ref (self));
}

/**
 * beckon_revoker_stop:
 *
 * Leaves what is not done yet for another time; to be called before the store is closed.
 */
void
beckon_revoker_stop (BeckonRevoker *self)
{
  g_object_run_dispose (G_OBJECT (self));
}
