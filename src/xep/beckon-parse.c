/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-parse.h"

#include <string.h>

G_DEFINE_QUARK (BeckonXepError, beckon_xep_error)

/**
 * beckon_parse_jid:
 * @attribute: the attribute that has the address
 *
 * Returns: (transfer full) (nullable): the address, or %NULL when there is none or it is not one
 */
BeckonJid *
beckon_parse_jid (BeckonElement *element, const char *attribute)
{
  const char *text = beckon_element_get_attribute (element, attribute);

  return text != NULL ? beckon_jid_new (text, NULL) : NULL;
}

/**
 * beckon_parse_id:
 * @attribute: the attribute that has an identifier somebody made up
 *
 * Returns: (transfer none) (nullable): the identifier, or %NULL when there is none, or an empty or
 *   oversize one
 */
const char *
beckon_parse_id (BeckonElement *element, const char *attribute)
{
  const char *id = beckon_element_get_attribute (element, attribute);

  return id != NULL && *id != '\0' && strlen (id) <= BECKON_PARSE_MAX_ID ? id : NULL;
}

/**
 * beckon_parse_uint:
 * @text: (nullable): decimal digits and nothing else
 * @max: the largest number that makes sense
 * @value: (out): the number
 *
 * Returns: whether it was a number up to @max
 */
gboolean
beckon_parse_uint (const char *text, guint max, guint *value)
{
  guint64 number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, max, &number, NULL))
    return FALSE;
  *value = number;
  return TRUE;
}

/**
 * beckon_parse_boolean:
 * @text: (nullable): an xs:boolean
 *
 * Returns: whether it says yes
 */
gboolean
beckon_parse_boolean (const char *text)
{
  return g_strcmp0 (text, "true") == 0 || g_strcmp0 (text, "1") == 0;
}

/**
 * beckon_parse_line:
 * @text: (nullable): a name or another short text
 * @max_characters: what is kept of it
 *
 * Makes a single line: control characters and line breaks become spaces, runs of spaces one
 * space, and there is none at the ends.
 *
 * Returns: (transfer full) (nullable): the line, or %NULL when nothing is left
 */
char *
beckon_parse_line (const char *text, gsize max_characters)
{
  GString *line;
  gsize count = 0;
  gboolean space = FALSE;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return NULL;

  line = g_string_new (NULL);
  for (const char *p = text; *p != '\0' && count < max_characters; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        {
          space = line->len > 0;
          continue;
        }
      if (space)
        {
          g_string_append_c (line, ' ');
          count++;
        }
      space = FALSE;
      g_string_append_unichar (line, c);
      count++;
    }

  if (line->len == 0)
    {
      g_string_free (line, TRUE);
      return NULL;
    }
  return g_string_free (line, FALSE);
}

/**
 * beckon_parse_base64:
 * @text: Base64 (RFC 4648, section 4), maybe with white space as XML documents have it
 * @max_bytes: the most that is accepted, decoded
 *
 * GLib's own decoder leaves out whatever it does not know; here everything must be right.
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL with a %BECKON_XEP_ERROR
 */
GBytes *
beckon_parse_base64 (const char *text, gsize max_bytes, GError **error)
{
  g_autofree char *clean = g_malloc (strlen (text) + 1);
  gsize length = 0, padding = 0, decoded;
  guchar *data;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isspace (*p))
        continue;
      if (*p == '=')
        padding++;
      else if (padding > 0 || !(g_ascii_isalnum (*p) || *p == '+' || *p == '/'))
        padding = 3;
      if (padding > 2)
        break;
      clean[length++] = *p;
    }
  clean[length] = '\0';

  if (padding > 2 || length % 4 != 0)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED, "Not Base64");
      return NULL;
    }
  if (length / 4 * 3 - padding > max_bytes)
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT, "Too many bytes");
      return NULL;
    }
  data = g_base64_decode (clean, &decoded);
  return g_bytes_new_take (data, decoded);
}

static int
score_language (const char *lang, const char *wanted)
{
  gsize primary;

  if (lang == NULL || wanted == NULL)
    return 0;
  if (g_ascii_strcasecmp (lang, wanted) == 0)
    return 3;
  primary = strcspn (wanted, "-");
  if (strcspn (lang, "-") == primary && g_ascii_strncasecmp (lang, wanted, primary) == 0)
    return 2;
  return 0;
}

/**
 * beckon_parse_localized_child:
 * @name: the children's name
 * @ns: their namespace
 * @lang: (nullable): the language that the person reads
 *
 * Of several texts that say the same in different languages (RFC 6121, section 5.2.3), finds the
 * one to show: in that language, else in no declared one, else the first.
 *
 * Returns: (transfer none) (nullable): the child
 */
BeckonElement *
beckon_parse_localized_child (BeckonElement *parent,
                              const char *name,
                              const char *ns,
                              const char *lang)
{
  const char *inherited = beckon_element_get_attribute (parent, "xml:lang");
  BeckonElement *best = NULL;
  int best_score = -1;

  for (BeckonElement *child = beckon_element_get_first_child (parent); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      const char *own;
      int score;

      if (!beckon_element_is (child, name, ns))
        continue;
      own = beckon_element_get_attribute (child, "xml:lang");
      score = own != NULL ? score_language (own, lang) : MAX (1, score_language (inherited, lang));
      if (score > best_score)
        {
          best = child;
          best_score = score;
        }
    }
  return best;
}

/**
 * beckon_parse_is_error:
 *
 * Returns: whether @stanza is an error. One may carry what we sent, as if it came from the other
 */
gboolean
beckon_parse_is_error (BeckonElement *stanza)
{
  return g_strcmp0 (beckon_element_get_attribute (stanza, "type"), "error") == 0;
}

/**
 * beckon_parse_is_from_account:
 * @account: the bare address as which we are signed in
 *
 * What only our own account may send: from its bare address or, as RFC 6120, section 8.1.2.1
 * has it mean the same, without a sender.
 *
 * Returns: whether our account sent @stanza
 */
gboolean
beckon_parse_is_from_account (BeckonElement *stanza, BeckonJid *account)
{
  g_autoptr (BeckonJid) from = NULL;

  if (beckon_element_get_attribute (stanza, "from") == NULL)
    return TRUE;
  from = beckon_parse_jid (stanza, "from");
  return from != NULL && beckon_jid_is_bare (from) && beckon_jid_equal_bare (from, account);
}

/**
 * beckon_iq_new:
 * @type: `get` or `set`
 * @to: (nullable): whom to ask; %NULL for our own account
 *
 * Returns: (transfer full): a request without payload and without id, which
 *   beckon_session_send_iq_async() gives it
 */
BeckonElement *
beckon_iq_new (const char *type, BeckonJid *to)
{
  BeckonElement *iq = beckon_element_new ("iq", "jabber:client");

  beckon_element_set_attribute (iq, "type", type);
  if (to != NULL)
    beckon_element_set_attribute (iq, "to", beckon_jid_get_full (to));
  return iq;
}
