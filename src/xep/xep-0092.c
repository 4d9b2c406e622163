/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0092.h"

#include "beckon-parse.h"

/* How much of a name or a version is taken. */
#define MAX_CHARS 60

typedef struct
{
  char *name;
  char *version;
} Software;

static void
software_free (gpointer data)
{
  Software *software = data;

  g_free (software->name);
  g_free (software->version);
  g_free (software);
}

static gboolean
version_cb (BeckonSession *session, BeckonElement *iq, BeckonElement *payload, gpointer user_data)
{
  Software *software = user_data;
  g_autoptr (BeckonElement) reply = NULL;
  BeckonElement *query;

  if (g_strcmp0 (beckon_element_get_attribute (iq, "type"), "get") != 0)
    return FALSE;
  reply = beckon_session_reply_new (iq);
  query = beckon_element_add_child (reply, "query", BECKON_NS_VERSION);
  beckon_element_add_text_child (query, "name", BECKON_NS_VERSION, software->name);
  beckon_element_add_text_child (query, "version", BECKON_NS_VERSION, software->version);
  beckon_session_send (session, reply);
  return TRUE;
}

/**
 * beckon_version_answer:
 * @name: our name
 * @version: our version
 *
 * Says who asks which program this is (XEP-0092). The operating system is nobody's business.
 *
 * Returns: the id of the handler
 */
guint
beckon_version_answer (BeckonSession *session, const char *name, const char *version)
{
  Software *software = g_new (Software, 1);

  software->name = g_strdup (name);
  software->version = g_strdup (version);
  return beckon_session_add_handler (session, "iq", "query", BECKON_NS_VERSION, 0, version_cb,
                                     software, software_free);
}

/**
 * beckon_version_request_new:
 * @to: whom to ask
 *
 * Returns: (transfer full): the request for which program it is
 */
BeckonElement *
beckon_version_request_new (BeckonJid *to)
{
  BeckonElement *iq = beckon_iq_new ("get", to);

  beckon_element_add_child (iq, "query", BECKON_NS_VERSION);
  return iq;
}

/**
 * beckon_version_parse:
 * @reply: the answer to beckon_version_request_new()
 *
 * Returns: (transfer full) (nullable): name and version of the program, in one line, as it says
 *   itself
 */
char *
beckon_version_parse (BeckonElement *reply)
{
  BeckonElement *query = beckon_element_get_child (reply, "query", BECKON_NS_VERSION);
  g_autofree char *name = NULL;
  g_autofree char *version = NULL;

  if (query != NULL)
    {
      g_autofree char *name_text = beckon_element_dup_child_text (query, "name", BECKON_NS_VERSION);
      g_autofree char *version_text
        = beckon_element_dup_child_text (query, "version", BECKON_NS_VERSION);

      name = beckon_parse_line (name_text, MAX_CHARS);
      version = beckon_parse_line (version_text, MAX_CHARS);
    }
  if (name == NULL || version == NULL)
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s %s", name, version);
}
