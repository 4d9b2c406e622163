/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-sorted-list.h"

#include <string.h>

/* When more items than these change at once, the list is sorted anew, which is one change for
 * who shows it, instead of moving them one by one. */
#define MAX_SINGLE_MOVES 16

typedef struct
{
  GObject *item;
  BeckonSortKey key;
  guint64 serial;      /* keeps the order of what is otherwise equal */
  GSequenceIter *iter; /* (nullable): where it is, or NULL while it does not match */
  gboolean dirty;
} Node;

typedef struct
{
  GListModel *model;
  GPtrArray *nodes; /* as the model has them, owned */
} Source;

typedef struct
{
  GSequence *sorted; /* of Node */
  GListModel *accounts;
  GPtrArray *sources; /* one for each account */
  GHashTable *nodes;  /* item → Node */
  GPtrArray *dirty;
  guint flush_id;
  guint64 next_serial;
  char *search; /* (nullable) */
  char *folded; /* (nullable): the same, casefolded */
} BeckonSortedListPrivate;

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (BeckonSortedList,
                                  beckon_sorted_list,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (BeckonSortedList)
                                    G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                           list_model_iface_init))

#define PRIVATE(self) ((BeckonSortedListPrivate *) beckon_sorted_list_get_instance_private (self))

enum
{
  PROP_0,
  PROP_SEARCH,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static int
compare_nodes (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Node *first = a, *second = b;
  int order;

  if (first->key.group != second->key.group)
    return first->key.group < second->key.group ? -1 : 1;
  if (first->key.number != second->key.number)
    return first->key.number < second->key.number ? -1 : 1;
  order = g_strcmp0 (first->key.text, second->key.text);
  if (order != 0)
    return order;
  return first->serial < second->serial ? -1 : first->serial > second->serial;
}

/* Returns whether the key is another one than before. */
static gboolean
take_key (BeckonSortedList *self, Node *node)
{
  BeckonSortKey old = node->key;
  g_autofree char *old_text = old.text;

  node->key.text = NULL;
  BECKON_SORTED_LIST_GET_CLASS (self)->take_key (self, node->item, &node->key);
  return node->key.group != old.group || node->key.number != old.number
         || g_strcmp0 (node->key.text, old_text) != 0;
}

static gboolean
matches (BeckonSortedList *self, Node *node)
{
  return BECKON_SORTED_LIST_GET_CLASS (self)->matches (self, node->item, PRIVATE (self)->folded);
}

static void
insert_node (BeckonSortedList *self, Node *node)
{
  node->iter = g_sequence_insert_sorted (PRIVATE (self)->sorted, node, compare_nodes, NULL);
  g_list_model_items_changed (G_LIST_MODEL (self), g_sequence_iter_get_position (node->iter), 0, 1);
}

static void
remove_node (BeckonSortedList *self, Node *node)
{
  guint position = g_sequence_iter_get_position (node->iter);

  g_sequence_remove (g_steal_pointer (&node->iter));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* Brings one node to where it belongs now. */
static void
update_node (BeckonSortedList *self, Node *node)
{
  gboolean match = matches (self, node);
  gboolean stays = node->iter != NULL && match;

  if (take_key (self, node) && stays)
    {
      GSequenceIter *next = g_sequence_iter_next (node->iter);
      GSequenceIter *previous = g_sequence_iter_prev (node->iter);

      stays = (g_sequence_iter_is_begin (node->iter)
               || compare_nodes (g_sequence_get (previous), node, NULL) < 0)
              && (g_sequence_iter_is_end (next)
                  || compare_nodes (node, g_sequence_get (next), NULL) < 0);
    }
  if (stays)
    return;
  if (node->iter != NULL)
    remove_node (self, node);
  if (match)
    insert_node (self, node);
}

/* Empties the sequence, without telling anybody yet. Returns what was in it. */
static GPtrArray *
take_apart (BeckonSortedList *self)
{
  BeckonSortedListPrivate *priv = PRIVATE (self);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (GSequenceIter *iter = g_sequence_get_begin_iter (priv->sorted);
       !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter))
    {
      Node *node = g_sequence_get (iter);

      node->iter = NULL;
      g_ptr_array_add (items, g_object_ref (node->item));
    }
  g_sequence_remove_range (g_sequence_get_begin_iter (priv->sorted),
                           g_sequence_get_end_iter (priv->sorted));
  return items;
}

/* Fills the sequence with what matches, in the order of the keys, and tells of the change since
 * @before as one, as small as it is. */
static void
put_together (BeckonSortedList *self, GPtrArray *before)
{
  BeckonSortedListPrivate *priv = PRIVATE (self);
  g_autoptr (GPtrArray) after = g_ptr_array_new ();
  guint start = 0, end = 0;

  for (guint i = 0; i < priv->sources->len; i++)
    {
      Source *source = g_ptr_array_index (priv->sources, i);

      for (guint j = 0; j < source->nodes->len; j++)
        {
          Node *node = g_ptr_array_index (source->nodes, j);

          if (matches (self, node))
            node->iter = g_sequence_append (priv->sorted, node);
        }
    }
  g_sequence_sort (priv->sorted, compare_nodes, NULL);
  for (GSequenceIter *iter = g_sequence_get_begin_iter (priv->sorted);
       !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter))
    g_ptr_array_add (after, ((Node *) g_sequence_get (iter))->item);

  while (start < before->len && start < after->len && before->pdata[start] == after->pdata[start])
    start++;
  while (end < before->len - start && end < after->len - start
         && before->pdata[before->len - 1 - end] == after->pdata[after->len - 1 - end])
    end++;
  if (before->len - start - end > 0 || after->len - start - end > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), start, before->len - start - end,
                                after->len - start - end);
}

static void
forget_dirty (BeckonSortedList *self)
{
  BeckonSortedListPrivate *priv = PRIVATE (self);

  for (guint i = 0; i < priv->dirty->len; i++)
    ((Node *) g_ptr_array_index (priv->dirty, i))->dirty = FALSE;
  g_ptr_array_set_size (priv->dirty, 0);
  g_clear_handle_id (&priv->flush_id, g_source_remove);
}

static gboolean
flush_cb (gpointer user_data)
{
  BeckonSortedList *self = user_data;
  BeckonSortedListPrivate *priv = PRIVATE (self);
  gboolean many = priv->dirty->len > MAX_SINGLE_MOVES;
  gboolean changed = priv->folded != NULL;

  priv->flush_id = 0;
  if (many)
    {
      for (guint i = 0; i < priv->dirty->len; i++)
        changed |= take_key (self, g_ptr_array_index (priv->dirty, i));
      forget_dirty (self);
      if (changed)
        {
          g_autoptr (GPtrArray) before = take_apart (self);

          put_together (self, before);
        }
      return G_SOURCE_REMOVE;
    }
  while (priv->dirty->len > 0)
    {
      Node *node = g_ptr_array_steal_index (priv->dirty, priv->dirty->len - 1);

      node->dirty = FALSE;
      update_node (self, node);
    }
  return G_SOURCE_REMOVE;
}

/* Changes are gathered until the events at hand are dealt with, and shown with the next frame. */
static void
item_changed_cb (GObject *item, GParamSpec *pspec, gpointer user_data)
{
  BeckonSortedList *self = user_data;
  BeckonSortedListPrivate *priv = PRIVATE (self);
  Node *node = g_hash_table_lookup (priv->nodes, item);

  if (node == NULL || node->dirty)
    return;
  node->dirty = TRUE;
  g_ptr_array_add (priv->dirty, node);
  if (priv->flush_id == 0)
    priv->flush_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, flush_cb, self, NULL);
}

static Node *
node_new (BeckonSortedList *self, GObject *item)
{
  const char *const *watched = BECKON_SORTED_LIST_GET_CLASS (self)->watched;
  BeckonSortedListPrivate *priv = PRIVATE (self);
  Node *node = g_new0 (Node, 1);

  node->item = item;
  node->serial = priv->next_serial++;
  g_hash_table_insert (priv->nodes, item, node);
  for (guint i = 0; watched[i] != NULL; i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", watched[i], NULL);

      g_signal_connect (item, signal, G_CALLBACK (item_changed_cb), self);
    }
  return node;
}

static void
node_free (BeckonSortedList *self, Node *node)
{
  BeckonSortedListPrivate *priv = PRIVATE (self);

  g_signal_handlers_disconnect_by_func (node->item, item_changed_cb, self);
  g_hash_table_remove (priv->nodes, node->item);
  if (node->dirty)
    g_ptr_array_remove_fast (priv->dirty, node);
  g_object_unref (node->item);
  g_free (node->key.text);
  g_free (node);
}

static void
change_source (BeckonSortedList *self, Source *source, guint position, guint removed, guint added)
{
  g_autoptr (GPtrArray) before = NULL;

  if (removed + added > MAX_SINGLE_MOVES)
    before = take_apart (self);

  for (guint i = 0; i < removed; i++)
    {
      Node *node = g_ptr_array_index (source->nodes, position + i);

      if (node->iter != NULL)
        remove_node (self, node);
      node_free (self, node);
    }
  if (removed > 0)
    g_ptr_array_remove_range (source->nodes, position, removed);

  for (guint i = 0; i < added; i++)
    {
      Node *node = node_new (self, g_list_model_get_item (source->model, position + i));

      g_ptr_array_insert (source->nodes, position + i, node);
      if (before == NULL)
        update_node (self, node);
      else
        take_key (self, node);
    }

  if (before != NULL)
    put_together (self, before);
}

static void
source_changed_cb (
  GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  BeckonSortedList *self = user_data;
  BeckonSortedListPrivate *priv = PRIVATE (self);

  for (guint i = 0; i < priv->sources->len; i++)
    {
      Source *source = g_ptr_array_index (priv->sources, i);

      if (source->model == model)
        change_source (self, source, position, removed, added);
    }
}

static void
source_free (gpointer data)
{
  Source *source = data;

  g_object_unref (source->model);
  g_ptr_array_unref (source->nodes);
  g_free (source);
}

static void
accounts_changed_cb (
  GListModel *accounts, guint position, guint removed, guint added, gpointer user_data)
{
  BeckonSortedList *self = user_data;
  BeckonSortedListPrivate *priv = PRIVATE (self);

  for (guint i = 0; i < removed; i++)
    {
      Source *source = g_ptr_array_index (priv->sources, position);

      g_signal_handlers_disconnect_by_func (source->model, source_changed_cb, self);
      change_source (self, source, 0, source->nodes->len, 0);
      g_ptr_array_remove_index (priv->sources, position);
    }
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (accounts, position + i);
      Source *source = g_new0 (Source, 1);

      source->model = g_object_ref (BECKON_SORTED_LIST_GET_CLASS (self)->get_list (account));
      source->nodes = g_ptr_array_new ();
      g_ptr_array_insert (priv->sources, position + i, source);
      g_signal_connect (source->model, "items-changed", G_CALLBACK (source_changed_cb), self);
      change_source (self, source, 0, 0, g_list_model_get_n_items (source->model));
    }
}

static void
beckon_sorted_list_dispose (GObject *object)
{
  BeckonSortedList *self = BECKON_SORTED_LIST (object);

  beckon_sorted_list_set_accounts (self, NULL);
  forget_dirty (self);
  G_OBJECT_CLASS (beckon_sorted_list_parent_class)->dispose (object);
}

static void
beckon_sorted_list_finalize (GObject *object)
{
  BeckonSortedListPrivate *priv = PRIVATE (BECKON_SORTED_LIST (object));

  g_sequence_free (priv->sorted);
  g_ptr_array_unref (priv->sources);
  g_ptr_array_unref (priv->dirty);
  g_hash_table_unref (priv->nodes);
  g_free (priv->search);
  g_free (priv->folded);
  G_OBJECT_CLASS (beckon_sorted_list_parent_class)->finalize (object);
}

static void
beckon_sorted_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SEARCH:
      g_value_set_string (value, beckon_sorted_list_get_search (BECKON_SORTED_LIST (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_sorted_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SEARCH:
      beckon_sorted_list_set_search (BECKON_SORTED_LIST (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_sorted_list_class_init (BeckonSortedListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beckon_sorted_list_dispose;
  object_class->finalize = beckon_sorted_list_finalize;
  object_class->get_property = beckon_sorted_list_get_property;
  object_class->set_property = beckon_sorted_list_set_property;

  properties[PROP_SEARCH]
    = g_param_spec_string ("search", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beckon_sorted_list_init (BeckonSortedList *self)
{
  BeckonSortedListPrivate *priv = PRIVATE (self);

  priv->sorted = g_sequence_new (NULL);
  priv->sources = g_ptr_array_new_with_free_func (source_free);
  priv->nodes = g_hash_table_new (NULL, NULL);
  priv->dirty = g_ptr_array_new ();
}

static GType
get_item_type (GListModel *model)
{
  return BECKON_SORTED_LIST_GET_CLASS (model)->item_type;
}

static guint
get_n_items (GListModel *model)
{
  return g_sequence_get_length (PRIVATE (BECKON_SORTED_LIST (model))->sorted);
}

static gpointer
get_item (GListModel *model, guint position)
{
  GSequence *sorted = PRIVATE (BECKON_SORTED_LIST (model))->sorted;

  if (position >= (guint) g_sequence_get_length (sorted))
    return NULL;
  return g_object_ref (
    ((Node *) g_sequence_get (g_sequence_get_iter_at_pos (sorted, position)))->item);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/**
 * beckon_sorted_list_set_accounts:
 * @accounts: (nullable): the accounts (a list of #BeckonAccount) whose lists are shown
 */
void
beckon_sorted_list_set_accounts (BeckonSortedList *self, GListModel *accounts)
{
  BeckonSortedListPrivate *priv = PRIVATE (self);

  if (priv->accounts != NULL)
    {
      g_signal_handlers_disconnect_by_func (priv->accounts, accounts_changed_cb, self);
      accounts_changed_cb (priv->accounts, 0, priv->sources->len, 0, self);
    }
  g_set_object (&priv->accounts, accounts);
  if (accounts != NULL)
    {
      g_signal_connect (accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self);
      accounts_changed_cb (accounts, 0, 0, g_list_model_get_n_items (accounts), self);
    }
}

/**
 * beckon_sorted_list_resort:
 *
 * To be called when the rules of the order have changed.
 */
void
beckon_sorted_list_resort (BeckonSortedList *self)
{
  BeckonSortedListPrivate *priv = PRIVATE (self);
  g_autoptr (GPtrArray) before = NULL;

  forget_dirty (self);
  for (guint i = 0; i < priv->sources->len; i++)
    {
      Source *source = g_ptr_array_index (priv->sources, i);

      for (guint j = 0; j < source->nodes->len; j++)
        take_key (self, g_ptr_array_index (source->nodes, j));
    }
  before = take_apart (self);
  put_together (self, before);
}

const char *
beckon_sorted_list_get_search (BeckonSortedList *self)
{
  return PRIVATE (self)->search;
}

/**
 * beckon_sorted_list_set_search:
 * @search: (nullable): what the person looks for; empty for everything
 */
void
beckon_sorted_list_set_search (BeckonSortedList *self, const char *search)
{
  BeckonSortedListPrivate *priv = PRIVATE (self);
  g_autofree char *copy = NULL;

  if (search != NULL && *search != '\0')
    copy = g_strdup (search);
  if (g_strcmp0 (priv->search, copy) == 0)
    return;
  g_free (priv->search);
  g_free (priv->folded);
  priv->search = g_steal_pointer (&copy);
  priv->folded = priv->search != NULL ? g_utf8_casefold (priv->search, -1) : NULL;
  beckon_sorted_list_resort (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH]);
}

/**
 * beckon_search_matches:
 * @search: (nullable): casefolded text, or %NULL to match everything
 * @text: UTF-8
 *
 * Returns: whether @text contains @search, whatever the case
 */
gboolean
beckon_search_matches (const char *search, const char *text)
{
  g_autofree char *folded = NULL;

  if (search == NULL)
    return TRUE;
  folded = g_utf8_casefold (text, -1);
  return strstr (folded, search) != NULL;
}
