/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "beckon-element.h"
#include "beckon-jid.h"

G_BEGIN_DECLS

/**
 * BeckonMessageType:
 *
 * RFC 6121, section 5.2.2.
 */
typedef enum
{
  BECKON_MESSAGE_TYPE_NORMAL,
  BECKON_MESSAGE_TYPE_CHAT,
  BECKON_MESSAGE_TYPE_GROUPCHAT,
  BECKON_MESSAGE_TYPE_HEADLINE,
  BECKON_MESSAGE_TYPE_ERROR,
} BeckonMessageType;

/**
 * BeckonMessageStanza:
 * @from: (nullable): the sender; %NULL means our own account's server
 * @to: (nullable): the recipient
 * @id: (nullable): as its sender chose it: a hint, never trusted to be unique
 * @body: (nullable): the text to read; %NULL when there is none
 * @thread: (nullable): the thread's id
 * @error: (nullable): for an error, the condition (RFC 6120, section 8.3.3), a static string
 * @error_text: (nullable): for an error, what the other side says about it
 */
typedef struct
{
  BeckonMessageType type;
  BeckonJid *from;
  BeckonJid *to;
  char *id;
  char *body;
  char *thread;
  const char *error;
  char *error_text;
} BeckonMessageStanza;

BeckonMessageStanza *beckon_message_stanza_parse (BeckonElement *stanza, const char *lang);
void beckon_message_stanza_free (BeckonMessageStanza *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonMessageStanza, beckon_message_stanza_free)

BeckonElement *beckon_message_stanza_new (BeckonJid *to, const char *id, const char *body);

G_END_DECLS
