/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-chat-private.h"

#include "beckon-account-private.h"
#include "beckon-outbox.h"
#include "beckon-shown-messages.h"
#include "beckon-typing.h"

/* When more messages than these come into a chat at once, it is told of as a whole. */
#define MAX_SINGLE 50

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

enum
{
  MESSAGE_ADDED,
  MESSAGE_CHANGED,
  HISTORY_RESET,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
beckon_chat_dispose (GObject *object)
{
  BeckonChat *self = BECKON_CHAT (object);

  beckon_chat_save (self);
  g_clear_handle_id (&self->timers.mute, g_source_remove);
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

  signals[MESSAGE_ADDED] = g_signal_new ("message-added", BECKON_TYPE_CHAT, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, BECKON_TYPE_MESSAGE);
  signals[MESSAGE_CHANGED]
    = g_signal_new ("message-changed", BECKON_TYPE_CHAT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, BECKON_TYPE_MESSAGE);
  signals[HISTORY_RESET] = g_signal_new ("history-reset", BECKON_TYPE_CHAT, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
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

/* Takes a message for the last one, if it is. */
static void
offer_last_message (BeckonChat *self, BeckonMessage *message)
{
  if (self->last_message != NULL
      && beckon_message_get_sort_key (self->last_message) > beckon_message_get_sort_key (message))
    return;
  if (!g_set_object (&self->last_message, message))
    return;
  beckon_chat_set_archived (self, FALSE);
  beckon_chat_set_deleted (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_MESSAGE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_TIME]);
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

/**
 * beckon_chat_take_deletion:
 * @record: the row, after its messages were deleted, or brought back
 * @deleted: which of both
 */
void
beckon_chat_take_deletion (BeckonChat *self, BeckonChatRecord *record, gboolean deleted)
{
  g_object_freeze_notify (G_OBJECT (self));
  self->record->deleted_sort_key = record->deleted_sort_key;
  g_clear_object (&self->last_message);
  if (record->last_message != NULL)
    self->last_message = beckon_shown_messages_dup (self->shown, record->last_message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_MESSAGE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_TIME]);
  beckon_chat_take_draft (self, record->draft, deleted);
  beckon_chat_set_unread (self, record->unread);
  beckon_chat_set_deleted (self, deleted);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[HISTORY_RESET], 0);
}

/* A message of this chat that has not come too late for it to be shown. */
static gboolean
is_shown (BeckonChat *self, BeckonMessageRecord *record)
{
  return record->chat_id == self->record->id && record->sort_key > self->record->deleted_sort_key;
}

/**
 * beckon_chat_take_past:
 * @record: the chat's row, after messages were put anywhere into its history
 *
 * Tells everybody who shows this chat to load it again.
 */
void
beckon_chat_take_past (BeckonChat *self, BeckonChatRecord *record)
{
  g_autoptr (BeckonMessage) last = NULL;

  if (record->last_message != NULL)
    last = beckon_shown_messages_dup (self->shown, record->last_message);
  if (last != NULL)
    offer_last_message (self, last);
  beckon_chat_take_read (self, record);
  g_signal_emit (self, signals[HISTORY_RESET], 0);
}

/**
 * beckon_chat_take_batch:
 * @stored: (element-type BeckonMessageRecord): messages as they are now stored, also of others
 *   chats
 * @is_new: (element-type gboolean): for each, whether it was not there before
 * @read: whether the person has seen them, as far as one can know
 *
 * Tells everybody who shows this chat of those that are in it.
 */
void
beckon_chat_take_batch (BeckonChat *self, GPtrArray *stored, GArray *is_new, gboolean read)
{
  gint64 seen = 0;
  gboolean here = FALSE;
  guint n_new = 0, unread = 0;

  for (guint i = 0; i < stored->len; i++)
    if (is_shown (self, g_ptr_array_index (stored, i)))
      n_new += g_array_index (is_new, gboolean, i) ? 1 : 0;

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < stored->len; i++)
    {
      BeckonMessageRecord *record = g_ptr_array_index (stored, i);
      gboolean added = g_array_index (is_new, gboolean, i);
      g_autoptr (BeckonMessage) message = NULL;

      if (!is_shown (self, record))
        continue;
      if (!added)
        {
          beckon_chat_take_changed (self, record);
          continue;
        }
      message = beckon_shown_messages_dup (self->shown, record);
      /* Who answers has read what is before. */
      if (read || record->outgoing)
        {
          seen = MAX (seen, record->sort_key);
          here |= record->state == BECKON_MESSAGE_QUEUED;
          unread = 0;
        }
      else if (record->sort_key > self->record->read_sort_key)
        unread++;
      offer_last_message (self, message);
      if (n_new <= MAX_SINGLE)
        g_signal_emit (self, signals[MESSAGE_ADDED], 0, message);
    }
  if (seen > 0)
    beckon_chat_read_up_to (self, seen, here);
  beckon_chat_set_unread (self, self->record->unread + unread);
  g_object_thaw_notify (G_OBJECT (self));
  if (n_new > MAX_SINGLE)
    g_signal_emit (self, signals[HISTORY_RESET], 0);
}

/**
 * beckon_chat_take_stored:
 * @record: a message of this chat as it is now stored
 * @is_new: whether it was not there before
 *
 * Tells everybody who shows this chat.
 */
void
beckon_chat_take_stored (BeckonChat *self, BeckonMessageRecord *record, gboolean is_new)
{
  g_autoptr (GPtrArray) stored = g_ptr_array_new ();
  g_autoptr (GArray) flags = g_array_new (FALSE, FALSE, sizeof (gboolean));

  g_ptr_array_add (stored, record);
  g_array_append_val (flags, is_new);
  beckon_chat_take_batch (self, stored, flags, FALSE);
}

/**
 * beckon_chat_take_changed:
 * @record: a message of this chat as it is now stored
 *
 * Tells everybody who shows it.
 */
void
beckon_chat_take_changed (BeckonChat *self, BeckonMessageRecord *record)
{
  g_autoptr (BeckonMessage) message = beckon_shown_messages_dup (self->shown, record);
  BeckonOutbox *outbox = self->account != NULL ? beckon_account_get_outbox (self->account) : NULL;

  if (outbox != NULL)
    beckon_outbox_settle (outbox, record);
  g_signal_emit (self, signals[MESSAGE_CHANGED], 0, message);
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
