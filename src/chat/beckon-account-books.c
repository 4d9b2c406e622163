/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-private.h"

#include "beckon-chat-book.h"
#include "beckon-contact-book.h"

/* Whom an account knows, and with whom it chats. */

/**
 * beckon_account_find_contact:
 *
 * Returns: (transfer none) (nullable): who has this address, if known
 */
BeckonContact *
beckon_account_find_contact (BeckonAccount *self, BeckonJid *jid)
{
  return beckon_contact_book_find (beckon_account_get_contact_book (self), jid);
}

/**
 * beckon_account_ensure_contact:
 * @jid: an address, of which the bare part counts
 *
 * Returns: (transfer none): the contact with this address, made if need be
 */
BeckonContact *
beckon_account_ensure_contact (BeckonAccount *self, BeckonJid *jid)
{
  return beckon_contact_book_ensure (beckon_account_get_contact_book (self), jid);
}

/**
 * beckon_account_update_roster:
 * @records: (element-type BeckonContactRecord): contacts as they are now
 *
 * One change of the list, however many there are.
 */
void
beckon_account_update_roster (BeckonAccount *self, GPtrArray *records)
{
  beckon_contact_book_update (beckon_account_get_contact_book (self), records, FALSE);
}

/**
 * beckon_account_set_leaving:
 * @contact: somebody in the roster
 * @leaving: whether @contact is about to be removed
 *
 * Whoever is leaving is in no list any more. What the server knows only changes with
 * beckon_account_remove_contact_async(): until then nothing has to be asked for again.
 */
void
beckon_account_set_leaving (BeckonAccount *self, BeckonContact *contact, gboolean leaving)
{
  beckon_contact_book_set_leaving (beckon_account_get_contact_book (self), contact, leaving);
}

/**
 * beckon_account_add_request:
 * @contact: who asks to see our presence
 */
void
beckon_account_add_request (BeckonAccount *self, BeckonContact *contact)
{
  beckon_contact_book_add_request (beckon_account_get_contact_book (self), contact);
}

GListModel *
beckon_account_get_contacts (BeckonAccount *self)
{
  return beckon_contact_book_get_roster (beckon_account_get_contact_book (self));
}

GListModel *
beckon_account_get_requests (BeckonAccount *self)
{
  return beckon_contact_book_get_requests (beckon_account_get_contact_book (self));
}

GListModel *
beckon_account_get_blocked (BeckonAccount *self)
{
  return beckon_contact_book_get_blocked (beckon_account_get_contact_book (self));
}

/**
 * beckon_account_find_chat:
 *
 * Returns: (transfer none) (nullable): the chat with this address, if there is one
 */
BeckonChat *
beckon_account_find_chat (BeckonAccount *self, BeckonJid *jid)
{
  return beckon_chat_book_find (beckon_account_get_chat_book (self), jid);
}

BeckonChat *
beckon_account_find_chat_by_id (BeckonAccount *self, gint64 id)
{
  return beckon_chat_book_find_by_id (beckon_account_get_chat_book (self), id);
}

/**
 * beckon_account_add_chat:
 * @record: the row of a chat
 *
 * Returns: (transfer none) (nullable): the chat, which is in the list; %NULL when the peer's
 *   address is none
 */
BeckonChat *
beckon_account_add_chat (BeckonAccount *self, BeckonChatRecord *record)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (record->peer, NULL);
  g_autoptr (BeckonChat) chat = NULL;
  BeckonContact *contact;

  if (jid == NULL)
    return NULL;
  if (beckon_account_find_chat (self, jid) != NULL)
    return beckon_account_find_chat (self, jid);
  contact = beckon_account_ensure_contact (self, jid);
  chat = beckon_chat_new (self, beckon_account_get_store (self), contact, record);
  beckon_chat_book_add (beckon_account_get_chat_book (self), chat);
  return chat;
}

GListModel *
beckon_account_get_chats (BeckonAccount *self)
{
  return beckon_chat_book_get_chats (beckon_account_get_chat_book (self));
}
