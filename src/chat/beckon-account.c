/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-private.h"

#include "beckon-account-modules-private.h"
#include "beckon-chat-book.h"
#include "beckon-connection.h"
#include "beckon-contact-book.h"
#include "beckon-show.h"

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
 * beckon_account_get_contact_book:
 *
 * Returns: (transfer none): everybody it knows
 */
BeckonContactBook *
beckon_account_get_contact_book (BeckonAccount *self)
{
  return self->book;
}

BeckonChatBook *
beckon_account_get_chat_book (BeckonAccount *self)
{
  return self->chats;
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
beckon_account_set_avatar (BeckonAccount *self, GBytes *avatar)
{
  if (self->avatar == avatar)
    return;
  g_clear_pointer (&self->avatar, g_bytes_unref);
  if (avatar != NULL)
    self->avatar = g_bytes_ref (avatar);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVATAR]);
}

BeckonJid *
beckon_account_get_jid (BeckonAccount *self)
{
  return self->jid;
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

GBytes *
beckon_account_get_avatar (BeckonAccount *self)
{
  return self->avatar;
}
