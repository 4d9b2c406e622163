/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-chat-book.h"

struct _BeckonChatBook
{
  GObject parent_instance;

  GHashTable *by_peer; /* bare address → BeckonChat */
  GHashTable *by_id;
  GListStore *chats;
};

G_DEFINE_FINAL_TYPE (BeckonChatBook, beckon_chat_book, G_TYPE_OBJECT)

static void
beckon_chat_book_dispose (GObject *object)
{
  beckon_chat_book_clear (BECKON_CHAT_BOOK (object));
  G_OBJECT_CLASS (beckon_chat_book_parent_class)->dispose (object);
}

static void
beckon_chat_book_finalize (GObject *object)
{
  BeckonChatBook *self = BECKON_CHAT_BOOK (object);

  g_hash_table_unref (self->by_peer);
  g_hash_table_unref (self->by_id);
  g_object_unref (self->chats);
  G_OBJECT_CLASS (beckon_chat_book_parent_class)->finalize (object);
}

static void
beckon_chat_book_class_init (BeckonChatBookClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_chat_book_dispose;
  object_class->finalize = beckon_chat_book_finalize;
}

static void
beckon_chat_book_init (BeckonChatBook *self)
{
  /* The addresses belong to the contacts. */
  self->by_peer = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->chats = g_list_store_new (BECKON_TYPE_CHAT);
}

/**
 * beckon_chat_book_new:
 *
 * Returns: (transfer full): an empty book
 */
BeckonChatBook *
beckon_chat_book_new (void)
{
  return g_object_new (BECKON_TYPE_CHAT_BOOK, NULL);
}

/**
 * beckon_chat_book_find:
 * @jid: an address, of which the bare part counts
 *
 * Returns: (transfer none) (nullable): the chat with it, if there is one
 */
BeckonChat *
beckon_chat_book_find (BeckonChatBook *self, BeckonJid *jid)
{
  return g_hash_table_lookup (self->by_peer, beckon_jid_get_bare (jid));
}

/**
 * beckon_chat_book_find_by_id:
 * @id: the id of a row
 *
 * Returns: (transfer none) (nullable): its chat, if there is one
 */
BeckonChat *
beckon_chat_book_find_by_id (BeckonChatBook *self, gint64 id)
{
  return g_hash_table_lookup (self->by_id, &id);
}

/* Who is deleted stays in the book, and out of its list. */
static void
deleted_changed_cb (BeckonChatBook *self, GParamSpec *pspec, BeckonChat *chat)
{
  const gboolean wanted = !beckon_chat_get_deleted (chat);
  guint position;
  const gboolean listed = g_list_store_find (self->chats, chat, &position);

  if (wanted && !listed)
    g_list_store_append (self->chats, chat);
  else if (!wanted && listed)
    g_list_store_remove (self->chats, position);
}

/**
 * beckon_chat_book_add:
 * @chat: a chat with an address that has none yet
 */
void
beckon_chat_book_add (BeckonChatBook *self, BeckonChat *chat)
{
  BeckonJid *jid = beckon_contact_get_jid (beckon_chat_get_contact (chat));
  gint64 id = beckon_chat_get_id (chat);

  g_hash_table_insert (self->by_peer, (char *) beckon_jid_get_bare (jid), g_object_ref (chat));
  g_hash_table_insert (self->by_id, g_memdup2 (&id, sizeof id), chat);
  g_signal_connect_object (chat, "notify::deleted", G_CALLBACK (deleted_changed_cb), self,
                           G_CONNECT_SWAPPED);
  /* Not looked for: at the start there may be thousands. */
  if (!beckon_chat_get_deleted (chat))
    g_list_store_append (self->chats, chat);
}

/**
 * beckon_chat_book_save:
 *
 * Writes what waits to be written.
 */
void
beckon_chat_book_save (BeckonChatBook *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->chats));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BeckonChat) chat = g_list_model_get_item (G_LIST_MODEL (self->chats), i);

      beckon_chat_save (chat);
    }
}

void
beckon_chat_book_clear (BeckonChatBook *self)
{
  g_hash_table_remove_all (self->by_peer);
  g_hash_table_remove_all (self->by_id);
  g_list_store_remove_all (self->chats);
}

GListModel *
beckon_chat_book_get_chats (BeckonChatBook *self)
{
  return G_LIST_MODEL (self->chats);
}
