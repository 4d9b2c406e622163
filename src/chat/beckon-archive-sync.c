/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-archive-sync.h"

#include "beckon-account-private.h"
#include "beckon-random.h"
#include "beckon-store-accounts.h"

#define PAGE 100

/* How much of the history a new device starts with. */
#define FIRST_PAGES 2

/* How far back of what is known the archive is asked by time: clocks differ. */
#define START_MARGIN (24 * 60 * 60 * (gint64) G_USEC_PER_SEC)

/* Live messages wait no longer than this for their place behind those from the archive, in
 * seconds. */
#define HOLD_LIVE 10

/* How long after a live message the cursor is written, in seconds. */
#define SAVE_DELAY 5

struct _BeckonArchiveSync
{
  BeckonModule parent_instance;

  BeckonStore *store;
  BeckonMessagePipeline *pipeline;

  char *cursor;       /* (nullable): everything up to this archive id is stored */
  gint64 start;       /* where there is no cursor: from when on to ask, or 0 */
  gboolean caught_up; /* so that what comes live moves the cursor */
  guint save_id;

  char *query_id;   /* (nullable): of the page that is being fetched */
  GPtrArray *items; /* of BeckonMamItem, what of it has come */
  GPtrArray *first; /* (nullable): pages of the first sync, newest first, each of BeckonMamItem */
  char *before;     /* (nullable): and before which id the next one of them ends */
  char *newest;     /* (nullable): the id at the end of the first of them */
  guint hold_id;
};

G_DEFINE_FINAL_TYPE (BeckonArchiveSync, beckon_archive_sync, BECKON_TYPE_MODULE)

enum
{
  FINISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void fetch (BeckonArchiveSync *self);

static void
release_live (BeckonArchiveSync *self)
{
  g_clear_handle_id (&self->hold_id, g_source_remove);
  beckon_message_pipeline_release_live (self->pipeline);
}

static gboolean
hold_ended_cb (gpointer user_data)
{
  BeckonArchiveSync *self = user_data;

  self->hold_id = 0;
  beckon_message_pipeline_release_live (self->pipeline);
  return G_SOURCE_REMOVE;
}

static void
forget_query (BeckonArchiveSync *self)
{
  g_clear_pointer (&self->query_id, g_free);
  g_ptr_array_set_size (self->items, 0);
}

static void
finish (BeckonArchiveSync *self, gboolean caught_up)
{
  self->caught_up = caught_up;
  self->start = 0;
  g_clear_pointer (&self->first, g_ptr_array_unref);
  g_clear_pointer (&self->before, g_free);
  g_clear_pointer (&self->newest, g_free);
  release_live (self);
  g_signal_emit (self, signals[FINISHED], 0);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Then the same is fetched again, and known already. */
  if (!beckon_store_write_finish (BECKON_STORE (source), result, &error))
    g_warning ("The place in the archive is not stored: %s", error->message);
}

/**
 * beckon_archive_sync_save:
 *
 * Writes down how far we are, if that is still to be done.
 */
void
beckon_archive_sync_save (BeckonArchiveSync *self)
{
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));

  if (self->save_id == 0 || account == NULL)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  beckon_store_set_archive_id_async (self->store, beckon_account_get_row (account), self->cursor,
                                     NULL, saved_cb, NULL);
}

static gboolean
save_cb (gpointer user_data)
{
  beckon_archive_sync_save (user_data);
  return G_SOURCE_REMOVE;
}

static void
set_cursor (BeckonArchiveSync *self, const char *archive_id)
{
  if (g_strcmp0 (self->cursor, archive_id) == 0)
    return;
  g_free (self->cursor);
  self->cursor = g_strdup (archive_id);
  if (self->save_id == 0)
    self->save_id = g_timeout_add_seconds (SAVE_DELAY, save_cb, self);
}

static void
stored_live_cb (BeckonArchiveSync *self, const char *archive_id)
{
  if (self->caught_up)
    set_cursor (self, archive_id);
}

typedef struct
{
  BeckonArchiveSync *self;
  GCancellable *session;
  char *last;
  gboolean complete;
} Page;

static void
page_free (Page *page)
{
  g_object_unref (page->self);
  g_object_unref (page->session);
  g_free (page->last);
  g_free (page);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, page_free)

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Page) page = user_data;
  BeckonArchiveSync *self = page->self;

  if (!beckon_message_pipeline_add_archived_finish (BECKON_MESSAGE_PIPELINE (source), result, NULL))
    return;
  if (page->last != NULL)
    set_cursor (self, page->last);
  if (g_cancellable_is_cancelled (page->session))
    return;
  if (page->complete)
    finish (self, TRUE);
  else
    fetch (self);
}

static void
store_page (
  BeckonArchiveSync *self, GPtrArray *items, gboolean read, const char *last, gboolean complete)
{
  Page *page = g_new0 (Page, 1);

  page->self = g_object_ref (self);
  page->session = g_object_ref (beckon_module_get_cancellable (BECKON_MODULE (self)));
  page->last = g_strdup (last);
  page->complete = complete;
  beckon_message_pipeline_add_archived_async (self->pipeline, items, read, stored_cb, page);
}

/* The first sync goes backwards, and is stored as one, so that the order is right. */
static void
take_first_page (BeckonArchiveSync *self, BeckonMamPage *page)
{
  g_autoptr (GPtrArray) all = NULL;
  GPtrArray *items = self->items;

  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_mam_item_free);
  g_ptr_array_add (self->first, items);
  if (self->newest == NULL)
    self->newest = g_strdup (page->last);
  if (!page->complete && page->first != NULL && g_strcmp0 (page->first, self->before) != 0
      && self->first->len < FIRST_PAGES)
    {
      g_free (self->before);
      self->before = g_strdup (page->first);
      fetch (self);
      return;
    }
  all = g_ptr_array_new ();
  for (guint i = self->first->len; i > 0; i--)
    g_ptr_array_extend (all, g_ptr_array_index (self->first, i - 1), NULL, NULL);
  store_page (self, all, TRUE, self->newest, TRUE);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonArchiveSync) self = user_data;
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (GError) error = NULL;
  BeckonMamPage page = { NULL };

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply == NULL || !beckon_mam_parse_fin (reply, &page, &error))
    {
      forget_query (self);
      /* A cursor that the archive does not know any more: ask by time, with a margin. What is
       * known is not stored twice. */
      if (g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_ITEM_NOT_FOUND)
          && self->cursor != NULL && self->start == 0)
        {
          gint64 newest
            = beckon_account_get_newest_time (beckon_module_get_account (BECKON_MODULE (self)));

          self->start = MAX (0, newest - START_MARGIN);
          g_clear_pointer (&self->cursor, g_free);
          fetch (self);
        }
      else if (error->domain == BECKON_STANZA_ERROR)
        finish (self, FALSE);
      else if (beckon_module_get_session (BECKON_MODULE (self)) != NULL)
        g_message ("The archive is not read: %s", error->message);
      return;
    }
  g_clear_pointer (&self->query_id, g_free);
  if (self->first != NULL)
    take_first_page (self, &page);
  else
    {
      g_autoptr (GPtrArray) items = self->items;
      /* A page that leads nowhere is the last, whatever the archive says. */
      gboolean complete
        = page.complete || page.last == NULL || g_strcmp0 (page.last, self->cursor) == 0;

      self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_mam_item_free);
      store_page (self, items, FALSE, page.last, complete);
    }
  g_free (page.first);
  g_free (page.last);
}

static void
fetch (BeckonArchiveSync *self)
{
  BeckonMamQuery query = { .max = PAGE };
  g_autoptr (BeckonElement) request = NULL;

  forget_query (self);
  self->query_id = beckon_random_id ();
  query.start = self->start;
  if (self->cursor != NULL)
    query.after = self->cursor;
  else if (self->start == 0)
    {
      if (self->first == NULL)
        self->first = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
      query.before = self->before != NULL ? self->before : "";
    }
  request = beckon_mam_query_new (&query, self->query_id);
  beckon_session_send_iq_async (beckon_module_get_session (BECKON_MODULE (self)), request,
                                beckon_module_get_cancellable (BECKON_MODULE (self)), fetched_cb,
                                g_object_ref (self));
}

static gboolean
result_cb (BeckonSession *session, BeckonElement *stanza, BeckonElement *payload, gpointer data)
{
  BeckonArchiveSync *self = data;
  BeckonMamItem *item;

  if (self->query_id == NULL || self->items->len >= 2 * PAGE)
    return TRUE;
  item = beckon_mam_parse_item (stanza,
                                beckon_account_get_jid (
                                  beckon_module_get_account (BECKON_MODULE (self))),
                                NULL, self->query_id);
  if (item != NULL)
    g_ptr_array_add (self->items, item);
  return TRUE;
}

static void
beckon_archive_sync_attached (BeckonModule *module, BeckonSession *session)
{
  BeckonArchiveSync *self = BECKON_ARCHIVE_SYNC (module);

  beckon_module_add_handler (module, "message", "result", BECKON_NS_MAM, 100, result_cb);
  beckon_message_pipeline_hold_live (self->pipeline);
  self->hold_id = g_timeout_add_seconds (HOLD_LIVE, hold_ended_cb, self);
  fetch (self);
}

static void
beckon_archive_sync_detached (BeckonModule *module)
{
  BeckonArchiveSync *self = BECKON_ARCHIVE_SYNC (module);

  self->caught_up = FALSE;
  self->start = 0;
  forget_query (self);
  g_clear_pointer (&self->first, g_ptr_array_unref);
  g_clear_pointer (&self->before, g_free);
  g_clear_pointer (&self->newest, g_free);
  release_live (self);
}

static void
beckon_archive_sync_dispose (GObject *object)
{
  BeckonArchiveSync *self = BECKON_ARCHIVE_SYNC (object);

  G_OBJECT_CLASS (beckon_archive_sync_parent_class)->dispose (object);
  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_object (&self->pipeline);
  g_clear_object (&self->store);
}

static void
beckon_archive_sync_finalize (GObject *object)
{
  BeckonArchiveSync *self = BECKON_ARCHIVE_SYNC (object);

  g_ptr_array_unref (self->items);
  g_free (self->cursor);
  G_OBJECT_CLASS (beckon_archive_sync_parent_class)->finalize (object);
}

static void
beckon_archive_sync_class_init (BeckonArchiveSyncClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BeckonModuleClass *module_class = BECKON_MODULE_CLASS (klass);

  object_class->dispose = beckon_archive_sync_dispose;
  object_class->finalize = beckon_archive_sync_finalize;
  module_class->attached = beckon_archive_sync_attached;
  module_class->detached = beckon_archive_sync_detached;

  signals[FINISHED] = g_signal_new ("finished", BECKON_TYPE_ARCHIVE_SYNC, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
beckon_archive_sync_init (BeckonArchiveSync *self)
{
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_mam_item_free);
}

/**
 * beckon_archive_sync_new:
 * @pipeline: where the messages go
 * @archive_id: (nullable): everything up to this archive id is stored
 *
 * Returns: (transfer full): a new sync
 */
BeckonArchiveSync *
beckon_archive_sync_new (BeckonAccount *account,
                         BeckonStore *store,
                         BeckonMessagePipeline *pipeline,
                         const char *archive_id)
{
  BeckonArchiveSync *self = beckon_module_new (BECKON_TYPE_ARCHIVE_SYNC, account);

  g_set_object (&self->store, store);
  self->pipeline = g_object_ref (pipeline);
  self->cursor = g_strdup (archive_id);
  g_signal_connect_object (pipeline, "stored-live", G_CALLBACK (stored_live_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
