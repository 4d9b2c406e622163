/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-attention.h"

typedef struct
{
  BeckonClient *client;
  guint seconds;
  guint timeout_id;
} Attention;

static void
attention_free (gpointer data)
{
  Attention *self = data;

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_object_unref (self->client);
  g_free (self);
}

/* Also when somebody looks at a dialog. */
static gboolean
is_looked_at (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (gtk_window_is_active (window))
        return TRUE;
    }
  return FALSE;
}

static gboolean
timeout_cb (gpointer data)
{
  Attention *self = data;

  if (is_looked_at ())
    return G_SOURCE_CONTINUE;
  self->timeout_id = 0;
  beckon_client_set_active (self->client, FALSE);
  return G_SOURCE_REMOVE;
}

static void
active_cb (GtkWindow *window, GParamSpec *pspec, Attention *self)
{
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (gtk_window_is_active (window))
    beckon_client_set_active (self->client, TRUE);
  else
    self->timeout_id = g_timeout_add_seconds (self->seconds, timeout_cb, self);
}

/**
 * beckon_attention_watch:
 * @window: the window; called once for it
 * @client: is told whether somebody looks, as long as the window is there
 * @seconds: how long nobody has to look until nobody does: going to another window and back is
 *   no change
 */
void
beckon_attention_watch (GtkWindow *window, BeckonClient *client, guint seconds)
{
  Attention *self = g_new0 (Attention, 1);

  self->client = g_object_ref (client);
  self->seconds = seconds;
  g_object_set_data_full (G_OBJECT (window), "beckon-attention", self, attention_free);
  g_signal_connect (window, "notify::is-active", G_CALLBACK (active_cb), self);
}
