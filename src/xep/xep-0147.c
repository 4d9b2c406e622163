/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0147.h"

#include "beckon-parse.h"

#include <string.h>

#define MAX_LENGTH 4096

/* Decodes what has no byte that is not allowed in a URI, and gives no control character. */
static char *
decode (const char *start, const char *end)
{
  g_autofree char *text = g_uri_unescape_segment (start, end, NULL);

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return NULL;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)) && *p != '\n' && *p != '\r' && *p != '\t')
      return NULL;
  return g_steal_pointer (&text);
}

static gboolean
parse_query (BeckonXmppUri *self, const char *query)
{
  g_auto (GStrv) parts = g_strsplit (query, ";", 32);

  if (parts[0] == NULL || *parts[0] == '\0')
    return TRUE;
  self->action = decode (parts[0], parts[0] + strlen (parts[0]));
  if (self->action == NULL)
    return FALSE;
  for (guint i = 1; parts[i] != NULL; i++)
    {
      const char *equals = strchr (parts[i], '=');
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (equals == NULL)
        equals = parts[i] + strlen (parts[i]);
      name = decode (parts[i], equals);
      value = *equals == '=' ? decode (equals + 1, equals + strlen (equals)) : g_strdup ("");
      if (name == NULL || value == NULL)
        return FALSE;
      if (*name != '\0' && !g_hash_table_contains (self->parameters, name))
        g_hash_table_insert (self->parameters, g_steal_pointer (&name), g_steal_pointer (&value));
    }
  return TRUE;
}

/**
 * beckon_xmpp_uri_parse:
 * @text: an address from outside: a link, the clipboard, a picture
 *
 * Reads the address and does nothing. Whatever it asks for wants the person's confirmation.
 *
 * Returns: (transfer full) (nullable): its parts, or %NULL with a %BECKON_XEP_ERROR
 */
BeckonXmppUri *
beckon_xmpp_uri_parse (const char *text, GError **error)
{
  g_autoptr (BeckonXmppUri) self = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *address = NULL;
  const char *path;
  char *query;

  if (strlen (text) > MAX_LENGTH)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT,
                           "The address is too long");
      return NULL;
    }

  self = g_new0 (BeckonXmppUri, 1);
  self->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (g_ascii_strncasecmp (text, "xmpp:", 5) == 0)
    {
      rest = g_strndup (text + 5, strcspn (text + 5, "#"));
      query = strchr (rest, '?');
      if (query != NULL)
        *query++ = '\0';

      /* Which of our accounts to use (RFC 5122, section 2.3) is for the person to say. */
      path = rest;
      if (g_str_has_prefix (path, "//"))
        path = strchr (path + 2, '/') != NULL ? strchr (path + 2, '/') + 1 : "";
      address = decode (path, path + strlen (path));
      self->jid = address != NULL ? beckon_jid_new (address, NULL) : NULL;
      if (self->jid != NULL && (query == NULL || parse_query (self, query)))
        return g_steal_pointer (&self);
    }
  g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                       "This is no address of XMPP");
  return NULL;
}

/**
 * beckon_xmpp_uri_format:
 * @jid: an address
 *
 * Returns: (transfer full): the bare address of @jid as a link (RFC 5122), all in ASCII
 */
char *
beckon_xmpp_uri_format (BeckonJid *jid)
{
  /* What RFC 5122 has beside the letters and digits in a node; a domain needs none of it. */
  g_autofree char *local = beckon_jid_get_local (jid) != NULL
                             ? g_uri_escape_string (beckon_jid_get_local (jid), "!$()*+,;=", FALSE)
                             : NULL;
  g_autofree char *domain = g_uri_escape_string (beckon_jid_get_domain (jid), "[]:", FALSE);

  return local != NULL ? g_strdup_printf ("xmpp:%s@%s", local, domain)
                       : g_strdup_printf ("xmpp:%s", domain);
}

/**
 * beckon_xmpp_uri_get_parameter:
 *
 * Returns: (nullable): the first value of that name
 */
const char *
beckon_xmpp_uri_get_parameter (BeckonXmppUri *self, const char *name)
{
  return g_hash_table_lookup (self->parameters, name);
}

void
beckon_xmpp_uri_free (BeckonXmppUri *self)
{
  g_clear_pointer (&self->jid, beckon_jid_unref);
  g_free (self->action);
  g_hash_table_unref (self->parameters);
  g_free (self);
}
