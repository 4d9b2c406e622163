/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-module.h"

typedef struct
{
  BeckonAccount *account; /* weak */
  BeckonSession *session; /* (nullable) */
  GCancellable *cancellable;
  GArray *handlers;
} BeckonModulePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BeckonModule, beckon_module, G_TYPE_OBJECT)

#define PRIVATE(self) ((BeckonModulePrivate *) beckon_module_get_instance_private (self))

static void
beckon_module_dispose (GObject *object)
{
  BeckonModule *self = BECKON_MODULE (object);

  beckon_module_detach (self);
  g_clear_weak_pointer (&PRIVATE (self)->account);
  G_OBJECT_CLASS (beckon_module_parent_class)->dispose (object);
}

static void
beckon_module_finalize (GObject *object)
{
  g_array_unref (PRIVATE (BECKON_MODULE (object))->handlers);
  G_OBJECT_CLASS (beckon_module_parent_class)->finalize (object);
}

static void
beckon_module_ignore (BeckonModule *self)
{
}

static void
beckon_module_ignore_session (BeckonModule *self, BeckonSession *session)
{
}

static void
beckon_module_class_init (BeckonModuleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_module_dispose;
  object_class->finalize = beckon_module_finalize;
  klass->attached = beckon_module_ignore_session;
  klass->resumed = beckon_module_ignore_session;
  klass->detached = beckon_module_ignore;
}

static void
beckon_module_init (BeckonModule *self)
{
  PRIVATE (self)->handlers = g_array_new (FALSE, FALSE, sizeof (guint));
}

/**
 * beckon_module_new:
 * @type: which module
 * @account: whose; not kept alive
 *
 * Returns: (transfer full): a new module, without a session
 */
gpointer
beckon_module_new (GType type, BeckonAccount *account)
{
  BeckonModule *self = g_object_new (type, NULL);

  g_set_weak_pointer (&PRIVATE (self)->account, account);
  return self;
}

void
beckon_module_attach (BeckonModule *self, BeckonSession *session)
{
  BeckonModulePrivate *priv = PRIVATE (self);

  beckon_module_detach (self);
  priv->session = g_object_ref (session);
  priv->cancellable = g_cancellable_new ();
  BECKON_MODULE_GET_CLASS (self)->attached (self, session);
}

/**
 * beckon_module_resume:
 *
 * Tells the module that the session that it has goes on.
 */
void
beckon_module_resume (BeckonModule *self)
{
  BECKON_MODULE_GET_CLASS (self)->resumed (self, PRIVATE (self)->session);
}

void
beckon_module_detach (BeckonModule *self)
{
  BeckonModulePrivate *priv = PRIVATE (self);

  if (priv->session == NULL)
    return;
  for (guint i = 0; i < priv->handlers->len; i++)
    beckon_session_remove_handler (priv->session, g_array_index (priv->handlers, guint, i));
  g_array_set_size (priv->handlers, 0);
  g_clear_object (&priv->session);
  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->cancellable);
  BECKON_MODULE_GET_CLASS (self)->detached (self);
}

/**
 * beckon_module_get_account:
 *
 * Returns: (transfer none) (nullable): the account, or %NULL when it is gone
 */
BeckonAccount *
beckon_module_get_account (BeckonModule *self)
{
  return PRIVATE (self)->account;
}

/**
 * beckon_module_get_session:
 *
 * Returns: (transfer none) (nullable): the session. It may be interrupted
 */
BeckonSession *
beckon_module_get_session (BeckonModule *self)
{
  return PRIVATE (self)->session;
}

/**
 * beckon_module_get_cancellable:
 *
 * Returns: (transfer none) (nullable): what is cancelled when the session is over
 */
GCancellable *
beckon_module_get_cancellable (BeckonModule *self)
{
  return PRIVATE (self)->cancellable;
}

/**
 * beckon_module_add_handler:
 * @handler: gets the module as its user data
 *
 * As beckon_session_add_handler(), for as long as the module has this session.
 */
void
beckon_module_add_handler (BeckonModule *self,
                           const char *stanza_name,
                           const char *payload_name,
                           const char *payload_ns,
                           int priority,
                           BeckonStanzaHandler handler)
{
  BeckonModulePrivate *priv = PRIVATE (self);

  beckon_module_take_handler (self, beckon_session_add_handler (priv->session, stanza_name,
                                                                payload_name, payload_ns, priority,
                                                                handler, self, NULL));
}

/**
 * beckon_module_take_handler:
 * @id: a handler of the session, which goes when the module has the session no more
 */
void
beckon_module_take_handler (BeckonModule *self, guint id)
{
  g_array_append_val (PRIVATE (self)->handlers, id);
}

/**
 * beckon_module_check_online:
 * @task: what needs the server
 *
 * Returns: whether the account is online; if not, @task has failed with
 *   %G_IO_ERROR_NOT_CONNECTED
 */
gboolean
beckon_module_check_online (BeckonModule *self, GTask *task)
{
  BeckonModulePrivate *priv = PRIVATE (self);

  if (priv->session != NULL && priv->account != NULL
      && beckon_account_get_state (priv->account) == BECKON_ACCOUNT_ONLINE)
    return TRUE;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "Not connected");
  return FALSE;
}
