/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-message.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BeckonMessageBubble:
 *
 * The text of one message on its ground, with the time and, for one of ours, its state in the
 * corner.
 */
#define BECKON_TYPE_MESSAGE_BUBBLE (beckon_message_bubble_get_type ())
G_DECLARE_FINAL_TYPE (BeckonMessageBubble, beckon_message_bubble, BECKON, MESSAGE_BUBBLE, GtkWidget)

BeckonMessageBubble *beckon_message_bubble_new (BeckonMessage *message, const char *sender_name);
void beckon_message_bubble_update (BeckonMessageBubble *self);

const char *beckon_message_state_describe (BeckonMessageState state);

G_END_DECLS
