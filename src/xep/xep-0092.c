/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0092.h"

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
