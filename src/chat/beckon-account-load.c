/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-private.h"

#include "beckon-outbox.h"
#include "beckon-store-chats.h"
#include "beckon-store-contacts.h"
#include "beckon-store-messages.h"

/* What an account starts with: contacts, chats and unsent messages, one after the other. */

static void
unsent_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonAccount *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) records = NULL;
  GError *error = NULL;

  records = beckon_store_load_unsent_finish (BECKON_STORE (source), result, &error);
  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  beckon_outbox_load (beckon_account_get_outbox (self), records);
  g_task_return_boolean (task, TRUE);
}

static void
chats_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonAccount *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) records = NULL;
  GError *error = NULL;

  records = beckon_store_load_chats_finish (BECKON_STORE (source), result, &error);
  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < records->len; i++)
    beckon_account_add_chat (self, g_ptr_array_index (records, i));
  beckon_store_load_unsent_async (beckon_account_get_store (self), beckon_account_get_row (self),
                                  g_task_get_cancellable (task), unsent_loaded_cb,
                                  g_object_ref (task));
}

static void
contacts_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BeckonAccount *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) records = NULL;
  GError *error = NULL;

  records = beckon_store_load_contacts_finish (BECKON_STORE (source), result, &error);
  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  beckon_account_update_roster (self, records);
  beckon_store_load_chats_async (beckon_account_get_store (self), beckon_account_get_row (self),
                                 g_task_get_cancellable (task), chats_loaded_cb,
                                 g_object_ref (task));
}

/**
 * beckon_account_load_async:
 *
 * Reads from the store what belongs to the account.
 */
void
beckon_account_load_async (BeckonAccount *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_account_load_async);
  beckon_store_load_contacts_async (beckon_account_get_store (self), beckon_account_get_row (self),
                                    cancellable, contacts_loaded_cb, task);
}

gboolean
beckon_account_load_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
