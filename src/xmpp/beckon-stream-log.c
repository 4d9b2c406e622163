/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "beckon-xmpp"

#include "beckon-stream-log-private.h"

#include "beckon-ns.h"

/* Where passwords, tokens and what proves that one knows them are. */
static const char *const secret_namespaces[] = {
  BECKON_NS_SASL,       "urn:xmpp:sasl:2", "urn:xmpp:fast:0",        "jabber:iq:auth",
  "jabber:iq:register", "urn:xmpp:pars:0", "urn:xmpp:http:upload:0", NULL,
};

static gboolean
is_secret (BeckonElement *element)
{
  const char *ns = beckon_element_get_ns (element);

  if (ns != NULL && g_strv_contains (secret_namespaces, ns))
    return TRUE;
  for (BeckonElement *child = beckon_element_get_first_child (element); child != NULL;
       child = beckon_element_get_next_sibling (child))
    if (is_secret (child))
      return TRUE;
  return FALSE;
}

/**
 * beckon_stream_log_describe:
 *
 * Returns: (transfer full): @element for a log: its XML, or no more than its name where it has to
 *   do with signing in
 */
char *
beckon_stream_log_describe (BeckonElement *element)
{
  /* Features name SASL mechanisms and nothing secret. */
  if (!beckon_element_is (element, "features", BECKON_NS_STREAM) && is_secret (element))
    return g_strdup_printf ("<%s/> of %s, not shown", beckon_element_get_name (element),
                            beckon_element_get_ns (element));
  return beckon_element_to_xml (element);
}

/**
 * beckon_stream_log_element:
 * @what: what happened to it
 *
 * Logs @element when somebody asked for debug messages of `beckon-xmpp`.
 */
void
beckon_stream_log_element (const char *what, BeckonElement *element)
{
  g_autofree char *text = NULL;

  if (g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN))
    return;
  text = beckon_stream_log_describe (element);
  g_debug ("%s: %s", what, text);
}
