/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-time-limit.h"

struct _BeckonTimeLimit
{
  GCancellable *cancellable;
  GSource *timer;
  GSource *parent;
  gboolean over;
};

static gboolean
timer_cb (gpointer user_data)
{
  BeckonTimeLimit *self = user_data;

  self->over = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
parent_cancelled_cb (GCancellable *parent, gpointer user_data)
{
  BeckonTimeLimit *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
attach (GSource *source, GSourceFunc callback, BeckonTimeLimit *self)
{
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

/**
 * beckon_time_limit_new:
 * @parent: (nullable): cancels the step with the whole
 * @milliseconds: how long the step may take
 *
 * Returns: (transfer full): a limit that runs from now until it is freed
 */
BeckonTimeLimit *
beckon_time_limit_new (GCancellable *parent, guint milliseconds)
{
  BeckonTimeLimit *self = g_new0 (BeckonTimeLimit, 1);

  self->cancellable = g_cancellable_new ();
  self->timer = g_timeout_source_new (milliseconds);
  attach (self->timer, timer_cb, self);
  if (parent != NULL)
    {
      self->parent = g_cancellable_source_new (parent);
      attach (self->parent, G_SOURCE_FUNC (parent_cancelled_cb), self);
    }
  return self;
}

void
beckon_time_limit_free (BeckonTimeLimit *self)
{
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  if (self->parent != NULL)
    {
      g_source_destroy (self->parent);
      g_source_unref (self->parent);
    }
  g_object_unref (self->cancellable);
  g_free (self);
}

/**
 * beckon_time_limit_get_cancellable:
 *
 * Returns: (transfer none): what to give to the step
 */
GCancellable *
beckon_time_limit_get_cancellable (BeckonTimeLimit *self)
{
  return self->cancellable;
}

/**
 * beckon_time_limit_is_over:
 *
 * Returns: whether it was the time that cancelled the step, not the parent
 */
gboolean
beckon_time_limit_is_over (BeckonTimeLimit *self)
{
  return self->over;
}
