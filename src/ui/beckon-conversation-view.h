/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-chat.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * BeckonConversationView:
 *
 * A chat: who it is with, its history, and where to write.
 *
 * Properties: `chat` (BeckonChat, nullable), `show-back` (boolean): whether there is a way back to
 * the list of chats.
 *
 * Signals:
 * - `back`: the person wants to go back to the list of chats
 * - `archive`: the person wants the chat out of the way
 * - `details`: the person wants to know more about the contact
 */
#define BECKON_TYPE_CONVERSATION_VIEW (beckon_conversation_view_get_type ())
G_DECLARE_FINAL_TYPE (BeckonConversationView,
                      beckon_conversation_view,
                      BECKON,
                      CONVERSATION_VIEW,
                      AdwBin)

GtkWidget *beckon_conversation_view_new (void);
void beckon_conversation_view_set_chat (BeckonConversationView *self, BeckonChat *chat);
void beckon_conversation_view_show_message (BeckonConversationView *self, BeckonMessage *message);
void beckon_conversation_view_add_text (BeckonConversationView *self, const char *text);

G_END_DECLS
