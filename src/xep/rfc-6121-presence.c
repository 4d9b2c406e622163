/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "rfc-6121-presence.h"

#include "beckon-parse.h"

#define NS_CLIENT "jabber:client"
#define MAX_STATUS 1024 /* characters */

static const char *const types[] = {
  [BECKON_PRESENCE_AVAILABLE] = NULL,
  [BECKON_PRESENCE_UNAVAILABLE] = "unavailable",
  [BECKON_PRESENCE_SUBSCRIBE] = "subscribe",
  [BECKON_PRESENCE_SUBSCRIBED] = "subscribed",
  [BECKON_PRESENCE_UNSUBSCRIBE] = "unsubscribe",
  [BECKON_PRESENCE_UNSUBSCRIBED] = "unsubscribed",
  [BECKON_PRESENCE_PROBE] = "probe",
  [BECKON_PRESENCE_ERROR] = "error",
};

static const char *
parse_show (BeckonElement *stanza)
{
  static const char *const known[] = { "away", "chat", "dnd", "xa" };
  g_autofree char *text = beckon_element_dup_child_text (stanza, "show", NS_CLIENT);

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (text, known[i]))
      return known[i];
  return NULL;
}

static char *
parse_status (BeckonElement *stanza, const char *lang)
{
  BeckonElement *child = beckon_parse_localized_child (stanza, "status", NS_CLIENT, lang);
  g_autofree char *text = NULL;

  if (child == NULL)
    return NULL;
  text = g_strstrip (beckon_element_dup_text (child));
  if (*text == '\0')
    return NULL;
  if (g_utf8_strlen (text, -1) > MAX_STATUS)
    *g_utf8_offset_to_pointer (text, MAX_STATUS) = '\0';
  return g_steal_pointer (&text);
}

static int
parse_priority (BeckonElement *stanza)
{
  g_autofree char *text = beckon_element_dup_child_text (stanza, "priority", NS_CLIENT);
  gint64 priority;

  if (text != NULL && g_ascii_string_to_signed (text, 10, G_MININT8, G_MAXINT8, &priority, NULL))
    return priority;
  return 0;
}

/**
 * beckon_presence_parse:
 * @stanza: any stanza
 * @lang: (nullable): the language that the person reads
 *
 * Returns: (transfer full) (nullable): the presence, or %NULL when it is none, or of an unknown
 *   type, or from nobody
 */
BeckonPresence *
beckon_presence_parse (BeckonElement *stanza, const char *lang)
{
  g_autoptr (BeckonJid) from = NULL;
  const char *type_name;
  BeckonPresence *self;
  guint type = BECKON_PRESENCE_AVAILABLE;

  if (!beckon_element_is (stanza, "presence", NS_CLIENT))
    return NULL;
  type_name = beckon_element_get_attribute (stanza, "type");
  while (type < G_N_ELEMENTS (types) && g_strcmp0 (type_name, types[type]) != 0)
    type++;
  from = beckon_parse_jid (stanza, "from");
  if (type == G_N_ELEMENTS (types) || from == NULL)
    return NULL;

  self = g_new0 (BeckonPresence, 1);
  self->type = type;
  self->from = g_steal_pointer (&from);
  self->status = parse_status (stanza, lang);
  if (type == BECKON_PRESENCE_AVAILABLE)
    {
      self->show = parse_show (stanza);
      self->priority = parse_priority (stanza);
    }
  return self;
}

void
beckon_presence_free (BeckonPresence *self)
{
  g_clear_pointer (&self->from, beckon_jid_unref);
  g_free (self->status);
  g_free (self);
}

static void
add_status (BeckonElement *presence, const char *status)
{
  if (status != NULL && *status != '\0')
    beckon_element_add_text_child (presence, "status", NS_CLIENT, status);
}

/**
 * beckon_presence_new:
 * @show: (nullable): `away`, `chat`, `dnd`, `xa`, or %NULL for simply available
 * @status: (nullable): the person's words
 *
 * Returns: (transfer full): presence for everyone who may see it, of priority 0, to which the
 *   extensions add theirs
 */
BeckonElement *
beckon_presence_new (const char *show, const char *status)
{
  BeckonElement *presence = beckon_element_new ("presence", NS_CLIENT);

  if (show != NULL)
    beckon_element_add_text_child (presence, "show", NS_CLIENT, show);
  add_status (presence, status);
  return presence;
}

/**
 * beckon_presence_new_subscription:
 * @type: one of %BECKON_PRESENCE_SUBSCRIBE, _SUBSCRIBED, _UNSUBSCRIBE and _UNSUBSCRIBED
 * @to: whom to ask or answer; the bare address is used
 *
 * Returns: (transfer full): the stanza (RFC 6121, section 3)
 */
BeckonElement *
beckon_presence_new_subscription (BeckonPresenceType type, BeckonJid *to)
{
  BeckonElement *presence;

  g_return_val_if_fail (type >= BECKON_PRESENCE_SUBSCRIBE && type <= BECKON_PRESENCE_UNSUBSCRIBED,
                        NULL);

  presence = beckon_element_new ("presence", NS_CLIENT);
  beckon_element_set_attribute (presence, "type", types[type]);
  beckon_element_set_attribute (presence, "to", beckon_jid_get_bare (to));
  return presence;
}
