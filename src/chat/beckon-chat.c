/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-chat-private.h"

#include "beckon-account-private.h"
#include "beckon-shown-messages.h"
#include "beckon-typing.h"

struct _BeckonChat
{
  GObject parent_instance;

  BeckonAccount *account; /* weak */
  BeckonStore *store;     /* (nullable) */
  BeckonContact *contact;
  BeckonChatRecord *record;
  BeckonMessage *last_message;
  BeckonShownMessages *shown;
  BeckonTyping *typing;
  gboolean peer_typing;
  gboolean deleted;
  BeckonChatTimers timers;
};

G_DEFINE_FINAL_TYPE (BeckonChat, beckon_chat, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_ACCOUNT,
  PROP_CONTACT,
  PROP_TITLE,
  PROP_LAST_MESSAGE,
  PROP_LAST_TIME,
  PROP_UNREAD,
  PROP_MUTED,
  PROP_PINNED,
  PROP_ARCHIVED,
  PROP_DRAFT,
  PROP_PEER_TYPING,
  PROP_DELETED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
beckon_chat_dispose (GObject *object)
{
  BeckonChat *self = BECKON_CHAT (object);

  beckon_chat_save (self);
  g_clear_handle_id (&self->timers.mute, g_source_remove);
  g_clear_handle_id (&self->timers.read, g_source_remove);
  g_clear_object (&self->typing);
  g_clear_object (&self->last_message);
  g_clear_weak_pointer (&self->account);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (beckon_chat_parent_class)->dispose (object);
}

static void
beckon_chat_finalize (GObject *object)
{
  BeckonChat *self = BECKON_CHAT (object);

  g_clear_object (&self->contact);
  g_clear_pointer (&self->record, beckon_chat_record_unref);
  beckon_shown_messages_free (self->shown);
  G_OBJECT_CLASS (beckon_chat_parent_class)->finalize (object);
}

static void
beckon_chat_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BeckonChat *self = BECKON_CHAT (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->record->id);
      break;
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_CONTACT:
      g_value_set_object (value, self->contact);
      break;
    case PROP_TITLE:
      g_value_set_string (value, beckon_chat_get_title (self));
      break;
    case PROP_LAST_MESSAGE:
      g_value_set_object (value, self->last_message);
      break;
    case PROP_LAST_TIME:
      g_value_set_boxed (value, beckon_chat_get_last_time (self));
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->record->unread);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, beckon_chat_get_muted (self));
      break;
    case PROP_PINNED:
      g_value_set_boolean (value, self->record->pinned);
      break;
    case PROP_ARCHIVED:
      g_value_set_boolean (value, self->record->archived);
      break;
    case PROP_DRAFT:
      g_value_set_string (value, self->record->draft);
      break;
    case PROP_PEER_TYPING:
      g_value_set_boolean (value, self->peer_typing);
      break;
    case PROP_DELETED:
      g_value_set_boolean (value, self->deleted);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_chat_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BeckonChat *self = BECKON_CHAT (object);

  switch (id)
    {
    case PROP_PINNED:
      beckon_chat_set_pinned (self, g_value_get_boolean (value));
      break;
    case PROP_ARCHIVED:
      beckon_chat_set_archived (self, g_value_get_boolean (value));
      break;
    case PROP_DRAFT:
      beckon_chat_set_draft (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_chat_class_init (BeckonChatClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = beckon_chat_dispose;
  object_class->finalize = beckon_chat_finalize;
  object_class->get_property = beckon_chat_get_property;
  object_class->set_property = beckon_chat_set_property;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ACCOUNT]
    = g_param_spec_object ("account", NULL, NULL, BECKON_TYPE_ACCOUNT, flags);
  properties[PROP_CONTACT]
    = g_param_spec_object ("contact", NULL, NULL, BECKON_TYPE_CONTACT, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_LAST_MESSAGE]
    = g_param_spec_object ("last-message", NULL, NULL, BECKON_TYPE_MESSAGE, flags);
  properties[PROP_LAST_TIME]
    = g_param_spec_boxed ("last-time", NULL, NULL, G_TYPE_DATE_TIME, flags);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, flags);
  properties[PROP_PINNED]
    = g_param_spec_boolean ("pinned", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  properties[PROP_ARCHIVED]
    = g_param_spec_boolean ("archived", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  properties[PROP_DRAFT]
    = g_param_spec_string ("draft", NULL, NULL, NULL, flags | G_PARAM_WRITABLE);
  properties[PROP_PEER_TYPING] = g_param_spec_boolean ("peer-typing", NULL, NULL, FALSE, flags);
  properties[PROP_DELETED] = g_param_spec_boolean ("deleted", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_signal_new ("message-added", BECKON_TYPE_CHAT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, BECKON_TYPE_MESSAGE);
  g_signal_new ("message-changed", BECKON_TYPE_CHAT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, BECKON_TYPE_MESSAGE);
  g_signal_new ("history-reset", BECKON_TYPE_CHAT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
beckon_chat_init (BeckonChat *self)
{
  self->shown = beckon_shown_messages_new ();
}

static void
name_changed_cb (BeckonChat *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * beckon_chat_new:
 * @account: whose chat; not kept alive
 * @store: (nullable): where its history is
 * @contact: with whom
 * @record: the row
 *
 * Returns: (transfer full): a new chat
 */
BeckonChat *
beckon_chat_new (BeckonAccount *account,
                 BeckonStore *store,
                 BeckonContact *contact,
                 BeckonChatRecord *record)
{
  BeckonChat *self = g_object_new (BECKON_TYPE_CHAT, NULL);

  g_set_weak_pointer (&self->account, account);
  g_set_object (&self->store, store);
  self->contact = g_object_ref (contact);
  self->record = beckon_chat_record_copy (record);
  if (record->last_message != NULL)
    self->last_message = beckon_shown_messages_dup (self->shown, record->last_message);
  self->deleted
    = record->deleted_sort_key > 0 && record->last_message == NULL && record->draft == NULL;
  g_signal_connect_object (contact, "notify::name", G_CALLBACK (name_changed_cb), self,
                           G_CONNECT_SWAPPED);
  beckon_chat_watch_mute (self);
  self->typing = beckon_typing_new (self);
  g_signal_connect_swapped (self->typing, "peer-changed", G_CALLBACK (beckon_chat_set_peer_typing),
                            self);
  return self;
}

void
beckon_chat_set_peer_typing (BeckonChat *self, gboolean typing)
{
  if (self->peer_typing == typing)
    return;
  self->peer_typing = typing;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PEER_TYPING]);
}

/**
 * beckon_chat_set_deleted:
 * @deleted: whether nothing is there any more that is worth a place among the chats
 */
void
beckon_chat_set_deleted (BeckonChat *self, gboolean deleted)
{
  if (self->deleted == deleted)
    return;
  self->deleted = deleted;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DELETED]);
}

gboolean
beckon_chat_get_deleted (BeckonChat *self)
{
  return self->deleted;
}

/**
 * beckon_chat_take_peer_state:
 * @typing: what the peer says that it does; believed for a while
 */
void
beckon_chat_take_peer_state (BeckonChat *self, gboolean typing)
{
  beckon_typing_take_peer (self->typing, typing);
}

/**
 * beckon_chat_dup_message:
 * @record: the row of a message of this chat
 *
 * Returns: (transfer full): its object
 */
BeckonMessage *
beckon_chat_dup_message (BeckonChat *self, BeckonMessageRecord *record)
{
  return beckon_shown_messages_dup (self->shown, record);
}

/**
 * beckon_chat_get_store:
 *
 * Returns: (transfer none) (nullable): where its history is
 */
BeckonStore *
beckon_chat_get_store (BeckonChat *self)
{
  return self->store;
}

/**
 * beckon_chat_get_record:
 *
 * Returns: (transfer none): its row
 */
BeckonChatRecord *
beckon_chat_get_record (BeckonChat *self)
{
  return self->record;
}

BeckonChatTimers *
beckon_chat_get_timers (BeckonChat *self)
{
  return &self->timers;
}

gint64
beckon_chat_get_id (BeckonChat *self)
{
  return self->record->id;
}

/**
 * beckon_chat_get_account:
 *
 * Returns: (transfer none) (nullable): the account, or %NULL when it is gone
 */
BeckonAccount *
beckon_chat_get_account (BeckonChat *self)
{
  return self->account;
}

BeckonContact *
beckon_chat_get_contact (BeckonChat *self)
{
  return self->contact;
}

const char *
beckon_chat_get_title (BeckonChat *self)
{
  return beckon_contact_get_name (self->contact);
}

BeckonMessage *
beckon_chat_get_last_message (BeckonChat *self)
{
  return self->last_message;
}

/**
 * beckon_chat_set_last_message:
 * @message: (nullable): the newest one that there is
 */
void
beckon_chat_set_last_message (BeckonChat *self, BeckonMessage *message)
{
  if (!g_set_object (&self->last_message, message))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_MESSAGE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_TIME]);
}

GDateTime *
beckon_chat_get_last_time (BeckonChat *self)
{
  return self->last_message != NULL ? beckon_message_get_time (self->last_message) : NULL;
}

gboolean
beckon_chat_get_peer_typing (BeckonChat *self)
{
  return self->peer_typing;
}

/**
 * beckon_chat_set_typing:
 * @typing: whether the person types; to be said again while it goes on
 */
void
beckon_chat_set_typing (BeckonChat *self, gboolean typing)
{
  beckon_typing_set_own (self->typing, typing);
}

/**
 * beckon_chat_forget_typing:
 *
 * The message that is sent now says as much as a notice that the person does not type any more.
 */
void
beckon_chat_forget_typing (BeckonChat *self)
{
  beckon_typing_forget_own (self->typing);
}
