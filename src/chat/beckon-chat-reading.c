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

typedef struct
{
  BeckonChat *chat;
  gboolean here;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->chat);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static void store_read (BeckonChat *self, gboolean here);

static gboolean
retry_cb (gpointer user_data)
{
  BeckonChat *self = user_data;
  BeckonChatTimers *timers = beckon_chat_get_timers (self);

  timers->read = 0;
  store_read (self, timers->read_here);
  return G_SOURCE_REMOVE;
}

static void
take_failure (Reading *reading, const GError *error)
{
  BeckonChatTimers *timers = beckon_chat_get_timers (reading->chat);

  /* As Beckon is closing: it is unread again the next time; or the account was removed. */
  if (g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_CLOSED)
      || g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_NOT_FOUND))
    return;
  g_warning ("What has been read is not stored: %s", error->message);
  if (!beckon_store_error_may_pass (error))
    return;
  timers->read_here = reading->here || (timers->read != 0 && timers->read_here);
  if (timers->read == 0)
    timers->read = g_timeout_add_seconds (BECKON_STORE_RETRY, retry_cb, reading->chat);
}

static void
read_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Reading) reading = user_data;
  BeckonChat *self = reading->chat;
  BeckonAccount *account = beckon_chat_get_account (self);
  BeckonReadSync *sync = account != NULL ? beckon_account_get_read_sync (account) : NULL;
  g_autoptr (BeckonChatRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  record = beckon_store_set_chat_read_finish (BECKON_STORE (source), result, &error);
  if (record == NULL)
    {
      take_failure (reading, error);
      return;
    }
  /* While nothing newer has been read since. */
  if (record->read_sort_key >= beckon_chat_get_read_sort_key (self))
    beckon_chat_set_unread (self, record->unread);
  if (reading->here && sync != NULL)
    beckon_read_sync_tell (sync);
}

/* Writes how far the chat is read now. */
static void
store_read (BeckonChat *self, gboolean here)
{
  BeckonStore *store = beckon_chat_get_store (self);
  Reading *reading;

  if (store == NULL)
    return;
  reading = g_new0 (Reading, 1);
  reading->chat = g_object_ref (self);
  reading->here = here;
  beckon_store_set_chat_read_async (store, beckon_chat_get_id (self),
                                    beckon_chat_get_read_sort_key (self), here, NULL,
                                    read_stored_cb, reading);
}

/**
 * beckon_chat_read_up_to:
 * @here: whether it was seen here, so that others are to hear of it
 */
void
beckon_chat_read_up_to (BeckonChat *self, gint64 sort_key, gboolean here)
{
  BeckonChatRecord *record = beckon_chat_get_record (self);
  BeckonMessage *last = beckon_chat_get_last_message (self);

  if (sort_key <= record->read_sort_key)
    return;
  record->read_sort_key = sort_key;
  if (last == NULL || beckon_message_get_sort_key (last) <= sort_key)
    beckon_chat_set_unread (self, 0);
  store_read (self, here);
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
