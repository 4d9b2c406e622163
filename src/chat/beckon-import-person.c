/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-import-person.h"

#include "beckon-account-private.h"
#include "beckon-account-profile.h"
#include "beckon-session.h"
#include "xep-0060.h"
#include "xep-0084.h"

typedef struct
{
  char *nick;             /* (nullable): unless the person has one */
  BeckonProfile *profile; /* (nullable) */
  GBytes *picture;        /* (nullable) */
} Person;

static void
person_free (gpointer data)
{
  Person *person = data;

  g_free (person->nick);
  g_clear_pointer (&person->profile, beckon_profile_unref);
  g_clear_pointer (&person->picture, g_bytes_unref);
  g_free (person);
}

/* A server that has no place for something is no reason to complain of the rest. Takes the error.
 * Returns: whether to go on */
static gboolean
may_go_on (GTask *task, GError *error)
{
  if (error != NULL && error->domain != BECKON_STANZA_ERROR)
    {
      g_task_return_error (task, error);
      return FALSE;
    }
  g_clear_error (&error);
  return TRUE;
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  beckon_account_call_finish (BECKON_ACCOUNT (source), result, &error);
  if (may_go_on (task, error))
    g_task_return_boolean (task, TRUE);
}

/* Takes the task. */
static void
publish (GTask *task)
{
  Person *person = g_task_get_task_data (task);

  if (person->nick == NULL && person->picture == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  beckon_account_set_profile_async (g_task_get_source_object (task), person->nick, person->picture,
                                    g_task_get_cancellable (task), published_cb, task);
}

/* There may be a picture that has not been fetched, or the news that there is to be none. */
static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Person *person = g_task_get_task_data (task);
  g_autoptr (BeckonElement) reply = NULL;
  BeckonPubsubItem item;
  GError *error = NULL;
  gboolean none;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  none = reply != NULL
           ? !beckon_pubsub_items_parse (reply, BECKON_NS_AVATAR_METADATA, &item)
           : g_error_matches (error, BECKON_STANZA_ERROR, BECKON_STANZA_ERROR_ITEM_NOT_FOUND);
  if (!none)
    g_clear_pointer (&person->picture, g_bytes_unref);
  if (may_go_on (task, error))
    publish (g_steal_pointer (&task));
}

/* Takes the task. */
static void
ask_for_picture (GTask *task)
{
  BeckonSession *session = beckon_account_get_session (g_task_get_source_object (task));
  Person *person = g_task_get_task_data (task);
  g_autoptr (BeckonElement) request
    = beckon_pubsub_items_request_new (NULL, BECKON_NS_AVATAR_METADATA, NULL);

  if (person->picture == NULL || session == NULL)
    publish (task);
  else
    beckon_session_send_iq_async (session, request, g_task_get_cancellable (task), asked_cb, task);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  beckon_account_save_own_profile_finish (BECKON_ACCOUNT (source), result, &error);
  if (may_go_on (task, error))
    ask_for_picture (g_steal_pointer (&task));
}

/* With the name that the person goes by, which is saved along with the profile. */
static BeckonProfile *
name_profile (BeckonProfile *profile, const char *nick)
{
  BeckonProfile *named = beckon_profile_new ();

  beckon_profile_add (named, BECKON_PROFILE_NICKNAME, nick);
  for (guint field = 0; field < BECKON_PROFILE_N_FIELDS; field++)
    for (guint i = 0; i < beckon_profile_get_n (profile, field); i++)
      beckon_profile_add (named, field, beckon_profile_get (profile, field, i));
  return named;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  BeckonAccount *account = BECKON_ACCOUNT (source);
  Person *person = g_task_get_task_data (task);
  const char *nick = person->nick != NULL ? person->nick : beckon_account_get_nick (account);
  g_autoptr (BeckonProfile) known = NULL;
  g_autoptr (BeckonProfile) named = NULL;
  GError *error = NULL;
  gboolean restricted;

  known = beckon_account_load_own_profile_finish (account, result, &restricted, &error);
  if (!may_go_on (task, error))
    return;
  if (known == NULL || !beckon_profile_is_empty (known))
    {
      ask_for_picture (g_steal_pointer (&task));
      return;
    }
  named = name_profile (person->profile, nick);
  beckon_account_save_own_profile_async (account, named, cancellable, saved_cb,
                                         g_steal_pointer (&task));
}

/**
 * beckon_import_person_async:
 * @nick: (nullable): the name that the person goes by
 * @profile: (nullable): what they tell of themselves, which is for everyone
 * @picture: (nullable): the picture file that they are seen by
 *
 * Publishes each of them, unless there is one of its kind, or the server takes none.
 */
void
beckon_import_person_async (BeckonAccount *account,
                            const char *nick,
                            BeckonProfile *profile,
                            GBytes *picture,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (account, cancellable, callback, user_data);
  Person *person = g_new0 (Person, 1);

  g_task_set_source_tag (task, beckon_import_person_async);
  g_task_set_task_data (task, person, person_free);
  if (beckon_account_get_nick (account) == NULL)
    person->nick = g_strdup (nick);
  person->profile = profile != NULL ? beckon_profile_ref (profile) : NULL;
  person->picture = picture != NULL ? g_bytes_ref (picture) : NULL;
  if (person->nick == NULL && profile == NULL && picture == NULL)
    g_task_return_boolean (task, TRUE);
  else if (profile != NULL)
    beckon_account_load_own_profile_async (account, cancellable, loaded_cb,
                                           g_steal_pointer (&task));
  else
    ask_for_picture (g_steal_pointer (&task));
}

gboolean
beckon_import_person_finish (BeckonAccount *account, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
