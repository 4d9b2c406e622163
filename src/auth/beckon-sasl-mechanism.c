/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sasl-mechanism.h"

typedef struct
{
  char *name;
} BeckonSaslMechanismPrivate;

G_DEFINE_QUARK (BeckonLoginError, beckon_login_error)
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BeckonSaslMechanism, beckon_sasl_mechanism, G_TYPE_OBJECT)

static GBytes *
refuse_challenge (BeckonSaslMechanism *self,
                  GBytes *challenge,
                  GCancellable *cancellable,
                  GError **error)
{
  g_set_error_literal (error, BECKON_LOGIN_ERROR, BECKON_LOGIN_ERROR_PROTOCOL,
                       "A challenge where none belongs");
  return NULL;
}

static void
beckon_sasl_mechanism_finalize (GObject *object)
{
  BeckonSaslMechanismPrivate *priv
    = beckon_sasl_mechanism_get_instance_private (BECKON_SASL_MECHANISM (object));

  g_free (priv->name);

  G_OBJECT_CLASS (beckon_sasl_mechanism_parent_class)->finalize (object);
}

static void
beckon_sasl_mechanism_class_init (BeckonSaslMechanismClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_sasl_mechanism_finalize;
  klass->respond = refuse_challenge;
}

static void
beckon_sasl_mechanism_init (BeckonSaslMechanism *self)
{
}

/**
 * beckon_sasl_mechanism_get_name:
 *
 * Returns: the name as registered with IANA, like `SCRAM-SHA-256-PLUS`
 */
const char *
beckon_sasl_mechanism_get_name (BeckonSaslMechanism *self)
{
  BeckonSaslMechanismPrivate *priv = beckon_sasl_mechanism_get_instance_private (self);

  return priv->name;
}

/**
 * beckon_sasl_mechanism_set_name:
 *
 * For the constructors of the mechanisms.
 */
void
beckon_sasl_mechanism_set_name (BeckonSaslMechanism *self, const char *name)
{
  BeckonSaslMechanismPrivate *priv = beckon_sasl_mechanism_get_instance_private (self);

  g_free (priv->name);
  priv->name = g_strdup (name);
}

/**
 * beckon_sasl_mechanism_begin:
 *
 * Returns: (transfer full) (nullable): the initial response, or %NULL with an error
 */
GBytes *
beckon_sasl_mechanism_begin (BeckonSaslMechanism *self, GError **error)
{
  return BECKON_SASL_MECHANISM_GET_CLASS (self)->begin (self, error);
}

/**
 * beckon_sasl_mechanism_respond:
 * @challenge: what the server sent
 *
 * May take long, see beckon_sasl_mechanism_respond_async().
 *
 * Returns: (transfer full) (nullable): the response, maybe empty, or %NULL with an error after
 *   which the exchange is to be aborted
 */
GBytes *
beckon_sasl_mechanism_respond (BeckonSaslMechanism *self,
                               GBytes *challenge,
                               GCancellable *cancellable,
                               GError **error)
{
  return BECKON_SASL_MECHANISM_GET_CLASS (self)->respond (self, challenge, cancellable, error);
}

static void
respond_in_thread (GTask *task, gpointer source, gpointer challenge, GCancellable *cancellable)
{
  GError *error = NULL;
  GBytes *response = beckon_sasl_mechanism_respond (source, challenge, cancellable, &error);

  if (response == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, response, (GDestroyNotify) g_bytes_unref);
}

/**
 * beckon_sasl_mechanism_respond_async:
 *
 * The same as beckon_sasl_mechanism_respond() in a thread, as hashing a password thousands of
 * times must not hold up the main loop. Until the callback comes, @self must not be used.
 */
void
beckon_sasl_mechanism_respond_async (BeckonSaslMechanism *self,
                                     GBytes *challenge,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_sasl_mechanism_respond_async);
  g_task_set_task_data (task, g_bytes_ref (challenge), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, respond_in_thread);
}

/**
 * beckon_sasl_mechanism_respond_finish:
 *
 * Returns: (transfer full) (nullable): as beckon_sasl_mechanism_respond()
 */
GBytes *
beckon_sasl_mechanism_respond_finish (BeckonSaslMechanism *self,
                                      GAsyncResult *result,
                                      GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * beckon_sasl_mechanism_finish:
 * @additional: (nullable): the data that came with the server's success
 *
 * To be asked when the server says that the exchange succeeded. A server that has not proved what
 * the mechanism wants proved has not succeeded.
 *
 * Returns: whether it has
 */
gboolean
beckon_sasl_mechanism_finish (BeckonSaslMechanism *self, GBytes *additional, GError **error)
{
  return BECKON_SASL_MECHANISM_GET_CLASS (self)->finish (self, additional, error);
}
