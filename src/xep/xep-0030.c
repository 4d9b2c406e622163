/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "xep-0030.h"

#include "beckon-parse.h"

#define MAX_FEATURES 1024

struct _BeckonDiscoInfo
{
  GHashTable *features;
};

G_DEFINE_BOXED_TYPE (BeckonDiscoInfo,
                     beckon_disco_info,
                     beckon_disco_info_ref,
                     beckon_disco_info_unref)

static void
info_clear (BeckonDiscoInfo *self)
{
  g_hash_table_unref (self->features);
}

/**
 * beckon_disco_info_parse:
 * @query: (nullable): the payload of an answer
 *
 * Returns: (transfer full) (nullable): what it says, or %NULL with a %BECKON_XEP_ERROR
 */
BeckonDiscoInfo *
beckon_disco_info_parse (BeckonElement *query, GError **error)
{
  g_autoptr (BeckonDiscoInfo) self = NULL;

  if (!beckon_element_is (query, "query", BECKON_NS_DISCO_INFO))
    {
      g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                           "The answer says nothing of features");
      return NULL;
    }

  self = g_rc_box_new0 (BeckonDiscoInfo);
  self->features = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (BeckonElement *child = beckon_element_get_first_child (query); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      const char *feature = beckon_parse_id (child, "var");

      if (feature == NULL || !beckon_element_is (child, "feature", BECKON_NS_DISCO_INFO))
        continue;
      if (g_hash_table_size (self->features) == MAX_FEATURES)
        {
          g_set_error_literal (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT,
                               "The answer is too long");
          return NULL;
        }
      g_hash_table_add (self->features, g_strdup (feature));
    }
  return g_steal_pointer (&self);
}

BeckonDiscoInfo *
beckon_disco_info_ref (BeckonDiscoInfo *self)
{
  return g_rc_box_acquire (self);
}

void
beckon_disco_info_unref (BeckonDiscoInfo *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) info_clear);
}

/**
 * beckon_disco_info_has_feature:
 * @self: (nullable): what is known of the entity, %NULL for nothing
 * @feature: a namespace
 *
 * Returns: whether it announces @feature
 */
gboolean
beckon_disco_info_has_feature (BeckonDiscoInfo *self, const char *feature)
{
  return self != NULL && g_hash_table_contains (self->features, feature);
}

/**
 * beckon_disco_info_request_new:
 * @to: (nullable): whom to ask
 * @node: (nullable): about which part of it
 *
 * Returns: (transfer full): the request for what @to is and can do
 */
BeckonElement *
beckon_disco_info_request_new (BeckonJid *to, const char *node)
{
  BeckonElement *iq = beckon_iq_new ("get", to);
  BeckonElement *query = beckon_element_add_child (iq, "query", BECKON_NS_DISCO_INFO);

  beckon_element_set_attribute (query, "node", node);
  return iq;
}

/**
 * beckon_disco_client_info_new:
 * @name: our name, for people
 * @features: the namespaces that we serve; disco#info itself is added
 *
 * Returns: (transfer full): our own answer: a client on a computer with a screen (`client/pc`)
 */
BeckonElement *
beckon_disco_client_info_new (const char *name, const char *const *features)
{
  BeckonElement *query = beckon_element_new ("query", BECKON_NS_DISCO_INFO);
  BeckonElement *identity = beckon_element_add_child (query, "identity", BECKON_NS_DISCO_INFO);

  beckon_element_set_attribute (identity, "category", "client");
  beckon_element_set_attribute (identity, "type", "pc");
  beckon_element_set_attribute (identity, "name", name);
  beckon_element_set_attribute (beckon_element_add_child (query, "feature", BECKON_NS_DISCO_INFO),
                                "var", BECKON_NS_DISCO_INFO);
  for (guint i = 0; features[i] != NULL; i++)
    beckon_element_set_attribute (beckon_element_add_child (query, "feature", BECKON_NS_DISCO_INFO),
                                  "var", features[i]);
  return query;
}

typedef struct
{
  BeckonElement *info;
  char *node;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  beckon_element_unref (answer->info);
  g_free (answer->node);
  g_free (answer);
}

static gboolean
info_cb (BeckonSession *session, BeckonElement *iq, BeckonElement *query, gpointer user_data)
{
  Answer *answer = user_data;
  const char *node = beckon_element_get_attribute (query, "node");
  g_autoptr (BeckonElement) info = NULL;
  g_autoptr (BeckonElement) reply = NULL;

  if (g_strcmp0 (beckon_element_get_attribute (iq, "type"), "get") != 0)
    return FALSE;
  if (node != NULL && g_strcmp0 (node, answer->node) != 0)
    {
      beckon_session_reply_error (session, iq, BECKON_STANZA_ERROR_ITEM_NOT_FOUND);
      return TRUE;
    }
  reply = beckon_session_reply_new (iq);
  info = beckon_element_copy (answer->info);
  beckon_element_set_attribute (info, "node", node);
  beckon_element_append (reply, info);
  beckon_session_send (session, reply);
  return TRUE;
}

/**
 * beckon_disco_answer_info:
 * @info: what beckon_disco_client_info_new() gave
 * @node: the node that our presence names (XEP-0115)
 *
 * Says who asks what we are and can do. Nothing is made anew for that: a server may ask once for
 * each contact.
 *
 * Returns: the id of the handler
 */
guint
beckon_disco_answer_info (BeckonSession *session, BeckonElement *info, const char *node)
{
  Answer *answer = g_new (Answer, 1);

  answer->info = beckon_element_ref (info);
  answer->node = g_strdup (node);
  return beckon_session_add_handler (session, "iq", "query", BECKON_NS_DISCO_INFO, 0, info_cb,
                                     answer, answer_free);
}

static gboolean
items_cb (BeckonSession *session, BeckonElement *iq, BeckonElement *query, gpointer user_data)
{
  g_autoptr (BeckonElement) reply = NULL;

  if (g_strcmp0 (beckon_element_get_attribute (iq, "type"), "get") != 0)
    return FALSE;
  if (beckon_element_get_attribute (query, "node") != NULL)
    {
      beckon_session_reply_error (session, iq, BECKON_STANZA_ERROR_ITEM_NOT_FOUND);
      return TRUE;
    }
  reply = beckon_session_reply_new (iq);
  beckon_element_add_child (reply, "query", BECKON_NS_DISCO_ITEMS);
  beckon_session_send (session, reply);
  return TRUE;
}

/**
 * beckon_disco_answer_items:
 *
 * Says who asks that nothing belongs to us.
 *
 * Returns: the id of the handler
 */
guint
beckon_disco_answer_items (BeckonSession *session)
{
  return beckon_session_add_handler (session, "iq", "query", BECKON_NS_DISCO_ITEMS, 0, items_cb,
                                     NULL, NULL);
}
