/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-waiter.h"

struct _BeckonWaiter
{
  GTask *task; /* %NULL once it was cancelled */
  GSource *cancelled;
};

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  BeckonWaiter *self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/**
 * beckon_waiter_new:
 * @task: (transfer full): what to complete
 *
 * Returns: (transfer full): a waiter, to be ended with one of the functions below
 */
BeckonWaiter *
beckon_waiter_new (GTask *task)
{
  BeckonWaiter *self = g_new0 (BeckonWaiter, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->task = task;
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_task_get_context (task));
    }
  return self;
}

static GTask *
end_waiter (BeckonWaiter *self)
{
  GTask *task = self->task;

  if (self->cancelled != NULL)
    {
      g_source_destroy (self->cancelled);
      g_source_unref (self->cancelled);
    }
  g_free (self);
  return task;
}

/**
 * beckon_waiter_return_pointer:
 * @self: (transfer full): a waiter
 * @result: (transfer full): what to return
 * @destroy: what frees @result if nobody wants it any more
 */
void
beckon_waiter_return_pointer (BeckonWaiter *self, gpointer result, GDestroyNotify destroy)
{
  g_autoptr (GTask) task = end_waiter (self);

  if (task != NULL)
    g_task_return_pointer (task, result, destroy);
  else
    destroy (result);
}

/**
 * beckon_waiter_return_boolean:
 * @self: (transfer full): a waiter
 */
void
beckon_waiter_return_boolean (BeckonWaiter *self, gboolean result)
{
  g_autoptr (GTask) task = end_waiter (self);

  if (task != NULL)
    g_task_return_boolean (task, result);
}

/**
 * beckon_waiter_return_error:
 * @self: (transfer full): a waiter
 * @error: (transfer full): why there is no result
 */
void
beckon_waiter_return_error (BeckonWaiter *self, GError *error)
{
  g_autoptr (GTask) task = end_waiter (self);

  if (task != NULL)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}
