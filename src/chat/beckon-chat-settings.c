/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-chat-private.h"

#include "beckon-store-chats.h"

/* How long after the last change a draft is written, in seconds. */
#define DRAFT_DELAY 1

/* How often the clock is looked at while a chat is muted, in seconds: it may be set, and the
 * computer may sleep. */
#define MUTE_CHECK (10 * 60)

/* What the person has set for a chat, or begun to write. All of it is in its row. */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!beckon_store_write_finish (BECKON_STORE (source), result, &error))
    g_warning ("A change of a chat is not stored: %s", error->message);
}

static gboolean
mute_check_cb (gpointer user_data)
{
  BeckonChat *self = user_data;

  beckon_chat_get_timers (self)->mute = 0;
  beckon_chat_watch_mute (self);
  g_object_notify (G_OBJECT (self), "muted");
  return G_SOURCE_REMOVE;
}

/**
 * beckon_chat_watch_mute:
 *
 * Lets `muted` change when its time is over.
 */
void
beckon_chat_watch_mute (BeckonChat *self)
{
  BeckonChatTimers *timers = beckon_chat_get_timers (self);
  const gint64 until = beckon_chat_get_record (self)->muted_until;
  const gint64 left = until - g_get_real_time ();

  g_clear_handle_id (&timers->mute, g_source_remove);
  if (left > 0 && until != G_MAXINT64)
    timers->mute = g_timeout_add_seconds (
      MIN (left / G_USEC_PER_SEC + 1, MUTE_CHECK), mute_check_cb, self);
}

/**
 * beckon_chat_get_muted:
 *
 * Returns: whether what comes in here shall not call for attention now
 */
gboolean
beckon_chat_get_muted (BeckonChat *self)
{
  return beckon_chat_get_record (self)->muted_until > g_get_real_time ();
}

/**
 * beckon_chat_mute:
 * @seconds: for how long what comes in here shall not call for attention; 0 for no longer, -1 for
 *   as long as the person does not say otherwise
 */
void
beckon_chat_mute (BeckonChat *self, gint64 seconds)
{
  BeckonChatRecord *record = beckon_chat_get_record (self);
  BeckonStore *store = beckon_chat_get_store (self);

  if (seconds < 0)
    record->muted_until = G_MAXINT64;
  else
    record->muted_until = seconds > 0 ? g_get_real_time () + seconds * G_USEC_PER_SEC : 0;
  if (store != NULL)
    beckon_store_set_chat_muted_async (store, record->id, record->muted_until, NULL, written_cb,
                                       NULL);
  beckon_chat_watch_mute (self);
  g_object_notify (G_OBJECT (self), "muted");
}

gboolean
beckon_chat_get_pinned (BeckonChat *self)
{
  return beckon_chat_get_record (self)->pinned;
}

void
beckon_chat_set_pinned (BeckonChat *self, gboolean pinned)
{
  BeckonChatRecord *record = beckon_chat_get_record (self);
  BeckonStore *store = beckon_chat_get_store (self);

  if (record->pinned == pinned)
    return;
  record->pinned = pinned;
  if (store != NULL)
    beckon_store_set_chat_pinned_async (store, record->id, pinned, NULL, written_cb, NULL);
  g_object_notify (G_OBJECT (self), "pinned");
}

gboolean
beckon_chat_get_archived (BeckonChat *self)
{
  return beckon_chat_get_record (self)->archived;
}

/**
 * beckon_chat_set_archived:
 * @archived: whether the chat is out of the way; a new message brings it back
 */
void
beckon_chat_set_archived (BeckonChat *self, gboolean archived)
{
  BeckonChatRecord *record = beckon_chat_get_record (self);
  BeckonStore *store = beckon_chat_get_store (self);

  if (record->archived == archived)
    return;
  record->archived = archived;
  if (store != NULL)
    beckon_store_set_chat_archived_async (store, record->id, archived, NULL, written_cb, NULL);
  g_object_notify (G_OBJECT (self), "archived");
}

const char *
beckon_chat_get_draft (BeckonChat *self)
{
  return beckon_chat_get_record (self)->draft;
}

/**
 * beckon_chat_save:
 *
 * Writes down the draft, if that is still to be done.
 */
void
beckon_chat_save (BeckonChat *self)
{
  BeckonChatRecord *record = beckon_chat_get_record (self);
  BeckonChatTimers *timers = beckon_chat_get_timers (self);

  if (timers->draft == 0)
    return;
  g_clear_handle_id (&timers->draft, g_source_remove);
  beckon_store_set_chat_draft_async (beckon_chat_get_store (self), record->id, record->draft, NULL,
                                     written_cb, NULL);
}

/**
 * beckon_chat_take_draft:
 * @draft: (nullable): what the row has
 * @replace: whether that is it, even if something is typed that is not stored yet
 */
void
beckon_chat_take_draft (BeckonChat *self, const char *draft, gboolean replace)
{
  BeckonChatRecord *record = beckon_chat_get_record (self);
  BeckonChatTimers *timers = beckon_chat_get_timers (self);

  if (timers->draft != 0 && !replace)
    return;
  g_clear_handle_id (&timers->draft, g_source_remove);
  g_free (record->draft);
  record->draft = g_strdup (draft);
  g_object_notify (G_OBJECT (self), "draft");
}

static gboolean
save_cb (gpointer user_data)
{
  beckon_chat_save (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * beckon_chat_set_draft:
 * @draft: (nullable): what is typed so far; empty is none
 *
 * It is kept on disk, too, a moment after the last change.
 */
void
beckon_chat_set_draft (BeckonChat *self, const char *draft)
{
  BeckonChatRecord *record = beckon_chat_get_record (self);
  BeckonChatTimers *timers = beckon_chat_get_timers (self);
  g_autofree char *copy = NULL;

  if (draft != NULL && *draft != '\0')
    copy = g_strdup (draft);
  if (g_strcmp0 (record->draft, copy) == 0)
    return;
  g_free (record->draft);
  record->draft = g_steal_pointer (&copy);
  g_clear_handle_id (&timers->draft, g_source_remove);
  if (beckon_chat_get_store (self) != NULL)
    timers->draft = g_timeout_add_seconds (DRAFT_DELAY, save_cb, self);
  g_object_notify (G_OBJECT (self), "draft");
}
