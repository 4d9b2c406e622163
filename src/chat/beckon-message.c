/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-message.h"

struct _BeckonMessage
{
  GObject parent_instance;

  BeckonMessageRecord *record;
  GDateTime *time;
};

G_DEFINE_FINAL_TYPE (BeckonMessage, beckon_message, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_SORT_KEY,
  PROP_SENDER,
  PROP_OUTGOING,
  PROP_TIME,
  PROP_BODY,
  PROP_STATE,
  PROP_ERROR,
  PROP_EDITED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
beckon_message_finalize (GObject *object)
{
  BeckonMessage *self = BECKON_MESSAGE (object);

  g_clear_pointer (&self->record, beckon_message_record_unref);
  g_clear_pointer (&self->time, g_date_time_unref);
  G_OBJECT_CLASS (beckon_message_parent_class)->finalize (object);
}

static void
beckon_message_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BeckonMessage *self = BECKON_MESSAGE (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->record->id);
      break;
    case PROP_SORT_KEY:
      g_value_set_int64 (value, self->record->sort_key);
      break;
    case PROP_SENDER:
      g_value_set_string (value, self->record->sender);
      break;
    case PROP_OUTGOING:
      g_value_set_boolean (value, self->record->outgoing);
      break;
    case PROP_TIME:
      g_value_set_boxed (value, beckon_message_get_time (self));
      break;
    case PROP_BODY:
      g_value_set_string (value, self->record->body);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->record->state);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->record->error);
      break;
    case PROP_EDITED:
      g_value_set_boolean (value, self->record->edited);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beckon_message_class_init (BeckonMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = beckon_message_finalize;
  object_class->get_property = beckon_message_get_property;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SORT_KEY]
    = g_param_spec_int64 ("sort-key", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_SENDER] = g_param_spec_string ("sender", NULL, NULL, NULL, flags);
  properties[PROP_OUTGOING] = g_param_spec_boolean ("outgoing", NULL, NULL, FALSE, flags);
  properties[PROP_TIME] = g_param_spec_boxed ("time", NULL, NULL, G_TYPE_DATE_TIME, flags);
  properties[PROP_BODY] = g_param_spec_string ("body", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BECKON_TYPE_MESSAGE_STATE,
                                              BECKON_MESSAGE_RECEIVED, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  properties[PROP_EDITED] = g_param_spec_boolean ("edited", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beckon_message_init (BeckonMessage *self)
{
}

/**
 * beckon_message_new:
 * @record: the row
 *
 * Returns: (transfer full): a new message
 */
BeckonMessage *
beckon_message_new (BeckonMessageRecord *record)
{
  BeckonMessage *self = g_object_new (BECKON_TYPE_MESSAGE, NULL);

  self->record = beckon_message_record_ref (record);
  return self;
}

/**
 * beckon_message_update:
 * @record: the same row, as it is now
 *
 * Notifies for what is different.
 */
void
beckon_message_update (BeckonMessage *self, BeckonMessageRecord *record)
{
  g_autoptr (BeckonMessageRecord) old = g_steal_pointer (&self->record);
  GObject *object = G_OBJECT (self);

  self->record = beckon_message_record_ref (record);
  if (old->time != record->time)
    g_clear_pointer (&self->time, g_date_time_unref);

  g_object_freeze_notify (object);
  if (old->sort_key != record->sort_key)
    g_object_notify_by_pspec (object, properties[PROP_SORT_KEY]);
  if (old->time != record->time)
    g_object_notify_by_pspec (object, properties[PROP_TIME]);
  if (g_strcmp0 (old->body, record->body) != 0)
    g_object_notify_by_pspec (object, properties[PROP_BODY]);
  if (old->state != record->state)
    g_object_notify_by_pspec (object, properties[PROP_STATE]);
  if (g_strcmp0 (old->error, record->error) != 0)
    g_object_notify_by_pspec (object, properties[PROP_ERROR]);
  if (old->edited != record->edited)
    g_object_notify_by_pspec (object, properties[PROP_EDITED]);
  g_object_thaw_notify (object);
}

/**
 * beckon_message_get_record:
 *
 * Returns: (transfer none): the row; valid until beckon_message_update()
 */
BeckonMessageRecord *
beckon_message_get_record (BeckonMessage *self)
{
  return self->record;
}

gint64
beckon_message_get_id (BeckonMessage *self)
{
  return self->record->id;
}

gint64
beckon_message_get_sort_key (BeckonMessage *self)
{
  return self->record->sort_key;
}

/**
 * beckon_message_get_sender:
 *
 * Returns: the bare address of who wrote it
 */
const char *
beckon_message_get_sender (BeckonMessage *self)
{
  return self->record->sender;
}

gboolean
beckon_message_get_outgoing (BeckonMessage *self)
{
  return self->record->outgoing;
}

/**
 * beckon_message_get_time:
 *
 * Returns: (transfer none): when it was written, in the local time zone
 */
GDateTime *
beckon_message_get_time (BeckonMessage *self)
{
  if (self->time == NULL)
    {
      g_autoptr (GDateTime) second
        = g_date_time_new_from_unix_local (self->record->time / G_USEC_PER_SEC);

      /* A time that no calendar knows is shown as the beginning of time. */
      if (second == NULL)
        self->time = g_date_time_new_from_unix_local (0);
      else
        self->time = g_date_time_add (second, self->record->time % G_USEC_PER_SEC);
    }
  return self->time;
}

const char *
beckon_message_get_body (BeckonMessage *self)
{
  return self->record->body;
}

BeckonMessageState
beckon_message_get_state (BeckonMessage *self)
{
  return self->record->state;
}

/**
 * beckon_message_get_error:
 *
 * Returns: (nullable): for a message in the state failed, the stanza error condition (RFC 6120,
 *   section 8.3.3)
 */
const char *
beckon_message_get_error (BeckonMessage *self)
{
  return self->record->error;
}

/**
 * beckon_message_get_unstyled:
 *
 * Returns: whether the text is to be shown as it is (XEP-0393, section 7)
 */
gboolean
beckon_message_get_unstyled (BeckonMessage *self)
{
  return self->record->unstyled;
}

gboolean
beckon_message_get_edited (BeckonMessage *self)
{
  return self->record->edited;
}
