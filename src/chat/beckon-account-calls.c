/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "beckon-account-private.h"

#include "beckon-account-modules-private.h"
#include "beckon-chat-private.h"
#include "beckon-store-chats.h"
#include "xep-0077.h"

/* What an account is asked to do. All that needs the server fails at once when there is none. */

static GTask *
new_task (BeckonAccount *self,
          gpointer tag,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

static gboolean
check_online (BeckonAccount *self, GTask *task)
{
  if (beckon_account_get_session (self) != NULL)
    return TRUE;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "Not connected");
  return FALSE;
}

static void
return_result (GTask *task, gboolean done, GError *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

gboolean
beckon_account_call_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Chats */

static void
chat_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (BeckonChatRecord) record = NULL;
  GError *error = NULL;

  record = beckon_store_open_chat_finish (BECKON_STORE (source), result, &error);
  if (record == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task,
                           g_object_ref (
                             beckon_account_add_chat (g_task_get_source_object (task), record)),
                           g_object_unref);
}

/**
 * beckon_account_open_chat_async:
 *
 * The chat with somebody, made when there was none. Fails with a %BECKON_STORE_ERROR.
 */
void
beckon_account_open_chat_async (BeckonAccount *self,
                                BeckonJid *jid,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task
    = new_task (self, beckon_account_open_chat_async, cancellable, callback, user_data);
  BeckonChat *chat = beckon_account_find_chat (self, jid);
  BeckonStore *store = beckon_account_get_store (self);

  if (chat != NULL)
    {
      beckon_chat_set_deleted (chat, FALSE);
      g_task_return_pointer (task, g_object_ref (chat), g_object_unref);
    }
  else if (store == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The account is gone");
  else
    beckon_store_open_chat_async (store, beckon_account_get_row (self), beckon_jid_get_bare (jid),
                                  cancellable, chat_opened_cb, g_steal_pointer (&task));
}

/**
 * beckon_account_open_chat_finish:
 *
 * Returns: (transfer full): the chat
 */
BeckonChat *
beckon_account_open_chat_finish (BeckonAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Contacts */

static void
roster_changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  gboolean done = beckon_roster_call_finish (BECKON_ROSTER (source), result, &error);

  return_result (user_data, done, error);
}

typedef struct
{
  BeckonJid *jid;
  char *token; /* (nullable): of an invitation from there */
} Adding;

static void
adding_free (gpointer data)
{
  Adding *adding = data;

  beckon_jid_unref (adding->jid);
  g_free (adding->token);
  g_free (adding);
}

static void
contact_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  BeckonAccount *self = g_task_get_source_object (task);
  Adding *adding = g_task_get_task_data (task);
  BeckonJid *jid = adding->jid;
  GError *error = NULL;
  gboolean done = beckon_roster_call_finish (BECKON_ROSTER (source), result, &error);

  if (done && beckon_account_get_session (self) != NULL)
    {
      BeckonPresenceTracker *presence = beckon_account_get_modules (self)->presence;
      BeckonContact *contact = beckon_account_ensure_contact (self, jid);

      if (beckon_contact_get_subscription (contact) != BECKON_SUBSCRIPTION_TO
          && beckon_contact_get_subscription (contact) != BECKON_SUBSCRIPTION_BOTH)
        beckon_presence_tracker_ask (presence, jid, adding->token);
      beckon_presence_tracker_allow (presence, jid);
    }
  return_result (task, done, error);
}

static void
add_contact (BeckonAccount *self,
             GTask *task,
             BeckonJid *jid,
             const char *name,
             const char *const *groups,
             const char *token)
{
  Adding *adding;

  if (!check_online (self, task))
    return;
  adding = g_new0 (Adding, 1);
  adding->jid = beckon_jid_dup_bare (jid);
  adding->token = g_strdup (token);
  g_task_set_task_data (task, adding, adding_free);
  beckon_roster_set_async (beckon_account_get_modules (self)->roster, jid, name, groups,
                           g_task_get_cancellable (task), contact_added_cb, g_object_ref (task));
}

/**
 * beckon_account_add_contact_async:
 * @name: (nullable): how to call it
 * @groups: (nullable): in which groups
 *
 * Adds somebody to the contact list, asks to see their presence, and lets them see ours. Fails
 * with a %BECKON_STANZA_ERROR when the server does not want that.
 */
void
beckon_account_add_contact_async (BeckonAccount *self,
                                  BeckonJid *jid,
                                  const char *name,
                                  const char *const *groups,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task
    = new_task (self, beckon_account_add_contact_async, cancellable, callback, user_data);

  add_contact (self, task, jid, name, groups, NULL);
}

/**
 * beckon_account_accept_invitation_async:
 * @inviter: who has invited the person
 * @name: (nullable): how to call them
 * @token: (nullable): what the invitation says, for @inviter to know it by (XEP-0379)
 *
 * Like beckon_account_add_contact_async(), but @inviter need not be asked.
 */
void
beckon_account_accept_invitation_async (BeckonAccount *self,
                                        BeckonJid *inviter,
                                        const char *name,
                                        const char *token,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) task
    = new_task (self, beckon_account_accept_invitation_async, cancellable, callback, user_data);

  add_contact (self, task, inviter, name, NULL, token);
}

/**
 * beckon_account_rename_contact_async:
 * @name: (nullable): the new name, or %NULL for what it calls itself
 * @groups: (nullable): all the groups it shall be in
 */
void
beckon_account_rename_contact_async (BeckonAccount *self,
                                     BeckonJid *jid,
                                     const char *name,
                                     const char *const *groups,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task
    = new_task (self, beckon_account_rename_contact_async, cancellable, callback, user_data);

  if (check_online (self, task))
    beckon_roster_set_async (beckon_account_get_modules (self)->roster, jid, name, groups,
                             cancellable, roster_changed_cb, g_steal_pointer (&task));
}

/**
 * beckon_account_remove_contact_async:
 *
 * Removes somebody from the contact list; neither sees the other's presence any more.
 */
void
beckon_account_remove_contact_async (BeckonAccount *self,
                                     BeckonJid *jid,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task
    = new_task (self, beckon_account_remove_contact_async, cancellable, callback, user_data);

  if (check_online (self, task))
    beckon_roster_remove_async (beckon_account_get_modules (self)->roster, jid, cancellable,
                                roster_changed_cb, g_steal_pointer (&task));
}

static void
blocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  gboolean done = beckon_blocklist_set_finish (BECKON_BLOCKLIST (source), result, &error);

  return_result (user_data, done, error);
}

/**
 * beckon_account_set_blocked_async:
 *
 * Blocks somebody (XEP-0191), or lets them through again.
 */
void
beckon_account_set_blocked_async (BeckonAccount *self,
                                  BeckonJid *jid,
                                  gboolean blocked,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task
    = new_task (self, beckon_account_set_blocked_async, cancellable, callback, user_data);

  if (check_online (self, task))
    beckon_blocklist_set_async (beckon_account_get_modules (self)->blocklist, jid, blocked,
                                cancellable, blocked_cb, g_steal_pointer (&task));
}

/**
 * beckon_account_answer_request_async:
 * @accept: whether @jid may see our presence; then we ask to see theirs, too
 */
void
beckon_account_answer_request_async (BeckonAccount *self,
                                     BeckonJid *jid,
                                     gboolean accept,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task
    = new_task (self, beckon_account_answer_request_async, cancellable, callback, user_data);
  BeckonPresenceTracker *presence;
  BeckonContact *contact;

  if (!check_online (self, task))
    return;
  presence = beckon_account_get_modules (self)->presence;
  contact = beckon_account_ensure_contact (self, jid);
  beckon_presence_tracker_answer (presence, jid, accept);
  if (accept && !beckon_contact_get_asked (contact)
      && beckon_contact_get_subscription (contact) != BECKON_SUBSCRIPTION_TO)
    beckon_presence_tracker_ask (presence, jid, NULL);
  g_task_return_boolean (task, TRUE);
}

/* The account itself */

static void
profile_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  gboolean done = beckon_avatars_publish_finish (BECKON_AVATARS (source), result, &error);

  return_result (user_data, done, error);
}

/**
 * beckon_account_set_profile_async:
 * @nick: (nullable): the name to be seen by, or %NULL to leave it
 * @avatar: (nullable): the picture file to be seen by, an empty one for none, or %NULL to leave it
 */
void
beckon_account_set_profile_async (BeckonAccount *self,
                                  const char *nick,
                                  GBytes *avatar,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task
    = new_task (self, beckon_account_set_profile_async, cancellable, callback, user_data);

  if (check_online (self, task))
    beckon_avatars_publish_async (beckon_account_get_modules (self)->avatars, nick, avatar,
                                  cancellable, profile_set_cb, g_steal_pointer (&task));
}

/* A token ends with the password that it was given for (XEP-0484), and only this process knows the new
 * one: it gets a new token at once. */
static gboolean
renew_token_cb (gpointer user_data)
{
  BeckonAccount *self = user_data;

  if (beckon_account_get_session (self) != NULL)
    {
      beckon_account_disconnect (self);
      beckon_account_connect (self);
    }
  return G_SOURCE_REMOVE;
}

static void
password_changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  BeckonAccount *self = g_task_get_source_object (task);
  g_autoptr (BeckonElement) reply = NULL;
  GError *error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  if (reply != NULL)
    {
      beckon_account_keep_password (self, g_task_get_task_data (task));
      if (beckon_account_get_has_token (self))
        g_idle_add_full (G_PRIORITY_DEFAULT, renew_token_cb, g_object_ref (self), g_object_unref);
    }
  return_result (task, reply != NULL, error);
}

/**
 * beckon_account_change_password_async:
 * @password: the new one
 *
 * Changes the password on the server (XEP-0077, section 3.3).
 */
void
beckon_account_change_password_async (BeckonAccount *self,
                                      const char *password,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task
    = new_task (self, beckon_account_change_password_async, cancellable, callback, user_data);
  g_autoptr (BeckonElement) request = NULL;

  if (!check_online (self, task))
    return;
  g_task_set_task_data (task, g_strdup (password), (GDestroyNotify) beckon_secret_free);
  request = beckon_register_change_password_new (beckon_account_get_jid (self), password);
  beckon_session_send_iq_async (beckon_account_get_session (self), request, cancellable,
                                password_changed_cb, g_steal_pointer (&task));
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BeckonElement) reply = NULL;
  GError *error = NULL;

  reply = beckon_session_send_iq_finish (BECKON_SESSION (source), result, &error);
  return_result (user_data, reply != NULL, error);
}

/**
 * beckon_account_delete_on_server_async:
 *
 * Deletes the account on its server, with everything that is there (XEP-0077, section 3.2). What
 * is here goes with beckon_client_sign_out_async().
 */
void
beckon_account_delete_on_server_async (BeckonAccount *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GTask) task
    = new_task (self, beckon_account_delete_on_server_async, cancellable, callback, user_data);
  g_autoptr (BeckonElement) request = NULL;

  if (!check_online (self, task))
    return;
  request = beckon_register_remove_new ();
  beckon_session_send_iq_async (beckon_account_get_session (self), request, cancellable, deleted_cb,
                                g_steal_pointer (&task));
}
