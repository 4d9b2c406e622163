/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-mask.h"

#include "beckon-ns.h"

#include <string.h>

#define NS_DATA_FORMS "jabber:x:data"
#define NS_XHTML "http://www.w3.org/1999/xhtml"
#define NS_SM_PREFIX "urn:xmpp:sm:"

/* Here all is secret that is not known to be none: passwords, tokens, what proves that one knows
 * them, invitations, and where a file may be stored. */
static const char *const secret_namespaces[] = {
  BECKON_NS_SASL,           "urn:xmpp:sasl:2",    "urn:xmpp:fast:0",
  "jabber:iq:auth",         "jabber:iq:register", "urn:xmpp:pars:0",
  "urn:xmpp:http:upload:0", "urn:xmpp:oauth:0",   NULL,
};
static const char *const open_texts[] = {
  "authorization-identifier",
  "device",
  "email",
  "instructions",
  "mechanism",
  "name",
  "nick",
  "software",
  "text",
  "username",
  NULL,
};
static const char *const open_attributes[] = {
  "content-type", "count", "expiry", "filename", "mechanism", "name", "size", "xml:lang", NULL,
};

/* Parts of names, in small letters, that say it themselves, whatever the namespace. */
static const char *const secret_names[]
  = { "passw", "passphrase", "secret", "token", "preauth", NULL };
/* Parts of links and of queries that do. */
static const char *const secret_parts[] = { "password=", "preauth=", "secret=", "token=", NULL };

static gboolean
contains (const char *text, const char *const *parts)
{
  g_autofree char *small = g_ascii_strdown (text, -1);

  for (; *parts != NULL; parts++)
    if (strstr (small, *parts) != NULL)
      return TRUE;
  return FALSE;
}

static void
mask_text (BeckonElement *element)
{
  g_autofree char *text = beckon_element_dup_text (element);

  if (*text != '\0')
    beckon_element_replace_text (element, BECKON_MASK);
}

/* A password is known by the type of its field, which an answer need not repeat, or by its name. */
static void
mask_field (BeckonElement *field, GHashTable *private_vars)
{
  const char *var = beckon_element_get_attribute (field, "var");

  if (g_strcmp0 (beckon_element_get_attribute (field, "type"), "text-private") != 0
      && (var == NULL
          || (!contains (var, secret_names) && !g_hash_table_contains (private_vars, var))))
    return;
  for (BeckonElement *value = beckon_element_get_first_child (field); value != NULL;
       value = beckon_element_get_next_sibling (value))
    mask_text (value);
}

static void
collect_private_vars (BeckonElement *element, GHashTable *private_vars)
{
  const char *var = beckon_element_get_attribute (element, "var");

  if (var != NULL && beckon_element_is (element, "field", NS_DATA_FORMS)
      && g_strcmp0 (beckon_element_get_attribute (element, "type"), "text-private") == 0)
    g_hash_table_add (private_vars, g_strdup (var));
  for (BeckonElement *child = beckon_element_get_first_child (element); child != NULL;
       child = beckon_element_get_next_sibling (child))
    collect_private_vars (child, private_vars);
}

static gboolean
is_secret_attribute (const char *name, const char *value, const char *ns, gboolean secret)
{
  if (g_str_equal (name, "xmlns"))
    return FALSE;
  if (g_str_has_prefix (ns, NS_SM_PREFIX)
      && (g_str_equal (name, "id") || g_str_equal (name, "previd")))
    return TRUE;
  return (secret && !g_strv_contains (open_attributes, name)) || contains (name, secret_names)
         || contains (value, secret_parts);
}

static void
mask_secrets (BeckonElement *element, GHashTable *private_vars)
{
  const char *name = beckon_element_get_name (element);
  const char *ns = beckon_element_get_ns (element);
  gboolean named = contains (name, secret_names);
  gboolean secret = named || g_strv_contains (secret_namespaces, ns);
  g_auto (GStrv) attributes = beckon_element_dup_attribute_names (element);
  g_autofree char *text = beckon_element_dup_text (element);

  for (char **attribute = attributes; *attribute != NULL; attribute++)
    if (is_secret_attribute (*attribute, beckon_element_get_attribute (element, *attribute), ns,
                             secret))
      beckon_element_set_attribute (element, *attribute, BECKON_MASK);
  if ((secret && (named || !g_strv_contains (open_texts, name))) || contains (text, secret_parts))
    mask_text (element);
  if (beckon_element_is (element, "field", NS_DATA_FORMS))
    mask_field (element, private_vars);
  for (BeckonElement *child = beckon_element_get_first_child (element); child != NULL;
       child = beckon_element_get_next_sibling (child))
    mask_secrets (child, private_vars);
}

/**
 * beckon_mask_dup_without_secrets:
 *
 * Returns: (transfer full): a copy of @element, for people to see, in which %BECKON_MASK stands for
 *   passwords, tokens, ids by which a session can be taken over, and the like
 */
BeckonElement *
beckon_mask_dup_without_secrets (BeckonElement *element)
{
  BeckonElement *copy = beckon_element_copy (element);
  g_autoptr (GHashTable) private_vars
    = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  collect_private_vars (copy, private_vars);
  mask_secrets (copy, private_vars);
  return copy;
}

static void
mask_texts (BeckonElement *element, gboolean in_message)
{
  in_message = in_message || beckon_element_is (element, "message", BECKON_NS_CLIENT);
  if (in_message && !beckon_element_is (element, NULL, BECKON_NS_STANZA_ERRORS))
    mask_text (element);
  if (in_message && beckon_element_is (element, NULL, NS_XHTML))
    {
      g_auto (GStrv) attributes = beckon_element_dup_attribute_names (element);

      for (char **attribute = attributes; *attribute != NULL; attribute++)
        if (!g_str_equal (*attribute, "xmlns"))
          beckon_element_set_attribute (element, *attribute, BECKON_MASK);
    }
  for (BeckonElement *child = beckon_element_get_first_child (element); child != NULL;
       child = beckon_element_get_next_sibling (child))
    mask_texts (child, in_message);
}

/**
 * beckon_mask_dup_without_texts:
 *
 * Returns: (transfer full): a copy of @element without what people wrote: %BECKON_MASK stands for
 *   all text in messages, also in those that others enclose
 */
BeckonElement *
beckon_mask_dup_without_texts (BeckonElement *element)
{
  BeckonElement *copy = beckon_element_copy (element);

  mask_texts (copy, FALSE);
  return copy;
}
