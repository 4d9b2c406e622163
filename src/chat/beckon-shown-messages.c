/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-shown-messages.h"

struct _BeckonShownMessages
{
  GHashTable *by_id; /* row id → BeckonMessage (weak) */
};

static void
message_gone_cb (gpointer data, GObject *message)
{
  BeckonShownMessages *self = data;
  gint64 id = beckon_message_get_id ((BeckonMessage *) message);

  g_hash_table_remove (self->by_id, &id);
}

BeckonShownMessages *
beckon_shown_messages_new (void)
{
  BeckonShownMessages *self = g_new0 (BeckonShownMessages, 1);

  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
beckon_shown_messages_free (BeckonShownMessages *self)
{
  GHashTableIter iter;
  gpointer message;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &message))
    g_object_weak_unref (message, message_gone_cb, self);
  g_hash_table_unref (self->by_id);
  g_free (self);
}

/**
 * beckon_shown_messages_dup:
 * @record: a row as it is now
 *
 * Returns: (transfer full): its object: the one that somebody holds, brought up to date, or a new
 *   one
 */
BeckonMessage *
beckon_shown_messages_dup (BeckonShownMessages *self, BeckonMessageRecord *record)
{
  BeckonMessage *message = g_hash_table_lookup (self->by_id, &record->id);

  if (message != NULL)
    {
      beckon_message_update (message, record);
      return g_object_ref (message);
    }
  message = beckon_message_new (record);
  g_hash_table_insert (self->by_id, g_memdup2 (&record->id, sizeof record->id), message);
  g_object_weak_ref (G_OBJECT (message), message_gone_cb, self);
  return message;
}
