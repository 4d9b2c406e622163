/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-store-records.h"

/* The boxes count atomically: the store's thread and the caller's share them. */

/**
 * beckon_account_record_new:
 *
 * Makes an empty account record, not stored yet.
 *
 * Returns: (transfer full): a record
 */
BeckonAccountRecord *
beckon_account_record_new (void)
{
  return g_atomic_rc_box_new0 (BeckonAccountRecord);
}

/**
 * beckon_account_record_copy:
 * @self: a record
 *
 * Makes a record of its own, to be changed.
 *
 * Returns: (transfer full): a record with the same values
 */
BeckonAccountRecord *
beckon_account_record_copy (BeckonAccountRecord *self)
{
  BeckonAccountRecord *copy = beckon_account_record_new ();

  *copy = *self;
  copy->jid = g_strdup (self->jid);
  copy->host = g_strdup (self->host);
  copy->proxy = g_strdup (self->proxy);
  copy->resource_id = g_strdup (self->resource_id);
  copy->mechanism = g_strdup (self->mechanism);
  copy->show = g_strdup (self->show);
  copy->status = g_strdup (self->status);
  copy->nick = g_strdup (self->nick);
  copy->roster_version = g_strdup (self->roster_version);
  copy->archive_id = g_strdup (self->archive_id);
  return copy;
}

static void
account_record_clear (gpointer data)
{
  BeckonAccountRecord *self = data;

  g_free (self->jid);
  g_free (self->host);
  g_free (self->proxy);
  g_free (self->resource_id);
  g_free (self->mechanism);
  g_free (self->show);
  g_free (self->status);
  g_free (self->nick);
  g_free (self->roster_version);
  g_free (self->archive_id);
}

/**
 * beckon_account_record_ref:
 * @self: a record
 *
 * Returns: (transfer full): @self
 */
BeckonAccountRecord *
beckon_account_record_ref (BeckonAccountRecord *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * beckon_account_record_unref:
 * @self: (transfer full): a record
 */
void
beckon_account_record_unref (BeckonAccountRecord *self)
{
  g_atomic_rc_box_release_full (self, account_record_clear);
}

G_DEFINE_BOXED_TYPE (BeckonAccountRecord,
                     beckon_account_record,
                     beckon_account_record_ref,
                     beckon_account_record_unref)

/**
 * beckon_contact_record_new:
 *
 * Makes an empty contact record, not stored yet.
 *
 * Returns: (transfer full): a record
 */
BeckonContactRecord *
beckon_contact_record_new (void)
{
  return g_atomic_rc_box_new0 (BeckonContactRecord);
}

/**
 * beckon_contact_record_copy:
 * @self: a record
 *
 * Makes a record of its own, to be changed.
 *
 * Returns: (transfer full): a record with the same values
 */
BeckonContactRecord *
beckon_contact_record_copy (BeckonContactRecord *self)
{
  BeckonContactRecord *copy = beckon_contact_record_new ();

  *copy = *self;
  copy->jid = g_strdup (self->jid);
  copy->name = g_strdup (self->name);
  copy->subscription = g_strdup (self->subscription);
  copy->groups = g_strdupv (self->groups);
  copy->nick = g_strdup (self->nick);
  copy->avatar_hash = g_strdup (self->avatar_hash);
  return copy;
}

static void
contact_record_clear (gpointer data)
{
  BeckonContactRecord *self = data;

  g_free (self->jid);
  g_free (self->name);
  g_free (self->subscription);
  g_strfreev (self->groups);
  g_free (self->nick);
  g_free (self->avatar_hash);
}

/**
 * beckon_contact_record_ref:
 * @self: a record
 *
 * Returns: (transfer full): @self
 */
BeckonContactRecord *
beckon_contact_record_ref (BeckonContactRecord *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * beckon_contact_record_unref:
 * @self: (transfer full): a record
 */
void
beckon_contact_record_unref (BeckonContactRecord *self)
{
  g_atomic_rc_box_release_full (self, contact_record_clear);
}

G_DEFINE_BOXED_TYPE (BeckonContactRecord,
                     beckon_contact_record,
                     beckon_contact_record_ref,
                     beckon_contact_record_unref)

/**
 * beckon_message_record_new:
 *
 * Makes an empty message record, not stored yet.
 *
 * Returns: (transfer full): a record
 */
BeckonMessageRecord *
beckon_message_record_new (void)
{
  return g_atomic_rc_box_new0 (BeckonMessageRecord);
}

/**
 * beckon_message_record_copy:
 * @self: a record
 *
 * Makes a record of its own, to be changed.
 *
 * Returns: (transfer full): a record with the same values
 */
BeckonMessageRecord *
beckon_message_record_copy (BeckonMessageRecord *self)
{
  BeckonMessageRecord *copy = beckon_message_record_new ();

  *copy = *self;
  copy->sender = g_strdup (self->sender);
  copy->resource = g_strdup (self->resource);
  copy->origin_id = g_strdup (self->origin_id);
  copy->archive_id = g_strdup (self->archive_id);
  copy->body = g_strdup (self->body);
  copy->error = g_strdup (self->error);
  copy->replaces_id = g_strdup (self->replaces_id);
  return copy;
}

static void
message_record_clear (gpointer data)
{
  BeckonMessageRecord *self = data;

  g_free (self->sender);
  g_free (self->resource);
  g_free (self->origin_id);
  g_free (self->archive_id);
  g_free (self->body);
  g_free (self->error);
  g_free (self->replaces_id);
}

/**
 * beckon_message_record_ref:
 * @self: a record
 *
 * Returns: (transfer full): @self
 */
BeckonMessageRecord *
beckon_message_record_ref (BeckonMessageRecord *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * beckon_message_record_unref:
 * @self: (transfer full): a record
 */
void
beckon_message_record_unref (BeckonMessageRecord *self)
{
  g_atomic_rc_box_release_full (self, message_record_clear);
}

G_DEFINE_BOXED_TYPE (BeckonMessageRecord,
                     beckon_message_record,
                     beckon_message_record_ref,
                     beckon_message_record_unref)

/**
 * beckon_chat_record_new:
 *
 * Makes an empty chat record, not stored yet.
 *
 * Returns: (transfer full): a record
 */
BeckonChatRecord *
beckon_chat_record_new (void)
{
  return g_atomic_rc_box_new0 (BeckonChatRecord);
}

/**
 * beckon_chat_record_copy:
 * @self: a record
 *
 * Makes a record of its own, to be changed. It shares the last message.
 *
 * Returns: (transfer full): a record with the same values
 */
BeckonChatRecord *
beckon_chat_record_copy (BeckonChatRecord *self)
{
  BeckonChatRecord *copy = beckon_chat_record_new ();

  *copy = *self;
  copy->peer = g_strdup (self->peer);
  copy->draft = g_strdup (self->draft);
  if (self->last_message != NULL)
    copy->last_message = beckon_message_record_ref (self->last_message);
  return copy;
}

static void
chat_record_clear (gpointer data)
{
  BeckonChatRecord *self = data;

  g_free (self->peer);
  g_free (self->draft);
  g_clear_pointer (&self->last_message, beckon_message_record_unref);
}

/**
 * beckon_chat_record_ref:
 * @self: a record
 *
 * Returns: (transfer full): @self
 */
BeckonChatRecord *
beckon_chat_record_ref (BeckonChatRecord *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * beckon_chat_record_unref:
 * @self: (transfer full): a record
 */
void
beckon_chat_record_unref (BeckonChatRecord *self)
{
  g_atomic_rc_box_release_full (self, chat_record_clear);
}

G_DEFINE_BOXED_TYPE (BeckonChatRecord,
                     beckon_chat_record,
                     beckon_chat_record_ref,
                     beckon_chat_record_unref)

/**
 * beckon_gap_record_new:
 *
 * Makes an empty gap record.
 *
 * Returns: (transfer full): a record
 */
BeckonGapRecord *
beckon_gap_record_new (void)
{
  return g_atomic_rc_box_new0 (BeckonGapRecord);
}

/**
 * beckon_gap_record_copy:
 * @self: a record
 *
 * Makes a record of its own, to be changed.
 *
 * Returns: (transfer full): a record with the same values
 */
BeckonGapRecord *
beckon_gap_record_copy (BeckonGapRecord *self)
{
  BeckonGapRecord *copy = beckon_gap_record_new ();

  *copy = *self;
  copy->archive = g_strdup (self->archive);
  copy->after_id = g_strdup (self->after_id);
  copy->before_id = g_strdup (self->before_id);
  return copy;
}

static void
gap_record_clear (gpointer data)
{
  BeckonGapRecord *self = data;

  g_free (self->archive);
  g_free (self->after_id);
  g_free (self->before_id);
}

/**
 * beckon_gap_record_ref:
 * @self: a record
 *
 * Returns: (transfer full): @self
 */
BeckonGapRecord *
beckon_gap_record_ref (BeckonGapRecord *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * beckon_gap_record_unref:
 * @self: (transfer full): a record
 */
void
beckon_gap_record_unref (BeckonGapRecord *self)
{
  g_atomic_rc_box_release_full (self, gap_record_clear);
}

G_DEFINE_BOXED_TYPE (BeckonGapRecord,
                     beckon_gap_record,
                     beckon_gap_record_ref,
                     beckon_gap_record_unref)

/**
 * beckon_read_record_new:
 *
 * Returns: (transfer full): an empty record
 */
BeckonReadRecord *
beckon_read_record_new (void)
{
  return g_new0 (BeckonReadRecord, 1);
}

void
beckon_read_record_free (BeckonReadRecord *self)
{
  g_free (self->peer);
  g_free (self->archive_id);
  g_free (self->marked_id);
  g_free (self);
}
