/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-chat-private.h"

#include "beckon-account-private.h"
#include "beckon-read-sync.h"
#include "beckon-store-chats.h"
#include "beckon-store-reading.h"

/* How far the person has read a chat. */

guint
beckon_chat_get_unread (BeckonChat *self)
{
  return beckon_chat_get_record (self)->unread;
}

/**
 * beckon_chat_get_read_sort_key:
 *
 * Returns: the sort key of the newest message that the person has seen, or 0
 */
gint64
beckon_chat_get_read_sort_key (BeckonChat *self)
{
  return beckon_chat_get_record (self)->read_sort_key;
}

void
beckon_chat_set_unread (BeckonChat *self, guint unread)
{
  BeckonChatRecord *record = beckon_chat_get_record (self);

  if (record->unread == unread)
    return;
  record->unread = unread;
  g_object_notify (G_OBJECT (self), "unread");
}

static void
read_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonChat) self = user_data;
  g_autoptr (BeckonChatRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  record = beckon_store_set_chat_read_finish (BECKON_STORE (source), result, &error);
  if (record == NULL)
    {
      /* As Beckon is closing: it is unread again the next time. */
      if (!g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_CLOSED))
        g_warning ("What has been read is not stored: %s", error->message);
      return;
    }
  /* While nothing newer has been read since. */
  if (record->read_sort_key >= beckon_chat_get_read_sort_key (self))
    beckon_chat_set_unread (self, record->unread);
}

/**
 * beckon_chat_read_up_to:
 * @here: whether it was seen here, so that others are to hear of it
 */
void
beckon_chat_read_up_to (BeckonChat *self, gint64 sort_key, gboolean here)
{
  BeckonAccount *account = beckon_chat_get_account (self);
  BeckonReadSync *sync = account != NULL ? beckon_account_get_read_sync (account) : NULL;
  BeckonChatRecord *record = beckon_chat_get_record (self);
  BeckonMessage *last = beckon_chat_get_last_message (self);
  BeckonStore *store = beckon_chat_get_store (self);

  if (sort_key <= record->read_sort_key)
    return;
  record->read_sort_key = sort_key;
  if (last == NULL || beckon_message_get_sort_key (last) <= sort_key)
    beckon_chat_set_unread (self, 0);
  if (store == NULL)
    return;
  beckon_store_set_chat_read_async (store, record->id, sort_key, here, NULL, read_stored_cb,
                                    g_object_ref (self));
  if (here && sync != NULL)
    beckon_read_sync_tell (sync);
}

/**
 * beckon_chat_mark_read:
 * @up_to: the newest message that the person has seen
 */
void
beckon_chat_mark_read (BeckonChat *self, BeckonMessage *up_to)
{
  beckon_chat_read_up_to (self, beckon_message_get_sort_key (up_to), TRUE);
}

/**
 * beckon_chat_take_read:
 * @record: the chat's row, after another device of ours has said what was read
 */
void
beckon_chat_take_read (BeckonChat *self, BeckonChatRecord *record)
{
  if (record->read_sort_key < beckon_chat_get_read_sort_key (self))
    return;
  beckon_chat_get_record (self)->read_sort_key = record->read_sort_key;
  beckon_chat_set_unread (self, record->unread);
}
