/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-read-marks.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-store-reading.h"
#include "xep-0490.h"

/* Chats of which more is not remembered than what the store has. */
#define MAX_MARKS 10000

struct _BeckonReadMarks
{
  GObject parent_instance;

  BeckonAccount *account; /* (nullable) weak */
  BeckonStore *store;
  GHashTable *marks; /* bare address → Mark */
  guint retry_id;    /* while the disk does not work */
};

G_DEFINE_FINAL_TYPE (BeckonReadMarks, beckon_read_marks, G_TYPE_OBJECT)

/* Up to where another device has read a chat. */
typedef struct
{
  char *archive_id;
  gboolean taken;  /* that message is here, and so what is before it is read */
  gboolean failed; /* whether it is here could not be found out */
} Mark;

static void
mark_free (gpointer data)
{
  Mark *mark = data;

  g_free (mark->archive_id);
  g_free (mark);
}

typedef struct
{
  BeckonReadMarks *self;
  BeckonChat *chat;
  char *archive_id;
} Taking;

static void
taking_free (Taking *taking)
{
  g_object_unref (taking->self);
  g_object_unref (taking->chat);
  g_free (taking->archive_id);
  g_free (taking);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Taking, taking_free)

static void take (BeckonReadMarks *self, BeckonJid *peer, const char *archive_id);

static gboolean
retry_cb (gpointer user_data)
{
  BeckonReadMarks *self = user_data;
  GHashTableIter iter;
  gpointer peer, value;

  self->retry_id = 0;
  g_hash_table_iter_init (&iter, self->marks);
  while (g_hash_table_iter_next (&iter, &peer, &value))
    {
      Mark *mark = value;
      g_autoptr (BeckonJid) jid = mark->failed ? beckon_jid_new (peer, NULL) : NULL;

      mark->failed = FALSE;
      if (jid != NULL)
        take (self, jid, mark->archive_id);
    }
  return G_SOURCE_REMOVE;
}

/* The mark that the taking was for, if there is no newer one. */
static Mark *
get_mark (Taking *taking)
{
  BeckonJid *peer = beckon_contact_get_jid (beckon_chat_get_contact (taking->chat));
  Mark *mark = g_hash_table_lookup (taking->self->marks, beckon_jid_get_bare (peer));

  return mark != NULL && g_str_equal (mark->archive_id, taking->archive_id) ? mark : NULL;
}

static void
report_failure (Taking *taking, const GError *error)
{
  BeckonReadMarks *self = taking->self;
  Mark *mark = get_mark (taking);

  if (g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_CLOSED))
    return;
  g_warning ("What has been read is not stored: %s", error->message);
  if (mark == NULL || !beckon_store_error_may_pass (error))
    return;
  mark->failed = TRUE;
  if (self->retry_id == 0)
    self->retry_id = g_timeout_add_seconds (BECKON_STORE_RETRY, retry_cb, self);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Taking) taking = user_data;
  Mark *mark = get_mark (taking);
  g_autoptr (BeckonChatRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  record = beckon_store_take_chat_read_finish (BECKON_STORE (source), result, &error);
  if (error != NULL)
    report_failure (taking, error);
  if (record == NULL)
    return;
  beckon_chat_take_read (taking->chat, record);
  if (mark != NULL)
    mark->taken = TRUE;
}

static void
take (BeckonReadMarks *self, BeckonJid *peer, const char *archive_id)
{
  BeckonChat *chat = self->account != NULL ? beckon_account_find_chat (self->account, peer) : NULL;
  Taking *taking;

  if (chat == NULL)
    return;
  taking = g_new0 (Taking, 1);
  taking->self = g_object_ref (self);
  taking->chat = g_object_ref (chat);
  taking->archive_id = g_strdup (archive_id);
  beckon_store_take_chat_read_async (self->store, beckon_chat_get_id (chat), archive_id, NULL,
                                     taken_cb, taking);
}

static void
take_item (BeckonReadMarks *self, const BeckonPubsubItem *item)
{
  g_autoptr (BeckonJid) peer = NULL;
  const char *archive_id;
  Mark *mark;

  if (self->account == NULL
      || !beckon_mds_parse (item, beckon_account_get_jid (self->account), &peer, &archive_id))
    return;
  mark = g_hash_table_lookup (self->marks, beckon_jid_get_bare (peer));
  if ((mark != NULL && g_str_equal (mark->archive_id, archive_id))
      || (mark == NULL && g_hash_table_size (self->marks) >= MAX_MARKS))
    return;
  mark = g_new0 (Mark, 1);
  mark->archive_id = g_strdup (archive_id);
  g_hash_table_replace (self->marks, g_strdup (beckon_jid_get_bare (peer)), mark);
  take (self, peer, archive_id);
}

static void
beckon_read_marks_dispose (GObject *object)
{
  BeckonReadMarks *self = BECKON_READ_MARKS (object);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_weak_pointer (&self->account);
  G_OBJECT_CLASS (beckon_read_marks_parent_class)->dispose (object);
}

static void
beckon_read_marks_finalize (GObject *object)
{
  BeckonReadMarks *self = BECKON_READ_MARKS (object);

  g_object_unref (self->store);
  g_hash_table_unref (self->marks);
  G_OBJECT_CLASS (beckon_read_marks_parent_class)->finalize (object);
}

static void
beckon_read_marks_class_init (BeckonReadMarksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beckon_read_marks_dispose;
  G_OBJECT_CLASS (klass)->finalize = beckon_read_marks_finalize;
}

static void
beckon_read_marks_init (BeckonReadMarks *self)
{
  self->marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, mark_free);
}

/**
 * beckon_read_marks_new:
 * @account: whose; not kept alive
 * @store: where it is kept how far each chat is read
 *
 * Returns: (transfer full): no marks
 */
BeckonReadMarks *
beckon_read_marks_new (BeckonAccount *account, BeckonStore *store)
{
  BeckonReadMarks *self = g_object_new (BECKON_TYPE_READ_MARKS, NULL);

  g_set_weak_pointer (&self->account, account);
  self->store = g_object_ref (store);
  return self;
}

/**
 * beckon_read_marks_take_items:
 * @items: (element-type BeckonPubsubItem): of our own node %BECKON_NS_MDS
 *
 * Only our own account may be believed in this: the caller checks whose node it is.
 */
void
beckon_read_marks_take_items (BeckonReadMarks *self, GArray *items)
{
  for (guint i = 0; i < items->len; i++)
    take_item (self, &g_array_index (items, BeckonPubsubItem, i));
}

/**
 * beckon_read_marks_take_stored:
 * @incoming: a message that has an id in our archive and is stored now: the one that a mark waits
 *   for, maybe
 */
void
beckon_read_marks_take_stored (BeckonReadMarks *self, BeckonIncoming *incoming)
{
  Mark *mark = g_hash_table_lookup (self->marks, beckon_jid_get_bare (incoming->peer));

  if (mark != NULL && !mark->taken && g_str_equal (mark->archive_id, incoming->archive_id))
    take (self, incoming->peer, mark->archive_id);
}

/**
 * beckon_read_marks_knows:
 * @peer: a bare address
 *
 * Returns: whether another device has said how far the chat with @peer is read
 */
gboolean
beckon_read_marks_knows (BeckonReadMarks *self, const char *peer)
{
  return g_hash_table_contains (self->marks, peer);
}

/**
 * beckon_read_marks_is_ahead:
 * @peer: a bare address
 *
 * Returns: whether another device has read of the chat with @peer what is not here
 */
gboolean
beckon_read_marks_is_ahead (BeckonReadMarks *self, const char *peer)
{
  Mark *mark = g_hash_table_lookup (self->marks, peer);

  return mark != NULL && !mark->taken;
}
