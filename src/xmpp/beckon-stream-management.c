/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-stream-management.h"

#include "beckon-stream.h"

typedef struct
{
  BeckonElement *stanza;
  BeckonWaiter *waiter;
} Unacked;

typedef struct
{
  guint64 id;
  guint32 handled;
} Hold;

struct _BeckonStreamManagement
{
  GQueue unacked;
  guint32 acked; /* how many of ours the server has, mod 2^32 */

  guint32 handled; /* how many of the server's we have dealt with, mod 2^32 */
  GQueue holds;    /* in the order of what they hold back */
  guint64 last_hold;
};

static Unacked *
unacked_new (BeckonElement *stanza, BeckonWaiter *waiter)
{
  Unacked *unacked = g_new (Unacked, 1);

  unacked->stanza = beckon_element_ref (stanza);
  unacked->waiter = waiter;
  return unacked;
}

static void
unacked_end (Unacked *unacked, const GError *error)
{
  BeckonWaiter *waiter = unacked->waiter;

  beckon_element_unref (unacked->stanza);
  g_free (unacked);
  if (waiter == NULL)
    return;
  if (error != NULL)
    beckon_waiter_return_error (waiter, g_error_copy (error));
  else
    beckon_waiter_return_boolean (waiter, TRUE);
}

/**
 * beckon_stream_management_new:
 *
 * Returns: (transfer full): the state after `<enabled/>`
 */
BeckonStreamManagement *
beckon_stream_management_new (void)
{
  return g_new0 (BeckonStreamManagement, 1);
}

void
beckon_stream_management_free (BeckonStreamManagement *self)
{
  g_autoptr (GError) error = g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED,
                                                  "The session is over");

  beckon_stream_management_fail (self, error);
  g_queue_clear_full (&self->holds, g_free);
  g_free (self);
}

/**
 * beckon_stream_management_add_sent:
 * @stanza: what is sent
 * @waiter: (nullable) (transfer full): who wants to know when the server has it
 */
void
beckon_stream_management_add_sent (BeckonStreamManagement *self,
                                   BeckonElement *stanza,
                                   BeckonWaiter *waiter)
{
  g_queue_push_tail (&self->unacked, unacked_new (stanza, waiter));
}

/**
 * beckon_stream_management_acknowledge:
 * @h: how many stanzas the server says that it has
 *
 * Returns: %FALSE with %BECKON_STREAM_ERROR_PROTOCOL when the server cannot have so many; then
 *   nothing that it says can be believed and nothing has changed
 */
gboolean
beckon_stream_management_acknowledge (BeckonStreamManagement *self, guint32 h, GError **error)
{
  guint32 n = h - self->acked;
  g_autoptr (GPtrArray) done = NULL;

  if (n > self->unacked.length)
    {
      g_set_error (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL,
                   "The server acknowledges %u stanzas more than it got", n - self->unacked.length);
      return FALSE;
    }

  /* All counted before anybody hears of it, as who does may send more. */
  done = g_ptr_array_new ();
  self->acked = h;
  while (n-- > 0)
    g_ptr_array_add (done, g_queue_pop_head (&self->unacked));
  for (guint i = 0; i < done->len; i++)
    unacked_end (g_ptr_array_index (done, i), NULL);
  return TRUE;
}

guint
beckon_stream_management_get_n_unacked (BeckonStreamManagement *self)
{
  return self->unacked.length;
}

static gboolean
is_request (BeckonElement *stanza)
{
  const char *type = beckon_element_get_attribute (stanza, "type");

  return beckon_element_is (stanza, "iq", NULL)
         && (g_strcmp0 (type, "get") == 0 || g_strcmp0 (type, "set") == 0);
}

/**
 * beckon_stream_management_prepare_resend:
 *
 * To be called when the stream was resumed and what the server has is acknowledged. Forgets
 * requests: whoever made them was told that they failed.
 *
 * Returns: (transfer full) (element-type BeckonElement): what to send again, in order
 */
GPtrArray *
beckon_stream_management_prepare_resend (BeckonStreamManagement *self)
{
  GPtrArray *stanzas = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_element_unref);
  GList *next;

  for (GList *l = self->unacked.head; l != NULL; l = next)
    {
      Unacked *unacked = l->data;

      next = l->next;
      if (is_request (unacked->stanza) && unacked->waiter == NULL)
        {
          g_queue_delete_link (&self->unacked, l);
          unacked_end (unacked, NULL);
        }
      else
        g_ptr_array_add (stanzas, beckon_element_ref (unacked->stanza));
    }
  return stanzas;
}

/**
 * beckon_stream_management_fail:
 * @error: why nothing more will be acknowledged
 *
 * Tells all who wait, and forgets what was not acknowledged.
 */
void
beckon_stream_management_fail (BeckonStreamManagement *self, const GError *error)
{
  Unacked *unacked;

  while ((unacked = g_queue_pop_head (&self->unacked)) != NULL)
    unacked_end (unacked, error);
}

/**
 * beckon_stream_management_add_handled:
 *
 * Counts one stanza of the server as dealt with.
 */
void
beckon_stream_management_add_handled (BeckonStreamManagement *self)
{
  self->handled++;
}

/**
 * beckon_stream_management_get_handled_count:
 *
 * Returns: how many stanzas of the server may be acknowledged: all before the first that is
 *   held back
 */
guint32
beckon_stream_management_get_handled_count (BeckonStreamManagement *self)
{
  Hold *first = g_queue_peek_head (&self->holds);

  return first != NULL ? first->handled : self->handled;
}

/**
 * beckon_stream_management_is_held:
 *
 * Returns: whether less may be acknowledged than was dealt with
 */
gboolean
beckon_stream_management_is_held (BeckonStreamManagement *self)
{
  return beckon_stream_management_get_handled_count (self) != self->handled;
}

/**
 * beckon_stream_management_hold:
 *
 * Holds back the acknowledgement of the stanza that comes to be handled next, and of all later
 * ones.
 *
 * Returns: a number for beckon_stream_management_release(), never 0
 */
guint64
beckon_stream_management_hold (BeckonStreamManagement *self)
{
  Hold *hold = g_new (Hold, 1);

  hold->id = ++self->last_hold;
  hold->handled = self->handled;
  g_queue_push_tail (&self->holds, hold);
  return hold->id;
}

/**
 * beckon_stream_management_release:
 * @hold: from beckon_stream_management_hold(); one from before an interruption does nothing
 */
void
beckon_stream_management_release (BeckonStreamManagement *self, guint64 hold)
{
  for (GList *l = self->holds.head; l != NULL; l = l->next)
    if (((Hold *) l->data)->id == hold)
      {
        g_free (l->data);
        g_queue_delete_link (&self->holds, l);
        return;
      }
}

/**
 * beckon_stream_management_interrupt:
 *
 * The stream is gone. What is held back now will come again after a resumption, and is counted
 * then.
 */
void
beckon_stream_management_interrupt (BeckonStreamManagement *self)
{
  self->handled = beckon_stream_management_get_handled_count (self);
  g_queue_clear_full (&self->holds, g_free);
}
