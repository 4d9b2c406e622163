/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What comes to a session, and who deals with it. */

#include "beckon-session-private.h"

#include "beckon-ns.h"

/* How many stanzas to keep until somebody wants them. */
#define MAX_EARLY 1000
/* How many of them to deliver before others have their turn on the main loop. */
#define EARLY_BATCH 100

/* Returns: whether the sender is one that can be; then @from is set if there is a sender */
static gboolean
get_sender (BeckonElement *stanza, BeckonJid **from)
{
  const char *text = beckon_element_get_attribute (stanza, "from");

  *from = text != NULL ? beckon_jid_new (text, NULL) : NULL;
  return text == NULL || *from != NULL;
}

static void
deliver (BeckonSession *self, BeckonElement *stanza)
{
  const char *type = beckon_element_get_attribute (stanza, "type");
  BeckonElement *payload;

  if (!beckon_element_is (stanza, "iq", NULL))
    {
      beckon_dispatcher_dispatch (self->dispatcher, self, stanza);
      return;
    }
  if (g_strcmp0 (type, "get") != 0 && g_strcmp0 (type, "set") != 0)
    return; /* a reply to nothing */

  payload = beckon_element_get_first_child (stanza);
  if (payload == NULL || beckon_element_get_next_sibling (payload) != NULL)
    beckon_session_reply_error (self, stanza, BECKON_STANZA_ERROR_BAD_REQUEST);
  else if (!beckon_dispatcher_dispatch (self->dispatcher, self, stanza))
    beckon_session_reply_error (self, stanza, BECKON_STANZA_ERROR_SERVICE_UNAVAILABLE);
}

static void
count_handled (BeckonSession *self)
{
  if (self->sm != NULL && self->stream != NULL)
    beckon_stream_management_add_handled (self->sm);
}

static gboolean
start_cb (gpointer user_data)
{
  g_autoptr (BeckonSession) self = g_object_ref (user_data);

  for (guint i = 0; i < EARLY_BATCH && self->early.length > 0; i++)
    {
      g_autoptr (BeckonElement) stanza = g_queue_pop_head (&self->early);

      if (stanza != NULL)
        deliver (self, stanza);
      count_handled (self);
    }
  if (self->early.length > 0)
    return G_SOURCE_CONTINUE;
  self->start_id = 0;
  self->started = TRUE;
  if (self->owes_ack && self->stream != NULL)
    beckon_session_send_ack (self);
  return G_SOURCE_REMOVE;
}

void
beckon_session_clear_early (BeckonSession *self)
{
  BeckonElement *stanza;

  while (self->early.length > 0)
    if ((stanza = g_queue_pop_head (&self->early)) != NULL)
      beckon_element_unref (stanza);
}

static void
handle_stanza (BeckonSession *self, BeckonElement *stanza)
{
  g_autoptr (BeckonJid) from = NULL;
  gboolean valid = get_sender (stanza, &from);
  gboolean is_reply = valid && beckon_requests_take_reply (self->requests, stanza, from);

  if (self->started)
    {
      if (valid && !is_reply)
        deliver (self, stanza);
      count_handled (self);
    }
  else if (self->early.length < MAX_EARLY)
    g_queue_push_tail (&self->early, valid && !is_reply ? beckon_element_ref (stanza) : NULL);
  else
    {
      g_autoptr (GError) error
        = g_error_new_literal (BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_PROTOCOL,
                               "The server sends too much that was not asked for");

      beckon_session_end_stream (self, error);
    }
}

void
beckon_session_take_element (BeckonStream *stream, BeckonElement *element, gpointer session)
{
  g_autoptr (BeckonSession) self = g_object_ref (session);

  self->heard = TRUE;
  if (beckon_session_is_stanza (element))
    handle_stanza (self, element);
  else if (self->sm != NULL && beckon_element_is (element, "r", BECKON_NS_SM))
    beckon_session_send_ack (self);
  else if (self->sm != NULL && beckon_element_is (element, "a", BECKON_NS_SM))
    beckon_session_handle_ack (self, element);
}

/**
 * beckon_session_add_handler:
 * @stanza_name: `message`, `presence` or `iq` (of these: get and set only)
 * @payload_name: (nullable): the name of a direct child, or %NULL for any
 * @payload_ns: (nullable): the namespace of that child; %NULL, with @payload_name %NULL too, for
 *   every stanza
 * @priority: handlers of higher priority are asked first
 * @handler: who to ask
 * @destroy: (nullable): frees @user_data
 *
 * Returns: an id for beckon_session_remove_handler(), never 0
 */
guint
beckon_session_add_handler (BeckonSession *self,
                            const char *stanza_name,
                            const char *payload_name,
                            const char *payload_ns,
                            int priority,
                            BeckonStanzaHandler handler,
                            gpointer user_data,
                            GDestroyNotify destroy)
{
  g_return_val_if_fail (BECKON_IS_SESSION (self), 0);
  g_return_val_if_fail (payload_name == NULL || payload_ns != NULL, 0);

  if (!self->started && self->start_id == 0)
    self->start_id = g_idle_add_full (G_PRIORITY_DEFAULT, start_cb, self, NULL);
  return beckon_dispatcher_add (self->dispatcher, stanza_name, payload_name, payload_ns, priority,
                                handler, user_data, destroy);
}

/**
 * beckon_session_remove_handler:
 * @id: from beckon_session_add_handler(); maybe of the handler that is running
 */
void
beckon_session_remove_handler (BeckonSession *self, guint id)
{
  g_return_if_fail (BECKON_IS_SESSION (self));

  beckon_dispatcher_remove (self->dispatcher, id);
}

/**
 * beckon_session_is_from_own_account:
 *
 * Returns: whether the own server says this for the own account (RFC 6120, section 8.1.2.1): it
 *   comes from nobody or from the own bare address
 */
gboolean
beckon_session_is_from_own_account (BeckonSession *self, BeckonElement *stanza)
{
  g_autoptr (BeckonJid) from = NULL;

  g_return_val_if_fail (BECKON_IS_SESSION (self), FALSE);

  if (self->jid == NULL || !get_sender (stanza, &from))
    return FALSE;
  return from == NULL || (beckon_jid_is_bare (from) && beckon_jid_equal_bare (from, self->jid));
}
