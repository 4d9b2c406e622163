/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-profile.h"

static GTask *waiting;
static BeckonProfile *saved;
static gboolean is_restricted;

gboolean
fake_profile_is_waiting (void)
{
  return waiting != NULL;
}

/* @profile: what the server has, or anything to say that it was saved. */
void
fake_profile_answer (BeckonProfile *profile, gboolean restricted)
{
  g_autoptr (GTask) task = g_steal_pointer (&waiting);

  is_restricted = restricted;
  g_task_return_pointer (task, beckon_profile_ref (profile),
                         (GDestroyNotify) beckon_profile_unref);
}

void
fake_profile_refuse (GQuark domain, int code)
{
  g_autoptr (GTask) task = g_steal_pointer (&waiting);

  g_task_return_new_error (task, domain, code, "As the test wants it");
}

/* What was to be saved last; belongs to the caller. */
BeckonProfile *
fake_profile_get_saved (void)
{
  return g_steal_pointer (&saved);
}

static void
wait_for_test (BeckonAccount *self,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_assert_null (waiting);
  waiting = g_task_new (self, cancellable, callback, user_data);
}

void
beckon_account_fetch_profile_async (BeckonAccount *self,
                                    BeckonJid *jid,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  wait_for_test (self, cancellable, callback, user_data);
}

BeckonProfile *
beckon_account_fetch_profile_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
beckon_account_load_own_profile_async (BeckonAccount *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  wait_for_test (self, cancellable, callback, user_data);
}

BeckonProfile *
beckon_account_load_own_profile_finish (BeckonAccount *self,
                                        GAsyncResult *result,
                                        gboolean *restricted,
                                        GError **error)
{
  *restricted = is_restricted;
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
beckon_account_save_own_profile_async (BeckonAccount *self,
                                       BeckonProfile *profile,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_assert_null (saved);
  saved = beckon_profile_ref (profile);
  wait_for_test (self, cancellable, callback, user_data);
}

gboolean
beckon_account_save_own_profile_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  g_autoptr (BeckonProfile) profile = g_task_propagate_pointer (G_TASK (result), error);

  return profile != NULL;
}
