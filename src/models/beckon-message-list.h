/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-chat.h"

G_BEGIN_DECLS

/**
 * BeckonMessageList:
 *
 * A window over the history of a chat: a #GListModel of #BeckonMessage, oldest first, that holds
 * a few hundred of however many there are. It opens at the newest message, grows by a page at
 * either end when asked, and lets go of what is far away at the other, so that its memory and the
 * cost of showing it do not depend on the length of the history. Messages that arrive or change
 * appear by themselves.
 *
 * Properties, all read-only: `chat` (BeckonChat), `has-older` (boolean), `has-newer` (boolean),
 * `loading` (boolean), `error` (GError, nullable: why the last page could not be loaded),
 * `unread-after` (gint64: where the unread divider goes, behind the message with this sort key, or
 * 0 for nowhere), `newer-count` (uint: how many messages have come while the window was elsewhere).
 */
#define BECKON_TYPE_MESSAGE_LIST (beckon_message_list_get_type ())
G_DECLARE_FINAL_TYPE (BeckonMessageList, beckon_message_list, BECKON, MESSAGE_LIST, GObject)

#define BECKON_MESSAGE_LIST_PAGE 40
#define BECKON_MESSAGE_LIST_MAX 240

BeckonMessageList *beckon_message_list_new (BeckonChat *chat);

BeckonChat *beckon_message_list_get_chat (BeckonMessageList *self);
gboolean beckon_message_list_get_has_older (BeckonMessageList *self);
gboolean beckon_message_list_get_has_newer (BeckonMessageList *self);
gboolean beckon_message_list_get_loading (BeckonMessageList *self);
const GError *beckon_message_list_get_error (BeckonMessageList *self);
gint64 beckon_message_list_get_unread_after (BeckonMessageList *self);
guint beckon_message_list_get_newer_count (BeckonMessageList *self);

void beckon_message_list_load_older (BeckonMessageList *self);
void beckon_message_list_load_newer (BeckonMessageList *self);
void beckon_message_list_load_newest (BeckonMessageList *self);
void beckon_message_list_load_around (BeckonMessageList *self, gint64 sort_key);
void beckon_message_list_clear_unread (BeckonMessageList *self);

G_END_DECLS
