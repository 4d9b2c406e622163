/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0172.h"

#include "beckon-parse.h"

#define MAX_NICK 256 /* characters */

/**
 * beckon_nick_parse:
 * @nick: (nullable): the payload of an item
 *
 * Returns: (transfer full) (nullable): the name that somebody gives itself (XEP-0172): one line,
 *   and only decoration
 */
char *
beckon_nick_parse (BeckonElement *nick)
{
  g_autofree char *text = NULL;

  if (!beckon_element_is (nick, "nick", BECKON_NS_NICK))
    return NULL;
  text = beckon_element_dup_text (nick);
  return beckon_parse_line (text, MAX_NICK);
}

/**
 * beckon_nick_dup_from_child:
 * @stanza: a subscription request or a message of a stranger
 *
 * Returns: (transfer full) (nullable): the name that its sender gives itself
 */
char *
beckon_nick_dup_from_child (BeckonElement *stanza)
{
  return beckon_nick_parse (beckon_element_get_child (stanza, "nick", BECKON_NS_NICK));
}

/**
 * beckon_nick_new:
 * @nick: (nullable): the name, %NULL for none
 *
 * Returns: (transfer full): the payload to publish, or to add to a subscription request
 */
BeckonElement *
beckon_nick_new (const char *nick)
{
  BeckonElement *element = beckon_element_new ("nick", BECKON_NS_NICK);

  if (nick != NULL)
    beckon_element_add_text (element, nick, -1);
  return element;
}
