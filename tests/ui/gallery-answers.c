/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* In the place of what asks servers, for the gallery: an answer to everything. */

#include "beckon-account-profile.h"
#include "beckon-server-info.h"

void
beckon_server_info_free (BeckonServerInfo *self)
{
  g_free (self->software);
  g_free (self);
}

void
beckon_account_get_server_info_async (BeckonAccount *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  BeckonServerInfo *info = g_new0 (BeckonServerInfo, 1);

  info->software = g_strdup ("Prosody 13.0");
  info->features = BECKON_SERVER_ARCHIVE | BECKON_SERVER_COPIES | BECKON_SERVER_RESUMES;
  g_task_return_pointer (task, info, (GDestroyNotify) beckon_server_info_free);
}

BeckonServerInfo *
beckon_account_get_server_info_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
return_profile (GTask *task)
{
  BeckonProfile *profile = beckon_profile_new ();

  beckon_profile_add (profile, BECKON_PROFILE_FULL_NAME, "Roberta Martin");
  beckon_profile_add (profile, BECKON_PROFILE_BIRTHDAY, "1990-04-23");
  beckon_profile_add (profile, BECKON_PROFILE_EMAIL, "bob@example.org");
  beckon_profile_add (profile, BECKON_PROFILE_PHONE, "+49 30 1234567");
  beckon_profile_add (profile, BECKON_PROFILE_URL, "https://example.org/bob");
  beckon_profile_add (profile, BECKON_PROFILE_ORGANIZATION, "Example Tower Association");
  beckon_profile_add (profile, BECKON_PROFILE_LOCALITY, "Berlin");
  beckon_profile_add (profile, BECKON_PROFILE_NOTE, "Early trains, old towers.");
  g_task_return_pointer (task, profile, (GDestroyNotify) beckon_profile_unref);
}

void
beckon_account_fetch_profile_async (BeckonAccount *self,
                                    BeckonJid *jid,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  return_profile (task);
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
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  return_profile (task);
}

BeckonProfile *
beckon_account_load_own_profile_finish (BeckonAccount *self,
                                        GAsyncResult *result,
                                        gboolean *restricted,
                                        GError **error)
{
  *restricted = FALSE;
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
beckon_account_save_own_profile_async (BeckonAccount *self,
                                       BeckonProfile *profile,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

gboolean
beckon_account_save_own_profile_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
