/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-private.h"

#include "beckon-account-modules-private.h"
#include "beckon-chat-book.h"
#include "beckon-connection.h"
#include "beckon-contact-book.h"
#include "beckon-show.h"
#include "beckon-store-accounts.h"

struct _BeckonAccount
{
  GObject parent_instance;

  BeckonStore *store; /* (nullable) */
  BeckonAccountRecord *record;
  BeckonJid *jid;
  GBytes *avatar;

  BeckonAccountState state;
  GError *error;
  gint64 retry_time;
  BeckonTell tell;

  BeckonContactBook *book;
  BeckonChatBook *chats;

  BeckonConnection *connection;   /* (nullable) */
  BeckonCredentials *credentials; /* (nullable) */
  BeckonAccountModules *modules;  /* (nullable) */
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

enum
{
  KEYRING,
  NEW_DEVICE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
beckon_account_dispose (GObject *object)
{
  BeckonAccount *self = BECKON_ACCOUNT (object);

  if (self->connection != NULL)
    {
      beckon_connection_stop (self->connection);
      g_signal_handlers_disconnect_by_data (self->connection, self);
    }
  g_clear_object (&self->connection);
  g_clear_object (&self->credentials);
  g_clear_pointer (&self->modules, beckon_account_modules_free);
  beckon_chat_book_clear (self->chats);
  beckon_contact_book_clear (self->book);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (beckon_account_parent_class)->dispose (object);
}

static void
beckon_account_finalize (GObject *object)
{
  BeckonAccount *self = BECKON_ACCOUNT (object);

  g_object_unref (self->chats);
  g_object_unref (self->book);
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
      g_value_set_object (value, beckon_account_get_contacts (self));
      break;
    case PROP_CHATS:
      g_value_set_object (value, beckon_account_get_chats (self));
      break;
    case PROP_REQUESTS:
      g_value_set_object (value, beckon_account_get_requests (self));
      break;
    case PROP_BLOCKED:
      g_value_set_object (value, beckon_account_get_blocked (self));
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
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BECKON_TYPE_ACCOUNT_STATE,
                                              BECKON_ACCOUNT_OFFLINE, flags);
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

  signals[KEYRING] = g_signal_new ("keyring", BECKON_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[NEW_DEVICE] = g_signal_new ("new-device", BECKON_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
beckon_account_init (BeckonAccount *self)
{
  self->book = beckon_contact_book_new (self);
  self->chats = beckon_chat_book_new ();
  self->tell = BECKON_TELL_TYPING | BECKON_TELL_RECEIPTS;
}

/**
 * beckon_account_new:
 * @store: (nullable): where its rows are; without one it can show, and do nothing
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
  if (store != NULL)
    self->modules = beckon_account_modules_new (self, store, self->book, self->record);
  return self;
}

/**
 * beckon_account_save:
 *
 * Writes what waits to be written: drafts, and how far the archive has been read.
 */
void
beckon_account_save (BeckonAccount *self)
{
  beckon_chat_book_save (self->chats);
  if (self->modules != NULL)
    beckon_archive_sync_save (self->modules->archive);
}

static void
record_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonAccountRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  record = beckon_store_save_account_finish (BECKON_STORE (source), result, &error);
  if (record == NULL)
    g_warning ("The account is not stored: %s", error->message);
}

/**
 * beckon_account_save_record:
 *
 * Writes its row, after a change.
 */
void
beckon_account_save_record (BeckonAccount *self)
{
  g_autoptr (BeckonAccountRecord) copy = NULL;

  if (self->connection != NULL)
    beckon_connection_set_record (self->connection, self->record);
  if (self->store == NULL || self->record->id == 0)
    return;
  copy = beckon_account_record_copy (self->record);
  beckon_store_save_account_async (self->store, copy, NULL, record_saved_cb, NULL);
}

/**
 * beckon_account_set_connection:
 * @credentials: what the connection signs in with
 */
void
beckon_account_set_connection (BeckonAccount *self,
                               BeckonConnection *connection,
                               BeckonCredentials *credentials)
{
  self->connection = g_object_ref (connection);
  self->credentials = g_object_ref (credentials);
  beckon_connection_set_record (connection, self->record);
  beckon_account_follow_connection (self);
}

BeckonConnection *
beckon_account_get_connection (BeckonAccount *self)
{
  return self->connection;
}

BeckonCredentials *
beckon_account_get_credentials (BeckonAccount *self)
{
  return self->credentials;
}

/**
 * beckon_account_report_keyring:
 * @error: (nullable): why something could not be kept
 *
 * Tells whether the keyring works.
 */
void
beckon_account_report_keyring (BeckonAccount *self, const GError *error)
{
  BeckonKeyringState keyring = BECKON_KEYRING_OK;

  if (error != NULL)
    keyring = g_error_matches (error, BECKON_SECRET_ERROR, BECKON_SECRET_ERROR_LOCKED)
                ? BECKON_KEYRING_LOCKED
                : BECKON_KEYRING_UNAVAILABLE;
  g_signal_emit (self, signals[KEYRING], 0, keyring);
}

BeckonAccountModules *
beckon_account_get_modules (BeckonAccount *self)
{
  return self->modules;
}

/**
 * beckon_account_set_tell:
 * @tell: what contacts are told from now on
 */
void
beckon_account_set_tell (BeckonAccount *self, BeckonTell tell)
{
  self->tell = tell;
}

BeckonTell
beckon_account_get_tell (BeckonAccount *self)
{
  return self->tell;
}

/**
 * beckon_account_get_store:
 *
 * Returns: (transfer none) (nullable): where its rows are
 */
BeckonStore *
beckon_account_get_store (BeckonAccount *self)
{
  return self->store;
}

/**
 * beckon_account_get_record:
 *
 * Returns: (transfer none): its row
 */
BeckonAccountRecord *
beckon_account_get_record (BeckonAccount *self)
{
  return self->record;
}

/**
 * beckon_account_get_row:
 *
 * Returns: the id of its row
 */
gint64
beckon_account_get_row (BeckonAccount *self)
{
  return self->record->id;
}

/**
 * beckon_account_get_outbox:
 *
 * Returns: (transfer none) (nullable): where messages are sent from
 */
BeckonOutbox *
beckon_account_get_outbox (BeckonAccount *self)
{
  return self->modules != NULL ? self->modules->outbox : NULL;
}

/**
 * beckon_account_get_read_sync:
 *
 * Returns: (transfer none) (nullable): what tells others how far chats are read
 */
BeckonReadSync *
beckon_account_get_read_sync (BeckonAccount *self)
{
  return self->modules != NULL ? self->modules->reading : NULL;
}

/**
 * beckon_account_get_archive_past:
 *
 * Returns: (transfer none) (nullable): what fetches the past of chats
 */
BeckonArchivePast *
beckon_account_get_archive_past (BeckonAccount *self)
{
  return self->modules != NULL ? self->modules->past : NULL;
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

void
beckon_account_set_nick (BeckonAccount *self, const char *nick)
{
  if (g_strcmp0 (self->record->nick, nick) == 0)
    return;
  g_free (self->record->nick);
  self->record->nick = g_strdup (nick);
  beckon_account_save_record (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NICK]);
}

void
beckon_account_set_avatar (BeckonAccount *self, GBytes *avatar)
{
  if (self->avatar == avatar)
    return;
  g_clear_pointer (&self->avatar, g_bytes_unref);
  if (avatar != NULL)
    self->avatar = g_bytes_ref (avatar);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVATAR]);
}

/**
 * beckon_account_find_contact:
 *
 * Returns: (transfer none) (nullable): who has this address, if known
 */
BeckonContact *
beckon_account_find_contact (BeckonAccount *self, BeckonJid *jid)
{
  return beckon_contact_book_find (self->book, jid);
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
  return beckon_contact_book_ensure (self->book, jid);
}

/**
 * beckon_account_update_roster:
 * @records: (element-type BeckonContactRecord): contacts as they are now
 *
 * One change of the list, however many there are.
 */
void
beckon_account_update_roster (BeckonAccount *self, GPtrArray *records)
{
  beckon_contact_book_update (self->book, records, FALSE);
}

/**
 * beckon_account_add_request:
 * @contact: who asks to see our presence
 */
void
beckon_account_add_request (BeckonAccount *self, BeckonContact *contact)
{
  beckon_contact_book_add_request (self->book, contact);
}

/**
 * beckon_account_find_chat:
 *
 * Returns: (transfer none) (nullable): the chat with this address, if there is one
 */
BeckonChat *
beckon_account_find_chat (BeckonAccount *self, BeckonJid *jid)
{
  return beckon_chat_book_find (self->chats, jid);
}

BeckonChat *
beckon_account_find_chat_by_id (BeckonAccount *self, gint64 id)
{
  return beckon_chat_book_find_by_id (self->chats, id);
}

/**
 * beckon_account_add_chat:
 * @record: the row of a chat
 *
 * Returns: (transfer none) (nullable): the chat, which is in the list; %NULL when the peer's
 *   address is none
 */
BeckonChat *
beckon_account_add_chat (BeckonAccount *self, BeckonChatRecord *record)
{
  g_autoptr (BeckonJid) jid = beckon_jid_new (record->peer, NULL);
  g_autoptr (BeckonChat) chat = NULL;
  BeckonContact *contact;

  if (jid == NULL)
    return NULL;
  if (beckon_account_find_chat (self, jid) != NULL)
    return beckon_account_find_chat (self, jid);
  contact = beckon_account_ensure_contact (self, jid);
  chat = beckon_chat_new (self, self->store, contact, record);
  beckon_chat_book_add (self->chats, chat);
  return chat;
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
  beckon_account_save_record (self);
  if (enabled)
    beckon_account_connect (self);
  else
    beckon_account_disconnect (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
}

/**
 * beckon_account_get_proxy:
 *
 * Returns: (nullable): what the connection goes through, or %NULL for what the system says
 */
const char *
beckon_account_get_proxy (BeckonAccount *self)
{
  return self->record->proxy;
}

/**
 * beckon_account_set_proxy:
 * @uri: (nullable): a proxy, such as `socks5://host:port` or `http://host:port`, without a password;
 *   %NULL for what the system says
 *
 * Connects again, by the way that is now wanted.
 */
void
beckon_account_set_proxy (BeckonAccount *self, const char *uri)
{
  g_autofree char *copy = g_strdup (uri);

  if (g_strcmp0 (self->record->proxy, uri) == 0)
    return;
  g_free (self->record->proxy);
  self->record->proxy = g_steal_pointer (&copy);
  beckon_account_save_record (self);
  if (self->record->enabled)
    {
      beckon_account_disconnect (self);
      beckon_account_connect (self);
    }
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

BeckonShow
beckon_account_get_show (BeckonAccount *self)
{
  return beckon_show_from_string (self->record->show);
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
  g_autofree char *copy = status != NULL && *status != '\0' ? g_strdup (status) : NULL;
  gboolean changed = FALSE;

  g_object_freeze_notify (G_OBJECT (self));
  if (beckon_account_get_show (self) != show)
    {
      g_free (self->record->show);
      self->record->show = g_strdup (beckon_show_to_string (show));
      changed = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW]);
    }
  if (g_strcmp0 (self->record->status, copy) != 0)
    {
      g_free (self->record->status);
      self->record->status = g_steal_pointer (&copy);
      changed = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
    }
  g_object_thaw_notify (G_OBJECT (self));
  if (!changed)
    return;
  beckon_account_save_record (self);
  if (self->modules != NULL && self->state == BECKON_ACCOUNT_ONLINE)
    beckon_presence_tracker_announce (self->modules->presence);
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
  return beckon_contact_book_get_roster (self->book);
}

GListModel *
beckon_account_get_chats (BeckonAccount *self)
{
  return beckon_chat_book_get_chats (self->chats);
}

GListModel *
beckon_account_get_requests (BeckonAccount *self)
{
  return beckon_contact_book_get_requests (self->book);
}

GListModel *
beckon_account_get_blocked (BeckonAccount *self)
{
  return beckon_contact_book_get_blocked (self->book);
}
