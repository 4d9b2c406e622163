/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-import.h"

#include "beckon-account-private.h"
#include "beckon-chat-private.h"
#include "beckon-import-contacts.h"
#include "beckon-import-person.h"
#include "beckon-import-source.h"
#include "beckon-incoming.h"
#include "beckon-parse.h"
#include "beckon-store-chats.h"
#include "beckon-store-transfer.h"

#include <string.h>

/* More people than these has nobody written with. */
#define MAX_CHATS 10000

/* How many messages are stored together, and with how much text at the most: they are copied in
 * one go, which is some milliseconds. */
#define BATCH 500
#define BATCH_TEXT (512 * 1024)

struct _BeckonImport
{
  GObject parent_instance;

  BeckonAccount *account;
  GFile *file;
  BeckonJid *jid;      /* whose file it is */
  char *nick;          /* (nullable), as these two */
  BeckonProfile *profile;
  GBytes *picture;
  GPtrArray *contacts; /* of BeckonRosterItem */
  GPtrArray *blocked;  /* of BeckonJid */
  GHashTable *peers;   /* of BeckonJid: with whom there are messages */
  guint n_messages;    /* that can be read by a person */
};

G_DEFINE_FINAL_TYPE (BeckonImport, beckon_import, G_TYPE_OBJECT)

static void
beckon_import_finalize (GObject *object)
{
  BeckonImport *self = BECKON_IMPORT (object);

  g_object_unref (self->account);
  g_object_unref (self->file);
  g_clear_pointer (&self->jid, beckon_jid_unref);
  g_free (self->nick);
  g_clear_pointer (&self->profile, beckon_profile_unref);
  g_clear_pointer (&self->picture, g_bytes_unref);
  g_ptr_array_unref (self->contacts);
  g_ptr_array_unref (self->blocked);
  g_hash_table_unref (self->peers);
  G_OBJECT_CLASS (beckon_import_parent_class)->finalize (object);
}

static void
beckon_import_class_init (BeckonImportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_import_finalize;
}

static void
beckon_import_init (BeckonImport *self)
{
  self->contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_roster_item_free);
  self->blocked = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_jid_unref);
  self->peers = g_hash_table_new_full ((GHashFunc) beckon_jid_hash, (GEqualFunc) beckon_jid_equal,
                                       (GDestroyNotify) beckon_jid_unref, NULL);
}

/* A message of the file as one of this account */

/* Whoever the file is of, is now the account. Returns: whether that is them. */
static gboolean
replace_address (BeckonImport *self, BeckonElement *message, const char *attribute)
{
  BeckonJid *account = beckon_account_get_jid (self->account);
  g_autoptr (BeckonJid) jid = beckon_parse_jid (message, attribute);

  if (jid == NULL)
    return FALSE;
  if (beckon_jid_equal_bare (jid, account))
    return TRUE;
  if (!beckon_jid_equal_bare (jid, self->jid))
    return FALSE;
  beckon_element_set_attribute (message, attribute, beckon_jid_get_bare (account));
  return TRUE;
}

/* Returns: (nullable): what a person can read, from or to the person themselves. */
static BeckonIncoming *
take_message (BeckonImport *self, const BeckonMamItem *item)
{
  g_autoptr (BeckonElement) message = beckon_element_copy (item->message);
  BeckonMamItem own = { item->archive_id, message, item->time };
  g_autoptr (BeckonIncoming) incoming = NULL;
  gboolean is_from_us = replace_address (self, message, "from");
  gboolean is_to_us = replace_address (self, message, "to");

  if (!is_from_us && !is_to_us && beckon_element_get_attribute (message, "to") != NULL)
    return NULL;
  incoming = beckon_incoming_new_archived (&own, beckon_account_get_jid (self->account));
  if (incoming == NULL || !beckon_incoming_has_text (incoming))
    return NULL;
  /* It is the id of another archive, or of one that may have been made anew. */
  g_clear_pointer (&incoming->archive_id, g_free);
  return g_steal_pointer (&incoming);
}

/* Looking at it */

static void
account_cb (BeckonJid *account, gpointer user_data)
{
  BeckonImport *self = user_data;

  self->jid = beckon_jid_ref (account);
}

static void
contact_cb (const BeckonRosterItem *item, gpointer user_data)
{
  BeckonImport *self = user_data;
  BeckonRosterItem *copy = g_new0 (BeckonRosterItem, 1);

  copy->jid = beckon_jid_ref (item->jid);
  copy->name = g_strdup (item->name);
  copy->subscription = item->subscription;
  copy->ask = item->ask;
  copy->groups = g_strdupv (item->groups);
  g_ptr_array_add (self->contacts, copy);
}

static void
blocked_cb (BeckonJid *jid, gpointer user_data)
{
  BeckonImport *self = user_data;

  /* Blocking one device, or a whole server, has no page here to take it back. */
  if (beckon_jid_is_bare (jid) && beckon_jid_get_local (jid) != NULL)
    g_ptr_array_add (self->blocked, beckon_jid_ref (jid));
}

static void
nick_cb (const char *nick, gpointer user_data)
{
  BeckonImport *self = user_data;

  g_free (self->nick);
  self->nick = g_strdup (nick);
}

static void
profile_cb (BeckonProfile *profile, gpointer user_data)
{
  BeckonImport *self = user_data;

  self->profile = beckon_profile_ref (profile);
}

static void
picture_cb (GBytes *picture, gpointer user_data)
{
  BeckonImport *self = user_data;

  self->picture = g_bytes_ref (picture);
}

static void
count_message_cb (const BeckonMamItem *item, gpointer user_data)
{
  BeckonImport *self = user_data;
  g_autoptr (BeckonIncoming) incoming = take_message (self, item);

  if (incoming == NULL)
    return;
  self->n_messages++;
  if (g_hash_table_size (self->peers) <= MAX_CHATS)
    g_hash_table_add (self->peers, beckon_jid_ref (incoming->peer));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BeckonImportSource *file = BECKON_IMPORT_SOURCE (source);
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  BeckonImport *self = g_task_get_task_data (task);
  gboolean more;
  GError *error = NULL;

  if (!beckon_import_source_read_finish (file, result, &more, &error))
    g_task_return_error (task, error);
  else if (g_hash_table_size (self->peers) > MAX_CHATS)
    g_task_return_new_error (task, BECKON_PIE_ERROR, BECKON_PIE_ERROR_LIMIT, "Too many chats");
  else if (more)
    beckon_import_source_read_async (file, cancellable, looked_cb,
                                     g_steal_pointer (&task));
  else
    g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

/**
 * beckon_import_open_async:
 * @account: where to
 * @file: what to look at
 * @cancellable: (nullable): to give up
 *
 * Reads the whole file, to know what is in it and that it is in order.
 */
void
beckon_import_open_async (BeckonAccount *account,
                          GFile *file,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  static const BeckonPieEvents events
    = { account_cb, contact_cb, blocked_cb, nick_cb, profile_cb, picture_cb, count_message_cb };
  GTask *task = g_task_new (account, cancellable, callback, user_data);
  BeckonImport *self = g_object_new (BECKON_TYPE_IMPORT, NULL);
  g_autoptr (BeckonImportSource) source = beckon_import_source_new (file, &events, self);

  self->account = g_object_ref (account);
  self->file = g_object_ref (file);
  g_task_set_source_tag (task, beckon_import_open_async);
  g_task_set_task_data (task, self, g_object_unref);
  beckon_import_source_read_async (source, cancellable, looked_cb, task);
}

/**
 * beckon_import_open_finish:
 *
 * Returns: (transfer full) (nullable): what is in the file, or %NULL with a %BECKON_PIE_ERROR or a
 *   %G_IO_ERROR
 */
BeckonImport *
beckon_import_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * beckon_import_get_jid:
 *
 * Returns: (transfer none): whose account the file is of
 */
BeckonJid *
beckon_import_get_jid (BeckonImport *self)
{
  return self->jid;
}

guint
beckon_import_get_n_contacts (BeckonImport *self)
{
  return self->contacts->len;
}

guint
beckon_import_get_n_blocked (BeckonImport *self)
{
  return self->blocked->len;
}

guint
beckon_import_get_n_messages (BeckonImport *self)
{
  return self->n_messages;
}

/**
 * beckon_import_count_new_contacts:
 *
 * Returns: how many are not in the contact list yet
 */
guint
beckon_import_count_new_contacts (BeckonImport *self)
{
  return beckon_import_contacts_count_new (self->account, self->contacts);
}

/**
 * beckon_import_count_new_blocked:
 *
 * Returns: how many are not blocked yet
 */
guint
beckon_import_count_new_blocked (BeckonImport *self)
{
  return beckon_import_blocked_count_new (self->account, self->blocked);
}

/* Taking it over: piece by piece the messages, then the contacts */

typedef struct
{
  BeckonImport *self;
  BeckonStore *store;
  BeckonImportSource *source;
  BeckonStoreImport *place;
  GPtrArray *batch; /* of BeckonIncoming */
  gsize batch_text; /* in bytes */
  gboolean more;    /* the file has not come to its end */
  BeckonTransferProgress progress;
  gpointer progress_data;
  guint n_messages; /* so far */
  guint n_new;
  guint n_refused;
  GError *error; /* (nullable): what has ended it */
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_object_unref (run->self);
  g_clear_object (&run->store);
  g_clear_object (&run->source);
  beckon_store_import_unref (run->place);
  g_ptr_array_unref (run->batch);
  g_clear_error (&run->error);
  g_free (run);
}

static guint
get_total (BeckonImport *self)
{
  return self->n_messages + self->contacts->len + self->blocked->len;
}

/* No others than were counted, should the file have changed. */
static void
add_message_cb (const BeckonMamItem *item, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (BeckonIncoming) incoming = take_message (run->self, item);

  if (incoming == NULL || !g_hash_table_contains (run->self->peers, incoming->peer)
      || run->n_messages + run->batch->len >= run->self->n_messages)
    return;
  run->batch_text += strlen (incoming->message->body);
  g_ptr_array_add (run->batch, g_steal_pointer (&incoming));
}

static void
person_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (beckon_import_person_finish (BECKON_ACCOUNT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
contacts_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  BeckonAccount *account = BECKON_ACCOUNT (source);
  Run *run = g_task_get_task_data (task);
  BeckonImport *self = run->self;
  GError *error = NULL;

  if (!beckon_import_contacts_finish (account, result, &run->n_refused, &error))
    g_task_return_error (task, error);
  else
    beckon_import_person_async (account, self->nick, self->profile, self->picture, cancellable,
                                person_done_cb, g_steal_pointer (&task));
}

static void
contacts_progress_cb (guint n_done, guint n_total, gpointer user_data)
{
  Run *run = user_data;

  if (run->progress != NULL)
    run->progress (run->self->n_messages + n_done, get_total (run->self), run->progress_data);
}

static void
show_chats (BeckonImport *self, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      BeckonChatRecord *record = g_ptr_array_index (records, i);
      BeckonChat *chat = beckon_account_find_chat_by_id (self->account, record->id);

      if (chat != NULL
          && g_hash_table_contains (self->peers,
                                    beckon_contact_get_jid (beckon_chat_get_contact (chat))))
        beckon_chat_take_past (chat, record);
    }
}

static void
chats_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Run *run = g_task_get_task_data (task);
  BeckonImport *self = run->self;
  g_autoptr (GPtrArray) records
    = beckon_store_load_chats_finish (BECKON_STORE (source), result,
                                      run->error == NULL ? &run->error : NULL);

  if (records != NULL)
    show_chats (self, records);
  if (run->error != NULL)
    g_task_return_error (task, g_steal_pointer (&run->error));
  else
    beckon_import_contacts_async (self->account, self->contacts, self->blocked,
                                  cancellable, contacts_progress_cb, run,
                                  contacts_done_cb, g_steal_pointer (&task));
}

/* What is stored by now is on show, also when there was an error (nullable). Takes both. */
static void
end_messages (GTask *task, GError *error)
{
  Run *run = g_task_get_task_data (task);

  run->error = error;
  beckon_store_load_chats_async (run->store, beckon_account_get_row (run->self->account), NULL,
                                 chats_loaded_cb, task);
}

static void open_chats (GTask *task);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!beckon_import_source_read_finish (run->source, result, &run->more, &error))
    end_messages (g_steal_pointer (&task), error);
  else if (run->more && run->batch->len < BATCH && run->batch_text < BATCH_TEXT)
    beckon_import_source_read_async (run->source, cancellable, read_cb,
                                     g_steal_pointer (&task));
  else
    open_chats (g_steal_pointer (&task));
}

static void
chat_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (BeckonChat) chat = NULL;
  GError *error = NULL;

  chat = beckon_account_open_chat_finish (BECKON_ACCOUNT (source), result, &error);
  if (chat == NULL)
    end_messages (g_steal_pointer (&task), error);
  else
    open_chats (g_steal_pointer (&task));
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Run *run = g_task_get_task_data (task);
  guint n_new;
  GError *error = NULL;

  if (!beckon_store_import_messages_finish (BECKON_STORE (source), result, &n_new, &error))
    {
      end_messages (g_steal_pointer (&task), error);
      return;
    }
  run->n_new += n_new;
  run->n_messages += run->batch->len;
  g_ptr_array_set_size (run->batch, 0);
  run->batch_text = 0;
  if (run->progress != NULL)
    run->progress (run->n_messages, get_total (run->self), run->progress_data);
  if (run->more)
    beckon_import_source_read_async (run->source, cancellable, read_cb,
                                     g_steal_pointer (&task));
  else
    end_messages (g_steal_pointer (&task), NULL);
}

static void
store_batch (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  BeckonAccount *account = run->self->account;
  BeckonJid *jid = beckon_account_get_jid (account);
  g_autoptr (GPtrArray) records
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_message_record_unref);

  for (guint i = 0; i < run->batch->len; i++)
    {
      BeckonIncoming *incoming = g_ptr_array_index (run->batch, i);
      BeckonChat *chat = beckon_account_find_chat (account, incoming->peer);
      BeckonMessageRecord *record;

      if (chat == NULL)
        continue;
      record = beckon_incoming_to_record (incoming, jid, beckon_chat_get_id (chat));
      record->markable = FALSE; /* nobody waits for word any more */
      g_ptr_array_add (records, record);
    }
  beckon_store_import_messages_async (run->store, run->place, records, NULL, imported_cb, task);
}

/* Takes the task. One after the other, until there is one for each message at hand. */
static void
open_chats (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  BeckonAccount *account = run->self->account;

  for (guint i = 0; i < run->batch->len; i++)
    {
      BeckonIncoming *incoming = g_ptr_array_index (run->batch, i);

      if (beckon_account_find_chat (account, incoming->peer) == NULL)
        {
          beckon_account_open_chat_async (account, incoming->peer, NULL, chat_opened_cb, task);
          return;
        }
    }
  store_batch (task);
}

/**
 * beckon_import_run_async:
 * @cancellable: (nullable): to give up; what is stored by then stays
 * @progress: (nullable): called from time to time
 *
 * Takes over what is in the file, and is not there yet. Contacts need a connection: without one it
 * ends with %G_IO_ERROR_NOT_CONNECTED when all messages are there. To do it once more goes on where
 * it ended.
 */
void
beckon_import_run_async (BeckonImport *self,
                         GCancellable *cancellable,
                         BeckonTransferProgress progress,
                         gpointer progress_data,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  static const BeckonPieEvents events = { .message = add_message_cb };
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  g_task_set_source_tag (task, beckon_import_run_async);
  g_task_set_task_data (task, run, run_free);
  run->self = g_object_ref (self);
  g_set_object (&run->store, beckon_account_get_store (self->account));
  run->source = beckon_import_source_new (self->file, &events, run);
  run->place = beckon_store_import_new (self->n_messages);
  run->batch = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_incoming_free);
  run->progress = progress;
  run->progress_data = progress_data;
  if (run->store == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The account is gone");
  else
    beckon_import_source_read_async (run->source, cancellable, read_cb, g_steal_pointer (&task));
}

/**
 * beckon_import_run_finish:
 * @n_new_messages: (out): how many were stored that were not there before
 * @n_refused: (out): how many contacts the server did not take
 *
 * Returns: whether all was done; if not, what was done by then stays
 */
gboolean
beckon_import_run_finish (BeckonImport *self,
                          GAsyncResult *result,
                          guint *n_new_messages,
                          guint *n_refused,
                          GError **error)
{
  Run *run = g_task_get_task_data (G_TASK (result));

  *n_new_messages = run->n_new;
  *n_refused = run->n_refused;
  return g_task_propagate_boolean (G_TASK (result), error);
}
