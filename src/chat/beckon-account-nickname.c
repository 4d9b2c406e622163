/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-nickname.h"

#include "beckon-account-profile.h"

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!beckon_account_save_own_profile_finish (BECKON_ACCOUNT (source), result, &error))
    g_debug ("The nickname in the profile stays as it was: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static BeckonProfile *
copy_with_nickname (BeckonProfile *profile, const char *nick)
{
  BeckonProfile *copy = beckon_profile_new ();

  beckon_profile_add (copy, BECKON_PROFILE_NICKNAME, nick);
  for (guint field = 0; field < BECKON_PROFILE_N_FIELDS; field++)
    for (guint i = 0; field != BECKON_PROFILE_NICKNAME && i < beckon_profile_get_n (profile, field);
         i++)
      beckon_profile_add (copy, field, beckon_profile_get (profile, field, i));
  return copy;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *nick = g_task_get_task_data (task);
  gboolean restricted;
  g_autoptr (BeckonProfile) profile = beckon_account_load_own_profile_finish (
    BECKON_ACCOUNT (source), result, &restricted, NULL);
  g_autoptr (BeckonProfile) changed = NULL;

  if (profile == NULL || beckon_profile_get_n (profile, BECKON_PROFILE_NICKNAME) == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  changed = copy_with_nickname (profile, nick);
  if (beckon_profile_equal (profile, changed))
    g_task_return_boolean (task, TRUE);
  else
    beckon_account_save_own_profile_async (BECKON_ACCOUNT (source), changed,
                                           g_task_get_cancellable (task), saved_cb,
                                           g_object_ref (task));
}

static void
nick_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error))
    beckon_account_load_own_profile_async (BECKON_ACCOUNT (source), g_task_get_cancellable (task),
                                           loaded_cb, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

/**
 * beckon_account_set_nickname_async:
 * @nick: the name to be seen by, or an empty text for none
 *
 * Tells contacts the name (XEP-0172). A profile that has a nickname gets this one, too, as far as
 * that can be done; one that has none is not begun, as more people could see it there.
 */
void
beckon_account_set_nickname_async (BeckonAccount *self,
                                   const char *nick,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beckon_account_set_nickname_async);
  g_task_set_task_data (task, g_strdup (nick), g_free);
  beckon_account_set_profile_async (self, nick, NULL, cancellable, nick_cb, g_object_ref (task));
}

gboolean
beckon_account_set_nickname_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
