/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-contact-private.h"

G_BEGIN_DECLS

/**
 * BeckonContactBook:
 *
 * Everybody whom an account knows, one object for each address, and the lists of them.
 */
#define BECKON_TYPE_CONTACT_BOOK (beckon_contact_book_get_type ())
G_DECLARE_FINAL_TYPE (BeckonContactBook, beckon_contact_book, BECKON, CONTACT_BOOK, GObject)

BeckonContactBook *beckon_contact_book_new (BeckonAccount *account);

BeckonContact *beckon_contact_book_find (BeckonContactBook *self, BeckonJid *jid);
BeckonContact *beckon_contact_book_ensure (BeckonContactBook *self, BeckonJid *jid);

void beckon_contact_book_update (BeckonContactBook *self, GPtrArray *records, gboolean replace);
void
beckon_contact_book_set_leaving (BeckonContactBook *self, BeckonContact *contact, gboolean leaving);
void beckon_contact_book_set_blocked (BeckonContactBook *self, BeckonJid *jid, gboolean blocked);
void beckon_contact_book_unblock_all (BeckonContactBook *self);
void beckon_contact_book_add_request (BeckonContactBook *self, BeckonContact *contact);
gboolean beckon_contact_book_has_request (BeckonContactBook *self, BeckonContact *contact);
void beckon_contact_book_remove_request (BeckonContactBook *self, BeckonContact *contact);
void beckon_contact_book_clear_requests (BeckonContactBook *self);
void beckon_contact_book_clear_presence (BeckonContactBook *self);
void beckon_contact_book_clear (BeckonContactBook *self);

GListModel *beckon_contact_book_get_roster (BeckonContactBook *self);
GListModel *beckon_contact_book_get_requests (BeckonContactBook *self);
GListModel *beckon_contact_book_get_blocked (BeckonContactBook *self);

G_END_DECLS
