/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-contact.h"
#include "beckon-message.h"

G_BEGIN_DECLS

/**
 * BeckonChat:
 *
 * A conversation of an account with one contact.
 *
 * Properties: `id` (gint64), `account` (BeckonAccount), `contact` (BeckonContact), `title`
 * (string), `last-message` (BeckonMessage, nullable), `last-time` (GDateTime, nullable), `unread`
 * (uint), `muted` (boolean), `pinned` (boolean), `archived` (boolean: out of the way until a new
 * message), `draft` (string, nullable), `peer-typing` (boolean), `deleted` (boolean: among the chats
 * of the account only when there is a new message, or somebody opens it).
 *
 * Signals:
 * - `message-added` (BeckonMessage): a message is now stored, at the end of the history or, when
 *   its sort key says so, inside of it
 * - `message-changed` (BeckonMessage): state or text changed
 * - `history-reset`: what was loaded may be stale, load again
 */
#define BECKON_TYPE_CHAT (beckon_chat_get_type ())
G_DECLARE_FINAL_TYPE (BeckonChat, beckon_chat, BECKON, CHAT, GObject)

gint64 beckon_chat_get_id (BeckonChat *self);
BeckonAccount *beckon_chat_get_account (BeckonChat *self);
BeckonContact *beckon_chat_get_contact (BeckonChat *self);
const char *beckon_chat_get_title (BeckonChat *self);
BeckonMessage *beckon_chat_get_last_message (BeckonChat *self);
GDateTime *beckon_chat_get_last_time (BeckonChat *self);
guint beckon_chat_get_unread (BeckonChat *self);
gint64 beckon_chat_get_read_sort_key (BeckonChat *self);
gboolean beckon_chat_get_muted (BeckonChat *self);
void beckon_chat_mute (BeckonChat *self, gint64 seconds);
gboolean beckon_chat_get_pinned (BeckonChat *self);
void beckon_chat_set_pinned (BeckonChat *self, gboolean pinned);
gboolean beckon_chat_get_archived (BeckonChat *self);
void beckon_chat_set_archived (BeckonChat *self, gboolean archived);
const char *beckon_chat_get_draft (BeckonChat *self);
void beckon_chat_set_draft (BeckonChat *self, const char *draft);
gboolean beckon_chat_get_peer_typing (BeckonChat *self);
void beckon_chat_set_typing (BeckonChat *self, gboolean typing);

void beckon_chat_send_async (BeckonChat *self,
                             const char *body,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
BeckonMessage *beckon_chat_send_finish (BeckonChat *self, GAsyncResult *result, GError **error);
void beckon_chat_retry (BeckonChat *self, BeckonMessage *message);
void beckon_chat_mark_read (BeckonChat *self, BeckonMessage *up_to);

void beckon_chat_want_older (BeckonChat *self);
void beckon_chat_load_async (BeckonChat *self,
                             gint64 sort_key,
                             gboolean backwards,
                             guint limit,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GPtrArray *beckon_chat_load_finish (BeckonChat *self, GAsyncResult *result, GError **error);

G_END_DECLS
