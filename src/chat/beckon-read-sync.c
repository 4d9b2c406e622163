/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-read-sync.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-contact-private.h"
#include "beckon-read-marks.h"
#include "beckon-store-reading.h"
#include "xep-0163.h"
#include "xep-0333.h"
#include "xep-0490.h"

/* How long what was read is collected before others are told, in milliseconds: whoever looks at a
 * chat into which much is written does not write as much himself. */
#define TELL_DELAY 250

/* What other devices say is asked for again when it does not come, after so many seconds. */
#define RETRY 10

struct _BeckonReadSync
{
  BeckonModule parent_instance;

  BeckonStore *store;
  BeckonReadMarks *marks;
  gboolean fetched;     /* it is known what our other devices said before this session */
  guint fetch_id;       /* until they are asked again */
  gboolean caught_up;   /* all is here that came before this session */
  gboolean unpublished; /* the server does not let us tell them */
  gboolean configured;  /* the node was made what it has to be */
  guint tell_id;
  guint n_publishing;
  gboolean again; /* there is more to tell when that is done */
};

G_DEFINE_FINAL_TYPE (BeckonReadSync, beckon_read_sync, BECKON_TYPE_MODULE)

/* What is not stored is asked or told again with the next session, as when Beckon is closing. */
static void
report (const GError *error)
{
  if (!g_error_matches (error, BECKON_STORE_ERROR, BECKON_STORE_ERROR_CLOSED))
    g_warning ("What has been read is not stored: %s", error->message);
}

/* What other devices have read */

static gboolean
event_cb (BeckonSession *session, BeckonElement *stanza, BeckonElement *payload, gpointer data)
{
  BeckonReadSync *self = data;
  BeckonJid *account = beckon_account_get_jid (beckon_module_get_account (BECKON_MODULE (self)));
  g_auto (BeckonPepEvent) event = { NULL };

  if (!beckon_pep_event_parse (stanza, account, &event)
      || !g_str_equal (event.node, BECKON_NS_MDS))
    return FALSE;
  /* Nobody knows but our own devices. */
  if (beckon_jid_equal (event.owner, account))
    beckon_read_marks_take_items (self->marks, event.items);
  return TRUE;
}

static void fetch (BeckonReadSync *self);

static gboolean
fetch_cb (gpointer user_data)
{
  BeckonReadSync *self = user_data;

  self->fetch_id = 0;
  fetch (self);
  return G_SOURCE_REMOVE;
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonReadSync) self = user_data;
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  if (g_error_matches (error, BECKON_STREAM_ERROR, BECKON_STREAM_ERROR_TIMEOUT)
      && self->fetch_id == 0)
    self->fetch_id = g_timeout_add_seconds (RETRY, fetch_cb, self);
  /* A session that is resumed asks by itself. */
  if (error != NULL && error->domain != BECKON_STANZA_ERROR)
    return;
  /* An error means that nobody has said anything yet. */
  self->fetched = TRUE;
  if (reply != NULL)
    {
      g_autoptr (GArray) items = beckon_pubsub_items_parse_all (reply, BECKON_NS_MDS);

      beckon_read_marks_take_items (self->marks, items);
    }
  beckon_read_sync_tell (self);
}

static void
fetch (BeckonReadSync *self)
{
  g_autoptr (BeckonElement) request = beckon_pubsub_all_items_request_new (BECKON_NS_MDS);

  beckon_session_send_iq_async (beckon_module_get_session (BECKON_MODULE (self)), request,
                                beckon_module_get_cancellable (BECKON_MODULE (self)), fetched_cb,
                                g_object_ref (self));
}

/* What was read here */

typedef struct
{
  BeckonReadSync *self;
  BeckonReadRecord *record;
} Telling;

static void
telling_free (Telling *telling)
{
  g_object_unref (telling->self);
  beckon_read_record_free (telling->record);
  g_free (telling);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Telling, telling_free)

static void publish (Telling *telling);

/* Where others can be told now, or NULL. */
static BeckonSession *
get_session (BeckonReadSync *self)
{
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));

  return account != NULL && self->fetched ? beckon_account_get_session (account) : NULL;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!beckon_store_write_finish (BECKON_STORE (source), result, &error))
    report (error);
}

/* Takes the telling. */
static void
end_telling (Telling *telling, gboolean told)
{
  g_autoptr (Telling) owned = telling;
  BeckonReadSync *self = telling->self;

  if (told)
    beckon_store_set_chat_told_async (self->store, telling->record->chat_id,
                                      telling->record->sort_key, NULL, written_cb, NULL);
  if (--self->n_publishing > 0 || !self->again)
    return;
  self->again = FALSE;
  beckon_read_sync_tell (self);
}

static void
configured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Telling *telling = user_data;
  g_autoptr (BeckonElement) reply = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, NULL);
  publish (telling);
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Telling *telling = user_data;
  BeckonReadSync *self = telling->self;
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (reply != NULL)
    {
      end_telling (telling, TRUE);
      return;
    }
  if (error->domain != BECKON_STANZA_ERROR) /* the next session will do it */
    {
      end_telling (telling, FALSE);
      return;
    }
  /* The node is not private: it is made so, or nothing is published. */
  if (g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_CONFLICT)
      && !self->configured && get_session (self) != NULL)
    {
      g_autoptr (BeckonElement) request = beckon_mds_configure_new ();

      self->configured = TRUE;
      beckon_session_send_iq_async (get_session (self), request, NULL, configured_cb, telling);
      return;
    }
  g_info ("Other devices are not told what was read: %s", error->message);
  self->unpublished = TRUE;
  end_telling (telling, TRUE);
}

/* Takes the telling. */
static void
publish (Telling *telling)
{
  BeckonReadSync *self = telling->self;
  BeckonSession *session = get_session (self);
  g_autoptr (BeckonElement) request = NULL;

  if (session == NULL || telling->record->archive_id == NULL || self->unpublished)
    {
      end_telling (telling, session != NULL);
      return;
    }
  request = beckon_mds_publish_new (
    beckon_account_get_jid (beckon_module_get_account (BECKON_MODULE (self))),
    telling->record->peer, telling->record->archive_id);
  beckon_session_send_iq_async (session, request, NULL, published_cb, telling);
}

/* Strangers do not learn that somebody is here and reads (XEP-0333, section 8). */
static void
send_marker (BeckonReadSync *self, BeckonReadRecord *record)
{
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));
  BeckonChat *chat = beckon_account_find_chat_by_id (account, record->chat_id);
  g_autoptr (BeckonElement) marker = NULL;

  if (record->marked_id == NULL || chat == NULL
      || !(beckon_account_get_tell (account) & BECKON_TELL_READ)
      || !beckon_contact_may_see_us (beckon_chat_get_contact (chat)))
    return;
  marker = beckon_marker_displayed_new (beckon_contact_get_jid (beckon_chat_get_contact (chat)),
                                        record->marked_id);
  beckon_session_send (get_session (self), marker);
}

static void
untold_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonReadSync) self = user_data;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  records = beckon_store_load_untold_finish (BECKON_STORE (source), result, &error);
  if (records == NULL)
    {
      report (error);
      return;
    }
  if (get_session (self) == NULL)
    return;
  g_ptr_array_set_free_func (records, NULL);
  for (guint i = 0; i < records->len; i++)
    {
      BeckonReadRecord *record = g_ptr_array_index (records, i);
      Telling *telling;

      /* Until all is here that another device has read, it may be further than we. */
      if (!self->caught_up && beckon_read_marks_is_ahead (self->marks, record->peer))
        {
          beckon_read_record_free (record);
          continue;
        }
      send_marker (self, record);
      telling = g_new0 (Telling, 1);
      telling->self = g_object_ref (self);
      telling->record = record;
      self->n_publishing++;
      publish (telling);
    }
}

static gboolean
tell_cb (gpointer user_data)
{
  BeckonReadSync *self = user_data;

  self->tell_id = 0;
  self->again = self->n_publishing > 0;
  if (!self->again && get_session (self) != NULL)
    beckon_store_load_untold_async (
      self->store, beckon_account_get_row (beckon_module_get_account (BECKON_MODULE (self))), 0,
      NULL, untold_loaded_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
beckon_read_sync_attached (BeckonModule *module, BeckonSession *session)
{
  BeckonReadSync *self = BECKON_READ_SYNC (module);

  self->unpublished = FALSE;
  self->configured = FALSE;
  beckon_module_add_handler (module, "message", "event", BECKON_NS_PUBSUB_EVENT, 10, event_cb);
  fetch (self);
}

static void
beckon_read_sync_resumed (BeckonModule *module, BeckonSession *session)
{
  BeckonReadSync *self = BECKON_READ_SYNC (module);

  if (self->fetched)
    {
      beckon_read_sync_tell (self);
      return;
    }
  g_clear_handle_id (&self->fetch_id, g_source_remove);
  fetch (self);
}

static void
beckon_read_sync_detached (BeckonModule *module)
{
  BeckonReadSync *self = BECKON_READ_SYNC (module);

  self->fetched = FALSE;
  self->caught_up = FALSE;
  g_clear_handle_id (&self->fetch_id, g_source_remove);
  g_clear_handle_id (&self->tell_id, g_source_remove);
}

static void
beckon_read_sync_dispose (GObject *object)
{
  BeckonReadSync *self = BECKON_READ_SYNC (object);

  G_OBJECT_CLASS (beckon_read_sync_parent_class)->dispose (object);
  g_clear_handle_id (&self->tell_id, g_source_remove);
}

static void
beckon_read_sync_finalize (GObject *object)
{
  BeckonReadSync *self = BECKON_READ_SYNC (object);

  g_clear_object (&self->store);
  g_clear_object (&self->marks);
  G_OBJECT_CLASS (beckon_read_sync_parent_class)->finalize (object);
}

static void
beckon_read_sync_class_init (BeckonReadSyncClass *klass)
{
  BeckonModuleClass *module_class = BECKON_MODULE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beckon_read_sync_dispose;
  G_OBJECT_CLASS (klass)->finalize = beckon_read_sync_finalize;
  module_class->attached = beckon_read_sync_attached;
  module_class->resumed = beckon_read_sync_resumed;
  module_class->detached = beckon_read_sync_detached;
}

static void
beckon_read_sync_init (BeckonReadSync *self)
{
}

/**
 * beckon_read_sync_new:
 * @store: where it is kept how far each chat is read
 * @pipeline: where messages come from
 *
 * Returns: (transfer full): a new module
 */
BeckonReadSync *
beckon_read_sync_new (BeckonAccount *account, BeckonStore *store, BeckonMessagePipeline *pipeline)
{
  BeckonReadSync *self = beckon_module_new (BECKON_TYPE_READ_SYNC, account);

  g_set_object (&self->store, store);
  self->marks = beckon_read_marks_new (account, store);
  g_signal_connect_object (pipeline, "stored", G_CALLBACK (beckon_read_marks_take_stored),
                           self->marks, G_CONNECT_SWAPPED);
  return self;
}

/**
 * beckon_read_sync_tell:
 *
 * More was read than others know of, and the store knows: tells them, in a moment or when we are
 * online.
 */
void
beckon_read_sync_tell (BeckonReadSync *self)
{
  if (self->tell_id == 0)
    self->tell_id = g_timeout_add (TELL_DELAY, tell_cb, self);
}

/**
 * beckon_read_sync_knows:
 *
 * Returns: whether another device has said how far the chat with @peer is read
 */
gboolean
beckon_read_sync_knows (BeckonReadSync *self, BeckonJid *peer)
{
  return beckon_read_marks_knows (self->marks, beckon_jid_get_bare (peer));
}

/**
 * beckon_read_sync_take_archive_end:
 *
 * All has arrived that came before this session.
 */
void
beckon_read_sync_take_archive_end (BeckonReadSync *self)
{
  self->caught_up = TRUE;
  beckon_read_sync_tell (self);
}
