/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Rows as plain values: reference-counted boxed types, filled once by who makes them and not
 * changed after they were handed to the store or by the store. Strings are owned by the record;
 * times are microseconds since 1970, UTC, as g_get_real_time() gives them. */

/**
 * BeckonAccountRecord:
 * @id: the row, or 0 for one that is not stored yet
 * @jid: the bare address
 * @host, @port, @direct_tls: set by hand, or %NULL and 0
 * @proxy: (nullable): set by hand, as the address of a URI without a password
 * @resource_id: the stable user-agent id (XEP-0388) of this installation and account
 * @mechanism: the strongest mechanism seen, which is never gone below
 * @enabled: whether to connect
 * @keep_password: the person chose to keep the password in the keyring
 * @show, @status: own availability and text, as last chosen
 * @roster_version: RFC 6121, section 2.6
 * @archive_id: the newest archive id that is stored
 */
typedef struct
{
  gint64 id;
  char *jid;
  char *host;
  guint16 port;
  gboolean direct_tls;
  char *proxy;
  char *resource_id;
  char *mechanism;
  gboolean enabled;
  gboolean keep_password;
  char *show;
  char *status;
  char *nick;
  char *roster_version;
  char *archive_id;
} BeckonAccountRecord;

/**
 * BeckonContactRecord:
 * @subscription: `none`, `to`, `from` or `both`
 * @ask: whether our request for its presence is still open
 * @groups: (nullable): the groups' names
 * @nick: (nullable): the name that it gives itself (XEP-0172)
 * @avatar_hash: (nullable): SHA-1 of the picture, in hexadecimal
 */
typedef struct
{
  gint64 account_id;
  char *jid;
  char *name;
  char *subscription;
  gboolean ask;
  GStrv groups;
  char *nick;
  char *avatar_hash;
} BeckonContactRecord;

/**
 * BeckonMessageState:
 *
 * What is known of a message that we wrote; only evidence moves it on.
 */
typedef enum
{
  BECKON_MESSAGE_RECEIVED = 0, /* not ours */
  BECKON_MESSAGE_QUEUED = 1,
  BECKON_MESSAGE_WRITTEN = 2,
  BECKON_MESSAGE_SENT = 3,
  BECKON_MESSAGE_DELIVERED = 4,
  BECKON_MESSAGE_READ = 5,
  BECKON_MESSAGE_FAILED = 6,
} BeckonMessageState;

/**
 * BeckonMessageRecord:
 * @id: the row, or 0 for one that is not stored yet
 * @sort_key: the order in its chat; given by the store
 * @chat_id: the chat
 * @sender: the bare address of who wrote it
 * @resource: (nullable): and from which device
 * @outgoing: whether this account wrote it, here or on another device
 * @origin_id: (nullable): the id that its writer gave it (XEP-0359, or the stanza's id)
 * @archive_id: (nullable): the id that our own archive gave it
 * @time: when it was written, by the best knowledge
 * @body: the text
 * @state: for one of ours
 * @error: (nullable): why it failed, a stanza error condition, or a name of our own
 * @replaces_id: (nullable): as received, the id that it corrects (XEP-0308)
 * @edited: whether its text was replaced
 * @unstyled: whether its text is to be shown as it is (XEP-0393)
 * @markable: whether its writer wants to know that it was read (XEP-0333)
 */
typedef struct
{
  gint64 id;
  gint64 sort_key;
  gint64 chat_id;
  char *sender;
  char *resource;
  gboolean outgoing;
  char *origin_id;
  char *archive_id;
  gint64 time;
  char *body;
  BeckonMessageState state;
  char *error;
  char *replaces_id;
  gboolean edited;
  gboolean unstyled;
  gboolean markable;
} BeckonMessageRecord;

/**
 * BeckonChatRecord:
 * @id: the row, or 0
 * @account_id, @peer: whose chat with whom
 * @draft: (nullable): what was typed and not sent
 * @read_sort_key: the newest message that the person has seen
 * @deleted_sort_key: up to where all was deleted, or 0
 * @muted_until: until when nothing calls for attention, or 0
 * @unread: how many incoming messages are newer than that; filled by the store
 * @last_message: (nullable): the newest message; filled by the store
 */
typedef struct
{
  gint64 id;
  gint64 account_id;
  char *peer;
  gboolean pinned;
  gboolean archived;
  char *draft;
  gint64 read_sort_key;
  gint64 deleted_sort_key;
  gint64 muted_until;
  guint unread;
  BeckonMessageRecord *last_message;
} BeckonChatRecord;

/**
 * BeckonGapRecord:
 * @id: the row
 * @account_id, @archive: in whose archive (XEP-0313), at which address
 * @after_id: (nullable): the archive id that it begins behind; %NULL for the archive's beginning
 * @before_id: (nullable): the archive id that it ends before; %NULL for what was the archive's end
 *   when the gap was opened
 *
 * A part of an archive that is known to be missing.
 */
typedef struct
{
  gint64 id;
  gint64 account_id;
  char *archive;
  char *after_id;
  char *before_id;
} BeckonGapRecord;

/**
 * BeckonReadRecord:
 * @chat_id, @peer: which chat
 * @sort_key: the newest message that the person has seen
 * @archive_id: (nullable): the archive's id of the newest one up to there that has one
 * @marked_id: (nullable): the id of the newest one up to there whose writer wants to know that it
 *   was read and has not been told
 *
 * What others do not know yet about how far the person has read.
 */
typedef struct
{
  gint64 chat_id;
  char *peer;
  gint64 sort_key;
  char *archive_id;
  char *marked_id;
} BeckonReadRecord;

#define BECKON_TYPE_ACCOUNT_RECORD (beckon_account_record_get_type ())
GType beckon_account_record_get_type (void);
BeckonAccountRecord *beckon_account_record_new (void);
BeckonAccountRecord *beckon_account_record_copy (BeckonAccountRecord *self);
BeckonAccountRecord *beckon_account_record_ref (BeckonAccountRecord *self);
void beckon_account_record_unref (BeckonAccountRecord *self);

#define BECKON_TYPE_CONTACT_RECORD (beckon_contact_record_get_type ())
GType beckon_contact_record_get_type (void);
BeckonContactRecord *beckon_contact_record_new (void);
BeckonContactRecord *beckon_contact_record_copy (BeckonContactRecord *self);
BeckonContactRecord *beckon_contact_record_ref (BeckonContactRecord *self);
void beckon_contact_record_unref (BeckonContactRecord *self);

#define BECKON_TYPE_MESSAGE_RECORD (beckon_message_record_get_type ())
GType beckon_message_record_get_type (void);
BeckonMessageRecord *beckon_message_record_new (void);
BeckonMessageRecord *beckon_message_record_copy (BeckonMessageRecord *self);
BeckonMessageRecord *beckon_message_record_ref (BeckonMessageRecord *self);
void beckon_message_record_unref (BeckonMessageRecord *self);

#define BECKON_TYPE_CHAT_RECORD (beckon_chat_record_get_type ())
GType beckon_chat_record_get_type (void);
BeckonChatRecord *beckon_chat_record_new (void);
BeckonChatRecord *beckon_chat_record_copy (BeckonChatRecord *self);
BeckonChatRecord *beckon_chat_record_ref (BeckonChatRecord *self);
void beckon_chat_record_unref (BeckonChatRecord *self);

#define BECKON_TYPE_GAP_RECORD (beckon_gap_record_get_type ())
GType beckon_gap_record_get_type (void);
BeckonGapRecord *beckon_gap_record_new (void);
BeckonGapRecord *beckon_gap_record_copy (BeckonGapRecord *self);
BeckonGapRecord *beckon_gap_record_ref (BeckonGapRecord *self);
void beckon_gap_record_unref (BeckonGapRecord *self);

BeckonReadRecord *beckon_read_record_new (void);
void beckon_read_record_free (BeckonReadRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonReadRecord, beckon_read_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonAccountRecord, beckon_account_record_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonContactRecord, beckon_contact_record_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonMessageRecord, beckon_message_record_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonChatRecord, beckon_chat_record_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckonGapRecord, beckon_gap_record_unref)

G_END_DECLS
