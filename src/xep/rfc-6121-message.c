/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "rfc-6121-message.h"

#include "beckon-parse.h"
#include "xep-0359.h"

#define NS_CLIENT "jabber:client"
#define NS_STANZA_ERRORS "urn:ietf:params:xml:ns:xmpp-stanzas"
#define MAX_ERROR_TEXT 1024 /* characters */

static const char *
parse_error_condition (BeckonElement *error)
{
  static const char *const known[] = {
    "bad-request",
    "conflict",
    "feature-not-implemented",
    "forbidden",
    "gone",
    "internal-server-error",
    "item-not-found",
    "jid-malformed",
    "not-acceptable",
    "not-allowed",
    "not-authorized",
    "policy-violation",
    "recipient-unavailable",
    "redirect",
    "registration-required",
    "remote-server-not-found",
    "remote-server-timeout",
    "resource-constraint",
    "service-unavailable",
    "subscription-required",
    "unexpected-request",
  };

  for (guint i = 0; error != NULL && i < G_N_ELEMENTS (known); i++)
    if (beckon_element_get_child (error, known[i], NS_STANZA_ERRORS) != NULL)
      return known[i];
  return "undefined-condition";
}

static void
parse_error (BeckonMessageStanza *self, BeckonElement *stanza, const char *lang)
{
  BeckonElement *error = beckon_element_get_child (stanza, "error", NS_CLIENT);
  BeckonElement *child;
  g_autofree char *text = NULL;

  self->error = parse_error_condition (error);
  if (error == NULL)
    return;
  child = beckon_parse_localized_child (error, "text", NS_STANZA_ERRORS, lang);
  if (child == NULL)
    return;
  text = beckon_element_dup_text (child);
  self->error_text = beckon_parse_line (text, MAX_ERROR_TEXT);
}

static BeckonMessageType
parse_type (const char *name)
{
  static const char *const names[] = {
    [BECKON_MESSAGE_TYPE_NORMAL] = "normal",       [BECKON_MESSAGE_TYPE_CHAT] = "chat",
    [BECKON_MESSAGE_TYPE_GROUPCHAT] = "groupchat", [BECKON_MESSAGE_TYPE_HEADLINE] = "headline",
    [BECKON_MESSAGE_TYPE_ERROR] = "error",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return i;
  return BECKON_MESSAGE_TYPE_NORMAL; /* as RFC 6121, section 5.2.2, has unknown ones */
}

/**
 * beckon_message_stanza_parse:
 * @stanza: any stanza
 * @lang: (nullable): the language that the person reads
 *
 * Returns: (transfer full) (nullable): the message, or %NULL when it is none, or from or to what is
 *   no address
 */
BeckonMessageStanza *
beckon_message_stanza_parse (BeckonElement *stanza, const char *lang)
{
  g_autoptr (BeckonMessageStanza) self = NULL;
  BeckonElement *body;

  if (!beckon_element_is (stanza, "message", NS_CLIENT))
    return NULL;

  self = g_new0 (BeckonMessageStanza, 1);
  self->type = parse_type (beckon_element_get_attribute (stanza, "type"));
  self->from = beckon_parse_jid (stanza, "from");
  self->to = beckon_parse_jid (stanza, "to");
  if ((self->from == NULL && beckon_element_get_attribute (stanza, "from") != NULL)
      || (self->to == NULL && beckon_element_get_attribute (stanza, "to") != NULL))
    return NULL;

  self->id = g_strdup (beckon_parse_id (stanza, "id"));
  body = beckon_parse_localized_child (stanza, "body", NS_CLIENT, lang);
  if (body != NULL)
    self->body = beckon_element_dup_text (body);
  if (self->body != NULL && *self->body == '\0')
    g_clear_pointer (&self->body, g_free);
  self->thread = beckon_element_dup_child_text (stanza, "thread", NS_CLIENT);
  if (self->type == BECKON_MESSAGE_TYPE_ERROR)
    parse_error (self, stanza, lang);
  return g_steal_pointer (&self);
}

void
beckon_message_stanza_free (BeckonMessageStanza *self)
{
  g_clear_pointer (&self->from, beckon_jid_unref);
  g_clear_pointer (&self->to, beckon_jid_unref);
  g_free (self->id);
  g_free (self->body);
  g_free (self->thread);
  g_free (self->error_text);
  g_free (self);
}

/**
 * beckon_message_stanza_new:
 * @to: the recipient
 * @id: the message's id for all its life (XEP-0359 origin-id too)
 * @body: (nullable): the text
 *
 * Returns: (transfer full): a message of a chat. Receipt request, chat state and the like are
 *   added by their extensions
 */
BeckonElement *
beckon_message_stanza_new (BeckonJid *to, const char *id, const char *body)
{
  BeckonElement *message = beckon_element_new ("message", NS_CLIENT);

  beckon_element_set_attribute (message, "type", "chat");
  beckon_element_set_attribute (message, "to", beckon_jid_get_full (to));
  beckon_element_set_attribute (message, "id", id);
  if (body != NULL)
    beckon_element_add_text_child (message, "body", NS_CLIENT, body);
  beckon_origin_id_add (message, id);
  return message;
}
