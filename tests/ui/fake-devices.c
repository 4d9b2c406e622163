/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-devices.h"

#include "beckon-session.h"

#define NUMBER "42"
#define TRIES 3

struct _BeckonApproval
{
  GObject parent_instance;

  guint tries;
};

G_DEFINE_FINAL_TYPE (BeckonApproval, beckon_approval, G_TYPE_OBJECT)

static const char *const *names;
static BeckonApprovalNetwork network;
static GError *refusal;
static char *last_revoked;
static char *last_code;
static char *last_decision;

void
fake_devices_set_names (const char *const *new_names)
{
  names = new_names;
}

static const char *
take (char **last)
{
  return g_intern_string (*last);
}

const char *
fake_devices_get_revoked (void)
{
  return take (&last_revoked);
}

void
fake_devices_refuse (GQuark domain, int code)
{
  g_clear_error (&refusal);
  refusal = g_error_new_literal (domain, code, "As the test wants it");
}

void
fake_devices_set_network (BeckonApprovalNetwork new_network)
{
  network = new_network;
}

const char *
fake_devices_get_code (void)
{
  return take (&last_code);
}

const char *
fake_devices_get_decision (void)
{
  return take (&last_decision);
}

static void
keep (char **last, char *text)
{
  g_free (*last);
  *last = text;
}

/* The list */

void
beckon_device_free (BeckonDevice *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

void
beckon_account_list_devices_async (BeckonAccount *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *devices = g_ptr_array_new_with_free_func ((GDestroyNotify) beckon_device_free);

  for (guint i = 0; names[i] != NULL; i++)
    {
      BeckonDevice *device = g_new0 (BeckonDevice, 1);

      device->id = g_strdup_printf ("d%u", i);
      device->name = g_strdup (names[i]);
      device->current = i == 0;
      g_ptr_array_add (devices, device);
    }
  g_task_return_pointer (task, devices, (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
beckon_account_list_devices_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
beckon_account_revoke_device_async (BeckonAccount *self,
                                    const char *id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  keep (&last_revoked, g_strdup (id));
  if (refusal != NULL)
    g_task_return_error (task, g_steal_pointer (&refusal));
  else
    g_task_return_boolean (task, TRUE);
}

void
beckon_account_revoke_other_devices_async (BeckonAccount *self,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data)
{
  beckon_account_revoke_device_async (self, "others", cancellable, callback, user_data);
}

void
beckon_account_revoke_this_device_async (BeckonAccount *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  beckon_account_revoke_device_async (self, "this", cancellable, callback, user_data);
}

/* Approving */

static void
beckon_approval_class_init (BeckonApprovalClass *klass)
{
}

static void
beckon_approval_init (BeckonApproval *self)
{
  self->tries = TRIES;
}

void
beckon_account_approve_async (BeckonAccount *self,
                              const char *code,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  keep (&last_code, g_strdup (code));
  if (refusal != NULL)
    g_task_return_error (task, g_steal_pointer (&refusal));
  else
    g_task_return_pointer (task, g_object_new (BECKON_TYPE_APPROVAL, NULL), g_object_unref);
}

BeckonApproval *
beckon_account_approve_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
beckon_approval_get_device_name (BeckonApproval *self)
{
  return "Tablet <b>";
}

const char *
beckon_approval_get_os (BeckonApproval *self)
{
  return NULL;
}

const char *
beckon_approval_get_software (BeckonApproval *self)
{
  return "Beckon";
}

const char *
beckon_approval_get_address (BeckonApproval *self)
{
  return "192.0.2.7";
}

BeckonApprovalNetwork
beckon_approval_get_network (BeckonApproval *self)
{
  return network;
}

GDateTime *
beckon_approval_get_time (BeckonApproval *self)
{
  static GDateTime *time;

  if (time == NULL)
    time = g_date_time_new_utc (2026, 2, 3, 16, 5, 0);
  return time;
}

void
beckon_approval_decide_async (BeckonApproval *self,
                              gboolean confirm,
                              const char *number,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  keep (&last_decision, confirm ? g_strdup (number) : g_strdup ("decline"));
  if (!confirm || g_str_equal (number, NUMBER))
    g_task_return_int (task, BECKON_APPROVAL_DONE);
  else if (--self->tries > 0)
    g_task_return_int (task, BECKON_APPROVAL_WRONG_NUMBER);
  else
    g_task_return_new_error (task, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_NOT_ACCEPTABLE,
                             "Too many wrong numbers");
}

gboolean
beckon_approval_decide_finish (BeckonApproval *self,
                               GAsyncResult *result,
                               BeckonApprovalResult *outcome,
                               GError **error)
{
  gssize value = g_task_propagate_int (G_TASK (result), error);

  if (value < 0)
    return FALSE;
  *outcome = value;
  return TRUE;
}
