/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-dispatcher.h"

typedef struct
{
  char *stanza_name;
  char *payload_name; /* (nullable) */
  char *payload_ns;   /* (nullable) */
} Key;

typedef struct
{
  guint id;
  Key *key;
  int priority;
  BeckonStanzaHandler handler; /* %NULL once it was removed */
  gpointer user_data;
  GDestroyNotify destroy;
} Handler;

typedef struct
{
  Handler *handler;
  BeckonElement *payload;
} Match;

struct _BeckonDispatcher
{
  GHashTable *by_key; /* of GPtrArray of Handler */
  GHashTable *by_id;
  guint last_id;
};

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;

  return g_str_hash (key->stanza_name)
         ^ (key->payload_name != NULL ? g_str_hash (key->payload_name) * 31 : 0)
         ^ (key->payload_ns != NULL ? g_str_hash (key->payload_ns) * 131 : 0);
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *left = a, *right = b;

  return g_str_equal (left->stanza_name, right->stanza_name)
         && g_strcmp0 (left->payload_name, right->payload_name) == 0
         && g_strcmp0 (left->payload_ns, right->payload_ns) == 0;
}

static void
key_free (gpointer data)
{
  Key *key = data;

  g_free (key->stanza_name);
  g_free (key->payload_name);
  g_free (key->payload_ns);
  g_free (key);
}

static void
handler_disable (Handler *handler)
{
  if (handler->handler == NULL)
    return;
  handler->handler = NULL;
  if (handler->destroy != NULL)
    handler->destroy (handler->user_data);
}

static void
handler_unref (gpointer data)
{
  g_rc_box_release_full (data, (GDestroyNotify) handler_disable);
}

BeckonDispatcher *
beckon_dispatcher_new (void)
{
  BeckonDispatcher *self = g_new0 (BeckonDispatcher, 1);

  self->by_key = g_hash_table_new_full (key_hash, key_equal, key_free,
                                        (GDestroyNotify) g_ptr_array_unref);
  self->by_id = g_hash_table_new_full (NULL, NULL, NULL, handler_unref);
  return self;
}

void
beckon_dispatcher_free (BeckonDispatcher *self)
{
  g_hash_table_unref (self->by_key);
  g_hash_table_unref (self->by_id);
  g_free (self);
}

/**
 * beckon_dispatcher_add:
 *
 * See beckon_session_add_handler().
 */
guint
beckon_dispatcher_add (BeckonDispatcher *self,
                       const char *stanza_name,
                       const char *payload_name,
                       const char *payload_ns,
                       int priority,
                       BeckonStanzaHandler handler,
                       gpointer user_data,
                       GDestroyNotify destroy)
{
  const Key wanted = { (char *) stanza_name, (char *) payload_name, (char *) payload_ns };
  Handler *added = g_rc_box_new0 (Handler);
  GPtrArray *handlers;

  if (!g_hash_table_lookup_extended (self->by_key, &wanted, (gpointer *) &added->key,
                                     (gpointer *) &handlers))
    {
      added->key = g_new (Key, 1);
      added->key->stanza_name = g_strdup (stanza_name);
      added->key->payload_name = g_strdup (payload_name);
      added->key->payload_ns = g_strdup (payload_ns);
      handlers = g_ptr_array_new ();
      g_hash_table_insert (self->by_key, added->key, handlers);
    }
  added->id = ++self->last_id;
  added->priority = priority;
  added->handler = handler;
  added->user_data = user_data;
  added->destroy = destroy;
  g_ptr_array_add (handlers, added);
  g_hash_table_insert (self->by_id, GUINT_TO_POINTER (added->id), added);
  return added->id;
}

/**
 * beckon_dispatcher_remove:
 * @id: a handler, maybe the one that is running
 */
void
beckon_dispatcher_remove (BeckonDispatcher *self, guint id)
{
  Handler *handler = g_hash_table_lookup (self->by_id, GUINT_TO_POINTER (id));
  GPtrArray *handlers;

  g_return_if_fail (handler != NULL);

  handlers = g_hash_table_lookup (self->by_key, handler->key);
  g_ptr_array_remove (handlers, handler);
  if (handlers->len == 0)
    g_hash_table_remove (self->by_key, handler->key);
  g_rc_box_acquire (handler);
  g_hash_table_remove (self->by_id, GUINT_TO_POINTER (id));
  handler_disable (handler);
  handler_unref (handler);
}

static void
clear_match (gpointer data)
{
  handler_unref (((Match *) data)->handler);
}

/* Adds those who want the payload. Of several payloads each gets the first. */
static void
collect (BeckonDispatcher *self,
         GArray *matches,
         BeckonElement *stanza,
         const char *name,
         const char *ns,
         BeckonElement *payload)
{
  const Key key = { (char *) beckon_element_get_name (stanza), (char *) name, (char *) ns };
  GPtrArray *handlers = g_hash_table_lookup (self->by_key, &key);

  if (handlers == NULL)
    return;
  for (guint i = 0; i < matches->len; i++)
    if (g_array_index (matches, Match, i).handler == g_ptr_array_index (handlers, 0))
      return;
  for (guint i = 0; i < handlers->len; i++)
    {
      Match match = { g_rc_box_acquire (g_ptr_array_index (handlers, i)), payload };

      g_array_append_val (matches, match);
    }
}

static int
compare_matches (gconstpointer a, gconstpointer b)
{
  const Handler *left = ((const Match *) a)->handler, *right = ((const Match *) b)->handler;

  if (left->priority != right->priority)
    return left->priority > right->priority ? -1 : 1;
  return left->id < right->id ? -1 : 1;
}

/**
 * beckon_dispatcher_dispatch:
 *
 * Calls the handlers that want @stanza, those of higher priority first and of the same priority
 * in the order in which they were added, until one says that it is dealt with.
 *
 * Returns: whether one did
 */
gboolean
beckon_dispatcher_dispatch (BeckonDispatcher *self, BeckonSession *session, BeckonElement *stanza)
{
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (Match));
  gboolean done = FALSE;

  g_array_set_clear_func (matches, clear_match);
  collect (self, matches, stanza, NULL, NULL, stanza);
  for (BeckonElement *child = beckon_element_get_first_child (stanza); child != NULL;
       child = beckon_element_get_next_sibling (child))
    {
      const char *ns = beckon_element_get_ns (child);

      collect (self, matches, stanza, beckon_element_get_name (child), ns, child);
      collect (self, matches, stanza, NULL, ns, child);
    }
  g_array_sort (matches, compare_matches);

  for (guint i = 0; i < matches->len && !done; i++)
    {
      Match match = g_array_index (matches, Match, i);

      if (match.handler->handler != NULL)
        done = match.handler->handler (session, stanza, match.payload, match.handler->user_data);
    }
  return done;
}
