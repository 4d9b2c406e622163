/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-incoming.h"

#include "beckon-language.h"
#include "xep-0203.h"
#include "xep-0280.h"
#include "xep-0308.h"
#include "xep-0333.h"
#include "xep-0359.h"
#include "xep-0393.h"

#include <string.h>

void
beckon_incoming_free (BeckonIncoming *self)
{
  g_clear_pointer (&self->element, beckon_element_unref);
  g_clear_pointer (&self->message, beckon_message_stanza_free);
  g_clear_pointer (&self->peer, beckon_jid_unref);
  g_free (self->archive_id);
  g_free (self);
}

/* Whose it is, and with whom. FALSE when nobody may say such a thing. */
static gboolean
classify (BeckonIncoming *self, BeckonJid *account)
{
  BeckonMessageStanza *message = self->message;

  if (message->from == NULL)
    return FALSE;
  self->outgoing = beckon_jid_equal_bare (message->from, account);
  if (!self->outgoing)
    {
      self->peer = beckon_jid_dup_bare (message->from);
      return TRUE;
    }
  self->peer = beckon_jid_dup_bare (message->to != NULL ? message->to : account);
  /* What we write to others comes back to us only as a copy or from the archive. */
  return self->source != BECKON_INCOMING_LIVE || beckon_jid_equal_bare (self->peer, account);
}

static BeckonIncoming *
finish (BeckonIncoming *self, BeckonJid *account)
{
  g_autoptr (BeckonIncoming) owned = self;
  g_autofree char *lang = beckon_language_dup_tag ();
  gint64 now = g_get_real_time ();

  self->message = beckon_message_stanza_parse (self->element, lang);
  if (self->message == NULL || !classify (self, account))
    return NULL;
  /* Rooms and news come by other ways. */
  if (self->message->type == BECKON_MESSAGE_TYPE_GROUPCHAT
      || self->message->type == BECKON_MESSAGE_TYPE_HEADLINE)
    return NULL;
  self->delayed = self->time != 0;
  if (self->time <= 0 || self->time > now)
    self->time = now;
  return g_steal_pointer (&owned);
}

/**
 * beckon_incoming_new:
 * @stanza: a message stanza as it came
 * @account: our own bare address
 * @has_ids: whether our server vouches for the archive ids in messages
 *
 * Takes the message out of the copy that it may be (XEP-0280).
 *
 * Returns: (transfer full) (nullable): the message, or %NULL when it is to be dropped: forged,
 *   malformed, or of no interest here
 */
BeckonIncoming *
beckon_incoming_new (BeckonElement *stanza, BeckonJid *account, gboolean has_ids)
{
  g_autoptr (BeckonIncoming) self = g_new0 (BeckonIncoming, 1);

  switch (beckon_carbons_unwrap (stanza, account, &self->element, &self->time))
    {
    case BECKON_CARBON_FORGED:
      return NULL;
    case BECKON_CARBON_NONE:
      self->source = BECKON_INCOMING_LIVE;
      self->element = beckon_element_ref (stanza);
      if (!beckon_delay_get_time (stanza, account, &self->time))
        self->time = 0;
      break;
    case BECKON_CARBON_RECEIVED:
    case BECKON_CARBON_SENT:
      self->source = BECKON_INCOMING_CARBON;
      break;
    }
  if (has_ids)
    self->archive_id = g_strdup (beckon_stanza_id_get (self->element, account));
  return finish (g_steal_pointer (&self), account);
}

/**
 * beckon_incoming_new_archived:
 * @item: a message from our own archive
 *
 * Returns: (transfer full) (nullable): the message, or %NULL when it is of no interest here
 */
BeckonIncoming *
beckon_incoming_new_archived (BeckonMamItem *item, BeckonJid *account)
{
  BeckonIncoming *self = g_new0 (BeckonIncoming, 1);

  self->source = BECKON_INCOMING_ARCHIVE;
  self->element = beckon_element_ref (item->message);
  self->archive_id = g_strdup (item->archive_id);
  self->time = item->time;
  return finish (self, account);
}

/**
 * beckon_incoming_has_text:
 *
 * Returns: whether there is something to read
 */
gboolean
beckon_incoming_has_text (BeckonIncoming *self)
{
  return self->message->type != BECKON_MESSAGE_TYPE_ERROR && self->message->body != NULL;
}

static char *
dup_bounded (const char *body)
{
  const char *end;

  if (strlen (body) <= BECKON_MAX_BODY)
    return g_strdup (body);
  end = g_utf8_find_prev_char (body, body + BECKON_MAX_BODY + 1);
  return g_strdup_printf ("%.*s…", (int) (end - body), body);
}

/**
 * beckon_incoming_to_record:
 * @chat_id: the chat with the peer
 *
 * Returns: (transfer full): the message, to be stored
 */
BeckonMessageRecord *
beckon_incoming_to_record (BeckonIncoming *self, BeckonJid *account, gint64 chat_id)
{
  BeckonMessageRecord *record = beckon_message_record_new ();
  const char *origin_id = self->message->id;

  if (origin_id == NULL)
    origin_id = beckon_origin_id_get (self->element);
  record->chat_id = chat_id;
  record->sender = g_strdup (beckon_jid_get_bare (self->outgoing ? account : self->peer));
  record->resource = g_strdup (beckon_jid_get_resource (self->message->from));
  record->outgoing = self->outgoing;
  record->origin_id = g_strdup (origin_id);
  record->archive_id = g_strdup (self->archive_id);
  record->time = self->time;
  record->body = dup_bounded (self->message->body);
  record->replaces_id = g_strdup (beckon_correction_get_replaced_id (self->element));
  record->unstyled = beckon_styling_is_disabled (self->element);
  record->markable = !self->outgoing && beckon_marker_is_markable (self->element);
  /* A copy or the archive is proof that the server took it. */
  record->state = self->outgoing ? BECKON_MESSAGE_SENT : BECKON_MESSAGE_RECEIVED;
  return record;
}
