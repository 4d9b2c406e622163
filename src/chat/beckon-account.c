/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-private.h"

#include "beckon-chat-private.h"
#include "beckon-contact-private.h"

struct _BeckonAccount
{
  GObject parent_instance;

  BeckonStore *store; /* (nullable) */
  BeckonAccountRecord *record;
  BeckonJid *jid;

  BeckonAccountState state;
  GError *error;
  gint64 retry_time;
  GBytes *avatar;

  GHashTable *known_contacts; /* bare address → BeckonContact */
  GListStore *contacts;
  GListStore *requests;
  GListStore *blocked;
  GHashTable *known_chats; /* bare address → BeckonChat, owned by the list */
  GListStore *chats;
};

G_DEFINE_FINAL_TYPE (BeckonAccount, beckon_account, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_JID,
  PROP_ENABLED,
  PROP_STATE,
  PROP_ERROR,
  PROP_RETRY_TIME,
  PROP_SHOW,
  PROP_STATUS,
  PROP_NICK,
  PROP_AVATAR,
  PROP_CONTACTS,
  PROP_CHATS,
  PROP_REQUESTS,
  PROP_BLOCKED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static const struct
{
  const char *name;
  BeckonShow show;
} shows[] = {
  { "offline", BECKON_SHOW_OFFLINE }, { "xa", BECKON_SHOW_EXTENDED_AWAY },
  { "away", BECKON_SHOW_AWAY },       { "dnd", BECKON_SHOW_BUSY },
  { "online", BECKON_SHOW_ONLINE },   { "chat", BECKON_SHOW_CHATTY },
};

static const char *
show_to_string (BeckonShow show)
{
  for (guint i = 0; i < G_N_ELEMENTS (shows); i++)
    if (shows[i].show == show)
      return shows[i].name;
  return "online";
}

static BeckonShow
show_from_string (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (shows); i++)
    if (g_strcmp0 (shows[i].name, name) == 0)
      return shows[i].show;
  return BECKON_SHOW_ONLINE;
}

static void
beckon_account_dispose (GObject *object)
{
  BeckonAccount *self = BECKON_ACCOUNT (object);

  g_hash_table_remove_all (self->known_chats);
  g_hash_table_remove_all (self->known_contacts);
  g_list_store_remove_all (self->chats);
  g_list_store_remove_all (self->contacts);
  g_list_store_remove_all (self->requests);
  g_list_store_remove_all (self->blocked);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (beckon_account_parent_class)->dispose (object);
}

static void
beckon_account_finalize (GObject *object)
{
  BeckonAccount *self = BECKON_ACCOUNT (object);

  g_hash_table_unref (self->known_chats);
  g_hash_table_unref (self->known_contacts);
  g_object_unref (self->chats);
  g_object_unref (self->contacts);
  g_object_unref (self->requests);
  g_object_unref (self->blocked);
  g_clear_error (&self->error);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_clear_pointer (&self->jid, beckon_jid_unref);
  g_clear_pointer (&self->record, beckon_account_record_unref);
  G_OBJECT_CLASS (beckon_account_parent_class)->finalize (object);
}

static void
beckon_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BeckonAccount *self = BECKON_ACCOUNT (object);

  switch (id)
    {
    case PROP_JID:
      g_value_set_boxed (value, self->jid);
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, self->record->enabled);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_RETRY_TIME:
      g_value_set_int64 (value, self->retry_time);
      break;
    case PROP_SHOW:
      g_value_set_enum (value, beckon_account_get_show (self));
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->record->status);
      break;
    case PROP_NICK:
      g_value_set_string (value, self->record->nick);
      break;
    case PROP_AVATAR:
      g_value_set_boxed (value, self->avatar);
      break;
    case PROP_CONTACTS:
      g_value_set_object (value, self->contacts);
      break;
    case PROP_CHATS:
      g_value_set_object (value, self->chats);
      break;
    case PROP_REQUESTS:
      g_value_set_object (value, self->requests);
      break;
    case PROP_BLOCKED:
      g_value_set_object (value, self->blocked);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_account_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ENABLED:
      beckon_account_set_enabled (BECKON_ACCOUNT (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_account_class_init (BeckonAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = beckon_account_dispose;
  object_class->finalize = beckon_account_finalize;
  object_class->get_property = beckon_account_get_property;
  object_class->set_property = beckon_account_set_property;

  properties[PROP_JID] = g_param_spec_boxed ("jid", NULL, NULL, BECKON_TYPE_JID, flags);
  properties[PROP_ENABLED]
    = g_param_spec_boolean ("enabled", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  properties[PROP_STATE] = g_param_spec_enum (
    "state", NULL, NULL, BECKON_TYPE_ACCOUNT_STATE, BECKON_ACCOUNT_OFFLINE, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_RETRY_TIME]
    = g_param_spec_int64 ("retry-time", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SHOW]
    = g_param_spec_enum ("show", NULL, NULL, BECKON_TYPE_SHOW, BECKON_SHOW_OFFLINE, flags);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  properties[PROP_NICK] = g_param_spec_string ("nick", NULL, NULL, NULL, flags);
  properties[PROP_AVATAR] = g_param_spec_boxed ("avatar", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_CONTACTS]
    = g_param_spec_object ("contacts", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_CHATS] = g_param_spec_object ("chats", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_REQUESTS]
    = g_param_spec_object ("requests", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_BLOCKED] = g_param_spec_object ("blocked", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beckon_account_init (BeckonAccount *self)
{
  self->known_contacts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->known_chats = g_hash_table_new (g_str_hash, g_str_equal);
  self->contacts = g_list_store_new (BECKON_TYPE_CONTACT);
  self->requests = g_list_store_new (BECKON_TYPE_CONTACT);
  self->blocked = g_list_store_new (BECKON_TYPE_CONTACT);
  self->chats = g_list_store_new (BECKON_TYPE_CHAT);
}

/**
 * beckon_account_new:
 * @store: (nullable): where its rows are
 * @record: its row
 *
 * Returns: (transfer full) (nullable): a new account, or %NULL when the address in the row is none
 */
BeckonAccount *
beckon_account_new (BeckonStore *store, BeckonAccountRecord *record)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (record->jid, NULL);
  BeckonAccount *self;

  if (jid == NULL)
    return NULL;
  self = g_object_new (BECKON_TYPE_ACCOUNT, NULL);
  g_set_object (&self->store, store);
  self->record = beckon_account_record_copy (record);
  self->jid = g_steal_pointer (&jid);
  return self;
}

/**
 * beckon_account_set_state:
 * @error: (nullable): why it is not online
 * @retry_time: when it tries again by itself, in monotonic microseconds, or 0
 */
void
beckon_account_set_state (BeckonAccount *self,
                          BeckonAccountState state,
                          const GError *error,
                          gint64 retry_time)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  if (self->state != state)
    {
      self->state = state;
      g_object_notify_by_pspec (object, properties[PROP_STATE]);
    }
  if (self->error != error)
    {
      g_clear_error (&self->error);
      self->error = error != NULL ? g_error_copy (error) : NULL;
      g_object_notify_by_pspec (object, properties[PROP_ERROR]);
    }
  if (self->retry_time != retry_time)
    {
      self->retry_time = retry_time;
      g_object_notify_by_pspec (object, properties[PROP_RETRY_TIME]);
    }
  g_object_thaw_notify (object);
}

/**
 * beckon_account_ensure_contact:
 * @jid: an address, of which the bare part counts
 *
 * Returns: (transfer none): the contact with this address, made if need be
 */
BeckonContact *
beckon_account_ensure_contact (BeckonAccount *self, BeckonJid *jid)
{
  BeckonContact *contact = g_hash_table_lookup (self->known_contacts, beckon_jid_get_bare (jid));
  g_autoptr (BeckonJid) bare = NULL;

  if (contact != NULL)
    return contact;
  bare = beckon_jid_dup_bare (jid);
  contact = beckon_contact_new (self, bare);
  g_hash_table_insert (
    self->known_contacts, (char *) beckon_jid_get_bare (beckon_contact_get_jid (contact)), contact);
  return contact;
}

/**
 * beckon_account_add_to_roster:
 * @contacts: (element-type BeckonContact): contacts of this account that were not in the roster
 *
 * One change of the list, however many there are.
 */
void
beckon_account_add_to_roster (BeckonAccount *self, GPtrArray *contacts)
{
  g_list_store_splice (self->contacts,
                       g_list_model_get_n_items (G_LIST_MODEL (self->contacts)),
                       0,
                       contacts->pdata,
                       contacts->len);
}

/**
 * beckon_account_add_chat:
 * @record: the row of a chat
 *
 * Returns: (transfer none) (nullable): the chat, now in the list; %NULL when the peer's address
 *   is none
 */
BeckonChat *
beckon_account_add_chat (BeckonAccount *self, BeckonChatRecord *record)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (record->peer, NULL);
  g_autoptr (BeckonChat) chat = NULL;
  BeckonContact *contact;

  if (jid == NULL)
    return NULL;
  contact = beckon_account_ensure_contact (self, jid);
  chat = beckon_chat_new (self, self->store, contact, record);
  g_hash_table_replace (
    self->known_chats, (char *) beckon_jid_get_bare (beckon_contact_get_jid (contact)), chat);
  g_list_store_append (self->chats, chat);
  return chat;
}

/**
 * beckon_account_add_request:
 * @contact: who asks to see our presence
 */
void
beckon_account_add_request (BeckonAccount *self, BeckonContact *contact)
{
  if (!g_list_store_find (self->requests, contact, NULL))
    g_list_store_append (self->requests, contact);
}

BeckonJid *
beckon_account_get_jid (BeckonAccount *self)
{
  return self->jid;
}

gboolean
beckon_account_get_enabled (BeckonAccount *self)
{
  return self->record->enabled;
}

void
beckon_account_set_enabled (BeckonAccount *self, gboolean enabled)
{
  if (self->record->enabled == enabled)
    return;
  self->record->enabled = enabled;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
}

BeckonAccountState
beckon_account_get_state (BeckonAccount *self)
{
  return self->state;
}

/**
 * beckon_account_get_error:
 *
 * Returns: (transfer none) (nullable): why the account is not online
 */
const GError *
beckon_account_get_error (BeckonAccount *self)
{
  return self->error;
}

/**
 * beckon_account_get_retry_time:
 *
 * Returns: when it tries again by itself, in microseconds of g_get_monotonic_time(), or 0
 */
gint64
beckon_account_get_retry_time (BeckonAccount *self)
{
  return self->retry_time;
}

/**
 * beckon_account_try_now:
 *
 * Ends a pause between two attempts to connect.
 */
void
beckon_account_try_now (BeckonAccount *self)
{
}

BeckonShow
beckon_account_get_show (BeckonAccount *self)
{
  return show_from_string (self->record->show);
}

const char *
beckon_account_get_status (BeckonAccount *self)
{
  return self->record->status;
}

/**
 * beckon_account_set_presence:
 * @show: own availability; offline is not sent, see beckon_account_set_enabled()
 * @status: (nullable): a text for contacts
 */
void
beckon_account_set_presence (BeckonAccount *self, BeckonShow show, const char *status)
{
  g_autofree char *copy = g_strdup (status);

  g_object_freeze_notify (G_OBJECT (self));
  if (beckon_account_get_show (self) != show)
    {
      g_free (self->record->show);
      self->record->show = g_strdup (show_to_string (show));
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW]);
    }
  if (g_strcmp0 (self->record->status, copy) != 0)
    {
      g_free (self->record->status);
      self->record->status = g_steal_pointer (&copy);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

const char *
beckon_account_get_nick (BeckonAccount *self)
{
  return self->record->nick;
}

GBytes *
beckon_account_get_avatar (BeckonAccount *self)
{
  return self->avatar;
}

GListModel *
beckon_account_get_contacts (BeckonAccount *self)
{
  return G_LIST_MODEL (self->contacts);
}

GListModel *
beckon_account_get_chats (BeckonAccount *self)
{
  return G_LIST_MODEL (self->chats);
}

GListModel *
beckon_account_get_requests (BeckonAccount *self)
{
  return G_LIST_MODEL (self->requests);
}

GListModel *
beckon_account_get_blocked (BeckonAccount *self)
{
  return G_LIST_MODEL (self->blocked);
}

void
beckon_account_open_chat_async (BeckonAccount *self,
                                BeckonJid *jid,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  BeckonChat *chat = g_hash_table_lookup (self->known_chats, beckon_jid_get_bare (jid));

  g_task_set_source_tag (task, beckon_account_open_chat_async);
  if (chat != NULL)
    g_task_return_pointer (task, g_object_ref (chat), g_object_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Not yet possible");
}

/**
 * beckon_account_open_chat_finish:
 *
 * Returns: (transfer full): the chat
 */
BeckonChat *
beckon_account_open_chat_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
report_not_supported (BeckonAccount *self,
                      gpointer tag,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_task_report_new_error (
    self, callback, user_data, tag, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Not yet possible");
}

void
beckon_account_add_contact_async (BeckonAccount *self,
                                  BeckonJid *jid,
                                  const char *name,
                                  const char *const *groups,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  report_not_supported (self, beckon_account_add_contact_async, callback, user_data);
}

void
beckon_account_rename_contact_async (BeckonAccount *self,
                                     BeckonJid *jid,
                                     const char *name,
                                     const char *const *groups,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  report_not_supported (self, beckon_account_rename_contact_async, callback, user_data);
}

void
beckon_account_remove_contact_async (BeckonAccount *self,
                                     BeckonJid *jid,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  report_not_supported (self, beckon_account_remove_contact_async, callback, user_data);
}

void
beckon_account_set_blocked_async (BeckonAccount *self,
                                  BeckonJid *jid,
                                  gboolean blocked,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  report_not_supported (self, beckon_account_set_blocked_async, callback, user_data);
}

void
beckon_account_answer_request_async (BeckonAccount *self,
                                     BeckonJid *jid,
                                     gboolean accept,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  report_not_supported (self, beckon_account_answer_request_async, callback, user_data);
}

void
beckon_account_set_profile_async (BeckonAccount *self,
                                  const char *nick,
                                  GBytes *avatar,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  report_not_supported (self, beckon_account_set_profile_async, callback, user_data);
}

void
beckon_account_change_password_async (BeckonAccount *self,
                                      const char *password,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  report_not_supported (self, beckon_account_change_password_async, callback, user_data);
}

void
beckon_account_delete_on_server_async (BeckonAccount *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  report_not_supported (self, beckon_account_delete_on_server_async, callback, user_data);
}

gboolean
beckon_account_call_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
beckon_account_sign_in_again (BeckonAccount *self, const char *password)
{
}
