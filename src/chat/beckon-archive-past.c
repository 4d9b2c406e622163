/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-archive-past.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-ns.h"
#include "beckon-parse.h"
#include "beckon-random.h"
#include "beckon-store-archive.h"

/* Few enough that a chat tells of each message, and so nobody who looks at it loses the place. */
#define PAGE 50

/* An archive has more than what can be read. How many pages of such are passed over at a time. */
#define MAX_PAGES 10

struct _BeckonArchivePast
{
  BeckonModule parent_instance;

  BeckonStore *store;
  BeckonMessagePipeline *pipeline;
  GHashTable *fetches;  /* BeckonChat → Fetch, what is under way in this session */
  GHashTable *waiting;  /* BeckonChat: wanted while there was no session */
  GHashTable *complete; /* BeckonChat: there is nothing more of it */
};

G_DEFINE_FINAL_TYPE (BeckonArchivePast, beckon_archive_past, BECKON_TYPE_MODULE)

typedef struct
{
  BeckonArchivePast *self;
  BeckonChat *chat;
  char *before_id; /* (nullable): where the page ends */
  char *query_id;  /* (nullable): of the page that is being fetched */
  GPtrArray *items;
  guint n_pages;
  gboolean last; /* nothing is before the page */
  gboolean readable;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->self);
  g_object_unref (fetch->chat);
  g_free (fetch->before_id);
  g_free (fetch->query_id);
  g_ptr_array_unref (fetch->items);
  g_free (fetch);
}

static void ask (Fetch *fetch);

static BeckonJid *
get_peer (Fetch *fetch)
{
  return beckon_contact_get_jid (beckon_chat_get_contact (fetch->chat));
}

/* Takes the fetch. */
static void
end (Fetch *fetch)
{
  BeckonArchivePast *self = fetch->self;

  if (g_hash_table_lookup (self->fetches, fetch->chat) == fetch)
    g_hash_table_remove (self->fetches, fetch->chat);
  if (fetch->last)
    g_hash_table_add (self->complete, g_object_ref (fetch->chat));
  fetch_free (fetch);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  gboolean stored;

  stored = beckon_message_pipeline_add_archived_finish (BECKON_MESSAGE_PIPELINE (source), result,
                                                        NULL);
  fetch->last &= stored;
  if (stored && !fetch->last && !fetch->readable && fetch->n_pages < MAX_PAGES
      && g_hash_table_lookup (fetch->self->fetches, fetch->chat) == fetch)
    ask (fetch);
  else
    end (fetch);
}

/* Whether an item is of the chat that was asked for. */
static gboolean
is_of_chat (Fetch *fetch, BeckonMamItem *item)
{
  g_autoptr (BeckonJid) from = beckon_parse_jid (item->message, "from");
  g_autoptr (BeckonJid) to = beckon_parse_jid (item->message, "to");

  return (from != NULL && beckon_jid_equal_bare (from, get_peer (fetch)))
         || (to != NULL && beckon_jid_equal_bare (to, get_peer (fetch)));
}

static void
take_page (Fetch *fetch, BeckonMamPage *page)
{
  BeckonArchivePast *self = fetch->self;
  g_autoptr (GPtrArray) items = g_steal_pointer (&fetch->items);

  fetch->items = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_mam_item_free);
  for (guint i = items->len; i > 0; i--)
    if (!is_of_chat (fetch, items->pdata[i - 1]))
      g_ptr_array_remove_index (items, i - 1);
  fetch->n_pages++;
  /* A page that leads nowhere is the last, whatever the archive says. */
  fetch->last = page->complete || page->first == NULL
                || g_strcmp0 (page->first, fetch->before_id) == 0;
  g_free (fetch->before_id);
  fetch->before_id = g_strdup (page->first);
  beckon_message_pipeline_add_archived_async (self->pipeline, items, 0, NULL, FALSE, TRUE,
                                              stored_cb, fetch);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (BeckonMamPage) page = { NULL };

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  g_clear_pointer (&fetch->query_id, g_free);
  if (reply != NULL && beckon_mam_parse_page (reply, fetch->items, &page, &error))
    {
      take_page (fetch, &page);
      return;
    }
  /* An archive that refuses is not asked again in this session; one that did not answer is. */
  fetch->last = error->domain == BECKON_STANZA_ERROR;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_info ("The past of a chat is not read: %s", error->message);
  end (fetch);
}

static void
ask (Fetch *fetch)
{
  BeckonModule *module = BECKON_MODULE (fetch->self);
  BeckonMamQuery query = { .with = get_peer (fetch),
                           .before = fetch->before_id != NULL ? fetch->before_id : "",
                           .max = PAGE };
  g_autoptr (BeckonElement) request = NULL;

  fetch->query_id = beckon_random_id ();
  request = beckon_mam_query_new (&query, fetch->query_id);
  beckon_session_send_iq_async (beckon_module_get_session (module), request,
                                beckon_module_get_cancellable (module), fetched_cb, fetch);
}

static void
oldest_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GError) error = NULL;

  fetch->before_id
    = beckon_store_find_oldest_archived_finish (BECKON_STORE (source), result, &error);
  if (error != NULL)
    g_info ("The past of a chat is not read: %s", error->message);
  if (error == NULL && g_hash_table_lookup (fetch->self->fetches, fetch->chat) == fetch)
    ask (fetch);
  else
    end (fetch);
}

static gboolean
result_cb (BeckonSession *session, BeckonElement *stanza, BeckonElement *payload, gpointer data)
{
  BeckonArchivePast *self = data;
  BeckonJid *account = beckon_account_get_jid (beckon_module_get_account (BECKON_MODULE (self)));
  BeckonMamItem *item = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->fetches);
  while (item == NULL && g_hash_table_iter_next (&iter, NULL, &value))
    {
      Fetch *fetch = value;

      if (fetch->query_id == NULL || fetch->items->len >= 2 * PAGE)
        continue;
      item = beckon_mam_parse_item (stanza, account, NULL, fetch->query_id);
      if (item == NULL)
        continue;
      fetch->readable |= beckon_element_get_child (item->message, "body", BECKON_NS_CLIENT) != NULL;
      g_ptr_array_add (fetch->items, item);
    }
  return TRUE;
}

static void
beckon_archive_past_attached (BeckonModule *module, BeckonSession *session)
{
  BeckonArchivePast *self = BECKON_ARCHIVE_PAST (module);
  g_autoptr (GHashTable) waiting = g_steal_pointer (&self->waiting);
  GHashTableIter iter;
  gpointer chat;

  self->waiting = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  /* After the one who asks for what was missed. */
  beckon_module_add_handler (module, "message", "result", BECKON_NS_MAM, 90, result_cb);
  g_hash_table_iter_init (&iter, waiting);
  while (g_hash_table_iter_next (&iter, &chat, NULL))
    beckon_archive_past_want (self, chat);
}

static void
beckon_archive_past_detached (BeckonModule *module)
{
  BeckonArchivePast *self = BECKON_ARCHIVE_PAST (module);

  g_hash_table_remove_all (self->fetches);
  g_hash_table_remove_all (self->complete);
}

static void
beckon_archive_past_finalize (GObject *object)
{
  BeckonArchivePast *self = BECKON_ARCHIVE_PAST (object);

  g_clear_object (&self->store);
  g_clear_object (&self->pipeline);
  g_hash_table_unref (self->fetches);
  g_hash_table_unref (self->waiting);
  g_hash_table_unref (self->complete);
  G_OBJECT_CLASS (beckon_archive_past_parent_class)->finalize (object);
}

static void
beckon_archive_past_class_init (BeckonArchivePastClass *klass)
{
  BeckonModuleClass *module_class = BECKON_MODULE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = beckon_archive_past_finalize;
  module_class->attached = beckon_archive_past_attached;
  module_class->detached = beckon_archive_past_detached;
}

static void
beckon_archive_past_init (BeckonArchivePast *self)
{
  self->fetches = g_hash_table_new (NULL, NULL);
  self->waiting = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->complete = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * beckon_archive_past_new:
 * @pipeline: where the messages go
 *
 * Returns: (transfer full): a new module
 */
BeckonArchivePast *
beckon_archive_past_new (BeckonAccount *account, BeckonStore *store, BeckonMessagePipeline *pipeline)
{
  BeckonArchivePast *self = beckon_module_new (BECKON_TYPE_ARCHIVE_PAST, account);

  g_set_object (&self->store, store);
  self->pipeline = g_object_ref (pipeline);
  return self;
}

/**
 * beckon_archive_past_want:
 * @chat: a chat of which the oldest stored message is on show
 *
 * Fetches a page more, if there may be one; as soon as the account is online. The chat tells of what
 * comes. Before what was deleted there is nothing.
 */
void
beckon_archive_past_want (BeckonArchivePast *self, BeckonChat *chat)
{
  Fetch *fetch;

  if (beckon_chat_get_record (chat)->deleted_sort_key > 0)
    return;
  if (g_hash_table_contains (self->complete, chat) || g_hash_table_contains (self->fetches, chat))
    return;
  if (beckon_module_get_session (BECKON_MODULE (self)) == NULL)
    {
      g_hash_table_add (self->waiting, g_object_ref (chat));
      return;
    }
  fetch = g_new0 (Fetch, 1);
  fetch->self = g_object_ref (self);
  fetch->chat = g_object_ref (chat);
  fetch->items = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_mam_item_free);
  g_hash_table_insert (self->fetches, chat, fetch);
  beckon_store_find_oldest_archived_async (self->store, beckon_chat_get_id (chat), NULL,
                                           oldest_found_cb, fetch);
}
