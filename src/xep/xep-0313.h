/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

#define BECKON_NS_MAM "urn:xmpp:mam:2"

/**
 * BeckonMamQuery:
 * @archive: (nullable): whose archive, %NULL for our own account's
 * @with: (nullable): only what was exchanged with this address
 * @start: only from this time on, in microseconds since 1970, or 0
 * @before: (nullable): the page before this archive id; the empty string for the newest page
 * @after: (nullable): the page after this archive id
 * @max: how many messages the page shall have at most
 *
 * One page of an archive. With neither @before nor @after it is the oldest.
 */
typedef struct
{
  BeckonJid *archive;
  BeckonJid *with;
  gint64 start;
  const char *before;
  const char *after;
  guint max;
} BeckonMamQuery;

/**
 * BeckonMamItem:
 * @archive_id: the id that the archive gave the message
 * @message: the message as it was sent then. It is to be looked at as a message, without looking
 *   for another one in it
 * @time: when the archive got it, in microseconds since 1970, or 0
 */
typedef struct
{
  char *archive_id;
  BeckonElement *message;
  gint64 time;
} BeckonMamItem;

/**
 * BeckonMamPage:
 * @first: (nullable): the archive id to ask before for the page before; %NULL for an empty page
 * @last: (nullable): the archive id to ask after for the next page
 * @complete: there is nothing more in the direction that was asked for
 */
typedef struct
{
  char *first;
  char *last;
  gboolean complete;
} BeckonMamPage;

void beckon_mam_item_free (BeckonMamItem *self);
void beckon_mam_page_clear (BeckonMamPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonMamItem, beckon_mam_item_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BeckonMamPage, beckon_mam_page_clear)

BeckonElement *beckon_mam_query_new (const BeckonMamQuery *query, const char *query_id);
BeckonMamItem *beckon_mam_result_parse (BeckonElement *result);
BeckonMamItem *beckon_mam_parse_item (BeckonElement *message,
                                      BeckonJid *account,
                                      BeckonJid *archive,
                                      const char *query_id);
gboolean beckon_mam_parse_fin (BeckonElement *iq, BeckonMamPage *page, GError **error);
gboolean beckon_mam_parse_page (BeckonElement *iq,
                                GPtrArray *items,
                                BeckonMamPage *page,
                                GError **error);

G_END_DECLS
