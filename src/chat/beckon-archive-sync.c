/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-archive-sync.h"

#include "beckon-account-private.h"
#include "beckon-random.h"
#include "beckon-store-accounts.h"
#include "beckon-store-archive.h"

#define PAGE 100

/* A page that does not come is asked for again after so many seconds, so many times. */
#define RETRY 10
#define MAX_RETRIES 3

/* After these, and when the archive has trouble, nobody waits for it any more. It is asked after so
 * many seconds, again and again. */
#define PAUSE 300

/* How many pages of the past a new device starts with. */
#define FIRST_PAGES 2

struct _BeckonArchiveSync
{
  BeckonModule parent_instance;

  BeckonStore *store;
  BeckonMessagePipeline *pipeline;
  BeckonOutbox *outbox;

  char *newest;  /* (nullable): an archive id up to which everything is stored and settled */
  gboolean live; /* whether it comes from this session's live messages */
  gboolean has_copies; /* whether these are all that come into the archive */
  gboolean resumed;    /* since the session began */
  gboolean open; /* whether the gap is stored in which is what this session has missed */
  guint retry_id;
  guint save_id;

  GPtrArray *gaps; /* (nullable): of BeckonGapRecord, the last is being filled */
  gboolean finished;
  gboolean interrupted; /* by the loss of the stream: it goes on when the session does */
  gboolean forward;     /* whether the gap is asked for from its beginning */
  guint n_pages;        /* of this gap, in this session */
  guint n_retries;      /* since a page has come */
  char *query_id;       /* (nullable): of the page that is being fetched */
  GPtrArray *items;     /* of BeckonMamItem, what of it has come */
};

G_DEFINE_FINAL_TYPE (BeckonArchiveSync, beckon_archive_sync, BECKON_TYPE_MODULE)

enum
{
  FINISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void fetch (BeckonArchiveSync *self);
static void start_gap (BeckonArchiveSync *self);
static void go_on (BeckonArchiveSync *self);
static gboolean retry_cb (gpointer user_data);

static BeckonGapRecord *
get_gap (BeckonArchiveSync *self)
{
  return g_ptr_array_index (self->gaps, self->gaps->len - 1);
}

/* Whether the session is over in which this was asked for: another may have begun. */
static gboolean
is_late (GAsyncResult *result)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result)));
}

static void
forget_query (BeckonArchiveSync *self)
{
  g_clear_pointer (&self->query_id, g_free);
  g_ptr_array_set_size (self->items, 0);
}

static void
finish (BeckonArchiveSync *self)
{
  if (self->finished)
    return;
  self->finished = TRUE;
  g_signal_emit (self, signals[FINISHED], 0);
}

/* The newest archive id, behind which the next session's gap will begin */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Then more is asked for than is needed, and known already. */
  if (!beckon_store_write_finish (BECKON_STORE (source), result, &error))
    g_warning ("The place in the archive is not stored: %s", error->message);
}

/**
 * beckon_archive_sync_set_has_copies:
 * @has_copies: whether we get copies of what other devices do (XEP-0280), from now on
 *
 * Without, that may be in the archive in front of what comes live. In a session that has been resumed
 * it is too late for them: some may have been missed.
 */
void
beckon_archive_sync_set_has_copies (BeckonArchiveSync *self, gboolean has_copies)
{
  self->has_copies = has_copies && !self->resumed;
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
  beckon_store_set_archive_id_async (self->store, beckon_account_get_row (account), self->newest,
                                     NULL, saved_cb, NULL);
}

static gboolean
save_cb (gpointer user_data)
{
  beckon_archive_sync_save (user_data);
  return G_SOURCE_REMOVE;
}

/* Written at once, as a process may be killed at any time: without the id, what the next session
 * misses would count as the past before the first sign-in. */
static void
set_newest (BeckonArchiveSync *self, const char *archive_id)
{
  if (g_strcmp0 (self->newest, archive_id) == 0)
    return;
  g_free (self->newest);
  self->newest = g_strdup (archive_id);
  if (self->save_id == 0)
    self->save_id = g_idle_add (save_cb, self);
}

static void
message_stored_cb (BeckonArchiveSync *self, BeckonIncoming *incoming)
{
  if (incoming->source == BECKON_INCOMING_ARCHIVE
      || beckon_module_get_session (BECKON_MODULE (self)) == NULL || !self->open
      || !self->has_copies)
    return;
  self->live = TRUE;
  /* What we have written and is not acknowledged may be in the archive before this. The next
   * session has to look for it there. */
  if (!beckon_outbox_is_uncertain (self->outbox))
    set_newest (self, incoming->archive_id);
}

/* Pages */

static void
end_gap (BeckonArchiveSync *self)
{
  g_ptr_array_set_size (self->gaps, self->gaps->len - 1);
  /* The first gap is the one of this session. */
  finish (self);
  start_gap (self);
}

typedef struct
{
  BeckonArchiveSync *self;
  GCancellable *session;
  char *first;
  char *last;
  gboolean complete;
} Page;

static void
page_free (Page *page)
{
  g_object_unref (page->self);
  g_object_unref (page->session);
  g_free (page->first);
  g_free (page->last);
  g_free (page);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, page_free)

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Page) page = user_data;
  BeckonArchiveSync *self = page->self;
  BeckonGapRecord *gap;
  gboolean stored;

  stored = beckon_message_pipeline_add_archived_finish (BECKON_MESSAGE_PIPELINE (source), result,
                                                        NULL);
  if (g_cancellable_is_cancelled (page->session))
    return;
  if (!stored) /* the gap stays, for the next time */
    {
      finish (self);
      return;
    }
  gap = get_gap (self);
  /* The end of what was missed until now. */
  if (gap->before_id == NULL && self->n_pages == 1 && !self->live && page->last != NULL
      && (page->complete || !beckon_outbox_is_uncertain (self->outbox)))
    set_newest (self, page->last);
  if (page->complete)
    {
      end_gap (self);
      return;
    }
  g_free (gap->before_id);
  gap->before_id = g_steal_pointer (&page->first);
  fetch (self);
}

/* Leaves out what is before the gap. Returns whether the gap's beginning was found. */
static gboolean
cut_at_beginning (BeckonArchiveSync *self, GPtrArray *items)
{
  const char *after_id = get_gap (self)->after_id;

  for (guint i = items->len; after_id != NULL && i > 0; i--)
    if (g_str_equal (((BeckonMamItem *) g_ptr_array_index (items, i - 1))->archive_id, after_id))
      {
        g_ptr_array_remove_range (items, 0, i);
        return TRUE;
      }
  return FALSE;
}

static void
take_page (BeckonArchiveSync *self, BeckonMamPage *fin)
{
  g_autoptr (GPtrArray) items = g_steal_pointer (&self->items);
  BeckonGapRecord *gap = get_gap (self);
  Page *page;

  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_mam_item_free);
  if (self->forward && !fin->complete)
    {
      /* More than a page was missed: the newest of it first. */
      self->forward = FALSE;
      fetch (self);
      return;
    }
  self->n_pages++;
  self->n_retries = 0;
  page = g_new0 (Page, 1);
  page->self = g_object_ref (self);
  page->session = g_object_ref (beckon_module_get_cancellable (BECKON_MODULE (self)));
  page->first = g_strdup (fin->first);
  page->last = g_strdup (fin->last);
  /* A page that leads nowhere is the last, whatever the archive says. */
  page->complete = fin->complete || cut_at_beginning (self, items) || fin->first == NULL
                   || g_strcmp0 (fin->first, gap->before_id) == 0
                   || (gap->after_id == NULL && self->n_pages >= FIRST_PAGES);
  beckon_message_pipeline_add_archived_async (self->pipeline, items, gap->id, page->first,
                                              page->complete, gap->after_id == NULL, stored_cb,
                                              page);
}

/* The archive does not know an id any more. */
static void
take_unknown_id (BeckonArchiveSync *self)
{
  if (self->forward)
    {
      self->forward = FALSE;
      fetch (self);
    }
  else
    {
      BeckonMamPage nothing = { .complete = TRUE };

      take_page (self, &nothing);
    }
}

static gboolean
may_pass (const GError *error)
{
  return g_error_matches (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT)
         || g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_INTERNAL_SERVER_ERROR)
         || g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_RESOURCE_CONSTRAINT);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonArchiveSync) self = user_data;
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (GError) error = NULL;
  BeckonMamPage page = { NULL };

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (is_late (result))
    return;
  g_clear_pointer (&self->query_id, g_free);
  if (g_error_matches (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_CLOSED))
    {
      /* The session may have been resumed since. */
      if (beckon_session_get_stream (BECKON_SESSION (source)) != NULL)
        go_on (self);
      else
        self->interrupted = TRUE;
      return;
    }
  /* The server is slow, or the link is dead and nobody knows yet. */
  if (g_error_matches (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT)
      && self->n_retries < MAX_RETRIES)
    {
      self->n_retries++;
      self->interrupted = TRUE;
      self->retry_id = g_timeout_add_seconds (RETRY, retry_cb, self);
      return;
    }
  if (reply != NULL && beckon_mam_parse_page (reply, self->items, &page, &error))
    take_page (self, &page);
  else if (g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_ITEM_NOT_FOUND))
    take_unknown_id (self);
  else
    {
      /* The gap stays, for later or for the next time. */
      g_info ("The archive is not read: %s", error->message);
      if (may_pass (error))
        self->retry_id = g_timeout_add_seconds (PAUSE, retry_cb, self);
      finish (self);
    }
  g_free (page.first);
  g_free (page.last);
}

static void
fetch (BeckonArchiveSync *self)
{
  BeckonGapRecord *gap = get_gap (self);
  BeckonMamQuery query = { .max = PAGE };
  g_autoptr (BeckonElement) request = NULL;

  forget_query (self);
  self->query_id = beckon_random_id ();
  if (self->forward)
    query.after = gap->after_id;
  else
    query.before = gap->before_id != NULL ? gap->before_id : "";
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
    return FALSE;
  item = beckon_mam_parse_item (stanza,
                                beckon_account_get_jid (
                                  beckon_module_get_account (BECKON_MODULE (self))),
                                NULL, self->query_id);
  if (item != NULL)
    g_ptr_array_add (self->items, item);
  return item != NULL;
}

/* Gaps */

static void
start_gap (BeckonArchiveSync *self)
{
  BeckonGapRecord *gap;

  if (self->gaps->len == 0)
    {
      finish (self);
      return;
    }
  gap = get_gap (self);
  self->forward = gap->after_id != NULL && gap->before_id == NULL;
  self->n_pages = 0;
  fetch (self);
}

static void
gaps_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonArchiveSync) self = user_data;
  g_autoptr (GPtrArray) gaps = NULL;
  g_autoptr (GError) error = NULL;

  gaps = beckon_store_load_gaps_finish (BECKON_STORE (source), result, &error);
  if (is_late (result))
    return;
  if (gaps == NULL)
    {
      g_warning ("The archive is not read: %s", error->message);
      if (beckon_store_error_may_pass (error))
        self->retry_id = g_timeout_add_seconds (BECKON_STORE_RETRY, retry_cb, self);
      else
        finish (self);
      return;
    }
  g_clear_pointer (&self->gaps, g_ptr_array_unref);
  self->gaps = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_gap_record_unref);
  for (guint i = gaps->len; i > 0; i--)
    g_ptr_array_add (self->gaps, beckon_gap_record_copy (g_ptr_array_index (gaps, i - 1)));
  start_gap (self);
}

static void
load_gaps (BeckonArchiveSync *self)
{
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));

  beckon_store_load_gaps_async (self->store, beckon_account_get_row (account),
                                beckon_jid_get_bare (beckon_account_get_jid (account)),
                                beckon_module_get_cancellable (BECKON_MODULE (self)),
                                gaps_loaded_cb, g_object_ref (self));
}

/* As long as the disk does not take the gap, the place behind which the next session looks stays
 * where it is. */
static void
gap_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonArchiveSync) self = user_data;
  g_autoptr (BeckonGapRecord) gap = NULL;
  g_autoptr (GError) error = NULL;

  gap = beckon_store_open_gap_finish (BECKON_STORE (source), result, &error);
  if (is_late (result))
    return;
  if (gap != NULL)
    {
      self->open = TRUE;
      load_gaps (self);
      return;
    }
  g_warning ("What was missed is not known: %s", error->message);
  if (beckon_store_error_may_pass (error))
    self->retry_id = g_timeout_add_seconds (BECKON_STORE_RETRY, retry_cb, self);
}

static void
open_gap (BeckonArchiveSync *self)
{
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));

  beckon_store_open_gap_async (self->store, beckon_account_get_row (account),
                               beckon_jid_get_bare (beckon_account_get_jid (account)), self->newest,
                               beckon_module_get_cancellable (BECKON_MODULE (self)), gap_opened_cb,
                               g_object_ref (self));
}

static void
go_on (BeckonArchiveSync *self)
{
  g_clear_handle_id (&self->retry_id, g_source_remove);
  self->interrupted = FALSE;
  load_gaps (self);
}

static gboolean
retry_cb (gpointer user_data)
{
  BeckonArchiveSync *self = user_data;

  self->retry_id = 0;
  if (!self->open)
    open_gap (self);
  else if (beckon_module_get_session (BECKON_MODULE (self)) != NULL)
    go_on (self);
  return G_SOURCE_REMOVE;
}

static void
beckon_archive_sync_resumed (BeckonModule *module, BeckonSession *session)
{
  BeckonArchiveSync *self = BECKON_ARCHIVE_SYNC (module);

  self->resumed = TRUE;
  if (self->interrupted)
    go_on (self);
}

static void
beckon_archive_sync_attached (BeckonModule *module, BeckonSession *session)
{
  BeckonArchiveSync *self = BECKON_ARCHIVE_SYNC (module);

  self->open = FALSE;
  self->n_retries = 0;
  self->finished = FALSE;
  self->interrupted = FALSE;
  self->live = FALSE;
  beckon_module_add_handler (module, "message", "result", BECKON_NS_MAM, 100, result_cb);
  /* The store does things in order: the gap is there before anything of this session. */
  open_gap (self);
}

static void
beckon_archive_sync_detached (BeckonModule *module)
{
  BeckonArchiveSync *self = BECKON_ARCHIVE_SYNC (module);

  self->resumed = FALSE;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  forget_query (self);
  g_clear_pointer (&self->gaps, g_ptr_array_unref);
}

static void
beckon_archive_sync_dispose (GObject *object)
{
  BeckonArchiveSync *self = BECKON_ARCHIVE_SYNC (object);

  G_OBJECT_CLASS (beckon_archive_sync_parent_class)->dispose (object);
  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_object (&self->pipeline);
  g_clear_object (&self->outbox);
  g_clear_object (&self->store);
}

static void
beckon_archive_sync_finalize (GObject *object)
{
  BeckonArchiveSync *self = BECKON_ARCHIVE_SYNC (object);

  g_ptr_array_unref (self->items);
  g_free (self->newest);
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
  module_class->resumed = beckon_archive_sync_resumed;
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
 * @outbox: what we write
 * @archive_id: (nullable): the newest archive id that is stored
 *
 * Returns: (transfer full): a new sync
 */
BeckonArchiveSync *
beckon_archive_sync_new (BeckonAccount *account,
                         BeckonStore *store,
                         BeckonMessagePipeline *pipeline,
                         BeckonOutbox *outbox,
                         const char *archive_id)
{
  BeckonArchiveSync *self = beckon_module_new (BECKON_TYPE_ARCHIVE_SYNC, account);

  g_set_object (&self->store, store);
  self->pipeline = g_object_ref (pipeline);
  self->outbox = g_object_ref (outbox);
  self->newest = g_strdup (archive_id);
  g_signal_connect_object (pipeline, "stored", G_CALLBACK (message_stored_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
