/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-roster.h"

#include "beckon-store-contacts.h"
#include "rfc-6121-roster.h"

struct _BeckonRoster
{
  BeckonModule parent_instance;

  gint64 account_id;
  BeckonStore *store; /* (nullable) */
  BeckonContactBook *book;
  char *version; /* (nullable) */
  gboolean fetched;
};

G_DEFINE_FINAL_TYPE (BeckonRoster, beckon_roster, BECKON_TYPE_MODULE)

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* What is shown stays right; the next sign-in fetches what the disk did not take. */
  if (!beckon_store_write_finish (BECKON_STORE (source), result, &error))
    g_warning ("The contact list is not stored: %s", error->message);
}

static BeckonContactRecord *
record_from_item (BeckonRoster *self, BeckonRosterItem *item)
{
  BeckonContactRecord *record = beckon_contact_record_new ();

  record->account_id = self->account_id;
  record->jid = g_strdup (beckon_jid_get_bare (item->jid));
  if (g_strcmp0 (item->subscription, "remove") == 0)
    return record;
  record->name = g_strdup (item->name);
  record->subscription = g_strdup (item->subscription);
  record->ask = item->ask;
  record->groups = g_strdupv (item->groups);
  return record;
}

static void
take_items (BeckonRoster *self, GPtrArray *records, gboolean replace, const char *version)
{
  g_free (self->version);
  self->version = g_strdup (version);
  beckon_contact_book_update (self->book, records, replace);
  if (self->store != NULL)
    beckon_store_save_roster_async (self->store, self->account_id, records, replace, version, NULL,
                                    stored_cb, NULL);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonRoster) self = user_data;
  g_autoptr (BeckonElement) reply = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *version = NULL;
  g_autoptr (GError) error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (reply == NULL || !beckon_roster_parse_result (reply, &items, &version, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_info ("No contact list: %s", error->message);
      return;
    }
  self->fetched = TRUE;
  if (items == NULL)
    return;
  records = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_contact_record_unref);
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (records, record_from_item (self, g_ptr_array_index (items, i)));
  take_items (self, records, TRUE, version);
}

static gboolean
push_cb (BeckonSession *session, BeckonElement *stanza, BeckonElement *payload, gpointer user_data)
{
  BeckonRoster *self = user_data;
  g_autoptr (BeckonRosterItem) item = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (BeckonElement) reply = NULL;
  g_autofree char *version = NULL;

  /* Only the own account may change the list (RFC 6121, section 2.1.6). */
  if (!beckon_session_is_from_own_account (session, stanza)
      || g_strcmp0 (beckon_element_get_attribute (stanza, "type"), "set") != 0)
    {
      beckon_session_reply_error (session, stanza, BECKON_STANZA_ERROR_SERVICE_UNAVAILABLE);
      return TRUE;
    }
  item = beckon_roster_parse_push (payload, &version, NULL);
  if (item == NULL)
    {
      beckon_session_reply_error (session, stanza, BECKON_STANZA_ERROR_BAD_REQUEST);
      return TRUE;
    }
  reply = beckon_session_reply_new (stanza);
  beckon_session_send (session, reply);
  records = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_contact_record_unref);
  g_ptr_array_add (records, record_from_item (self, item));
  take_items (self, records, FALSE, version != NULL ? version : self->version);
  return TRUE;
}

static void
fetch (BeckonRoster *self, BeckonSession *session)
{
  BeckonStream *stream = beckon_session_get_stream (session);
  BeckonElement *features = stream != NULL ? beckon_stream_get_features (stream) : NULL;
  const char *version = self->version;
  g_autoptr (BeckonElement) request = NULL;

  /* A version may only be sent to who knows them (RFC 6121, section 2.6.2). */
  if (version == NULL && features != NULL
      && beckon_element_get_child (features, "ver", BECKON_NS_ROSTER_VERSIONING) != NULL)
    version = "";
  request = beckon_roster_request_new (version);
  beckon_session_send_iq_async (session, request,
                                beckon_module_get_cancellable (BECKON_MODULE (self)), fetched_cb,
                                g_object_ref (self));
}

static void
beckon_roster_attached (BeckonModule *module, BeckonSession *session)
{
  BeckonRoster *self = BECKON_ROSTER (module);

  self->fetched = FALSE;
  beckon_module_add_handler (module, "iq", "query", BECKON_NS_ROSTER, 0, push_cb);
  fetch (self, session);
}

static void
beckon_roster_resumed (BeckonModule *module, BeckonSession *session)
{
  BeckonRoster *self = BECKON_ROSTER (module);

  /* The answer went with the stream. */
  if (!self->fetched)
    fetch (self, session);
}

static void
beckon_roster_finalize (GObject *object)
{
  BeckonRoster *self = BECKON_ROSTER (object);

  g_clear_object (&self->store);
  g_clear_object (&self->book);
  g_free (self->version);
  G_OBJECT_CLASS (beckon_roster_parent_class)->finalize (object);
}

static void
beckon_roster_class_init (BeckonRosterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beckon_roster_finalize;
  BECKON_MODULE_CLASS (klass)->attached = beckon_roster_attached;
  BECKON_MODULE_CLASS (klass)->resumed = beckon_roster_resumed;
}

static void
beckon_roster_init (BeckonRoster *self)
{
}

/**
 * beckon_roster_new:
 * @account_id: the account's row
 * @store: (nullable): where the list is kept
 * @book: what to fill
 * @version: (nullable): of what the store has
 *
 * Returns: (transfer full): a new roster
 */
BeckonRoster *
beckon_roster_new (BeckonAccount *account,
                   gint64 account_id,
                   BeckonStore *store,
                   BeckonContactBook *book,
                   const char *version)
{
  BeckonRoster *self = beckon_module_new (BECKON_TYPE_ROSTER, account);

  self->account_id = account_id;
  g_set_object (&self->store, store);
  self->book = g_object_ref (book);
  self->version = g_strdup (version);
  return self;
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (BeckonElement) reply = NULL;
  GError *error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (reply == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
change (BeckonRoster *self, BeckonElement *request, GTask *task)
{
  g_autoptr (GTask) owned = task;

  if (beckon_module_check_online (BECKON_MODULE (self), task))
    beckon_session_send_iq_async (beckon_module_get_session (BECKON_MODULE (self)), request,
                                  g_task_get_cancellable (task), changed_cb,
                                  g_steal_pointer (&owned));
}

/**
 * beckon_roster_set_async:
 * @name: (nullable): the name that the person gives
 * @groups: (nullable): all the groups that it shall be in
 *
 * Adds or changes a contact. The list changes when the server's push comes.
 */
void
beckon_roster_set_async (BeckonRoster *self,
                         BeckonJid *jid,
                         const char *name,
                         const char *const *groups,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (BeckonElement) request = beckon_roster_set_new (jid, name, groups);

  change (self, request, g_task_new (self, cancellable, callback, user_data));
}

/**
 * beckon_roster_remove_async:
 *
 * Removes a contact, and with it the subscriptions in both directions.
 */
void
beckon_roster_remove_async (BeckonRoster *self,
                            BeckonJid *jid,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (BeckonElement) request = beckon_roster_remove_new (jid);

  change (self, request, g_task_new (self, cancellable, callback, user_data));
}

gboolean
beckon_roster_call_finish (BeckonRoster *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
