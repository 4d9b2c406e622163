/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-client.h"

G_BEGIN_DECLS

/**
 * BeckonFoundMessage:
 *
 * A message that somebody looked for, in its chat. Never changes.
 */
#define BECKON_TYPE_FOUND_MESSAGE (beckon_found_message_get_type ())
G_DECLARE_FINAL_TYPE (BeckonFoundMessage, beckon_found_message, BECKON, FOUND_MESSAGE, GObject)

BeckonFoundMessage *
beckon_found_message_new (BeckonChat *chat, BeckonMessage *message, const char *words);
BeckonChat *beckon_found_message_get_chat (BeckonFoundMessage *self);
BeckonMessage *beckon_found_message_get_message (BeckonFoundMessage *self);
const char *beckon_found_message_get_words (BeckonFoundMessage *self);

/* The messages of all accounts that have these words, or words that begin so, newest first.
 * Result: GPtrArray of BeckonFoundMessage. */
void beckon_client_search_async (BeckonClient *self,
                                 const char *words,
                                 guint limit,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GPtrArray *beckon_client_search_finish (BeckonClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
