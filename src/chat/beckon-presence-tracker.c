/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-presence-tracker.h"

#include "beckon-language.h"
#include "beckon-show.h"
#include "rfc-6121-presence.h"
#include "xep-0172.h"
#include "xep-0401.h"

#define NS_PRE_APPROVAL "urn:xmpp:features:pre-approval"

struct _BeckonPresenceTracker
{
  BeckonModule parent_instance;

  BeckonContactBook *book;
};

G_DEFINE_FINAL_TYPE (BeckonPresenceTracker, beckon_presence_tracker, BECKON_TYPE_MODULE)

enum
{
  PREPARE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The name that somebody gives with a request is all that is known of a stranger. */
static void
take_nick (BeckonContact *contact, BeckonElement *stanza)
{
  g_autofree char *nick = beckon_nick_dup_from_child (stanza);
  g_autoptr (BeckonContactRecord) record = NULL;

  if (nick == NULL || beckon_contact_get_in_roster (contact))
    return;
  record = beckon_contact_record_copy (beckon_contact_get_record (contact));
  g_free (record->nick);
  record->nick = g_steal_pointer (&nick);
  beckon_contact_set_record (contact, record);
}

static void
take_request (BeckonPresenceTracker *self, BeckonJid *from, BeckonElement *stanza)
{
  BeckonContact *contact = beckon_contact_book_find (self->book, from);

  if (contact != NULL && beckon_contact_get_blocked (contact))
    return;
  if (contact != NULL && beckon_contact_may_see_us (contact))
    {
      beckon_presence_tracker_answer (self, from, TRUE);
      return;
    }
  contact = beckon_contact_book_ensure (self->book, from);
  take_nick (contact, stanza);
  beckon_contact_book_add_request (self->book, contact);
}

static gboolean
presence_cb (BeckonSession *session,
             BeckonElement *stanza,
             BeckonElement *payload,
             gpointer user_data)
{
  BeckonPresenceTracker *self = user_data;
  g_autofree char *lang = beckon_language_dup_tag ();
  g_autoptr (BeckonPresence) presence = beckon_presence_parse (stanza, lang);
  BeckonContact *contact;

  /* Our own other devices are of no interest here. */
  if (presence == NULL || presence->from == NULL
      || beckon_session_is_from_own_account (session, stanza)
      || beckon_jid_equal_bare (presence->from, beckon_session_get_jid (session)))
    return FALSE;

  if (presence->type == BECKON_PRESENCE_SUBSCRIBE)
    {
      take_request (self, presence->from, stanza);
      return FALSE;
    }
  contact = beckon_contact_book_find (self->book, presence->from);
  if (contact == NULL)
    return FALSE;

  switch (presence->type)
    {
    case BECKON_PRESENCE_AVAILABLE:
      /* Whom we have not asked cannot put themselves among those who are there. */
      if (beckon_contact_get_in_roster (contact))
        beckon_contact_set_presence (contact, beckon_jid_get_resource (presence->from),
                                     beckon_show_from_string (presence->show), presence->priority,
                                     presence->status);
      break;
    case BECKON_PRESENCE_UNAVAILABLE:
      beckon_contact_set_presence (contact, beckon_jid_get_resource (presence->from),
                                   BECKON_SHOW_OFFLINE, 0, NULL);
      break;
    case BECKON_PRESENCE_ERROR:
      beckon_contact_clear_presence (contact);
      break;
    case BECKON_PRESENCE_UNSUBSCRIBE:
      beckon_contact_book_remove_request (self->book, contact);
      break;
    case BECKON_PRESENCE_SUBSCRIBE:
    case BECKON_PRESENCE_SUBSCRIBED:
    case BECKON_PRESENCE_UNSUBSCRIBED:
    case BECKON_PRESENCE_PROBE:
      break;
    }
  return FALSE;
}

static void
beckon_presence_tracker_attached (BeckonModule *module, BeckonSession *session)
{
  BeckonPresenceTracker *self = BECKON_PRESENCE_TRACKER (module);

  beckon_module_add_handler (module, "presence", NULL, NULL, 0, presence_cb);
  /* The server brings those that are still open again. */
  beckon_contact_book_clear_requests (self->book);
  beckon_presence_tracker_announce (self);
}

static void
beckon_presence_tracker_detached (BeckonModule *module)
{
  beckon_contact_book_clear_presence (BECKON_PRESENCE_TRACKER (module)->book);
}

static void
beckon_presence_tracker_finalize (GObject *object)
{
  g_clear_object (&BECKON_PRESENCE_TRACKER (object)->book);
  G_OBJECT_CLASS (beckon_presence_tracker_parent_class)->finalize (object);
}

static void
beckon_presence_tracker_class_init (BeckonPresenceTrackerClass *klass)
{
  BeckonModuleClass *module_class = BECKON_MODULE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = beckon_presence_tracker_finalize;
  module_class->attached = beckon_presence_tracker_attached;
  module_class->detached = beckon_presence_tracker_detached;

  signals[PREPARE] = g_signal_new ("prepare", BECKON_TYPE_PRESENCE_TRACKER, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, BECKON_TYPE_ELEMENT);
}

static void
beckon_presence_tracker_init (BeckonPresenceTracker *self)
{
}

/**
 * beckon_presence_tracker_new:
 * @book: whose presence to keep
 *
 * Returns: (transfer full): a new tracker
 */
BeckonPresenceTracker *
beckon_presence_tracker_new (BeckonAccount *account, BeckonContactBook *book)
{
  BeckonPresenceTracker *self = beckon_module_new (BECKON_TYPE_PRESENCE_TRACKER, account);

  self->book = g_object_ref (book);
  return self;
}

/**
 * beckon_presence_tracker_announce:
 *
 * Sends our own presence, as the account has it.
 */
void
beckon_presence_tracker_announce (BeckonPresenceTracker *self)
{
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));
  BeckonSession *session = beckon_module_get_session (BECKON_MODULE (self));
  g_autoptr (BeckonElement) presence = NULL;

  if (session == NULL || account == NULL)
    return;
  presence = beckon_presence_new (beckon_show_to_string (beckon_account_get_show (account)),
                                  beckon_account_get_status (account));
  g_signal_emit (self, signals[PREPARE], 0, presence);
  beckon_session_send (session, presence);
}

static void
send_subscription (BeckonPresenceTracker *self,
                   BeckonPresenceType type,
                   BeckonJid *jid,
                   const char *token)
{
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));
  g_autoptr (BeckonElement) presence = beckon_presence_new_subscription (type, jid);

  if (type == BECKON_PRESENCE_SUBSCRIBE && beckon_account_get_nick (account) != NULL)
    {
      g_autoptr (BeckonElement) nick = beckon_nick_new (beckon_account_get_nick (account));

      beckon_element_append (presence, nick);
    }
  if (token != NULL)
    beckon_preauth_add (presence, token);
  beckon_session_send (beckon_module_get_session (BECKON_MODULE (self)), presence);
}

/**
 * beckon_presence_tracker_ask:
 * @token: (nullable): of an invitation from @jid
 *
 * Asks somebody to let us see their presence. Needs a session.
 */
void
beckon_presence_tracker_ask (BeckonPresenceTracker *self, BeckonJid *jid, const char *token)
{
  send_subscription (self, BECKON_PRESENCE_SUBSCRIBE, jid, token);
}

/**
 * beckon_presence_tracker_answer:
 * @accept: whether @jid may see our presence
 *
 * Needs a session.
 */
void
beckon_presence_tracker_answer (BeckonPresenceTracker *self, BeckonJid *jid, gboolean accept)
{
  BeckonContact *contact = beckon_contact_book_find (self->book, jid);

  send_subscription (self, accept ? BECKON_PRESENCE_SUBSCRIBED : BECKON_PRESENCE_UNSUBSCRIBED, jid,
                     NULL);
  if (contact != NULL)
    beckon_contact_book_remove_request (self->book, contact);
}

/**
 * beckon_presence_tracker_allow:
 *
 * Lets somebody see us who has asked already, or will not have to ask, where the server can keep
 * that in mind (RFC 6121, section 3.4). Needs a session.
 */
void
beckon_presence_tracker_allow (BeckonPresenceTracker *self, BeckonJid *jid)
{
  BeckonStream *stream
    = beckon_session_get_stream (beckon_module_get_session (BECKON_MODULE (self)));
  BeckonElement *features = stream != NULL ? beckon_stream_get_features (stream) : NULL;
  BeckonContact *contact = beckon_contact_book_ensure (self->book, jid);

  if (beckon_contact_may_see_us (contact))
    return;
  if (beckon_contact_book_has_request (self->book, contact)
      || (features != NULL && beckon_element_get_child (features, "sub", NS_PRE_APPROVAL) != NULL))
    beckon_presence_tracker_answer (self, jid, TRUE);
}
