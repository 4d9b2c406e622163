/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-typing.h"

#include "beckon-account-private.h"
#include "beckon-contact-private.h"
#include "beckon-ns.h"
#include "beckon-session.h"
#include "xep-0085.h"
#include "xep-0334.h"

/* How long after the last key we say that we have paused, and how long the peer is believed to
 * type without saying so again. In seconds. */
#define OWN_TIMEOUT 10
#define PEER_TIMEOUT 30

struct _BeckonTyping
{
  GObject parent_instance;

  BeckonChat *chat; /* weak: it owns this */
  gboolean own;
  guint own_id;
  guint peer_id;
};

G_DEFINE_FINAL_TYPE (BeckonTyping, beckon_typing, G_TYPE_OBJECT)

enum
{
  PEER_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
beckon_typing_dispose (GObject *object)
{
  BeckonTyping *self = BECKON_TYPING (object);

  g_clear_handle_id (&self->own_id, g_source_remove);
  g_clear_handle_id (&self->peer_id, g_source_remove);
  g_clear_weak_pointer (&self->chat);
  G_OBJECT_CLASS (beckon_typing_parent_class)->dispose (object);
}

static void
beckon_typing_class_init (BeckonTypingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_typing_dispose;

  signals[PEER_CHANGED] = g_signal_new ("peer-changed", BECKON_TYPE_TYPING, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
beckon_typing_init (BeckonTyping *self)
{
}

/**
 * beckon_typing_new:
 * @chat: not kept alive
 *
 * Returns: (transfer full): nobody types
 */
BeckonTyping *
beckon_typing_new (BeckonChat *chat)
{
  BeckonTyping *self = g_object_new (BECKON_TYPE_TYPING, NULL);

  g_set_weak_pointer (&self->chat, chat);
  return self;
}

/* Only to whom may know that we are here, and only now: a notice is of no use later. */
static void
send_state (BeckonTyping *self, BeckonChatState state)
{
  BeckonAccount *account = beckon_chat_get_account (self->chat);
  BeckonContact *contact = beckon_chat_get_contact (self->chat);
  BeckonSession *session = account != NULL ? beckon_account_get_session (account) : NULL;
  g_autoptr (BeckonElement) message = NULL;

  if (session == NULL || !(beckon_account_get_tell (account) & BECKON_TELL_TYPING)
      || !beckon_contact_may_see_us (contact)
      || beckon_contact_get_show (contact) == BECKON_SHOW_OFFLINE
      || !beckon_contact_may_understand (contact, BECKON_NS_CHAT_STATES))
    return;
  message = beckon_element_new ("message", BECKON_NS_CLIENT);
  beckon_element_set_attribute (message, "type", "chat");
  beckon_element_set_attribute (message, "to",
                                beckon_jid_get_bare (beckon_contact_get_jid (contact)));
  beckon_chat_state_add (message, state);
  beckon_hint_add (message, BECKON_HINT_NO_STORE);
  beckon_session_send (session, message);
}

static gboolean
own_timeout_cb (gpointer user_data)
{
  BeckonTyping *self = user_data;

  self->own_id = 0;
  beckon_typing_set_own (self, FALSE);
  return G_SOURCE_REMOVE;
}

/**
 * beckon_typing_set_own:
 * @typing: whether the person types; to be said again while it goes on
 */
void
beckon_typing_set_own (BeckonTyping *self, gboolean typing)
{
  g_clear_handle_id (&self->own_id, g_source_remove);
  if (typing)
    self->own_id = g_timeout_add_seconds (OWN_TIMEOUT, own_timeout_cb, self);
  if (self->own == typing)
    return;
  self->own = typing;
  send_state (self, typing ? BECKON_CHAT_STATE_COMPOSING : BECKON_CHAT_STATE_PAUSED);
}

/**
 * beckon_typing_forget_own:
 *
 * A message is sent, which says itself that nobody types any more.
 */
void
beckon_typing_forget_own (BeckonTyping *self)
{
  g_clear_handle_id (&self->own_id, g_source_remove);
  self->own = FALSE;
}

static gboolean
peer_timeout_cb (gpointer user_data)
{
  BeckonTyping *self = user_data;

  self->peer_id = 0;
  g_signal_emit (self, signals[PEER_CHANGED], 0, FALSE);
  return G_SOURCE_REMOVE;
}

/**
 * beckon_typing_take_peer:
 * @typing: what the peer says
 */
void
beckon_typing_take_peer (BeckonTyping *self, gboolean typing)
{
  g_clear_handle_id (&self->peer_id, g_source_remove);
  if (typing)
    self->peer_id = g_timeout_add_seconds (PEER_TIMEOUT, peer_timeout_cb, self);
  g_signal_emit (self, signals[PEER_CHANGED], 0, typing);
}
