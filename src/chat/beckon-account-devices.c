/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-devices.h"

#include "beckon-command.h"
#include "beckon-parse.h"
#include "beckon-text.h"
#include "xep-0082.h"

#define DEVICES "urn:im.beckon:scan-login:0#devices"
#define REVOKE "urn:im.beckon:scan-login:0#revoke"
#define OTHERS "others"
#define MAX_TEXT_LENGTH 64

void
beckon_device_free (BeckonDevice *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->os);
  g_free (self->software);
  g_clear_pointer (&self->first_seen, g_date_time_unref);
  g_clear_pointer (&self->last_seen, g_date_time_unref);
  g_free (self);
}

static char *
get_line (GHashTable *item, const char *name)
{
  return beckon_text_dup_line (g_hash_table_lookup (item, name), MAX_TEXT_LENGTH);
}

static GDateTime *
get_time (GHashTable *item, const char *name)
{
  const char *text = g_hash_table_lookup (item, name);
  gint64 time;

  if (text == NULL || !beckon_datetime_parse (text, &time))
    return NULL;
  return g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
}

static BeckonDevice *
parse_device (GHashTable *item)
{
  const char *id = g_hash_table_lookup (item, "id");
  BeckonDevice *device;

  if (id == NULL || *id == '\0' || g_str_equal (id, OTHERS))
    return NULL;
  device = g_new0 (BeckonDevice, 1);
  device->id = g_strdup (id);
  device->name = get_line (item, "name");
  device->os = get_line (item, "os");
  device->software = get_line (item, "software");
  device->first_seen = get_time (item, "first_seen");
  device->last_seen = get_time (item, "last_seen");
  device->current = beckon_parse_boolean (g_hash_table_lookup (item, "current"));
  return device;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_auto (BeckonCommandResult) command = { 0 };
  g_autoptr (GPtrArray) devices
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_device_free);
  GError *error = NULL;

  if (!beckon_command_run_finish (BECKON_ACCOUNT (source), result, &command, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; command.items != NULL && i < command.items->len; i++)
    {
      BeckonDevice *device = parse_device (g_ptr_array_index (command.items, i));

      if (device != NULL)
        g_ptr_array_add (devices, device);
    }
  g_task_return_pointer (task, g_steal_pointer (&devices), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * beckon_account_list_devices_async:
 *
 * Asks for the devices that were signed in by scanning.
 */
void
beckon_account_list_devices_async (BeckonAccount *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_account_list_devices_async);
  beckon_command_run_async (self, DEVICES, NULL, "execute", NULL, cancellable, listed_cb, task);
}

/**
 * beckon_account_list_devices_finish:
 *
 * Returns: (transfer full) (element-type BeckonDevice): the devices, in the server's order
 */
GPtrArray *
beckon_account_list_devices_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_auto (BeckonCommandResult) command = { 0 };
  GError *error = NULL;

  if (!beckon_command_run_finish (BECKON_ACCOUNT (source), result, &command, &error))
    g_task_return_error (task, error);
  else if (command.status != BECKON_COMMAND_COMPLETED)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The server did not do it");
  else
    g_task_return_boolean (task, TRUE);
}

static void
revoke_form_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_auto (BeckonCommandResult) command = { 0 };
  BeckonFormField *field = NULL;
  GError *error = NULL;

  if (!beckon_command_run_finish (BECKON_ACCOUNT (source), result, &command, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (command.form != NULL)
    field = beckon_data_form_get_field (command.form, "id");
  if (field == NULL)
    {
      g_task_return_new_error (task, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED,
                               "The form has no field for a device");
      return;
    }
  beckon_form_field_set_value (field, g_task_get_task_data (task));
  beckon_command_run_async (BECKON_ACCOUNT (source), REVOKE, command.session_id, "complete",
                            command.form, cancellable, revoked_cb, g_steal_pointer (&task));
}

/**
 * beckon_account_revoke_device_async:
 * @id: a device's
 *
 * Signs it out: its session ends, and its tokens are of no more use.
 */
void
beckon_account_revoke_device_async (BeckonAccount *self,
                                    const char *id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_account_revoke_device_async);
  g_task_set_task_data (task, g_strdup (id), g_free);
  beckon_command_run_async (self, REVOKE, NULL, "execute", NULL, cancellable, revoke_form_cb, task);
}

/**
 * beckon_account_revoke_other_devices_async:
 *
 * Signs out all devices but this one, and all phones that are remembered.
 */
void
beckon_account_revoke_other_devices_async (BeckonAccount *self,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data)
{
  beckon_account_revoke_device_async (self, OTHERS, cancellable, callback, user_data);
}

static void
this_revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
this_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  BeckonAccount *self = BECKON_ACCOUNT (source);
  g_autoptr (GPtrArray) devices = NULL;
  GError *error = NULL;

  devices = beckon_account_list_devices_finish (self, result, &error);
  if (devices == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < devices->len; i++)
    {
      BeckonDevice *device = g_ptr_array_index (devices, i);

      if (device->current)
        {
          beckon_account_revoke_device_async (self, device->id, cancellable, this_revoked_cb,
                                              g_steal_pointer (&task));
          return;
        }
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * beckon_account_revoke_this_device_async:
 *
 * Takes this device from the list, if it is there. The server may end the session before it says
 * that it has done so. Ends in beckon_account_call_finish().
 */
void
beckon_account_revoke_this_device_async (BeckonAccount *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_account_revoke_this_device_async);
  beckon_account_list_devices_async (self, cancellable, this_listed_cb, task);
}
