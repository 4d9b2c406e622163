/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "beckon-sidebar-list.h"

#include <glib/gi18n.h>

#include "beckon-chat-list-model.h"
#include "beckon-contact-list-model.h"
#include "beckon-search.h"

/* Who does not find it among so many adds a word. */
#define MAX_MESSAGES 100

struct _BeckonSidebarList
{
  GObject parent_instance;

  BeckonClient *client;
  BeckonChatListModel *chats;
  BeckonContactListModel *contacts; /* NULL but in a search */
  GtkFilterListModel *strangers;    /* the contacts that have no chat; NULL but in a search */
  GHashTable *with_chat;            /* of BeckonContact: the others */
  GListStore *messages;             /* a heading and what was found, or nothing */
  GListStore *models;
  GListModel *items;

  GCancellable *cancellable;
  gboolean pending;
};

enum
{
  PROP_PENDING = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BeckonSidebarList, beckon_sidebar_list, G_TYPE_OBJECT)

static void
set_pending (BeckonSidebarList *self, gboolean pending)
{
  if (self->pending == pending)
    return;
  self->pending = pending;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PENDING]);
}

/* Contacts */

static gboolean
has_no_chat (gpointer item, gpointer user_data)
{
  BeckonSidebarList *self = user_data;

  return !g_hash_table_contains (self->with_chat, item);
}

static void
collect_with_chat (BeckonSidebarList *self)
{
  GListModel *accounts = beckon_client_get_accounts (self->client);

  g_hash_table_remove_all (self->with_chat);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (BeckonAccount) account = g_list_model_get_item (accounts, i);
      GListModel *chats = beckon_account_get_chats (account);

      for (guint j = 0; j < g_list_model_get_n_items (chats); j++)
        {
          g_autoptr (BeckonChat) chat = g_list_model_get_item (chats, j);

          g_hash_table_add (self->with_chat, beckon_chat_get_contact (chat));
        }
    }
}

static void
search_contacts (BeckonSidebarList *self, const char *text)
{
  collect_with_chat (self);
  if (self->contacts == NULL)
    {
      GtkCustomFilter *filter = gtk_custom_filter_new (has_no_chat, self, NULL);

      self->contacts = beckon_contact_list_model_new (beckon_client_get_accounts (self->client));
      beckon_sorted_list_set_search (BECKON_SORTED_LIST (self->contacts), text);
      self->strangers = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->contacts)),
                                                   GTK_FILTER (filter));
      g_list_store_insert (self->models, 1, self->strangers);
    }
  else
    {
      gtk_filter_changed (gtk_filter_list_model_get_filter (self->strangers),
                          GTK_FILTER_CHANGE_DIFFERENT);
      beckon_sorted_list_set_search (BECKON_SORTED_LIST (self->contacts), text);
    }
}

static void
forget_contacts (BeckonSidebarList *self)
{
  if (self->contacts == NULL)
    return;
  g_list_store_remove (self->models, 1);
  g_clear_object (&self->strangers);
  g_clear_object (&self->contacts);
}

/* Messages */

static void
show_messages (BeckonSidebarList *self, GPtrArray *found)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GtkStringObject) heading = gtk_string_object_new (_ ("Messages"));

  if (found->len > 0)
    g_ptr_array_add (items, heading);
  g_ptr_array_extend (items, found, NULL, NULL);
  g_list_store_splice (self->messages, 0, g_list_model_get_n_items (G_LIST_MODEL (self->messages)),
                       items->pdata, items->len);
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonSidebarList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found
    = beckon_client_search_finish (BECKON_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* What a damaged disk does not give is not there; other calls say what is wrong with it. */
  if (found == NULL)
    found = g_ptr_array_new ();
  show_messages (self, found);
  set_pending (self, FALSE);
}

static void
stop_search (BeckonSidebarList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
beckon_sidebar_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  BeckonSidebarList *self = BECKON_SIDEBAR_LIST (object);

  switch (prop_id)
    {
    case PROP_PENDING:
      g_value_set_boolean (value, self->pending);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
beckon_sidebar_list_dispose (GObject *object)
{
  BeckonSidebarList *self = BECKON_SIDEBAR_LIST (object);

  stop_search (self);
  g_clear_object (&self->items);
  g_clear_object (&self->models);
  g_clear_object (&self->messages);
  g_clear_object (&self->strangers);
  g_clear_object (&self->contacts);
  g_clear_object (&self->chats);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (beckon_sidebar_list_parent_class)->dispose (object);
}

static void
beckon_sidebar_list_finalize (GObject *object)
{
  g_hash_table_unref (BECKON_SIDEBAR_LIST (object)->with_chat);
  G_OBJECT_CLASS (beckon_sidebar_list_parent_class)->finalize (object);
}

static void
beckon_sidebar_list_class_init (BeckonSidebarListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = beckon_sidebar_list_get_property;
  object_class->dispose = beckon_sidebar_list_dispose;
  object_class->finalize = beckon_sidebar_list_finalize;

  properties[PROP_PENDING]
    = g_param_spec_boolean ("pending", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beckon_sidebar_list_init (BeckonSidebarList *self)
{
  self->with_chat = g_hash_table_new (NULL, NULL);
}

/**
 * beckon_sidebar_list_new:
 * @client: whose chats, contacts and messages
 *
 * Returns: (transfer full): the chats
 */
BeckonSidebarList *
beckon_sidebar_list_new (BeckonClient *client)
{
  BeckonSidebarList *self = g_object_new (BECKON_TYPE_SIDEBAR_LIST, NULL);

  self->client = g_object_ref (client);
  self->chats = beckon_chat_list_model_new (beckon_client_get_accounts (client));
  self->messages = g_list_store_new (G_TYPE_OBJECT);
  self->models = g_list_store_new (G_TYPE_LIST_MODEL);
  g_list_store_append (self->models, self->chats);
  g_list_store_append (self->models, self->messages);
  self->items = G_LIST_MODEL (
    gtk_flatten_list_model_new (G_LIST_MODEL (g_object_ref (self->models))));
  return self;
}

/**
 * beckon_sidebar_list_get_items:
 *
 * Returns: (transfer none): all that is to be shown
 */
GListModel *
beckon_sidebar_list_get_items (BeckonSidebarList *self)
{
  return self->items;
}

/**
 * beckon_sidebar_list_get_chats:
 *
 * Returns: (transfer none): of that the chats
 */
GListModel *
beckon_sidebar_list_get_chats (BeckonSidebarList *self)
{
  return G_LIST_MODEL (self->chats);
}

gboolean
beckon_sidebar_list_get_pending (BeckonSidebarList *self)
{
  return self->pending;
}

/**
 * beckon_sidebar_list_set_show_archived:
 * @show_archived: whether the chats are those that are archived
 */
void
beckon_sidebar_list_set_show_archived (BeckonSidebarList *self, gboolean show_archived)
{
  beckon_chat_list_model_set_show_archived (self->chats, show_archived);
}

/**
 * beckon_sidebar_list_set_search:
 * @text: (nullable): what the person looks for; %NULL or empty for the chats alone
 */
void
beckon_sidebar_list_set_search (BeckonSidebarList *self, const char *text)
{
  stop_search (self);
  if (text == NULL || *text == '\0')
    {
      beckon_sorted_list_set_search (BECKON_SORTED_LIST (self->chats), NULL);
      forget_contacts (self);
      g_list_store_remove_all (self->messages);
      set_pending (self, FALSE);
      return;
    }
  beckon_sorted_list_set_search (BECKON_SORTED_LIST (self->chats), text);
  search_contacts (self, text);
  /* What was found before stays until it is replaced, so that nothing flickers. */
  self->cancellable = g_cancellable_new ();
  set_pending (self, TRUE);
  beckon_client_search_async (self->client, text, MAX_MESSAGES, self->cancellable, searched_cb,
                              g_object_ref (self));
}
