/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-chat-private.h"

#include "beckon-account-private.h"
#include "beckon-outbox.h"

/* When more messages than these come into a chat at once, it is told of as a whole. */
#define MAX_SINGLE 50

/* What comes into a chat, and what goes from it. */

/* Takes a message for the last one, if it is. */
static void
offer_last_message (BeckonChat *self, BeckonMessage *message)
{
  BeckonMessage *last = beckon_chat_get_last_message (self);

  if (last == message
      || (last != NULL
          && beckon_message_get_sort_key (last) > beckon_message_get_sort_key (message)))
    return;
  g_object_freeze_notify (G_OBJECT (self));
  beckon_chat_set_last_message (self, message);
  beckon_chat_set_archived (self, FALSE);
  beckon_chat_set_deleted (self, FALSE);
  g_object_thaw_notify (G_OBJECT (self));
}

/* A message of this chat that has not come too late for it to be shown. */
static gboolean
is_shown (BeckonChat *self, BeckonMessageRecord *record)
{
  BeckonChatRecord *chat = beckon_chat_get_record (self);

  return record->chat_id == chat->id && record->sort_key > chat->deleted_sort_key;
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
      message = beckon_chat_dup_message (self, record);
      /* Who answers has read what is before. */
      if (read || record->outgoing)
        {
          seen = MAX (seen, record->sort_key);
          here |= record->state == BECKON_MESSAGE_QUEUED;
          unread = 0;
        }
      else if (record->sort_key > beckon_chat_get_read_sort_key (self))
        unread++;
      offer_last_message (self, message);
      if (n_new <= MAX_SINGLE)
        g_signal_emit_by_name (self, "message-added", message);
    }
  if (seen > 0)
    beckon_chat_read_up_to (self, seen, here);
  beckon_chat_set_unread (self, beckon_chat_get_unread (self) + unread);
  g_object_thaw_notify (G_OBJECT (self));
  if (n_new > MAX_SINGLE)
    g_signal_emit_by_name (self, "history-reset");
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
  g_autoptr (BeckonMessage) message = beckon_chat_dup_message (self, record);
  BeckonAccount *account = beckon_chat_get_account (self);
  BeckonOutbox *outbox = account != NULL ? beckon_account_get_outbox (account) : NULL;

  if (outbox != NULL)
    beckon_outbox_settle (outbox, record);
  g_signal_emit_by_name (self, "message-changed", message);
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
    last = beckon_chat_dup_message (self, record->last_message);
  if (last != NULL)
    offer_last_message (self, last);
  beckon_chat_take_read (self, record);
  g_signal_emit_by_name (self, "history-reset");
}

/**
 * beckon_chat_take_order:
 * @record: the chat's row, after messages that were shown got other places
 *
 * Tells everybody who shows this chat to load it again.
 */
void
beckon_chat_take_order (BeckonChat *self, BeckonChatRecord *record)
{
  g_autoptr (BeckonMessage) last = NULL;

  if (record->last_message != NULL)
    last = beckon_chat_dup_message (self, record->last_message);
  g_object_freeze_notify (G_OBJECT (self));
  beckon_chat_set_last_message (self, last);
  beckon_chat_get_record (self)->read_sort_key = record->read_sort_key;
  beckon_chat_set_unread (self, record->unread);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit_by_name (self, "history-reset");
}

/**
 * beckon_chat_take_deletion:
 * @record: the row, after its messages were deleted, or brought back
 * @deleted: which of both
 */
void
beckon_chat_take_deletion (BeckonChat *self, BeckonChatRecord *record, gboolean deleted)
{
  g_autoptr (BeckonMessage) last = NULL;

  if (record->last_message != NULL)
    last = beckon_chat_dup_message (self, record->last_message);
  g_object_freeze_notify (G_OBJECT (self));
  beckon_chat_get_record (self)->deleted_sort_key = record->deleted_sort_key;
  beckon_chat_set_last_message (self, last);
  beckon_chat_take_draft (self, record->draft, deleted);
  beckon_chat_set_unread (self, record->unread);
  beckon_chat_set_deleted (self, deleted);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit_by_name (self, "history-reset");
}
