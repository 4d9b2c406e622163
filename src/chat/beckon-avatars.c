/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-avatars.h"

#include "beckon-account-private.h"
#include "beckon-parse.h"
#include "beckon-store-blobs.h"
#include "beckon-store-contacts.h"
#include "xep-0054.h"
#include "xep-0060.h"
#include "xep-0084.h"
#include "xep-0153.h"
#include "xep-0163.h"
#include "xep-0172.h"

/* How many pictures are fetched at the same time. */
#define MAX_FETCHES 4

struct _BeckonAvatars
{
  BeckonModule parent_instance;

  BeckonStore *store;
  BeckonContactBook *book;
  GHashTable *by_event; /* BeckonContact: whose picture is announced by events (XEP-0084) */
  GHashTable *by_vcard; /* BeckonContact: and whose by presence only (XEP-0153) */
  GQueue wanted;        /* of Fetch, those that wait for their turn */
  guint n_fetches;
};

G_DEFINE_FINAL_TYPE (BeckonAvatars, beckon_avatars, BECKON_TYPE_MODULE)

typedef struct
{
  BeckonAvatars *self;
  BeckonContact *contact;
  char hash[41];
} Fetch;

static Fetch *
fetch_new (BeckonAvatars *self, BeckonContact *contact, const char *hash)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->self = g_object_ref (self);
  fetch->contact = g_object_ref (contact);
  g_strlcpy (fetch->hash, hash, sizeof fetch->hash);
  return fetch;
}

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->self);
  g_object_unref (fetch->contact);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static void start_fetches (BeckonAvatars *self);

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!beckon_store_write_finish (BECKON_STORE (source), result, &error))
    g_warning ("A contact's name or picture is not stored: %s", error->message);
}

static gboolean
is_own (BeckonAvatars *self, BeckonContact *contact)
{
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));

  return account != NULL
         && beckon_jid_equal_bare (beckon_contact_get_jid (contact),
                                   beckon_account_get_jid (account));
}

static void
show_picture (BeckonAvatars *self, BeckonContact *contact, const char *hash, GBytes *picture)
{
  /* Another one may have been announced since. */
  if (g_strcmp0 (beckon_contact_get_record (contact)->avatar_hash, hash) != 0)
    return;
  beckon_contact_set_avatar (contact, picture);
  if (is_own (self, contact))
    beckon_account_set_avatar (beckon_module_get_account (BECKON_MODULE (self)), picture);
}

/* Fetching */

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  BeckonAvatars *self = fetch->self;
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (GBytes) picture = NULL;

  self->n_fetches--;
  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, NULL);
  if (reply != NULL && beckon_element_get_child (reply, "vCard", BECKON_NS_VCARD) != NULL)
    {
      g_auto (BeckonVcard) vcard = { NULL, NULL };

      if (beckon_vcard_parse (reply, &vcard))
        picture = g_steal_pointer (&vcard.photo);
    }
  else if (reply != NULL)
    {
      BeckonAvatarInfo info = { .bytes = 0 };
      BeckonPubsubItem item = { NULL, NULL };

      g_strlcpy (info.id, fetch->hash, sizeof info.id);
      if (beckon_pubsub_items_parse (reply, BECKON_NS_AVATAR_DATA, &item))
        picture = beckon_avatar_data_parse (item.payload, &info, NULL);
    }
  if (picture != NULL && beckon_avatar_check (picture, fetch->hash, NULL))
    {
      if (self->store != NULL)
        beckon_store_save_blob_async (self->store, BECKON_STORE_BLOB_AVATAR, fetch->hash, picture,
                                      NULL, stored_cb, NULL);
      show_picture (self, fetch->contact, fetch->hash, picture);
    }
  start_fetches (self);
}

static void
start_fetches (BeckonAvatars *self)
{
  BeckonSession *session = beckon_module_get_session (BECKON_MODULE (self));

  while (session != NULL && self->n_fetches < MAX_FETCHES && self->wanted.length > 0)
    {
      Fetch *fetch = g_queue_pop_head (&self->wanted);
      BeckonJid *jid = beckon_contact_get_jid (fetch->contact);
      g_autoptr (BeckonElement) request = NULL;

      if (g_hash_table_contains (self->by_vcard, fetch->contact))
        request = beckon_vcard_request_new (jid);
      else
        request = beckon_pubsub_items_request_new (jid, BECKON_NS_AVATAR_DATA, fetch->hash);
      self->n_fetches++;
      beckon_session_send_iq_async (session, request,
                                    beckon_module_get_cancellable (BECKON_MODULE (self)),
                                    fetched_cb, fetch);
    }
}

static void
blob_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  BeckonAvatars *self = fetch->self;
  g_autoptr (GBytes) picture = NULL;

  picture = beckon_store_load_blob_finish (BECKON_STORE (source), result, NULL);
  if (picture != NULL)
    show_picture (self, fetch->contact, fetch->hash, picture);
  else if (beckon_contact_get_in_roster (fetch->contact) || is_own (self, fetch->contact))
    {
      g_queue_push_tail (&self->wanted, g_steal_pointer (&fetch));
      start_fetches (self);
    }
}

/**
 * beckon_avatars_want:
 * @contact: whose picture is to be shown
 *
 * Brings the picture that was announced, from the disk or from the server; strangers' only from
 * the disk.
 */
void
beckon_avatars_want (BeckonAvatars *self, BeckonContact *contact)
{
  const char *hash = beckon_contact_get_record (contact)->avatar_hash;

  if (hash == NULL)
    return;
  beckon_store_load_blob_async (self->store, BECKON_STORE_BLOB_AVATAR, hash, NULL, blob_loaded_cb,
                                fetch_new (self, contact, hash));
}

/* Announcements */

static void
take_hash (BeckonAvatars *self, BeckonContact *contact, const char *hash)
{
  BeckonContactRecord *known = beckon_contact_get_record (contact);
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));
  g_autoptr (BeckonContactRecord) record = NULL;

  if (g_strcmp0 (known->avatar_hash, hash) != 0)
    {
      record = beckon_contact_record_copy (known);
      g_free (record->avatar_hash);
      record->avatar_hash = g_strdup (hash);
      beckon_contact_set_record (contact, record);
      beckon_contact_set_avatar (contact, NULL);
      beckon_store_set_contact_avatar_async (self->store, beckon_account_get_row (account),
                                             beckon_jid_get_bare (beckon_contact_get_jid (contact)),
                                             hash, NULL, stored_cb, NULL);
    }
  if (!is_own (self, contact))
    return;
  if (hash == NULL)
    beckon_account_set_avatar (account, NULL);
  else if (beckon_account_get_avatar (account) == NULL || record != NULL)
    beckon_avatars_want (self, contact);
}

static void
take_nick (BeckonAvatars *self, BeckonContact *contact, const char *nick)
{
  BeckonContactRecord *known = beckon_contact_get_record (contact);
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));
  g_autoptr (BeckonContactRecord) record = NULL;

  if (is_own (self, contact))
    {
      beckon_account_set_nick (account, nick);
      return;
    }
  if (g_strcmp0 (known->nick, nick) == 0)
    return;
  record = beckon_contact_record_copy (known);
  g_free (record->nick);
  record->nick = g_strdup (nick);
  beckon_contact_set_record (contact, record);
  beckon_store_set_contact_nick_async (self->store, beckon_account_get_row (account),
                                       beckon_jid_get_bare (beckon_contact_get_jid (contact)), nick,
                                       NULL, stored_cb, NULL);
}

static gboolean
event_cb (BeckonSession *session, BeckonElement *stanza, BeckonElement *payload, gpointer data)
{
  BeckonAvatars *self = data;
  BeckonAccount *account = beckon_module_get_account (BECKON_MODULE (self));
  g_auto (BeckonPepEvent) event = { NULL };
  const BeckonPubsubItem *item = NULL;
  BeckonElement *published = NULL;
  BeckonContact *contact;

  if (!beckon_pep_event_parse (stanza, beckon_account_get_jid (account), &event))
    return TRUE;
  /* Only of contacts, and of ourselves. */
  contact = beckon_contact_book_find (self->book, event.owner);
  if (contact == NULL && beckon_jid_equal_bare (event.owner, beckon_account_get_jid (account)))
    contact = beckon_contact_book_ensure (self->book, event.owner);
  if (contact == NULL || !(beckon_contact_get_in_roster (contact) || is_own (self, contact)))
    return TRUE;

  if (event.items->len > 0)
    item = &g_array_index (event.items, BeckonPubsubItem, event.items->len - 1);
  if (item != NULL)
    published = item->payload;
  if (g_str_equal (event.node, BECKON_NS_NICK))
    {
      g_autofree char *nick = beckon_nick_parse (published);

      take_nick (self, contact, nick);
    }
  else if (g_str_equal (event.node, BECKON_NS_AVATAR_METADATA))
    {
      BeckonAvatarInfo info;

      g_hash_table_add (self->by_event, contact);
      g_hash_table_remove (self->by_vcard, contact);
      take_hash (self, contact, beckon_avatar_metadata_parse (published, &info) ? info.id : NULL);
    }
  return TRUE;
}

static gboolean
presence_cb (BeckonSession *session,
             BeckonElement *stanza,
             BeckonElement *payload,
             gpointer user_data)
{
  BeckonAvatars *self = user_data;
  g_autoptr (BeckonJid) from = beckon_parse_jid (stanza, "from");
  BeckonContact *contact = from != NULL ? beckon_contact_book_find (self->book, from) : NULL;
  char hash[41];

  if (contact == NULL || !beckon_contact_get_in_roster (contact)
      || g_hash_table_contains (self->by_event, contact)
      || beckon_vcard_update_parse (stanza, hash) != BECKON_VCARD_UPDATE_PICTURE)
    return FALSE;
  /* Servers announce by presence what is published by events, too. */
  if (g_strcmp0 (beckon_contact_get_record (contact)->avatar_hash, hash) != 0)
    {
      g_hash_table_add (self->by_vcard, contact);
      take_hash (self, contact, hash);
    }
  return FALSE;
}

static void
beckon_avatars_attached (BeckonModule *module, BeckonSession *session)
{
  beckon_module_add_handler (module, "message", "event", BECKON_NS_PUBSUB_EVENT, 0, event_cb);
  beckon_module_add_handler (module, "presence", "x", BECKON_NS_VCARD_UPDATE, 10, presence_cb);
}

static void
beckon_avatars_detached (BeckonModule *module)
{
  BeckonAvatars *self = BECKON_AVATARS (module);

  g_hash_table_remove_all (self->by_event);
  g_queue_clear_full (&self->wanted, (GDestroyNotify) fetch_free);
}

static void
beckon_avatars_finalize (GObject *object)
{
  BeckonAvatars *self = BECKON_AVATARS (object);

  g_hash_table_unref (self->by_event);
  g_hash_table_unref (self->by_vcard);
  g_clear_object (&self->book);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (beckon_avatars_parent_class)->finalize (object);
}

static void
beckon_avatars_class_init (BeckonAvatarsClass *klass)
{
  BeckonModuleClass *module_class = BECKON_MODULE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = beckon_avatars_finalize;
  module_class->attached = beckon_avatars_attached;
  module_class->detached = beckon_avatars_detached;
}

static void
beckon_avatars_init (BeckonAvatars *self)
{
  self->by_event = g_hash_table_new (NULL, NULL);
  self->by_vcard = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->wanted);
}

BeckonAvatars *
beckon_avatars_new (BeckonAccount *account, BeckonStore *store, BeckonContactBook *book)
{
  BeckonAvatars *self = beckon_module_new (BECKON_TYPE_AVATARS, account);

  self->store = g_object_ref (store);
  self->book = g_object_ref (book);
  return self;
}

/* Publishing: the requests follow each other; the first that fails ends it. */

static void publish_next (GTask *task);

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GQueue *requests = g_task_get_task_data (task);
  g_autoptr (BeckonElement) reply = NULL;
  GError *error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  beckon_element_unref (g_queue_pop_head (requests));
  publish_next (task);
}

static void
publish_next (GTask *task)
{
  BeckonAvatars *self = g_task_get_source_object (task);
  GQueue *requests = g_task_get_task_data (task);

  if (requests->length == 0)
    g_task_return_boolean (task, TRUE);
  else if (beckon_module_check_online (BECKON_MODULE (self), task))
    beckon_session_send_iq_async (beckon_module_get_session (BECKON_MODULE (self)),
                                  g_queue_peek_head (requests), g_task_get_cancellable (task),
                                  published_cb, g_object_ref (task));
}

static void
requests_free (gpointer data)
{
  g_queue_free_full (data, (GDestroyNotify) beckon_element_unref);
}

static void
add_publish (GQueue *requests, const char *node, const char *id, BeckonElement *payload)
{
  g_queue_push_tail (requests, beckon_pubsub_publish_new (node, id, NULL, payload));
  beckon_element_unref (payload);
}

/**
 * beckon_avatars_publish_async:
 * @nick: (nullable): the name to be seen by, or %NULL to leave it
 * @avatar: (nullable): the picture file to be seen by, an empty one for none, or %NULL to leave it
 *
 * Fails with %G_IO_ERROR_INVALID_ARGUMENT when the picture is too large or of an unknown type.
 */
void
beckon_avatars_publish_async (BeckonAvatars *self,
                              const char *nick,
                              GBytes *avatar,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GQueue *requests = g_queue_new ();

  g_task_set_source_tag (task, beckon_avatars_publish_async);
  g_task_set_task_data (task, requests, requests_free);
  if (nick != NULL)
    add_publish (requests, BECKON_NS_NICK, "current", beckon_nick_new (nick));
  if (avatar != NULL && g_bytes_get_size (avatar) == 0)
    add_publish (requests, BECKON_NS_AVATAR_METADATA, "current", beckon_avatar_metadata_new (NULL));
  else if (avatar != NULL)
    {
      BeckonAvatarInfo info = { .bytes = g_bytes_get_size (avatar) };
      g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, avatar);

      info.type = beckon_avatar_find_type (avatar);
      g_strlcpy (info.id, hash, sizeof info.id);
      if (info.type == NULL || info.bytes > BECKON_AVATAR_MAX_BYTES)
        {
          g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                   "Not a picture to be shown");
          return;
        }
      add_publish (requests, BECKON_NS_AVATAR_DATA, info.id, beckon_avatar_data_new (avatar));
      add_publish (requests, BECKON_NS_AVATAR_METADATA, info.id,
                   beckon_avatar_metadata_new (&info));
    }
  publish_next (task);
}

gboolean
beckon_avatars_publish_finish (BeckonAvatars *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
